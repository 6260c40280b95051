//! The integer grid at its edges.

use super::{ATOM_PLACES, BALANCE_ATOMS_MAX, Grid, OffGrid, amount_of, atoms, qty_of};
use crate::crowd::Crowd;
use crate::refusal::RefuseReason;
use alloc::string::ToString;
use domain::{Price, Qty, VenueId};

fn grids() -> impl Iterator<Item = (Price, Grid)> {
    let listings = Crowd::listings(VenueId::new("simex").unwrap());
    listings.into_iter().map(|listing| {
        let tick = listing.instrument.rules.price_tick;
        (tick, Grid::of(&listing).unwrap())
    })
}

fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

#[test]
fn x19_ticks_and_lots_count_exactly() {
    let (_, btc) = grids().next().unwrap();
    assert_eq!(btc.ticks(price("64250.01")), Ok(6_425_001));
    assert_eq!(btc.ticks(price("64250.001")), Err(OffGrid::Between));
    assert_eq!(
        btc.ticks(price("79228162514264337593543950335")),
        Err(OffGrid::TooLarge)
    );
    assert_eq!(btc.lots(qty("0.00000001")), Ok(1));
    assert_eq!(btc.lots(qty("0.000000001")), Err(OffGrid::Between));
    assert_eq!(btc.step_lots(qty("0.00001")), Ok(1_000));
    assert_eq!(btc.step_lots(qty("0.000011")), Err(OffGrid::Between));
    assert_eq!(btc.step_lots(Qty::ZERO), Ok(0));
}

#[test]
fn x19_values_come_back_as_they_went_in() {
    for (tick, grid) in grids() {
        for lots in [0, 1, 999, 100_000, 123_456_789, u64::MAX / 2] {
            assert_eq!(grid.lots(grid.qty(lots)), Ok(lots));
        }
        let step = grid.step_lots;
        let value = amount_of(grid.quote(1, step));
        assert_eq!(value, tick.times(grid.qty(step)).unwrap());
    }
}

#[test]
fn x19_money_buys_whole_steps_and_never_one_too_many() {
    let (_, btc) = grids().next().unwrap();
    let ticks = btc.ticks(price("64250.01")).unwrap();
    let step = btc.step_lots;
    for steps in [1, 2, 77, 123_456] {
        let cost = btc.quote(ticks, step * steps);
        assert_eq!(btc.lots_for(cost, ticks), step * steps);
        assert_eq!(btc.lots_for(cost - 1, ticks), step * (steps - 1));
    }
    assert_eq!(btc.lots_for(-5, ticks), 0);
    assert_eq!(btc.lots_for(5, 0), 0);
}

#[test]
fn x19_atoms_write_and_read_alike() {
    let one = 10_i128.pow(ATOM_PLACES);
    let cases = [
        (0, "0"),
        (1, "0.000000000001"),
        (one, "1"),
        (one * 1_000_000, "1000000"),
        (one / 8, "0.125"),
        (123_456_789_000_000, "123.456789"),
        (i128::from(i64::MAX), "9223372.036854775807"),
        (i128::from(i64::MAX) + 1, "9223372.036854775808"),
        (BALANCE_ATOMS_MAX, "10000000000000000"),
    ];
    for (count, text) in cases {
        assert_eq!(qty_of(count).to_string(), text);
        assert_eq!(atoms(qty(text).parts()), Ok(count));
        assert_eq!(amount_of(-count), qty(text).amount().negated());
    }
    assert_eq!(qty_of(-1), Qty::ZERO);
    assert_eq!(
        atoms(qty("0.0000000000001").parts()),
        Err(RefuseReason::TooFine)
    );
    assert_eq!(
        atoms(qty("10000000000000000.1").parts()),
        Err(RefuseReason::TooLarge)
    );
}

#[test]
fn x19_what_no_decimal_holds_is_shown_as_the_largest_that_one_does() {
    let largest = "79228162514264337.593543950335";
    assert_eq!(qty_of(i128::MAX).to_string(), largest);
    assert_eq!(
        amount_of(i128::MIN).to_string(),
        alloc::format!("-{largest}")
    );
}
