//! Orders that wait for another.
// ORD-05

use crate::script::check;

#[test]
fn x54_the_pending_order_waits_with_its_money() {
    check(
        "1 oto as pair | buy 1 @100 as first | sell 2 @110 as then",
        "accepted list 1
         list 1 oto Started executing
         #1 new | new 0/1
         #2 new | pending 0/2
         bid 100 now 1
         1 has 99900 Q and 100 locked
         1 has 998 B and 2 locked",
    );
}

#[test]
fn x54_it_comes_in_when_the_working_one_is_filled() {
    check(
        "1 oto | buy 1 @100 | sell 2 @110
         2 sell 1 @100",
        "accepted #3
         #3 new | new 0/1
         tape t1 1@100 sell #1 from #3
         #1 t1 1@100 = 100 fee 0.001 B maker | filled 1/1
         #3 t1 1@100 = 100 fee 0.2 Q taker | filled 1/1
         #2 activated | new 0/2
         bid 100 now 0
         ask 110 now 2
         2 has 999 B and 0 locked
         1 has 99900 Q and 0 locked
         1 has 998.999 B and 2 locked
         2 has 100099.8 Q and 0 locked",
    );
}

#[test]
fn x54_a_part_fill_does_not_let_it_in() {
    check(
        "1 oto | buy 1 @100 | sell 2 @110
         2 sell 0.5 @100",
        "accepted #3
         #3 new | new 0/0.5
         tape t1 0.5@100 sell #1 from #3
         #1 t1 0.5@100 = 50 fee 0.0005 B maker | part 0.5/1
         #3 t1 0.5@100 = 50 fee 0.1 Q taker | filled 0.5/0.5
         bid 100 now 0.5
         2 has 999.5 B and 0 locked
         1 has 99900 Q and 50 locked
         1 has 998.4995 B and 2 locked
         2 has 100049.9 Q and 0 locked",
    );
}

#[test]
fn x54_filled_at_once_it_comes_in_in_the_same_step() {
    check(
        "house ask 1@100
         1 oto | buy 1 @100 | sell 1 @110",
        "accepted list 1
         list 1 oto Started executing
         #1 new | new 0/1
         #2 new | pending 0/1
         tape t1 1@100 buy #1 from house
         #1 t1 1@100 = 100 fee 0.002 B taker | filled 1/1
         #2 activated | new 0/1
         ask 100 now 0
         ask 110 now 1
         1 has 99900 Q and 0 locked
         1 has 999.998 B and 1 locked",
    );
}

#[test]
fn x54_a_pending_market_order_trades_at_once() {
    check(
        "house bid 5@99
         1 oto | sell 1 @100 | sell 2 market
         2 buy 1 @100",
        "accepted #3
         #3 new | new 0/1
         tape t1 1@100 buy #3 from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | filled 1/1
         #3 t1 1@100 = 100 fee 0.002 B taker | filled 1/1
         #2 activated | new 0/2
         tape t2 2@99 sell house from #2
         #2 t2 2@99 = 198 fee 0.396 Q taker | filled 2/2
         list 1 oto Done all-done
         bid 99 now 3
         ask 100 now 0
         2 has 99900 Q and 0 locked
         1 has 997 B and 0 locked
         1 has 100297.504 Q and 0 locked
         2 has 1000.998 B and 0 locked",
    );
}

#[test]
fn x54_a_working_order_that_expires_takes_it_along() {
    check(
        "1 oto | buy 1 @100 ioc | sell 2 @110",
        "accepted list 1
         list 1 oto Started executing
         #1 new | new 0/1
         #2 new | pending 0/2
         #1 expired | ImmediateOrCancel 0/1
         #2 expired | WorkingExpired 0/2
         list 1 oto Done all-done
         1 has 100000 Q and 0 locked
         1 has 1000 B and 0 locked",
    );
}

#[test]
fn x54_a_cancelled_working_order_takes_it_along() {
    check(
        "1 oto | buy 1 @100 as first | sell 2 @110
         1 cancel first",
        "cancelled #1
         #1 cancelled | cancelled 0/1
         #2 cancelled | cancelled 0/2
         list 1 oto Done all-done
         bid 100 now 0
         1 has 100000 Q and 0 locked
         1 has 1000 B and 0 locked",
    );
}

