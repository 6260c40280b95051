//! Orders, fills, positions, balances, book and tape as rows of text. Pure: what it needs is given to it.

use super::moment::moment;
use super::numbers::{
    Places, UNKNOWN, amount, asset_places, exact, holding, narrow_price, price, qty, signed,
    signed_or_unknown, units,
};
use super::view_desk::{BalanceRow, BookRow, BookRows, FillRow, OrderRow, PositionRow, TapeRow};
use desk::{BookView, ContractPosition, MarkedPosition, Portfolio, TapeTrade};
use domain::{
    Asset, EndReason, Exposure, Fill, Instrument, Liquidity, OrderKind, OrderState, OrderTerms,
    Origin, Position, PositionEffect, PositionSide, Price, Qty, Rounding, Side, TimeInForce,
    UserId,
};

/// Levels a side that the page shows.
const BOOK_LEVELS: usize = 11;
/// Steps in which the server draws the depth of a level.
const DEPTH_STEPS: i128 = 20;

/// `Buy` or `Sell`.
pub(super) const fn side_word(side: Side) -> &'static str {
    match side {
        Side::Buy => "Buy",
        Side::Sell => "Sell",
    }
}

/// `buy` or `sell`, as forms and styles have it.
pub(super) const fn side_key(side: Side) -> &'static str {
    match side {
        Side::Buy => "buy",
        Side::Sell => "sell",
    }
}

const fn side_tone(side: Side) -> &'static str {
    match side {
        Side::Buy => "up",
        Side::Sell => "down",
    }
}

/// Kind with its life: `limit gtc`, `limit till 2026-11-21 20:30:00`, `trailing-stop 150 bp`, `market`.
pub(super) fn kind_words(kind: OrderKind) -> String {
    let name = kind.name();
    match (kind.time_in_force(), kind.trailing()) {
        (Some(TimeInForce::Gtd(until)), _) => {
            let until = moment(until);
            format!("{name} till {} {}", until.day, until.utc)
        }
        (Some(life @ (TimeInForce::Gtc | TimeInForce::Ioc | TimeInForce::Fok)), _) => {
            format!("{name} {life}")
        }
        (None, Some(delta)) => format!("{name} {delta} bp"),
        (None, None) => name.to_owned(),
    }
}

/// Price, trigger or both: `94,120.00`, `≥ 95,000.00 → 95,010.00`.
fn price_words(kind: OrderKind, places: u32) -> String {
    match (kind.trigger(), kind.limit_price()) {
        (None, Some(limit)) => price(limit, places),
        (Some(trigger), None) => format!("at {}", price(trigger, places)),
        (Some(trigger), Some(limit)) => {
            format!("at {}, {}", price(trigger, places), price(limit, places))
        }
        (None, None) => "market".to_owned(),
    }
}

/// Terms in one phrase: `buy 0.1 BTC/USDT at 94,120.00`.
#[must_use]
pub(super) fn terms_words(terms: &OrderTerms, places: Places) -> String {
    let what = match terms.effect {
        PositionEffect::Any | PositionEffect::ReduceOnly => {
            format!("{} {} {}", side_key(terms.side), terms.qty, terms.symbol)
        }
        PositionEffect::Of(_) => {
            let (side, does) = (side_key(terms.side), effect_words(terms));
            format!("{side} {} {} ({does})", terms.qty, terms.symbol)
        }
    };
    let shown = |value: Price| price(value, places.price);
    match terms.kind {
        OrderKind::Market => format!("{what} at the market"),
        OrderKind::Limit { price, .. } => format!("{what} at {}", shown(price)),
        OrderKind::LimitMaker { price } => format!("{what} at {} as maker", shown(price)),
        OrderKind::Stop { trigger } | OrderKind::TakeProfit { trigger } => {
            format!("{what} at the market once {} trades", shown(trigger))
        }
        OrderKind::StopLimit { trigger, price, .. }
        | OrderKind::TakeProfitLimit { trigger, price, .. } => {
            format!("{what} at {} once {} trades", shown(price), shown(trigger))
        }
        OrderKind::TrailingStop { delta } => {
            format!("{what} at the market once the price comes back by {delta} basis points")
        }
    }
}

