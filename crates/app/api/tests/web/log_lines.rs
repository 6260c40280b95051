//! The log: one line for each request, joined by its id, and never a secret.

use crate::house::{House, PASSWORD, Wants};
use identity::Role;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

/// Everything that was logged.
#[derive(Debug, Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

// OBS-01 KEY-10
#[tokio::test(flavor = "multi_thread")]
async fn every_request_has_one_line_and_no_line_has_a_secret() {
    let lines = Lines::default();
    tracing_subscriber::fmt()
        .json()
        .with_writer(lines.clone())
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .init();
    let house = House::with_people(Wants::default()).await;
    let mut owner = house.signed(Role::Owner).await;
    let canary = "canary-plum-ladder-88";
    let wrong = json!({"email": "owner@house.test", "password": canary});
    let failed = house.stranger().post("/api/v1/session", wrong).await;
    let listed = owner.get("/api/v1/orders?symbol=BTC-USDT").await;
    let token = house.set_up_token(domain::Span::ZERO).await;
    let body = json!({"token": token, "email": "b@house.test", "name": "bob", "password": canary});
    assert_eq!(
        house.stranger().post("/api/v1/set-up", body).await.status,
        409
    );
    let secret = owner.cookies["cofferdam"].clone();
    assert_eq!(owner.delete("/api/v1/session").await.status, 204);
    house.stop().await;

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let parsed: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let of = |id: &str| -> Vec<&Value> {
        parsed
            .iter()
            .filter(|line| line["span"]["request.id"] == id)
            .filter(|line| line["fields"]["http.status"].is_u64())
            .collect()
    };
    let line = of(listed.header("x-request-id").unwrap());
    assert_eq!(line.len(), 1);
    let fields = &line[0]["fields"];
    assert_eq!(fields["http.route"], "/api/v1/orders");
    assert_eq!(
        (&fields["http.method"], &fields["http.status"]),
        (&json!("GET"), &json!(200))
    );
    assert_eq!(fields["actor"], "person:1:owner");
    assert!(fields["duration_us"].is_u64());
    let failed = of(failed.header("x-request-id").unwrap());
    assert_eq!(failed[0]["fields"]["http.status"], 401);
    for (what, secret) in [
        ("the password", PASSWORD),
        ("a wrong password", canary),
        ("the session", secret.as_str()),
        ("the set-up token", token.as_str()),
    ] {
        assert!(!text.contains(secret), "{what} is in the log");
    }
}
