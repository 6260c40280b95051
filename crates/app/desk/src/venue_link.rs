//! Hands effects to the venue and brings answers back as inputs: builds with `protocols`, sends with `wire`, once.
//! Never decides what an answer means for an order, never sends an order again.

mod amending;
mod answers;
mod cancel_all;
mod contract_statement;
mod contracts;
mod deeds;
mod noticing;
mod pairs;
mod post;
mod settings_seen;
mod signs;
mod statement;
mod talk;

pub(crate) use answers::reported;
pub(crate) use contracts::{algo_reported, reported as contract_reported};
pub(crate) use deeds::close;

use crate::clock::Clock;
use crate::health::HealthBoard;
use crate::histories::Bell;
use crate::inbox::Arrival;
use crate::link_role::LinkRole;
use crate::product::Product;
use crate::sight::Sight;
use crate::venues::OrderEntry;
use domain::{
    AccountId, CancelOrder, ClientOrderId, Instrument, NewOrder, OrderId, OrderKind, Span, Symbol,
    Time, VenueId, VenueOrderId,
};
use gate::{BalanceCoverage, BalanceReport, Cleared};
use protocols::Answer;
use protocols::binance_spot::{QueryReply, VenueSymbol, ask, read};
use protocols::binance_usdm::facts::door;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};
use trading::{
    CLOCK_SLACK, Effect, FillsAnswer, Input, NotSentReason, PlaceAnswer, QueryAnswer, VENUE_TIMEOUT,
};
use vault::KeyName;
use wire::{Client, NotSent, Outcome};

/// Calls of one kind that may be under way at once; cancels have places of their own, so that orders never starve them.
const CALLS_AT_ONCE_MAX: usize = 32;

/// Longest wait of a cancel for such a place: then it leaves without one.
const PLACE_WAIT_MAX: Duration = Duration::from_secs(2);

/// The desk's side of one account at one venue.
#[derive(Debug)]
pub(crate) struct VenueLink {
    pub(crate) client: Arc<Client>,
    pub(crate) venue: VenueId,
    pub(crate) account: AccountId,
    pub(crate) product: Product,
    pub(crate) role: LinkRole,
    instruments: BTreeMap<Symbol, Instrument>,
    symbols: BTreeMap<VenueSymbol, Symbol>,
    arrivals: mpsc::Sender<Arrival>,
    clock: Arc<Clock>,
    pub(crate) health: HealthBoard,
    pub(crate) key: KeyName,
    pub(crate) order_entry: OrderEntry,
    pub(crate) sight: Sight,
    pub(crate) histories: Bell,
    placing: Semaphore,
    cancelling: Semaphore,
    asking: Semaphore,
    settings_seen: settings_seen::SettingsSeen,
    answered: signs::Answered,
    #[cfg(any(test, feature = "virtual-time"))]
    post: post::Post,
}

/// What a link is made of.
pub(crate) struct LinkParts {
    pub(crate) client: Arc<Client>,
    pub(crate) venue: VenueId,
    pub(crate) account: AccountId,
    pub(crate) product: Product,
    pub(crate) role: LinkRole,
    pub(crate) instruments: Arc<[Instrument]>,
    pub(crate) arrivals: mpsc::Sender<Arrival>,
    pub(crate) clock: Arc<Clock>,
    pub(crate) health: HealthBoard,
    pub(crate) key: KeyName,
    pub(crate) order_entry: OrderEntry,
}

/// Which order a question is about.
#[derive(Debug, Clone, Copy)]
struct Subject {
    order: OrderId,
    client_id: ClientOrderId,
    symbol: Symbol,
    kind: OrderKind,
}

