//! Prints of a capture: the tape shows them as they are, and they fill what stood in their way, queue respected.

use crate::script::{account, check, exchange, symbol, told};
use exchange::{Effect, ExchangeTradeId, TradeSource};

#[test]
fn x35_a_print_shows_on_the_tape_with_its_own_id_and_leaves_the_book() {
    check(
        "house bid 3@100 ask 3@101
         print sell 2@100",
        "tape t900 2@100 sell house from house",
    );
    let mut exchange = exchange();
    let effects = crate::script::step(&mut exchange, crate::script::input("print sell 2@100"));
    let [Effect::Trade(trade)] = effects.as_slice() else {
        // The first numbers of a listing are set aside with the listing itself.
        panic!("{effects:?}");
    };
    assert_eq!(trade.source, TradeSource::Capture);
    assert_eq!(trade.id, ExchangeTradeId::new(900));
    assert_eq!(trade.at, domain::Time::from_millis(3));
    assert_eq!(
        exchange.last_price(symbol()),
        Some(crate::script::price("100"))
    );
}

/// What is filled of account 1's order after the script.
fn filled(script: &str) -> String {
    let mut exchange = exchange();
    told(&mut exchange, script);
    let key = exchange::OrderKey::Client(domain::ClientOrderId::new("mine").unwrap());
    let order = exchange.order(account(1), symbol(), key).unwrap();
    order.filled.to_string()
}

#[test]
fn x36_the_queue_before_an_order_is_eaten_first() {
    let joined = "house bid 3@100\n1 buy 2 @100 as mine\n";
    let cases = [
        ("print sell 3@100", "0"),
        ("print sell 3.001@100", "0.001"),
        ("print sell 4@100", "1"),
        ("print sell 9@100", "2"),
        ("print sell 1@100\nprint sell 2@100\nprint sell 1@100", "1"),
        // Less displayed later means less before us; more displayed stands behind us.
        ("diff bid 1@100\nprint sell 2@100", "1"),
        ("diff bid 1@100\ndiff bid 9@100\nprint sell 2@100", "1"),
        ("diff bid 9@100\nprint sell 4@100", "1"),
        ("diff bid 0@100\nprint sell 0.5@100", "0.5"),
        // A print above our bid, or of buyers, does not reach us.
        ("print sell 9@100.01", "0"),
        ("print buy 9@100", "0"),
        // A print below went through us first, whatever stood before us.
        ("print sell 1@99", "1"),
        ("print sell 9@99", "2"),
        // An account's own taking eats the queue too.
        ("2 sell 3 @100\nprint sell 1@100", "1"),
        ("take sell 2 @100\nprint sell 2@100", "1"),
    ];
    for (then, expected) in cases {
        assert_eq!(filled(&format!("{joined}{then}")), expected, "{then}");
    }
}

#[test]
fn x36_two_orders_wait_each_behind_its_own_queue() {
    let joined = "house bid 3@100
                  1 buy 1 @100
                  diff bid 5@100
                  2 buy 1 @100\n";
    check(
        &format!("{joined}print sell 5.5@100"),
        "tape t900 5.5@100 sell house from house
         #1 t1 1@100 = 100 fee 0.001 B maker | filled 1/1
         bid 100 now 6
         1 has 99900 Q and 0 locked
         1 has 1000.999 B and 0 locked",
    );
    check(
        &format!("{joined}print sell 5.5@100\nprint sell 1@100"),
        "tape t900 1@100 sell house from house
         #2 t2 0.5@100 = 50 fee 0.0005 B maker | part 0.5/1
         bid 100 now 5.5
         2 has 99900 Q and 50 locked
         2 has 1000.4995 B and 0 locked",
    );
}

#[test]
fn x36_a_print_fills_better_orders_first_at_their_own_price() {
    check(
        "1 buy 1 @101
         2 buy 1 @100
         print sell 1.5@100",
        "tape t900 1.5@100 sell house from house
         #1 t1 1@101 = 101 fee 0.001 B maker | filled 1/1
         #2 t2 0.5@100 = 50 fee 0.0005 B maker | part 0.5/1
         bid 100 now 0.5
         bid 101 now 0
         1 has 99899 Q and 0 locked
         1 has 1000.999 B and 0 locked
         2 has 99900 Q and 50 locked
         2 has 1000.4995 B and 0 locked",
    );
    check(
        "1 sell 1 @99
         print buy 0.4@100",
        "tape t900 0.4@100 buy house from house
         #1 t1 0.4@99 = 39.6 fee 0.0396 Q maker | part 0.4/1
         ask 99 now 0.6
         1 has 999 B and 0.6 locked
         1 has 100039.5604 Q and 0 locked",
    );
}

#[test]
fn x36_a_capture_may_hold_dust_finer_than_the_step() {
    check(
        "1 buy 1 @100
         house bid 2.00000007@99 ask 0.00012345@100
         print sell 0.00000007@100",
        "tape t900 0.00000007@100 sell house from house
         #1 t2 0.00000007@100 = 0.000007 fee 0 B maker | part 0.00012352/1
         bid 100 now 0.99987648
         1 has 99900 Q and 99.987648 locked
         1 has 1000.0001234 B and 0 locked",
    );
}

#[test]
fn x37_numbers_of_the_engine_and_of_a_capture_do_not_meet() {
    check(
        "1 buy 1 @100
         print sell 1@100
         house ask 1@101
         2 buy 1 @101",
        "accepted #2
         #2 new | new 0/1
         tape t2 1@101 buy #2 from house
         #2 t2 1@101 = 101 fee 0.002 B taker | filled 1/1
         ask 101 now 0
         2 has 99899 Q and 0 locked
         2 has 1000.998 B and 0 locked",
    );
}
