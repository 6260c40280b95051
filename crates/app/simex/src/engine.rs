//! The one task that owns the exchange: takes what arrived, steps the engine, puts accounts on disk, then lets answers
//! and events out. Never answers before the turn is durable.

use crate::account_log::LogError;
use crate::ask::{Ask, Depth, Ledger, Placed, TradePage, Wanted, Which};
use crate::books::{Books, MarketTime, Publication};
use crate::clock::{ServerClock, machine_now};
use crate::driver::{Driver, Move};
use crate::faults::Faults;
use crate::hub::{CutOf, Hub};
use crate::keeper::Keeper;
use crate::outlet::{Aside, Outlet};
use crate::refusal::Refusal;
use crate::serve::stopped;
use crate::views;
use domain::{AccountId, Balance, Machine, Span, Symbol, Time};
use exchange::faults::Stream;
use exchange::{
    AccountTrade, Cancel, Effect, Exchange, ExchangeOrderId, ExchangeTradeId, Execution, Input,
    OrderReport, OrderView, Place, RefuseReason, Tag,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// Questions taken in one turn.
const TURN_ASKS_MAX: usize = 256;
/// Depth is told this often.
const DEPTH_EVERY: Span = Span::from_millis(100);
/// The last prices are kept this often, for the market to go on from.
const PRICES_EVERY: Span = Span::from_secs(10);
/// The longest sleep without anything to do.
const IDLE_MAX: Duration = Duration::from_secs(1);

/// Something to let out once the turn is on disk.
type Release = Box<dyn FnOnce() + Send>;

/// The engine and all it needs.
pub(crate) struct EngineTask {
    pub(crate) exchange: Exchange,
    pub(crate) keeper: Keeper,
    pub(crate) books: Books,
    pub(crate) driver: Driver,
    pub(crate) hub: Hub,
    pub(crate) clock: ServerClock,
    pub(crate) faults: Arc<Faults>,
    pub(crate) names: BTreeMap<Symbol, String>,
    pub(crate) releases: Vec<Release>,
    pub(crate) private: Vec<(AccountId, String)>,
    pub(crate) to_accounts: Outlet<(AccountId, String)>,
    pub(crate) to_public: Outlet<Publication>,
    pub(crate) next_tag: u64,
    pub(crate) depth_told: Time,
    pub(crate) prices_kept: Time,
}

impl EngineTask {
    /// Runs until told to stop, or until accounts can no longer be kept.
    pub(crate) async fn run(
        mut self,
        mut inbox: mpsc::Receiver<Ask>,
        mut stop: watch::Receiver<bool>,
    ) -> Result<(), LogError> {
        let mut asks = Vec::with_capacity(TURN_ASKS_MAX);
        loop {
            let wait = self.wait();
            tokio::select! {
                biased;
                () = stopped(&mut stop) => return self.keeper.commit().await,
                count = inbox.recv_many(&mut asks, TURN_ASKS_MAX) => {
                    if count == 0 {
                        return self.keeper.commit().await;
                    }
                }
                () = self.driver.ready(), if wait > Duration::ZERO => {}
                () = tokio::time::sleep(wait) => {}
            }
            self.turn(&mut asks).await?;
        }
    }

    /// One turn: step everything, commit once, let everything out.
    async fn turn(&mut self, asks: &mut Vec<Ask>) -> Result<(), LogError> {
        for ask in asks.drain(..) {
            self.take(ask)?;
        }
        self.move_market()?;
        self.books.tell_touches(&self.exchange);
        let now = self.clock.now();
        if now.floor_to(DEPTH_EVERY) != self.depth_told {
            self.depth_told = now.floor_to(DEPTH_EVERY);
            self.books.tell_depths(now);
        }
        if now.floor_to(PRICES_EVERY) != self.prices_kept {
            self.prices_kept = now.floor_to(PRICES_EVERY);
            let prices: Vec<_> = self.exchange.last_prices().collect();
            self.keeper.stage_facts(prices.into_iter())?;
        }
        self.keeper.commit().await?;
        self.let_out(machine_now());
        for release in self.releases.drain(..) {
            release();
        }
        Ok(())
    }

    /// Hands events to the streams, under whatever faults were ordered for them.
    fn let_out(&mut self, now: Time) {
        for event in self.private.drain(..) {
            let fault = self.faults.on_event(Stream::Account);
            match self.to_accounts.push(now, event, fault) {
                Aside::Nothing => {}
                Aside::Cut => self.hub.cut(CutOf::Account),
            }
        }
        for event in self.books.release() {
            let fault = self.faults.on_event(Stream::Market);
            match self.to_public.push(now, event, fault) {
                Aside::Nothing => {}
                Aside::Cut => self.hub.cut(CutOf::Market),
            }
        }
        while let Some((account, json)) = self.to_accounts.pop(now) {
            self.hub.publish_account(account, json);
        }
        while let Some(event) = self.to_public.pop(now) {
            self.hub.publish_market(&event.stream, event.json);
        }
    }

    /// How long nothing is due.
    fn wait(&self) -> Duration {
        let now = machine_now();
        let tick = self.books.has_pending().then(|| {
            let server = self.clock.now();
            let next = server.floor_to(DEPTH_EVERY).plus(DEPTH_EVERY);
            now.plus(next.since(server))
        });
        let outlets = [self.to_accounts.due(), self.to_public.due()];
        let due = [tick, self.driver.due(now)]
            .into_iter()
            .chain(outlets)
            .flatten()
            .min();
        due.map_or(IDLE_MAX, |due| {
            let nanos = u64::try_from(due.since(now).nanos()).unwrap_or(0);
            Duration::from_nanos(nanos).min(IDLE_MAX)
        })
    }

    fn move_market(&mut self) -> Result<(), LogError> {
        let listeners = self.hub.listeners();
        let moves = self.driver.moves(machine_now(), listeners, &self.exchange);
        for Move {
            symbol,
            input,
            captured,
        } in moves
        {
            if let Some(at) = captured {
                self.books.set_time(symbol, MarketTime::Capture(at));
            }
            let effects = self.step(self.clock.now(), input)?;
            let Some(best) = self.exchange.best(symbol) else {
                continue;
            };
            self.driver.look(&best, refusal(&effects));
            if let Some(at) = captured {
                self.books.tell_depth(symbol, at);
            }
            self.books.tell_touch(symbol, &best);
        }
        Ok(())
    }

    /// Steps the engine and files everything it said.
    fn step(&mut self, now: Time, input: Input) -> Result<Vec<Effect>, LogError> {
        let mut effects = Vec::new();
        self.exchange.step(now, input, &mut effects);
        self.keeper.stage(&effects)?;
        let mut balances: BTreeMap<AccountId, Vec<Balance>> = BTreeMap::new();
        for effect in &effects {
            match effect {
                Effect::Report(report) => self.tell_report(report),
                Effect::Trade(trade) => self.books.trade(trade),
                Effect::LevelChanged(change) => self.books.level(change),
                Effect::BalanceChanged {
                    account, balance, ..
                } => balances.entry(*account).or_default().push(*balance),
                Effect::Listed(listing) => self.books.list(listing),
                Effect::AccountOpened(_)
                | Effect::Accepted { .. }
                | Effect::Cancelled { .. }
                | Effect::Refused { .. }
                | Effect::IdsReserved(_) => {}
            }
        }
        for (account, held) in balances {
            let json = views::account_position(&held, now).to_string();
            self.private.push((account, json));
        }
        Ok(effects)
    }

    fn tell_report(&mut self, report: &OrderReport) {
        let name = self
            .names
            .get(&report.order.symbol)
            .map_or("", String::as_str);
        let json = views::execution_report(name, report).to_string();
        self.private.push((report.order.account, json));
    }

    fn answer<T: Send + 'static>(&mut self, to: oneshot::Sender<T>, value: T) {
        // An error means only that the asker went away.
        self.releases.push(Box::new(move || drop(to.send(value))));
    }

    fn tag(&mut self) -> Tag {
        self.next_tag = self.next_tag.wrapping_add(1);
        Tag::new(self.next_tag)
    }

    fn take(&mut self, ask: Ask) -> Result<(), LogError> {
        match ask {
            Ask::Place(wanted, to) => {
                let placed = self.place(&wanted)?;
                self.answer(to, placed);
            }
            Ask::Cancel(which, to) => {
                let cancelled = self.cancel(&which)?;
                self.answer(to, cancelled);
            }
            Ask::Order(which, to) => {
                let found = self
                    .exchange
                    .order(which.account, which.symbol, which.order);
                self.answer(to, found);
            }
            Ask::OpenOrders((account, symbol), to) => {
                let open = self.exchange.open_orders(account, symbol);
                self.answer(to, open);
            }
            Ask::Balances(account, to) => {
                let held = self.exchange.balances(account).unwrap_or_default();
                self.answer(to, held);
            }
            Ask::Trades(page, to) => {
                let trades = self.trades(&page);
                self.answer(to, trades);
            }
            Ask::Depth((symbol, levels), to) => {
                let depth = self.depth(symbol, levels);
                self.answer(to, depth);
            }
            Ask::Tape((symbol, rows), to) => {
                let tape = self.books.tape(symbol, rows);
                self.answer(to, tape);
            }
            Ask::Ledger(account, to) => {
                let ledger = self.ledger(account);
                self.answer(to, ledger);
            }
            Ask::Deposit((account, asset, qty), to) => {
                let tag = self.tag();
                let deposit = Input::Deposit {
                    tag,
                    account,
                    asset,
                    qty,
                };
                let effects = self.step(self.clock.now(), deposit)?;
                self.answer(to, accepted(&effects));
            }
        }
        Ok(())
    }

    fn place(&mut self, wanted: &Wanted) -> Result<Result<Placed, Refusal>, LogError> {
        let now = self.clock.now();
        if now > wanted.expires {
            return Ok(Err(Refusal::OutsideWindow));
        }
        let tag = self.tag();
        let place = Place {
            tag,
            account: wanted.account,
            client_id: wanted.client_id,
            symbol: wanted.symbol,
            side: wanted.side,
            kind: wanted.kind,
            qty: wanted.qty,
            self_trade: wanted.self_trade,
        };
        let effects = self.step(now, Input::Place(place))?;
        Ok(placed(&effects, tag, now))
    }

    fn cancel(&mut self, which: &Which) -> Result<Result<OrderView, Refusal>, LogError> {
        let now = self.clock.now();
        if now > which.expires {
            return Ok(Err(Refusal::OutsideWindow));
        }
        let tag = self.tag();
        let cancel = Cancel {
            tag,
            account: which.account,
            symbol: which.symbol,
            order: which.order,
        };
        let effects = self.step(now, Input::Cancel(cancel))?;
        if let Err(refusal) = accepted(&effects) {
            return Ok(Err(refusal));
        }
        let ended = effects.iter().find_map(|effect| {
            if let Effect::Report(report) = effect
                && report.execution == Execution::Cancelled
            {
                return Some(report.order);
            }
            None
        });
        Ok(ended.ok_or(Refusal::UnknownOrder))
    }

    fn trades(&self, page: &TradePage) -> Vec<AccountTrade> {
        let from = page.from.map(ExchangeTradeId::new);
        match page.order {
            Some(order) => {
                let order = ExchangeOrderId::new(order);
                let mut trades = self.exchange.trades_of(page.account, page.symbol, order);
                trades.retain(|trade| from.is_none_or(|from| trade.execution.trade >= from));
                trades.truncate(page.rows);
                trades
            }
            None => match from {
                Some(from) => self
                    .exchange
                    .trades(page.account, page.symbol, from, page.rows),
                None => self
                    .exchange
                    .latest_trades(page.account, page.symbol, page.rows),
            },
        }
    }

    fn depth(&self, symbol: Symbol, levels: usize) -> Depth {
        self.exchange.book(symbol, levels).map_or(
            Depth {
                last_update: 0,
                bids: Vec::new(),
                asks: Vec::new(),
            },
            |book| Depth {
                last_update: book.update_id.get(),
                bids: book.bids,
                asks: book.asks,
            },
        )
    }

    fn ledger(&self, account: AccountId) -> Ledger {
        let mut ledger = Ledger {
            balances: self.exchange.balances(account).unwrap_or_default(),
            orders: Vec::new(),
            trades: Vec::new(),
        };
        for symbol in self.names.keys() {
            let (order, trade) = (ExchangeOrderId::new(0), ExchangeTradeId::new(0));
            let orders = self.exchange.orders(account, *symbol, order, usize::MAX);
            let trades = self.exchange.trades(account, *symbol, trade, usize::MAX);
            ledger.orders.extend(orders);
            ledger.trades.extend(trades);
        }
        ledger
    }
}

