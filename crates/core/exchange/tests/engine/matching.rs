//! Who trades with whom, at which price, and what becomes of the rest.
// ORD-02, ORD-05

use crate::script::check;

#[test]
fn x1_a_limit_order_rests_and_locks() {
    check(
        "1 buy 2 @100",
        "accepted #1
         #1 new | new 0/2
         bid 100 now 2
         1 has 99800 Q and 200 locked",
    );
    check(
        "1 sell 2 @100",
        "accepted #1
         #1 new | new 0/2
         ask 100 now 2
         1 has 998 B and 2 locked",
    );
}

#[test]
fn x2_the_better_price_trades_first_and_at_its_own_price() {
    check(
        "1 sell 1 @101
         2 sell 1 @100
         3 buy 1.5 @101",
        "accepted #3
         #3 new | new 0/1.5
         tape t1 1@100 buy #3 from #2
         #2 t1 1@100 = 100 fee 0.1 Q maker | filled 1/1
         #3 t1 1@100 = 100 fee 0.002 B taker | part 1/1.5
         tape t2 0.5@101 buy #3 from #1
         #1 t2 0.5@101 = 50.5 fee 0.0505 Q maker | part 0.5/1
         #3 t2 0.5@101 = 50.5 fee 0.001 B taker | filled 1.5/1.5
         ask 100 now 0
         ask 101 now 0.5
         3 has 99849.5 Q and 0 locked
         2 has 999 B and 0 locked
         2 has 100099.9 Q and 0 locked
         3 has 1001.497 B and 0 locked
         1 has 999 B and 0.5 locked
         1 has 100050.4495 Q and 0 locked",
    );
}

#[test]
fn x3_at_one_price_who_stood_first_trades_first() {
    check(
        "1 buy 1 @100
         2 buy 1 @100
         3 sell 1 @100",
        "accepted #3
         #3 new | new 0/1
         tape t1 1@100 sell #1 from #3
         #1 t1 1@100 = 100 fee 0.001 B maker | filled 1/1
         #3 t1 1@100 = 100 fee 0.2 Q taker | filled 1/1
         bid 100 now 1
         3 has 999 B and 0 locked
         1 has 99900 Q and 0 locked
         1 has 1000.999 B and 0 locked
         3 has 100099.8 Q and 0 locked",
    );
}

#[test]
fn x3_a_part_fill_keeps_its_place() {
    check(
        "1 buy 2 @100
         2 buy 1 @100
         3 sell 1 @100
         3 sell 1.5 @100",
        "accepted #4
         #4 new | new 0/1.5
         tape t2 1@100 sell #1 from #4
         #1 t2 1@100 = 100 fee 0.001 B maker | filled 2/2
         #4 t2 1@100 = 100 fee 0.2 Q taker | part 1/1.5
         tape t3 0.5@100 sell #2 from #4
         #2 t3 0.5@100 = 50 fee 0.0005 B maker | part 0.5/1
         #4 t3 0.5@100 = 50 fee 0.1 Q taker | filled 1.5/1.5
         bid 100 now 0.5
         3 has 997.5 B and 0 locked
         1 has 99800 Q and 0 locked
         1 has 1001.998 B and 0 locked
         3 has 100249.5 Q and 0 locked
         2 has 99900 Q and 50 locked
         2 has 1000.4995 B and 0 locked",
    );
}

#[test]
fn x2_a_limit_equal_to_the_best_price_trades_and_one_tick_short_does_not() {
    check(
        "1 sell 1 @100
         2 buy 1 @99.99",
        "accepted #2
         #2 new | new 0/1
         bid 99.99 now 1
         2 has 99900.01 Q and 99.99 locked",
    );
    check(
        "1 sell 1 @100
         2 buy 1 @100 ioc",
        "accepted #2
         #2 new | new 0/1
         tape t1 1@100 buy #2 from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | filled 1/1
         #2 t1 1@100 = 100 fee 0.002 B taker | filled 1/1
         ask 100 now 0
         2 has 99900 Q and 0 locked
         1 has 999 B and 0 locked
         1 has 100099.9 Q and 0 locked
         2 has 1000.998 B and 0 locked",
    );
}

