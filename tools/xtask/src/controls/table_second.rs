//! The other fifteen controls as rows: where each comes from, the rules of the gate that keep it, what shows it, what is not built yet.
//! Never a result.

use super::row::Shown::{Campaign as C, Test as T};
use super::row::{Campaign, Control};

/// The other fifteen: shares and losses, what is known, and what people see and decide.
pub(super) const SECOND: [Control; 15] = [
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
        shown: &[
            T("trading", "u1_what_is_planted_is_found"),
            T("trading", "u2_what_is_honest_is_let_be"),
            T("trading", "u3_one_less_than_the_threshold_is_no_finding"),
            T(
                "cofferdam",
                "u4_a_pattern_is_found_shown_and_explained_by_a_person_once",
            ),
        ],
        missing: "",
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
        shown: &[
            T("gate", "i3_every_rule_refuses_its_bad_order"),
            T("gate", "i3_a_rule_that_is_deaf_is_found_whichever_it_is"),
            T(
                "cofferdam",
                "i4_a_desk_on_paper_whose_self_test_failed_opens_nothing",
            ),
            T("store", "i5_a_writer_that_was_replaced_writes_no_more"),
            T("store", "i5_the_number_of_a_writer_only_rises"),
            T(
                "cofferdam",
                "i6_a_second_engine_is_refused_and_told_who_has_the_store",
            ),
            T(
                "cofferdam",
                "i7_an_engine_that_slept_through_a_take_over_sends_nothing_and_ends",
            ),
            T("wire", "i7_an_order_looks_at_the_lease_as_it_leaves"),
        ],
        missing: "two stores that trade with one key of a venue are seen only by the comparison",
    },
];
