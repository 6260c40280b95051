//! Settings: what may be opened and what is refused, with words that say what to do.

use super::{ApiConfig, ConfigError, Front, Mode};
use std::net::{IpAddr, Ipv4Addr};

fn config(listen: &str, front: Front, names: &[&str]) -> ApiConfig {
    ApiConfig {
        front,
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        ..ApiConfig::loopback(listen.parse().unwrap(), Mode::Paper)
    }
}

fn proxy() -> Front {
    Front::TlsProxy {
        peers: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
    }
}

#[test]
fn plain_http_is_for_loopback_only() {
    for listen in ["127.0.0.1:8080", "127.0.0.9:8080", "[::1]:8080"] {
        assert_eq!(
            config(listen, Front::Plain, &[]).check(),
            Ok(()),
            "{listen}"
        );
    }
    for listen in [
        "0.0.0.0:8080",
        "[::]:8080",
        "192.168.1.4:8080",
        "203.0.113.9:80",
    ] {
        let error = config(listen, Front::Plain, &[]).check().unwrap_err();
        assert!(
            matches!(error, ConfigError::PublicWithoutTls { .. }),
            "{listen}"
        );
        assert!(error.to_string().contains("TLS proxy"), "{error}");
    }
}

#[test]
fn a_proxy_needs_a_name_and_an_address() {
    assert_eq!(
        config("0.0.0.0:8080", proxy(), &["desk.example.com"]).check(),
        Ok(())
    );
    assert_eq!(
        config("0.0.0.0:8080", proxy(), &[]).check(),
        Err(ConfigError::NoName)
    );
    let nobody = Front::TlsProxy { peers: Vec::new() };
    assert_eq!(
        config("0.0.0.0:8080", nobody, &["a.de"]).check(),
        Err(ConfigError::NoProxy)
    );
}

#[test]
fn names_are_host_names() {
    for good in [
        "desk",
        "desk.example.com",
        "desk.example.com:8443",
        "10.0.0.2:80",
        "[::1]:80",
        "[fe80::1]",
    ] {
        assert_eq!(
            config("127.0.0.1:1", Front::Plain, &[good]).check(),
            Ok(()),
            "{good}"
        );
    }
    for bad in [
        "",
        "*",
        "https://desk",
        "desk/",
        "a b",
        "desk:0",
        "desk:x",
        "desk:99999",
        "[zz]:1",
        "a..b",
        "*.de",
    ] {
        assert_eq!(
            config("127.0.0.1:1", Front::Plain, &[bad]).check(),
            Err(ConfigError::BadName { name: bad.into() }),
            "{bad:?}"
        );
    }
}

#[test]
fn a_limit_of_zero_is_named() {
    let mut config = config("127.0.0.1:1", Front::Plain, &[]);
    config.limits.safety = 0;
    assert_eq!(
        config.check(),
        Err(ConfigError::ZeroLimit { class: "safety" })
    );
}

#[test]
fn hosts_are_the_loopback_names_with_the_port_and_the_given_ones() {
    let plain = config("127.0.0.1:8080", Front::Plain, &["Desk.local:8080"]);
    assert_eq!(
        plain.hosts(8080),
        [
            "127.0.0.1:8080",
            "[::1]:8080",
            "desk.local:8080",
            "localhost:8080"
        ]
    );
    assert_eq!(config("0.0.0.0:1", proxy(), &["a.de"]).hosts(1), ["a.de"]);
}
