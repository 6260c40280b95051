//! The one text form of a fact: words between single spaces, an absent value as `-`. Never a guess at a broken line.

use super::Fact;
use crate::effect::{AccountTrade, Execute, ExpireReason, IdMarks, OrderStatus, OrderView};
use crate::input::{AccountTerms, Listing, OrderLimits};
use core::fmt;
use core::str::{FromStr, SplitAsciiWhitespace};
use domain::{Balance, ContractKind, Instrument, InstrumentRules, OrderKind, Text};

/// A line that is no fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactError {
    /// The first word names no fact.
    UnknownKind,
    /// The line ends too early.
    TooShort,
    /// The line goes on after its last word.
    TooLong,
    /// A word is not of the kind its place asks for.
    BadWord {
        /// Its place, the first word being zero.
        place: usize,
    },
}

impl fmt::Display for FactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKind => f.write_str("the line names no kind of fact"),
            Self::TooShort => f.write_str("the line ends too early"),
            Self::TooLong => f.write_str("the line goes on after its last word"),
            Self::BadWord { place } => write!(f, "word {place} of the line cannot be read"),
        }
    }
}

impl core::error::Error for FactError {}

/// The words of a line, read one after another.
struct Words<'t> {
    words: SplitAsciiWhitespace<'t>,
    place: usize,
}

impl<'t> Words<'t> {
    fn word(&mut self) -> Result<&'t str, FactError> {
        self.place = self.place.saturating_add(1);
        self.words.next().ok_or(FactError::TooShort)
    }

    fn read<T: FromStr>(&mut self) -> Result<T, FactError> {
        let word = self.word()?;
        word.parse().map_err(|_| self.bad())
    }

    fn optional<T: FromStr>(&mut self) -> Result<Option<T>, FactError> {
        match self.word()? {
            "-" => Ok(None),
            word => word.parse().map(Some).map_err(|_| self.bad()),
        }
    }

    fn with<T>(&mut self, read: impl FnOnce(&str) -> Option<T>) -> Result<T, FactError> {
        let word = self.word()?;
        read(word).ok_or_else(|| self.bad())
    }

    const fn bad(&self) -> FactError {
        FactError::BadWord {
            place: self.place.saturating_sub(1),
        }
    }

    fn end(mut self) -> Result<(), FactError> {
        self.words
            .next()
            .map_or(Ok(()), |_| Err(FactError::TooLong))
    }
}

/// A value, or `-` when there is none.
struct Maybe<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for Maybe<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("-"),
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed(listing) => write_listing(f, listing),
            Self::AccountOpened(terms) => write!(
                f,
                "account {} {} {}",
                terms.account, terms.maker, terms.taker
            ),
            Self::Balance { account, balance } => write!(
                f,
                "balance {account} {} {} {}",
                balance.asset, balance.free, balance.locked
            ),
            Self::Order(order) => write_order(f, order),
            Self::Trade(trade) => write_trade(f, trade),
            Self::Ids(ids) => write!(
                f,
                "ids {} {} {} {}",
                ids.symbol, ids.order, ids.trade, ids.update
            ),
            Self::LastPrice { symbol, price } => write!(f, "last {symbol} {price}"),
        }
    }
}

impl FromStr for Fact {
    type Err = FactError;

    fn from_str(line: &str) -> Result<Self, FactError> {
        let mut words = Words {
            words: line.split_ascii_whitespace(),
            place: 0,
        };
        let fact = match words.word()? {
            "listed" => Self::Listed(read_listing(&mut words)?),
            "account" => Self::AccountOpened(AccountTerms {
                account: words.read()?,
                maker: words.read()?,
                taker: words.read()?,
            }),
            "balance" => Self::Balance {
                account: words.read()?,
                balance: Balance {
                    asset: words.read()?,
                    free: words.read()?,
                    locked: words.read()?,
                },
            },
            "order" => Self::Order(read_order(&mut words)?),
            "trade" => Self::Trade(read_trade(&mut words)?),
            "ids" => Self::Ids(IdMarks {
                symbol: words.read()?,
                order: words.read()?,
                trade: words.read()?,
                update: words.read()?,
            }),
            "last" => Self::LastPrice {
                symbol: words.read()?,
                price: words.read()?,
            },
            _ => return Err(FactError::UnknownKind),
        };
        words.end()?;
        Ok(fact)
    }
}

