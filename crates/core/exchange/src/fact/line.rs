//! The one text form of a fact: words between single spaces, an absent value as `-`. Never a guess at a broken line.

use super::Fact;
use super::{order_line, rules_line};
use crate::effect::{AccountTrade, Execute, IdMarks, Trail};
use crate::ids::{ExecutionId, OrderListId, PreventedMatchId};
use crate::listing::{
    Collar, Filters, Listing, Multiplier, OrderLimits, SymbolRules, SymbolState, TrailingBounds,
};
use crate::terms::{AccountTerms, Discount, FeeRates};
use alloc::boxed::Box;
use core::fmt;
use core::str::{FromStr, SplitAsciiWhitespace};
use domain::{Balance, ContractKind, Instrument, Text};

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
pub(super) struct Words<'t> {
    words: SplitAsciiWhitespace<'t>,
    place: usize,
}

impl<'t> Words<'t> {
    fn word(&mut self) -> Result<&'t str, FactError> {
        self.place = self.place.saturating_add(1);
        self.words.next().ok_or(FactError::TooShort)
    }

    pub(super) fn read<T: FromStr>(&mut self) -> Result<T, FactError> {
        let word = self.word()?;
        word.parse().map_err(|_| self.bad())
    }

    pub(super) fn optional<T: FromStr>(&mut self) -> Result<Option<T>, FactError> {
        match self.word()? {
            "-" => Ok(None),
            word => word.parse().map(Some).map_err(|_| self.bad()),
        }
    }

    pub(super) fn with<T>(&mut self, read: impl FnOnce(&str) -> Option<T>) -> Result<T, FactError> {
        let word = self.word()?;
        read(word).ok_or_else(|| self.bad())
    }

    pub(super) const fn bad(&self) -> FactError {
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
pub(super) struct Maybe<T>(pub(super) Option<T>);

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
            Self::AccountOpened(terms) => write_terms(f, "account2", terms),
            Self::TermsSet(terms) => write_terms(f, "terms", terms),
            Self::StatusSet(state) => write!(f, "status {} {}", state.symbol, state.status),
            Self::RulesSet(set) => {
                write!(f, "rules {}", set.symbol)?;
                rules_line::write_grid(f, &set.rules)
            }
            Self::ExecutionSet(rules) => rules_line::write(f, rules),
            Self::Balance { account, balance } => write!(
                f,
                "balance {account} {} {} {}",
                balance.asset, balance.free, balance.locked
            ),
            Self::Order(order) => order_line::write_order(f, order),
            Self::Trailed(trail) => {
                write!(f, "trailed {} {} {}", trail.order, trail.since, trail.best)
            }
            Self::List(list) => order_line::write_list(f, list),
            Self::Amended(amendment) => order_line::write_amendment(f, amendment),
            Self::Prevented(prevented) => order_line::write_prevented(f, prevented),
            Self::Trade(trade) => write_trade(f, trade),
            Self::Ids(ids) => write!(
                f,
                "ids2 {} {} {} {} {} {} {}",
                ids.symbol,
                ids.order,
                ids.trade,
                ids.update,
                ids.execution,
                ids.prevented,
                ids.list
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
        let fact = read_fact(&mut words)?;
        words.end()?;
        Ok(fact)
    }
}

/// Which form of a line it is: what an older one lacks has its usual value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    First,
    Second,
}

fn read_fact(words: &mut Words<'_>) -> Result<Fact, FactError> {
    Ok(match words.word()? {
        "listed" => Fact::Listed(Box::new(read_listing(words, Form::First)?)),
        "listed2" => Fact::Listed(Box::new(read_listing(words, Form::Second)?)),
        "account" => {
            let account = words.read()?;
            let terms = AccountTerms::plain(account, words.read()?, words.read()?);
            Fact::AccountOpened(Box::new(terms))
        }
        "account2" => Fact::AccountOpened(Box::new(read_terms(words)?)),
        "terms" => Fact::TermsSet(Box::new(read_terms(words)?)),
        "status" => Fact::StatusSet(SymbolState {
            symbol: words.read()?,
            status: words.read()?,
        }),
        "rules" => Fact::RulesSet(Box::new(SymbolRules {
            symbol: words.read()?,
            rules: rules_line::read_grid(words)?,
        })),
        "execution" => Fact::ExecutionSet(Box::new(rules_line::read(words)?)),
        "balance" => Fact::Balance {
            account: words.read()?,
            balance: Balance {
                asset: words.read()?,
                free: words.read()?,
                locked: words.read()?,
            },
        },
        "order" => Fact::Order(Box::new(order_line::read_order(words, Form::First)?)),
        "order2" => Fact::Order(Box::new(order_line::read_order(words, Form::Second)?)),
        "trailed" => Fact::Trailed(Box::new(Trail {
            order: words.read()?,
            since: words.read()?,
            best: words.read()?,
        })),
        "list" => Fact::List(Box::new(order_line::read_list(words)?)),
        "amended" => Fact::Amended(Box::new(order_line::read_amendment(words)?)),
        "prevented" => Fact::Prevented(Box::new(order_line::read_prevented(words)?)),
        "trade" => Fact::Trade(Box::new(read_trade(words)?)),
        "ids" => Fact::Ids(read_ids(words, Form::First)?),
        "ids2" => Fact::Ids(read_ids(words, Form::Second)?),
        "last" => Fact::LastPrice {
            symbol: words.read()?,
            price: words.read()?,
        },
        _ => return Err(FactError::UnknownKind),
    })
}

