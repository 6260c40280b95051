//! What kind of day a seed makes: how often things go wrong, and the limits of the house. Data only.

use domain::{
    AccountId, Amount, Asset, Instrument, Price, Qty, Rate, Scope, Span, Symbol, VenueId,
};
use exchange::Listing;
use exchange::chance::Chance;
use exchange::crowd::Crowd;
use gate::{
    AccountConfig, AccountKind, Gate, GateConfig, GlobalLimits, JudgeRules, LimitSet, Product,
    ReferenceRules,
};
use std::collections::BTreeMap;

/// Chances in a thousand (of a turn's own faults: in ten thousand), drawn for each day: some are calm, some are storms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weather {
    /// A request never arrives.
    pub request_lost: u64,
    /// A request arrives late.
    pub request_late: u64,
    /// A request is refused before the engine looks (429, or a 5xx that executed nothing).
    pub request_refused: u64,
    /// A request is executed and its answer never comes.
    pub answer_lost: u64,
    /// An answer comes late.
    pub answer_late: u64,
    /// A report of the stream never comes.
    pub report_lost: u64,
    /// A report comes twice.
    pub report_doubled: u64,
    /// A report comes late, after others.
    pub report_late: u64,
    /// A turn cannot be written.
    pub commit_fails: u64,
    /// The process dies between two steps of a turn.
    pub crash: u64,
    /// Spells a day in which the venue turns everybody away or cannot be reached (418, an outage), a count and no chance.
    pub dark_spells: u64,
}

impl Weather {
    /// Nothing goes wrong.
    pub const CALM: Self = Self {
        request_lost: 0,
        request_late: 0,
        request_refused: 0,
        answer_lost: 0,
        answer_late: 0,
        report_lost: 0,
        report_doubled: 0,
        report_late: 0,
        commit_fails: 0,
        crash: 0,
        dark_spells: 0,
    };

    /// The weather of a seed.
    #[must_use]
    pub fn of(chance: &mut Chance) -> Self {
        let storm = chance.below(4);
        let mut up_to = |most: u64| chance.below(most.saturating_mul(storm).saturating_add(1));
        Self {
            request_lost: up_to(40),
            request_late: up_to(60),
            request_refused: up_to(40),
            answer_lost: up_to(60),
            answer_late: up_to(60),
            report_lost: up_to(40),
            report_doubled: up_to(60),
            report_late: up_to(80),
            commit_fails: up_to(12),
            crash: up_to(6),
            dark_spells: up_to(3),
        }
    }
}

/// The fixed figures of the simulated house.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) account: AccountId,
    pub(crate) venue: VenueId,
    pub(crate) listings: Vec<Listing>,
    pub(crate) balances: Vec<(Asset, Qty)>,
    pub(crate) config: GateConfig,
    /// What the gate judges by beside its limits.
    pub(crate) rules: JudgeRules,
    /// Largest position with all working orders, in base, per symbol.
    pub(crate) position_qty_max: BTreeMap<Symbol, Qty>,
    /// Most open orders.
    pub(crate) open_orders_max: u64,
    /// Largest value of one order that names a price.
    pub(crate) order_value_max: Amount,
}

/// An account that trades spot on paper.
fn on_paper(account: AccountId, venue: VenueId) -> anyhow::Result<AccountConfig> {
    Ok(AccountConfig {
        account,
        venue,
        kind: AccountKind::Paper,
        taker_fee: Rate::parse("0.001")?,
        product: Product::Spot,
    })
}

impl Figures {
    /// The figures, or what is wrong with them.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let account = AccountId::new(1);
        let venue = VenueId::new("simex")?;
        let traded = [Symbol::new("BTC/USDT")?, Symbol::new("ETH/USDT")?];
        let listings: Vec<Listing> = Crowd::listings(venue)
            .into_iter()
            .filter(|listing| traded.contains(&listing.instrument.symbol))
            .collect();
        let balances = [("USDT", "20000"), ("BTC", "0.5"), ("ETH", "3")]
            .into_iter()
            .map(|(asset, qty)| Ok((Asset::new(asset)?, Qty::parse(qty)?)))
            .collect::<anyhow::Result<_>>()?;
        let [btc, eth] = traded;
        let position_qty_max = BTreeMap::from([(btc, Qty::parse("0.2")?), (eth, Qty::parse("3")?)]);
        let limits_by_scope = position_qty_max
            .iter()
            .map(|(symbol, qty)| {
                let set = LimitSet {
                    position_qty_max: Some(*qty),
                    ..LimitSet::default()
                };
                (Scope::Symbol(*symbol), set)
            })
            .collect();
        let (open_orders_max, order_value_max) = (12, Amount::parse("6000")?);
        let instruments: Vec<Instrument> = listings.iter().map(|l| l.instrument).collect();
        let config = GateConfig {
            accounts: vec![on_paper(account, venue)?],
            instruments,
            value_asset: Asset::new("USDT")?,
            limits: GlobalLimits {
                order_value_max,
                position_value_max: Amount::parse("1000000")?,
                open_positions_max: 5,
                open_orders_max,
                open_orders_per_account_max: open_orders_max,
                open_orders_per_symbol_max: open_orders_max,
                price_collar: Rate::parse("0.1")?,
            },
            limits_by_scope,
            reference: ReferenceRules {
                quote_age_max: Span::from_secs(1_800),
                market_slippage: Rate::parse("0.01")?,
            },
            live_consents: Vec::new(),
        };
        Ok(Self {
            account,
            venue,
            listings,
            balances,
            config,
            rules: JudgeRules::default(),
            position_qty_max,
            open_orders_max,
            order_value_max,
        })
    }

    /// A gate that has seen nothing.
    pub(crate) fn gate(&self) -> Gate {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one line that makes the gate of the simulated house"
        )]
        let gate = Gate::new(self.config.clone());
        gate.with_rules(self.rules.clone())
    }

    /// The instrument of a symbol.
    pub(crate) fn instrument(&self, symbol: Symbol) -> Option<&Instrument> {
        self.listings
            .iter()
            .map(|listing| &listing.instrument)
            .find(|instrument| instrument.symbol == symbol)
    }
}

/// A price of a whole number of ticks near another.
pub(crate) fn near(price: Price, instrument: &Instrument, thousandths: i64) -> Option<Price> {
    let rate = Rate::from_parts(i128::from(thousandths), 3).ok()?;
    price
        .moved(rate)
        .ok()?
        .to_tick(instrument.rules.price_tick, domain::Rounding::HalfEven)
        .ok()
}
