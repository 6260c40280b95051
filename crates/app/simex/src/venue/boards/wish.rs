//! The names of market streams: what each of them tells and how often. Never who listens.

use super::interval::{Interval, Window, Zone};
use crate::venue::route::Product;
use crate::venue::sockets::Feed;
use domain::Span;

/// How often a stream is told that is not told at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pace {
    Ms100,
    Ms250,
    Ms500,
    Ms1000,
    Ms2000,
    Ms3000,
    Ms5000,
}

/// How often book changes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Often {
    /// After every step.
    AtOnce,
    /// Gathered.
    Each(Pace),
}

/// A stream of one symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wish {
    Trade,
    Aggregate,
    /// Never told: this exchange has no block trades.
    BlockTrade,
    Touch,
    Diff(Often),
    /// Levels of a side.
    Top(usize, Often),
    Kline(Interval, Zone),
    ContinuousKline(Interval),
    Ticker,
    MiniTicker,
    /// With the name of its window, which its events bear.
    Rolling(Rolling),
    Average,
    Reference,
    Mark(Pace),
    Liquidation,
    /// Never told: no composite index is listed.
    CompositeIndex,
    AssetIndex,
}

/// The windows of rolling tickers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rolling {
    Hour,
    FourHours,
    Day,
}

/// A stream of all symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WishOfAll {
    MiniTickers,
    Tickers,
    Rollings(Rolling),
    Touches,
    Marks(Pace),
    Liquidations,
    AssetIndexes,
    Contracts,
    /// Never told: no traded stock is listed.
    TradingSession,
}

/// What a stream's name asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked<'a> {
    /// Of the symbol with this name, in small letters.
    Of(&'a str, Wish),
    /// Of all symbols.
    Everything(WishOfAll),
}

/// A stream that the other half of the futures streams serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OtherHalf;

impl Pace {
    pub(crate) const ALL: [Self; 7] = [
        Self::Ms100,
        Self::Ms250,
        Self::Ms500,
        Self::Ms1000,
        Self::Ms2000,
        Self::Ms3000,
        Self::Ms5000,
    ];

    pub(crate) const fn span(self) -> Span {
        Span::from_millis(match self {
            Self::Ms100 => 100,
            Self::Ms250 => 250,
            Self::Ms500 => 500,
            Self::Ms1000 => 1_000,
            Self::Ms2000 => 2_000,
            Self::Ms3000 => 3_000,
            Self::Ms5000 => 5_000,
        })
    }
}

