//! The words of contracts have one text form each, and a leverage is a small whole number.

use super::*;
use alloc::string::ToString;

#[test]
fn every_word_reads_back_as_it_is_written() {
    for side in [PositionSide::Both, PositionSide::Long, PositionSide::Short] {
        assert_eq!(side.to_string().parse(), Ok(side));
    }
    for mode in [PositionMode::OneWay, PositionMode::Hedge] {
        assert_eq!(mode.to_string().parse(), Ok(mode));
    }
    for mode in [MarginMode::Cross, MarginMode::Isolated] {
        assert_eq!(mode.to_string().parse(), Ok(mode));
    }
    for mode in [AssetsMode::Single, AssetsMode::Multi] {
        assert_eq!(mode.to_string().parse(), Ok(mode));
    }
    assert!("BOTH".parse::<PositionSide>().is_err());
    assert!("".parse::<MarginMode>().is_err());
}

#[test]
fn a_leverage_lies_between_one_and_its_bound() {
    for (text, times) in [("1", 1), ("20", 20), ("125", 125), ("200", 200)] {
        let leverage: Leverage = text.parse().unwrap();
        assert_eq!(
            (leverage.get(), leverage.to_string().as_str()),
            (times, text)
        );
    }
    for text in ["0", "201", "256", "-1", "+1", "01", "1.5", ""] {
        assert_eq!(text.parse::<Leverage>(), Err(LeverageError), "{text}");
    }
}

#[test]
fn a_setting_knows_its_contract() {
    let symbol = Symbol::new("BTC/USDT:USDT").unwrap();
    let qty = Qty::parse("10").unwrap();
    for (setting, about) in [
        (
            Setting::Leverage {
                symbol,
                leverage: Leverage::new(5).unwrap(),
            },
            Some(symbol),
        ),
        (
            Setting::Margin {
                symbol,
                mode: MarginMode::Isolated,
            },
            Some(symbol),
        ),
        (
            Setting::PositionMargin {
                symbol,
                position: PositionSide::Both,
                change: MarginMove::Add(qty),
            },
            Some(symbol),
        ),
        (Setting::Positions(PositionMode::Hedge), None),
        (Setting::Assets(AssetsMode::Multi), None),
    ] {
        assert_eq!(setting.symbol(), about);
    }
}

#[test]
fn a_setting_reads_back_as_it_is_written() {
    for text in [
        "leverage:BTC/USDT:USDT:5",
        "margin:BTC/USDT:USDT:isolated",
        "positions:hedge",
        "assets:multi",
        "add-margin:BTC/USDT:USDT:both:12.5",
        "take-margin:BTC/USDT:USDT:short:1",
    ] {
        let setting: Setting = text.parse().unwrap();
        assert_eq!(setting.to_string(), text);
    }
    for text in [
        "",
        "leverage",
        "leverage:5",
        "leverage:BTC/USDT:USDT:0",
        "margin:BTC/USDT:USDT:both",
        "positions:both",
        "add-margin:BTC/USDT:USDT:12.5",
        "stop:BTC/USDT:USDT:5",
    ] {
        assert_eq!(text.parse::<Setting>(), Err(SettingError), "{text}");
    }
}