#[test]
fn x4_what_an_ioc_cannot_trade_at_once_expires_and_frees_its_money() {
    check(
        "1 sell 1 @100
         2 buy 3 @100 ioc",
        "accepted #2
         #2 new | new 0/3
         tape t1 1@100 buy #2 from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | filled 1/1
         #2 t1 1@100 = 100 fee 0.002 B taker | part 1/3
         #2 expired | ImmediateOrCancel 1/3
         ask 100 now 0
         2 has 99900 Q and 0 locked
         1 has 999 B and 0 locked
         1 has 100099.9 Q and 0 locked
         2 has 1000.998 B and 0 locked",
    );
    check(
        "2 sell 3 @100 ioc",
        "accepted #1
         #1 new | new 0/3
         #1 expired | ImmediateOrCancel 0/3
         2 has 1000 B and 0 locked",
    );
}

#[test]
fn x5_a_fok_trades_all_or_nothing() {
    let standing = "1 sell 1 @100
                    2 sell 1 @101";
    check(
        &format!("{standing}\n3 buy 2.001 @101 fok"),
        "accepted #3
         #3 new | new 0/2.001
         #3 expired | FillOrKill 0/2.001
         3 has 100000 Q and 0 locked",
    );
    check(
        &format!("{standing}\n3 buy 2 @100.99 fok"),
        "accepted #3
         #3 new | new 0/2
         #3 expired | FillOrKill 0/2
         3 has 100000 Q and 0 locked",
    );
    check(
        &format!("{standing}\n3 buy 2 @101 fok"),
        "accepted #3
         #3 new | new 0/2
         tape t1 1@100 buy #3 from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | filled 1/1
         #3 t1 1@100 = 100 fee 0.002 B taker | part 1/2
         tape t2 1@101 buy #3 from #2
         #2 t2 1@101 = 101 fee 0.101 Q maker | filled 1/1
         #3 t2 1@101 = 101 fee 0.002 B taker | filled 2/2
         ask 100 now 0
         ask 101 now 0
         3 has 99799 Q and 0 locked
         1 has 999 B and 0 locked
         1 has 100099.9 Q and 0 locked
         3 has 1001.996 B and 0 locked
         2 has 999 B and 0 locked
         2 has 100100.899 Q and 0 locked",
    );
}

#[test]
fn x6_a_market_order_takes_what_there_is_and_the_rest_expires() {
    check(
        "1 buy 1 @100
         2 sell 3 market",
        "accepted #2
         #2 new | new 0/3
         tape t1 1@100 sell #1 from #2
         #1 t1 1@100 = 100 fee 0.001 B maker | filled 1/1
         #2 t1 1@100 = 100 fee 0.2 Q taker | part 1/3
         #2 expired | NoLiquidity 1/3
         bid 100 now 0
         2 has 999 B and 0 locked
         1 has 99900 Q and 0 locked
         1 has 1000.999 B and 0 locked
         2 has 100099.8 Q and 0 locked",
    );
    check(
        "2 buy 3 market",
        "accepted #1
         #1 new | new 0/3
         #1 expired | NoLiquidity 0/3",
    );
}

#[test]
fn x7_a_maker_only_order_never_takes() {
    check("1 sell 1 @100\n2 buy 1 maker @100", "refused would-match");
    check("1 buy 1 @100\n2 sell 1 maker @99", "refused would-match");
    check("house ask 1@100\n2 buy 1 maker @100", "refused would-match");
    check(
        "1 sell 1 @100
         2 buy 1 maker @99.99",
        "accepted #2
         #2 new | new 0/1
         bid 99.99 now 1
         2 has 99900.01 Q and 99.99 locked",
    );
}

