//! The first fifteen controls as rows: where each comes from, the rules of the gate that keep it, what shows it, what is not built yet.
//! Never a result.

use super::row::Shown::{Campaign as C, Test as T};
use super::row::{Campaign, Control};

/// The first fifteen: halts, and what bounds orders.
pub(super) const FIRST: [Control; 15] = [
    Control {
        number: 1,
        title: "Global halt: one action cancels all and blocks what is new",
        source: "RTS 6 art. 12",
        rules: &["GATE-10.halted"],
        shown: &[
            T("gate", "g8_a_halt_between_clearing_and_sending_is_seen"),
            T("gate", "g8_cancels_pass_whatever_is_halted_or_off"),
            T("trading", "o8_a_halt_cancels_what_is_open_in_its_scope"),
            T("trading", "z2_a_press_tells_what_the_venue_confirmed"),
            T(
                "trading",
                "z4_a_flatten_halts_ends_what_is_in_the_way_and_then_closes_once",
            ),
            T("trading", "z6_a_death_in_the_middle_goes_on_where_it_was"),
            T("trading", "z9_storms_flatten_in_every_way"),
            T("trading", "o8_a_burst_that_a_halt_overtakes_stays_at_home"),
            C(Campaign::HaltRaces),
            C(Campaign::HaltScopes),
        ],
        missing: "",
    },
    Control {
        number: 2,
        title: "Halt by scope: venue, account, user, strategy, symbol",
        source: "RTS 6 art. 12(2)",
        rules: &["GATE-10.halted"],
        shown: &[
            T("gate", "g8_a_halt_stops_its_scope_and_nothing_else"),
            T(
                "trading",
                "z3_each_scope_cancels_its_own_and_nothing_else_and_a_cancel_stops_nothing_new",
            ),
            C(Campaign::HaltScopes),
        ],
        missing: "",
    },
    Control {
        number: 3,
        title: "The halt is latched: over kill -9, restore, upgrade; two persons release it where two are asked for",
        source: "RTS 6 art. 12",
        rules: &["GATE-10.halted"],
        shown: &[
            T(
                "trading",
                "o8_a_halt_survives_a_restart_until_it_is_released",
            ),
            T(
                "trading",
                "q6_two_persons_release_a_halt_and_turn_a_switch_on",
            ),
            T("api", "a_halt_and_a_switch_are_lifted_by_two_persons"),
            T(
                "desk",
                "z10_what_is_kept_is_read_back_and_a_release_takes_it_out",
            ),
            T("desk", "z10_a_file_that_cannot_be_read_halts_everything"),
            C(Campaign::HaltMatrix),
            C(Campaign::Crashes),
        ],
        missing: "a second factor at the release",
    },
    Control {
        number: 4,
        title: "Ways to halt that do not depend on each other: page, API, terminal, signal, file",
        source: "RTS 6 art. 12",
        rules: &["GATE-10.halted"],
        shown: &[
            T(
                "api",
                "z11_a_halt_holds_and_cancels_leave_while_nothing_can_be_written",
            ),
            T(
                "api",
                "z11_a_cancel_leaves_while_nothing_can_be_written_and_nothing_else_does",
            ),
            T(
                "api",
                "z12_orders_are_told_busy_and_who_stops_something_never_is",
            ),
            C(Campaign::HaltMatrix),
            C(Campaign::HaltRaces),
        ],
        missing: "",
    },
    Control {
        number: 5,
        title: "Dead-man's switch",
        source: "RTS 6 art. 12",
        rules: &["GATE-20.not-compared"],
        shown: &[
            T(
                "trading",
                "y3_no_countdown_runs_out_at_the_venue_beside_a_standing_that_says_it_runs",
            ),
            T(
                "trading",
                "y4_nothing_opens_while_a_countdown_may_have_run_out_and_until_the_account_was_compared_after_that",
            ),
            T(
                "cofferdam",
                "y5_what_is_open_in_the_books_of_contracts_ends_with_an_engine_that_stands_still",
            ),
            T(
                "desk",
                "y7_an_engine_is_silent_only_after_a_whole_bound_of_looks",
            ),
            T(
                "cofferdam",
                "y8_what_is_open_ends_when_the_desk_dies_and_the_next_one_knows_it",
            ),
            T("cofferdam", "y8_what_a_desk_left_open_in_good_order_stays"),
        ],
        missing: "the watchdog ends what is open and presses no halt: a desk that starts again opens as soon as it was compared; a countdown in doubt is shown in the core alone",
    },
    Control {
        number: 6,
        title: "Price collar per order",
        source: "RTS 6 art. 15(1)(a)",
        rules: &["GATE-17.price-collar-high", "GATE-17.price-collar-low"],
        shown: &[
            T("gate", "g5_prices_and_triggers_stay_inside_the_collar"),
            T(
                "gate",
                "g5_a_market_order_that_would_eat_through_the_collar_is_refused",
            ),
            T(
                "gate",
                "g5_a_trailing_order_is_held_to_the_collar_at_its_worst",
            ),
        ],
        missing: "",
    },
    Control {
        number: 7,
        title: "Price collar over time",
        source: "RTS 6 art. 15(1)(a)",
        rules: &["CTL-07.drift-collar"],
        shown: &[
            T(
                "gate",
                "g51_a_ladder_of_orders_each_inside_the_collar_stops",
            ),
            T("gate", "g51_what_trades_is_a_price_of_ours_too"),
        ],
        missing: "",
    },
    Control {
        number: 8,
        title: "Largest order value",
        source: "RTS 6 art. 15(1)(b)",
        rules: &[
            "GATE-02.order-value",
            "GATE-14.unconfirmed",
            "GATE-17.reference-missing",
            "GATE-17.reference-stale",
        ],
        shown: &[
            T("gate", "g3_the_order_value_limit_holds_to_the_tick"),
            T(
                "gate",
                "g58_over_the_size_an_order_waits_for_a_second_word_and_at_it_it_does_not",
            ),
            T(
                "trading",
                "g58_a_large_order_waits_and_its_second_word_sends_it_as_it_was_wished",
            ),
            T("gate", "g3_the_tightest_limit_of_all_scopes_wins"),
            T(
                "gate",
                "g3_a_symbol_quoted_in_another_asset_is_valued_by_a_fresh_price",
            ),
            T(
                "gate",
                "g5_a_quote_that_is_old_crossed_one_sided_or_from_the_future_is_refused",
            ),
        ],
        missing: "",
    },
    Control {
        number: 9,
        title: "Largest order quantity",
        source: "RTS 6 art. 15(1)(c)",
        rules: &["GATE-02.order-qty"],
        shown: &[T("gate", "g3_the_order_quantity_limit_holds_to_the_step")],
        missing: "",
    },
    Control {
        number: 10,
        title: "Message limits with a reserve for cancels",
        source: "RTS 6 art. 15(1)(d)",
        rules: &[
            "CTL-10.messages-per-second",
            "CTL-10.messages-per-minute",
            "CTL-10.messages-per-day",
        ],
        shown: &[
            T("gate", "g50_no_stretch_ever_has_more_than_its_limit"),
            T(
                "gate",
                "g50_orders_over_a_rate_are_refused_and_cancels_and_what_reduces_pass",
            ),
            T("gate", "g50_a_change_counts_as_an_order_does"),
            T(
                "gate",
                "g50_the_day_ends_at_midnight_and_is_kept_through_a_start",
            ),
            T(
                "trading",
                "g50_the_count_of_the_day_is_that_of_the_journal_and_of_the_snapshot",
            ),
        ],
        missing: "",
    },
    Control {
        number: 11,
        title: "Repeated-execution throttle",
        source: "RTS 6 art. 15(3)",
        rules: &["CTL-11.repeated-orders"],
        shown: &[
            T(
                "gate",
                "g52_the_same_order_again_and_again_stops_and_no_timer_counts_for_a_person",
            ),
            T(
                "trading",
                "g52_who_repeats_an_order_is_halted_until_a_person_released_him",
            ),
        ],
        missing: "",
    },
    Control {
        number: 12,
        title: "What is sent counts at once, before the venue answers",
        source: "RTS 6 art. 15(2)",
        rules: &[
            "GATE-07.collateral",
            "GATE-02.position-value",
            "GATE-02.position-qty",
        ],
        shown: &[
            T("gate", "g2_two_orders_cannot_use_the_same_funds"),
            T("gate", "g7_sums_equal_the_orders_and_end_at_nothing"),
            T("trading", "o1_a_wish_is_recorded_then_sent_then_answered"),
        ],
        missing: "",
    },
    Control {
        number: 13,
        title: "Most open orders",
        source: "RTS 6 art. 15(1)(d)",
        rules: &["GATE-02.open-orders"],
        shown: &[T(
            "gate",
            "g2_open_orders_are_limited_globally_per_account_per_symbol_and_by_scope",
        )],
        missing: "",
    },
    Control {
        number: 14,
        title: "Largest position at its worst, and most open positions",
        source: "RTS 6 art. 15(1)(b)",
        rules: &[
            "GATE-02.position-value",
            "GATE-02.position-qty",
            "GATE-03.open-positions",
        ],
        shown: &[
            T(
                "gate",
                "g4_the_position_limit_counts_what_is_held_and_what_may_still_trade",
            ),
            T("gate", "g4_the_position_value_limit_holds_to_the_step"),
            T(
                "gate",
                "g4_position_six_is_refused_and_adding_to_one_of_five_is_not",
            ),
        ],
        missing: "",
    },
    Control {
        number: 15,
        title: "Leverage, margin, distance to liquidation, collateral held",
        source: "SEC 15c3-5",
        rules: &[
            "GATE-04.leverage",
            "GATE-04.implied-leverage",
            "GATE-04.liquidation-near",
            "GATE-04.margin-mode",
            "GATE-04.position-mode",
            "GATE-07.collateral",
            "GATE-07.balance-unknown",
        ],
        shown: &[
            T("gate", "g6_one_satoshi_short_is_refused_and_exact_passes"),
            T("gate", "g15_margin_is_exact_and_counted_once"),
            T("gate", "g16_no_leverage_over_the_cap"),
            T(
                "gate",
                "g17_no_sequence_overruns_the_wallet_and_reduce_only_reduces",
            ),
        ],
        missing: "",
    },
];
