//! Whatever instant a run died at, its file says what may be left.

use super::*;
use serde_json::json;

fn symbol() -> Symbol {
    Symbol::new("BTC/USDT").unwrap()
}

#[test]
fn e7_a_run_that_died_is_known_by_its_file_and_one_that_ended_is_not() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Unfinished::read(folder.path()).unwrap(), None);
    let mut log = RunLog::of(folder.path().to_owned());
    assert!(log.write(&LogLine::Refused).is_err(), "it has not begun");
    assert_eq!(Unfinished::read(folder.path()).unwrap(), None);
    log.begin("run-1", symbol()).unwrap();
    let asking = |number: u32| LogLine::Asking {
        path: "/api/v1/orders".to_owned(),
        body: json!({"request_id": format!("run-1-{number}")}),
    };
    let mut left = Unfinished {
        run: "run-1".to_owned(),
        symbol: symbol(),
        orders: vec![],
        unanswered: None,
    };
    assert_eq!(Unfinished::read(folder.path()).unwrap(), Some(left.clone()));
    log.write(&asking(1)).unwrap();
    let unanswered = Some((
        "/api/v1/orders".to_owned(),
        json!({"request_id": "run-1-1"}),
    ));
    left.unanswered.clone_from(&unanswered);
    assert_eq!(Unfinished::read(folder.path()).unwrap(), Some(left.clone()));
    let orders = vec![OrderId::new(7), OrderId::new(8)];
    log.write(&LogLine::Placed {
        orders: orders.clone(),
    })
    .unwrap();
    left = Unfinished {
        orders,
        unanswered: None,
        ..left
    };
    assert_eq!(Unfinished::read(folder.path()).unwrap(), Some(left.clone()));
    log.write(&asking(2)).unwrap();
    log.write(&LogLine::Refused).unwrap();
    assert_eq!(Unfinished::read(folder.path()).unwrap(), Some(left.clone()));
    // A line that was cut was never acted on: its request leaves only after it is whole on disk.
    let path = folder.path().join(FILE_NAME);
    let text = fs::read_to_string(&path).unwrap();
    let mut again = RunLog::of(folder.path().to_owned());
    again.again().unwrap();
    again.write(&asking(3)).unwrap();
    let longer = fs::read_to_string(&path).unwrap();
    for cut in text.len() + 1..longer.len() - 1 {
        fs::write(&path, &longer.as_bytes()[..cut]).unwrap();
        assert_eq!(Unfinished::read(folder.path()).unwrap(), Some(left.clone()));
    }
    again.end().unwrap();
    assert_eq!(Unfinished::read(folder.path()).unwrap(), None);
}
