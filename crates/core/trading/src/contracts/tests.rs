//! Accounts on margin, told as lists of what happened.

use crate::fixture::*;
use crate::*;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use domain::*;
use gate::*;

fn perpetual() -> Symbol {
    Symbol::new("BTC/USDT:USDT").unwrap()
}

fn report(held: &str) -> MarginReport {
    MarginReport {
        account: MARGINED,
        positions: PositionMode::OneWay,
        assets: AssetsMode::Single,
        contracts: vec![ContractTerms {
            side: PositionSide::Both,
            symbol: perpetual(),
            leverage: Leverage::new(5).unwrap(),
            margin: MarginMode::Cross,
            held: Amount::parse(held).unwrap(),
            entry: None,
            isolated: Amount::ZERO,
            liquidation: None,
        }],
    }
}

fn told(house: &mut House, secs: i64, held: &str) -> Vec<String> {
    house.step(
        at(secs),
        Input::Contract(ContractInput::Margin(report(held))),
    )
}

/// A house that knows the market of the perpetual and what its account on margin is set to.
fn house() -> House {
    let mut house = House::margined();
    house.step(at(0), Input::Quote(quote("BTC/USDT:USDT")));
    let mark = MarkPrice {
        price: Price::parse("100").unwrap(),
        received: at(0),
    };
    let (venue, symbol) = (venue(), perpetual());
    let input = ContractInput::Mark {
        venue,
        symbol,
        mark,
    };
    house.step(at(0), Input::Contract(input));
    let wallet = BalanceReport {
        account: MARGINED,
        ..balances(at(-1), &[("USDT", "1000")])
    };
    let statement = Statement {
        asked_at: at(0),
        balances: wallet,
        trades: Vec::new(),
        open_orders: Vec::new(),
        margin: StatedMargin::default(),
    };
    let (account, answer) = (MARGINED, StatementAnswer::Complete(statement));
    house.step(at(0), Input::Stated { account, answer });
    told(&mut house, 0, "0");
    house
}

fn place(house: &mut House, secs: i64, words: &str) -> Vec<String> {
    let mut terms = terms(words);
    terms.symbol = perpetual();
    if words.starts_with("sell") {
        terms.effect = PositionEffect::ReduceOnly;
    }
    let (request, account, origin) = (RequestId(1), MARGINED, PERSON);
    house.step(
        at(secs),
        Input::Place {
            request,
            account,
            origin,
            terms,
        },
    )
}

fn reported(
    house: &mut House,
    order: u64,
    now: i64,
    (at_venue, fill): (u64, Option<(u64, &str)>),
) -> Vec<String> {
    let found = *house.trading.order(id(order)).unwrap();
    let qty = found.order.terms().qty;
    let fill = fill.map(|(trade, price)| VenueFill {
        trade: VenueTradeId::new(&trade.to_string()).unwrap(),
        price: Price::parse(price).unwrap(),
        qty,
        fee: Amount::parse("0.1").unwrap(),
        fee_asset: Asset::new("USDT").unwrap(),
        liquidity: Liquidity::Taker,
        at: at(now),
    });
    let report = VenueReport {
        account: MARGINED,
        client_id: found.order.client_id(),
        venue_id: venue_id(at_venue),
        symbol: perpetual(),
        status: if fill.is_some() {
            VenueStatus::Filled
        } else {
            VenueStatus::Working
        },
        filled_total: if fill.is_some() { qty } else { Qty::ZERO },
        fill,
        at: at(now),
    };
    house.step(at(now), Input::Venue(report))
}

fn set(house: &mut House, secs: i64, times: u8) -> Vec<String> {
    let setting = Setting::Leverage {
        symbol: perpetual(),
        leverage: Leverage::new(times).unwrap(),
    };
    let input = ContractInput::Set {
        request: RequestId(7),
        account: MARGINED,
        setting,
        cause: cause(),
    };
    house.step(at(secs), Input::Contract(input))
}

