//! Pairs of orders of which one cancels the other.
// ORD-05

use crate::script::check;

#[test]
fn x52_a_selling_pair_locks_once() {
    check(
        "print buy 1@100
         1 oco as two | sell 2 | maker @105 as up | stop 95 as down",
        "accepted list 1
         list 1 oco Started executing
         #1 new | sleeping 0/2
         #2 new | new 0/2
         ask 105 now 2
         1 has 998 B and 2 locked",
    );
}

#[test]
fn x52_a_buying_pair_locks_the_larger_need() {
    check(
        "print buy 1@100
         1 oco | buy 2 | stop 105 @106 | maker @95",
        "accepted list 1
         list 1 oco Started executing
         #1 new | sleeping 0/2
         #2 new | new 0/2
         bid 95 now 2
         1 has 99788 Q and 212 locked",
    );
}

#[test]
fn x52_the_stop_wakes_and_the_maker_ends() {
    check(
        "house bid 5@94
         print buy 1@100
         1 oco | sell 2 | maker @105 | stop 95
         print sell 1@95",
        "tape t900 1@95 sell house from house
         #2 expired | OcoTrigger 0/2
         #1 triggered | new 0/2
         tape t1 2@94 sell house from #1
         #1 t1 2@94 = 188 fee 0.376 Q taker | filled 2/2
         list 1 oco Done all-done
         bid 94 now 3
         ask 105 now 0
         1 has 998 B and 0 locked
         1 has 100187.624 Q and 0 locked",
    );
}

#[test]
fn x52_the_maker_trades_a_part_and_the_stop_ends() {
    check(
        "print buy 1@100
         1 oco | sell 2 | maker @105 | stop 95
         2 buy 1 @105",
        "accepted #3
         #3 new | new 0/1
         tape t1 1@105 buy #3 from #2
         #1 expired | OcoTrigger 0/2
         #2 t1 1@105 = 105 fee 0.105 Q maker | part 1/2
         #3 t1 1@105 = 105 fee 0.002 B taker | filled 1/1
         ask 105 now 1
         2 has 99895 Q and 0 locked
         1 has 998 B and 1 locked
         1 has 100104.895 Q and 0 locked
         2 has 1000.998 B and 0 locked",
    );
}

#[test]
fn x52_the_rest_of_the_maker_stands_and_ends_the_list_when_filled() {
    check(
        "print buy 1@100
         1 oco | sell 2 | maker @105 | stop 95
         2 buy 1 @105
         2 buy 1 @105",
        "accepted #4
         #4 new | new 0/1
         tape t2 1@105 buy #4 from #2
         #2 t2 1@105 = 105 fee 0.105 Q maker | filled 2/2
         #4 t2 1@105 = 105 fee 0.002 B taker | filled 1/1
         list 1 oco Done all-done
         ask 105 now 0
         2 has 99790 Q and 0 locked
         1 has 998 B and 0 locked
         1 has 100209.79 Q and 0 locked
         2 has 1001.996 B and 0 locked",
    );
}

#[test]
fn x52_one_cancel_ends_both() {
    check(
        "print buy 1@100
         1 oco | buy 2 | stop 105 @106 as up | maker @95
         1 cancel up",
        "cancelled #1
         #1 cancelled | cancelled 0/2
         #2 cancelled | cancelled 0/2
         list 1 oco Done all-done
         bid 95 now 0
         1 has 100000 Q and 0 locked",
    );
}

#[test]
fn x52_the_list_can_be_cancelled() {
    check(
        "print buy 1@100
         1 oco as two | buy 2 | stop 105 @106 | maker @95
         1 cancel-list two",
        "cancelled list 1
         #1 cancelled | cancelled 0/2
         #2 cancelled | cancelled 0/2
         list 1 oco Done all-done
         bid 95 now 0
         1 has 100000 Q and 0 locked",
    );
}

