//! The simulated venue: the real matching engine with a crowd, answering in the words of trading. Never sees the journal.

use crate::plan::Figures;
use domain::{
    AccountId, Amount, Balance, CancelOrder, ClientOrderId, Machine, NewOco, NewOrder, Price, Qty,
    ReplaceOrder, Symbol, Time, VenueOrderId, VenueTradeId,
};
use exchange::chance::Chance;
use exchange::crowd::{Crowd, CrowdPlan, Temper};
use exchange::{
    AccountTerms, AccountTrade, Cancel, Effect, Exchange, ExchangeOrderId, Execution, Input,
    Labels, Leg, LevelChange, ListShape, OrderKey, OrderReport, OrderStatus, OrderView, Pair,
    Place, PlaceList, Replace, ReplaceHalf, ReplaceMode, Tag,
};
use gate::{BalanceCoverage, BalanceReport};
use trading::{CancelAnswer, QueryAnswer, VenueFill, VenueReport, VenueStatus, VenueWords};

/// The venue with our account.
#[derive(Debug)]
pub(crate) struct Venue {
    pub(crate) exchange: Exchange,
    account: AccountId,
    crowd: Crowd,
    symbols: Vec<Symbol>,
    tag: u64,
}

/// What the venue says by itself after a step.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// One message each, in order, with the whole quantity it says the order is of.
    pub(crate) reports: Vec<(VenueReport, Qty)>,
    /// Balances that changed.
    pub(crate) balances: Vec<Balance>,
    /// Levels that changed.
    pub(crate) levels: Vec<LevelChange>,
    /// Our trades.
    pub(crate) trades: Vec<AccountTrade>,
}

/// What became of a placing request in the engine.
#[derive(Debug)]
pub(crate) enum Placed {
    /// It stands or has stood.
    Taken(Box<OrderView>, Vec<AccountTrade>),
    /// The venue decided no.
    Refused(VenueWords),
}

impl Venue {
    pub(crate) fn new(figures: &Figures, chance: &mut Chance, now: Time) -> Self {
        let mut venue = Self {
            exchange: Exchange::new(),
            account: figures.account,
            crowd: Crowd::new(
                CrowdPlan {
                    seed: chance.next(),
                    pace: domain::Span::from_secs(240),
                    temper: Temper::Lively,
                },
                now,
                &[],
            ),
            symbols: figures
                .listings
                .iter()
                .map(|listing| listing.instrument.symbol)
                .collect(),
            tag: 0,
        };
        for listing in &figures.listings {
            let tag = venue.tag();
            venue.step(
                now,
                Input::AddInstrument {
                    tag,
                    listing: *listing,
                },
            );
        }
        let (maker, taker) = (domain::Rate::ZERO, domain::Rate::ZERO);
        let thousandth = domain::Rate::from_parts(1, 3);
        let account = AccountTerms::plain(
            figures.account,
            thousandth.unwrap_or(maker),
            thousandth.unwrap_or(taker),
        );
        let tag = venue.tag();
        venue.step(
            now,
            Input::AddAccount {
                tag,
                account,
                balances: figures.balances.clone(),
            },
        );
        venue
    }

    pub(crate) fn tag(&mut self) -> Tag {
        self.tag = self.tag.saturating_add(1);
        Tag::new(self.tag)
    }

    pub(crate) fn step(&mut self, now: Time, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.exchange.step(now, input, &mut effects);
        effects
    }

    /// When the crowd next moves.
    pub(crate) fn crowd_at(&self) -> Option<Time> {
        self.crowd.wake_at()
    }

