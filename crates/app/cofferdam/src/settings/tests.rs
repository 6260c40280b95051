//! Cases of `settings.rs`.

use super::layers::{Layers, keys};
use super::{Foreign, LogFormat, Settings, SettingsError};
use crate::venue_place::VenuePlace;

fn load(
    toml: &str,
    variables: &[(&str, &str)],
    flags: &[(&str, &str)],
) -> Result<Settings, SettingsError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cofferdam.toml");
    std::fs::write(&path, toml).unwrap();
    let variables: Vec<(String, String)> = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let flags: Vec<(&str, String)> = flags
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    let mut layers = Layers::defaults(&[]);
    layers.read_file(&path);
    layers.read_variables(variables.into_iter());
    layers.read_flags(&flags);
    Settings::from_layers(layers)
}

// OPS-08: each bad setting is named at start.
fn problems(toml: &str) -> Vec<String> {
    load(toml, &[], &[]).unwrap_err().problems
}

#[test]
fn defaults_alone_are_a_whole_configuration() {
    let settings = load("", &[], &[]).unwrap();
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:8620");
    assert_eq!(settings.limits.order_value_max.to_string(), "25000");
    assert_eq!(settings.orders.stale_warn_after.millis(), 86_400_000);
    assert_eq!(settings.orders.stale_cancel_after.millis(), 172_800_000);
    assert_eq!(settings.orders.foreign, Foreign::Adopt);
    assert_eq!(settings.log.format, LogFormat::Json);
    assert_eq!(settings.venue.symbols.len(), 5);
    assert_eq!(settings.venue.place, VenuePlace::Simulated { url: None });
}

#[test]
fn later_layers_win() {
    let file = "[limits]\norder_value_max = \"100\"\ncollar = \"0.02\"\nopen_orders_max = 7";
    let settings = load(
        file,
        &[
            ("COFFERDAM__LIMITS__ORDER_VALUE_MAX", "200"),
            ("HOME", "/nowhere"),
        ],
        &[("limits.collar", "0.03")],
    )
    .unwrap();
    assert_eq!(settings.limits.order_value_max.to_string(), "200");
    assert_eq!(settings.limits.collar.to_string(), "0.03");
    assert_eq!(settings.limits.open_orders_max, 7);
}

#[test]
fn every_bad_key_is_named_at_once() {
    let found = problems(
        "[server]\nlisten = \"nowhere\"\ncolour = \"red\"\n[limits]\norder_value_max = \"1e30\"\ncollar = \"2\"\n[log]\nformat = \"xml\"",
    );
    let all = found.join("\n");
    for name in [
        "server.listen",
        "server.colour",
        "limits.order_value_max",
        "limits.collar",
        "log.format",
    ] {
        assert!(all.contains(name), "{name} is not named in:\n{all}");
    }
    assert_eq!(found.len(), 5, "{all}");
}

#[test]
fn a_bare_decimal_is_refused_because_it_may_have_lost_digits() {
    let found = problems("[limits]\ncollar = 0.05");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("limits.collar") && found[0].contains("quotes"),
        "{}",
        found[0]
    );
}

#[test]
fn money_in_variables_keeps_every_digit() {
    let settings = load(
        "",
        &[(
            "COFFERDAM__LIMITS__ORDER_VALUE_MAX",
            "12345678901234567.12345678",
        )],
        &[],
    )
    .unwrap();
    assert_eq!(
        settings.limits.order_value_max.to_string(),
        "12345678901234567.12345678"
    );
}

#[test]
fn a_file_that_is_no_toml_or_not_there_is_said_with_its_name() {
    assert!(problems("[limits\n")[0].contains("cofferdam.toml"));
    let mut gone = Layers::defaults(&[]);
    gone.read_file(std::path::Path::new("/no/such/file.toml"));
    assert!(gone.finish()[0].contains("/no/such/file.toml"));
}

#[test]
fn lists_name_the_bad_member() {
    let found = problems("[venue]\nsymbols = [\"BTC/USDT\", \"BTCUSDT\"]");
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("BTCUSDT"), "{}", found[0]);
}