impl Rolling {
    const ALL: [Self; 3] = [Self::Hour, Self::FourHours, Self::Day];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Hour => "1h",
            Self::FourHours => "4h",
            Self::Day => "1d",
        }
    }

    pub(crate) fn window(self) -> Option<Window> {
        Window::parse(self.name())
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

impl Wish {
    /// The length and zone of the candles it is about.
    pub(crate) const fn candle(self) -> Option<(Interval, Zone)> {
        match self {
            Self::Kline(interval, zone) => Some((interval, zone)),
            Self::ContinuousKline(interval) => Some((interval, Zone::UTC)),
            Self::Trade
            | Self::Aggregate
            | Self::BlockTrade
            | Self::Touch
            | Self::Diff(_)
            | Self::Top(..)
            | Self::Ticker
            | Self::MiniTicker
            | Self::Rolling(_)
            | Self::Average
            | Self::Reference
            | Self::Mark(_)
            | Self::Liquidation
            | Self::CompositeIndex
            | Self::AssetIndex => None,
        }
    }

    /// How often it is told; none when it is told as things happen.
    pub(crate) const fn pace(self, product: Product) -> Option<Pace> {
        let futures = matches!(product, Product::Usdm);
        Some(match self {
            Self::Trade
            | Self::Aggregate
            | Self::BlockTrade
            | Self::Touch
            | Self::Diff(Often::AtOnce)
            | Self::Top(_, Often::AtOnce)
            | Self::Liquidation
            | Self::CompositeIndex => return None,
            Self::Diff(Often::Each(pace)) | Self::Top(_, Often::Each(pace)) | Self::Mark(pace) => {
                pace
            }
            Self::Kline(..) | Self::ContinuousKline(_) if futures => Pace::Ms250,
            Self::Kline(Interval::S1, _) => Pace::Ms1000,
            Self::Kline(..) | Self::ContinuousKline(_) => Pace::Ms2000,
            Self::Ticker if futures => Pace::Ms2000,
            Self::MiniTicker if futures => Pace::Ms500,
            Self::Ticker
            | Self::MiniTicker
            | Self::Rolling(_)
            | Self::Average
            | Self::Reference
            | Self::AssetIndex => Pace::Ms1000,
        })
    }
}

impl WishOfAll {
    /// How often it is told; none when it is told as things happen.
    pub(crate) const fn pace(self) -> Option<Pace> {
        match self {
            Self::MiniTickers | Self::Tickers | Self::Rollings(_) | Self::AssetIndexes => {
                Some(Pace::Ms1000)
            }
            Self::Touches => Some(Pace::Ms5000),
            Self::Marks(pace) => Some(pace),
            Self::Liquidations | Self::Contracts | Self::TradingSession => None,
        }
    }
}

impl Feed {
    /// Whose streams it carries.
    pub(crate) const fn product(self) -> Product {
        match self {
            Self::Spot => Product::Spot,
            Self::UsdmPublic | Self::UsdmMarket => Product::Usdm,
        }
    }
}

/// What a name asks for on a feed; nothing for a name that no stream has.
pub(crate) fn asked(feed: Feed, name: &str) -> Result<Option<Asked<'_>>, OtherHalf> {
    match feed {
        Feed::Spot => Ok(spot(name)),
        Feed::UsdmPublic => half(usdm_public(name), usdm_market(name)),
        Feed::UsdmMarket => half(usdm_market(name), usdm_public(name)),
    }
}

const fn half<'a>(
    here: Option<Asked<'a>>,
    there: Option<Asked<'a>>,
) -> Result<Option<Asked<'a>>, OtherHalf> {
    match (here, there) {
        (None, Some(_)) => Err(OtherHalf),
        (here, _) => Ok(here),
    }
}

fn spot(name: &str) -> Option<Asked<'_>> {
    match name {
        "!miniTicker@arr" => return Some(Asked::Everything(WishOfAll::MiniTickers)),
        _ => {
            if let Some(window) = name
                .strip_prefix("!ticker_")
                .and_then(|rest| rest.strip_suffix("@arr"))
            {
                return Rolling::named(window)
                    .map(|window| Asked::Everything(WishOfAll::Rollings(window)));
            }
        }
    }
    let (symbol, what) = symbol_of(name)?;
    let wish = match what {
        "trade" => Wish::Trade,
        "aggTrade" => Wish::Aggregate,
        "blockTrade" => Wish::BlockTrade,
        "bookTicker" => Wish::Touch,
        "ticker" => Wish::Ticker,
        "miniTicker" => Wish::MiniTicker,
        "avgPrice" => Wish::Average,
        "referencePrice" => Wish::Reference,
        _ => {
            if let Some(kline) = what.strip_prefix("kline_") {
                let (interval, zone) = match kline.split_once('@') {
                    Some((interval, "+08:00")) => (interval, Zone::parse("8")?),
                    Some(_) => return None,
                    None => (kline, Zone::UTC),
                };
                Wish::Kline(Interval::named(interval)?, zone)
            } else if let Some(window) = what.strip_prefix("ticker_") {
                Wish::Rolling(Rolling::named(window)?)
            } else {
                depth(what.strip_prefix("depth")?, spot_speed)?
            }
        }
    };
    Some(Asked::Of(symbol, wish))
}

/// Symbol and rest of `btcusdt@rest`; a name with capital letters is no stream's.
fn symbol_of(name: &str) -> Option<(&str, &str)> {
    let (symbol, what) = name.split_once('@')?;
    let is_small = !symbol.is_empty() && !symbol.chars().any(char::is_uppercase);
    is_small.then_some((symbol, what))
}