/// What an order does to its position.
pub(super) fn effect_words(terms: &OrderTerms) -> String {
    match terms.effect {
        PositionEffect::Any => "opens or reduces".to_owned(),
        PositionEffect::ReduceOnly => "only reduces a position".to_owned(),
        PositionEffect::Of(_) => {
            let does = if terms.only_closes() {
                "closes"
            } else {
                "opens"
            };
            format!("{does} the {} position", terms.effect.position())
        }
    }
}

/// A contract by its symbol, and in hedge mode which of its two positions.
pub(super) fn position_name(position: &Position) -> String {
    let symbol = position.symbol;
    match position.side {
        PositionSide::Both => symbol.to_string(),
        PositionSide::Long | PositionSide::Short => format!("{symbol} {}", position.side),
    }
}

/// Who wished for an order, as the person at the page would say it.
pub(super) fn by(origin: Origin, reader: Option<UserId>) -> String {
    let person = |user: UserId| {
        if Some(user) == reader {
            "you".to_owned()
        } else {
            format!("person {user}")
        }
    };
    match origin {
        Origin::Person(user) => person(user),
        Origin::Program(user) => format!("{}, by program", person(user)),
        Origin::Strategy(strategy, user) => format!("strategy {strategy} of {}", person(user)),
        Origin::House => "the house".to_owned(),
    }
}

/// Tone of a state, and what it means in one sentence.
pub(super) const fn state_words(state: &OrderState) -> (&'static str, &'static str) {
    match state {
        OrderState::Asked { .. } => (
            "warn",
            "It was handed out; the venue has not said anything of it yet. Silence is not an answer, so it stays asked until one comes.",
        ),
        OrderState::Working { .. } => (
            "accent",
            "The venue has it, and what is left may still trade.",
        ),
        OrderState::Ended { reason, .. } => match reason {
            EndReason::Filled => ("up", "All of it traded."),
            EndReason::Cancelled => (
                "",
                "It was cancelled at the venue. What had traded stays traded.",
            ),
            EndReason::Expired => ("", "The venue ended what was left of it."),
            EndReason::Rejected => ("down", "The venue decided no. Nothing of it trades."),
            EndReason::NotSent => ("", "It certainly never left this house."),
            EndReason::NeverSeen => (
                "down",
                "Asked after the request's own deadline, the venue had never seen it.",
            ),
            EndReason::Settled => (
                "down",
                "The venue had it and denies it; a person declared it over.",
            ),
        },
    }
}

/// An order as a row.
pub(super) fn order_row(
    row: &desk::OrderRow,
    instruments: &[Instrument],
    reader: Option<UserId>,
) -> OrderRow {
    let order = &row.order;
    let terms = order.order.terms();
    let places = Places::of_symbol(instruments, terms.symbol);
    let (state_tone, state_means) = state_words(&order.state);
    let line = terms.kind.limit_price().or(terms.kind.trigger());
    let cancelling = order.cancel_asked.is_some() && !order.state.is_ended();
    let stale = order.stale_since.is_some() && !order.state.is_ended();
    OrderRow {
        id: order.order.id().to_string(),
        opened: moment(order.opened),
        symbol: terms.symbol.to_string(),
        side: side_word(terms.side),
        side_key: side_key(terms.side),
        side_tone: side_tone(terms.side),
        kind: kind_words(terms.kind),
        price: price_words(terms.kind, places.price),
        price_plain: line.map(|line| line.to_string()).unwrap_or_default(),
        qty: qty(terms.qty, places.qty),
        filled: qty(order.state.filled(), places.qty),
        state: if cancelling {
            "cancelling"
        } else if stale {
            "stale"
        } else {
            order.state.name()
        },
        state_tone: if cancelling || stale {
            "warn"
        } else {
            state_tone
        },
        state_means: if cancelling {
            "The venue was asked to cancel it; until it answers, it may still trade."
        } else if stale {
            "It has been open for a long time and may still trade. The house cancels it later, unless you do."
        } else {
            state_means
        },
        by: by(order.order.origin(), reader),
        says: terms_words(terms, places),
        cancellable: !order.state.is_ended(),
    }
}

