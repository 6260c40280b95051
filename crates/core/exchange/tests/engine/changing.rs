//! What an account may still do to an open order.
// ORD-05

use crate::script::check;

#[test]
fn x57_the_new_order_stands_when_the_old_one_has_ended() {
    check(
        "1 buy 1 @100 as old
         1 replace old stop-on-failure | buy 2 @99 as new",
        "cancelled #1
         #1 cancelled | cancelled 0/1
         accepted #2
         #2 new | new 0/2
         replaced: Done(ExchangeOrderId(1)), Done(ExchangeOrderId(2))
         bid 100 now 0
         bid 99 now 2
         1 has 99802 Q and 198 locked",
    );
}

#[test]
fn x57_money_of_the_old_one_pays_for_the_new_one() {
    check(
        "withdraw 1 Q 99900
         1 buy 1 @100 as old
         1 replace old stop-on-failure | buy 1 @100",
        "cancelled #1
         #1 cancelled | cancelled 0/1
         accepted #2
         #2 new | new 0/1
         replaced: Done(ExchangeOrderId(1)), Done(ExchangeOrderId(2))
         1 has 0 Q and 100 locked",
    );
}

#[test]
fn x57_without_the_old_one_it_stops() {
    check(
        "1 replace old stop-on-failure | buy 2 @99",
        "replaced: Failed(UnknownOrder), NotAttempted",
    );
}

#[test]
fn x57_or_goes_on() {
    check(
        "1 replace old allow-failure | buy 2 @99",
        "accepted #1
         #1 new | new 0/2
         replaced: Failed(UnknownOrder), Done(ExchangeOrderId(1))
         bid 99 now 2
         1 has 99802 Q and 198 locked",
    );
}

#[test]
fn x57_the_old_one_ends_though_the_new_one_fails() {
    check(
        "house ask 1@101
         1 buy 1 @100 as old
         1 replace old stop-on-failure | buy 1 maker @101",
        "cancelled #1
         #1 cancelled | cancelled 0/1
         replaced: Done(ExchangeOrderId(1)), Failed(WouldMatch)
         bid 100 now 0
         1 has 100000 Q and 0 locked",
    );
}

#[test]
fn x57_both_fail() {
    check(
        "house ask 1@101
         1 replace old allow-failure | buy 1 maker @101",
        "replaced: Failed(UnknownOrder), Failed(WouldMatch)",
    );
}

#[test]
fn x57_a_rule_of_the_listing_stops_it_before_anything_ends() {
    check(
        "1 buy 1 @100 as old
         1 replace old allow-failure | buy 0.0001 @100",
        "refused qty-off-step",
    );
}

#[test]
fn x57_a_list_ends_as_a_whole() {
    check(
        "print buy 1@100
         withdraw 1 B 998
         1 oco | sell 2 | maker @105 as up | stop 95
         1 replace up stop-on-failure | sell 2 @110",
        "cancelled #2
         #2 cancelled | cancelled 0/2
         #1 cancelled | cancelled 0/2
         list 1 oco Done all-done
         accepted #3
         #3 new | new 0/2
         replaced: Done(ExchangeOrderId(2)), Done(ExchangeOrderId(3))
         ask 105 now 0
         ask 110 now 2
         1 has 0 B and 2 locked",
    );
}

#[test]
fn x58_it_keeps_its_place() {
    check(
        "1 sell 2 @100 as mine
         2 sell 1 @100
         1 amend mine 1 as mine
         3 buy 1 @100",
        "accepted #3
         #3 new | new 0/1
         tape t1 1@100 buy #3 from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | filled 1/1
         #3 t1 1@100 = 100 fee 0.002 B taker | filled 1/1
         ask 100 now 1
         3 has 99900 Q and 0 locked
         1 has 999 B and 0 locked
         1 has 100099.9 Q and 0 locked
         3 has 1000.998 B and 0 locked",
    );
}

#[test]
fn x58_what_is_no_longer_needed_goes_free() {
    check(
        "1 buy 3 @100 as mine
         2 sell 1 @100
         1 amend mine 2",
        "#1 amended from 3 | part 1/2
         amended #1 from 3 to 2
         bid 100 now 1
         1 has 99800 Q and 100 locked",
    );
}

#[test]
fn x58_more_is_refused() {
    check(
        "1 sell 2 @100 as mine
         1 amend mine 3",
        "refused amend-increase",
    );
}

#[test]
fn x58_the_same_is_refused() {
    check(
        "1 sell 2 @100 as mine
         1 amend mine 2",
        "refused amend-no-change",
    );
}

