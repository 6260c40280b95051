//! Books of one kind of money never go on with another. GATE-12

use super::{SIMULATED, TESTNET, account_kind, bind, mode, venue_name};
use api::Mode;
use desk::credentials::{KeyUse, Place};
use gate::AccountKind;

#[test]
fn a_data_folder_belongs_to_one_place_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    bind(folder.path(), TESTNET).unwrap();
    bind(folder.path(), TESTNET).unwrap();
    let said = bind(folder.path(), SIMULATED).unwrap_err().to_string();
    assert!(
        said.contains("trades at: testnet") && said.contains("--data"),
        "{said}"
    );
    // A house that has run before the file was kept can only have traded at a simulated exchange.
    let old = tempfile::tempdir().unwrap();
    let id = crate::instance::kept(old.path()).unwrap();
    assert!(bind(old.path(), TESTNET).is_err());
    bind(old.path(), SIMULATED).unwrap();
    assert_eq!(crate::instance::known(old.path()).unwrap(), id);
    assert!(bind(old.path(), TESTNET).is_err());
    // An id that was torn is a house all the same.
    let torn = tempfile::tempdir().unwrap();
    std::fs::write(torn.path().join("instance"), "0f").unwrap();
    assert!(bind(torn.path(), TESTNET).is_err());
    // A death while the file was written leaves no half of it behind.
    let died = tempfile::tempdir().unwrap();
    std::fs::write(died.path().join("traded-at.new"), "te").unwrap();
    bind(died.path(), TESTNET).unwrap();
    assert!(bind(died.path(), SIMULATED).is_err());
}

// Only names are looked at: no host is asked.
#[test]
fn each_place_has_its_own_hosts_name_money_and_badge() {
    let url = "http://127.0.0.1:9";
    let rows = [
        (
            Place::Simulated(url.to_owned()),
            "simex",
            ["127.0.0.1:9", "127.0.0.1:9"],
        ),
        (
            Place::Testnet,
            "binance-testnet",
            ["testnet.binance.vision", "testnet.binancefuture.com"],
        ),
        (
            Place::Demo,
            "binance-demo",
            ["demo-api.binance.com", "demo-fapi.binance.com"],
        ),
    ];
    for (place, name, [spot, contracts]) in rows {
        assert_eq!(venue_name(&place), name);
        assert_eq!(place.hosts(KeyUse::Spot).unwrap().host(), spot);
        assert_eq!(place.hosts(KeyUse::Futures).unwrap().host(), contracts);
        let paper = matches!(place, Place::Simulated(_));
        assert_eq!(account_kind(&place) == AccountKind::Paper, paper);
        assert_eq!(mode(&place) == Mode::Paper, paper);
        assert_ne!(account_kind(&place), AccountKind::Live);
    }
    assert!(Place::Live.hosts(KeyUse::Spot).is_err());
}
