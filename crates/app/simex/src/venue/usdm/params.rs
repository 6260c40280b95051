//! Parameters that many futures requests share, read the way Binance reads them. Never places anything itself.

use super::contracts::Contract;
use super::refusal::No;
use crate::venue::params::{Params, SIGNED_DECIMAL};
use crate::venue::refusal::Refusal;
use domain::{Amount, ClientOrderId, Price, Qty, SelfTradePrevention, Side, Span, Time};
use exchange::futures::{PositionSide, PriceMatch};
use exchange::{ExchangeOrderId, OrderKey};

/// Rows of a page that names no limit.
const ROWS_DEFAULT: u64 = 500;
/// One day.
const DAY: Span = Span::from_secs(86_400);
/// The end of what a date can be: the year 9999.
const DATE_MS_MAX: u64 = 253_402_300_799_000;

/// How much of an order its answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerKind {
    /// That it was taken.
    Ack,
    /// Where it stands.
    Result,
}

/// Whether a page begins at a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbered {
    /// It does.
    Yes,
    /// It does not.
    No,
}

impl Numbered {
    pub(crate) const fn by<T>(from: &Option<T>) -> Self {
        match from {
            Some(_) => Self::Yes,
            None => Self::No,
        }
    }
}

/// A stretch of time asked for; both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: Time,
    pub(crate) to: Time,
    /// Whether the request named its beginning.
    pub(crate) anchor: Anchor,
}

/// From which end rows are taken when there are too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The oldest: the request named a beginning.
    Start,
    /// The latest.
    End,
}

impl Stretch {
    pub(crate) fn holds(&self, at: Time) -> bool {
        self.from <= at && at <= self.to
    }

    /// The page of rows in their order: so many skipped, at most so many kept. Rows that begin at a number are taken from
    /// their beginning, whatever the time.
    pub(crate) fn cut<T>(
        &self,
        rows: Vec<T>,
        (skip, limit): (usize, usize),
        numbered: Numbered,
    ) -> Vec<T> {
        let from_start = numbered == Numbered::Yes || self.anchor == Anchor::Start;
        let before = if from_start {
            skip
        } else {
            let all = rows.len().saturating_sub(skip);
            all.saturating_sub(limit)
        };
        let left = rows.len().saturating_sub(skip).min(limit);
        rows.into_iter().skip(before).take(left).collect()
    }
}

pub(crate) fn side(params: &Params) -> Result<Side, Refusal> {
    match params.required("side")? {
        "BUY" => Ok(Side::Buy),
        "SELL" => Ok(Side::Sell),
        _ => Err(Refusal::BadSide),
    }
}

/// The position an order is for; the net one when none is named.
pub(crate) fn position_side(params: &Params) -> Result<PositionSide, Refusal> {
    match params.optional("positionSide")? {
        None | Some("BOTH") => Ok(PositionSide::Both),
        Some("LONG") => Ok(PositionSide::Long),
        Some("SHORT") => Ok(PositionSide::Short),
        Some(_) => Err(No::PositionSide.into()),
    }
}

pub(crate) fn self_trade(params: &Params) -> Result<SelfTradePrevention, Refusal> {
    match params.optional("selfTradePreventionMode")? {
        None | Some("EXPIRE_MAKER") => Ok(SelfTradePrevention::ExpireMaker),
        Some("NONE") => Ok(SelfTradePrevention::Allow),
        Some("EXPIRE_TAKER") => Ok(SelfTradePrevention::ExpireTaker),
        Some("EXPIRE_BOTH") => Ok(SelfTradePrevention::ExpireBoth),
        Some(_) => Err(No::SelfTrade.into()),
    }
}

pub(crate) fn answer_kind(params: &Params) -> Result<AnswerKind, Refusal> {
    match params.optional("newOrderRespType")? {
        None | Some("ACK") => Ok(AnswerKind::Ack),
        Some("RESULT") => Ok(AnswerKind::Result),
        Some(_) => Err(No::AnswerKind.into()),
    }
}

pub(crate) fn price_match(params: &Params) -> Result<Option<PriceMatch>, Refusal> {
    let found = match params.optional("priceMatch")? {
        None | Some("NONE") => return Ok(None),
        Some("OPPONENT") => PriceMatch::Opponent,
        Some("OPPONENT_5") => PriceMatch::Opponent5,
        Some("OPPONENT_10") => PriceMatch::Opponent10,
        Some("OPPONENT_20") => PriceMatch::Opponent20,
        Some("QUEUE") => PriceMatch::Queue,
        Some("QUEUE_5") => PriceMatch::Queue5,
        Some("QUEUE_10") => PriceMatch::Queue10,
        Some("QUEUE_20") => PriceMatch::Queue20,
        Some(_) => return Err(No::PriceMatch.into()),
    };
    Ok(Some(found))
}

/// `true` or `false`, in any case of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flag {
    True,
    False,
}

pub(crate) fn flag(params: &Params, name: &'static str) -> Result<Option<Flag>, Refusal> {
    match params.optional(name)? {
        None => Ok(None),
        Some(text) if text.eq_ignore_ascii_case("true") => Ok(Some(Flag::True)),
        Some(text) if text.eq_ignore_ascii_case("false") => Ok(Some(Flag::False)),
        Some(_) => Err(No::Value(name).into()),
    }
}

/// Whether a text is a plain decimal number, with at most one sign before it.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !(whole.is_empty() && part.is_empty()) && plain(whole) && plain(part)
}

/// What a decimal parameter holds.
enum Decimal<'a> {
    Absent,
    /// Zero or below.
    NotPositive,
    Positive(&'a str),
}

