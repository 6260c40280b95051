//! The thirty controls as rows: where each comes from, the rules of the gate that keep it, what shows it, what is not built yet.
//! Never a result.

use super::row::Shown::{Campaign as C, Test as T};
use super::row::{Campaign, Control};

/// All of them, by number.
pub(crate) const CONTROLS: &[Control] = &[
    Control {
        number: 1,
        title: "Global halt: one action cancels all and blocks what is new",
        source: "RTS 6 art. 12",
        rules: &["GATE-10.halted"],
        shown: &[
            T("gate", "g8_a_halt_between_clearing_and_sending_is_seen"),
            T("gate", "g8_cancels_pass_whatever_is_halted_or_off"),
            T("trading", "o8_a_halt_cancels_what_is_open_in_its_scope"),
            T("trading", "o8_a_burst_that_a_halt_overtakes_stays_at_home"),
            C(Campaign::HaltRaces),
        ],
        missing: "more than two accounts in the races",
    },
    Control {
        number: 2,
        title: "Halt by scope: venue, account, user, strategy, symbol",
        source: "RTS 6 art. 12(2)",
        rules: &["GATE-10.halted"],
        shown: &[T("gate", "g8_a_halt_stops_its_scope_and_nothing_else")],
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
            C(Campaign::Crashes),
        ],
        missing: "a second factor at the release",
    },
    Control {
        number: 4,
        title: "Ways to halt that do not depend on each other: page, API, terminal, signal, file",
        source: "RTS 6 art. 12",
        rules: &["GATE-10.halted"],
        shown: &[C(Campaign::HaltRaces)],
        missing: "the matrix of ways and faults",
    },
    Control {
        number: 5,
        title: "Dead-man's switch",
        source: "RTS 6 art. 12",
        rules: &[],
        shown: &[],
        missing: "all of it",
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
            "GATE-17.reference-missing",
            "GATE-17.reference-stale",
        ],
        shown: &[
            T("gate", "g3_the_order_value_limit_holds_to_the_tick"),
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
    Control {
        number: 16,
        title: "Concentration and correlation",
        source: "SEC 15c3-5",
        rules: &[
            "GATE-05.asset-share",
            "GATE-05.class-share",
            "GATE-05.equity-unknown",
            "GATE-06.correlation",
            "GATE-06.correlation-unknown",
        ],
        shown: &[
            T(
                "gate",
                "g56_an_asset_takes_no_more_than_its_share_of_all_equity",
            ),
            T("gate", "g56_a_class_takes_no_more_than_its_share"),
            T(
                "gate",
                "g56_what_has_no_price_makes_a_share_larger_never_smaller",
            ),
            T("gate", "g57_correlations_are_what_a_hand_computes"),
            T("gate", "g57_what_is_not_known_is_no_correlation"),
            T("gate", "g57_what_moves_together_is_not_held_together"),
        ],
        missing: "",
    },
    Control {
        number: 17,
        title: "Daily loss and drawdown, and hard stops of a symbol",
        source: "RTS 6 art. 17",
        rules: &[
            "GATE-08.daily-loss",
            "GATE-08.loss-unknown",
            "GATE-09.drawdown",
            "GATE-15.trades",
            "GATE-15.losses-in-a-row",
            "GATE-15.loss",
        ],
        shown: &[
            T(
                "trading",
                "n1_the_days_result_counts_profit_loss_fees_and_funding",
            ),
            T(
                "trading",
                "n2_what_comes_and_goes_without_a_trade_moves_no_result",
            ),
            T(
                "trading",
                "n3_it_warns_at_four_fifths_and_trips_at_the_limit_itself",
            ),
            T(
                "trading",
                "n3_results_are_a_recounts_and_neither_profits_nor_transfers_trip",
            ),
            T(
                "trading",
                "n5_a_start_within_a_day_goes_on_and_midnight_begins_anew",
            ),
            T(
                "trading",
                "n6_the_drawdown_trips_stays_over_midnight_and_begins_anew_after_a_reset",
            ),
            T(
                "trading",
                "n7_what_tripped_stays_over_restart_recovery_and_midnight_until_a_person_releases_it",
            ),
            T(
                "gate",
                "n8_each_hard_stop_of_a_symbol_holds_to_the_last_one",
            ),
        ],
        missing: "",
    },
    Control {
        number: 18,
        title: "Breaker on rejects, errors and latency of a venue",
        source: "RTS 6 art. 16",
        rules: &["GATE-10.halted"],
        shown: &[
            T(
                "trading",
                "n9_refusals_within_the_window_stop_the_venue_until_a_person_releases_it",
            ),
            T(
                "trading",
                "n9_requests_without_an_answer_count_placing_and_cancelling_alike",
            ),
            T("trading", "n9_slow_answers_count_only_beyond_the_bound"),
        ],
        missing: "",
    },
    Control {
        number: 19,
        title: "Nothing twice: one id per order, in the journal before it leaves",
        source: "SEC 15c3-5",
        rules: &["GATE-01.duplicate-order"],
        shown: &[
            T(
                "gate",
                "g1_a_number_or_an_id_in_use_is_refused_until_the_order_ended",
            ),
            T("trading", "o9_a_restart_holds_and_asks_and_sends_nothing"),
            C(Campaign::Crashes),
            C(Campaign::Faults),
        ],
        missing: "",
    },
    Control {
        number: 20,
        title: "What is not known is asked for, never sent again, and stays held",
        source: "SEC 15c3-5",
        rules: &[],
        shown: &[
            T("trading", "o3_never_seen_is_believed_late_and_twice_only"),
            T(
                "trading",
                "o13_an_order_unknown_for_a_minute_trips_its_symbol",
            ),
            C(Campaign::Faults),
        ],
        missing: "",
    },
    Control {
        number: 21,
        title: "Sane prices: age, gap, crossed, one-sided, from the future",
        source: "RTS 6 art. 15(1)(a)",
        rules: &[
            "GATE-17.reference-stale",
            "GATE-17.reference-crossed",
            "GATE-17.reference-missing",
            "GATE-17.mark-missing",
            "GATE-17.mark-stale",
        ],
        shown: &[T(
            "gate",
            "g5_a_quote_that_is_old_crossed_one_sided_or_from_the_future_is_refused",
        )],
        missing: "jumps, and prices of one symbol at several venues",
    },
    Control {
        number: 22,
        title: "No order crosses one of our own",
        source: "RTS 6 art. 15",
        rules: &["CTL-22.own-crossing"],
        shown: &[
            T("gate", "g49_no_order_meets_an_own_one"),
            T(
                "gate",
                "g49_the_index_says_what_a_count_over_all_orders_says",
            ),
            T("gate", "g49_what_reduces_is_never_trapped"),
            T("gate", "g49_what_waits_for_a_price_counts_at_its_worst"),
            T(
                "trading",
                "g49_an_order_that_would_meet_an_own_one_is_refused_and_recorded",
            ),
        ],
        missing: "",
    },
    Control {
        number: 23,
        title: "Allow-list, liquidity floor, step-up of new symbols",
        source: "FIA 2024",
        rules: &[
            "CTL-23.symbol-not-allowed",
            "CTL-23.liquidity",
            "CTL-23.new-symbol",
            "GATE-01.unknown-instrument",
        ],
        shown: &[
            T(
                "gate",
                "g53_only_listed_symbols_open_where_a_scope_has_a_list",
            ),
            T("gate", "g54_a_thin_book_and_an_unknown_one_open_nothing"),
            T(
                "gate",
                "g55_first_steps_are_small_until_it_traded_or_a_person_confirmed",
            ),
            T("gate", "g1_only_known_accounts_and_symbols_pass"),
            T(
                "trading",
                "g55_a_person_who_switches_a_symbol_on_has_confirmed_it",
            ),
        ],
        missing: "",
    },
    Control {
        number: 24,
        title: "Paper by default; real money through a latch",
        source: "SEC 15c3-5",
        rules: &["GATE-12.live-latch"],
        shown: &[
            T("gate", "g10_a_live_account_without_consent_trades_nothing"),
            T(
                "gate",
                "i1_of_all_rows_of_the_truth_table_exactly_one_trades",
            ),
            T(
                "cofferdam",
                "i2_a_start_for_real_money_with_any_one_fact_missing_is_refused_by_its_name",
            ),
        ],
        missing: "",
    },
    Control {
        number: 25,
        title: "Rights of keys are looked at when added and again",
        source: "SEC 15c3-5",
        rules: &[],
        shown: &[
            T(
                "gate",
                "a_key_is_taken_with_the_rights_it_is_wanted_for_and_never_with_withdrawal",
            ),
            T(
                "gate",
                "wider_is_any_gained_right_or_a_lost_list_of_addresses",
            ),
            T("api", "a_key_that_got_wider_or_died_halts_its_account"),
        ],
        missing: "",
    },
    Control {
        number: 26,
        title: "Orders, fills and balances are held against the venue's; a break pauses",
        source: "RTS 6 art. 17",
        rules: &["GATE-20.not-compared"],
        shown: &[
            T("trading", "t10_every_planted_break_is_found_within_a_cycle"),
            T("trading", "t2_three_sides_that_agree_stay_silent"),
            T(
                "trading",
                "t5_a_balance_that_is_off_pauses_the_account_until_a_person_accepts_it",
            ),
        ],
        missing: "",
    },
    Control {
        number: 27,
        title: "Alerts as it happens, and a second one where nobody looks",
        source: "RTS 6 art. 16",
        rules: &[],
        shown: &[],
        missing: "all of it: nothing is delivered outside the pages",
    },
    Control {
        number: 28,
        title: "Surveillance of our own trading",
        source: "RTS 6 art. 13",
        rules: &[],
        shown: &[],
        missing: "all of it",
    },
    Control {
        number: 29,
        title: "Who asked for each order; limits change under control of two persons",
        source: "RTS 6 art. 12(3), SEC 15c3-5",
        rules: &["GATE-13.trading-switch"],
        shown: &[
            T(
                "trading",
                "q2_what_loosens_waits_for_another_person_who_agrees_to_exactly_that",
            ),
            T(
                "trading",
                "q5_no_limit_of_people_is_looser_than_the_settings_or_no_limit_at_all",
            ),
            T("gate", "g70_no_person_widens_what_the_configuration_says"),
            T("api", "two_persons_loosen_what_one_tightened"),
            T("identity", "the_matrix_of_rights"),
        ],
        missing: "version of a strategy: nothing runs strategies yet",
    },
    Control {
        number: 30,
        title: "Self-test at the start, and one engine per account",
        source: "SEC 15c3-5",
        rules: &[],
        shown: &[],
        missing: "all of it but one process for each data folder",
    },
];
