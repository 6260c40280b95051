//! The histories of an account on margin, with path, window, page and weight of each, as data. Never reads an answer.

use super::facts::{FORCED_PAGE_MAX, FORCED_WINDOW, KEY_HEADER, PAGE_MAX, REQUEST_LIFE, weight};
use super::refusals;
use super::replies::VenueSymbol;
use crate::answer::Answer;
use crate::call::{Auth, Call, Method, Purpose};
use crate::history::{Layout, Shape, Source};
use crate::trouble::Trouble;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use domain::{Span, Time};

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// One history of an account on margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HistorySource {
    /// Executions of one contract; the venue remembers half a year.
    Trades(VenueSymbol),
    /// Movements of money: profits, fees, funding, transfers; the venue remembers three months.
    Income,
    /// Orders by which the venue closed positions.
    ForcedOrders,
}

impl HistorySource {
    /// Every history that a bookkeeper needs of an account that trades these contracts. Orders are not among them: each
    /// order of this house stands with its whole life in the house's own records.
    #[must_use]
    pub fn of_account(symbols: impl IntoIterator<Item = VenueSymbol>) -> Vec<Self> {
        let mut all: Vec<Self> = symbols.into_iter().map(Self::Trades).collect();
        all.extend([Self::Income, Self::ForcedOrders]);
        all
    }

    fn call(&self, bounds: Vec<(&'static str, String)>) -> Call {
        let (path, weight) = match self {
            Self::Trades(_) => ("/fapi/v1/userTrades", weight::ACCOUNT),
            Self::Income => ("/fapi/v1/income", weight::INCOME),
            Self::ForcedOrders => ("/fapi/v1/forceOrders", weight::FORCED_ALL),
        };
        let mut params = match self {
            Self::Trades(symbol) => vec![("symbol", symbol.to_string())],
            Self::Income | Self::ForcedOrders => Vec::new(),
        };
        params.extend(bounds);
        params.push(("limit", Source::layout(self).rows_max.to_string()));
        Call {
            method: Method::Get,
            path,
            params,
            auth: Auth::Signed { header: KEY_HEADER },
            purpose: Purpose::Read,
            life: REQUEST_LIFE,
            weight,
        }
    }
}

impl Source for HistorySource {
    fn kind(&self) -> &'static str {
        match self {
            Self::Trades(_) => "trades",
            Self::Income => "income",
            Self::ForcedOrders => "forced-orders",
        }
    }

    fn subject(&self) -> Option<String> {
        match self {
            Self::Trades(symbol) => Some(symbol.to_string()),
            Self::Income | Self::ForcedOrders => None,
        }
    }

    fn shape(&self) -> Shape {
        match self {
            Self::Trades(_) => Shape::Numbered,
            Self::Income => Shape::Timed {
                longest: Span::from_secs(DAY * 7),
            },
            Self::ForcedOrders => Shape::Timed {
                longest: FORCED_WINDOW,
            },
        }
    }

    fn layout(&self) -> Layout {
        let (id, rows_max): (&'static [&'static str], _) = match self {
            Self::Trades(_) => (&["id"], PAGE_MAX),
            // The venue's number is unique within a kind only, and its trades are numbered within a contract.
            Self::Income => (&["incomeType", "symbol", "asset", "tranId"], PAGE_MAX),
            Self::ForcedOrders => (&["symbol", "orderId"], FORCED_PAGE_MAX),
        };
        Layout {
            list: None,
            id,
            at: "time",
            rows_max: u32::try_from(rows_max).unwrap_or(u32::MAX),
        }
    }

    fn slack(&self) -> Span {
        Span::ZERO
    }

    fn settles(&self) -> Span {
        match self {
            Self::Trades(_) => Span::ZERO,
            Self::Income | Self::ForcedOrders => Span::from_secs(HOUR),
        }
    }

    fn remembers(&self) -> Option<Span> {
        match self {
            Self::Income | Self::ForcedOrders => Some(Span::from_secs(DAY * 90)),
            Self::Trades(_) => None,
        }
    }

    fn pace(&self) -> u32 {
        match self {
            Self::Trades(_) => 1,
            Self::Income => 3,
            Self::ForcedOrders => 5,
        }
    }

    fn ask_from(&self, next: u64) -> Call {
        self.call(vec![("fromId", next.to_string())])
    }

    fn ask_between(&self, from: Time, to: Time) -> Call {
        self.call(vec![
            ("startTime", from.millis().to_string()),
            ("endTime", to.millis().to_string()),
        ])
    }

    fn trouble(&self, answer: &Answer) -> Trouble {
        refusals::trouble(answer)
    }

    fn unreadable(&self, answer: &Answer, error: &serde_json::Error) -> Trouble {
        refusals::unreadable(answer, error)
    }
}
