//! Every reason of the engine has words.

use super::*;

#[test]
fn every_reason_of_the_engine_is_worded() {
    for reason in RefuseReason::ALL {
        let (code, text) = words(reason);
        assert_ne!(code, -1000, "{reason}");
        assert!(!text.is_empty());
    }
}
