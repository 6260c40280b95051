//! What the exchange's ledger says, read. Never starts a process.

use super::Seen;
use serde_json::json;

#[test]
fn strikes_and_ends_are_told_in_the_machines_time() {
    let mut seen = Seen::default();
    let mut ahead = 0;
    let ledger = [
        json!({"at": 1_000, "request": {"clientId": "cfa", "fault": "-1007, executed, ms 0: Trouble(Timeout, Yes)"}}),
        json!({"at": 1_010, "request": {"clientId": "cfb", "fault": null}}),
        json!({"at": 1_020, "order": {"c": "cfa", "C": "", "X": "NEW"}}),
        json!({"at": 1_030, "lever": {"lever": "POST /_sim/skew {\"aheadMs\":1500}"}}),
        json!({"at": 2_600, "order": {"c": "x1", "C": "cfa", "X": "CANCELED"}}),
        json!({"at": 2_700, "lever": {"lever": "POST /_sim/skew {\"aheadMs\":0}"}}),
        json!({"at": 1_300, "order": {"c": "cfb", "C": "", "X": "FILLED"}}),
        json!({"at": 1_400, "futuresOrder": {"c": "cfc", "X": "NEW"}}),
        json!({"at": 1_500, "futuresOrder": {"c": "cfc", "X": "FILLED"}}),
        json!({"at": 1_600, "algoOrder": {"caid": "cfd", "X": "TRIGGERED"}}),
        json!({"at": 1_700, "algoOrder": {"caid": "cfe", "X": "CANCELED"}}),
    ];
    for event in &ledger {
        seen.read(event, &mut ahead);
    }
    assert_eq!(
        seen.struck,
        [("-1007, executed, ms 0".to_owned(), "cfa".to_owned(), 1_000)]
    );
    assert_eq!(
        seen.ended.into_iter().collect::<Vec<_>>(),
        [
            ("cfa", 1_100),
            ("cfb", 1_300),
            ("cfc", 1_500),
            ("cfe", 1_700)
        ]
        .map(|(order, at)| (order.to_owned(), at))
    );
}
