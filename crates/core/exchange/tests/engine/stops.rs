//! Stop orders: asleep until a trade reaches the trigger, then a market or a limit order like any other.
// ORD-05

use crate::script::check;

#[test]
fn x15_a_stop_sleeps_outside_the_book_with_its_money_locked() {
    check(
        "1 sell 2 stop 95",
        "accepted #1
         #1 new | sleeping 0/2
         1 has 998 B and 2 locked",
    );
    check(
        "1 buy 2 stop 105",
        "accepted #1
         #1 new | sleeping 0/2
         1 has 99790 Q and 210 locked",
    );
    check(
        "1 buy 2 stop 105 @106",
        "accepted #1
         #1 new | sleeping 0/2
         1 has 99788 Q and 212 locked",
    );
}

#[test]
fn x15_a_trigger_that_is_reached_already_is_refused() {
    let last = "print buy 1@100\n";
    check(&format!("{last}1 sell 1 stop 100"), "refused would-trigger");
    check(
        &format!("{last}1 sell 1 stop 100.01"),
        "refused would-trigger",
    );
    check(&format!("{last}1 buy 1 stop 100"), "refused would-trigger");
    check(
        &format!("{last}1 buy 1 stop 99.99 @100"),
        "refused would-trigger",
    );
    check(
        &format!("{last}1 sell 1 stop 99.99"),
        "accepted #1
         #1 new | sleeping 0/1
         1 has 999 B and 1 locked",
    );
    check(
        &format!("{last}1 buy 1 stop 100.01"),
        "accepted #1
         #1 new | sleeping 0/1
         1 has 99899.99 Q and 100.01 locked",
    );
}

#[test]
fn x16_a_trade_at_the_trigger_wakes_and_one_tick_short_does_not() {
    check(
        "1 sell 1 stop 95
         print sell 1@95.01",
        "tape t900 1@95.01 sell house from house",
    );
    check(
        "house bid 5@94
         1 sell 1 stop 95
         print sell 1@95",
        "tape t900 1@95 sell house from house
         #1 triggered | new 0/1
         tape t1 1@94 sell house from #1
         #1 t1 1@94 = 94 fee 0.188 Q taker | filled 1/1
         bid 94 now 4
         1 has 999 B and 0 locked
         1 has 100093.812 Q and 0 locked",
    );
}

#[test]
fn x16_a_quote_never_wakes_a_stop() {
    check(
        "1 sell 1 stop 95
         house bid 1@80 ask 1@81",
        "bid 80 now 1
         ask 81 now 1",
    );
}

#[test]
fn x16_a_stop_limit_becomes_a_limit_order_that_may_rest() {
    check(
        "1 buy 1 stop 105 @106
         print buy 1@105",
        "tape t900 1@105 buy house from house
         #1 triggered | new 0/1
         bid 106 now 1",
    );
    check(
        "1 buy 1 stop 105 @106 ioc
         print buy 1@105",
        "tape t900 1@105 buy house from house
         #1 triggered | new 0/1
         #1 expired | ImmediateOrCancel 0/1
         1 has 100000 Q and 0 locked",
    );
}

#[test]
fn x17_stops_wake_stops_in_the_order_they_were_placed() {
    check(
        "house bid 1@95 bid 1@90 bid 1@85
         1 sell 1 stop 90
         2 sell 1 stop 95
         3 sell 1 stop 96
         take sell 1",
        "tape t1 1@95 sell house from house
         #2 triggered | new 0/1
         tape t2 1@90 sell house from #2
         #2 t2 1@90 = 90 fee 0.18 Q taker | filled 1/1
         #3 triggered | new 0/1
         tape t3 1@85 sell house from #3
         #3 t3 1@85 = 85 fee 0.17 Q taker | filled 1/1
         #1 triggered | new 0/1
         #1 expired | NoLiquidity 0/1
         bid 85 now 0
         bid 90 now 0
         bid 95 now 0
         2 has 999 B and 0 locked
         2 has 100089.82 Q and 0 locked
         3 has 999 B and 0 locked
         3 has 100084.83 Q and 0 locked
         1 has 1000 B and 0 locked",
    );
}

#[test]
fn x17_of_two_reached_at_once_the_one_placed_first_goes_first() {
    check(
        "house bid 1@90 bid 1@80
         1 sell 1 stop 96
         2 sell 1 stop 95
         print sell 1@95",
        "tape t900 1@95 sell house from house
         #1 triggered | new 0/1
         tape t1 1@90 sell house from #1
         #1 t1 1@90 = 90 fee 0.18 Q taker | filled 1/1
         #2 triggered | new 0/1
         tape t2 1@80 sell house from #2
         #2 t2 1@80 = 80 fee 0.16 Q taker | filled 1/1
         bid 80 now 0
         bid 90 now 0
         1 has 999 B and 0 locked
         1 has 100089.82 Q and 0 locked
         2 has 999 B and 0 locked
         2 has 100079.84 Q and 0 locked",
    );
}

#[test]
fn x18_a_woken_buy_stop_spends_what_is_free_and_no_more() {
    // 500 × 110 locked at the trigger; the book asks 300 for it, and all that is free is 100000.
    check(
        "house ask 500@3000
         1 buy 50 stop 110
         print buy 1@110",
        "tape t900 1@110 buy house from house
         #1 triggered | new 0/50
         tape t1 33.333@3000 buy #1 from house
         #1 t1 33.333@3000 = 99999 fee 0.066666 B taker | part 33.333/50
         #1 expired | InsufficientBalance 33.333/50
         ask 3000 now 466.667
         1 has 1 Q and 0 locked
         1 has 1033.266334 B and 0 locked",
    );
}

#[test]
fn x18_a_sleeping_stop_can_be_cancelled() {
    check(
        "1 buy 2 stop 105 as guard
         1 cancel guard",
        "cancelled #1
         #1 cancelled | cancelled 0/2
         1 has 100000 Q and 0 locked",
    );
}
