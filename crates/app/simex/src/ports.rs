//! The two ports: turns HTTP requests and sockets into questions to the venue and answers back. Never knows a rule of it.

use crate::ask::{Ask, Engine, ToSocket};
use crate::cut_body::CutBody;
use crate::engine::BACKLOG_MAX;
use crate::serve::{Spoken, Withheld};
use crate::slow_body;
use crate::venue::dispatch::refused;
use crate::venue::http::{Accepts, Content, Delivery, HttpRequest, Method, Reply, TimeUnit};
use crate::venue::refusal::Refusal;
use crate::venue::sockets::{ConnId, Sign};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::connect_info::ConnectInfo;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::mpsc;

/// Largest request body, in bytes.
const BODY_BYTES_MAX: usize = 16 * 1024;
/// Time for a request's whole body to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// Largest message accepted on a socket, in bytes.
const MESSAGE_BYTES_MAX: usize = 64 * 1024;

/// What both ports share.
#[derive(Clone)]
pub(crate) struct Port {
    pub(crate) engine: Engine,
}

/// Binance's surface.
pub(crate) fn public(port: Port) -> Router {
    Router::new().fallback(take).with_state(port)
}

/// The levers.
pub(crate) fn levers(port: Port) -> Router {
    Router::new().fallback(pull).with_state(port)
}

async fn take(
    State(port): State<Port>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response<Body> {
    let (mut head, body) = request.into_parts();
    if head.headers.contains_key(header::UPGRADE) {
        let asked = asked(&head, String::new(), peer);
        return match (
            asked,
            WebSocketUpgrade::from_request_parts(&mut head, &()).await,
        ) {
            (Some(asked), Ok(upgrade)) => open(port, asked, upgrade).await,
            (_, Err(refused)) => refused.into_response(),
            (None, _) => plain(StatusCode::METHOD_NOT_ALLOWED),
        };
    }
    match read(head, body, peer).await {
        Ok(asked) => answer(port.engine.ask(|to| Ask::Http(asked, to)).await.ok()),
        Err(refused) => *refused,
    }
}

/// A page in a browser must not pull levers of a program on the same machine.
async fn pull(
    State(port): State<Port>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    if head.headers.contains_key(header::ORIGIN) {
        let text = r#"{"error":"requests of web pages are refused"}"#;
        return answer(Some(Reply::text(403, text.to_owned())));
    }
    match read(head, body, peer).await {
        Ok(asked) => answer(port.engine.ask(|to| Ask::Lever(asked, to)).await.ok()),
        Err(refused) => *refused,
    }
}

async fn read(
    head: Parts,
    body: Body,
    peer: SocketAddr,
) -> Result<HttpRequest, Box<Response<Body>>> {
    let reading = axum::body::to_bytes(body, BODY_BYTES_MAX);
    let body = match tokio::time::timeout(BODY_TIMEOUT, reading).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return Err(Box::new(plain(StatusCode::PAYLOAD_TOO_LARGE))),
        Err(_) => return Err(Box::new(plain(StatusCode::REQUEST_TIMEOUT))),
    };
    if let Some(spoken) = head.extensions.get::<Spoken>() {
        spoken.now();
    }
    let Ok(body) = String::from_utf8(body.into()) else {
        return Err(Box::new(answer(Some(refused(&Refusal::Malformed)))));
    };
    asked(&head, body, peer).ok_or_else(|| Box::new(plain(StatusCode::METHOD_NOT_ALLOWED)))
}

fn asked(head: &Parts, body: String, peer: SocketAddr) -> Option<HttpRequest> {
    let method = match head.method.as_str() {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        _ => return None,
    };
    let text = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let unit = text("x-mbx-time-unit").map_or(Some(TimeUnit::Millis), TimeUnit::named);
    let accepts = match text("accept") {
        Some(types) if types.contains("text/html") => Accepts::Html,
        Some(_) | None => Accepts::Anything,
    };
    Some(HttpRequest {
        method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        body,
        key: text("x-mbx-apikey").map(ToOwned::to_owned),
        unit,
        accepts,
        peer: peer.ip(),
    })
}

fn plain(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// The venue's answer on the wire; none when it is stopping.
fn answer(reply: Option<Reply>) -> Response<Body> {
    let Some(reply) = reply else {
        return plain(StatusCode::SERVICE_UNAVAILABLE);
    };
    let has_body = !reply.body.is_empty();
    let text = reply.body;
    let body = |text| Body::from(text);
    let mut response = Response::new(match reply.delivery {
        Delivery::Whole | Delivery::Lost => body(text),
        Delivery::Cut => Body::new(CutBody::new(body(text))),
        Delivery::Slow(span) => Body::from_stream(slow_body::pieces(text, span)),
    });
    if reply.delivery == Delivery::Lost {
        response.extensions_mut().insert(Withheld);
    }
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if has_body {
        let content = match reply.content {
            Content::Json => "application/json;charset=UTF-8",
            Content::Html => "text/html",
        };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content));
    }
    for (name, value) in reply.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}

async fn open(port: Port, at: HttpRequest, upgrade: WebSocketUpgrade) -> Response<Body> {
    let conn = port.engine.conn();
    let (to, from) = mpsc::channel(BACKLOG_MAX);
    let asked = |done| Ask::Open { conn, at, to, done };
    match port.engine.ask(asked).await {
        Ok(Ok(())) => {}
        Ok(Err(refused)) => return answer(Some(refused)),
        Err(_) => return answer(None),
    }
    upgrade
        .max_message_size(MESSAGE_BYTES_MAX)
        .max_frame_size(MESSAGE_BYTES_MAX)
        .on_upgrade(move |socket| pump(socket, port, conn, from))
}

/// Carries messages both ways until either side ends.
async fn pump(mut socket: WebSocket, port: Port, conn: ConnId, mut from: mpsc::Receiver<ToSocket>) {
    loop {
        tokio::select! {
            out = from.recv() => {
                let message = match out {
                    Some(ToSocket::Text(text)) => Message::text(&*text),
                    Some(ToSocket::Ping) => Message::Ping(Bytes::new()),
                    Some(ToSocket::Close) => {
                        // An error means only that the other side is gone already.
                        drop(socket.send(Message::Close(None)).await);
                        break;
                    }
                    None => break,
                };
                if socket.send(message).await.is_err() {
                    break;
                }
            }
            received = socket.recv() => {
                let ask = match received {
                    Some(Ok(Message::Text(text))) => Ask::Text(conn, text.as_str().to_owned()),
                    Some(Ok(Message::Ping(_))) => Ask::Heard(conn, Sign::Ping),
                    Some(Ok(Message::Pong(_))) => Ask::Heard(conn, Sign::Pong),
                    Some(Ok(Message::Binary(_) | Message::Close(_)) | Err(_)) | None => break,
                };
                if port.engine.tell(ask).await.is_err() {
                    break;
                }
            }
        }
    }
    // An error means only that the venue is gone before its socket.
    drop(port.engine.tell(Ask::Closed(conn)).await);
}
