//! Every reason of the engine has words of its own, or is never said.

use super::{ENGINE, UNSAID};
use exchange::futures::FuturesRefusal;

#[test]
fn every_reason_of_the_engine_has_a_code_and_words() {
    for reason in FuturesRefusal::all() {
        let rows = ENGINE.iter().map(|(known, ..)| known).chain(UNSAID);
        assert_eq!(
            rows.filter(|known| **known == reason).count(),
            1,
            "{reason}"
        );
    }
}