// ORD-06 GATE-04
#[test]
fn o30_a_contract_is_opened_added_to_and_closed_and_the_profit_is_the_venues() {
    let mut house = house();
    place(&mut house, 1, "buy 2 BTC/USDT 100");
    reported(&mut house, 1, 1, (1, Some((1, "100"))));
    place(&mut house, 2, "buy 2 BTC/USDT 100");
    reported(&mut house, 2, 2, (2, Some((2, "99"))));
    let position = *house.trading.position(MARGINED, perpetual()).unwrap();
    assert_eq!(position.net(), Amount::parse("4").unwrap());
    assert_eq!(position.average_price(), Price::parse("99.5").ok());
    let over = place(&mut house, 3, "sell 5 BTC/USDT 101");
    assert_eq!(
        over,
        [
            "refused 3 GATE-10.reduce-only-excess",
            "@1 refused GATE-10.reduce-only-excess"
        ]
    );
    place(&mut house, 3, "sell 4 BTC/USDT 101");
    reported(&mut house, 4, 3, (3, Some((3, "101"))));
    let position = *house.trading.position(MARGINED, perpetual()).unwrap();
    // 4 × 1.5 less three fees of 0.1.
    assert_eq!(position.exposure, Exposure::Flat);
    assert_eq!(position.realised, Amount::parse("5.7").unwrap());
    let flat = place(&mut house, 4, "sell 1 BTC/USDT 101");
    assert_eq!(
        flat,
        [
            "refused 5 GATE-10.reduce-only-excess",
            "@1 refused GATE-10.reduce-only-excess"
        ]
    );
    house.check_replay();
}

// GATE-20
#[test]
fn o31_a_position_that_the_venue_counts_otherwise_is_added_to_by_nobody() {
    let mut house = house();
    place(&mut house, 1, "buy 2 BTC/USDT 100");
    reported(&mut house, 1, 1, (1, Some((1, "100"))));
    assert_eq!(told(&mut house, 2, "2"), ["margin-seen"]);
    // The venue closed half of it: until our fills say so too, only what reduces passes.
    assert_eq!(told(&mut house, 3, "1"), ["margin-seen"]);
    let more = place(&mut house, 3, "buy 1 BTC/USDT 100");
    assert_eq!(
        more,
        [
            "refused 2 GATE-04.position-in-doubt",
            "@1 refused GATE-04.position-in-doubt"
        ]
    );
    let asked = house.wake_until(at(5));
    assert_eq!(
        asked
            .iter()
            .filter(|line| line.ends_with("> balances 2"))
            .count(),
        1,
        "{asked:?}"
    );
    let less = place(&mut house, 5, "sell 2 BTC/USDT 100");
    assert!(less.contains(&"> place 3".into()), "{less:?}");
    reported(&mut house, 3, 5, (3, Some((2, "100"))));
    told(&mut house, 6, "0");
    let again = place(&mut house, 6, "buy 1 BTC/USDT 100");
    assert!(again.contains(&"> place 4".into()), "{again:?}");
    // The same words again are no news.
    assert_eq!(told(&mut house, 7, "0"), Vec::<String>::new());
    house.check_replay();
}

// ORD-06
#[test]
fn o32_a_setting_is_written_down_sent_once_and_read_back_before_anything_opens() {
    let mut house = house();
    assert_eq!(
        set(&mut house, 1, 11),
        ["setting-refused", "@7 not set GATE-04.leverage"]
    );
    assert_eq!(
        set(&mut house, 1, 3),
        ["setting-asked", "> set 2", "@7 done"]
    );
    let early = place(&mut house, 1, "buy 1 BTC/USDT 100");
    assert_eq!(
        early,
        [
            "refused 1 GATE-04.settings-unknown",
            "@1 refused GATE-04.settings-unknown"
        ]
    );
    let setting = Setting::Leverage {
        symbol: perpetual(),
        leverage: Leverage::new(3).unwrap(),
    };
    let (account, answer) = (MARGINED, SettingAnswer::Unknown);
    let input = ContractInput::SetAnswered {
        account,
        setting,
        answer,
    };
    let answered = house.step(at(2), Input::Contract(input));
    assert_eq!(answered[0], "setting-answered");
    let early = place(&mut house, 2, "buy 1 BTC/USDT 100");
    assert_eq!(early[0], "refused 2 GATE-04.settings-unknown");
    told(&mut house, 3, "0");
    let passes = place(&mut house, 3, "buy 1 BTC/USDT 100");
    assert!(passes.contains(&"> place 3".into()), "{passes:?}");
    house.check_replay();
}

