//! The desk as others hold it: commands inside permits, queries, and the stream of changes. Never decides, never stores.

use crate::Clock;
use crate::boards::Boards;
use crate::command::{Command, CommandError, OcoPlaced, OcoWish, Placed, VenueWish, Via, Wish};
use crate::live::{BookView, Live, TapeTrade};
use crate::own_commit::OwnCommit;
use crate::portfolio::{Health, Portfolio, QuoteView};
use crate::product::Product;
use crate::venue_link::VenueLink;
use domain::{
    AccountId, Candle, ContractKind, Instrument, Interval, OrderId, Origin, Qty, Setting, Symbol,
    Time,
};
use identity::{
    Actor, Cancel, Halt, ManageKeys, ManageUsers, Permit, Place, ReadTrading, Release, SignIn,
};
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// How many commands may wait for the loop where nothing else is set.
pub const INBOX_COMMANDS_MAX: usize = 1_024;
/// Changes a slow watcher may lag behind before it is told to look again.
pub const LIVE_BACKLOG_MAX: usize = 4_096;

/// A handle to a running desk; cheap to clone.
#[derive(Debug, Clone)]
pub struct Desk {
    pub(crate) shared: Arc<Shared>,
}

/// What all handles share with the loop.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) commands: mpsc::Sender<Command>,
    /// The lane of what only stops something: halts, cancels, flattens.
    pub(crate) stops: mpsc::Sender<Command>,
    pub(crate) checks: mpsc::Sender<crate::candle_check::CheckAsk>,
    pub(crate) live: broadcast::Sender<Live>,
    pub(crate) portfolio: watch::Receiver<Arc<Portfolio>>,
    pub(crate) health: watch::Receiver<Arc<Health>>,
    pub(crate) boards: Boards,
    pub(crate) reader: store::Reader,
    pub(crate) instruments: Arc<[Instrument]>,
    pub(crate) account: AccountId,
    pub(crate) margined: Option<AccountId>,
    pub(crate) clock: Arc<Clock>,
    /// The ways of all accounts to their venues, spot first, a backup last.
    pub(crate) links: Vec<Arc<VenueLink>>,
}

