//! What must be kept to rebuild accounts after a sudden end: the last word on each order and balance, every trade, id marks.
//! Never the house: its levels come back with its market. The facts of one step stand or fall together.

mod line;
mod order_line;
mod rules_line;

use crate::effect::{AccountTrade, Effect, IdMarks, Trail};
use crate::listing::{Listing, SymbolRules, SymbolState};
use crate::reference::ExecutionRules;
use crate::terms::AccountTerms;
use crate::view::{Amendment, OrderListView, OrderView, PreventedMatch};
use alloc::boxed::Box;
use domain::{AccountId, Balance, Price, Symbol};

pub use line::FactError;

/// One thing to keep. Its text is one line without a line end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A symbol is listed.
    Listed(Box<Listing>),
    /// An account is open.
    AccountOpened(Box<AccountTerms>),
    /// An account trades on these terms from here on.
    TermsSet(Box<AccountTerms>),
    /// A symbol trades, or not, from here on.
    StatusSet(SymbolState),
    /// Orders in a symbol keep another grid and other bounds from here on.
    RulesSet(Box<SymbolRules>),
    /// A symbol has other rules of execution from here on.
    ExecutionSet(Box<ExecutionRules>),
    /// What an account holds of one asset from here on.
    Balance {
        /// Who.
        account: AccountId,
        /// Free and locked.
        balance: Balance,
    },
    /// An order as it stands from here on.
    Order(Box<OrderView>),
    /// How far a trailing order has followed the price.
    Trailed(Box<Trail>),
    /// An order list as it stands from here on.
    List(Box<OrderListView>),
    /// A change of an order's quantity.
    Amended(Box<Amendment>),
    /// A match that was prevented.
    Prevented(Box<PreventedMatch>),
    /// A trade of an account.
    Trade(Box<AccountTrade>),
    /// Numbers below these may have been used.
    Ids(IdMarks),
    /// The last price of a symbol. No effect leaves it: the keeper asks for it as often as it likes.
    LastPrice {
        /// Where.
        symbol: Symbol,
        /// The price.
        price: Price,
    },
}

impl Fact {
    /// What an effect leaves to be kept; most of them nothing.
    pub fn of(effect: &Effect) -> impl Iterator<Item = Self> + use<> {
        let (first, second) = match effect {
            Effect::Listed(listing) => (Some(Self::Listed(listing.clone())), None),
            Effect::AccountOpened(terms) => (Some(Self::AccountOpened(terms.clone())), None),
            Effect::TermsSet(terms) => (Some(Self::TermsSet(terms.clone())), None),
            Effect::StatusSet(state) => (Some(Self::StatusSet(*state)), None),
            Effect::RulesSet(rules) => (Some(Self::RulesSet(rules.clone())), None),
            Effect::ExecutionSet(rules) => (Some(Self::ExecutionSet(rules.clone())), None),
            Effect::Report(report) => (
                Some(Self::Order(Box::new(report.order))),
                report.trade().map(|trade| Self::Trade(Box::new(trade))),
            ),
            Effect::List(report) => (Some(Self::List(Box::new(report.list))), None),
            Effect::Amended { amendment, .. } => (Some(Self::Amended(amendment.clone())), None),
            Effect::Prevented(prevented) => (Some(Self::Prevented(prevented.clone())), None),
            Effect::Trailed(trail) => (Some(Self::Trailed(trail.clone())), None),
            Effect::BalanceChanged {
                account, balance, ..
            } => {
                let (account, balance) = (*account, *balance);
                (Some(Self::Balance { account, balance }), None)
            }
            Effect::IdsReserved(marks) => (Some(Self::Ids(*marks)), None),
            Effect::Accepted { .. }
            | Effect::Cancelled { .. }
            | Effect::ListAccepted { .. }
            | Effect::ListCancelled { .. }
            | Effect::Replaced(_)
            | Effect::Refused { .. }
            | Effect::Trade(_)
            | Effect::LevelChanged(_) => (None, None),
        };
        first.into_iter().chain(second)
    }
}
