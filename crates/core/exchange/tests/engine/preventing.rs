//! Orders of one account or trade group that meet, in the modes that take quantity away.
// ORD-05

use crate::script::check;

#[test]
fn x49_the_smaller_one_ends_and_the_larger_one_shrinks() {
    check(
        "1 buy 6 @2.5
         1 sell 2 @2.5 decrement",
        "accepted #2
         #2 new | new 0/2
         prevented p1 #2 loses 2 #1 loses 2 at 2.5 decrement
         #1 prevented 2 by #2 | new 0/6
         #2 prevented 2 by #1 | SelfTrade 0/2
         bid 2.5 now 4
         1 has 1000 B and 0 locked
         1 has 99990 Q and 10 locked",
    );
}

#[test]
fn x49_the_arriving_one_goes_on_with_what_is_left() {
    check(
        "1 sell 1 @100
         2 sell 2 @100
         1 buy 2 @100 decrement",
        "accepted #3
         #3 new | new 0/2
         prevented p1 #3 loses 1 #1 loses 1 at 100 decrement
         #1 prevented 1 by #3 | SelfTrade 0/1
         #3 prevented 1 by #1 | new 0/2
         tape t1 1@100 buy #3 from #2
         #2 t1 1@100 = 100 fee 0.1 Q maker | part 1/2
         #3 t1 1@100 = 100 fee 0.002 B taker | SelfTrade 1/2
         ask 100 now 1
         1 has 99900 Q and 0 locked
         1 has 1000.998 B and 0 locked
         2 has 998 B and 1 locked
         2 has 100099.9 Q and 0 locked",
    );
}

#[test]
fn x49_both_end_where_they_are_equal() {
    check(
        "1 sell 1 @100
         1 buy 1 @100 decrement",
        "accepted #2
         #2 new | new 0/1
         prevented p1 #2 loses 1 #1 loses 1 at 100 decrement
         #1 prevented 1 by #2 | SelfTrade 0/1
         #2 prevented 1 by #1 | SelfTrade 0/1
         ask 100 now 0
         1 has 100000 Q and 0 locked
         1 has 1000 B and 0 locked",
    );
}

#[test]
fn x49_a_trade_after_a_loss_ends_it_as_self_trade() {
    check(
        "1 sell 1 @100
         2 sell 1 @101
         1 buy 2 @101 decrement",
        "accepted #3
         #3 new | new 0/2
         prevented p1 #3 loses 1 #1 loses 1 at 100 decrement
         #1 prevented 1 by #3 | SelfTrade 0/1
         #3 prevented 1 by #1 | new 0/2
         tape t1 1@101 buy #3 from #2
         #2 t1 1@101 = 101 fee 0.101 Q maker | filled 1/1
         #3 t1 1@101 = 101 fee 0.002 B taker | SelfTrade 1/2
         ask 100 now 0
         ask 101 now 0
         1 has 99899 Q and 0 locked
         1 has 1000.998 B and 0 locked
         2 has 999 B and 0 locked
         2 has 100100.899 Q and 0 locked",
    );
}

#[test]
fn x49_an_iceberg_loses_what_it_hides_first() {
    check(
        "1 sell 3 @100 ice 1
         1 buy 1.5 @100 decrement",
        "accepted #2
         #2 new | new 0/1.5
         prevented p1 #2 loses 1.5 #1 loses 1.5 at 100 decrement
         #1 prevented 1.5 by #2 | new 0/3
         #2 prevented 1.5 by #1 | SelfTrade 0/1.5
         1 has 100000 Q and 0 locked
         1 has 998.5 B and 1.5 locked",
    );
}

#[test]
fn x49_fill_or_kill_is_not_filled_by_itself() {
    check(
        "1 sell 1 @100
         2 sell 1 @100
         1 buy 2 @100 fok decrement",
        "accepted #3
         #3 new | new 0/2
         #3 expired | FillOrKill 0/2
         1 has 100000 Q and 0 locked",
    );
}