#[test]
fn x54_a_cancelled_pending_order_takes_the_working_one_along() {
    check(
        "1 oto | buy 1 @100 | sell 2 @110 as then
         1 cancel then",
        "cancelled #2
         #2 cancelled | cancelled 0/2
         #1 cancelled | cancelled 0/1
         list 1 oto Done all-done
         bid 100 now 0
         1 has 1000 B and 0 locked
         1 has 100000 Q and 0 locked",
    );
}

#[test]
fn x54_a_pending_stop_sleeps_when_it_comes_in() {
    check(
        "1 oto | buy 1 @100 | sell 1 stop 90
         2 sell 1 @100",
        "accepted #3
         #3 new | new 0/1
         tape t1 1@100 sell #1 from #3
         #1 t1 1@100 = 100 fee 0.001 B maker | filled 1/1
         #3 t1 1@100 = 100 fee 0.2 Q taker | filled 1/1
         #2 activated | sleeping 0/1
         bid 100 now 0
         2 has 999 B and 0 locked
         1 has 99900 Q and 0 locked
         1 has 999.999 B and 1 locked
         2 has 100099.8 Q and 0 locked",
    );
}

#[test]
fn x54_a_pending_stop_reached_already_is_rejected() {
    check(
        "1 oto | buy 1 @100 | sell 1 stop 100
         2 sell 1 @100",
        "accepted #3
         #3 new | new 0/1
         tape t1 1@100 sell #1 from #3
         #1 t1 1@100 = 100 fee 0.001 B maker | filled 1/1
         #3 t1 1@100 = 100 fee 0.2 Q taker | filled 1/1
         #2 expired | Rejected 0/1
         list 1 oto Done all-done
         bid 100 now 0
         2 has 999 B and 0 locked
         1 has 99900 Q and 0 locked
         1 has 1000.999 B and 0 locked
         2 has 100099.8 Q and 0 locked",
    );
}

#[test]
fn x54_a_pending_maker_that_would_trade_is_rejected() {
    check(
        "house bid 5@99
         1 oto | sell 1 @100 | sell 1 maker @99
         2 buy 1 @100",
        "accepted #3
         #3 new | new 0/1
         tape t1 1@100 buy #3 from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | filled 1/1
         #3 t1 1@100 = 100 fee 0.002 B taker | filled 1/1
         #2 expired | Rejected 0/1
         list 1 oto Done all-done
         ask 100 now 0
         2 has 99900 Q and 0 locked
         1 has 999 B and 0 locked
         1 has 100099.9 Q and 0 locked
         2 has 1000.998 B and 0 locked",
    );
}

#[test]
fn x54_a_pair_comes_in_together() {
    check(
        "1 otoco | buy 1 @100 | sell 1 | maker @110 | stop 90
         2 sell 1 @100",
        "accepted #4
         #4 new | new 0/1
         tape t1 1@100 sell #1 from #4
         #1 t1 1@100 = 100 fee 0.001 B maker | filled 1/1
         #4 t1 1@100 = 100 fee 0.2 Q taker | filled 1/1
         #2 activated | sleeping 0/1
         #3 activated | new 0/1
         bid 100 now 0
         ask 110 now 1
         2 has 999 B and 0 locked
         1 has 99900 Q and 0 locked
         1 has 999.999 B and 1 locked
         2 has 100099.8 Q and 0 locked",
    );
}

#[test]
fn x54_a_pair_whose_prices_no_longer_fit_is_rejected() {
    check(
        "1 otoco | buy 1 @100 | sell 1 | maker @110 | stop 100
         2 sell 1 @100",
        "accepted #4
         #4 new | new 0/1
         tape t1 1@100 sell #1 from #4
         #1 t1 1@100 = 100 fee 0.001 B maker | filled 1/1
         #4 t1 1@100 = 100 fee 0.2 Q taker | filled 1/1
         #2 expired | Rejected 0/1
         #3 expired | Rejected 0/1
         list 1 otoco Done all-done
         bid 100 now 0
         2 has 999 B and 0 locked
         1 has 99900 Q and 0 locked
         1 has 1000.999 B and 0 locked
         2 has 100099.8 Q and 0 locked",
    );
}

