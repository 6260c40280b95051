//! Answers as servers write them. Never opens a socket.

use super::{Caller, read_answer};
use std::io::Cursor;

fn read(text: &str) -> anyhow::Result<super::Answer> {
    read_answer(&mut Cursor::new(text.as_bytes()))
}

#[test]
fn bodies_of_each_kind_are_read() {
    let sized = read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}rest").unwrap();
    assert_eq!((sized.status, sized.text()), (200, "{}".to_owned()));
    let chunked = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n";
    assert_eq!(read(chunked).unwrap().text(), "abcde");
    let empty = read("HTTP/1.1 204 No Content\r\nX-Request-Id: r1\r\n\r\n").unwrap();
    assert_eq!(empty.header("x-request-id"), Some("r1"));
    assert!(empty.clone().ok().is_ok() && empty.json().is_err());
}

#[test]
fn half_answers_are_no_answers() {
    for text in [
        "",
        "HTTP/1.1\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ] {
        assert!(read(text).is_err(), "{text:?}");
    }
    assert!(
        read("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
            .unwrap()
            .ok()
            .is_err()
    );
}

#[test]
fn a_request_names_its_host_and_length() {
    let caller = Caller::new("127.0.0.1:8080".parse().unwrap());
    let text = caller.request(
        "POST",
        "/orders",
        Some(("application/json", "{}")),
        &[("Idempotency-Key", "k1")],
    );
    assert!(text.starts_with("POST /orders HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"));
    assert!(text.contains("Idempotency-Key: k1\r\n"));
    assert!(text.contains("Content-Type: application/json\r\n"));
    assert!(text.ends_with("Content-Length: 2\r\n\r\n{}"));
}
