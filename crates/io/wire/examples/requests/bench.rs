//! An instrument, a gate that clears everything, and orders in words. Never a rule of its own.

use super::NOW;
use domain::{
    AccountId, Amount, Asset, Balance, CancelOrder, ClientOrderId, ContractKind, Instrument,
    InstrumentRules, NewOrder, OrderId, OrderKind, OrderTerms, Origin, PositionEffect, Price, Qty,
    Rate, SelfTradePrevention, Span, Symbol, Text, VenueId,
};
use gate::{
    AccountConfig, AccountKind, BalanceCoverage, BalanceReport, Cleared, Depth, Gate, GateConfig,
    GlobalLimits, Quote, ReferenceRules,
};
use std::collections::BTreeMap;

const ACCOUNT: AccountId = AccountId::new(1);

/// A gate and what it clears orders for.
pub(crate) struct Bench {
    gate: Gate,
    pub(crate) instrument: Instrument,
}

pub(crate) fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

fn instrument() -> Instrument {
    let (base, quote) = (Asset::new("BTC").unwrap(), Asset::new("USDT").unwrap());
    let qty = |text| Qty::parse(text).unwrap();
    Instrument {
        venue: VenueId::new("simex").unwrap(),
        symbol: Symbol::spot(base, quote).unwrap(),
        venue_symbol: Text::new("BTCUSDT").unwrap(),
        base,
        quote,
        kind: ContractKind::Spot,
        rules: InstrumentRules {
            price_tick: price("0.01"),
            price_min: price("0.01"),
            price_max: price("1000000"),
            qty_step: qty("0.00001"),
            qty_min: qty("0.00001"),
            qty_max: qty("9000"),
            market_qty_max: qty("100"),
            notional_min: Amount::parse("5").unwrap(),
            notional_max: Amount::parse("9000000").unwrap(),
        },
    }
}

impl Bench {
    #[expect(
        clippy::disallowed_methods,
        reason = "what is made here is shown, never sent"
    )]
    pub(crate) fn new() -> Self {
        let instrument = instrument();
        let much = Amount::parse("100000000").unwrap();
        let mut gate = Gate::new(GateConfig {
            accounts: vec![AccountConfig {
                account: ACCOUNT,
                venue: instrument.venue,
                kind: AccountKind::Paper,
                taker_fee: Rate::parse("0.001").unwrap(),
            }],
            instruments: vec![instrument],
            value_asset: instrument.quote,
            limits: GlobalLimits {
                order_value_max: much,
                position_value_max: much,
                open_positions_max: 5,
                open_orders_max: 10_000,
                open_orders_per_account_max: 10_000,
                open_orders_per_symbol_max: 10_000,
                price_collar: Rate::parse("0.99").unwrap(),
            },
            limits_by_scope: BTreeMap::new(),
            reference: ReferenceRules {
                quote_age_max: Span::from_secs(60),
                market_slippage: Rate::parse("0.01").unwrap(),
            },
            live_consents: Vec::new(),
        });
        let balance = |asset| Balance {
            asset,
            free: Qty::parse("1000000").unwrap(),
            locked: Qty::ZERO,
        };
        gate.balances(&BalanceReport {
            account: ACCOUNT,
            as_of: NOW,
            coverage: BalanceCoverage::Whole,
            balances: vec![balance(instrument.base), balance(instrument.quote)],
        });
        gate.quote(Quote {
            venue: instrument.venue,
            symbol: instrument.symbol,
            bid: Some(price("60000")),
            ask: Some(price("60000.01")),
            last: Some(price("60000")),
            received: NOW,
            depth: Depth::default(),
        });
        Self { gate, instrument }
    }

    /// A cleared order; `words` are its side and qty.
    pub(crate) fn cleared(&mut self, words: &str, kind: OrderKind) -> Cleared<NewOrder> {
        let (side, qty) = words.split_once(' ').unwrap();
        let terms = OrderTerms {
            symbol: self.instrument.symbol,
            side: side.parse().unwrap(),
            qty: Qty::parse(qty).unwrap(),
            kind,
            self_trade: SelfTradePrevention::ExpireTaker,
            effect: PositionEffect::Any,
        };
        let ids = (OrderId::new(7), self.client_id());
        let order = NewOrder::new(ids, ACCOUNT, Origin::House, terms).unwrap();
        self.gate.clear(NOW, order).unwrap()
    }

    /// A cleared cancel.
    pub(crate) fn cancel(&self) -> Cleared<CancelOrder> {
        self.gate.clear_cancel(CancelOrder {
            id: OrderId::new(7),
            client_id: self.client_id(),
            account: ACCOUNT,
            symbol: self.instrument.symbol,
        })
    }

    pub(crate) fn client_id(&self) -> ClientOrderId {
        ClientOrderId::new("cf01JZZZZZZZZZZZZZZZZZZZZZZ7").unwrap()
    }
}