/// A fill as a row.
pub(super) fn fill_row(fill: &Fill, instruments: &[Instrument]) -> FillRow {
    let places = Places::of_symbol(instruments, fill.symbol);
    let value = fill.price.times(fill.qty);
    let fee_places = asset_places(instruments, fill.fee_asset).max(places.value);
    FillRow {
        at: moment(fill.at),
        symbol: fill.symbol.to_string(),
        side: side_word(fill.side),
        side_tone: side_tone(fill.side),
        price: price(fill.price, places.price),
        qty: qty(fill.qty, places.qty),
        value: value.map_or_else(|_| UNKNOWN.to_owned(), |value| amount(value, places.value)),
        fee: format!("{} {}", exact(fill.fee, fee_places), fill.fee_asset),
        liquidity: match fill.liquidity {
            Liquidity::Maker => "maker",
            Liquidity::Taker => "taker",
        },
        trade: fill.trade.to_string(),
        order: fill.order.to_string(),
    }
}

/// A position as a row.
pub(super) fn position_row(marked: &MarkedPosition, instruments: &[Instrument]) -> PositionRow {
    let position = &marked.position;
    let places = Places::of_symbol(instruments, position.symbol);
    let (side, side_tone, size) = match position.exposure {
        Exposure::Flat => ("Flat", "", Qty::ZERO),
        Exposure::Long { qty, .. } => ("Long", "up", qty),
        Exposure::Short { qty, .. } => ("Short", "down", qty),
    };
    let average = position.average_price().and_then(|average| {
        average
            .to_tick(tick(places.price)?, Rounding::HalfEven)
            .ok()
    });
    let others = if position.fees_other_count == 0 {
        String::new()
    } else {
        format!(" and {} in other assets", position.fees_other_count)
    };
    PositionRow {
        symbol: position_name(position),
        side,
        side_tone,
        size: qty(size, places.qty),
        entry: average.map_or_else(|| UNKNOWN.to_owned(), |entry| price(entry, places.price)),
        entry_plain: average.map(|entry| entry.to_string()).unwrap_or_default(),
        mark: marked
            .mark
            .and_then(|mark| mark.to_tick(tick(places.price)?, Rounding::HalfEven).ok())
            .map_or_else(|| UNKNOWN.to_owned(), |mark| price(mark, places.price)),
        unrealised: signed_or_unknown(marked.unrealised, places.value),
        realised: signed(position.realised, places.value),
        fees: format!("{}{others}", amount(position.fees, places.value)),
        margin: String::new(),
    }
}

/// A contract's position, with what it stands on.
pub(super) fn contract_row(contract: &ContractPosition, instruments: &[Instrument]) -> PositionRow {
    let places = Places::of_symbol(instruments, contract.position.symbol);
    let mut said = Vec::new();
    match &contract.terms {
        None => said.push("its settings are not known yet".to_owned()),
        Some(terms) => said.push(format!("{} {}×", terms.margin, terms.leverage)),
    }
    if !contract.position.net().is_zero() {
        let margin = contract.margin.map(|m| amount(m, places.value));
        said.push(format!(
            "margin {}",
            margin.unwrap_or_else(|| UNKNOWN.to_owned())
        ));
        let liquidation = contract.terms.as_ref().and_then(|terms| terms.liquidation);
        let liquidation = liquidation
            .and_then(|at| at.to_tick(tick(places.price)?, Rounding::HalfEven).ok())
            .map(|at| format!("liquidation at {}", price(at, places.price)));
        said.extend(liquidation);
    }
    if contract.in_doubt {
        said.push("in doubt: the venue counts another position".to_owned());
    }
    PositionRow {
        margin: said.join(", "),
        ..position_row(&contract.marked(), instruments)
    }
}

/// One unit at `places` decimals, as a step.
fn tick(places: u32) -> Option<Price> {
    Price::from_parts(1, places).ok()
}

