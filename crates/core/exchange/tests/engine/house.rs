//! Levels the house shows: what they do to accounts' orders and what accounts do to them.

use crate::script::check;

#[test]
fn x31_levels_are_set_not_added() {
    check(
        "house bid 3@100 ask 4@101
         house bid 2@100 bid 1@99 ask 0@101 ask 5@102",
        "bid 100 now 2
         ask 101 now 0
         bid 99 now 1
         ask 102 now 5",
    );
}

#[test]
fn x31_an_order_stands_behind_the_house_that_was_there() {
    check(
        "house bid 3@100
         1 buy 1 @100
         take sell 3.5",
        "tape t1 3@100 sell house from house
         tape t2 0.5@100 sell #1 from house
         #1 t2 0.5@100 = 50 fee 0.0005 B maker | part 0.5/1
         bid 100 now 0.5
         1 has 99900 Q and 50 locked
         1 has 1000.4995 B and 0 locked",
    );
}

#[test]
fn x32_a_new_level_trades_with_the_orders_it_reaches_at_their_price() {
    check(
        "1 buy 2 @100
         2 buy 1 @101
         house ask 2.5@99",
        "tape t1 1@101 sell #2 from house
         #2 t1 1@101 = 101 fee 0.001 B maker | filled 1/1
         tape t2 1.5@100 sell #1 from house
         #1 t2 1.5@100 = 150 fee 0.0015 B maker | part 1.5/2
         bid 100 now 0.5
         bid 101 now 0
         2 has 99899 Q and 0 locked
         2 has 1000.999 B and 0 locked
         1 has 99800 Q and 50 locked
         1 has 1001.4985 B and 0 locked",
    );
    check(
        "1 buy 1 @100
         house ask 2.5@100",
        "tape t1 1@100 sell #1 from house
         #1 t1 1@100 = 100 fee 0.001 B maker | filled 1/1
         bid 100 now 0
         ask 100 now 1.5
         1 has 99900 Q and 0 locked
         1 has 1000.999 B and 0 locked",
    );
}

#[test]
fn x32_the_house_never_crosses_itself_the_later_word_counts() {
    check(
        "house bid 3@100 bid 2@99
         house ask 1@99",
        "bid 99 now 0
         bid 100 now 0
         ask 99 now 1",
    );
    check(
        "house bid 3@100
         house ask 1@100 bid 0@100",
        "bid 100 now 0
         ask 100 now 1",
    );
}

#[test]
fn x33_taken_levels_come_back_with_the_next_diff_only() {
    let taken = "house ask 5@100 ask 5@101
                 1 buy 6 @101 ioc\n";
    check(
        &format!("{taken}diff bid 1@90"),
        "bid 90 now 1
         ask 100 now 5
         ask 101 now 5",
    );
    check(&format!("{taken}house bid 1@90"), "bid 90 now 1");
    check(
        &format!("{taken}diff ask 2@100"),
        "ask 100 now 2
         ask 101 now 5",
    );
    check(
        &format!("{taken}diff bid 1@90\ndiff bid 2@90"),
        "bid 90 now 2",
    );
}

#[test]
fn x33_a_level_partly_spent_on_an_order_comes_back_whole() {
    check(
        "1 buy 2 @100
         diff ask 5@99
         diff bid 1@50",
        "bid 50 now 1
         ask 99 now 5",
    );
}

#[test]
fn x34_a_taker_of_the_house_pays_no_fee_and_gets_no_report() {
    check(
        "1 sell 1 @100
         take buy 3 @100",
        "tape t1 1@100 buy house from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | filled 1/1
         ask 100 now 0
         1 has 999 B and 0 locked
         1 has 100099.9 Q and 0 locked",
    );
    check("1 sell 1 @100\ntake buy 3 @99.99", "");
}