#[test]
fn every_key_says_what_it_means() {
    for key in keys() {
        assert!(key.meaning.len() > 10, "{} has no meaning", key.name);
    }
}

// GATE-12: a place where others hold the money needs keys of its own, and real money stays shut.
#[test]
fn a_venue_of_others_needs_credentials_and_has_no_address() {
    let named = "[venue]\nat = \"testnet\"\ncredential = \"spot-test\"\ncontracts_credential = \"futures-test\"";
    let settings = load(named, &[], &[]).unwrap();
    assert_eq!(settings.venue.place, VenuePlace::Testnet);
    let no_contracts = "[venue]\nat = \"demo\"\ncredential = \"a\"\ncontracts = \"\"";
    assert_eq!(
        load(no_contracts, &[], &[]).unwrap().venue.place,
        VenuePlace::Demo
    );
    let told = problems("[venue]\nat = \"testnet\"");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("venue.contracts_credential: "));
    assert!(
        told[1].starts_with("venue.credential: ")
            && told[1].contains("cofferdam keys add --at testnet --for spot"),
        "{told:?}"
    );
    let addressed = format!("{named}\nurl = \"http://127.0.0.1:1\"");
    assert!(problems(&addressed)[0].starts_with("venue.url = "));
    let told = problems("[venue]\nat = \"live\"");
    assert!(
        told[1].contains("cofferdam keys add --at live --for spot"),
        "{told:?}"
    );
    let live = load(&named.replace("testnet", "live"), &[], &[]).unwrap();
    assert_eq!(live.venue.place, VenuePlace::Live);
    assert!(live.live.terms.is_empty() && live.live.instance.is_empty());
    assert!(live.live.campaign_folder.is_none());
    assert!(problems("[venue]\nat = \"nowhere\"")[0].contains("simulated, testnet, demo or live"));
}

// ORD-13
#[test]
fn a_backup_is_whole_or_every_flaw_of_it_is_named() {
    assert!(load("", &[], &[]).unwrap().venue.backup.is_none());
    let whole = r#"
        [backup]
        name = "second"
        url = "http://127.0.0.1:8650"
        reads_move = ["BTC/USDT", "ETH/USDT"]
        exits_move = ["BTC/USDT"]
        exits_move_within_holding = ["LTC/USDT"]
        away_seconds = 20
    "#;
    let backup = load(whole, &[], &[]).unwrap().venue.backup.unwrap();
    let told: Vec<String> = backup
        .symbols
        .iter()
        .map(|(symbol, policy)| {
            let reads = policy.reads == desk::ReadsPolicy::Move;
            format!("{symbol} {reads} {}", desk::exits_name(policy.exits))
        })
        .collect();
    assert_eq!(
        told,
        [
            "BTC/USDT true move",
            "ETH/USDT true freeze",
            "LTC/USDT false move-within-holding"
        ]
    );
    assert_eq!(backup.rules.away_after, domain::Span::from_secs(20));
    for (text, flaw) in [
        (
            "[backup]\nurl = \"http://127.0.0.1:1\"",
            "backup.name is empty",
        ),
        ("[backup]\nname = \"second\"", "backup.url is empty"),
        (
            "[backup]\nname = \"two words\"\nurl = \"http://127.0.0.1:1\"",
            "no name of a venue",
        ),
        (
            "[backup]\nname = \"b\"\nurl = \"u\"\nreads_move = \"XRP/USDT\"",
            "venue.symbols does not",
        ),
        (
            "[backup]\nname = \"b\"\nurl = \"u\"\nexits_move = \"BTC/USDT\"\nexits_move_within_holding = \"BTC/USDT\"",
            "only one of them",
        ),
        ("[backup]\naway_seconds = 1", "2 to 3600"),
    ] {
        let found = problems(text);
        assert!(found.iter().any(|one| one.contains(flaw)), "{found:?}");
    }
}