#[test]
fn x54_after_the_pair_came_in_one_cancels_the_other() {
    check(
        "1 otoco | buy 1 @100 | sell 1 | maker @110 | stop 90
         2 sell 1 @100
         3 buy 1 @110",
        "accepted #5
         #5 new | new 0/1
         tape t2 1@110 buy #5 from #3
         #2 expired | OcoTrigger 0/1
         #3 t2 1@110 = 110 fee 0.11 Q maker | filled 1/1
         #5 t2 1@110 = 110 fee 0.002 B taker | filled 1/1
         list 1 otoco Done all-done
         ask 110 now 0
         3 has 99890 Q and 0 locked
         1 has 999.999 B and 0 locked
         1 has 100009.89 Q and 0 locked
         3 has 1000.998 B and 0 locked",
    );
}

#[test]
fn x54_a_working_order_of_another_type_is_refused() {
    check(
        "1 oto | buy 1 market | sell 2 @110",
        "refused list-type-unsupported",
    );
}

#[test]
fn x54_money_for_both_is_needed() {
    check(
        "withdraw 1 B 999
         1 oto | buy 1 @100 | sell 1.001 @110",
        "refused insufficient-balance",
    );
}

#[test]
fn x55_what_is_bought_is_locked_until_it_is_sold() {
    check(
        "1 opo | buy 2 @100 | sell @110
         2 sell 1 @100",
        "accepted #3
         #3 new | new 0/1
         tape t1 1@100 sell #1 from #3
         #1 t1 1@100 = 100 fee 0.001 B maker | part 1/2
         #3 t1 1@100 = 100 fee 0.2 Q taker | filled 1/1
         bid 100 now 1
         2 has 999 B and 0 locked
         1 has 99800 Q and 100 locked
         1 has 999.999 B and 1 locked
         2 has 100099.8 Q and 0 locked",
    );
}

#[test]
fn x55_the_fee_comes_out_of_what_was_free() {
    check(
        "1 opo | buy 2 @100 | sell @110
         2 sell 2 @100",
        "accepted #3
         #3 new | new 0/2
         tape t1 2@100 sell #1 from #3
         #1 t1 2@100 = 200 fee 0.002 B maker | filled 2/2
         #3 t1 2@100 = 200 fee 0.4 Q taker | filled 2/2
         #2 activated | new 0/2
         bid 100 now 0
         ask 110 now 2
         2 has 998 B and 0 locked
         1 has 99800 Q and 0 locked
         1 has 999.998 B and 2 locked
         2 has 100199.6 Q and 0 locked",
    );
}

#[test]
fn x55_a_cancelled_list_frees_what_was_bought() {
    check(
        "1 opo as both | buy 2 @100 | sell @110
         2 sell 1 @100
         1 cancel-list both",
        "cancelled list 1
         #1 cancelled | cancelled 1/2
         #2 cancelled | cancelled 0/0
         list 1 opo Done all-done
         bid 100 now 0
         1 has 99900 Q and 0 locked
         1 has 1000.999 B and 0 locked",
    );
}

#[test]
fn x55_a_pair_sells_what_was_bought() {
    check(
        "1 opoco | buy 2 @100 | sell | maker @110 | stop 90
         2 sell 2 @100",
        "accepted #4
         #4 new | new 0/2
         tape t1 2@100 sell #1 from #4
         #1 t1 2@100 = 200 fee 0.002 B maker | filled 2/2
         #4 t1 2@100 = 200 fee 0.4 Q taker | filled 2/2
         #2 activated | sleeping 0/2
         #3 activated | new 0/2
         bid 100 now 0
         ask 110 now 2
         2 has 998 B and 0 locked
         1 has 99800 Q and 0 locked
         1 has 999.998 B and 2 locked
         2 has 100199.6 Q and 0 locked",
    );
}

#[test]
fn x55_first_buys_then_sells() {
    check(
        "1 opo | sell 2 @100 | buy @90",
        "refused opo-side-unsupported",
    );
}

#[test]
fn x55_a_pending_order_has_no_quantity_to_amend() {
    check(
        "1 opo | buy 2 @100 | sell @110 as then
         1 amend then 1",
        "refused amend-pending-opo",
    );
}

#[test]
fn x56_a_name_is_taken_while_the_list_is_open() {
    check(
        "1 oto as same | buy 1 @100 | sell 2 @110
         1 oto as same | buy 1 @99 | sell 2 @110",
        "refused duplicate-list-id",
    );
}

#[test]
fn x56_two_orders_of_a_list_cannot_share_a_name() {
    check(
        "1 oto | buy 1 @100 as me | sell 2 @110 as me",
        "refused duplicate-client-id",
    );
}

#[test]
fn x56_an_unknown_list_cannot_be_cancelled() {
    check("1 cancel-list nothing", "refused unknown-list");
}
