//! Which socket hears what.

use super::{PrivateStreams, hearing};
use crate::venue::http::{Accepts, HttpRequest, Method};
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr};

fn at(target: &str) -> HttpRequest {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    HttpRequest {
        method: Method::Get,
        path: path.to_owned(),
        query: query.to_owned(),
        body: String::new(),
        key: None,
        unit: None,
        accepts: Accepts::Anything,
        peer: IpAddr::V4(Ipv4Addr::LOCALHOST),
    }
}

fn heard(target: &str, key: &str, event: &str) -> Option<String> {
    let mut streams = PrivateStreams::default();
    streams.open(1, hearing(&at(target))?);
    let texts = streams.listeners(key, (event, r#"{"e":1}"#));
    texts.first().map(|(_, text)| text.to_string())
}

#[test]
fn every_way_to_name_listen_keys_is_heard() {
    let raw = Some(r#"{"e":1}"#.to_owned());
    let wrapped = Some(r#"{"stream":"k1","data":{"e":1}}"#.to_owned());
    let wrapped_two = Some(r#"{"stream":"k2","data":{"e":1}}"#.to_owned());
    let cases = [
        ("/private/ws/k1", "k1", "ORDER_TRADE_UPDATE", &raw),
        ("/private/ws?listenKey=k1", "k1", "ORDER_TRADE_UPDATE", &raw),
        ("/private/ws?listenKey=k1&events=A/B", "k1", "B", &raw),
        ("/private/ws?listenKey=k1&events=A%2FB", "k1", "B", &raw),
        ("/private/ws?listenKey=k1&events=A/B", "k1", "C", &None),
        ("/private/stream?listenKey=k1&events=A", "k1", "A", &wrapped),
        (
            "/private/stream?listenKey=k1&events=A&listenKey=k2&events=B",
            "k2",
            "B",
            &wrapped_two,
        ),
        (
            "/private/stream?listenKey=k1&events=A&listenKey=k2&events=B",
            "k2",
            "A",
            &None,
        ),
        ("/private/ws/other", "k1", "A", &None),
    ];
    for (target, key, event, text) in cases {
        assert_eq!(&heard(target, key, event), text, "{target} {event}");
    }
    assert!(hearing(&at("/public/ws/k1")).is_none());
    assert!(hearing(&at("/private/else")).is_none());
}

#[test]
fn a_socket_may_change_what_it_hears() {
    let mut streams = PrivateStreams::default();
    streams.open(1, hearing(&at("/private/ws")).unwrap());
    assert!(streams.listeners("k", ("A", "{}")).is_empty());
    let done = streams.answer(1, r#"{"method":"SUBSCRIBE","params":["k@A"],"id":1}"#);
    assert_eq!(done, json!({ "result": null, "id": 1 }));
    assert_eq!(streams.listeners("k", ("A", "{}")).len(), 1);
    assert!(streams.listeners("k", ("B", "{}")).is_empty());
    let list = streams.answer(1, r#"{"method":"LIST_SUBSCRIPTIONS","id":2}"#);
    assert_eq!(list, json!({ "result": ["k@A"], "id": 2 }));
    streams.answer(1, r#"{"method":"SUBSCRIBE","params":["k"],"id":3}"#);
    assert_eq!(streams.listeners("k", ("B", "{}")).len(), 1);
    streams.answer(1, r#"{"method":"UNSUBSCRIBE","params":["k"],"id":4}"#);
    assert!(streams.listeners("k", ("A", "{}")).is_empty());
    streams.forget(1);
    assert!(streams.only("k").is_empty());
}