impl VenueLink {
    pub(crate) fn new(parts: LinkParts) -> Arc<Self> {
        let by_symbol = |i: &Instrument| (i.symbol, *i);
        Arc::new(Self {
            client: parts.client,
            venue: parts.venue,
            account: parts.account,
            product: parts.product,
            role: parts.role,
            instruments: parts.instruments.iter().map(by_symbol).collect(),
            symbols: parts
                .instruments
                .iter()
                .map(|i| (i.venue_symbol, i.symbol))
                .collect(),
            arrivals: parts.arrivals,
            clock: parts.clock,
            health: parts.health,
            key: parts.key,
            order_entry: parts.order_entry,
            sight: Sight::default(),
            histories: Bell::default(),
            placing: Semaphore::new(CALLS_AT_ONCE_MAX),
            cancelling: Semaphore::new(CALLS_AT_ONCE_MAX),
            asking: Semaphore::new(CALLS_AT_ONCE_MAX),
            settings_seen: settings_seen::SettingsSeen::default(),
            answered: signs::Answered::default(),
            #[cfg(any(test, feature = "virtual-time"))]
            post: post::Post::default(),
        })
    }

    /// The house's name for a symbol of the venue.
    pub(crate) fn symbol(&self, venue_symbol: VenueSymbol) -> Option<Symbol> {
        self.symbols.get(&venue_symbol).copied()
    }

    pub(crate) fn instrument(&self, symbol: Symbol) -> Option<&Instrument> {
        self.instruments.get(&symbol)
    }

    /// What is traded here.
    pub(crate) fn instruments(&self) -> impl Iterator<Item = &Instrument> {
        self.instruments.values()
    }

