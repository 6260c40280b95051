//! Only this machine, without a pass. GATE-12

use super::*;

#[test]
fn addresses_of_this_machine_are_taken() {
    for (given, rest, session) in [
        (
            "http://127.0.0.1:8080",
            "http://127.0.0.1:8080",
            "ws://127.0.0.1:8080/ws-api/v3",
        ),
        (
            "http://127.0.0.1:8080/",
            "http://127.0.0.1:8080",
            "ws://127.0.0.1:8080/ws-api/v3",
        ),
        (
            "http://localhost:9",
            "http://127.0.0.1:9",
            "ws://127.0.0.1:9/ws-api/v3",
        ),
        ("http://[::1]:9", "http://[::1]:9", "ws://[::1]:9/ws-api/v3"),
        (
            "http://127.9.9.9:9",
            "http://127.9.9.9:9",
            "ws://127.9.9.9:9/ws-api/v3",
        ),
    ] {
        let hosts = Hosts::simulated(given).unwrap();
        assert_eq!((hosts.rest(), hosts.session()), (rest, session));
        assert_eq!(hosts.environment(), Environment::Simulated);
    }
}

#[test]
fn every_other_address_is_refused() {
    for given in [
        "http://192.168.1.1:8080",
        "http://0.0.0.0:8080",
        "http://api.binance.com:80",
        "http://localhost.evil.example:80",
        "http://127.0.0.1.evil.example:80",
        "http://[::ffff:8.8.8.8]:80",
        "http://2130706434.example:80",
    ] {
        let refused = Hosts::simulated(given).unwrap_err();
        assert!(
            matches!(refused, HostsError::NotLoopback(_)),
            "{given}: {refused}"
        );
    }
    for given in [
        "",
        "127.0.0.1:8080",
        "https://127.0.0.1:8080",
        "http://user:word@127.0.0.1:8080",
        "http://127.0.0.1:8080/api",
        "http://127.0.0.1:8080/?a=1",
        "http://127.0.0.1:99999",
    ] {
        let refused = Hosts::simulated(given).unwrap_err();
        assert!(
            matches!(refused, HostsError::Malformed(_)),
            "{given}: {refused}"
        );
    }
}

#[test]
fn the_test_exchange_and_the_demo_are_not_the_live_one() {
    for (hosts, word, environment) in [
        (
            Hosts::binance_spot_testnet(),
            "testnet",
            Environment::Testnet,
        ),
        (Hosts::binance_spot_demo(), "//demo-", Environment::Demo),
    ] {
        assert_eq!(hosts.environment(), environment);
        for address in [hosts.rest(), hosts.streams(), hosts.session()] {
            assert!(address.contains(word), "{address}");
        }
    }
}

#[test]
fn the_places_of_futures_are_told_apart() {
    let (testnet, demo) = (Hosts::binance_usdm_testnet(), Hosts::binance_usdm_demo());
    assert_eq!(testnet.environment(), Environment::Testnet);
    assert_eq!(demo.environment(), Environment::Demo);
    assert_ne!(testnet.rest(), demo.rest());
    assert_ne!(testnet.streams(), demo.streams());
    for hosts in [testnet, demo] {
        for address in [hosts.rest(), hosts.streams(), hosts.session()] {
            let live = ["//fapi.binance", "//fstream.binance.com", "//ws-fapi"];
            assert!(!live.iter().any(|part| address.contains(part)), "{address}");
        }
    }
}