impl Desk {
    pub(crate) fn of(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Asks for an order. The answer comes when it is refused, or when it is cleared and on disk.
    ///
    /// # Errors
    /// Refused by the gate, busy, not recorded, or stopping. In every case nothing was sent.
    pub async fn place(&self, permit: Permit<Place>, wish: Wish) -> Result<Placed, CommandError> {
        let origin = origin(permit.actor(), wish.via);
        self.ask(|answer| Command::Place(wish, origin, answer))
            .await
    }

    /// Asks for a pair of orders of which only one may trade. The answer comes when it is refused, or when both are
    /// cleared and on disk.
    ///
    /// # Errors
    /// Refused by the gate, busy, not recorded, or stopping. In every case nothing was sent.
    pub async fn place_oco(
        &self,
        permit: Permit<Place>,
        wish: OcoWish,
    ) -> Result<OcoPlaced, CommandError> {
        let origin = origin(permit.actor(), wish.via);
        self.ask(|answer| Command::PlaceOco(Box::new(wish), origin, answer))
            .await
    }

    /// Asks for another order in the place of a working one. The answer comes when it is refused, or when the new order is
    /// cleared and both are on disk; the old order ends by the venue's word, and only then is the new one taken in.
    ///
    /// # Errors
    /// Refused by the gate, not to be replaced, over already, busy, not recorded, or stopping. In every case nothing was
    /// sent and the old order goes on.
    pub async fn replace(
        &self,
        permit: Permit<Place>,
        old: OrderId,
        wish: Wish,
    ) -> Result<Placed, CommandError> {
        let origin = origin(permit.actor(), wish.via);
        self.ask(|answer| Command::Replace(old, wish, origin, answer))
            .await
    }

    /// What the gate would say to a wish, rule by rule. Nothing is held or sent.
    ///
    /// # Errors
    /// Busy or stopping.
    pub async fn verdict(
        &self,
        permit: Permit<Place>,
        wish: Wish,
    ) -> Result<gate::Verdict, CommandError> {
        let origin = origin(permit.actor(), wish.via);
        self.ask(|answer| Command::Verdict(wish, origin, answer))
            .await
    }

    /// Asks for a working limit order to be of less, where it stands. The answer comes when the wish is on disk; the order is of
    /// what it was until the venue says otherwise.
    ///
    /// # Errors
    /// Refused by the gate, no such order, over already, not such an order, busy, not recorded, or stopping.
    pub async fn amend(
        &self,
        permit: Permit<Place>,
        (order, qty): (OrderId, Qty),
        via: Via,
    ) -> Result<(), CommandError> {
        let origin = origin(permit.actor(), via);
        self.ask(|answer| Command::Amend(order, qty, origin, answer))
            .await
    }

    /// The second word for an order that waits for it (GATE-14): it is put before every rule again and sent as it was wished.
    /// The answer comes when it is refused, or when it is cleared and on disk; of a pair the target is told.
    ///
    /// # Errors
    /// No such order waits for this person, refused by the gate, busy, not recorded, or stopping. Nothing was sent.
    pub async fn confirm(
        &self,
        permit: Permit<Place>,
        order: OrderId,
        via: Via,
    ) -> Result<Placed, CommandError> {
        let origin = origin(permit.actor(), via);
        self.ask(|answer| Command::Confirm(order, origin, answer))
            .await
    }

    /// Asks for the end of an order. The answer comes when the wish to cancel is on disk.
    ///
    /// # Errors
    /// No such order, over already, busy, not recorded, or stopping.
    pub async fn cancel(&self, permit: Permit<Cancel>, order: OrderId) -> Result<(), CommandError> {
        let origin = origin(permit.actor(), Via::Page);
        self.ask_to_stop(|answer| Command::Cancel(order, origin, answer))
            .await
    }

    /// Asks for the end of everything open on an account, or of one symbol of it; exits that hold a position stay. The
    /// answer names the orders, and comes when the wishes to cancel are on disk.
    ///
    /// # Errors
    /// No such account, busy, not recorded, or stopping.
    pub async fn cancel_all(
        &self,
        permit: Permit<Cancel>,
        (account, symbol): (AccountId, Option<Symbol>),
    ) -> Result<Vec<OrderId>, CommandError> {
        let origin = origin(permit.actor(), Via::Page);
        self.ask_to_stop(|answer| Command::CancelAll(account, symbol, origin, answer))
            .await
    }

    /// Declares over an order that the venue had accepted and denies for good; what it held is free.
    ///
    /// # Errors
    /// No such order, over already, not denied by the venue, busy, not recorded, or stopping.
    pub async fn settle(
        &self,
        permit: Permit<Release>,
        order: OrderId,
        reason: &str,
    ) -> Result<(), CommandError> {
        let cause = trading::Cause {
            origin: origin(permit.actor(), Via::Page),
            reason: reason.to_owned(),
        };
        self.ask(|answer| Command::Settle(order, cause, answer))
            .await
    }

    /// Calls the venue of an account away: nothing is placed there until it is home, and reads and exits follow the
    /// settings.
    ///
    /// # Errors
    /// It has no backup, is away already, busy, not recorded, or stopping.
    pub async fn call_away(
        &self,
        permit: Permit<Halt>,
        account: AccountId,
        reason: &str,
    ) -> Result<(), CommandError> {
        let cause = trading::Cause {
            origin: origin(permit.actor(), Via::Page),
            reason: reason.to_owned(),
        };
        let wish = VenueWish::CallAway;
        self.ask(|answer| Command::Venue(account, wish, cause, answer))
            .await
    }

    /// Wishes the venue of an account home: it comes once it answers, its account was compared, and no exit of it stands
    /// at the backup.
    ///
    /// # Errors
    /// It is not away, busy, not recorded, or stopping.
    pub async fn bring_home(
        &self,
        permit: Permit<Release>,
        account: AccountId,
        reason: &str,
    ) -> Result<(), CommandError> {
        let cause = trading::Cause {
            origin: origin(permit.actor(), Via::Page),
            reason: reason.to_owned(),
        };
        let wish = VenueWish::BringHome;
        self.ask(|answer| Command::Venue(account, wish, cause, answer))
            .await
    }

    /// Has the account compared with its venue at once; the portfolio shows what came of it.
    ///
    /// # Errors
    /// Busy or stopping.
    pub async fn compare(&self, _permit: Permit<ReadTrading>) -> Result<(), CommandError> {
        self.ask(Command::Compare).await
    }

    /// Takes the venue's word in one disagreement; where it is about money, our book is moved to it.
    ///
    /// # Errors
    /// There is no such break, busy, not recorded, or stopping.
    pub async fn accept_break(
        &self,
        permit: Permit<Release>,
        key: trading::BreakKey,
        reason: &str,
    ) -> Result<(), CommandError> {
        let cause = trading::Cause {
            origin: origin(permit.actor(), Via::Page),
            reason: reason.to_owned(),
        };
        self.ask(|answer| Command::AcceptBreak(key, cause, answer))
            .await
    }

    /// Writes changes to people and sessions, on disk when it answers.
    ///
    /// # Errors
    /// The change does not fit what is stored, busy, not recorded, or stopping.
    pub async fn change_people(
        &self,
        _permit: Permit<ManageUsers>,
        changes: Vec<store::PeopleChange>,
    ) -> Result<(), CommandError> {
        self.ask(|answer| Command::People(changes, answer)).await
    }

    /// Writes what a sign-in itself changes: its session, a failure counted, a set-up token used.
    ///
    /// # Errors
    /// The change does not fit what is stored, busy, not recorded, or stopping.
    pub async fn record_sign_in(
        &self,
        _permit: Permit<SignIn>,
        changes: Vec<store::PeopleChange>,
    ) -> Result<(), CommandError> {
        self.ask(|answer| Command::People(changes, answer)).await
    }

    /// Puts an act on a credential into the audit log, on disk when it answers.
    ///
    /// # Errors
    /// Busy, not recorded, or stopping.
    pub async fn record_key_act(
        &self,
        permit: Permit<ManageKeys>,
        act: &crate::credentials::KeyAct,
    ) -> Result<(), CommandError> {
        let record = act.record(&permit.actor().to_string(), self.shared.clock.now());
        self.record(record).await
    }

    /// Puts a record into the audit log.
    pub(crate) async fn record(&self, record: store::AuditRecord) -> Result<(), CommandError> {
        self.keep(OwnCommit {
            audit: vec![record],
            ..OwnCommit::default()
        })
        .await
    }

    /// Writes rows in a commit of their own.
    pub(crate) async fn keep(&self, own: OwnCommit) -> Result<(), CommandError> {
        self.ask(|answer| Command::Own(own, answer)).await
    }

    /// Queries over what is on disk.
    #[must_use]
    pub fn records(&self, _permit: Permit<ReadTrading>) -> &store::Reader {
        &self.shared.reader
    }

    /// Queries over people and sessions, for the sign-in itself.
    #[must_use]
    pub fn people(&self, _permit: Permit<SignIn>) -> &store::Reader {
        &self.shared.reader
    }

    /// Changes as they happen. A watcher that lags is told so and should look again.
    #[must_use]
    pub fn live(&self, _permit: Permit<ReadTrading>) -> broadcast::Receiver<Live> {
        self.shared.live.subscribe()
    }

    /// Balances, positions, holds and halts as of the last turn.
    #[must_use]
    pub fn portfolio(&self, _permit: Permit<ReadTrading>) -> Arc<Portfolio> {
        Arc::clone(&self.shared.portfolio.borrow())
    }

    /// Whether the parts of the house serve. Needs no permit: callers decide what a stranger may see.
    #[must_use]
    pub fn health(&self) -> Arc<Health> {
        Arc::clone(&self.shared.health.borrow())
    }

    /// What can be traded here.
    #[must_use]
    pub fn instruments(&self) -> &[Instrument] {
        &self.shared.instruments
    }

    /// The account that trades spot.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.shared.account
    }