// ORD-06
#[test]
fn o33_a_conditional_order_wakes_as_another_and_is_still_ours() {
    let mut house = house();
    place(&mut house, 1, "buy 2 BTC/USDT 100");
    reported(&mut house, 1, 1, (1, Some((1, "100"))));
    let mut stop = terms("sell 2 BTC/USDT 100");
    stop.symbol = perpetual();
    stop.kind = OrderKind::Stop {
        trigger: Price::parse("95").unwrap(),
    };
    stop.effect = PositionEffect::ReduceOnly;
    let (request, account, origin) = (RequestId(1), MARGINED, PERSON);
    house.step(
        at(2),
        Input::Place {
            request,
            account,
            origin,
            terms: stop,
        },
    );
    assert_eq!(
        reported(&mut house, 2, 2, (700, None)),
        ["accepted 2 as v700"]
    );
    let woken = reported(&mut house, 2, 3, (9, Some((2, "95"))));
    assert_eq!(
        woken,
        ["woken", "fill 2 2 at 95 InLife", "ended 2 filled 2"]
    );
    assert_eq!(
        house.trading.position(MARGINED, perpetual()).unwrap().net(),
        Amount::ZERO
    );
    house.check_replay();
}

// GATE-20
#[test]
fn o31_a_doubt_ends_with_the_trade_that_explains_it() {
    let mut house = house();
    place(&mut house, 1, "buy 2 BTC/USDT 100");
    reported(&mut house, 1, 1, (1, Some((1, "100"))));
    told(&mut house, 2, "2");
    // A stranger closed it: the venue's position says so before its list of trades is believed.
    told(&mut house, 3, "0");
    assert!(
        house
            .trading
            .gate()
            .in_doubt(PositionKey::both(MARGINED, perpetual()))
    );
    let trade = |id: &str, venue_order: u64, side, when| StatedTrade {
        position: PositionSide::Both,
        trade: VenueTradeId::new(id).unwrap(),
        venue_order: venue_id(venue_order),
        symbol: perpetual(),
        side,
        price: Price::parse("100").unwrap(),
        qty: Qty::parse("2").unwrap(),
        fee: Amount::parse("0.1").unwrap(),
        fee_asset: Asset::new("USDT").unwrap(),
        liquidity: Liquidity::Taker,
        at: at(when),
    };
    let ours = trade("1", 1, Side::Buy, 1);
    for (secs, doubted) in [(4, true), (6, false)] {
        let statement = Statement {
            asked_at: at(secs),
            balances: BalanceReport {
                account: MARGINED,
                ..balances(at(3), &[("USDT", "1000")])
            },
            trades: vec![TradeList {
                symbol: perpetual(),
                trades: vec![ours, trade("2", 77, Side::Sell, 3)],
            }],
            open_orders: Vec::new(),
            margin: StatedMargin::default(),
        };
        let (account, answer) = (MARGINED, StatementAnswer::Complete(statement));
        house.step(at(secs), Input::Stated { account, answer });
        let stands = house
            .trading
            .gate()
            .in_doubt(PositionKey::both(MARGINED, perpetual()));
        assert_eq!(stands, doubted, "at {secs}");
    }
    house.check_replay();
}

// Control 5: what is open at the venue may have ended without a word.
#[test]
fn y4_nothing_opens_while_a_countdown_may_have_run_out_and_until_the_account_was_compared_after_that()
 {
    let mut house = house();
    let account = MARGINED;
    let count = |house: &mut House, secs: i64, standing: Countdowns| {
        let input = ContractInput::Counting { account, standing };
        house.step(at(secs), Input::Contract(input))
    };
    let compared = |house: &mut House, secs: i64| {
        let wallet = BalanceReport {
            account,
            ..balances(at(secs), &[("USDT", "1000")])
        };
        let statement = Statement {
            asked_at: at(secs),
            balances: wallet,
            trades: Vec::new(),
            open_orders: Vec::new(),
            margin: StatedMargin::default(),
        };
        let answer = StatementAnswer::Complete(statement);
        house.step(at(secs), Input::Stated { account, answer });
    };
    assert!(house.trading.gate().is_compared(account));
    let told = count(&mut house, 1, Countdowns::MayHaveRunOut);
    assert!(!house.trading.gate().is_compared(account), "{told:?}");
    compared(&mut house, 2);
    assert!(
        !house.trading.gate().is_compared(account),
        "compared beside a countdown in doubt"
    );
    count(&mut house, 3, Countdowns::Run);
    assert!(
        !house.trading.gate().is_compared(account),
        "not compared since it runs again"
    );
    compared(&mut house, 4);
    assert!(house.trading.gate().is_compared(account));
    // Said again, it changes nothing.
    count(&mut house, 5, Countdowns::Run);
    assert!(house.trading.gate().is_compared(account));
}