#[test]
fn x8_a_cancel_frees_what_is_left_and_works_once() {
    check(
        "1 buy 2 @100 as mine
         2 sell 0.5 @100
         1 cancel mine",
        "cancelled #1
         #1 cancelled | cancelled 0.5/2
         bid 100 now 0
         1 has 99950 Q and 0 locked",
    );
    check(
        "1 buy 2 @100 as mine\n1 cancel mine\n1 cancel mine",
        "refused unknown-order",
    );
    check(
        "1 buy 2 @100\n1 cancel #1\n1 cancel #1",
        "refused unknown-order",
    );
    check(
        "1 buy 2 @100 as mine\n2 cancel mine",
        "refused unknown-order",
    );
    check("1 buy 2 @100\n2 cancel #1", "refused unknown-order");
    check("9 cancel #1", "refused unknown-account");
}

#[test]
fn x8_cancelling_all_ends_each_order_oldest_first() {
    check(
        "1 buy 1 @100
         2 buy 1 @100
         1 sell 1 stop 90
         1 cancel all",
        "cancelled #1
         #1 cancelled | cancelled 0/1
         cancelled #3
         #3 cancelled | cancelled 0/1
         bid 100 now 1
         1 has 100000 Q and 0 locked
         1 has 1000 B and 0 locked",
    );
    check("1 cancel all", "refused unknown-order");
}

#[test]
fn x8_a_cancel_in_the_middle_of_a_queue_keeps_the_others_in_order() {
    check(
        "1 buy 1 @100
         2 buy 1 @100
         3 buy 1 @100
         2 cancel #2
         2 sell 2 @100 ioc",
        "accepted #4
         #4 new | new 0/2
         tape t1 1@100 sell #1 from #4
         #1 t1 1@100 = 100 fee 0.001 B maker | filled 1/1
         #4 t1 1@100 = 100 fee 0.2 Q taker | part 1/2
         tape t2 1@100 sell #3 from #4
         #3 t2 1@100 = 100 fee 0.001 B maker | filled 1/1
         #4 t2 1@100 = 100 fee 0.2 Q taker | filled 2/2
         bid 100 now 0
         2 has 998 B and 0 locked
         1 has 99900 Q and 0 locked
         1 has 1000.999 B and 0 locked
         2 has 100199.6 Q and 0 locked
         3 has 99900 Q and 0 locked
         3 has 1000.999 B and 0 locked",
    );
}

#[test]
fn x9_a_name_is_taken_only_while_its_order_is_open() {
    let open = "1 buy 1 @100 as mine";
    check(
        &format!("{open}\n1 buy 1 @90 as mine"),
        "refused duplicate-client-id",
    );
    check(
        "1 sell 1 stop 90 as mine\n1 buy 1 @90 as mine",
        "refused duplicate-client-id",
    );
    let again = "accepted #2
                 #2 new | new 0/1
                 bid 90 now 1
                 2 has 99910 Q and 90 locked";
    check(&format!("{open}\n2 buy 1 @90 as mine"), again);
    check(
        &format!("{open}\n1 cancel mine\n1 buy 1 @90 as mine"),
        "accepted #2
         #2 new | new 0/1
         bid 90 now 1
         1 has 99910 Q and 90 locked",
    );
    check(
        &format!("{open}\n2 sell 1 @100\n1 buy 1 @90 as mine"),
        "accepted #3
         #3 new | new 0/1
         bid 90 now 1
         1 has 99810 Q and 90 locked",
    );
    // A filled market order's name is free at once: a blind second sending trades twice.
    check(
        "house ask 5@100
         1 buy 1 market as mine
         1 buy 1 market as mine",
        "accepted #2
         #2 new | new 0/1
         tape t2 1@100 buy #2 from house
         #2 t2 1@100 = 100 fee 0.002 B taker | filled 1/1
         ask 100 now 3
         1 has 99800 Q and 0 locked
         1 has 1001.996 B and 0 locked",
    );
}
