//! The histories the venue keeps, with path, window, page and weight of each, as data. Never reads an answer.

use super::facts::{KEY_HEADER, REQUEST_LIFE};
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

const DAY: i64 = 86_400;

/// What a history tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HistoryKind {
    /// Executions of own orders.
    Trades,
    /// Own orders, whatever became of them.
    Orders,
    /// What came in.
    Deposits,
    /// What went out.
    Withdrawals,
    /// What moved between the account's wallets.
    Transfers,
    /// Interest, rewards and gifts.
    Dividends,
    /// Small balances turned into the venue's own asset.
    Dust,
    /// Assets exchanged at a quoted rate.
    Conversions,
    /// What the wallet held at the end of each day.
    Snapshots,
}

/// One history of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HistorySource {
    /// Executions of one symbol.
    Trades(VenueSymbol),
    /// Orders of one symbol.
    Orders(VenueSymbol),
    /// Deposits.
    Deposits,
    /// Withdrawals.
    Withdrawals,
    /// Transfers of one route; the venue remembers half a year.
    Transfers(TransferRoute),
    /// Dividends.
    Dividends,
    /// Dust.
    Dust,
    /// Conversions.
    Conversions,
    /// Snapshots of the spot wallet; the venue remembers a month.
    Snapshots,
}

/// From which wallet to which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TransferRoute {
    /// Spot to funding.
    SpotToFunding,
    /// Funding to spot.
    FundingToSpot,
    /// Spot to futures in stablecoins.
    SpotToFutures,
    /// Futures in stablecoins to spot.
    FuturesToSpot,
    /// Spot to futures in coins.
    SpotToCoinFutures,
    /// Futures in coins to spot.
    CoinFuturesToSpot,
    /// Spot to margin.
    SpotToMargin,
    /// Margin to spot.
    MarginToSpot,
}

impl TransferRoute {
    /// Every route.
    pub const ALL: [Self; 8] = [
        Self::SpotToFunding,
        Self::FundingToSpot,
        Self::SpotToFutures,
        Self::FuturesToSpot,
        Self::SpotToCoinFutures,
        Self::CoinFuturesToSpot,
        Self::SpotToMargin,
        Self::MarginToSpot,
    ];

    /// The route in the venue's word: `MAIN_UMFUTURE`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::SpotToFunding => "MAIN_FUNDING",
            Self::FundingToSpot => "FUNDING_MAIN",
            Self::SpotToFutures => "MAIN_UMFUTURE",
            Self::FuturesToSpot => "UMFUTURE_MAIN",
            Self::SpotToCoinFutures => "MAIN_CMFUTURE",
            Self::CoinFuturesToSpot => "CMFUTURE_MAIN",
            Self::SpotToMargin => "MAIN_MARGIN",
            Self::MarginToSpot => "MARGIN_MAIN",
        }
    }
}

impl HistorySource {
    /// Every history that a bookkeeper needs of an account that trades these symbols. Orders are not among them: each order
    /// of this house stands with its whole life in the house's own records.
    #[must_use]
    pub fn of_account(symbols: impl IntoIterator<Item = VenueSymbol>) -> Vec<Self> {
        let mut all: Vec<Self> = symbols.into_iter().map(Self::Trades).collect();
        all.extend([Self::Deposits, Self::Withdrawals]);
        all.extend(TransferRoute::ALL.into_iter().map(Self::Transfers));
        all.extend([
            Self::Dividends,
            Self::Dust,
            Self::Conversions,
            Self::Snapshots,
        ]);
        all
    }

    /// What it tells of.
    #[must_use]
    pub const fn kind(&self) -> HistoryKind {
        match self {
            Self::Trades(_) => HistoryKind::Trades,
            Self::Orders(_) => HistoryKind::Orders,
            Self::Deposits => HistoryKind::Deposits,
            Self::Withdrawals => HistoryKind::Withdrawals,
            Self::Transfers(_) => HistoryKind::Transfers,
            Self::Dividends => HistoryKind::Dividends,
            Self::Dust => HistoryKind::Dust,
            Self::Conversions => HistoryKind::Conversions,
            Self::Snapshots => HistoryKind::Snapshots,
        }
    }

