//! The histories the venue keeps, with path, window, page and weight of each, as data. Never reads an answer.

use super::super::facts::{KEY_HEADER, REQUEST_LIFE};
use super::super::replies::VenueSymbol;
use crate::call::{Auth, Call, Method, Purpose};
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

/// How a history is cut into pages.
pub(super) enum Shape {
    /// By the numbers of its records.
    Numbered,
    /// By windows of time.
    Timed {
        /// The longest window the venue answers for.
        longest: Span,
    },
}

/// How the venue lays a page out.
pub(super) struct Layout {
    /// The field that holds the rows; none where the page is the list itself.
    pub(super) list: Option<&'static str>,
    /// The field that names a row.
    pub(super) id: &'static str,
    /// The field with a row's instant.
    pub(super) at: &'static str,
    /// Most rows of an answer.
    pub(super) rows_max: u32,
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

    const fn word(self) -> &'static str {
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

    pub(super) const fn shape(&self) -> Shape {
        let days = match self.kind() {
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

    pub(super) const fn layout(&self) -> Layout {
        let (list, id, at, rows_max) = match self.kind() {
            HistoryKind::Trades => (None, "id", "time", 1_000),
            HistoryKind::Orders => (None, "orderId", "time", 1_000),
            HistoryKind::Deposits => (None, "id", "insertTime", 1_000),
            HistoryKind::Withdrawals => (None, "id", "applyTime", 1_000),
            HistoryKind::Transfers => (Some("rows"), "tranId", "timestamp", 100),
            HistoryKind::Dividends => (Some("rows"), "id", "divTime", 500),
            HistoryKind::Dust => (Some("userAssetDribblets"), "transId", "operateTime", 100),
            HistoryKind::Conversions => (Some("list"), "orderId", "createTime", 1_000),
            HistoryKind::Snapshots => (Some("snapshotVos"), "updateTime", "updateTime", 31),
        };
        Layout {
            list,
            id,
            at,
            rows_max,
        }
    }

    /// How far before its window a record's instant may seem to lie: where the venue cuts it off to seconds.
    pub(super) const fn slack(&self) -> Span {
        match self.kind() {
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

    pub(super) fn ask_from(&self, next: u64) -> Call {
        let number = match self.kind() {
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

    pub(super) fn ask_between(&self, from: Time, to: Time) -> Call {
        self.call(vec![
            ("startTime", from.millis().to_string()),
            ("endTime", to.millis().to_string()),
        ])
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
        let rows_max = self.layout().rows_max.to_string();
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