fn write_listing(f: &mut fmt::Formatter<'_>, listing: &Listing) -> fmt::Result {
    let Instrument {
        venue,
        symbol,
        venue_symbol,
        base,
        quote,
        kind: _,
        rules,
    } = &listing.instrument;
    write!(f, "listed {venue} {symbol} {venue_symbol} {base} {quote}")?;
    write!(
        f,
        " {} {} {}",
        rules.price_tick, rules.price_min, rules.price_max
    )?;
    write!(
        f,
        " {} {} {} {}",
        rules.qty_step, rules.qty_min, rules.qty_max, rules.market_qty_max
    )?;
    write!(f, " {} {}", rules.notional_min, rules.notional_max)?;
    let limits = listing.limits;
    write!(f, " {} {}", limits.open_max, limits.stop_max)
}

/// Only spot symbols are ever listed, so a line does not name the kind of contract.
fn read_listing(words: &mut Words<'_>) -> Result<Listing, FactError> {
    Ok(Listing {
        instrument: Instrument {
            venue: words.read()?,
            symbol: words.read()?,
            venue_symbol: words.with(|word| Text::new(word).ok())?,
            base: words.read()?,
            quote: words.read()?,
            kind: ContractKind::Spot,
            rules: InstrumentRules {
                price_tick: words.read()?,
                price_min: words.read()?,
                price_max: words.read()?,
                qty_step: words.read()?,
                qty_min: words.read()?,
                qty_max: words.read()?,
                market_qty_max: words.read()?,
                notional_min: words.read()?,
                notional_max: words.read()?,
            },
        },
        limits: OrderLimits {
            open_max: words.read()?,
            stop_max: words.read()?,
        },
    })
}

fn write_order(f: &mut fmt::Formatter<'_>, order: &OrderView) -> fmt::Result {
    write!(
        f,
        "order {} {} {} {} {} ",
        order.id, order.client_id, order.account, order.symbol, order.side
    )?;
    write_kind(f, &order.kind)?;
    write!(
        f,
        " {} {} {} {} {}",
        order.qty,
        order.self_trade,
        status_word(order.status),
        order.filled,
        order.quote_filled
    )?;
    write!(
        f,
        " {} {} {} {}",
        order.opened,
        order.updated,
        Maybe(order.working_since),
        Maybe(order.priority)
    )
}

fn read_order(words: &mut Words<'_>) -> Result<OrderView, FactError> {
    Ok(OrderView {
        id: words.read()?,
        client_id: words.read()?,
        account: words.read()?,
        symbol: words.read()?,
        side: words.read()?,
        kind: words.with(read_kind)?,
        qty: words.read()?,
        self_trade: words.read()?,
        status: words.with(read_status)?,
        filled: words.read()?,
        quote_filled: words.read()?,
        opened: words.read()?,
        updated: words.read()?,
        working_since: words.optional()?,
        priority: words.optional()?,
    })
}

fn write_kind(f: &mut fmt::Formatter<'_>, kind: &OrderKind) -> fmt::Result {
    let name = kind.name();
    match kind {
        OrderKind::Market => f.write_str(name),
        OrderKind::Limit {
            price,
            time_in_force,
        } => write!(f, "{name}:{price}:{time_in_force}"),
        OrderKind::LimitMaker { price } => write!(f, "{name}:{price}"),
        OrderKind::Stop { trigger } => write!(f, "{name}:{trigger}"),
        OrderKind::StopLimit {
            trigger,
            price,
            time_in_force,
        } => write!(f, "{name}:{trigger}:{price}:{time_in_force}"),
    }
}