#[test]
fn x50_a_group_counts_as_one() {
    check(
        "terms 1 group 3
         terms 2 group 3
         1 sell 1 @100
         2 buy 1 @100 expire-taker",
        "accepted #2
         #2 new | new 0/1
         prevented p1 #2 loses 1 #1 loses - at 100 expire-taker
         #2 prevented 1 by #1 | SelfTrade 0/1
         2 has 100000 Q and 0 locked",
    );
}

#[test]
fn x50_another_group_trades() {
    check(
        "terms 1 group 3
         terms 2 group 4
         1 sell 1 @100
         2 buy 1 @100 expire-taker",
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
fn x50_transfer_hands_over_without_a_fee() {
    check(
        "terms 1 group 3
         terms 2 group 3
         1 buy 0.6 @200 transfer
         2 sell 0.2 @200 transfer",
        "accepted #2
         #2 new | new 0/0.2
         prevented p1 #2 loses 0.2 #1 loses 0.2 at 200 transfer
         #1 prevented 0.2 by #2 | new 0/0.6
         #2 prevented 0.2 by #1 | SelfTrade 0/0.2
         bid 200 now 0.4
         2 has 999.8 B and 0 locked
         1 has 99880 Q and 80 locked
         2 has 100040 Q and 0 locked
         1 has 1000.2 B and 0 locked",
    );
}

#[test]
fn x50_transfer_needs_both() {
    check(
        "terms 1 group 3
         terms 2 group 3
         1 buy 0.6 @200 decrement
         2 sell 0.2 @200 transfer",
        "accepted #2
         #2 new | new 0/0.2
         prevented p1 #2 loses 0.2 #1 loses 0.2 at 200 decrement
         #1 prevented 0.2 by #2 | new 0/0.6
         #2 prevented 0.2 by #1 | SelfTrade 0/0.2
         bid 200 now 0.4
         2 has 1000 B and 0 locked
         1 has 99920 Q and 80 locked",
    );
}

#[test]
fn x50_transfer_within_an_account_decrements() {
    check(
        "1 buy 0.6 @200 transfer
         1 sell 0.2 @200 transfer",
        "accepted #2
         #2 new | new 0/0.2
         prevented p1 #2 loses 0.2 #1 loses 0.2 at 200 transfer
         #1 prevented 0.2 by #2 | new 0/0.6
         #2 prevented 0.2 by #1 | SelfTrade 0/0.2
         bid 200 now 0.4
         1 has 1000 B and 0 locked
         1 has 99920 Q and 80 locked",
    );
}

#[test]
fn x50_a_buyer_without_a_price_decrements() {
    check(
        "terms 1 group 3
         terms 2 group 3
         1 sell 0.6 @200 transfer
         2 buy 0.2 market transfer",
        "accepted #2
         #2 new | new 0/0.2
         prevented p1 #2 loses 0.2 #1 loses 0.2 at 200 decrement
         #1 prevented 0.2 by #2 | new 0/0.6
         #2 prevented 0.2 by #1 | SelfTrade 0/0.2
         ask 200 now 0.4
         1 has 999.6 B and 0.4 locked",
    );
}

#[test]
fn x50_a_seller_without_a_price_transfers() {
    check(
        "terms 1 group 3
         terms 2 group 3
         1 buy 0.6 @200 transfer
         2 sell 0.2 market transfer",
        "accepted #2
         #2 new | new 0/0.2
         prevented p1 #2 loses 0.2 #1 loses 0.2 at 200 transfer
         #1 prevented 0.2 by #2 | new 0/0.6
         #2 prevented 0.2 by #1 | SelfTrade 0/0.2
         bid 200 now 0.4
         2 has 999.8 B and 0 locked
         1 has 99880 Q and 80 locked
         2 has 100040 Q and 0 locked
         1 has 1000.2 B and 0 locked",
    );
}
