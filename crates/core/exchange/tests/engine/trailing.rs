//! Trailing orders follow the best price and wake when it comes back far enough.
// ORD-05

use crate::script::check;

#[test]
fn x45_a_seller_follows_up_and_wakes_on_the_way_down() {
    check(
        "house bid 1@90
         print buy 1@100
         1 sell 1 stop trail+1000
         print buy 1@110
         print sell 1@99.01
         print sell 1@99",
        "tape t900 1@99 sell house from house
         #1 triggered | new 0/1
         tape t1 1@90 sell house from #1
         #1 t1 1@90 = 90 fee 0.18 Q taker | filled 1/1
         bid 90 now 0
         1 has 999 B and 0 locked
         1 has 100089.82 Q and 0 locked",
    );
}

#[test]
fn x45_a_better_price_is_told_once() {
    check(
        "print buy 1@100
         1 sell 1 stop trail+1000
         print buy 1@110",
        "tape t900 1@110 buy house from house
         #1 trails 110",
    );
}

#[test]
fn x45_one_tick_short_it_sleeps() {
    check(
        "print buy 1@100
         1 sell 1 stop trail+1000
         print buy 1@110
         print sell 1@99.01",
        "tape t900 1@99.01 sell house from house",
    );
}

#[test]
fn x45_a_buyer_follows_down_and_wakes_on_the_way_up() {
    check(
        "house ask 1@120
         print buy 1@100
         1 buy 1 stop trail+500 @120
         print sell 1@80
         print buy 1@83.99
         print buy 1@84",
        "tape t900 1@84 buy house from house
         #1 triggered | new 0/1
         tape t1 1@120 buy #1 from house
         #1 t1 1@120 = 120 fee 0.002 B taker | filled 1/1
         ask 120 now 0
         1 has 99880 Q and 0 locked
         1 has 1000.998 B and 0 locked",
    );
}

#[test]
fn x45_with_a_stop_price_it_follows_only_from_there() {
    check(
        "house bid 1@90
         print buy 1@100
         1 sell 1 take trail+1000/105
         print sell 1@94
         print buy 1@104.99
         print buy 1@105
         print sell 1@95
         print sell 1@94.5",
        "tape t900 1@94.5 sell house from house
         #1 triggered | new 0/1
         tape t1 1@90 sell house from #1
         #1 t1 1@90 = 90 fee 0.18 Q taker | filled 1/1
         bid 90 now 0
         1 has 999 B and 0 locked
         1 has 100089.82 Q and 0 locked",
    );
}

#[test]
fn x45_without_a_last_price_it_follows_from_the_first_trade() {
    check(
        "1 sell 1 stop trail+1000
         print buy 1@100",
        "tape t900 1@100 buy house from house
         #1 trails 100",
    );
}

#[test]
fn x45_a_distance_outside_the_bounds_is_refused() {
    check("1 sell 1 stop trail+2001", "refused trailing-out-of-range");
}

#[test]
fn x45_a_distance_of_nothing_is_refused() {
    check("1 sell 1 stop trail+0", "refused trailing-out-of-range");
}

#[test]
fn x45_a_stop_price_reached_already_is_refused() {
    check(
        "print buy 1@100
         1 sell 1 take trail+100/99",
        "refused would-trigger",
    );
}

#[test]
fn x45_every_price_of_one_step_counts_in_order() {
    check(
        "house bid 1@110 bid 1@100 bid 5@90
         print buy 1@100
         1 sell 1 stop trail+900 as trails
         2 sell 2 market",
        "accepted #2
         #2 new | new 0/2
         tape t1 1@110 sell house from #2
         #2 t1 1@110 = 110 fee 0.22 Q taker | part 1/2
         tape t2 1@100 sell house from #2
         #2 t2 1@100 = 100 fee 0.2 Q taker | filled 2/2
         #1 trails 110
         #1 triggered | new 0/1
         tape t3 1@90 sell house from #1
         #1 t3 1@90 = 90 fee 0.18 Q taker | filled 1/1
         bid 90 now 4
         bid 100 now 0
         bid 110 now 0
         2 has 998 B and 0 locked
         2 has 100209.58 Q and 0 locked
         1 has 999 B and 0 locked
         1 has 100089.82 Q and 0 locked",
    );
}
