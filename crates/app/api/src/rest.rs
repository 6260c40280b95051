//! Handlers for programs: parse, permit, ask the desk, show. Never a rule, never a branch on a role.

pub(crate) mod account;
pub(crate) mod amend;
pub(crate) mod campaign;
pub(crate) mod cancel_all;
pub(crate) mod contracts;
pub(crate) mod controls;
pub(crate) mod credentials;
pub(crate) mod document;
pub(crate) mod entry;
pub(crate) mod failover;
pub(crate) mod halts;
pub(crate) mod health;
pub(crate) mod histories;
pub(crate) mod losses;
pub(crate) mod market;
pub(crate) mod market_data;
pub(crate) mod orders;
pub(crate) mod pairs;
pub(crate) mod presses;
pub(crate) mod reconciliation;
pub(crate) mod surveillance;
pub(crate) mod tickets;
pub(crate) mod venues;

use crate::problem::Problem;

/// Rows of a page when the caller does not say.
const PAGE_ROWS: u32 = 100;
/// Most rows of a page.
const PAGE_ROWS_MAX: u32 = 500;

/// How many rows a caller wants.
fn page_rows(limit: Option<u32>) -> Result<u32, Problem> {
    match limit {
        None => Ok(PAGE_ROWS),
        Some(rows @ 1..=PAGE_ROWS_MAX) => Ok(rows),
        Some(_) => Err(Problem::value(
            "limit",
            format_args!("must be 1 to {PAGE_ROWS_MAX}"),
        )),
    }
}