/// `…`, `@100ms`, `5@250ms` after `depth`.
fn depth(rest: &str, speed: fn(Option<&str>) -> Option<Often>) -> Option<Wish> {
    let (levels, often) = match rest.split_once('@') {
        Some((levels, often)) => (levels, Some(often)),
        None => (rest, None),
    };
    let often = speed(often)?;
    Some(match levels {
        "" => Wish::Diff(often),
        "5" => Wish::Top(5, often),
        "10" => Wish::Top(10, often),
        "20" => Wish::Top(20, often),
        _ => return None,
    })
}

fn spot_speed(text: Option<&str>) -> Option<Often> {
    match text {
        None | Some("1000ms") => Some(Often::Each(Pace::Ms1000)),
        Some("100ms") => Some(Often::Each(Pace::Ms100)),
        Some(_) => None,
    }
}

fn usdm_speed(text: Option<&str>) -> Option<Often> {
    match text {
        None | Some("250ms") => Some(Often::Each(Pace::Ms250)),
        Some("0ms") => Some(Often::AtOnce),
        Some("100ms") => Some(Often::Each(Pace::Ms100)),
        Some("500ms") => Some(Often::Each(Pace::Ms500)),
        Some(_) => None,
    }
}

fn usdm_public(name: &str) -> Option<Asked<'_>> {
    if name == "!bookTicker" {
        return Some(Asked::Everything(WishOfAll::Touches));
    }
    let (symbol, what) = symbol_of(name)?;
    let wish = match what {
        "trade" => Wish::Trade,
        "bookTicker" => Wish::Touch,
        // Nobody trades here through the retail programme: its book is the book.
        "rpiDepth@500ms" => Wish::Diff(Often::Each(Pace::Ms500)),
        _ => depth(what.strip_prefix("depth")?, usdm_speed)?,
    };
    Some(Asked::Of(symbol, wish))
}

fn usdm_market(name: &str) -> Option<Asked<'_>> {
    let of_all = match name {
        "!miniTicker@arr" => Some(WishOfAll::MiniTickers),
        "!ticker@arr" => Some(WishOfAll::Tickers),
        "!markPrice@arr" => Some(WishOfAll::Marks(Pace::Ms3000)),
        "!markPrice@arr@1s" => Some(WishOfAll::Marks(Pace::Ms1000)),
        "!forceOrder@arr" => Some(WishOfAll::Liquidations),
        "!assetIndex@arr" => Some(WishOfAll::AssetIndexes),
        "!contractInfo" => Some(WishOfAll::Contracts),
        "tradingSession" => Some(WishOfAll::TradingSession),
        _ => None,
    };
    if let Some(wish) = of_all {
        return Some(Asked::Everything(wish));
    }
    let (symbol, what) = symbol_of(name)?;
    if let Some(interval) = what.strip_prefix("continuousKline_") {
        let pair = symbol.strip_suffix("_perpetual")?;
        let wish = Wish::ContinuousKline(futures_interval(interval)?);
        return Some(Asked::Of(pair, wish));
    }
    let wish = match what {
        "aggTrade" => Wish::Aggregate,
        "ticker" => Wish::Ticker,
        "miniTicker" => Wish::MiniTicker,
        "markPrice" => Wish::Mark(Pace::Ms3000),
        "markPrice@1s" => Wish::Mark(Pace::Ms1000),
        "forceOrder" => Wish::Liquidation,
        "compositeIndex" => Wish::CompositeIndex,
        "assetIndex" => Wish::AssetIndex,
        _ => Wish::Kline(futures_interval(what.strip_prefix("kline_")?)?, Zone::UTC),
    };
    Some(Asked::Of(symbol, wish))
}

/// Futures have no candles of a second.
pub(crate) fn futures_interval(name: &str) -> Option<Interval> {
    Interval::named(name).filter(|interval| *interval != Interval::S1)
}

#[cfg(test)]
mod tests;