#[test]
fn x52_two_triggers_make_a_pair() {
    check(
        "print buy 1@100
         1 oco | sell 2 | take 105 | stop 95 @94
         print buy 1@105",
        "tape t900 1@105 buy house from house
         #1 expired | OcoTrigger 0/2
         #2 triggered | new 0/2
         #2 expired | NoLiquidity 0/2
         list 1 oco Done all-done
         1 has 1000 B and 0 locked",
    );
}

#[test]
fn x52_a_trailing_stop_makes_a_pair() {
    check(
        "print buy 1@100
         1 oco | sell 2 | maker @105 | stop trail+500
         print sell 1@95",
        "tape t900 1@95 sell house from house
         #2 expired | OcoTrigger 0/2
         #1 triggered | new 0/2
         #1 expired | NoLiquidity 0/2
         list 1 oco Done all-done
         ask 105 now 0
         1 has 1000 B and 0 locked",
    );
}

#[test]
fn x52_a_buying_pair_frees_the_difference_when_the_cheaper_one_trades() {
    check(
        "print buy 1@100
         1 oco | buy 2 | stop 105 @106 | maker @95
         2 sell 1 @95",
        "accepted #3
         #3 new | new 0/1
         tape t1 1@95 sell #2 from #3
         #1 expired | OcoTrigger 0/2
         #2 t1 1@95 = 95 fee 0.001 B maker | part 1/2
         #3 t1 1@95 = 95 fee 0.19 Q taker | filled 1/1
         bid 95 now 1
         2 has 999 B and 0 locked
         1 has 99810 Q and 95 locked
         1 has 1000.999 B and 0 locked
         2 has 100094.81 Q and 0 locked",
    );
}

#[test]
fn x52_what_is_free_must_cover_the_larger_need() {
    check(
        "print buy 1@100
         withdraw 1 Q 99788.01
         1 oco | buy 2 | stop 105 @106 | maker @95",
        "refused insufficient-balance",
    );
}

#[test]
fn x52_self_trade_ends_the_whole_pair() {
    check(
        "print buy 1@100
         1 oco | sell 2 | maker @105 | stop 95
         1 buy 1 @105",
        "accepted #3
         #3 new | new 0/1
         prevented p1 #3 loses - #2 loses 2 at 105 expire-maker
         #1 expired | OcoTrigger 0/2
         #2 prevented 2 by #3 | SelfTrade 0/2
         list 1 oco Done all-done
         ask 105 now 0
         bid 105 now 1
         1 has 99895 Q and 105 locked
         1 has 1000 B and 0 locked",
    );
}

#[test]
fn x52_a_prevented_match_that_leaves_some_ends_the_other() {
    check(
        "print buy 1@100
         1 oco | sell 2 | maker @105 | stop 95
         1 buy 1 @105 decrement",
        "accepted #3
         #3 new | new 0/1
         prevented p1 #3 loses 1 #2 loses 1 at 105 decrement
         #1 expired | OcoTrigger 0/2
         #2 prevented 1 by #3 | new 0/2
         #3 prevented 1 by #2 | SelfTrade 0/1
         ask 105 now 1
         1 has 100000 Q and 0 locked
         1 has 999 B and 1 locked",
    );
}

#[test]
fn x53_last_price_must_lie_between() {
    check(
        "print buy 1@100
         1 oco | sell 2 | maker @99 | stop 95",
        "refused oco-bad-prices",
    );
}

#[test]
fn x53_last_price_equal_to_the_stop_is_refused() {
    check(
        "print buy 1@100
         1 oco | sell 2 | maker @105 | stop 100",
        "refused oco-bad-prices",
    );
}

#[test]
fn x53_take_profit_limit_counts_by_its_limit() {
    check(
        "print buy 1@100
         1 oco | sell 2 | take 101 @99 | stop 95",
        "refused oco-bad-prices",
    );
}

#[test]
fn x53_without_a_last_price_the_two_must_lie_right() {
    check(
        "1 oco | sell 2 | maker @90 | stop 95",
        "refused oco-bad-prices",
    );
}
