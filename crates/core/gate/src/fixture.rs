//! A small house for tests: one paper account, one live account, three symbols around 100.

use crate::{
    AccountConfig, AccountKind, BalanceCoverage, BalanceReport, ContractTerms, Depth, Gate,
    GateConfig, GlobalLimits, MarginReport, MarginRules, MarkPrice, Product, Quote, ReferenceRules,
    Refusal,
};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use domain::*;

pub(crate) const PAPER: AccountId = AccountId::new(1);
pub(crate) const LIVE: AccountId = AccountId::new(2);
pub(crate) const OTHER: AccountId = AccountId::new(3);
/// The account on margin.
pub(crate) const MARGINED: AccountId = AccountId::new(4);
pub(crate) const PERSON: Origin = Origin::Person(UserId::new(7));

pub(crate) fn at(secs: i64) -> Time {
    Time::from_millis(1_800_000_000_000).plus(Span::from_secs(secs))
}

pub(crate) fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

pub(crate) fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

pub(crate) fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

pub(crate) fn rate(text: &str) -> Rate {
    Rate::parse(text).unwrap()
}

pub(crate) fn asset(text: &str) -> Asset {
    Asset::new(text).unwrap()
}

pub(crate) fn symbol(text: &str) -> Symbol {
    Symbol::new(text).unwrap()
}

pub(crate) fn venue() -> VenueId {
    VenueId::new("simex").unwrap()
}

pub(crate) fn btc() -> Symbol {
    symbol("BTC/USDT")
}

pub(crate) fn instrument(name: &str, kind: ContractKind) -> Instrument {
    let symbol = symbol(name);
    let pair = name.split(':').next().unwrap();
    let (base, quote) = pair.split_once('/').unwrap();
    Instrument {
        venue: venue(),
        symbol,
        venue_symbol: Text::new(&pair.replace('/', "")).unwrap(),
        base: asset(base),
        quote: asset(quote),
        kind,
        rules: InstrumentRules {
            price_tick: price("0.01"),
            price_min: price("0.01"),
            price_max: price("100000"),
            qty_step: qty("0.00001"),
            qty_min: qty("0.0001"),
            qty_max: qty("9000"),
            market_qty_max: qty("500"),
            notional_min: amount("5"),
            notional_max: amount("900000"),
        },
    }
}

pub(crate) fn margin_rules() -> MarginRules {
    MarginRules {
        leverage_max: Leverage::new(10).unwrap(),
        margin: Some(MarginMode::Cross),
        positions: None,
        mark_age_max: Span::from_secs(3),
        liquidation_distance_min: rate("0.1"),
    }
}

/// What the venue says the account on margin is set to, with a leverage of 5 on both contracts.
pub(crate) fn margin_report() -> MarginReport {
    let terms = |name| ContractTerms {
        symbol: symbol(name),
        side: PositionSide::Both,
        leverage: Leverage::new(5).unwrap(),
        margin: MarginMode::Cross,
        held: Amount::ZERO,
        entry: None,
        isolated: Amount::ZERO,
        liquidation: None,
    };
    MarginReport {
        account: MARGINED,
        positions: PositionMode::OneWay,
        assets: AssetsMode::Single,
        contracts: [terms("BTC/USDT:USDT"), terms("ETH/USDT:USDT")].into(),
    }
}

pub(crate) fn mark(text: &str, received: Time) -> MarkPrice {
    MarkPrice {
        price: price(text),
        received,
    }
}

pub(crate) fn config() -> GateConfig {
    let account = |account, kind| AccountConfig {
        account,
        venue: venue(),
        kind,
        taker_fee: rate("0.001"),
        product: Product::Spot,
    };
    let margined = AccountConfig {
        product: Product::Linear(margin_rules()),
        ..account(MARGINED, AccountKind::Paper)
    };
    let size = qty("1");
    let settle = asset("USDT");
    GateConfig {
        accounts: [
            account(PAPER, AccountKind::Paper),
            account(LIVE, AccountKind::Live),
            account(OTHER, AccountKind::Testnet),
            margined,
        ]
        .into(),
        instruments: [
            instrument("BTC/USDT", ContractKind::Spot),
            instrument("ETH/USDT", ContractKind::Spot),
            instrument("SOL/USDT", ContractKind::Spot),
            instrument("ADA/USDT", ContractKind::Spot),
            instrument("XRP/USDT", ContractKind::Spot),
            instrument("DOT/USDT", ContractKind::Spot),
            instrument("ETH/BTC", ContractKind::Spot),
            instrument("BTC/USDT:USDT", ContractKind::Linear { size, settle }),
            instrument("ETH/USDT:USDT", ContractKind::Linear { size, settle }),
        ]
        .into(),
        value_asset: asset("USDT"),
        limits: GlobalLimits {
            order_value_max: amount("1000"),
            position_value_max: amount("5000"),
            open_positions_max: GlobalLimits::OPEN_POSITIONS_MAX,
            open_orders_max: 100,
            open_orders_per_account_max: 90,
            open_orders_per_symbol_max: 80,
            price_collar: rate("0.05"),
        },
        limits_by_scope: BTreeMap::new(),
        reference: ReferenceRules {
            quote_age_max: Span::from_secs(2),
            market_slippage: rate("0.005"),
        },
        live_consents: Vec::new(),
    }
}

