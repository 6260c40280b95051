//! What the sockets ask of the one engine task, and the way the answers come back. Never touches the engine itself.

use crate::refusal::Refusal;
use domain::{
    AccountId, Asset, Balance, ClientOrderId, OrderKind, Price, Qty, SelfTradePrevention, Side,
    Symbol, Time,
};
use exchange::{AccountTrade, Execute, OrderKey, OrderView, Trade};
use tokio::sync::{mpsc, oneshot};

/// Questions that may wait for the engine.
pub(crate) const INBOX_MAX: usize = 4_096;

/// An order asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) account: AccountId,
    pub(crate) client_id: Option<ClientOrderId>,
    pub(crate) symbol: Symbol,
    pub(crate) side: Side,
    pub(crate) kind: OrderKind,
    pub(crate) qty: Qty,
    pub(crate) self_trade: SelfTradePrevention,
    /// The engine refuses the order after this instant.
    pub(crate) expires: Time,
}

/// One of an account's orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Which {
    pub(crate) account: AccountId,
    pub(crate) symbol: Symbol,
    pub(crate) order: OrderKey,
    /// A cancel is refused after this instant.
    pub(crate) expires: Time,
}

/// A page of an account's trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TradePage {
    pub(crate) account: AccountId,
    pub(crate) symbol: Symbol,
    pub(crate) order: Option<u64>,
    pub(crate) from: Option<u64>,
    pub(crate) rows: usize,
}

/// An order that entered the engine, with what it traded at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) order: OrderView,
    pub(crate) fills: Vec<Execute>,
    pub(crate) at: Time,
}

/// Levels of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Depth {
    pub(crate) last_update: u64,
    pub(crate) bids: Vec<(Price, Qty)>,
    pub(crate) asks: Vec<(Price, Qty)>,
}

/// Everything an account has and did, for tests that compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ledger {
    pub(crate) balances: Vec<Balance>,
    pub(crate) orders: Vec<OrderView>,
    pub(crate) trades: Vec<AccountTrade>,
}

/// One question, with the way back.
#[derive(Debug)]
pub(crate) enum Ask {
    Place(Wanted, oneshot::Sender<Result<Placed, Refusal>>),
    Cancel(Which, oneshot::Sender<Result<OrderView, Refusal>>),
    Order(Which, oneshot::Sender<Option<OrderView>>),
    OpenOrders((AccountId, Option<Symbol>), oneshot::Sender<Vec<OrderView>>),
    Balances(AccountId, oneshot::Sender<Vec<Balance>>),
    Trades(TradePage, oneshot::Sender<Vec<AccountTrade>>),
    Depth((Symbol, usize), oneshot::Sender<Depth>),
    Tape((Symbol, usize), oneshot::Sender<Vec<Trade>>),
    Ledger(AccountId, oneshot::Sender<Ledger>),
    Deposit(
        (AccountId, Asset, Qty),
        oneshot::Sender<Result<(), Refusal>>,
    ),
}

/// The way to the engine.
#[derive(Debug, Clone)]
pub(crate) struct Engine(mpsc::Sender<Ask>);

impl Engine {
    pub(crate) fn channel() -> (Self, mpsc::Receiver<Ask>) {
        let (sender, receiver) = mpsc::channel(INBOX_MAX);
        (Self(sender), receiver)
    }

    /// Asks and waits; the engine being gone is told as the exchange stopping.
    pub(crate) async fn ask<W, T>(
        &self,
        what: W,
        question: fn(W, oneshot::Sender<T>) -> Ask,
    ) -> Result<T, Refusal> {
        let (sender, receiver) = oneshot::channel();
        self.0
            .send(question(what, sender))
            .await
            .map_err(|_| Refusal::Stopping)?;
        receiver.await.map_err(|_| Refusal::Stopping)
    }
}