    fn call(&self, bounds: Vec<(&'static str, String)>) -> Call {
        let mut params = match self {
            Self::Trades(symbol) | Self::Orders(symbol) => vec![("symbol", symbol.to_string())],
            Self::Transfers(route) => vec![("type", route.word().to_string())],
            Self::Snapshots => vec![("type", "SPOT".to_string())],
            Self::Deposits
            | Self::Withdrawals
            | Self::Dividends
            | Self::Dust
            | Self::Conversions => Vec::new(),
        };
        params.extend(bounds);
        let rows_max = Source::layout(self).rows_max.to_string();
        let (path, weight) = match self.kind() {
            HistoryKind::Trades => ("/api/v3/myTrades", 20),
            HistoryKind::Orders => ("/api/v3/allOrders", 20),
            HistoryKind::Deposits => ("/sapi/v1/capital/deposit/hisrec", 1),
            HistoryKind::Withdrawals => ("/sapi/v1/capital/withdraw/history", 18_000),
            HistoryKind::Transfers => ("/sapi/v1/asset/transfer", 1),
            HistoryKind::Dividends => ("/sapi/v1/asset/assetDividend", 10),
            HistoryKind::Dust => ("/sapi/v1/asset/dribblet", 1),
            HistoryKind::Conversions => ("/sapi/v1/convert/tradeFlow", 3_000),
            HistoryKind::Snapshots => ("/sapi/v1/accountSnapshot", 2_400),
        };
        match self.kind() {
            HistoryKind::Transfers => params.push(("size", rows_max)),
            HistoryKind::Snapshots => params.push(("limit", "30".to_string())),
            HistoryKind::Dust => {}
            HistoryKind::Trades
            | HistoryKind::Orders
            | HistoryKind::Deposits
            | HistoryKind::Withdrawals
            | HistoryKind::Dividends
            | HistoryKind::Conversions => params.push(("limit", rows_max)),
        }
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
        match HistorySource::kind(self) {
            HistoryKind::Trades => "trades",
            HistoryKind::Orders => "orders",
            HistoryKind::Deposits => "deposits",
            HistoryKind::Withdrawals => "withdrawals",
            HistoryKind::Transfers => "transfers",
            HistoryKind::Dividends => "dividends",
            HistoryKind::Dust => "dust",
            HistoryKind::Conversions => "conversions",
            HistoryKind::Snapshots => "snapshots",
        }
    }

    fn subject(&self) -> Option<String> {
        match self {
            Self::Trades(symbol) | Self::Orders(symbol) => Some(symbol.to_string()),
            Self::Transfers(route) => Some(route.word().to_string()),
            Self::Deposits
            | Self::Withdrawals
            | Self::Dividends
            | Self::Dust
            | Self::Conversions
            | Self::Snapshots => None,
        }
    }

    fn shape(&self) -> Shape {
        let days = match HistorySource::kind(self) {
            HistoryKind::Trades | HistoryKind::Orders => return Shape::Numbered,
            HistoryKind::Deposits | HistoryKind::Withdrawals => 90,
            HistoryKind::Dividends => 180,
            HistoryKind::Transfers
            | HistoryKind::Dust
            | HistoryKind::Conversions
            | HistoryKind::Snapshots => 30,
        };
        Shape::Timed {
            longest: Span::from_secs(DAY * days),
        }
    }

    fn layout(&self) -> Layout {
        let (list, id, at, rows_max): (_, &'static [&'static str], _, _) =
            match HistorySource::kind(self) {
                HistoryKind::Trades => (None, &["id"], "time", 1_000),
                HistoryKind::Orders => (None, &["orderId"], "time", 1_000),
                HistoryKind::Deposits => (None, &["id"], "insertTime", 1_000),
                HistoryKind::Withdrawals => (None, &["id"], "applyTime", 1_000),
                HistoryKind::Transfers => (Some("rows"), &["tranId"], "timestamp", 100),
                HistoryKind::Dividends => (Some("rows"), &["id"], "divTime", 500),
                HistoryKind::Dust => {
                    let list = Some("userAssetDribblets");
                    (list, &["transId"], "operateTime", 100)
                }
                HistoryKind::Conversions => (Some("list"), &["orderId"], "createTime", 1_000),
                HistoryKind::Snapshots => (Some("snapshotVos"), &["updateTime"], "updateTime", 31),
            };
        Layout {
            list,
            id,
            at,
            rows_max,
        }
    }

    fn slack(&self) -> Span {
        match HistorySource::kind(self) {
            HistoryKind::Withdrawals => Span::from_millis(999),
            HistoryKind::Trades
            | HistoryKind::Orders
            | HistoryKind::Deposits
            | HistoryKind::Transfers
            | HistoryKind::Dividends
            | HistoryKind::Dust
            | HistoryKind::Conversions
            | HistoryKind::Snapshots => Span::ZERO,
        }
    }

    fn settles(&self) -> Span {
        match HistorySource::kind(self) {
            // Confirmations, approvals and returns of the chain take days.
            HistoryKind::Deposits | HistoryKind::Withdrawals => Span::from_secs(DAY * 14),
            // The venue counts a day together after its end.
            HistoryKind::Snapshots => Span::from_secs(DAY * 3),
            HistoryKind::Transfers
            | HistoryKind::Dividends
            | HistoryKind::Dust
            | HistoryKind::Conversions => Span::from_secs(DAY),
            HistoryKind::Trades | HistoryKind::Orders => Span::ZERO,
        }
    }

    fn remembers(&self) -> Option<Span> {
        match HistorySource::kind(self) {
            HistoryKind::Transfers => Some(Span::from_secs(DAY * 180)),
            HistoryKind::Snapshots => Some(Span::from_secs(DAY * 30)),
            HistoryKind::Trades
            | HistoryKind::Orders
            | HistoryKind::Deposits
            | HistoryKind::Withdrawals
            | HistoryKind::Dividends
            | HistoryKind::Dust
            | HistoryKind::Conversions => None,
        }
    }

    fn pace(&self) -> u32 {
        match HistorySource::kind(self) {
            HistoryKind::Withdrawals => 12,
            HistoryKind::Conversions => 2,
            HistoryKind::Snapshots => 24,
            HistoryKind::Trades
            | HistoryKind::Orders
            | HistoryKind::Deposits
            | HistoryKind::Transfers
            | HistoryKind::Dividends
            | HistoryKind::Dust => 1,
        }
    }

    fn ask_from(&self, next: u64) -> Call {
        let number = match HistorySource::kind(self) {
            HistoryKind::Orders => "orderId",
            HistoryKind::Trades
            | HistoryKind::Deposits
            | HistoryKind::Withdrawals
            | HistoryKind::Transfers
            | HistoryKind::Dividends
            | HistoryKind::Dust
            | HistoryKind::Conversions
            | HistoryKind::Snapshots => "fromId",
        };
        self.call(vec![(number, next.to_string())])
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
