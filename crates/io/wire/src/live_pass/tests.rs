//! Every part of the consent counts. GATE-12

use super::*;

fn consent() -> Consent {
    Consent {
        account: AccountId::new(7),
        venue: VenueId::new("binance-spot").unwrap(),
        house: Given::Yes,
        account_flag: Given::Yes,
        venue_terms: Given::Yes,
        statement: "trade real money on account 7 at binance-spot".into(),
    }
}

#[expect(clippy::disallowed_methods, reason = "the maker itself is under test")]
fn pass(change: impl Fn(&mut Consent)) -> Result<LivePass, ConsentError> {
    let mut consent = consent();
    change(&mut consent);
    LivePass::from_consent(&consent)
}

#[test]
fn a_full_consent_makes_a_pass_for_its_account() {
    let pass = pass(|_| {}).unwrap();
    assert_eq!(pass.account(), AccountId::new(7));
    assert_eq!(pass.venue().as_str(), "binance-spot");
    let hosts = crate::Hosts::binance_spot_live(&pass);
    assert_eq!(hosts.environment(), crate::Environment::Live);
}

#[test]
fn any_one_part_missing_is_refused_by_name() {
    let check = |change: fn(&mut Consent), words: &str| {
        let refused = pass(change).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    };
    check(|c| c.house = Given::No, "not enabled for this house");
    check(
        |c| c.account_flag = Given::No,
        "account 7 is not marked live",
    );
    check(|c| c.venue_terms = Given::No, "terms of binance-spot");
    check(
        |c| c.statement.clear(),
        "must read: trade real money on account 7",
    );
    check(|c| c.statement.push('!'), "must read");
    check(|c| c.account = AccountId::new(8), "on account 8 at");
}
