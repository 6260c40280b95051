//! The one suite, run on SQLite as a test per case and on PostgreSQL as one test over all cases. OPS-01 OPS-02

use super::cases;
use super::findings;
use super::histories;
use super::leases;
use super::market;
use super::migrating;
use super::postgres::Server;
use super::random;
use super::site::Site;
use super::statements;

macro_rules! suite {
    ($($group:ident :: $case:ident),+ $(,)?) => {
        mod sqlite {
            //! Every case on SQLite.
            use super::*;
            $(
                #[tokio::test]
                async fn $case() {
                    $group::$case(&Site::sqlite()).await;
                }
            )+
        }

        /// Every case on PostgreSQL, each in a database of its own.
        #[test]
        fn postgres() {
            let server = match Server::start() {
                Ok(server) => server,
                Err(reason) => {
                    eprintln!("SKIPPED, LOUDLY: no case ran on PostgreSQL: {reason}");
                    return;
                }
            };
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            $(
                eprintln!("on PostgreSQL: {}", stringify!($case));
                runtime.block_on(async {
                    let site = Site::postgres(&server, stringify!($case)).await;
                    $group::$case(&site).await;
                });
            )+
        }
    };
}

suite!(
    cases::an_empty_store_answers_every_question,
    cases::a_whole_batch_reads_back_as_written,
    cases::numbers_go_on_after_opening_again,
    cases::a_refused_batch_leaves_nothing_behind,
    cases::each_conflict_has_its_name,
    cases::an_orders_quantity_only_becomes_smaller,
    cases::conflicts_of_people_and_keys_have_names_too,
    cases::an_order_moves_and_its_terms_stay,
    cases::every_kind_and_state_of_order_reads_back,
    cases::orders_are_found_by_every_filter,
    cases::fills_are_found_by_every_filter,
    cases::the_life_of_an_order_is_its_journal_rows,
    cases::what_was_said_of_an_order_reads_back,
    cases::orders_that_belong_together_find_each_other,
    cases::halts_and_switches_stand_as_last_set,
    cases::refusals_are_kept_in_order,
    cases::candles_are_brought_up_to_date_and_read_by_range,
    histories::h5_a_record_is_kept_once_however_often_it_is_told,
    histories::h6_a_record_that_changed_is_kept_twice_and_the_newest_counts,
    histories::h7_a_page_and_its_cursor_are_written_together_or_not_at_all,
    histories::trouble_and_breaks_of_a_walk_stand_as_last_told,
    findings::a_finding_is_kept_once_and_explained_once,
    market::gaps_survive_and_are_brought_up_to_date,
    market::an_absence_is_kept_once,
    market::no_candle_is_overwritten_in_silence,
    market::a_candle_that_contradicts_itself_can_still_be_looked_at,
    market::checks_and_flaws_are_kept_with_their_page,
    market::seconds_end_and_nothing_else_does,
    cases::bytes_are_kept_once_and_every_arrival,
    cases::the_audit_chain_shows_every_edit,
    cases::users_are_unique_and_change,
    cases::sessions_open_live_and_end,
    cases::all_sessions_end_and_ended_ones_are_forgotten,
    cases::a_setup_token_is_spent_once,
    cases::failed_signins_are_counted_and_cleared,
    cases::the_last_snapshot_wins,
    cases::a_stranger_cannot_rewrite_history,
    cases::only_one_writer_at_a_time,
    cases::a_dropped_commit_poisons_the_writer,
    cases::readers_see_only_what_is_committed,
    cases::a_value_that_is_none_of_ours_is_damage,
    cases::long_pages_are_cut,
    migrating::down_and_up_again_keeps_what_stays,
    migrating::losing_rows_needs_consent,
    migrating::an_unknown_schema_is_refused,
    migrating::a_step_that_fails_leaves_the_schema_as_it_was,
    leases::i5_a_writer_that_was_replaced_writes_no_more,
    leases::i5_the_number_of_a_writer_only_rises,
    leases::i6_who_is_refused_is_told_who_has_the_store,
    cases::a_lost_link_poisons_the_writer,
    cases::a_commit_without_an_answer_is_unknown,
    random::any_history_equals_its_model,
    statements::every_statement_prepares,
    statements::lists_use_an_index,
);
