//! Tellings of the load. Never calls a server.

use super::Told;

#[test]
fn tellings_are_joined_without_doubling() {
    let one = Told {
        acknowledged: [(1, "cfa".to_owned())].into(),
        contracts: 1,
        settings: 2,
        refused: [("GATE-17.reference-missing".to_owned(), 2)].into(),
        unanswered: 1,
        cancels: 3,
    };
    let both = one.clone().with(&one);
    assert_eq!(
        (
            both.acknowledged.len(),
            both.refused.values().sum(),
            both.cancels,
            both.contracts,
            both.settings,
        ),
        (1, 4_u64, 6, 2, 4)
    );
}
