//! The tap passes every byte and notes ids.

use super::*;

#[test]
fn bytes_pass_both_ways_and_ids_are_noted_once() {
    let venue = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let tap = Tap::open(venue.local_addr().unwrap()).unwrap();
    let mut desk = TcpStream::connect(tap.address()).unwrap();
    let (mut exchange, _) = venue.accept().unwrap();
    let id = "cf01JD7Q8ZK4000001000000000C";
    let request = format!("symbol=BTCUSDT&newClientOrderId={id}&signature=ab");
    let before = Instant::now();
    desk.write_all(request.as_bytes()).unwrap();
    let mut heard = vec![0; request.len()];
    exchange.read_exact(&mut heard).unwrap();
    assert_eq!(heard, request.as_bytes());
    let passed = tap.passed_at(id).unwrap();
    assert!(before <= passed && passed <= Instant::now());
    exchange.write_all(b"200").unwrap();
    let mut answer = [0; 3];
    desk.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"200");
    desk.write_all(request.as_bytes()).unwrap();
    exchange.read_exact(&mut heard).unwrap();
    assert_eq!(tap.passed_at(id).unwrap(), passed);
    drop(exchange);
    assert_eq!(desk.read(&mut answer).unwrap(), 0);
}