#[test]
fn x58_no_less_than_has_traded() {
    check(
        "1 sell 2 @100 as mine
         2 buy 1 @100
         1 amend mine 1",
        "refused amend-below-filled",
    );
}

#[test]
fn x58_an_icebergs_slice_shrinks_only_below_itself() {
    check(
        "1 sell 5 @100 ice 2 as mine
         1 amend mine 3 as mine
         1 amend mine 1",
        "#1 amended from 3 | new 0/1
         amended #1 from 3 to 1
         ask 100 now 1
         1 has 999 B and 1 locked",
    );
}

#[test]
fn x58_both_of_a_pair_shrink() {
    check(
        "print buy 1@100
         1 oco | sell 2 | maker @105 as up | stop 95
         1 amend up 1 as up2",
        "#2 amended from 2 | new 0/1
         amended #2 from 2 to 1
         #1 amended from 2 | sleeping 0/1
         amended #1 from 2 to 1
         list 1 oco Updated executing
         ask 105 now 1
         1 has 999 B and 1 locked",
    );
}

#[test]
fn x58_a_sleeping_order_shrinks() {
    check(
        "1 buy 2 stop 105 as mine
         1 amend mine 1",
        "#1 amended from 2 | sleeping 0/1
         amended #1 from 2 to 1
         1 has 99895 Q and 105 locked",
    );
}

#[test]
fn x58_off_the_step_is_refused() {
    check(
        "1 sell 2 @100 as mine
         1 amend mine 1.0005",
        "refused qty-off-step",
    );
}

#[test]
fn x59_only_new_spares_what_has_traded() {
    check(
        "1 sell 2 @100 as mine
         2 buy 1 @100
         1 cancel mine only-new",
        "refused cancel-restricted",
    );
}

#[test]
fn x59_only_new_ends_what_has_not_traded() {
    check(
        "1 sell 2 @100 as mine
         1 cancel mine only-new",
        "cancelled #1
         #1 cancelled | cancelled 0/2
         ask 100 now 0
         1 has 1000 B and 0 locked",
    );
}

#[test]
fn x59_only_part_spares_what_has_not_traded() {
    check(
        "1 sell 2 @100 as mine
         1 cancel mine only-part",
        "refused cancel-restricted",
    );
}

#[test]
fn x63_withdrawing_takes_what_is_free() {
    check(
        "1 buy 1 @100
         withdraw 1 Q 99900",
        "1 has 0 Q and 100 locked",
    );
}

#[test]
fn x63_what_is_locked_cannot_be_withdrawn() {
    check(
        "1 buy 1 @100
         withdraw 1 Q 99900.01",
        "refused insufficient-balance",
    );
}

#[test]
fn x63_a_barred_account_neither_places_nor_ends() {
    check(
        "1 buy 1 @100 as mine
         terms 1 barred
         1 cancel mine",
        "refused account-barred",
    );
}

#[test]
fn x63_a_barred_account_does_not_place() {
    check(
        "terms 1 barred
         1 buy 1 @100",
        "refused account-barred",
    );
}

#[test]
fn x63_in_a_break_nothing_happens() {
    check(
        "1 buy 1 @100 as mine
         status break
         1 cancel mine",
        "refused market-closed",
    );
}

#[test]
fn x63_no_order_comes_in_during_a_break() {
    check(
        "status break
         1 buy 1 @100",
        "refused market-closed",
    );
}

#[test]
fn x63_cancel_only_ends_orders() {
    check(
        "1 buy 1 @100 as mine
         status cancel-only
         1 cancel mine",
        "cancelled #1
         #1 cancelled | cancelled 0/1
         bid 100 now 0
         1 has 100000 Q and 0 locked",
    );
}

#[test]
fn x63_cancel_only_makes_orders_smaller() {
    check(
        "1 buy 2 @100 as mine
         status cancel-only
         1 amend mine 1 as mine",
        "#1 amended from 2 | new 0/1
         amended #1 from 2 to 1
         bid 100 now 1
         1 has 99900 Q and 100 locked",
    );
}

#[test]
fn x63_the_house_does_not_trade_in_a_break() {
    check(
        "status break
         take buy 1",
        "refused market-closed",
    );
}

#[test]
fn x63_all_orders_of_a_symbol_end() {
    check(
        "print buy 1@100
         1 buy 1 @90
         2 oco | sell 2 | maker @105 | stop 95
         expire-all",
        "#1 expired | ExchangeCancelled 0/1
         #2 expired | ExchangeCancelled 0/2
         #3 expired | ExchangeCancelled 0/2
         list 1 oco Done all-done
         bid 90 now 0
         ask 105 now 0
         1 has 100000 Q and 0 locked
         2 has 1000 B and 0 locked",
    );
}
