//! The latest market of every symbol, for whoever looks. Never a history: that is on disk.

use crate::contract_market::ContractMarket;
use crate::live::{BookView, TAPE_TRADES_MAX, TapeTrade};
use crate::portfolio::QuoteView;
use domain::{Candle, Interval, Symbol};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Latest books, tapes and forming candles; cheap to clone, shared by all.
#[derive(Debug, Clone, Default)]
pub struct Board {
    symbols: Arc<RwLock<BTreeMap<Symbol, SymbolBoard>>>,
    contracts: ContractMarket,
}

#[derive(Debug, Default)]
struct SymbolBoard {
    book: Option<Arc<BookView>>,
    tape: VecDeque<TapeTrade>,
    forming: BTreeMap<Interval, Candle>,
}

impl Board {
    /// What was told of perpetual contracts.
    pub(crate) const fn contracts(&self) -> &ContractMarket {
        &self.contracts
    }

    /// The top of a book.
    #[must_use]
    pub fn book(&self, symbol: Symbol) -> Option<Arc<BookView>> {
        self.read()
            .get(&symbol)
            .and_then(|board| board.book.clone())
    }

    /// The last trades, oldest first.
    #[must_use]
    pub fn tape(&self, symbol: Symbol) -> Vec<TapeTrade> {
        self.read()
            .get(&symbol)
            .map(|board| board.tape.iter().copied().collect())
            .unwrap_or_default()
    }

    /// Bid, ask and last, where both sides have a price.
    #[must_use]
    pub fn quote(&self, symbol: Symbol) -> Option<QuoteView> {
        let symbols = self.read();
        let board = symbols.get(&symbol)?;
        let book = board.book.as_ref()?;
        Some(QuoteView {
            symbol,
            bid: book.bids.first()?.0,
            ask: book.asks.first()?.0,
            last: board.tape.back().map(|trade| trade.price),
            received: book.received,
        })
    }

    /// The candle that is forming.
    #[must_use]
    pub fn forming(&self, symbol: Symbol, interval: Interval) -> Option<Candle> {
        self.read()
            .get(&symbol)
            .and_then(|board| board.forming.get(&interval).copied())
    }

    pub(crate) fn set_book(&self, view: Arc<BookView>) {
        let symbol = view.symbol;
        self.write().entry(symbol).or_default().book = Some(view);
    }

    /// Forgets a book that can no longer be trusted.
    pub(crate) fn drop_book(&self, symbol: Symbol) {
        if let Some(board) = self.write().get_mut(&symbol) {
            board.book = None;
        }
    }

    pub(crate) fn add_trades(&self, symbol: Symbol, trades: &[TapeTrade]) {
        let mut symbols = self.write();
        let tape = &mut symbols.entry(symbol).or_default().tape;
        tape.extend(trades);
        while tape.len() > TAPE_TRADES_MAX {
            tape.pop_front();
        }
    }

    pub(crate) fn set_forming(&self, candle: Candle) {
        self.write()
            .entry(candle.symbol)
            .or_default()
            .forming
            .insert(candle.interval, candle);
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<Symbol, SymbolBoard>> {
        self.symbols.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<Symbol, SymbolBoard>> {
        self.symbols.write().unwrap_or_else(PoisonError::into_inner)
    }
}
