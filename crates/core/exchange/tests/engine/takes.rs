//! Take-profit orders: the mirror of stop-loss orders.
// ORD-05

use crate::script::check;

#[test]
fn x44_a_selling_one_wakes_at_the_trigger_from_below() {
    check(
        "house bid 1@106
         1 sell 1 take 105
         print buy 1@104.99
         print buy 1@105",
        "tape t900 1@105 buy house from house
         #1 triggered | new 0/1
         tape t1 1@106 sell house from #1
         #1 t1 1@106 = 106 fee 0.212 Q taker | filled 1/1
         bid 106 now 0
         1 has 999 B and 0 locked
         1 has 100105.788 Q and 0 locked",
    );
}

#[test]
fn x44_a_buying_one_wakes_at_the_trigger_from_above() {
    check(
        "house ask 1@94
         print buy 1@100
         1 buy 1 take 95 @96
         print sell 1@95",
        "tape t900 1@95 sell house from house
         #1 triggered | new 0/1
         tape t1 1@94 buy #1 from house
         #1 t1 1@94 = 94 fee 0.002 B taker | filled 1/1
         ask 94 now 0
         1 has 99906 Q and 0 locked
         1 has 1000.998 B and 0 locked",
    );
}

#[test]
fn x44_a_trigger_reached_already_is_refused() {
    check(
        "print buy 1@100
         1 sell 1 take 100",
        "refused would-trigger",
    );
}

#[test]
fn x44_a_buying_trigger_reached_already_is_refused() {
    check(
        "print buy 1@100
         1 buy 1 take 100",
        "refused would-trigger",
    );
}

#[test]
fn x44_a_stop_loss_and_a_take_profit_of_one_side_wait_on_both_sides_of_the_market() {
    check(
        "print buy 1@100
         1 sell 1 stop 95
         1 sell 1 take 105
         print sell 1@94",
        "tape t900 1@94 sell house from house
         #1 triggered | new 0/1
         #1 expired | NoLiquidity 0/1
         1 has 999 B and 1 locked",
    );
}
