//! A command reaches its own desk and no other place, and says what it does not know.

use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

#[test]
fn a_password_never_leaves_this_machine_in_the_clear() {
    for fine in [
        "http://127.0.0.1:8620",
        "http://127.0.0.1:8620/",
        "http://localhost:8620",
        "http://[::1]:8620",
        "https://desk.example.com",
    ] {
        assert!(OwnDesk::new(fine).is_ok(), "{fine}");
    }
    for bad in [
        "http://desk.example.com",
        "http://192.0.2.1:8620",
        "http://127.0.0.1:8620/orders",
        "http://ana@127.0.0.1:8620",
        "ftp://127.0.0.1",
        "127.0.0.1:8620",
        "",
    ] {
        let refused = OwnDesk::new(bad).err();
        assert_eq!(refused, Some(DeskSilent::Malformed(bad.to_owned())));
    }
}

/// A desk that answers each connection with the next of these, and tells what it was asked.
async fn desk(answers: Vec<&'static str>) -> (OwnDesk, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let mut asked = Vec::new();
        for answer in answers {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut bytes = vec![0; 4_096];
            let read = socket.read(&mut bytes).await.unwrap();
            asked.push(String::from_utf8_lossy(&bytes[..read]).into_owned());
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
        asked
    });
    (OwnDesk::new(&base).unwrap(), served)
}

#[tokio::test]
async fn the_session_of_an_answer_is_kept_and_a_limit_is_told() {
    let (mut desk, served) = desk(vec![
        "HTTP/1.1 200 OK\r\nset-cookie: cofferdam=abc; Path=/; HttpOnly\r\nset-cookie: cofferdam-form=x; Path=/\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
        "HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ])
    .await;
    let body = Some("{\"a\":1}".to_owned());
    let opened = desk
        .ask((DeskVerb::Post, "/api/v1/session"), body)
        .await
        .unwrap();
    assert_eq!((opened.status, opened.body.as_str()), (200, "{}"));
    let limited = desk
        .ask((DeskVerb::Get, "/api/v1/orders"), None)
        .await
        .unwrap();
    assert_eq!((limited.status, limited.retry_after_secs), (429, Some(7)));
    let asked = served.await.unwrap();
    assert!(!asked[0].contains("cookie"), "{}", asked[0]);
    assert!(asked[0].ends_with("{\"a\":1}"), "{}", asked[0]);
    assert!(
        asked[1].contains("cookie: cofferdam=abc\r\n"),
        "{}",
        asked[1]
    );
    assert!(!format!("{desk:?}").contains("abc"));
}

#[tokio::test]
async fn nobody_there_is_told_apart_from_no_answer() {
    let (mut gone, served) = desk(vec![]).await;
    served.await.unwrap();
    let asked = gone.ask((DeskVerb::Get, "/live"), None).await;
    assert!(
        matches!(asked, Err(DeskSilent::Unreachable(_))),
        "{asked:?}"
    );
    let (mut cut, _served) = desk(vec!["HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"]).await;
    let asked = cut.ask((DeskVerb::Get, "/live"), None).await;
    assert!(matches!(asked, Err(DeskSilent::Lost(_))), "{asked:?}");
}
