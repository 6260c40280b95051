//! Requests on a market stream.

use super::*;

fn asked(request: &str, sockets: &mut Sockets) -> String {
    answer(sockets, 1, request).to_string()
}

fn sockets() -> Sockets {
    let mut sockets = Sockets::default();
    let kind = Kind::Market {
        wrapping: Wrapping::Raw,
        streams: BTreeSet::new(),
    };
    sockets.open(domain::Time::from_nanos(0), 1, kind).unwrap();
    sockets
}

#[test]
fn streams_are_added_listed_and_taken_away() {
    let mut names = sockets();
    let done = asked(
        r#"{"method":"SUBSCRIBE","params":["a@trade","b@trade"],"id":1}"#,
        &mut names,
    );
    assert_eq!(done, r#"{"id":1,"result":null}"#);
    asked(
        r#"{"method":"UNSUBSCRIBE","params":["a@trade"],"id":2}"#,
        &mut names,
    );
    let listed = asked(r#"{"method":"LIST_SUBSCRIPTIONS","id":"x"}"#, &mut names);
    assert_eq!(listed, r#"{"id":"x","result":["b@trade"]}"#);
}

#[test]
fn nonsense_changes_nothing() {
    let mut names = sockets();
    let long = format!(
        r#"{{"method":"SUBSCRIBE","params":["{}"],"id":1}}"#,
        "x".repeat(100)
    );
    for request in [
        "",
        "[]",
        "{",
        r#"{"method":7}"#,
        r#"{"method":"DANCE","id":1}"#,
        &long,
    ] {
        assert!(asked(request, &mut names).contains("error"), "{request}");
    }
    assert!(names.streams(1).is_empty());
}