/// Why a step refused its input, if it did.
fn refusal(effects: &[Effect]) -> Option<RefuseReason> {
    effects.iter().find_map(|effect| match effect {
        Effect::Refused { reason, .. } => Some(*reason),
        Effect::Listed(_)
        | Effect::AccountOpened(_)
        | Effect::Accepted { .. }
        | Effect::Cancelled { .. }
        | Effect::Report(_)
        | Effect::Trade(_)
        | Effect::LevelChanged(_)
        | Effect::BalanceChanged { .. }
        | Effect::IdsReserved(_) => None,
    })
}

fn accepted(effects: &[Effect]) -> Result<(), Refusal> {
    refusal(effects).map_or(Ok(()), |reason| Err(Refusal::from(reason)))
}

/// What a placing step did.
fn placed(effects: &[Effect], tag: Tag, at: Time) -> Result<Placed, Refusal> {
    accepted(effects)?;
    let id = effects.iter().find_map(|effect| {
        if let Effect::Accepted { tag: of, order } = effect
            && *of == tag
        {
            return Some(*order);
        }
        None
    });
    let mut last = None;
    let mut fills = Vec::new();
    for effect in effects {
        if let Effect::Report(report) = effect
            && Some(report.order.id) == id
        {
            last = Some(report.order);
            if let Execution::Trade(fill) = report.execution {
                fills.push(fill);
            }
        }
    }
    last.map(|order| Placed { order, fills, at })
        .ok_or(Refusal::Stopping)
}
