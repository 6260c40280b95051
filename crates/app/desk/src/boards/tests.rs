//! Tests of which board shows a symbol.

use super::*;
use crate::live::BookView;
use domain::{Price, Qty, Time};

fn book(symbol: Symbol, bid: &str) -> Arc<BookView> {
    let level = |price: &str| vec![(Price::parse(price).unwrap(), Qty::parse("1").unwrap())];
    Arc::new(BookView {
        symbol,
        bids: level(bid),
        asks: level("200"),
        update_id: 1,
        received: Time::from_millis(1),
    })
}

// ORD-13
#[test]
fn b14_each_board_keeps_its_own_market_and_one_of_them_is_shown() {
    let (btc, eth) = (
        Symbol::new("BTC/USDT").unwrap(),
        Symbol::new("ETH/USDT").unwrap(),
    );
    let boards = Boards::default();
    for symbol in [btc, eth] {
        boards.of(LinkRole::Home).set_book(book(symbol, "100"));
        boards.of(LinkRole::Backup).set_book(book(symbol, "101"));
    }
    let bid = |symbol| boards.shown(symbol).quote(symbol).unwrap().bid.to_string();
    assert_eq!((bid(btc), bid(eth)), ("100".into(), "100".into()));
    boards.show_from_backup(BTreeSet::from([btc]));
    assert_eq!((bid(btc), bid(eth)), ("101".into(), "100".into()));
    assert_eq!(boards.source(btc), LinkRole::Backup);
    boards.show_from_backup(BTreeSet::new());
    assert_eq!((bid(btc), bid(eth)), ("100".into(), "100".into()));
}
