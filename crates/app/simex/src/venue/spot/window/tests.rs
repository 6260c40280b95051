//! Stretches of time, their bounds and their pages.

use super::*;

fn read(query: &str) -> Result<Window, Refusal> {
    Window::read(&Params::parse(query, "").unwrap())
}

fn page(query: &str, rows: usize) -> Vec<i64> {
    let all: Vec<i64> = (1..=9).collect();
    let window = read(query).unwrap();
    window.page(all, rows, |millis| {
        Time::from_nanos(millis * 1_000_000 + 700)
    })
}

#[test]
fn a_page_is_the_oldest_from_its_start_or_the_latest() {
    assert_eq!(page("", 3), [7, 8, 9]);
    assert_eq!(page("startTime=4", 3), [4, 5, 6]);
    assert_eq!(page("endTime=4", 3), [2, 3, 4]);
    assert_eq!(page("startTime=3&endTime=4", 3), [3, 4]);
    assert_eq!(page("startTime=20", 3), [0_i64; 0]);
}

#[test]
fn microseconds_are_told_by_their_size() {
    let base = 1_780_000_000_000_i64;
    let window = read("startTime=1780000000000500&endTime=1780000000000700").unwrap();
    let at = |micros: i64| Time::from_nanos(base * 1_000_000 + micros * 1_000);
    assert!(!window.holds(at(499)));
    assert!(window.holds(at(500)) && window.holds(at(700)));
    assert!(!window.holds(at(701)));
}

#[test]
fn a_stretch_is_at_most_a_day_and_runs_forward() {
    assert!(read("startTime=0&endTime=86400000").is_ok());
    assert_eq!(
        read("startTime=0&endTime=86400001").unwrap_err().code(),
        -1127
    );
    assert_eq!(read("startTime=2&endTime=1").unwrap_err().code(), -1130);
    assert_eq!(read("startTime=x").unwrap_err().code(), -1100);
}
