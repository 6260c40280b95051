//! The router, made from the route table and nothing else. Never a route of its own.

use crate::finish::{check_host, finish};
use crate::guard::{Door, guard};
use crate::log::log_request;
use crate::problem::Problem;
use crate::route_table::{Answer, rows};
use crate::state::AppState;
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// Longest time from request to answer.
const REQUEST_SECS_MAX: u64 = 30;

/// All routes with everything that stands before them.
pub fn router(state: AppState) -> Router {
    let routes = rows().fold(Router::new(), |router, row| {
        let door = Door {
            state: state.clone(),
            row,
        };
        let handler = (row.handler)(row.verb.filter());
        // Only files: a page holds the session's word beside text that others may choose, and packing both leaks it.
        let handler = match row.answer {
            Answer::File => handler.layer(CompressionLayer::new()),
            Answer::Json | Answer::Page | Answer::Part | Answer::Stream => handler,
        };
        router.route(row.path, handler.layer(from_fn_with_state(door, guard)))
    });
    routes
        .fallback(|| async { Problem::NotFound })
        .method_not_allowed_fallback(|| async { Problem::MethodNotAllowed })
        .layer(from_fn(bound_time))
        .layer(CatchPanicLayer::custom(on_panic))
        .layer(from_fn_with_state(state.clone(), check_host))
        .layer(from_fn_with_state(state.clone(), finish))
        .layer(from_fn(log_request))
        .with_state(state)
}

async fn bound_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(Duration::from_secs(REQUEST_SECS_MAX), next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::TooSlow.into_response(),
    }
}

/// A panic is a defect of ours: it ends one request, and its words stay in the log.
fn on_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no words");
    tracing::error!(panic = words, "a handler panicked");
    Problem::Internal.into_response()
}
