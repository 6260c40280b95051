//! The truth table of the live latch: of all rows exactly one trades. GATE-12

use super::*;
use crate::fixture::{LIVE, OTHER, PERSON, at, config, gate_of, order, said, venue};
use alloc::collections::BTreeMap;
use alloc::string::ToString;

fn mark() -> LiveMark {
    LiveMark {
        by: Text::new("olive").unwrap(),
        at: at(-9),
    }
}

/// The facts of these bits, in the order of `ALL`.
fn row(account: AccountId, bits: u32) -> LatchFacts {
    let mut facts = LatchFacts::nothing(account, venue());
    for (place, fact) in LatchFact::ALL.into_iter().enumerate() {
        if bits & (1 << place) != 0 {
            facts.there.insert(fact);
            if fact == LatchFact::AccountMark {
                facts = facts.marked(mark());
            }
        }
    }
    facts
}

/// A consent as the latch gives it.
pub(crate) fn consent(account: AccountId) -> LiveConsent {
    LiveLatch::judge(&row(account, 0x7F)).unwrap()
}

#[test]
fn i1_of_all_rows_of_the_truth_table_exactly_one_trades() {
    let rows = 1 << LatchFact::ALL.len();
    assert_eq!(rows, 128);
    let mut trading = Vec::new();
    for bits in 0..rows {
        let judged = LiveLatch::judge(&row(LIVE, bits));
        let mut config = config();
        config.live_consents = judged.iter().copied().collect();
        let wish = order(1, LIVE, PERSON, "buy 1 BTC/USDT limit 99");
        match said(&gate_of(config).clear(at(1), wish)).as_str() {
            "ok" => trading.push(bits),
            other => assert_eq!(other, "GATE-12.live-latch", "row {bits:07b}"),
        }
        let there = |place: usize| bits & (1 << place) != 0;
        let missing: Vec<LatchFact> = LatchFact::ALL
            .into_iter()
            .enumerate()
            .filter(|(place, _)| !there(*place))
            .map(|(_, fact)| fact)
            .collect();
        match judged {
            Ok(consent) => {
                assert!(
                    missing.is_empty(),
                    "row {bits:07b} opened without {missing:?}"
                );
                assert_eq!(
                    (consent.account(), consent.venue(), consent.mark()),
                    (LIVE, venue(), mark())
                );
            }
            Err(shut) => {
                assert_eq!(shut.missing, missing, "row {bits:07b}");
                for fact in missing {
                    assert!(shut.to_string().contains(fact.code()), "{shut}");
                }
            }
        }
    }
    assert_eq!(trading, [rows - 1]);
}

#[test]
fn i1_a_consent_is_for_its_account_alone() {
    let mut config = config();
    config.live_consents = [consent(OTHER)].into();
    let wish = order(1, LIVE, PERSON, "buy 1 BTC/USDT limit 99");
    assert_eq!(
        said(&gate_of(config).clear(at(1), wish)),
        "GATE-12.live-latch"
    );
}

#[test]
fn i1_the_mark_and_the_self_test_need_more_than_a_word() {
    let mut facts = LatchFacts::nothing(LIVE, venue());
    for fact in LatchFact::ALL {
        facts = facts.with(fact);
    }
    assert_eq!(
        facts.missing(),
        [LatchFact::AccountMark, LatchFact::SelfTest]
    );
    assert_eq!(facts.marked(mark()).missing(), [LatchFact::SelfTest]);
}

#[test]
fn i1_every_fact_has_a_name_of_its_own() {
    let named: BTreeMap<&str, LatchFact> = LatchFact::ALL
        .into_iter()
        .map(|fact| (fact.code(), fact))
        .collect();
    assert_eq!(named.len(), LatchFact::ALL.len());
}
