//! Every reason of the engine has Binance's code and words, and a filter names itself.

use super::*;

#[test]
fn every_reason_of_the_engine_is_worded() {
    for reason in RefuseReason::ALL {
        let refusal = Refusal::from(reason);
        assert!((-2_039..=-1_000).contains(&refusal.code()), "{reason}");
        assert!(
            refusal
                .text()
                .ends_with(|c: char| c == '.' || c.is_uppercase())
                || reason == RefuseReason::UnsupportedCombination,
            "{reason}: {}",
            refusal.text()
        );
        // The one filter that judges an amendment is worded where amendments are.
        let filters = refusal.code() == -1_013 || reason == RefuseReason::TooManyAmends;
        assert!(filters || !refusal.text().starts_with("Filter failure: "));
        assert!(refusal.code() != -1_013 || refusal.text().starts_with("Filter failure: "));
    }
}