fn decimal<'a>(
    params: &'a Params,
    name: &'static str,
    places_max: u32,
) -> Result<Decimal<'a>, Refusal> {
    let Some(text) = params.optional(name)? else {
        return Ok(Decimal::Absent);
    };
    if !is_decimal(text) {
        return Err(Refusal::Illegal(name, SIGNED_DECIMAL));
    }
    if text.starts_with('-') || text.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
        return Ok(Decimal::NotPositive);
    }
    let places = text.split_once('.').map_or("", |(_, part)| part);
    let places = places.trim_end_matches('0').len();
    if places > usize::try_from(places_max).unwrap_or(0) {
        return Err(No::Precision.into());
    }
    Ok(Decimal::Positive(text))
}

/// A quantity above zero, no finer than the contract's.
pub(crate) fn qty(params: &Params, contract: &Contract) -> Result<Option<Qty>, Refusal> {
    match decimal(params, "quantity", contract.digits.qty)? {
        Decimal::Absent => Ok(None),
        Decimal::NotPositive => Err(No::Qty.into()),
        Decimal::Positive(text) => Qty::parse(text)
            .map(Some)
            .map_err(|_| Refusal::Illegal("quantity", SIGNED_DECIMAL)),
    }
}

/// A price above zero, no finer than the contract's; `no` says why another is refused.
pub(crate) fn price(
    params: &Params,
    (name, no): (&'static str, No),
    contract: &Contract,
) -> Result<Option<Price>, Refusal> {
    match decimal(params, name, contract.digits.price)? {
        Decimal::Absent => Ok(None),
        Decimal::NotPositive => Err(no.into()),
        Decimal::Positive(text) => Price::parse(text)
            .map(Some)
            .map_err(|_| Refusal::Illegal(name, SIGNED_DECIMAL)),
    }
}

/// An amount of money above zero, at most eight places.
pub(crate) fn amount(params: &Params) -> Result<Amount, Refusal> {
    match decimal(params, "amount", 8)? {
        Decimal::Absent => Err(Refusal::MissingParameter("amount")),
        Decimal::NotPositive => Err(No::MarginAmount.into()),
        Decimal::Positive(text) => {
            Amount::parse(text).map_err(|_| Refusal::Illegal("amount", SIGNED_DECIMAL))
        }
    }
}

/// A client order id: letters, digits and `.:/_-`, at most 36.
pub(crate) fn client_id(
    params: &Params,
    name: &'static str,
) -> Result<Option<ClientOrderId>, Refusal> {
    let Some(text) = params.optional(name)? else {
        return Ok(None);
    };
    client_id_of(text).map(Some)
}

/// The client order id of this text.
pub(crate) fn client_id_of(text: &str) -> Result<ClientOrderId, Refusal> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".:/_-".contains(&byte));
    if !plain {
        return Err(No::ClientId.into());
    }
    ClientOrderId::new(text).map_err(|_| No::ClientId.into())
}

/// Which order a request names.
pub(crate) fn which(params: &Params) -> Result<OrderKey, Refusal> {
    let number = params.number("orderId")?;
    let name = client_id(params, "origClientOrderId")?;
    match (number, name) {
        (Some(number), _) => Ok(OrderKey::Exchange(ExchangeOrderId::new(number))),
        (None, Some(name)) => Ok(OrderKey::Client(name)),
        (None, None) => Err(Refusal::MissingEither("origClientOrderId", "orderId")),
    }
}

/// An instant in milliseconds.
pub(crate) fn instant(params: &Params, name: &'static str) -> Result<Option<Time>, Refusal> {
    let Some(millis) = params.number(name)? else {
        return Ok(None);
    };
    if millis > DATE_MS_MAX {
        return Err(No::Value(name).into());
    }
    let millis = i64::try_from(millis).map_err(|_| No::Value(name))?;
    // Beyond the range of nanoseconds lies the end of all instants we know.
    Ok(Some(match millis.checked_mul(1_000_000) {
        Some(nanos) => Time::from_nanos(nanos),
        None => Time::from_nanos(i64::MAX),
    }))
}

/// `startTime` and `endTime`: at most so many days apart, the latest so many days when both are absent.
pub(crate) fn stretch(params: &Params, now: Time, days: u32) -> Result<Stretch, Refusal> {
    let longest = DAY.times(i64::from(days));
    let back = Span::from_nanos(longest.nanos().saturating_neg());
    let start = instant(params, "startTime")?;
    let end = instant(params, "endTime")?;
    let stretch = match (start, end) {
        (Some(from), Some(to)) if to < from => return Err(No::StartAfterEnd.into()),
        (Some(from), Some(to)) if to.since(from) > longest => {
            return Err(No::Interval(days).into());
        }
        (Some(from), to) => Stretch {
            from,
            to: to.unwrap_or_else(|| from.plus(longest)),
            anchor: Anchor::Start,
        },
        (None, to) => {
            let to = to.unwrap_or(now);
            Stretch {
                from: to.plus(back),
                to,
                anchor: Anchor::End,
            }
        }
    };
    Ok(stretch)
}

/// The `limit` of a request, held at `most`.
pub(crate) fn rows(params: &Params, (usual, most): (u64, u64)) -> Result<usize, Refusal> {
    let rows = params.number("limit")?.unwrap_or(usual).min(most);
    if rows == 0 {
        return Err(No::Value("limit").into());
    }
    Ok(usize::try_from(rows).unwrap_or(usize::MAX))
}

/// The `limit` of most lists: 500, at most 1,000.
pub(crate) fn page(params: &Params) -> Result<usize, Refusal> {
    rows(params, (ROWS_DEFAULT, 1_000))
}
