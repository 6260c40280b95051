//! An instrument, a gate that clears everything, and orders in words. Never a rule of its own.

use super::NOW;
use domain::{
    AccountId, AmendOrder, Amount, Asset, AssetsMode, Balance, CancelAll, CancelOrder,
    ClientOrderId, ContractKind, HedgeSide, Instrument, InstrumentRules, Leverage, MarginMode,
    NewOrder, OrderId, OrderKind, OrderTerms, Origin, PositionEffect, PositionMode, PositionSide,
    Price, Qty, Rate, SelfTradePrevention, Setting, SettingChange, Span, Symbol, Text, VenueId,
};
use gate::{
    AccountConfig, AccountKind, BalanceCoverage, BalanceReport, Cleared, ContractTerms, Depth,
    Gate, GateConfig, GlobalLimits, MarginReport, MarginRules, MarkPrice, Product, Quote,
    ReferenceRules,
};
use std::collections::BTreeMap;

const ACCOUNT: AccountId = AccountId::new(1);
/// The account whose settings are changed: on margin, where the gate knows settings.
const MARGINED: AccountId = AccountId::new(2);

fn any_margin() -> MarginRules {
    MarginRules {
        leverage_max: Leverage::new(125).unwrap(),
        margin: None,
        positions: None,
        mark_age_max: Span::from_secs(60),
        liquidation_distance_min: Rate::ZERO,
    }
}

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
    pub(crate) fn new() -> Self {
        Self::of(instrument())
    }

    /// A gate for a perpetual contract. It judges by holdings, so it is told of the contract as of something held.
    pub(crate) fn perpetual() -> Self {
        let spot = instrument();
        let symbol = Symbol::new("BTC/USDT:USDT").unwrap();
        let mut bench = Self::of(Instrument { symbol, ..spot });
        bench.instrument.kind = ContractKind::Linear {
            size: Qty::parse("1").unwrap(),
            settle: spot.quote,
        };
        bench
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "what is made here is shown, never sent"
    )]
    fn of(instrument: Instrument) -> Self {
        let much = Amount::parse("100000000").unwrap();
        let mut gate = Gate::new(GateConfig {
            accounts: [
                (ACCOUNT, Product::Spot),
                (MARGINED, Product::Linear(any_margin())),
            ]
            .map(|(account, product)| AccountConfig {
                account,
                venue: instrument.venue,
                kind: AccountKind::Paper,
                taker_fee: Rate::parse("0.001").unwrap(),
                product,
            })
            .to_vec(),
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
        gate.compared(ACCOUNT);
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
        let order = self.wished(ACCOUNT, words, (kind, PositionEffect::Any));
        self.gate.clear(NOW, order).unwrap()
    }

    /// A cleared order for one of the two positions of an account in hedge mode, of which it holds 1 each.
    #[expect(
        clippy::disallowed_methods,
        reason = "what is made here is shown, never sent"
    )]
    pub(crate) fn hedged(
        &mut self,
        words: &str,
        kind: OrderKind,
        side: HedgeSide,
    ) -> Cleared<NewOrder> {
        let (venue, symbol) = (self.instrument.venue, self.instrument.symbol);
        let mut gate = Gate::new(GateConfig {
            instruments: vec![self.instrument],
            ..self.gate.config().clone()
        });
        gate.compared(MARGINED);
        gate.quote(self.gate.quote_of(venue, symbol).unwrap().clone());
        gate.balances(&BalanceReport {
            account: MARGINED,
            as_of: NOW,
            coverage: BalanceCoverage::Whole,
            balances: vec![Balance {
                asset: self.instrument.quote,
                free: Qty::parse("1000000").unwrap(),
                locked: Qty::ZERO,
            }],
        });
        let mark = MarkPrice {
            price: price("60000"),
            received: NOW,
        };
        gate.mark((venue, symbol), mark);
        let sides = [(PositionSide::Long, "1"), (PositionSide::Short, "-1")];
        let contracts = sides.map(|(side, held)| ContractTerms {
            symbol,
            side,
            leverage: Leverage::new(5).unwrap(),
            margin: MarginMode::Cross,
            held: held.parse().unwrap(),
            entry: None,
            isolated: Amount::ZERO,
            liquidation: None,
        });
        for terms in contracts {
            gate.restore_position(terms.key(MARGINED), terms.held);
        }
        gate.margin(&MarginReport {
            account: MARGINED,
            positions: PositionMode::Hedge,
            assets: AssetsMode::Single,
            contracts: contracts.into(),
        });
        let order = self.wished(MARGINED, words, (kind, PositionEffect::Of(side)));
        gate.clear(NOW, order).unwrap()
    }

    fn wished(
        &self,
        account: AccountId,
        words: &str,
        (kind, effect): (OrderKind, PositionEffect),
    ) -> NewOrder {
        let (side, qty) = words.split_once(' ').unwrap();
        let terms = OrderTerms {
            symbol: self.instrument.symbol,
            side: side.parse().unwrap(),
            qty: Qty::parse(qty).unwrap(),
            kind,
            self_trade: SelfTradePrevention::ExpireTaker,
            effect,
        };
        let ids = (OrderId::new(7), self.client_id());
        NewOrder::new(ids, account, Origin::House, terms).unwrap()
    }

    /// A cleared setting.
    pub(crate) fn setting(&self, setting: Setting) -> Cleared<SettingChange> {
        let account = MARGINED;
        let change = SettingChange { account, setting };
        self.gate.clear_setting(change).unwrap()
    }

    /// A cleared change of a buying limit order of 0.01 at 59,999, which is cleared first, to a smaller quantity.
    pub(crate) fn amendment(&mut self, less: &str) -> Cleared<AmendOrder> {
        let kind = OrderKind::LimitMaker {
            price: price("59999"),
        };
        let order = self.cleared("buy 0.01", kind).spend();
        let change = AmendOrder {
            id: order.id(),
            client_id: order.client_id(),
            account: ACCOUNT,
            symbol: order.terms().symbol,
            side: order.terms().side,
            qty: Qty::parse(less).unwrap(),
            price: price("59999"),
        };
        self.gate.clear_amend(change).unwrap()
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

    /// The cleared end of everything open in the symbol.
    pub(crate) fn cancel_all(&self) -> Cleared<CancelAll> {
        self.gate.clear_cancel_all(CancelAll {
            account: ACCOUNT,
            symbol: self.instrument.symbol,
        })
    }

    pub(crate) fn client_id(&self) -> ClientOrderId {
        ClientOrderId::new("cf01JZZZZZZZZZZZZZZZZZZZZZZ7").unwrap()
    }
}
