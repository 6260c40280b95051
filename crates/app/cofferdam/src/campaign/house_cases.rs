//! Wishes that the house must refuse, whatever the market: texts that are no order, prices and quantities off the grid or out
//! of bounds. As data; nothing is asked here.

use super::door::Trouble;
use super::market::Market;
use super::wish::Wish;
use domain::{Price, Qty, Rate, Rounding, Side, Symbol};

/// A price far over the market, inside what the venue takes and outside the house's collar.
const FAR: (i128, u32) = (30, 2);

/// A wish that must be refused: what it is, its right answers, and the refusal of the venue that it stands before.
pub(super) type Row = (
    &'static str,
    Wish,
    &'static [&'static str],
    Option<&'static str>,
);

/// Texts that are no order.
pub(super) fn text_rows(market: &Market) -> Result<Vec<Row>, Trouble> {
    let (symbol, unit) = (market.symbol(), market.unit()?);
    let price = market.away(Side::Buy)?;
    let plain = || market.market(Side::Buy, unit);
    let limit = || Wish::new(symbol, Side::Buy, ("limit", unit)).price(price);
    let unknown = Symbol::new("NOSUCH/USDT").map_err(|_| stopped("a symbol"))?;
    let unknown = Wish::new(unknown, Side::Buy, ("market", unit));
    let value: &[&str] = &["value"];
    Ok(vec![
        (
            "an unknown symbol",
            unknown,
            &["unknown-symbol"],
            Some("-1121"),
        ),
        (
            "no quantity",
            plain().with("qty", "0"),
            value,
            Some("-1013 LOT_SIZE"),
        ),
        (
            "a quantity that is no number",
            plain().with("qty", "1e-3"),
            value,
            Some("-1100"),
        ),
        (
            "an unknown kind",
            plain().with("kind", "guess"),
            value,
            Some("-1116"),
        ),
        (
            "an unknown side",
            plain().with("side", "hold"),
            value,
            Some("-1117"),
        ),
        ("an unknown life", limit().life("gtx"), value, Some("-1115")),
        (
            "a limit without a price",
            plain().with("kind", "limit"),
            value,
            Some("-1102"),
        ),
        (
            "a price at the market",
            plain().price(price),
            value,
            Some("-1106"),
        ),
    ])
}

fn limit(market: &Market, (side, qty): (Side, Qty), price: Price) -> Wish {
    let wish = Wish::new(market.symbol(), side, ("limit", qty));
    wish.price(price).life("gtc")
}

/// Prices off the venue's grid or outside its bounds.
pub(super) fn price_rows(market: &Market) -> Result<Vec<Row>, Trouble> {
    let rules = &market.instrument;
    let (unit, price) = ((Side::Buy, market.unit()?), market.away(Side::Buy)?);
    let tick = rules.price_tick.amount();
    let off = Price::new(
        price
            .amount()
            .plus(tick.times(Qty::from_parts(1, 1)?)?)?
            .get(),
    )?;
    let high = Price::new(rules.price_max.amount().plus(tick)?.get())?;
    let filter = Some("-1013 PRICE_FILTER");
    Ok(vec![
        (
            "a price off the tick",
            limit(market, unit, off),
            &["ORD-05.price-tick"],
            filter,
        ),
        (
            "a price over the venue's highest",
            limit(market, unit, high),
            &["ORD-05.price-max"],
            filter,
        ),
    ])
}

/// Quantities off the venue's grid or outside its bounds.
pub(super) fn qty_rows(market: &Market) -> Result<Vec<Row>, Trouble> {
    let rules = &market.instrument;
    let (unit, price, step) = (market.unit()?, market.away(Side::Buy)?, rules.qty_step);
    let tenth = Qty::from_parts(1, 1)?;
    let off = unit.plus(step.amount().times(tenth)?.qty()?)?;
    let under = rules.qty_min.amount().times(tenth)?.qty()?;
    let over = rules.qty_max.plus(step)?;
    let at_market = rules.market_qty_max.min(rules.qty_max).plus(step)?;
    let of = |qty| limit(market, (Side::Buy, qty), price);
    let filter = Some("-1013 LOT_SIZE");
    Ok(vec![
        (
            "a quantity off the step",
            of(off),
            &["ORD-05.qty-step"],
            filter,
        ),
        (
            "a quantity under the venue's smallest",
            of(under),
            &["ORD-05.qty-min"],
            filter,
        ),
        (
            "a quantity over the venue's largest",
            of(over),
            &["ORD-05.qty-max"],
            filter,
        ),
        (
            "too large a quantity at the market",
            market.market(Side::Buy, at_market),
            &["ORD-05.qty-max"],
            Some("-1013 MARKET_LOT_SIZE"),
        ),
    ])
}

/// Values outside the venue's bounds and outside the house's.
pub(super) fn value_rows(market: &Market) -> Result<Vec<Row>, Trouble> {
    let rules = &market.instrument;
    let (price, step) = (market.away(Side::Buy)?, rules.qty_step);
    let of = |qty| limit(market, (Side::Buy, qty), price);
    let filter = Some("-1013 NOTIONAL");
    let mut rows: Vec<Row> = Vec::new();
    let least = rules.qty_min.max(step);
    if price.times(least)? < rules.notional_min {
        rows.push((
            "an order worth too little",
            of(least),
            &["ORD-05.notional-min"],
            filter,
        ));
    }
    let dear = rules.notional_max.affords(price, step)?.plus(step)?;
    if dear <= rules.qty_max {
        let what = "an order worth more than the venue takes";
        rows.push((what, of(dear), &["ORD-05.notional-max"], filter));
    }
    let large = rules.notional_max.share(Rate::from_parts(9, 1)?)?;
    let large = large.affords(market.ask, step)?.min(rules.qty_max);
    rows.push((
        "an order larger than the house allows",
        of(large),
        &["GATE-02.order-value", "GATE-02.order-qty"],
        None,
    ));
    Ok(rows)
}

/// Prices outside the house's collar.
pub(super) fn collar_rows(market: &Market) -> Result<Vec<Row>, Trouble> {
    let unit = market.unit()?;
    let far = Rate::from_parts(FAR.0, FAR.1)?;
    let high = market.on_tick(market.ask.moved(far)?, Rounding::Up)?;
    let low = market.on_tick(market.bid.moved(far.negated())?, Rounding::Down)?;
    let band = Some("-1013 PERCENT_PRICE_BY_SIDE");
    Ok(vec![
        (
            "a price far over the market",
            limit(market, (Side::Buy, unit), high),
            &["GATE-17.price-collar-high"],
            band,
        ),
        (
            "a price far under the market",
            limit(market, (Side::Sell, unit.plus(unit)?), low),
            &["GATE-17.price-collar-low"],
            band,
        ),
    ])
}

fn stopped(what: &str) -> Trouble {
    Trouble::Stopped(format!("{what} could not be made up"))
}