fn read_ids(words: &mut Words<'_>, form: Form) -> Result<IdMarks, FactError> {
    let mut marks = IdMarks {
        symbol: words.read()?,
        order: words.read()?,
        trade: words.read()?,
        update: words.read()?,
        execution: ExecutionId::new(1),
        prevented: PreventedMatchId::new(1),
        list: OrderListId::new(1),
    };
    if form == Form::Second {
        marks.execution = words.read()?;
        marks.prevented = words.read()?;
        marks.list = words.read()?;
    }
    Ok(marks)
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
    write!(f, "listed2 {venue} {symbol} {venue_symbol} {base} {quote}")?;
    rules_line::write_grid(f, rules)?;
    let limits = listing.limits;
    write!(f, " {} {}", limits.open_max, limits.stop_max)?;
    write!(
        f,
        " {} {} {}",
        limits.iceberg_max, limits.list_max, limits.amend_max
    )?;
    let filters = &listing.filters;
    write!(f, " {}", filters.average_minutes)?;
    match filters.band {
        Some(band) => write!(
            f,
            " {} {} {} {}",
            band.bid_up.get(),
            band.bid_down.get(),
            band.ask_up.get(),
            band.ask_down.get()
        )?,
        None => f.write_str(" -")?,
    }
    let trailing = filters.trailing;
    write!(
        f,
        " {} {} {} {} {} {} {} {}",
        filters.min_to_market,
        filters.max_to_market,
        filters.iceberg_parts_max,
        trailing.above_min,
        trailing.above_max,
        trailing.below_min,
        trailing.below_max,
        Maybe(filters.position_max)
    )
}

/// Only spot symbols are ever listed, so a line does not name the kind of contract.
fn read_listing(words: &mut Words<'_>, form: Form) -> Result<Listing, FactError> {
    let instrument = Instrument {
        venue: words.read()?,
        symbol: words.read()?,
        venue_symbol: words.with(|word| Text::new(word).ok())?,
        base: words.read()?,
        quote: words.read()?,
        kind: ContractKind::Spot,
        rules: rules_line::read_grid(words)?,
    };
    let mut limits = OrderLimits::usual(words.read()?, words.read()?);
    let mut filters = Filters::PLAIN;
    if form == Form::Second {
        limits.iceberg_max = words.read()?;
        limits.list_max = words.read()?;
        limits.amend_max = words.read()?;
        filters = read_filters(words)?;
    }
    Ok(Listing {
        instrument,
        limits,
        filters,
    })
}

fn read_filters(words: &mut Words<'_>) -> Result<Filters, FactError> {
    Ok(Filters {
        average_minutes: words.read()?,
        band: match words.optional()? {
            None => None,
            Some(bid_up) => Some(Collar {
                bid_up: Multiplier::new(bid_up),
                bid_down: Multiplier::new(words.read()?),
                ask_up: Multiplier::new(words.read()?),
                ask_down: Multiplier::new(words.read()?),
            }),
        },
        min_to_market: words.read()?,
        max_to_market: words.read()?,
        iceberg_parts_max: words.read()?,
        trailing: TrailingBounds {
            above_min: words.read()?,
            above_max: words.read()?,
            below_min: words.read()?,
            below_max: words.read()?,
        },
        position_max: words.optional()?,
    })
}

fn write_terms(f: &mut fmt::Formatter<'_>, word: &str, terms: &AccountTerms) -> fmt::Result {
    write!(f, "{word} {}", terms.account)?;
    for rates in [terms.standard, terms.special, terms.tax] {
        write!(
            f,
            " {} {} {} {}",
            rates.maker, rates.taker, rates.buyer, rates.seller
        )?;
    }
    match terms.discount {
        Some(discount) => write!(f, " {} {}", discount.asset, discount.off)?,
        None => f.write_str(" -")?,
    }
    write!(f, " {} {}", Maybe(terms.group), terms.permission)
}

fn read_terms(words: &mut Words<'_>) -> Result<AccountTerms, FactError> {
    let account = words.read()?;
    let mut rates = || -> Result<FeeRates, FactError> {
        Ok(FeeRates {
            maker: words.read()?,
            taker: words.read()?,
            buyer: words.read()?,
            seller: words.read()?,
        })
    };
    let (standard, special, tax) = (rates()?, rates()?, rates()?);
    let discount = match words.optional()? {
        None => None,
        Some(asset) => Some(Discount {
            asset,
            off: words.read()?,
        }),
    };
    Ok(AccountTerms {
        account,
        standard,
        special,
        tax,
        discount,
        group: words.optional()?,
        permission: words.read()?,
    })
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