    /// The crowd moves.
    pub(crate) fn crowd(&mut self, now: Time) -> Said {
        let mut inputs = Vec::new();
        self.crowd.step(now, &self.exchange, &mut inputs);
        let mut said = Said::default();
        for input in inputs {
            let listed = match &input {
                Input::SetLevels(set) => self.symbols.contains(&set.symbol),
                Input::Take(take) => self.symbols.contains(&take.symbol),
                Input::AddInstrument { .. }
                | Input::AddAccount { .. }
                | Input::Deposit { .. }
                | Input::Withdraw { .. }
                | Input::SetTerms { .. }
                | Input::SetStatus { .. }
                | Input::SetRules { .. }
                | Input::SetExecution { .. }
                | Input::ExpireAll { .. }
                | Input::Place(_)
                | Input::PlaceList(_)
                | Input::Cancel(_)
                | Input::CancelList(_)
                | Input::Replace(_)
                | Input::Amend(_)
                | Input::CancelAll { .. }
                | Input::Print(_) => false,
            };
            if listed {
                let effects = self.step(now, input);
                self.hear(&effects, &mut said);
            }
        }
        said
    }

    /// An order reaches the engine.
    pub(crate) fn place(&mut self, now: Time, order: &NewOrder) -> (Placed, Said) {
        let tag = self.tag();
        let terms = order.terms();
        let effects = self.step(
            now,
            Input::Place(Place::plain(
                tag,
                (order.account(), Some(order.client_id())),
                terms.symbol,
                (terms.side, terms.qty),
                (terms.kind, terms.self_trade),
            )),
        );
        let mut said = Said::default();
        self.hear(&effects, &mut said);
        let refused = refusal(&effects);
        let placed = match (refused, self.order(terms.symbol, order.client_id())) {
            (None, Some(view)) => {
                let trades = self.exchange.trades_of(self.account, terms.symbol, view.id);
                Placed::Taken(Box::new(view), trades)
            }
            (Some(text), _) => Placed::Refused(VenueWords { code: -2010, text }),
            (None, None) => Placed::Refused(VenueWords {
                code: -1000,
                text: "neither taken nor refused".to_owned(),
            }),
        };
        (placed, said)
    }

    /// A pair reaches the engine; both orders as they stand after it, or why not.
    pub(crate) fn place_oco(
        &mut self,
        now: Time,
        pair: &NewOco,
    ) -> (Result<[OrderView; 2], VenueWords>, Said) {
        let terms = *pair.target().terms();
        let leg = |order: &NewOrder| Leg {
            client_id: Some(order.client_id()),
            kind: order.terms().kind.into(),
            iceberg: None,
            labels: Labels::default(),
        };
        let (target, stop) = (leg(pair.target()), leg(pair.stop()));
        let (above, below) = match terms.side {
            domain::Side::Sell => (target, stop),
            domain::Side::Buy => (stop, target),
        };
        let list = PlaceList {
            tag: self.tag(),
            account: pair.target().account(),
            client_id: Some(pair.client_id()),
            symbol: terms.symbol,
            self_trade: terms.self_trade.into(),
            shape: ListShape::Oco(Pair {
                side: terms.side,
                qty: terms.qty,
                above,
                below,
            }),
        };
        let effects = self.step(now, Input::PlaceList(Box::new(list)));
        let mut said = Said::default();
        self.hear(&effects, &mut said);
        let refused = refusal(&effects);
        let view = |order: &NewOrder| self.order(terms.symbol, order.client_id());
        let views = view(pair.target()).zip(view(pair.stop()));
        let placed = match (refused, views) {
            (None, Some((target, stop))) => Ok([target, stop]),
            (Some(text), _) => Err(VenueWords { code: -2010, text }),
            (None, None) => Err(VenueWords {
                code: -1000,
                text: "neither taken nor refused".to_owned(),
            }),
        };
        (placed, said)
    }