fn read_kind(word: &str) -> Option<OrderKind> {
    let mut parts = word.split(':');
    let name = parts.next()?;
    let (one, two, three) = (parts.next(), parts.next(), parts.next());
    match (name, one, two, three, parts.next()) {
        ("market", None, None, None, None) => Some(OrderKind::Market),
        ("limit", Some(price), Some(life), None, None) => Some(OrderKind::Limit {
            price: price.parse().ok()?,
            time_in_force: life.parse().ok()?,
        }),
        ("limit-maker", Some(price), None, None, None) => Some(OrderKind::LimitMaker {
            price: price.parse().ok()?,
        }),
        ("stop", Some(trigger), None, None, None) => Some(OrderKind::Stop {
            trigger: trigger.parse().ok()?,
        }),
        ("stop-limit", Some(trigger), Some(price), Some(life), None) => {
            Some(OrderKind::StopLimit {
                trigger: trigger.parse().ok()?,
                price: price.parse().ok()?,
                time_in_force: life.parse().ok()?,
            })
        }
        _ => None,
    }
}

/// Every status with its word.
const STATUS_WORDS: [(OrderStatus, &str); 10] = [
    (OrderStatus::Sleeping, "sleeping"),
    (OrderStatus::New, "new"),
    (OrderStatus::PartiallyFilled, "partially-filled"),
    (OrderStatus::Filled, "filled"),
    (OrderStatus::Cancelled, "cancelled"),
    (
        OrderStatus::Expired(ExpireReason::ImmediateOrCancel),
        "expired:immediate-or-cancel",
    ),
    (
        OrderStatus::Expired(ExpireReason::FillOrKill),
        "expired:fill-or-kill",
    ),
    (
        OrderStatus::Expired(ExpireReason::NoLiquidity),
        "expired:no-liquidity",
    ),
    (
        OrderStatus::Expired(ExpireReason::SelfTrade),
        "expired:self-trade",
    ),
    (
        OrderStatus::Expired(ExpireReason::InsufficientBalance),
        "expired:insufficient-balance",
    ),
];

const fn status_word(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Sleeping => "sleeping",
        OrderStatus::New => "new",
        OrderStatus::PartiallyFilled => "partially-filled",
        OrderStatus::Filled => "filled",
        OrderStatus::Cancelled => "cancelled",
        OrderStatus::Expired(ExpireReason::ImmediateOrCancel) => "expired:immediate-or-cancel",
        OrderStatus::Expired(ExpireReason::FillOrKill) => "expired:fill-or-kill",
        OrderStatus::Expired(ExpireReason::NoLiquidity) => "expired:no-liquidity",
        OrderStatus::Expired(ExpireReason::SelfTrade) => "expired:self-trade",
        OrderStatus::Expired(ExpireReason::InsufficientBalance) => "expired:insufficient-balance",
    }
}

fn read_status(word: &str) -> Option<OrderStatus> {
    let found = STATUS_WORDS.iter().find(|(_, name)| *name == word);
    found.map(|(status, _)| *status)
}

fn write_trade(f: &mut fmt::Formatter<'_>, trade: &AccountTrade) -> fmt::Result {
    write!(
        f,
        "trade {} {} {} {} {}",
        trade.account, trade.symbol, trade.order, trade.client_id, trade.side
    )?;
    let execution = &trade.execution;
    write!(
        f,
        " {} {} {} {}",
        execution.trade, execution.price, execution.qty, execution.quote
    )?;
    write!(
        f,
        " {} {} {} {}",
        execution.fee, execution.fee_asset, execution.liquidity, trade.at
    )
}

fn read_trade(words: &mut Words<'_>) -> Result<AccountTrade, FactError> {
    Ok(AccountTrade {
        account: words.read()?,
        symbol: words.read()?,
        order: words.read()?,
        client_id: words.read()?,
        side: words.read()?,
        execution: Execute {
            trade: words.read()?,
            price: words.read()?,
            qty: words.read()?,
            quote: words.read()?,
            fee: words.read()?,
            fee_asset: words.read()?,
            liquidity: words.read()?,
        },
        at: words.read()?,
    })
}

#[cfg(test)]
mod tests;
