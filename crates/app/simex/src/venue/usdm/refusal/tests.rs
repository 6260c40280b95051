//! Every reason of the engine has words of its own.

use super::ENGINE;
use exchange::futures::FuturesRefusal;

#[test]
fn every_reason_of_the_engine_has_a_code_and_words() {
    for reason in FuturesRefusal::all() {
        let rows = ENGINE.iter().filter(|(known, ..)| *known == reason);
        assert_eq!(rows.count(), 1, "{reason}");
    }
    assert_eq!(ENGINE.len(), FuturesRefusal::all().count());
}