    /// A replacement reaches the engine: what became of the old order and of the new one.
    pub(crate) fn replace(
        &mut self,
        now: Time,
        both: &ReplaceOrder,
    ) -> (CancelAnswer, Placed, Said) {
        let tag = self.tag();
        let (order, cancel) = (&both.order, &both.cancel);
        let terms = order.terms();
        let replace = Replace {
            mode: ReplaceMode::StopOnFailure,
            cancel: Cancel::plain(
                tag,
                (cancel.account, cancel.symbol),
                OrderKey::Client(cancel.client_id),
            ),
            place: Place::plain(
                tag,
                (order.account(), Some(order.client_id())),
                terms.symbol,
                (terms.side, terms.qty),
                (terms.kind, terms.self_trade),
            ),
        };
        let effects = self.step(now, Input::Replace(Box::new(replace)));
        let mut said = Said::default();
        self.hear(&effects, &mut said);
        let halves = effects.iter().find_map(|effect| {
            if let Effect::Replaced(replaced) = effect {
                return Some(**replaced);
            }
            None
        });
        let old = self.order(cancel.symbol, cancel.client_id);
        let answer = match (halves.map(|halves| halves.cancel), old) {
            (Some(ReplaceHalf::Done(_)), Some(view)) => CancelAnswer::Cancelled {
                venue_id: venue_id(view.id),
                filled_total: view.filled,
                at: now,
            },
            (Some(_) | None, _) => CancelAnswer::NotOpen,
        };
        let taken = halves.is_some_and(|halves| matches!(halves.place, ReplaceHalf::Done(_)));
        let placed = match self.order(terms.symbol, order.client_id()) {
            Some(view) if taken => {
                let trades = self.exchange.trades_of(self.account, terms.symbol, view.id);
                Placed::Taken(Box::new(view), trades)
            }
            Some(_) | None => Placed::Refused(VenueWords {
                code: -2021,
                text: format!("{halves:?}"),
            }),
        };
        (answer, placed, said)
    }

    /// A cancel reaches the engine.
    pub(crate) fn cancel(&mut self, now: Time, cancel: &CancelOrder) -> (CancelAnswer, Said) {
        let tag = self.tag();
        let effects = self.step(
            now,
            Input::Cancel(Cancel::plain(
                tag,
                (cancel.account, cancel.symbol),
                OrderKey::Client(cancel.client_id),
            )),
        );
        let mut said = Said::default();
        self.hear(&effects, &mut said);
        let done = effects
            .iter()
            .any(|effect| matches!(effect, Effect::Cancelled { .. }));
        let answer = match self.order(cancel.symbol, cancel.client_id) {
            Some(view) if done => CancelAnswer::Cancelled {
                venue_id: venue_id(view.id),
                filled_total: view.filled,
                at: now,
            },
            Some(_) | None => CancelAnswer::NotOpen,
        };
        (answer, said)
    }

    /// Where an order stands.
    pub(crate) fn query(&self, symbol: Symbol, client_id: ClientOrderId) -> QueryAnswer {
        match self.order(symbol, client_id) {
            Some(view) => QueryAnswer::Found {
                venue_id: venue_id(view.id),
                status: status(view.status),
                filled_total: view.filled,
                at: view.updated,
            },
            None => QueryAnswer::NeverSeen,
        }
    }

    /// All fills of an order.
    pub(crate) fn fills(&self, symbol: Symbol, client_id: ClientOrderId) -> Vec<VenueFill> {
        match self.order(symbol, client_id) {
            Some(view) => self
                .exchange
                .trades_of(self.account, symbol, view.id)
                .iter()
                .map(fill)
                .collect(),
            None => Vec::new(),
        }
    }

    /// Everything the account holds.
    pub(crate) fn balances(&self, now: Time) -> BalanceReport {
        BalanceReport {
            account: self.account,
            as_of: now,
            coverage: BalanceCoverage::Whole,
            balances: self.exchange.balances(self.account).unwrap_or_default(),
        }
    }

    /// All trades of our account in a symbol, oldest first.
    pub(crate) fn all_trades(&self, symbol: Symbol) -> Vec<AccountTrade> {
        self.exchange
            .latest_trades(self.account, symbol, usize::MAX)
    }

    /// All open orders of our account.
    pub(crate) fn open_views(&self) -> Vec<OrderView> {
        self.exchange.open_orders(self.account, None)
    }

    /// The latest order that bore this name.
    pub(crate) fn order(&self, symbol: Symbol, client_id: ClientOrderId) -> Option<OrderView> {
        self.exchange
            .order(self.account, symbol, OrderKey::Client(client_id))
    }

    pub(crate) fn last_price(&self, symbol: Symbol) -> Option<Price> {
        self.exchange.last_price(symbol)
    }

