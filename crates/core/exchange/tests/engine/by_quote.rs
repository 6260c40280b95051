//! What a market order sized in quote buys and sells.
// ORD-05

use crate::script::check;

#[test]
fn x43_it_buys_as_much_as_the_sum_pays_for() {
    check(
        "house ask 1@100 ask 2@101
         1 buy q150 market",
        "accepted #1
         #1 new | new 0/1.495
         tape t1 1@100 buy #1 from house
         #1 t1 1@100 = 100 fee 0.002 B taker | part 1/1.495
         tape t2 0.495@101 buy #1 from house
         #1 t2 0.495@101 = 49.995 fee 0.00099 B taker | filled 1.495/1.495
         ask 100 now 0
         ask 101 now 1.505
         1 has 99850.005 Q and 0 locked
         1 has 1001.49201 B and 0 locked",
    );
}

#[test]
fn x43_it_never_passes_the_sum_and_keeps_whole_steps() {
    check(
        "house ask 1@100
         1 buy q50.05 market",
        "accepted #1
         #1 new | new 0/0.5
         tape t1 0.5@100 buy #1 from house
         #1 t1 0.5@100 = 50 fee 0.001 B taker | filled 0.5/0.5
         ask 100 now 0.5
         1 has 99950 Q and 0 locked
         1 has 1000.499 B and 0 locked",
    );
}

#[test]
fn x43_where_the_book_ends_the_rest_expires() {
    check(
        "house ask 1@100
         1 buy q250 market",
        "accepted #1
         #1 new | new 0/2.5
         tape t1 1@100 buy #1 from house
         #1 t1 1@100 = 100 fee 0.002 B taker | part 1/2.5
         #1 expired | NoLiquidity 1/2.5
         ask 100 now 0
         1 has 99900 Q and 0 locked
         1 has 1000.998 B and 0 locked",
    );
}

#[test]
fn x43_it_sells_as_much_as_brings_the_sum() {
    check(
        "house bid 1@100 bid 5@99
         1 sell q200 market",
        "accepted #1
         #1 new | new 0/2.01
         tape t1 1@100 sell house from #1
         #1 t1 1@100 = 100 fee 0.2 Q taker | part 1/2.01
         tape t2 1.01@99 sell house from #1
         #1 t2 1.01@99 = 99.99 fee 0.19998 Q taker | filled 2.01/2.01
         bid 99 now 3.99
         bid 100 now 0
         1 has 997.99 B and 0 locked
         1 has 100199.59002 Q and 0 locked",
    );
}

#[test]
fn x43_an_empty_book_is_refused() {
    check("1 buy q100 market", "refused book-empty");
}

#[test]
fn x43_a_sum_below_the_smallest_quantity_is_refused() {
    check(
        "house ask 1@100
         1 buy q0.09 market",
        "refused book-too-thin",
    );
}

#[test]
fn x43_a_sum_below_the_smallest_value_is_refused() {
    check(
        "house ask 1@100
         1 buy q0.9 market",
        "refused notional-too-small",
    );
}

#[test]
fn x43_only_market_orders_are_sized_by_quote() {
    check("1 buy q100 @100", "refused unsupported-combination");
}

#[test]
fn x43_more_than_is_free_is_refused() {
    check(
        "house ask 2@100
         withdraw 1 Q 99950
         1 buy q50.1 market",
        "refused insufficient-balance",
    );
}
