//! A server of one connection that speaks in frames. Never leaves loopback.

use super::{Listener, frame};
use crate::http::Caller;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

#[test]
fn whole_split_and_pinged_messages_are_read() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    let serving = std::thread::spawn(move || {
        let (mut stream, _) = server.accept().unwrap();
        let mut asked = [0; 1024];
        let length = stream.read(&mut asked).unwrap();
        let long = "x".repeat(300);
        stream
            .write_all(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
            .unwrap();
        stream
            .write_all(b"\x81\x02hi\x01\x02on\x89\x01p\x80\x01e\x81\x7E\x01\x2C")
            .unwrap();
        stream.write_all(long.as_bytes()).unwrap();
        stream.write_all(b"\x88\x00").unwrap();
        let mut pong = [0; 7];
        stream.read_exact(&mut pong).unwrap();
        (String::from_utf8_lossy(&asked[..length]).into_owned(), pong)
    });
    let mut listener = Listener::open(&Caller::new(address), "/live").unwrap();
    assert_eq!(listener.next().unwrap().as_deref(), Some("hi"));
    assert_eq!(listener.next().unwrap().as_deref(), Some("one"));
    assert_eq!(listener.next().unwrap().map(|text| text.len()), Some(300));
    assert_eq!(listener.next().unwrap(), None);
    let (asked, pong) = serving.join().unwrap();
    assert!(asked.starts_with("GET /live HTTP/1.1\r\n"));
    assert_eq!(pong.as_slice(), [0x8A, 0x81, 0, 0, 0, 0, b'p']);
}

#[test]
fn a_refused_opening_is_an_error() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    let serving = std::thread::spawn(move || {
        let (mut stream, _) = server.accept().unwrap();
        let mut asked = [0; 1024];
        let length = stream.read(&mut asked).unwrap();
        stream
            .write_all(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
            .unwrap();
        length
    });
    assert!(Listener::open(&Caller::new(address), "/live").is_err());
    assert!(serving.join().unwrap() > 0);
}

#[test]
fn frames_of_a_client_are_masked() {
    assert_eq!(frame(0x1, b"a").unwrap(), [0x81, 0x81, 0, 0, 0, 0, b'a']);
    let long = frame(0x1, &[0; 200]).unwrap();
    assert_eq!(long[..4], [0x81, 0xFE, 0, 200]);
}
