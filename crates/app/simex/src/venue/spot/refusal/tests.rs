//! Every reason of the engine has words on some errand, or is never said.

use super::*;

#[test]
fn every_reason_of_the_engine_is_worded() {
    for reason in RefuseReason::ALL {
        let mut rows = PLACING.iter().chain(ENDING).chain(AMENDING);
        let said = rows.any(|(of, ..)| *of == reason);
        assert_ne!(said, UNSAID.contains(&reason), "{reason}");
    }
}

#[test]
fn ending_and_amending_have_codes_of_their_own() {
    let code = |refusal: EngineRefusal| refusal.said().code;
    let reason = RefuseReason::MarketClosed;
    assert_eq!(code(EngineRefusal::Placing(reason)), -2010);
    assert_eq!(code(EngineRefusal::Ending(reason)), -2011);
    assert_eq!(code(EngineRefusal::Amending(reason)), -2038);
    let filter = RefuseReason::QtyOffStep;
    assert_eq!(code(EngineRefusal::Amending(filter)), -1013);
}
