//! What must be kept to rebuild accounts after a sudden end: the last word on each order and balance, every trade, id marks.
//! Never the house: its levels come back with its market. The facts of one step stand or fall together.

mod line;

use crate::effect::{AccountTrade, Effect, IdMarks, OrderView};
use crate::input::{AccountTerms, Listing};
use domain::{AccountId, Balance, Price, Symbol};

pub use line::FactError;

/// One thing to keep. Its text is one line without a line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// A symbol is listed.
    Listed(Listing),
    /// An account is open.
    AccountOpened(AccountTerms),
    /// What an account holds of one asset from here on.
    Balance {
        /// Who.
        account: AccountId,
        /// Free and locked.
        balance: Balance,
    },
    /// An order as it stands from here on.
    Order(OrderView),
    /// A trade of an account.
    Trade(AccountTrade),
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
            Effect::Listed(listing) => (Some(Self::Listed(**listing)), None),
            Effect::AccountOpened(terms) => (Some(Self::AccountOpened(*terms)), None),
            Effect::Report(report) => (
                Some(Self::Order(report.order)),
                report.trade().map(Self::Trade),
            ),
            Effect::BalanceChanged {
                account, balance, ..
            } => {
                let (account, balance) = (*account, *balance);
                (Some(Self::Balance { account, balance }), None)
            }
            Effect::IdsReserved(marks) => (Some(Self::Ids(*marks)), None),
            Effect::Accepted { .. }
            | Effect::Cancelled { .. }
            | Effect::Refused { .. }
            | Effect::Trade(_)
            | Effect::LevelChanged(_) => (None, None),
        };
        first.into_iter().chain(second)
    }
}
