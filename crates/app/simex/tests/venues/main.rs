//! The same written cases for every venue, against the simulated exchange stepped by hand: what is said is built by the
//! venue's `ask`, what comes back is read by its `read` and `feed`, and nothing else is known of it. ORD-01

#[cfg(test)]
mod cases;
#[cfg(test)]
mod house;
#[cfg(test)]
mod spot;
#[cfg(test)]
mod usdm;
#[cfg(test)]
mod usdm_session;

/// The cases of `docs/spec/venues.md`, once for each venue.
#[cfg(test)]
macro_rules! venue {
    ($name:ident, $party:ty) => {
        mod $name {
            use crate::cases;

            fn party() -> $party {
                <$party>::new()
            }

            #[test]
            fn c1_what_is_listed_can_be_traded_on_its_grid() {
                cases::listed(&party());
            }
            #[test]
            fn c2_an_accepted_order_stands_and_is_told() {
                cases::accepted(&mut party());
            }
            #[test]
            fn c3_a_filled_order_has_its_fills() {
                cases::filled(&mut party());
            }
            #[test]
            fn c4_a_partly_filled_order_stands_with_its_rest() {
                cases::partly_filled(&mut party());
            }
            #[test]
            fn c5_a_cancelled_order_is_over_and_a_second_cancel_finds_nothing() {
                cases::cancelled(&mut party());
            }
            #[test]
            fn c6_a_refusal_has_its_reason_and_leaves_nothing() {
                cases::refused(&mut party());
            }
            #[test]
            fn c7_what_may_have_been_done_is_unknown_until_it_is_asked_for() {
                cases::unknown(&mut party());
            }
            #[test]
            fn c8_a_throttled_order_is_unknown_and_not_there() {
                cases::throttled(&mut party());
            }
            #[test]
            fn c9_a_clock_that_is_wrong_places_nothing() {
                cases::skewed(&mut party());
            }
            #[test]
            fn c10_the_same_order_said_twice_stands_once() {
                cases::said_twice(&mut party());
            }
            #[test]
            fn c11_a_conditional_order_waits_and_wakes() {
                cases::conditional(&mut party());
            }
            #[test]
            fn c12_what_is_told_is_what_is_asked_for() {
                cases::told_and_asked(&mut party());
            }
            #[test]
            fn c13_a_wrong_key_is_refused_for_good() {
                cases::wrong_key(&mut party());
            }
            #[test]
            fn c14_orders_of_others_are_known_as_such() {
                cases::foreign(&mut party());
            }
        }
    };
}

#[cfg(test)]
venue!(binance_spot, crate::spot::Spot);
#[cfg(test)]
venue!(binance_usdm, crate::usdm::Usdm);