    /// All accounts of this desk with what each trades.
    #[must_use]
    pub fn accounts(&self) -> Vec<(AccountId, Product)> {
        let spot = (self.shared.account, Product::Spot);
        let margined = self.shared.margined.map(|account| (account, Product::UsdM));
        core::iter::once(spot).chain(margined).collect()
    }

    /// The account that trades a symbol: a contract where there is an account on margin, all else on the other.
    #[must_use]
    pub fn account_of(&self, symbol: Symbol) -> AccountId {
        let mut all = self.shared.instruments.iter();
        let kind = all.find(|i| i.symbol == symbol).map(|i| i.kind);
        match (kind, self.shared.margined) {
            (Some(ContractKind::Linear { .. }), Some(margined)) => margined,
            (Some(ContractKind::Linear { .. } | ContractKind::Spot) | None, _) => {
                self.shared.account
            }
        }
    }

    /// The account on margin, where there is one.
    #[must_use]
    pub fn margin_account(&self) -> Option<AccountId> {
        self.shared.margined
    }

    /// Asks for a setting of an account on margin. The answer comes when the wish is on disk; what is set shows in the
    /// portfolio once the venue has said so.
    ///
    /// # Errors
    /// Refused by the gate, no such account, busy, not recorded, or stopping.
    pub async fn set(
        &self,
        permit: Permit<Place>,
        (account, setting): (AccountId, Setting),
        reason: &str,
    ) -> Result<(), CommandError> {
        let cause = trading::Cause {
            origin: origin(permit.actor(), Via::Page),
            reason: reason.to_owned(),
        };
        self.ask(|answer| Command::Set(account, setting, cause, answer))
            .await
    }

