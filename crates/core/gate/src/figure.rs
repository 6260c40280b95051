//! A number of a rule with its meaning, so that a refusal can be read by people and by programs. Never computed with.

use core::fmt;
use domain::{Amount, Asset, OrderId, Price, Qty, Rate, Span, Time};

/// A value or a limit of a rule. `Display` is for people; [`Figure::canonical`] is read back by `FromStr`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// The rule has no number here.
    Nothing,
    /// A sum of an asset.
    Amount(Amount, Asset),
    /// A quantity of base.
    Qty(Qty, Asset),
    /// A price in quote.
    Price(Price, Asset),
    /// A share of one.
    Rate(Rate),
    /// A number of things.
    Count(u64),
    /// A length of time.
    Span(Span),
    /// An instant.
    Time(Time),
    /// An order.
    Order(OrderId),
}

/// Text that is no figure's canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAFigure;

impl fmt::Display for NotAFigure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not the canonical form of a figure")
    }
}

impl core::error::Error for NotAFigure {}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Amount(amount, asset) => write!(f, "{amount} {asset}"),
            Self::Qty(qty, asset) => write!(f, "{qty} {asset}"),
            Self::Price(price, asset) => write!(f, "{price} {asset}"),
            Self::Rate(rate) => write!(f, "{rate}"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Span(span) => write!(f, "{} ms", span.millis()),
            Self::Time(time) => write!(f, "{time} ns"),
            Self::Order(order) => write!(f, "{order}"),
        }
    }
}

impl Figure {
    /// The one text form for storage, like `amount:12.5:USDT`.
    #[must_use]
    pub fn canonical(&self) -> alloc::string::String {
        use alloc::format;
        match self {
            Self::Nothing => "nothing".into(),
            Self::Amount(amount, asset) => format!("amount:{amount}:{asset}"),
            Self::Qty(qty, asset) => format!("qty:{qty}:{asset}"),
            Self::Price(price, asset) => format!("price:{price}:{asset}"),
            Self::Rate(rate) => format!("rate:{rate}"),
            Self::Count(count) => format!("count:{count}"),
            Self::Span(span) => format!("span:{span}"),
            Self::Time(time) => format!("time:{time}"),
            Self::Order(order) => format!("order:{order}"),
        }
    }
}

impl core::str::FromStr for Figure {
    type Err = NotAFigure;
    fn from_str(text: &str) -> Result<Self, NotAFigure> {
        if text == "nothing" {
            return Ok(Self::Nothing);
        }
        let (kind, rest) = text.split_once(':').ok_or(NotAFigure)?;
        let of_asset = || {
            let (number, asset) = rest.split_once(':').ok_or(NotAFigure)?;
            Ok((number, Asset::new(asset).map_err(|_| NotAFigure)?))
        };
        let read = match kind {
            "amount" => of_asset().and_then(|(number, asset)| {
                Ok(Self::Amount(fine_amount(number).ok_or(NotAFigure)?, asset))
            })?,
            "qty" => of_asset().and_then(|(number, asset)| {
                let qty = Qty::parse(number).map_err(|_| NotAFigure)?;
                Ok(Self::Qty(qty, asset))
            })?,
            "price" => of_asset().and_then(|(number, asset)| {
                let price = Price::parse(number).map_err(|_| NotAFigure)?;
                Ok(Self::Price(price, asset))
            })?,
            "rate" => Self::Rate(rest.parse().map_err(|_| NotAFigure)?),
            "count" => Self::Count(rest.parse().map_err(|_| NotAFigure)?),
            "span" => Self::Span(rest.parse().map_err(|_| NotAFigure)?),
            "time" => Self::Time(rest.parse().map_err(|_| NotAFigure)?),
            "order" => Self::Order(rest.parse().map_err(|_| NotAFigure)?),
            _ => return Err(NotAFigure),
        };
        Ok(read)
    }
}

/// An amount of up to 28 places: products of a price, a quantity and a fee are finer than what is read from outside.
fn fine_amount(text: &str) -> Option<Amount> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) {
        return None;
    }
    let sign = if digits.len() == text.len() { "" } else { "-" };
    let units = alloc::format!("{sign}{whole}{part}").parse().ok()?;
    Amount::from_parts(units, u32::try_from(part.len()).ok()?).ok()
}
