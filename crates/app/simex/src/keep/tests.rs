//! What bounds are read as, and what is none.

use super::*;

#[test]
fn named_bounds_are_set_and_the_others_stay() {
    let keep = Keep::parse("orders=500, trades=2000,ledger=64").unwrap();
    assert_eq!(keep.retention.ended_orders, 500);
    assert_eq!(keep.retention.trades, 2_000);
    assert_eq!(keep.ledger_entries, 64);
    assert_eq!(
        keep.retention.wallet_records,
        Retention::USUAL.wallet_records
    );
    let names = "orders,lists,algos,trades,prevented,income,amendments,margin,wallet,tape,ledger";
    let all = names.replace(',', "=7,") + "=7";
    let keep = Keep::parse(&all).unwrap();
    assert_eq!((keep.public_trades, keep.ledger_entries), (7, 7));
    assert_eq!(
        keep.retention,
        Retention {
            ended_orders: 7,
            ended_lists: 7,
            ended_algos: 7,
            trades: 7,
            prevented: 7,
            income: 7,
            amendments: 7,
            margin_changes: 7,
            wallet_records: 7,
        }
    );
}

#[test]
fn what_is_no_bound_is_named() {
    for (text, named) in [
        ("", "\"\""),
        ("orders", "\"orders\""),
        ("orders=", "\"orders=\""),
        ("orders=0", "\"orders=0\""),
        ("orders=10000001", "\"orders=10000001\""),
        ("trades=5,candles=5", "\"candles=5\""),
        ("orders=-1", "\"orders=-1\""),
    ] {
        let error = Keep::parse(text).unwrap_err().to_string();
        assert!(error.starts_with(named), "{text}: {error}");
    }
}