pub(crate) fn quote(name: &str, bid: &str, ask: &str) -> Quote {
    Quote {
        venue: venue(),
        symbol: symbol(name),
        bid: Price::parse(bid).ok(),
        ask: Price::parse(ask).ok(),
        last: None,
        received: at(0),
        depth: Depth::default(),
    }
}

pub(crate) fn balances(account: AccountId, as_of: Time, list: &[(&str, &str)]) -> BalanceReport {
    BalanceReport {
        account,
        as_of,
        coverage: BalanceCoverage::Changed,
        balances: list
            .iter()
            .map(|(name, total)| Balance {
                asset: asset(name),
                free: qty(total),
                locked: Qty::ZERO,
            })
            .collect(),
    }
}

#[expect(clippy::disallowed_methods, reason = "tests judge gates of their own")]
pub(crate) fn gate_of(config: GateConfig) -> Gate {
    let mut gate = Gate::new(config);
    for name in ["BTC", "ETH", "SOL", "ADA", "XRP", "DOT"] {
        gate.quote(quote(&(name.to_string() + "/USDT"), "99.99", "100.01"));
    }
    gate.quote(quote("ETH/BTC", "0.99", "1.01"));
    for name in ["BTC/USDT:USDT", "ETH/USDT:USDT"] {
        gate.quote(quote(name, "99.99", "100.01"));
        gate.mark((venue(), symbol(name)), mark("100", at(0)));
    }
    gate.margin(&margin_report());
    gate.balances(&balances(MARGINED, at(-10), &[("USDT", "1000")]));
    for account in [PAPER, LIVE, OTHER] {
        let list = [("USDT", "100000"), ("BTC", "100"), ("ETH", "100")];
        gate.balances(&balances(account, at(-10), &list));
        gate.compared(account);
    }
    gate.compared(MARGINED);
    gate
}

pub(crate) fn gate() -> Gate {
    gate_of(config())
}

/// An order in words: `buy 1 BTC/USDT limit 100`, with `reduce` at the end for reduce-only, `long` or `short` for a
/// position of hedge mode.
pub(crate) fn terms(words: &str) -> OrderTerms {
    let words: Vec<&str> = words.split(' ').collect();
    let gtc = TimeInForce::Gtc;
    let kind = match words[3] {
        "market" => OrderKind::Market,
        "limit" => OrderKind::Limit {
            price: price(words[4]),
            time_in_force: gtc,
        },
        "maker" => OrderKind::LimitMaker {
            price: price(words[4]),
        },
        "stop" => OrderKind::Stop {
            trigger: price(words[4]),
        },
        "stop-limit" => OrderKind::StopLimit {
            trigger: price(words[4]),
            price: price(words[5]),
            time_in_force: gtc,
        },
        "take-profit" => OrderKind::TakeProfit {
            trigger: price(words[4]),
        },
        "take-profit-limit" => OrderKind::TakeProfitLimit {
            trigger: price(words[4]),
            price: price(words[5]),
            time_in_force: gtc,
        },
        "trailing-stop" => OrderKind::TrailingStop {
            delta: words[4].parse().unwrap(),
        },
        "limit-till" => OrderKind::Limit {
            price: price(words[4]),
            time_in_force: TimeInForce::Gtd(at(words[5].parse().unwrap())),
        },
        other => panic!("{other}"),
    };
    OrderTerms {
        symbol: symbol(words[2]),
        side: words[0].parse().unwrap(),
        qty: qty(words[1]),
        kind,
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: match words.last() {
            Some(&"reduce") => PositionEffect::ReduceOnly,
            Some(&"long") => PositionEffect::Of(HedgeSide::Long),
            Some(&"short") => PositionEffect::Of(HedgeSide::Short),
            Some(_) | None => PositionEffect::Any,
        },
    }
}

pub(crate) fn order(id: u64, account: AccountId, origin: Origin, words: &str) -> NewOrder {
    let id = OrderId::new(id);
    let client_id = ClientOrderId::of(at(0), account, id);
    NewOrder::new((id, client_id), account, origin, terms(words)).unwrap()
}

pub(crate) fn paper(id: u64, words: &str) -> NewOrder {
    order(id, PAPER, PERSON, words)
}

/// A fill of a paper order.
pub(crate) fn fill(order: &NewOrder, trade: u64, words: &str, at: Time) -> Fill {
    let words: Vec<&str> = words.split(' ').collect();
    Fill {
        trade: VenueTradeId::new(&trade.to_string()).unwrap(),
        order: order.id(),
        account: order.account(),
        symbol: order.terms().symbol,
        side: order.terms().side,
        position: order.position().side,
        price: price(words[1]),
        qty: qty(words[0]),
        fee: amount(words[2]),
        fee_asset: asset(words[3]),
        liquidity: Liquidity::Taker,
        at,
    }
}

/// `ok`, or the code of the rule that refused.
pub(crate) fn said<T>(result: &Result<T, Refusal>) -> String {
    match result {
        Ok(_) => "ok".into(),
        Err(refusal) => refusal.rule.code().into(),
    }
}