    pub(crate) fn hear(&self, effects: &[Effect], said: &mut Said) {
        for effect in effects {
            match effect {
                Effect::Report(report) if report.order.account == self.account => {
                    said.trades.extend(report.trade());
                    said.reports.push((reported(report), report.order.qty));
                }
                Effect::BalanceChanged {
                    account, balance, ..
                } if *account == self.account => said.balances.push(*balance),
                Effect::LevelChanged(change) => said.levels.push(*change),
                Effect::Report(_)
                | Effect::BalanceChanged { .. }
                | Effect::Listed(_)
                | Effect::AccountOpened(_)
                | Effect::TermsSet(_)
                | Effect::StatusSet(_)
                | Effect::RulesSet(_)
                | Effect::ExecutionSet(_)
                | Effect::ListAccepted { .. }
                | Effect::ListCancelled { .. }
                | Effect::Replaced(_)
                | Effect::Amended { .. }
                | Effect::List(_)
                | Effect::Prevented(_)
                | Effect::Trailed(_)
                | Effect::Accepted { .. }
                | Effect::Cancelled { .. }
                | Effect::Refused { .. }
                | Effect::Trade(_)
                | Effect::IdsReserved(_) => {}
            }
        }
    }
}

/// Why the engine refused, if it did.
pub(crate) fn refusal(effects: &[Effect]) -> Option<String> {
    effects.iter().find_map(|effect| {
        if let Effect::Refused { reason, .. } = effect {
            return Some(format!("{reason:?}"));
        }
        None
    })
}

/// The report of the stream.
fn reported(report: &OrderReport) -> VenueReport {
    let execution = match &report.execution {
        Execution::Trade(_) => report.trade(),
        Execution::New
        | Execution::Activated
        | Execution::Triggered
        | Execution::Amended { .. }
        | Execution::Prevented(_)
        | Execution::Cancelled { .. }
        | Execution::Expired => None,
    };
    VenueReport {
        account: report.order.account,
        client_id: report.order.client_id,
        venue_id: venue_id(report.order.id),
        symbol: report.order.symbol,
        status: status(report.order.status),
        filled_total: report.order.filled,
        fill: execution.as_ref().map(fill),
        at: report.at,
    }
}

/// A trade in trading's words.
pub(crate) fn fill(trade: &AccountTrade) -> VenueFill {
    VenueFill {
        trade: VenueTradeId::new(&trade.execution.trade.get().to_string())
            .unwrap_or_else(|_| unreachable_id()),
        price: trade.execution.price,
        qty: trade.execution.qty,
        fee: trade.execution.fee,
        fee_asset: trade.execution.fee_asset,
        liquidity: trade.execution.liquidity,
        at: trade.at,
    }
}

/// The venue's number as its id.
pub(crate) fn venue_id(id: ExchangeOrderId) -> VenueOrderId {
    VenueOrderId::new(&id.get().to_string()).unwrap_or_else(|_| unreachable_id())
}

pub(crate) const fn status(status: OrderStatus) -> VenueStatus {
    match status {
        OrderStatus::Pending
        | OrderStatus::Sleeping
        | OrderStatus::New
        | OrderStatus::PartiallyFilled => VenueStatus::Working,
        OrderStatus::Filled => VenueStatus::Filled,
        OrderStatus::Cancelled => VenueStatus::Cancelled,
        OrderStatus::Expired(_) => VenueStatus::Expired,
    }
}

/// Base that a trade brought (positive) or took, fee included.
pub(crate) fn base_moved(trade: &AccountTrade, base: domain::Asset) -> Option<Amount> {
    let execution = &trade.execution;
    let qty = execution.qty.amount();
    let gross = match trade.side {
        domain::Side::Buy => qty,
        domain::Side::Sell => qty.negated(),
    };
    if execution.fee_asset == base {
        gross.minus(execution.fee).ok()
    } else {
        Some(gross)
    }
}

#[expect(
    clippy::panic,
    reason = "a number of at most 20 digits always fits the 40 characters of an id"
)]
fn unreachable_id<T>() -> T {
    panic!("a number did not fit an id")
}