/// Balances with what our open orders hold of each; nothing held and nothing there is left out.
pub(super) fn balance_rows(portfolio: &Portfolio, instruments: &[Instrument]) -> Vec<BalanceRow> {
    let mut rows: Vec<BalanceRow> = Vec::new();
    for balance in &portfolio.balances {
        let held = held(portfolio, balance.asset);
        let nothing = balance.free.is_zero() && balance.locked.is_zero() && held.is_zero();
        if nothing {
            continue;
        }
        let places = asset_places(instruments, balance.asset);
        rows.push(BalanceRow {
            asset: balance.asset.to_string(),
            free: holding(balance.free, places),
            locked: holding(balance.locked, places),
            held: holding(held, places),
            available: holding(available(portfolio, balance.asset), places),
            available_plain: available(portfolio, balance.asset).to_string(),
        });
    }
    rows
}

/// What our open orders hold of an asset.
pub(super) fn held(portfolio: &Portfolio, asset: Asset) -> Qty {
    let of_asset = |(name, _): &&(Asset, Qty)| *name == asset;
    portfolio
        .holds
        .iter()
        .find(of_asset)
        .map_or(Qty::ZERO, |(_, held)| *held)
}

/// What may be used of an asset: all that the venue says is there, less what our open orders hold.
pub(super) fn available(portfolio: &Portfolio, asset: Asset) -> Qty {
    let of_asset = portfolio
        .balances
        .iter()
        .find(|balance| balance.asset == asset);
    let total = of_asset.and_then(|balance| balance.total().ok());
    total
        .and_then(|total| total.minus(held(portfolio, asset)).ok())
        .unwrap_or(Qty::ZERO)
}

/// The book as rows, best prices at the middle, with the depth of each level in twentieths.
pub(super) fn book_rows(book: Option<&BookView>, places: Places) -> BookRows {
    let Some(book) = book else {
        return BookRows {
            asks: Vec::new(),
            bids: Vec::new(),
            spread: UNKNOWN.to_owned(),
        };
    };
    let bids = ladder(&book.bids);
    let mut asks = ladder(&book.asks);
    let deepest = [&bids, &asks]
        .into_iter()
        .filter_map(|side| side.last())
        .map(|(_, _, sum)| units(sum.parts(), places.qty))
        .max()
        .unwrap_or_default()
        .max(1);
    asks.reverse();
    let row = |(at, size, sum): (Price, Qty, Qty)| {
        let depth = units(sum.parts(), places.qty).saturating_mul(DEPTH_STEPS) / deepest;
        BookRow {
            price: narrow_price(at, places.price),
            qty: qty(size, places.qty),
            sum: qty(sum, places.qty),
            twentieths: u8::try_from(depth.clamp(0, DEPTH_STEPS)).unwrap_or_default(),
        }
    };
    BookRows {
        asks: asks.into_iter().map(row).collect(),
        bids: bids.into_iter().map(row).collect(),
        spread: spread(book, places),
    }
}

fn ladder(levels: &[(Price, Qty)]) -> Vec<(Price, Qty, Qty)> {
    let mut sum = Qty::ZERO;
    levels
        .iter()
        .take(BOOK_LEVELS)
        .map(|(at, size)| {
            sum = sum.plus(*size).unwrap_or(sum);
            (*at, *size, sum)
        })
        .collect()
}

fn spread(book: &BookView, places: Places) -> String {
    let best = book.asks.first().zip(book.bids.first());
    let value = best.and_then(|((ask, _), (bid, _))| {
        let ask = domain::Amount::new(ask.get()).ok()?;
        let bid = domain::Amount::new(bid.get()).ok()?;
        ask.minus(bid).ok()
    });
    value.map_or_else(|| UNKNOWN.to_owned(), |value| amount(value, places.price))
}

/// The tape, latest first.
pub(super) fn tape_rows(trades: &[TapeTrade], places: Places) -> Vec<TapeRow> {
    let row = |trade: &TapeTrade| TapeRow {
        price: narrow_price(trade.price, places.price),
        qty: qty(trade.qty, places.qty),
        taker: side_key(trade.taker),
        at: moment(trade.at),
    };
    trades.iter().rev().map(row).collect()
}

#[cfg(test)]
mod tests;