// GATE-08 GATE-09 GATE-15: off unless they are set, and never half.
#[test]
fn loss_limits_are_read_with_their_bounds() {
    let none = load("", &[], &[]).unwrap().limits.losses;
    assert_eq!((none.daily_loss_max, none.drawdown_max), (None, None));
    assert_eq!((none.symbol_stops, none.of_account()), (None, None));
    assert_eq!(none.on_loss, desk::OnLoss::Halt);
    let file = "[limits]\ndaily_loss_max = \"500\"\naccount_daily_loss_max = \"200.5\"\ndrawdown_max = \"0.2\"\n\
                day_offset_minutes = 120\nsymbol_stops = \"on\"\nloss_flatten = \"on\"";
    let losses = load(file, &[], &[]).unwrap().limits.losses;
    let set = losses.everywhere(gate::LimitSet::default());
    let texts = [
        gate::LimitKind::DailyLossMax,
        gate::LimitKind::DrawdownMax,
        gate::LimitKind::SymbolTradesMax,
        gate::LimitKind::SymbolLossesMax,
        gate::LimitKind::SymbolLossMax,
    ]
    .map(|kind| {
        set.get(kind)
            .map(gate::LimitValue::text)
            .unwrap_or_default()
    });
    assert_eq!(texts, ["500", "0.2", "6", "3", "25"]);
    let of_account = losses.of_account().and_then(|set| set.daily_loss_max);
    assert_eq!(
        of_account.map(|most| most.to_string()),
        Some("200.5".to_owned())
    );
    assert_eq!(losses.day_offset.millis(), 7_200_000);
    assert_eq!(losses.on_loss, desk::OnLoss::Flatten);
    let found = problems(
        "[limits]\ndaily_loss_max = \"0\"\naccount_daily_loss_max = \"-5\"\ndrawdown_max = \"2\"\nday_offset_minutes = 841\n\
         symbol_stops = \"yes\"\nsymbol_trades_max = 0\nsymbol_loss_max = \"\"\nbreaker_window_seconds = 0\n\
         breaker_latency_ms = 60001\nbreaker_errors_max = -1",
    );
    assert_eq!(found.len(), 10, "{found:#?}");
}

// CTL-07 CTL-10 CTL-11 CTL-16 CTL-22 CTL-23
#[test]
fn limits_beside_size_and_price_are_taken_away_by_nothing_and_named_when_wrong() {
    let judging = load("", &[], &[]).unwrap().judging;
    assert_eq!(judging.rules.own_crossing, gate::OwnCrossing::LeftToVenue);
    assert_eq!(judging.everywhere.same_orders_max, Some(200));
    assert_eq!(judging.everywhere.asset_share_max, None);
    let file = "[limits]\nown_crossing = \"refuse\"\nsame_orders_max = 0\nasset_share_max = \"0.02\"\n\
                symbols_allowed = \"BTC/USDT, user:7=ETH/USDT\"\nclasses = \"BTC=major, PEPE=meme\"";
    let judging = load(file, &[], &[]).unwrap().judging;
    assert_eq!(judging.rules.own_crossing, gate::OwnCrossing::Refused);
    assert_eq!(judging.everywhere.same_orders_max, None);
    assert_eq!(
        judging.everywhere.asset_share_max.unwrap().to_string(),
        "0.02"
    );
    assert_eq!(judging.rules.symbols_allowed.len(), 2);
    assert_eq!(judging.rules.classes.len(), 2);
    let wrong = [
        ("own_crossing", "maybe"),
        ("messages_per_second_max", "-1"),
        ("messages_per_day_max", "many"),
        ("drift_collar", "2"),
        ("drift_window_seconds", "0"),
        ("same_orders_window_seconds", "3601"),
        ("correlation_max", "high"),
        ("liquidity_min", "-5"),
        ("symbols_allowed", "user:x=BTC/USDT"),
        ("classes", "BTC"),
        ("new_symbol_trades", "0"),
        ("unconfirmed_order_value_max", "much"),
    ];
    for (key, value) in wrong {
        let found = problems(&format!("[limits]\n{key} = \"{value}\""));
        let name = format!("limits.{key}");
        assert!(
            found.iter().any(|line| line.starts_with(&name)),
            "{key}: {found:?}"
        );
    }
}
