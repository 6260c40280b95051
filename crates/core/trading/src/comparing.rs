//! What the three-way check found, folded into the state: books, cursors, foreign trades, breaks. Never compares.

use crate::account_book::AccountBook;
use crate::breaks::{BreakEnd, BreakKey};
use crate::event::Event;
use crate::recover_error::RecoverError;
use crate::state::State;
use crate::statement::NO_ORDER;
use domain::{AccountId, Amount, Asset, ContractKind, Fill, Instrument, PositionKey};
use gate::Gate;

impl State {
    /// The events of the check.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a kind of event; a list to be read, not a deed to be cut"
    )]
    pub(crate) fn apply_comparison(
        &mut self,
        gate: &mut Gate,
        event: &Event,
    ) -> Result<(), RecoverError> {
        match event {
            Event::BookOpened {
                account,
                since,
                balances,
                cursors,
                ..
            } => {
                let mut book = AccountBook::new(*since, balances.iter().copied().collect());
                book.cursors = cursors.iter().copied().collect();
                self.books.insert(*account, book);
                self.begin_positions(gate, *account);
                Ok(())
            }
            Event::Compared {
                account, trades, ..
            } => {
                let book = self.book_mut(*account)?;
                book.compared(trades.symbol, trades.last, &trades.seen);
                Ok(())
            }
            Event::ForeignTrade { account, trade, .. } => {
                self.foreign_trade(gate, &trade.as_fill(*account, NO_ORDER))
            }
            Event::Moved {
                account, movement, ..
            } => {
                let moved = self.book_mut(*account)?.moved(*movement);
                moved.map_err(|_| RecoverError::Book(*account))
            }
            Event::BreakFound { found } => {
                self.breaks.insert((found.account, found.key), *found);
                Ok(())
            }
            Event::BreakEnded {
                account,
                key,
                end,
                adjusted,
                ..
            } => self.end_break(gate, (*account, *key), (end, *adjusted)),
            Event::Contract(_)
            | Event::Amend(_)
            | Event::Failover(_)
            | Event::Breaker(_)
            | Event::Proposal(_)
            | Event::Confirmed { .. }
            | Event::Stop(_)
            | Event::Opened { .. }
            | Event::Reaffirmed { .. }
            | Event::Refused { .. }
            | Event::Accepted { .. }
            | Event::CancelAsked { .. }
            | Event::TimeUp { .. }
            | Event::ReplaceAsked { .. }
            | Event::Guard { .. }
            | Event::FillBooked { .. }
            | Event::Ended { .. }
            | Event::Reopened { .. }
            | Event::Halted { .. }
            | Event::Released { .. }
            | Event::SwitchSet { .. }
            | Event::BalancesSeen { .. }
            | Event::Foreign { .. }
            | Event::Unresolved { .. }
            | Event::Settled { .. }
            | Event::Broken { .. } => Ok(()),
        }
    }

    /// A disagreement is over; where a person took the venue's word, money moves the book to it, a position moves, and a trade
    /// is let be.
    fn end_break(
        &mut self,
        gate: &mut Gate,
        (account, key): (AccountId, BreakKey),
        (end, adjusted): (&BreakEnd, Option<Amount>),
    ) -> Result<(), RecoverError> {
        self.breaks.remove(&(account, key));
        match (key, adjusted, end) {
            (BreakKey::Balance(asset), Some(by), _) => {
                let moved = self.book_mut(account)?.accept(asset, by);
                moved.map_err(|_| RecoverError::Book(account))
            }
            (BreakKey::Trade(symbol, trade), _, BreakEnd::Accepted(_)) => {
                self.book_mut(account)?.let_be(symbol, trade);
                Ok(())
            }
            (BreakKey::Position(symbol, side), Some(by), _) => {
                let key = PositionKey {
                    account,
                    symbol,
                    side,
                };
                self.move_position(gate, key, by)
            }
            (
                BreakKey::Order(..)
                | BreakKey::Trade(..)
                | BreakKey::ForeignOrder(..)
                | BreakKey::ForeignTrade(..)
                | BreakKey::Balance(_)
                | BreakKey::Position(..),
                _,
                _,
            ) => Ok(()),
        }
    }

    /// A trade of no order of ours moves position, balances and book as one of ours would.
    fn foreign_trade(&mut self, gate: &mut Gate, fill: &Fill) -> Result<(), RecoverError> {
        let account = fill.account;
        let Some(instrument) = gate.instrument(account, fill.symbol).copied() else {
            return Err(RecoverError::Book(account));
        };
        let book = self.book_mut(account)?;
        book.traded_by_others(fill, assets_of(&instrument))
            .map_err(|_| RecoverError::Book(account))?;
        if let Some(moved) = self.position_after(gate, fill) {
            self.positions.insert(fill.key(), moved);
        }
        if gate.is_margined(account) {
            self.touch_all(account, fill.symbol);
        }
        gate.fill(fill);
        Ok(())
    }

    /// Whether a fill of ours was counted already, as a trade of nobody's.
    pub(crate) fn was_foreign(&self, fill: &Fill) -> bool {
        let book = self.books.get(&fill.account);
        book.is_some_and(|book| book.counts_as_foreign(fill.symbol, fill.trade))
    }

    /// A fill of ours moves the account's book, where there is one.
    pub(crate) fn book_fill(&mut self, gate: &Gate, fill: &Fill) {
        let instrument = gate.instrument(fill.account, fill.symbol);
        let assets = instrument.map(assets_of);
        if let (Some(book), Some(assets)) = (self.books.get_mut(&fill.account), assets) {
            // A sum that does not fit leaves the book short of this fill, and the next comparison shows it.
            book.filled(fill, assets).unwrap_or(());
        }
    }

    pub(crate) fn book_mut(
        &mut self,
        account: AccountId,
    ) -> Result<&mut AccountBook, RecoverError> {
        self.books
            .get_mut(&account)
            .ok_or(RecoverError::Book(account))
    }
}

/// What an execution exchanges; nothing for a contract, whose profit is the venue's to reckon.
const fn assets_of(instrument: &Instrument) -> Option<(Asset, Asset)> {
    match instrument.kind {
        ContractKind::Spot => Some((instrument.base, instrument.quote)),
        ContractKind::Linear { .. } => None,
    }
}
