//! Orders that show a part of themselves.
// ORD-05

use crate::script::check;

#[test]
fn x46_the_book_shows_one_slice_and_all_is_locked() {
    check(
        "1 sell 3 @100 ice 1",
        "accepted #1
         #1 new | new 0/3
         ask 100 now 1
         1 has 997 B and 3 locked",
    );
}

#[test]
fn x46_the_next_slice_stands_behind_who_came_meanwhile() {
    check(
        "1 sell 3 @100 ice 1
         2 sell 1 @100
         3 buy 1.5 @100",
        "accepted #3
         #3 new | new 0/1.5
         tape t1 1@100 buy #3 from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | part 1/3
         #3 t1 1@100 = 100 fee 0.002 B taker | part 1/1.5
         tape t2 0.5@100 buy #3 from #2
         #2 t2 0.5@100 = 50 fee 0.05 Q maker | part 0.5/1
         #3 t2 0.5@100 = 50 fee 0.001 B taker | filled 1.5/1.5
         ask 100 now 1.5
         3 has 99850 Q and 0 locked
         1 has 997 B and 2 locked
         1 has 100099.9 Q and 0 locked
         3 has 1001.497 B and 0 locked
         2 has 999 B and 0.5 locked
         2 has 100049.95 Q and 0 locked",
    );
}

#[test]
fn x46_one_taker_eats_slice_after_slice() {
    check(
        "1 sell 3 @100 ice 1
         3 buy 3 @100",
        "accepted #2
         #2 new | new 0/3
         tape t1 1@100 buy #2 from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | part 1/3
         #2 t1 1@100 = 100 fee 0.002 B taker | part 1/3
         tape t2 1@100 buy #2 from #1
         #1 t2 1@100 = 100 fee 0.1 Q maker | part 2/3
         #2 t2 1@100 = 100 fee 0.002 B taker | part 2/3
         tape t3 1@100 buy #2 from #1
         #1 t3 1@100 = 100 fee 0.1 Q maker | filled 3/3
         #2 t3 1@100 = 100 fee 0.002 B taker | filled 3/3
         ask 100 now 0
         3 has 99700 Q and 0 locked
         1 has 997 B and 0 locked
         1 has 100299.7 Q and 0 locked
         3 has 1002.994 B and 0 locked",
    );
}

#[test]
fn x46_what_is_hidden_fills_a_fill_or_kill() {
    check(
        "1 sell 3 @100 ice 1
         3 buy 3 @100 fok",
        "accepted #2
         #2 new | new 0/3
         tape t1 1@100 buy #2 from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | part 1/3
         #2 t1 1@100 = 100 fee 0.002 B taker | part 1/3
         tape t2 1@100 buy #2 from #1
         #1 t2 1@100 = 100 fee 0.1 Q maker | part 2/3
         #2 t2 1@100 = 100 fee 0.002 B taker | part 2/3
         tape t3 1@100 buy #2 from #1
         #1 t3 1@100 = 100 fee 0.1 Q maker | filled 3/3
         #2 t3 1@100 = 100 fee 0.002 B taker | filled 3/3
         ask 100 now 0
         3 has 99700 Q and 0 locked
         1 has 997 B and 0 locked
         1 has 100299.7 Q and 0 locked
         3 has 1002.994 B and 0 locked",
    );
}

#[test]
fn x46_a_last_slice_may_be_smaller() {
    check(
        "1 sell 2.5 @100 ice 1
         3 buy 2 @100",
        "accepted #2
         #2 new | new 0/2
         tape t1 1@100 buy #2 from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | part 1/2.5
         #2 t1 1@100 = 100 fee 0.002 B taker | part 1/2
         tape t2 1@100 buy #2 from #1
         #1 t2 1@100 = 100 fee 0.1 Q maker | part 2/2.5
         #2 t2 1@100 = 100 fee 0.002 B taker | filled 2/2
         ask 100 now 0.5
         3 has 99800 Q and 0 locked
         1 has 997.5 B and 0.5 locked
         1 has 100199.8 Q and 0 locked
         3 has 1001.996 B and 0 locked",
    );
}

#[test]
fn x46_an_arriving_iceberg_takes_with_all_of_itself() {
    check(
        "house bid 2@100
         1 sell 3 @100 ice 0.5",
        "accepted #1
         #1 new | new 0/3
         tape t1 2@100 sell house from #1
         #1 t1 2@100 = 200 fee 0.4 Q taker | part 2/3
         bid 100 now 0
         ask 100 now 0.5
         1 has 997 B and 1 locked
         1 has 100199.6 Q and 0 locked",
    );
}

#[test]
fn x46_a_print_fills_one_slice_at_a_time() {
    check(
        "1 sell 2 @100 ice 1
         2 sell 1 @100
         print buy 2.5@100",
        "tape t900 2.5@100 buy house from house
         #1 t1 1@100 = 100 fee 0.1 Q maker | part 1/2
         #2 t2 1@100 = 100 fee 0.1 Q maker | filled 1/1
         #1 t3 0.5@100 = 50 fee 0.05 Q maker | part 1.5/2
         ask 100 now 0.5
         1 has 998 B and 0.5 locked
         1 has 100149.85 Q and 0 locked
         2 has 999 B and 0 locked
         2 has 100099.9 Q and 0 locked",
    );
}

#[test]
fn x46_too_many_parts_are_refused() {
    check(
        "1 sell 1.01 @100 ice 0.01",
        "refused iceberg-too-many-parts",
    );
}

#[test]
fn x46_a_slice_larger_than_the_order_is_refused() {
    check("1 sell 1 @100 ice 2", "refused iceberg-too-large");
}

#[test]
fn x46_a_slice_off_the_step_is_refused() {
    check("1 sell 1 @100 ice 0.0005", "refused qty-off-step");
}

#[test]
fn x46_only_what_rests_till_cancelled_may_hide() {
    check(
        "1 sell 1 @100 ioc ice 0.5",
        "refused unsupported-combination",
    );
}

#[test]
fn x46_a_market_order_cannot_hide() {
    check("1 sell 1 market ice 0.5", "refused unsupported-combination");
}

#[test]
fn x46_a_woken_stop_limit_may_hide() {
    check(
        "1 sell 2 stop 95 @96 ice 0.5
         print sell 1@95",
        "tape t900 1@95 sell house from house
         #1 triggered | new 0/2
         ask 96 now 0.5",
    );
}

#[test]
fn x46_what_is_taken_over_slices_frees_to_the_last_atom() {
    check(
        "1 buy 3 @100 ice 1
         2 sell 2.5 @99
         1 cancel #1",
        "cancelled #1
         #1 cancelled | cancelled 2.5/3
         bid 100 now 0
         1 has 99750 Q and 0 locked",
    );
}
