//! The crowd of the perpetuals: deep books from its first move, never crossed, near the index, the same for one seed.

use super::*;
use crate::crowd::Temper;
use crate::futures::FuturesEffect;
use domain::Machine;

const START: Time = Time::from_millis(1_800_000_000_000);

/// A whole market: everything listed, the crowd's moves applied for a time; every effect as text.
fn lived(seed: u64, seconds: i64, mut look: impl FnMut(&Futures)) -> alloc::string::String {
    let plan = CrowdPlan::of(seed, Temper::Lively);
    let (mut futures, mut crowd) = (Futures::new(), PerpetualCrowd::new(plan, START));
    let mut said: Vec<FuturesEffect> = Vec::new();
    let tag = Tag::new(1);
    for (asset, index) in PerpetualCrowd::margin_assets() {
        let input = FuturesInput::ListAsset { tag, asset, index };
        futures.step(START, input, &mut said);
    }
    for (listing, _) in PerpetualCrowd::listings(VenueId::new("simex").unwrap()) {
        let index = PerpetualCrowd::first_price(listing.instrument.symbol).unwrap();
        let listing = alloc::boxed::Box::new(listing);
        let input = FuturesInput::ListSymbol {
            tag,
            listing,
            index,
        };
        futures.step(START, input, &mut said);
    }
    let end = START.plus(Span::from_secs(seconds));
    while let Some(now) = crowd.wake_at().filter(|now| *now <= end) {
        let mut inputs = Vec::new();
        crowd.step(now, &futures, &mut inputs);
        for input in inputs {
            futures.step(now, input, &mut said);
        }
        look(&futures);
    }
    let refused = said
        .iter()
        .find(|effect| matches!(effect, FuturesEffect::Refused { .. }));
    assert_eq!(refused, None);
    alloc::format!("{said:?}")
}

#[test]
fn f60_books_are_deep_from_the_first_move_and_never_crossed() {
    let mut moves = 0;
    lived(7, 300, |futures| {
        moves += 1;
        for (listing, _) in futures.listings() {
            let symbol = listing.instrument.symbol;
            let book = futures.book(symbol, 100).unwrap();
            // Both contracts move at the first instant.
            assert!(book.bids.len() >= super::super::LEVELS_MIN, "{symbol}");
            assert!(book.asks.len() >= super::super::LEVELS_MIN, "{symbol}");
            assert!(book.bids[0].0 < book.asks[0].0, "{symbol}");
        }
    });
    assert!(moves > 1_000, "{moves}");
}

#[test]
fn f60_the_crowd_stays_near_the_index() {
    lived(11, 600, |futures| {
        for (listing, _) in futures.listings() {
            let symbol = listing.instrument.symbol;
            let view = futures.mark_price(symbol).unwrap();
            let best = futures.best(symbol).unwrap();
            let middle = best.bid.unwrap().0.middle(best.ask.unwrap().0).unwrap();
            let within = |times: &str| view.index.amount().valued(Price::parse(times).unwrap());
            assert!(middle.amount() > within("0.995").unwrap());
            assert!(middle.amount() < within("1.005").unwrap());
        }
    });
}

#[test]
fn f60_one_seed_is_one_market_and_another_is_another() {
    assert_eq!(lived(3, 60, |_| {}), lived(3, 60, |_| {}));
    assert_ne!(lived(3, 60, |_| {}), lived(4, 60, |_| {}));
}
