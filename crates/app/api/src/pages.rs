//! The pages: handlers that ask the desk, views that are text ready to be shown, templates that show it.
//! Never a rule of trading, never a decision about rights.

pub(crate) mod about;
pub(crate) mod amend;
pub(crate) mod assets;
pub(crate) mod campaign;
pub(crate) mod contracts;
pub(crate) mod credentials;
pub(crate) mod desk;
pub(crate) mod entry;
pub(crate) mod failover;
mod frame;
pub(crate) mod halts;
mod life;
pub(crate) mod limits;
mod losses;
pub(crate) mod market_data;
mod messages;
mod moment;
mod numbers;
pub(crate) mod orders;
pub(crate) mod presses;
pub(crate) mod problem;
pub(crate) mod reconciliation;
mod rows;
pub(crate) mod surveillance;
pub(crate) mod ticket;
mod ticket_form;
mod ticket_margin;
mod ticket_more;
pub(crate) mod venues;
mod view_campaign;
mod view_contracts;
mod view_credentials;
mod view_desk;
mod view_entry;
mod view_failover;
mod view_halts;
mod view_limits;
mod view_market_data;
mod view_orders;
mod view_presses;
mod view_reconciliation;
mod view_shell;
mod view_surveillance;
mod view_ticket;
mod view_venues;

#[cfg(test)]
pub(crate) fn shown_instant(at: domain::Time) -> String {
    let moment = moment::moment(at);
    format!("{}T{}", moment.day, moment.utc)
}
