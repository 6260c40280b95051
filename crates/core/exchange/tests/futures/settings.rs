//! What forbids a change of a setting.

use crate::margin::{isolated, leverage};
use crate::stage::{TAG, algo, btc, place, price, stage, who};
use domain::Side;
use exchange::futures::{
    AlgoKind, AssetsMode, ConfigChange, FeeBurn, FuturesEffect, FuturesInput, FuturesRefusal,
    MarginType, PositionMode, UpdateReason,
};

fn hedge(mode: PositionMode) -> FuturesInput {
    FuturesInput::SetPositionMode {
        tag: TAG,
        account: who(1),
        mode,
    }
}

fn assets(mode: AssetsMode) -> FuturesInput {
    FuturesInput::SetAssetsMode {
        tag: TAG,
        account: who(1),
        mode,
    }
}

fn cross() -> FuturesInput {
    FuturesInput::SetMarginType {
        tag: TAG,
        account: who(1),
        symbol: btc(),
        margin: MarginType::Cross,
    }
}

#[test]
fn f30_no_change_is_refused() {
    let mut stage = stage();
    assert_eq!(stage.refused(cross()), FuturesRefusal::SameMarginType);
    assert_eq!(
        stage.refused(hedge(PositionMode::OneWay)),
        FuturesRefusal::SamePositionMode
    );
    assert_eq!(
        stage.refused(assets(AssetsMode::Single)),
        FuturesRefusal::SameAssetsMode
    );
    let off = FuturesInput::SetFeeBurn {
        tag: TAG,
        account: who(1),
        burn: FeeBurn::Off,
    };
    assert_eq!(stage.refused(off), FuturesRefusal::SameFeeBurn);
}

#[test]
fn f30_open_orders_and_positions_forbid_other_modes() {
    let mut stage = stage();
    stage.done(place("buy 0.1 @49000 as open"));
    assert_eq!(
        stage.refused(isolated(btc(), 1)),
        FuturesRefusal::OpenOrdersForbidMargin
    );
    assert_eq!(
        stage.refused(hedge(PositionMode::Hedge)),
        FuturesRefusal::OpenOrdersForbidMode
    );
    assert_eq!(
        stage.refused(assets(AssetsMode::Multi)),
        FuturesRefusal::OpenOrdersForbidAssets
    );
    let cancel = stage.cancel("open");
    stage.done(cancel);
    let stop = AlgoKind::StopMarket {
        trigger: price("49000"),
    };
    stage.done(FuturesInput::PlaceAlgo(algo(Side::Sell, stop, Some("0.1"))));
    assert_eq!(
        stage.refused(isolated(btc(), 1)),
        FuturesRefusal::OpenOrdersForbidMargin
    );
    assert_eq!(
        stage.refused(hedge(PositionMode::Hedge)),
        FuturesRefusal::OpenOrdersForbidMode
    );
    stage.done(FuturesInput::CancelAllAlgos {
        tag: TAG,
        account: who(1),
        symbol: btc(),
    });
    stage.house(&["ask 1@50000"]);
    stage.done(place("buy 0.1 market"));
    assert_eq!(
        stage.refused(isolated(btc(), 1)),
        FuturesRefusal::PositionForbidsMargin
    );
    assert_eq!(
        stage.refused(hedge(PositionMode::Hedge)),
        FuturesRefusal::PositionForbidsMode
    );
}

#[test]
fn f30_isolated_margin_and_multi_assets_mode_exclude_each_other() {
    let mut stage = stage();
    stage.done(isolated(btc(), 1));
    assert!(stage.said.iter().any(|effect| matches!(
        effect,
        FuturesEffect::Account(update)
            if update.reason == UpdateReason::MarginTypeChange
                && update.positions[0].margin_type == MarginType::Isolated
    )));
    let no = FuturesRefusal::IsolatedForbidsMultiAssets;
    assert_eq!(stage.refused(assets(AssetsMode::Multi)), no);
    stage.done(cross());
    stage.done(assets(AssetsMode::Multi));
    assert!(stage.said.iter().any(|effect| matches!(
        effect,
        FuturesEffect::Config {
            change: ConfigChange::Assets(AssetsMode::Multi),
            ..
        }
    )));
    let no = FuturesRefusal::IsolatedInMultiAssets;
    assert_eq!(stage.refused(isolated(btc(), 1)), no);
    stage.done(assets(AssetsMode::Single));
}

#[test]
fn f30_leaving_multi_assets_mode_needs_margin_and_no_debt() {
    let mut stage = stage();
    stage.fund(1, "BTC", "1");
    stage.fund(1, "USDT", "-9990");
    stage.done(assets(AssetsMode::Multi));
    stage.house(&["ask 3@50000", "bid 3@49990"]);
    stage.done(place("buy 0.01 market"));
    assert_eq!(
        stage.refused(assets(AssetsMode::Single)),
        FuturesRefusal::MarginForbidsAssets
    );
    stage.done(place("sell 0.01 market"));
    stage.done(place("buy 0.5 market"));
    stage.done(place("sell 0.5 market"));
    // 10 less 0.1, 5 and fees of 25.
    assert!(stage.wallet(1).starts_with('-'), "{}", stage.wallet(1));
    assert_eq!(
        stage.refused(assets(AssetsMode::Single)),
        FuturesRefusal::DebtForbidsAssets
    );
}

#[test]
fn f31_leverage_has_bounds_and_is_told() {
    let mut stage = stage();
    assert_eq!(
        stage.refused(leverage(1, 0)),
        FuturesRefusal::LeverageOutOfRange
    );
    assert_eq!(
        stage.refused(leverage(1, 126)),
        FuturesRefusal::LeverageOutOfRange
    );
    stage.done(leverage(1, 125));
    assert!(stage.said.iter().any(|effect| matches!(
        effect,
        FuturesEffect::Config {
            change: ConfigChange::Leverage { leverage: 125, .. },
            ..
        }
    )));
    stage.done(leverage(1, 20));
    stage.house(&["ask 3@50000"]);
    stage.done(place("buy 3 market"));
    assert_eq!(
        stage.refused(leverage(1, 1)),
        FuturesRefusal::LeverageTooLowForMargin
    );
    stage.done(leverage(1, 50));
    stage.done(leverage(1, 20));
}

#[test]
fn f31_the_leverage_of_an_isolated_position_only_rises() {
    let mut stage = stage();
    stage.done(isolated(btc(), 1));
    stage.house(&["ask 3@50000"]);
    stage.done(place("buy 1 market"));
    let no = FuturesRefusal::LeverageReductionIsolated;
    assert_eq!(stage.refused(leverage(1, 19)), no);
    stage.done(leverage(1, 21));
}

#[test]
fn f30_who_or_what_is_unknown_is_said() {
    let mut stage = stage();
    assert_eq!(
        stage.refused(leverage(9, 5)),
        FuturesRefusal::UnknownAccount
    );
    let unknown = FuturesInput::SetLeverage {
        tag: TAG,
        account: who(1),
        symbol: domain::Symbol::new("XYZ/USDT:USDT").unwrap(),
        leverage: 5,
    };
    assert_eq!(stage.refused(unknown), FuturesRefusal::UnknownSymbol);
}
