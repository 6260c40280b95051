//! What happened to accounts on margin reads back as it was written, in both position modes; and text from before positions had
//! sides reads as the one net position.

use super::*;
use domain::{
    AccountId, Amount, Asset, AssetsMode, Exposure, Fill, Leverage, Liquidity, MarginMode,
    Position, PositionKey, PositionMode, PositionSide, Price, Qty, Side, Symbol, VenueOrderId,
    VenueTradeId,
};
use gate::{ContractTerms, MarginReport};
use trading::{
    AccountBook, BookKept, CloseKind, ContractEvent, FillTiming, Snapshot, StatedTrade, VenueClose,
};

const ACCOUNT: AccountId = AccountId::new(2);

fn symbol() -> Symbol {
    Symbol::new("BTC/USDT:USDT").unwrap()
}

fn usdt() -> Asset {
    Asset::new("USDT").unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).unwrap()
}

fn price(text: &str) -> Price {
    Price::parse(text).unwrap()
}

fn at() -> Time {
    Time::from_nanos(9)
}

fn fill(position: PositionSide) -> Fill {
    Fill {
        trade: VenueTradeId::new("991").unwrap(),
        order: OrderId::new(7),
        account: ACCOUNT,
        symbol: symbol(),
        side: Side::Sell,
        position,
        price: price("50000.1"),
        qty: qty("0.01"),
        fee: amount("0.2"),
        fee_asset: usdt(),
        liquidity: Liquidity::Taker,
        at: at(),
    }
}

fn close(side: PositionSide) -> VenueClose {
    VenueClose {
        at: at(),
        venue_order: VenueOrderId::new("28").unwrap(),
        symbol: symbol(),
        side,
        kind: CloseKind::Liquidated,
    }
}

fn report(mode: PositionMode, sides: &[PositionSide]) -> MarginReport {
    let terms = sides.iter().map(|side| ContractTerms {
        symbol: symbol(),
        side: *side,
        leverage: Leverage::new(5).unwrap(),
        margin: MarginMode::Cross,
        held: amount("-0.5"),
        entry: Some(price("50000")),
        isolated: Amount::ZERO,
        liquidation: Some(price("61000")),
    });
    MarginReport {
        account: ACCOUNT,
        positions: mode,
        assets: AssetsMode::Single,
        contracts: terms.collect(),
    }
}

/// Every event that says which position it is about.
fn events(mode: PositionMode, sides: &[PositionSide]) -> Vec<Event> {
    let report = report(mode, sides);
    let mut events = vec![Event::Contract(ContractEvent::MarginSeen {
        report,
        at: at(),
    })];
    for side in sides {
        let told = fill(*side);
        events.push(Event::FillBooked {
            fill: told,
            timing: FillTiming::InLife,
            at: at(),
        });
        events.push(Event::ForeignTrade {
            account: ACCOUNT,
            trade: StatedTrade {
                trade: told.trade,
                venue_order: VenueOrderId::new("28").unwrap(),
                symbol: told.symbol,
                side: told.side,
                position: told.position,
                price: told.price,
                qty: told.qty,
                fee: told.fee,
                fee_asset: told.fee_asset,
                liquidity: told.liquidity,
                at: told.at,
            },
            at: at(),
        });
        events.push(Event::Contract(ContractEvent::PositionTaken {
            account: ACCOUNT,
            symbol: symbol(),
            side: *side,
            held: amount("-0.5"),
            entry: None,
            at: at(),
        }));
        events.push(Event::Contract(ContractEvent::ClosedByVenue {
            account: ACCOUNT,
            close: close(*side),
            at: at(),
        }));
    }
    events
}

const HEDGE: [PositionSide; 2] = [PositionSide::Long, PositionSide::Short];

// ORD-06
#[test]
fn what_names_a_position_reads_back_with_it() {
    let both = [PositionSide::Both];
    let all = events(PositionMode::Hedge, &HEDGE).into_iter();
    for happened in all.chain(events(PositionMode::OneWay, &both)) {
        let body = row(&happened).unwrap().body;
        assert_eq!(event(&body).unwrap(), happened, "{body}");
    }
}

// OPS-02: programs from before wrote no side; theirs was the one net position, and in one-way mode the text is still theirs.
#[test]
fn text_without_a_side_is_about_the_one_net_position() {
    for happened in events(PositionMode::OneWay, &[PositionSide::Both]) {
        let body = row(&happened).unwrap().body;
        assert!(!body.contains("\"both\""), "{body}");
    }
    let body = row(&events(PositionMode::Hedge, &HEDGE)[1]).unwrap().body;
    let without = body.replace(r#""position":"long","#, "");
    assert_ne!(without, body);
    let Event::FillBooked { fill: read, .. } = event(&without).unwrap() else {
        panic!("{without}");
    };
    assert_eq!(read, fill(PositionSide::Both));
}

// ORD-06
#[test]
fn a_snapshot_keeps_both_positions_and_what_the_book_counts_of_each() {
    let mut book = AccountBook::new(at(), [(usdt(), amount("100"))].into());
    for (side, held) in [
        (PositionSide::Both, "0"),
        (PositionSide::Long, "3"),
        (PositionSide::Short, "-2"),
    ] {
        book.held.insert((symbol(), side), amount(held));
        book.closes.insert(close(side));
    }
    let hedged = |side, exposure| Position {
        exposure,
        ..Position::flat(PositionKey {
            side,
            ..PositionKey::both(ACCOUNT, symbol())
        })
    };
    let mut snapshot = Snapshot::empty();
    snapshot.positions = vec![
        hedged(
            PositionSide::Long,
            Exposure::Long {
                qty: qty("3"),
                cost: amount("300"),
            },
        ),
        hedged(
            PositionSide::Short,
            Exposure::Short {
                qty: qty("2"),
                proceeds: amount("200"),
            },
        ),
    ];
    snapshot.books = vec![BookKept {
        account: ACCOUNT,
        book,
    }];
    snapshot.margins = vec![report(PositionMode::Hedge, &HEDGE)];
    let text = snapshot_text(&snapshot).unwrap();
    assert_eq!(super::snapshot(&text).unwrap(), snapshot);
}
