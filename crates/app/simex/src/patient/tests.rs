//! Patience with a reader that reads, and with one that does not.

use super::Patient;
use std::io::ErrorKind;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use tokio::time::{Instant, advance, pause};

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn v33_a_reader_that_takes_nothing_ends_it() {
    pause();
    let (here, _there) = duplex(16);
    let mut patient = Patient::new(here, PATIENCE);
    let begun = Instant::now();
    let told = patient.write_all(&[0; 64]).await.unwrap_err();
    assert_eq!(told.kind(), ErrorKind::TimedOut);
    // Timers keep whole milliseconds.
    let late = begun.elapsed().saturating_sub(PATIENCE);
    assert!(begun.elapsed() >= PATIENCE && late < Duration::from_millis(5));
}

#[tokio::test]
async fn v33_a_slow_reader_is_waited_for_as_long_as_it_reads() {
    pause();
    let (here, mut there) = duplex(16);
    let mut patient = Patient::new(here, PATIENCE);
    let reader = tokio::spawn(async move {
        let mut taken = [0; 16];
        for _ in 0..4 {
            advance(PATIENCE - Duration::from_millis(1)).await;
            there.read_exact(&mut taken).await.unwrap();
        }
    });
    patient.write_all(&[7; 64]).await.unwrap();
    reader.await.unwrap();
}

#[tokio::test]
async fn silence_without_anything_to_write_is_no_offence() {
    pause();
    let (here, mut there) = duplex(16);
    let mut patient = Patient::new(here, PATIENCE);
    advance(PATIENCE * 10).await;
    patient.write_all(b"late").await.unwrap();
    let mut read = [0; 4];
    there.read_exact(&mut read).await.unwrap();
    assert_eq!(&read, b"late");
}
