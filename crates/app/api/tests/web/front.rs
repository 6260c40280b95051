//! A house behind a proxy that ends TLS: other cookies, another origin, and the visitor's address from the proxy alone.

use crate::client::Asked;
use crate::house::{House, PASSWORD, Wants};
use api::{Front, Limits};
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr};

const NAME: &str = "desk.example.com";

fn behind(proxy: Ipv4Addr, limits: Limits) -> Wants {
    let front = Front::TlsProxy {
        peers: vec![IpAddr::V4(proxy)],
    };
    Wants {
        front: (front, vec![NAME.to_owned()]),
        limits,
        ..Wants::default()
    }
}

fn sign_in(from: &str) -> Asked {
    Asked::post("/api/v1/session")
        .host(NAME)
        .header("origin", "https://desk.example.com")
        .header("x-forwarded-for", from)
        .json(&json!({"email": "trader@house.test", "password": PASSWORD}))
}

// AUTH-04 OPS-05
#[tokio::test(flavor = "multi_thread")]
async fn behind_tls_cookies_are_bound_to_the_host_and_the_origin_is_https() {
    let plenty = Wants::default().limits;
    let house = House::with_people(behind(Ipv4Addr::LOCALHOST, plenty)).await;
    let mut client = house.stranger();
    let answer = client.send(sign_in("203.0.113.9")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-cofferdam="), "{cookie}");
    assert!(
        cookie.ends_with("; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_eq!(
        answer.header("strict-transport-security"),
        Some("max-age=31536000")
    );
    let session = Asked::get("/api/v1/session").host(NAME);
    assert_eq!(client.send(session).await.status, 200);
    for origin in ["http://desk.example.com", "https://evil.example"] {
        let plain = Asked::post("/api/v1/session")
            .host(NAME)
            .header("origin", origin)
            .json(&json!({}));
        assert_eq!(house.stranger().send(plain).await.status, 403, "{origin}");
    }
    house.stop().await;
}

// AUTH-22: visitors behind the proxy are counted one by one; nobody can name an address for himself.
#[tokio::test(flavor = "multi_thread")]
async fn only_the_proxy_names_the_visitors_address() {
    let limits = Limits {
        auth: 2,
        ..Wants::default().limits
    };
    let house = House::with_people(behind(Ipv4Addr::LOCALHOST, limits)).await;
    for (from, status) in [
        ("203.0.113.1", 200),
        ("198.51.100.7, 203.0.113.1", 200),
        ("203.0.113.1", 429),
        ("203.0.113.1, 203.0.113.2", 200),
        ("2001:db8::1", 200),
        ("2001:db8::2", 200),
        ("2001:db8::3", 429),
    ] {
        assert_eq!(
            house.stranger().send(sign_in(from)).await.status,
            status,
            "{from}"
        );
    }
    house.stop().await;
    let elsewhere = Ipv4Addr::new(192, 0, 2, 1);
    let house = House::with_people(behind(elsewhere, limits)).await;
    for (from, status) in [
        ("203.0.113.1", 200),
        ("203.0.113.2", 200),
        ("203.0.113.3", 429),
    ] {
        assert_eq!(
            house.stranger().send(sign_in(from)).await.status,
            status,
            "{from}"
        );
    }
    house.stop().await;
}
