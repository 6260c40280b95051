//! Orders of one account that would meet: the arriving order's mode decides.
// ORD-05

use crate::script::check;

#[test]
fn x14_allow_lets_them_trade_and_charges_both_fees() {
    check(
        "1 sell 1 @100
         1 buy 1 @100 allow",
        "accepted #2
         #2 new | new 0/1
         tape t1 1@100 buy #2 from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | filled 1/1
         #2 t1 1@100 = 100 fee 0.002 B taker | filled 1/1
         ask 100 now 0
         1 has 99999.9 Q and 0 locked
         1 has 999.998 B and 0 locked",
    );
}

#[test]
fn x14_expire_taker_ends_the_arriving_order_where_they_meet() {
    check(
        "2 sell 1 @99
         1 sell 1 @100
         1 buy 3 @101 expire-taker",
        "accepted #3
         #3 new | new 0/3
         tape t1 1@99 buy #3 from #1
         #1 t1 1@99 = 99 fee 0.099 Q maker | filled 1/1
         #3 t1 1@99 = 99 fee 0.002 B taker | part 1/3
         prevented p1 #3 loses 2 #2 loses - at 100 expire-taker
         #3 prevented 2 by #2 | SelfTrade 1/3
         ask 99 now 0
         1 has 99901 Q and 0 locked
         2 has 999 B and 0 locked
         2 has 100098.901 Q and 0 locked
         1 has 999.998 B and 1 locked",
    );
}

#[test]
fn x14_expire_maker_ends_the_resting_order_and_goes_on() {
    check(
        "1 sell 1 @100
         2 sell 1 @100
         1 buy 1 @100 expire-maker",
        "accepted #3
         #3 new | new 0/1
         prevented p1 #3 loses - #1 loses 1 at 100 expire-maker
         #1 prevented 1 by #3 | SelfTrade 0/1
         tape t1 1@100 buy #3 from #2
         #2 t1 1@100 = 100 fee 0.1 Q maker | filled 1/1
         #3 t1 1@100 = 100 fee 0.002 B taker | filled 1/1
         ask 100 now 0
         1 has 99900 Q and 0 locked
         1 has 1000.998 B and 0 locked
         2 has 999 B and 0 locked
         2 has 100099.9 Q and 0 locked",
    );
}

#[test]
fn x14_expire_both_ends_both() {
    check(
        "1 sell 1 @100
         2 sell 1 @100
         1 buy 1 @100 expire-both",
        "accepted #3
         #3 new | new 0/1
         prevented p1 #3 loses 1 #1 loses 1 at 100 expire-both
         #1 prevented 1 by #3 | SelfTrade 0/1
         #3 prevented 1 by #1 | SelfTrade 0/1
         ask 100 now 1
         1 has 100000 Q and 0 locked
         1 has 1000 B and 0 locked",
    );
}

#[test]
fn x14_a_fok_does_not_count_own_orders() {
    let standing = "1 sell 1 @100\n2 sell 1 @100\n";
    let killed = "accepted #3
                  #3 new | new 0/2
                  #3 expired | FillOrKill 0/2
                  1 has 100000 Q and 0 locked";
    for mode in ["expire-taker", "expire-maker", "expire-both"] {
        check(&format!("{standing}1 buy 2 @100 fok {mode}"), killed);
    }
    check(
        "2 sell 1 @100
         1 sell 1 @100
         1 buy 1 @100 fok expire-taker",
        "accepted #3
         #3 new | new 0/1
         tape t1 1@100 buy #3 from #1
         #1 t1 1@100 = 100 fee 0.1 Q maker | filled 1/1
         #3 t1 1@100 = 100 fee 0.002 B taker | filled 1/1
         ask 100 now 1
         1 has 99900 Q and 0 locked
         2 has 999 B and 0 locked
         2 has 100099.9 Q and 0 locked
         1 has 999.998 B and 1 locked",
    );
}