    /// Starts what an effect asks for. The turn that made it is on disk. Effects for the house itself come back.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a kind of effect; a list to be read, not a deed to be cut"
    )]
    pub(crate) fn hand_out(self: &Arc<Self>, effect: Effect) {
        let link = Arc::clone(self);
        match effect {
            Effect::Place {
                cleared,
                send_by,
                deadline,
            } => {
                tokio::spawn(async move { link.place(cleared, send_by, deadline).await });
            }
            Effect::PlaceOco {
                cleared,
                send_by,
                deadline,
            } => {
                tokio::spawn(async move { link.place_oco(cleared, send_by, deadline).await });
            }
            Effect::Replace {
                cleared,
                send_by,
                deadline,
            } => {
                tokio::spawn(async move { link.replace(cleared, send_by, deadline).await });
            }
            Effect::Amend {
                cleared,
                send_by,
                deadline,
            } => {
                tokio::spawn(async move { link.amend(cleared, send_by, deadline).await });
            }
            Effect::CancelAll { cleared, orders } => {
                tokio::spawn(async move { link.cancel_all(cleared, &orders).await });
            }
            Effect::Cancel { cleared, kind } => {
                tokio::spawn(async move { link.cancel(cleared, kind).await });
            }
            Effect::Set {
                cleared,
                send_by,
                deadline,
            } => {
                tokio::spawn(async move { link.set(cleared, send_by, deadline).await });
            }
            Effect::Query {
                order,
                client_id,
                symbol,
                kind,
                ..
            } => {
                let subject = Subject {
                    order,
                    client_id,
                    symbol,
                    kind,
                };
                tokio::spawn(async move { link.query(subject).await });
            }
            Effect::FetchFills {
                order,
                client_id,
                venue_id,
                symbol,
                kind,
                ..
            } => {
                let subject = Subject {
                    order,
                    client_id,
                    symbol,
                    kind,
                };
                tokio::spawn(async move { link.fetch_fills(subject, venue_id).await });
            }
            Effect::FetchBalances { .. } => {
                tokio::spawn(async move { link.fetch_balances().await });
            }
            Effect::FetchStatement {
                trades,
                payments,
                haste,
                ..
            } => {
                tokio::spawn(async move { link.fetch_statement((&trades, payments), haste).await });
            }
            Effect::Record(_) | Effect::Answer { .. } => {}
        }
    }

    async fn place(&self, cleared: Cleared<NewOrder>, send_by: Time, deadline: Time) {
        let order = *cleared.get();
        let answered = |answer| Input::Answered {
            order: order.id(),
            answer,
        };
        let Ok(place) = self.placing.acquire().await else {
            return self
                .bring(answered(PlaceAnswer::NotSent(NotSentReason::NotBuilt)))
                .await;
        };
        if self.clock.now() > send_by {
            return self
                .bring(answered(PlaceAnswer::NotSent(NotSentReason::TooLate)))
                .await;
        }
        let take_up = take_up_by(deadline);
        let instrument = self.instrument(order.terms().symbol).ok_or(());
        let call = instrument.and_then(|instrument| match self.product {
            Product::Spot => ask::place(cleared, instrument, take_up).map_err(|_| ()),
            Product::UsdM => contracts::place_call(cleared, instrument, take_up),
        });
        let Ok(call) = call else {
            return self
                .bring(answered(PlaceAnswer::NotSent(NotSentReason::NotBuilt)))
                .await;
        };
        let (outcome, late) = self.send_heeding(&[], call).await;
        match outcome {
            Outcome::Answer(answer) => self.bring_all(self.placed(&order, &answer)).await,
            Outcome::NotSent(why) => {
                tracing::warn!(order.id = %order.id(), reason = %why, "an order was not sent");
                self.bring(answered(PlaceAnswer::NotSent(not_sent(&why))))
                    .await;
            }
            Outcome::Unknown(why) => {
                tracing::warn!(order.id = %order.id(), reason = %why, "the answer to an order is lost; it will be asked for");
                self.bring(answered(PlaceAnswer::Unknown)).await;
                drop(place);
                if let Some(answer) = self.late(late).await {
                    self.bring_all(self.placed(&order, &answer)).await;
                }
            }
        }
    }

    fn placed(&self, order: &NewOrder, answer: &Answer) -> Vec<Input> {
        match self.product {
            Product::Spot => answers::placed(self, order, &read::place(answer)),
            Product::UsdM => contracts::placed(self, order, answer),
        }
    }

    async fn bring_all(&self, inputs: Vec<Input>) {
        for input in inputs {
            self.bring(input).await;
        }
    }

    async fn cancel(&self, cleared: Cleared<CancelOrder>, kind: OrderKind) {
        let subject = *cleared.get();
        let answered = |answer| Input::CancelAnswered {
            order: subject.id,
            answer,
        };
        let _place = self.place_to_cancel().await;
        let answer = match self.product {
            Product::Spot => self.cancel_spot(cleared).await,
            Product::UsdM => self.cancel_contract(cleared, door(&kind)).await,
        };
        self.bring(answered(answer)).await;
    }

    /// A place among the cancels under way; none after a while. While nothing can be written, answers that nobody takes keep theirs.
    async fn place_to_cancel(&self) -> Option<SemaphorePermit<'_>> {
        // No timer where none is needed: a simulated day has no clock of the machine's.
        if let Ok(place) = self.cancelling.try_acquire() {
            return Some(place);
        }
        let place = tokio::time::timeout(PLACE_WAIT_MAX, self.cancelling.acquire()).await;
        place.ok().and_then(Result::ok)
    }

    async fn cancel_spot(&self, cleared: Cleared<CancelOrder>) -> trading::CancelAnswer {
        let call = self
            .instrument(cleared.get().symbol)
            .ok_or(())
            .and_then(|instrument| ask::cancel(cleared, instrument).map_err(|_| ()));
        match call {
            Err(()) => trading::CancelAnswer::NotSent,
            Ok(call) => match self.send(call).await {
                Outcome::Answer(answer) => answers::cancelled(&read::cancel(&answer)),
                Outcome::NotSent(_) => trading::CancelAnswer::NotSent,
                Outcome::Unknown(_) => trading::CancelAnswer::Unknown,
            },
        }
    }

    async fn query(&self, subject: Subject) {
        let asked_at = self.clock.now();
        let answer = match self.product {
            Product::UsdM => self.query_contract(subject).await,
            Product::Spot => match self.asked(subject).await {
                Some(reply) => {
                    if let QueryReply::Found(order) = &reply {
                        self.tell_qty(order.client_id, (order.qty, order.filled))
                            .await;
                    }
                    answers::queried(&reply)
                }
                None => QueryAnswer::NoAnswer,
            },
        };
        self.bring(Input::Queried {
            order: subject.order,
            asked_at,
            answer,
        })
        .await;
    }

    async fn fetch_fills(&self, subject: Subject, venue_id: Option<VenueOrderId>) {
        let fills = match self.product {
            Product::Spot => self.fills_of_spot(subject, venue_id).await,
            Product::UsdM => self.fills_of_contract(subject).await,
        };
        let answer = fills.map_or(FillsAnswer::NoAnswer, FillsAnswer::Complete);
        self.bring(Input::Fills {
            order: subject.order,
            answer,
        })
        .await;
    }

    async fn fills_of_spot(
        &self,
        subject: Subject,
        venue_id: Option<VenueOrderId>,
    ) -> Option<Vec<trading::VenueFill>> {
        let venue_id = match venue_id {
            Some(known) => Some(known),
            None => match self.asked(subject).await {
                Some(QueryReply::Found(order)) => Some(order.venue_id),
                Some(QueryReply::NeverSeen | QueryReply::NoAnswer(_)) | None => None,
            },
        };
        let call = venue_id
            .zip(self.instrument(subject.symbol))
            .map(|(venue_id, instrument)| ask::fills_of(instrument, venue_id));
        let answer = self.read_about(&[subject.client_id], call?).await?;
        let fills = read::fills(&answer).ok()?;
        Some(fills.iter().map(answers::fill).collect())
    }

    async fn asked(&self, subject: Subject) -> Option<QueryReply> {
        let instrument = self.instrument(subject.symbol)?;
        let call = ask::query(instrument, subject.client_id);
        self.read_call(call)
            .await
            .map(|answer| read::query(&answer))
    }

    /// Asks for all balances and brings them in.
    pub(crate) async fn fetch_balances(&self) {
        match self.product {
            Product::Spot => {}
            Product::UsdM => return self.fetch_margin().await,
        }
        let Some(answer) = self.ask(ask::account()).await else {
            return;
        };
        let raw = self.raw("account", &answer);
        self.bring_raw(raw).await;
        match read::account(&answer) {
            Ok(state) => {
                self.bring(Input::Balances(BalanceReport {
                    account: self.account,
                    as_of: state.updated,
                    coverage: BalanceCoverage::Whole,
                    balances: state.balances,
                }))
                .await;
            }
            Err(trouble) => {
                tracing::warn!(reason = %trouble, "the balances could not be read");
                self.health.trouble("venue", &trouble.to_string());
            }
        }
    }

    pub(crate) async fn bring(&self, input: Input) {
        if self
            .arrivals
            .send(Arrival::Trading(Box::new(input)))
            .await
            .is_err()
        {
            tracing::debug!("the desk has stopped; an arrival is left to its recovery");
        }
    }

    /// Puts something to keep into the inbox.
    pub(crate) async fn keep(&self, arrival: Arrival) {
        if self.arrivals.send(arrival).await.is_err() {
            tracing::debug!("the desk has stopped; something of the market is not kept");
        }
    }

    pub(crate) async fn bring_raw(&self, raw: Option<store::RawArrival>) {
        if let Some(raw) = raw
            && self.arrivals.send(Arrival::Raw(raw)).await.is_err()
        {
            tracing::debug!("the desk has stopped; a raw record is not kept");
        }
    }

    fn raw(&self, what: &str, answer: &Answer) -> Option<store::RawArrival> {
        self.raw_bytes(what, answer.received, &answer.body)
    }

    /// Bytes of the venue, to be kept as they came.
    pub(crate) fn raw_bytes(
        &self,
        what: &str,
        received: Time,
        bytes: &[u8],
    ) -> Option<store::RawArrival> {
        let source = domain::RawSource::new(&format!("{}/{what}", self.venue)).ok()?;
        Some(store::RawArrival {
            source,
            received,
            bytes: bytes.to_vec(),
        })
    }
}

/// When the venue must have taken a request up at the latest: it may work on it until `deadline`.
const fn take_up_by(deadline: Time) -> Time {
    let engine = VENUE_TIMEOUT.nanos().saturating_add(CLOCK_SLACK.nanos());
    deadline.plus(Span::from_nanos(engine.saturating_neg()))
}

const fn not_sent(why: &NotSent) -> NotSentReason {
    match why {
        NotSent::Halted => NotSentReason::Halted,
        NotSent::TooLate => NotSentReason::TooLate,
        NotSent::Budget { .. } | NotSent::Paused { .. } | NotSent::Banned { .. } => {
            NotSentReason::OverBudget
        }
        NotSent::ClockUnknown | NotSent::NoKey | NotSent::Vault(_) => NotSentReason::NotBuilt,
        NotSent::Resting { .. } | NotSent::Connect(_) => NotSentReason::NoConnection,
    }
}
