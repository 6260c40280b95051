//! Orders priced from the book.
// ORD-05

use crate::script::check;

#[test]
fn x47_primary_joins_the_own_side() {
    check(
        "house bid 1@99 bid 1@98 ask 1@101
         1 buy 1 @primary",
        "accepted #1
         #1 new | new 0/1
         bid 99 now 2
         1 has 99901 Q and 99 locked",
    );
}

#[test]
fn x47_levels_count_deeper_from_the_best() {
    check(
        "house bid 1@99 bid 1@98 ask 1@101
         1 buy 1 @primary+1",
        "accepted #1
         #1 new | new 0/1
         bid 98 now 2
         1 has 99902 Q and 98 locked",
    );
}

#[test]
fn x47_market_takes_the_other_side_at_that_price_only() {
    check(
        "house ask 1@101 ask 1@102
         1 buy 2 @market ioc",
        "accepted #1
         #1 new | new 0/2
         tape t1 1@101 buy #1 from house
         #1 t1 1@101 = 101 fee 0.002 B taker | part 1/2
         #1 expired | ImmediateOrCancel 1/2
         ask 101 now 0
         1 has 99899 Q and 0 locked
         1 has 1000.998 B and 0 locked",
    );
}

#[test]
fn x47_a_cap_is_never_passed() {
    check(
        "house ask 1@101
         1 buy 1 @market/100",
        "accepted #1
         #1 new | new 0/1
         bid 100 now 1
         1 has 99900 Q and 100 locked",
    );
}

#[test]
fn x47_maker_only_at_the_own_best() {
    check(
        "house bid 1@99 ask 1@101
         1 sell 1 maker @primary",
        "accepted #1
         #1 new | new 0/1
         ask 101 now 2
         1 has 999 B and 1 locked",
    );
}

#[test]
fn x47_a_level_that_is_not_there_is_refused() {
    check(
        "house bid 1@99
         1 buy 1 @primary+1",
        "refused peg-too-deep",
    );
}

#[test]
fn x47_primary_lives_till_cancelled_only() {
    check(
        "house bid 1@99
         1 buy 1 @primary ioc",
        "refused peg-side-unsupported",
    );
}

#[test]
fn x47_maker_only_may_not_look_across() {
    check(
        "house bid 1@99
         1 sell 1 maker @market",
        "refused peg-side-unsupported",
    );
}

#[test]
fn x47_a_stop_limit_reads_the_book_when_it_wakes() {
    check(
        "house bid 5@94 bid 1@93
         1 sell 1 stop 95 @market
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
fn x47_a_stop_limit_without_a_book_is_rejected_when_it_wakes() {
    check(
        "1 sell 1 stop 95 @market
         print sell 1@95",
        "tape t900 1@95 sell house from house
         #1 triggered | new 0/1
         #1 expired | Rejected 0/1
         1 has 1000 B and 0 locked",
    );
}

#[test]
fn x47_a_woken_buyer_locks_what_the_book_asks() {
    check(
        "house ask 5@107
         1 buy 1 stop 105 @primary
         house bid 1@104
         print buy 1@105",
        "tape t900 1@105 buy house from house
         #1 triggered | new 0/1
         bid 104 now 2
         1 has 99896 Q and 104 locked",
    );
}

#[test]
fn x47_a_woken_buyer_without_the_money_is_rejected() {
    check(
        "house ask 5@2000
         1 buy 50 stop 1100 @market
         print buy 1@1100",
        "tape t900 1@1100 buy house from house
         #1 triggered | new 0/50
         #1 expired | Rejected 0/50
         1 has 100000 Q and 0 locked",
    );
}
