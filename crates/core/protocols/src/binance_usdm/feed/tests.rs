//! What each frame means: market facts, orders, money, margin, settings; and what is refused.

use super::*;
use crate::binance_usdm::*;
use alloc::format;
use alloc::string::ToString;
use domain::{AssetsMode, Liquidity, Side, Time};

fn fact(frame: &str) -> MarketFact {
    match market(frame.as_bytes()) {
        Ok(MarketFrame::Fact(fact)) => fact,
        other => panic!("{other:?}"),
    }
}

fn told(frame: &str) -> AccountFact {
    match account(frame.as_bytes()) {
        Ok(AccountFrame::Fact(fact)) => fact,
        other => panic!("{other:?}"),
    }
}

const DEPTH: &str = r#"{"e":"depthUpdate","E":3,"T":2,"s":"BTCUSDT","U":157,"u":160,"pu":149,"b":[["60000.1","0.5"],["60000.0","0"]],"a":[]}"#;

// MKT-04
#[test]
fn a_change_of_the_book_names_the_one_before() {
    let wrapped = format!(r#"{{"stream":"btcusdt@depth@100ms","data":{DEPTH}}}"#);
    for frame in [DEPTH, wrapped.as_str()] {
        let MarketFact::Depth {
            first_update,
            last_update,
            previous_update,
            bids,
            asks,
            at,
            ..
        } = fact(frame)
        else {
            panic!("no depth");
        };
        assert_eq!(
            (first_update, last_update, previous_update),
            (157, 160, 149)
        );
        assert!(bids[1].1.is_zero() && asks.is_empty());
        assert_eq!(at, Time::from_millis(2));
    }
    for field in ["U", "u", "pu", "b", "a", "s", "T"] {
        let cut = DEPTH.replacen(&format!(r#""{field}":"#), r#""gone":"#, 1);
        assert!(market(cut.as_bytes()).is_err(), "{field}");
    }
}

// MKT-05
#[test]
#[expect(clippy::too_many_lines, reason = "one table, read top down")]
fn marks_candles_trades_quotes_and_liquidations_are_read() {
    let MarketFact::Mark(mark) = fact(
        r#"{"e":"markPriceUpdate","E":1,"s":"BTCUSDT","p":"60000.5","i":"60001","P":"60000","r":"-0.0003","T":28800000}"#,
    ) else {
        panic!("no mark");
    };
    assert_eq!(mark.funding.unwrap().to_string(), "-0.0003");
    assert_eq!(mark.next_funding, Some(Time::from_millis(28_800_000)));
    for (closed, state) in [
        ("true", CandleState::Closed),
        ("false", CandleState::Running),
    ] {
        let frame = format!(
            r#"{{"e":"kline","E":1,"s":"BTCUSDT","k":{{"t":60000,"T":119999,"s":"BTCUSDT","i":"1m","f":1,"L":3,"o":"1","c":"2","h":"3","l":"0.5","v":"10","n":3,"x":{closed},"q":"15","V":"5","Q":"7","B":"0"}}}}"#
        );
        let MarketFact::Candle(candle) = fact(&frame) else {
            panic!("no candle");
        };
        assert_eq!((candle.state, candle.trade_count), (state, 3));
        let other = frame.replace(r#""1m""#, r#""3d""#);
        assert_eq!(market(other.as_bytes()), Ok(MarketFrame::Unused));
    }
    for (maker, taker) in [("true", Side::Sell), ("false", Side::Buy)] {
        let frame = format!(
            r#"{{"e":"aggTrade","E":1,"s":"BTCUSDT","a":9,"p":"1","q":"2","nq":"2","f":4,"l":6,"T":5,"m":{maker}}}"#
        );
        let MarketFact::Trades {
            taker: said,
            trades,
            ..
        } = fact(&frame)
        else {
            panic!("no trades");
        };
        assert_eq!((said, trades), (taker, (4, 6)));
    }
    let MarketFact::Quote { bid, ask, .. } = fact(
        r#"{"e":"bookTicker","u":4,"E":2,"T":1,"s":"BTCUSDT","b":"1.5","B":"3","a":"0","A":"0"}"#,
    ) else {
        panic!("no quote");
    };
    assert!(bid.is_some() && ask.is_none());
    let MarketFact::Liquidation { side, average, .. } = fact(
        r#"{"e":"forceOrder","E":1,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"9910","ap":"9911","X":"FILLED","l":"0.014","z":"0.014","T":8}}"#,
    ) else {
        panic!("no liquidation");
    };
    assert_eq!(
        (side, average.unwrap().to_string().as_str()),
        (Side::Sell, "9911")
    );
    let trade =
        r#"{"e":"trade","E":1,"T":1,"s":"BTCUSDT","t":7,"p":"5","q":"1","X":"MARKET","m":true}"#;
    assert!(matches!(
        fact(trade),
        MarketFact::Trade {
            trade: 7,
            taker: Side::Sell,
            ..
        }
    ));
    let taken_over = trade.replace(r#""p":"5""#, r#""p":"0""#);
    assert_eq!(market(taken_over.as_bytes()), Ok(MarketFrame::Unused));
    for unused in [
        r#"{"result":null,"id":1}"#,
        r#"{"e":"24hrTicker","s":"BTCUSDT"}"#,
    ] {
        assert_eq!(market(unused.as_bytes()), Ok(MarketFrame::Unused));
        assert_eq!(account(unused.as_bytes()), Ok(AccountFrame::Unused));
    }
    for broken in ["", "{", "[]", "\u{fffd}"] {
        assert!(market(broken.as_bytes()).is_err() && account(broken.as_bytes()).is_err());
    }
    assert!(market(&[0xff, 0xfe]).is_err());
}

const REPORT: &str = r#"{"e":"ORDER_TRADE_UPDATE","E":9,"T":8,"o":{"s":"BTCUSDT","c":"mine","S":"SELL","o":"LIMIT","f":"GTC","q":"0.03","p":"60000","ap":"60000","sp":"0","x":"TRADE","X":"PARTIALLY_FILLED","i":42,"l":"0.01","z":"0.02","L":"60000","n":"0.12","N":"USDT","T":8,"t":5,"b":"0","a":"0","m":true,"R":true,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"LONG","cp":false,"rp":"1.5"}}"#;

fn order(frame: &str) -> (VenueOrder, Option<VenueFill>) {
    let AccountFact::Order { order, fill } = told(frame) else {
        panic!("no order in {frame}");
    };
    (order, fill)
}

#[test]
fn an_orders_move_tells_its_state_and_its_execution() {
    let (moved, fill) = order(REPORT);
    assert_eq!(
        (moved.status, moved.filled.to_string().as_str()),
        (OrderStatus::PartiallyFilled, "0.02")
    );
    assert_eq!(moved.effect, domain::PositionEffect::ReduceOnly);
    let fill = fill.unwrap();
    assert_eq!(
        (fill.trade.as_str(), fill.qty.to_string().as_str()),
        ("5", "0.01")
    );
    assert_eq!(
        (
            fill.fee.to_string().as_str(),
            fill.realised.to_string().as_str()
        ),
        ("0.12", "1.5")
    );
    assert_eq!(
        (fill.liquidity, fill.position),
        (Liquidity::Maker, domain::PositionSide::Long)
    );
    for execution in ["NEW", "CANCELED", "EXPIRED", "AMENDMENT"] {
        let frame = REPORT.replace(r#""x":"TRADE""#, &format!(r#""x":"{execution}""#));
        assert_eq!(order(&frame).1, None, "{execution}");
    }
    let free = REPORT.replace(r#""n":"0.12","N":"USDT","#, "");
    let fill = order(&free).1.unwrap();
    assert!(fill.fee.is_zero() && fill.fee_asset.is_none());
    let nameless = REPORT.replace(r#""N":"USDT","#, "");
    assert!(
        account(nameless.as_bytes()).is_err(),
        "a fee in nothing is no fee"
    );
    let priceless = REPORT.replace(r#""L":"60000""#, r#""L":"0""#);
    assert!(account(priceless.as_bytes()).is_err());
    for field in [
        "s", "c", "S", "q", "p", "ap", "x", "X", "i", "l", "z", "T", "t", "m", "R", "ps", "rp",
    ] {
        let (head, tail) = REPORT.split_once(r#""o":{"#).unwrap();
        let tail = tail.replacen(&format!(r#""{field}":"#), r#""gone":"#, 1);
        let cut = format!(r#"{head}"o":{{{tail}"#);
        assert!(account(cut.as_bytes()).is_err(), "{field}");
    }
}

#[test]
fn the_venues_own_closing_is_an_execution_only_once_it_traded() {
    let forced = REPORT
        .replace(r#""mine""#, r#""autoclose-159""#)
        .replace(r#""x":"TRADE""#, r#""x":"CALCULATED""#);
    let (moved, fill) = order(&forced);
    assert_eq!(moved.origin, OrderOrigin::Liquidation);
    assert!(fill.is_some());
    for (word, status) in [
        ("NEW_INSURANCE", OrderStatus::Insured),
        ("NEW_ADL", OrderStatus::Deleveraged),
    ] {
        assert_eq!(
            order(&forced.replace("PARTIALLY_FILLED", word)).0.status,
            status
        );
    }
    let pending = forced
        .replace(r#""l":"0.01""#, r#""l":"0""#)
        .replace(r#""t":5"#, r#""t":0"#)
        .replace(r#""L":"60000""#, r#""L":"0""#);
    assert_eq!(order(&pending).1, None);
}

#[test]
fn money_and_positions_come_with_their_reason() {
    let frame = r#"{"e":"ACCOUNT_UPDATE","E":9,"T":8,"a":{"m":"FUNDING_FEE","B":[{"a":"USDT","wb":"99.5","cw":"99.5","bc":"-0.5"}],"P":[{"s":"BTCUSDT","pa":"-0.02","ep":"60000","bep":"59990","cr":"200","up":"-1.5","mt":"isolated","iw":"50","ps":"SHORT","ma":"USDT"}]}}"#;
    for (word, reason) in UpdateReason::WORDS
        .iter()
        .chain([&("NEWS", UpdateReason::Other)])
    {
        let AccountFact::Account {
            reason: said,
            balances,
            positions,
            ..
        } = told(&frame.replace("FUNDING_FEE", word))
        else {
            panic!("no update");
        };
        assert_eq!(said, *reason, "{word}");
        assert_eq!(balances[0].change.to_string(), "-0.5");
        assert_eq!(positions[0].qty.to_string(), "-0.02");
        assert_eq!(positions[0].margin, domain::MarginMode::Isolated);
    }
    for field in ["wb", "cw", "bc", "pa", "ep", "cr", "up", "mt", "iw", "ps"] {
        let cut = frame.replacen(&format!(r#""{field}":"#), r#""gone":"#, 1);
        assert!(account(cut.as_bytes()).is_err(), "{field}");
    }
}

#[test]
fn short_fills_margin_calls_and_settings_are_read() {
    let AccountFact::Lite(lite) = told(
        r#"{"e":"TRADE_LITE","E":9,"T":8,"s":"BTCUSDT","q":"0.03","p":"0","m":false,"c":"mine","S":"BUY","L":"60000","l":"0.01","t":5,"i":42}"#,
    ) else {
        panic!("no lite fill");
    };
    assert_eq!(
        (lite.trade.as_str(), lite.liquidity),
        ("5", Liquidity::Taker)
    );
    let called = r#"{"e":"MARGIN_CALL","E":9,"cw":"3.1","p":[{"s":"BTCUSDT","ps":"LONG","pa":"1.3","mt":"CROSSED","iw":"0","mp":"187.1","up":"-1.1","mm":"1.6"}]}"#;
    let AccountFact::MarginCall {
        cross_wallet,
        positions,
        ..
    } = told(called)
    else {
        panic!("no call");
    };
    assert_eq!(cross_wallet.unwrap().to_string(), "3.1");
    assert_eq!(positions[0].maintenance.to_string(), "1.6");
    let isolated = called.replace(r#""cw":"3.1","#, "");
    assert!(matches!(
        told(&isolated),
        AccountFact::MarginCall {
            cross_wallet: None,
            ..
        }
    ));
    let levered = r#"{"e":"ACCOUNT_CONFIG_UPDATE","E":9,"T":8,"ac":{"s":"BTCUSDT","l":25}}"#;
    assert!(
        matches!(told(levered), AccountFact::Leverage { leverage, .. } if leverage.get() == 25)
    );
    let joined = r#"{"e":"ACCOUNT_CONFIG_UPDATE","E":9,"T":8,"ai":{"j":true}}"#;
    assert_eq!(told(joined), AccountFact::Assets(AssetsMode::Multi));
    let expired = r#"{"e":"listenKeyExpired","E":9,"listenKey":"abc"}"#;
    assert_eq!(told(expired), AccountFact::Ended);
}

#[test]
fn conditional_orders_are_followed() {
    let frame = r#"{"e":"ALGO_UPDATE","T":8,"E":9,"o":{"caid":"mine","aid":6,"at":"CONDITIONAL","o":"TRAILING_STOP_MARKET","s":"BTCUSDT","S":"SELL","ps":"BOTH","f":"GTC","q":"0.01","X":"REJECTED","ai":"","ap":"0","aq":"0","act":"0","tp":"0","p":"0","V":"NONE","wt":"CONTRACT_PRICE","pm":"NONE","cp":false,"pP":false,"R":true,"tt":0,"gtd":0,"rm":"Margin is insufficient."}}"#;
    let AccountFact::Algo(algo) = told(frame) else {
        panic!("no algo");
    };
    assert_eq!(
        (algo.status, algo.kind),
        (AlgoStatus::Rejected, OrderType::TrailingStopMarket)
    );
    assert_eq!(algo.refusal.as_deref(), Some("Margin is insufficient."));
    assert_eq!((algo.trigger, algo.became), (None, None));
    let became = frame.replace(r#""ai":"""#, r#""ai":"77""#);
    assert!(
        matches!(told(&became), AccountFact::Algo(algo) if algo.became.unwrap().as_str() == "77")
    );
    let refused = r#"{"e":"CONDITIONAL_ORDER_TRIGGER_REJECT","E":9,"T":8,"or":{"s":"BTCUSDT","i":6,"r":"no margin"}}"#;
    assert!(
        matches!(told(refused), AccountFact::AlgoRefused { reason, .. } if reason == "no margin")
    );
}