    /// The desk's clock.
    #[must_use]
    pub fn now(&self) -> Time {
        self.shared.clock.now()
    }

    /// The top of a book; `None` before the first snapshot.
    #[must_use]
    pub fn book(&self, symbol: Symbol) -> Option<Arc<BookView>> {
        self.shared.boards.shown(symbol).book(symbol)
    }

    /// The last trades, oldest first.
    #[must_use]
    pub fn tape(&self, symbol: Symbol) -> Vec<TapeTrade> {
        self.shared.boards.shown(symbol).tape(symbol)
    }

    /// Bid, ask and last; `None` while the book is empty or unknown.
    #[must_use]
    pub fn quote(&self, symbol: Symbol) -> Option<QuoteView> {
        self.shared.boards.shown(symbol).quote(symbol)
    }

    /// Closed candles from disk and the forming one, oldest first, at most `limit`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn candles(
        &self,
        _permit: Permit<ReadTrading>,
        (symbol, interval): (Symbol, Interval),
        limit: u32,
    ) -> Result<Vec<Candle>, store::StoreError> {
        let range = store::CandleRange {
            symbol,
            interval,
            from: Time::from_nanos(i64::MIN),
            to: Time::from_nanos(i64::MAX),
            limit,
        };
        let mut candles = self.shared.reader.candles(&range).await?;
        if let Some(forming) = self.shared.boards.home.forming(symbol, interval) {
            candles.retain(|candle| candle.open_time < forming.open_time);
            candles.push(forming);
        }
        Ok(candles)
    }

    /// Asks with a command that only stops something: it has a lane of its own, waits there for its place, and is never told
    /// that the desk is busy.
    pub(crate) async fn ask_to_stop<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, CommandError>>) -> Command,
    ) -> Result<T, CommandError> {
        let (sender, receiver) = oneshot::channel();
        let sent = self.shared.stops.send(command(sender)).await;
        sent.map_err(|_| CommandError::Closed)?;
        receiver.await.unwrap_or(Err(CommandError::Closed))
    }

    pub(crate) async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, CommandError>>) -> Command,
    ) -> Result<T, CommandError> {
        let (sender, receiver) = oneshot::channel();
        self.shared
            .commands
            .try_send(command(sender))
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => CommandError::Busy,
                mpsc::error::TrySendError::Closed(_) => CommandError::Closed,
            })?;
        receiver.await.unwrap_or(Err(CommandError::Closed))
    }
}

pub(crate) fn origin(actor: &Actor, via: Via) -> Origin {
    match (actor.user(), via) {
        (Some(user), Via::Page) => Origin::Person(user),
        (Some(user), Via::Program) => Origin::Program(user),
        (None, _) => Origin::House,
    }
}
