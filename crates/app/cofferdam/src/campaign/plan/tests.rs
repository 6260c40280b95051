//! A campaign begins nowhere where money could be real.

use super::*;
use domain::VenueId;

fn allowed(mode: &str, environment: &str, host: &str) -> bool {
    let session = Session {
        name: "olive".to_owned(),
        mode: mode.to_owned(),
    };
    let place = AccountFacts {
        account: AccountId::new(1),
        venue: VenueId::new("binance").unwrap(),
        host: host.to_owned(),
        environment: environment.to_owned(),
        product: Some("spot".to_owned()),
    };
    refuse_real_money(&session, &place).is_ok()
}

#[test]
fn e5_each_sign_of_real_money_alone_is_enough_to_refuse() {
    for (mode, environment, host) in [
        ("PAPER", "simulated", "127.0.0.1:8621"),
        ("TESTNET", "testnet", "testnet.binance.vision"),
        ("TESTNET", "demo", "demo-api.binance.com"),
    ] {
        assert!(allowed(mode, environment, host), "{host}");
    }
    for (mode, environment, host) in [
        ("LIVE", "testnet", "testnet.binance.vision"),
        ("TESTNET", "live", "testnet.binance.vision"),
        ("TESTNET", "", "testnet.binance.vision"),
        ("", "testnet", "testnet.binance.vision"),
        ("TESTNET", "testnet", "api.binance.com"),
        ("TESTNET", "testnet", "API.binance.com:443"),
        ("TESTNET", "testnet", "ws-api.binance.com:443"),
        ("PAPER", "simulated", "fapi.binance.com"),
        ("LIVE", "live", "api.binance.com"),
    ] {
        assert!(
            !allowed(mode, environment, host),
            "{mode} {environment} {host}"
        );
    }
}
