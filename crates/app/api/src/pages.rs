//! The pages: handlers that ask the desk, views that are text ready to be shown, templates that show it.
//! Never a rule of trading, never a decision about rights.

pub mod about;
pub mod assets;
pub mod desk;
pub mod entry;
mod frame;
pub mod halts;
mod life;
mod moment;
mod numbers;
pub mod orders;
pub mod problem;
mod rows;
pub mod ticket;
mod ticket_form;
mod view_desk;
mod view_entry;
mod view_halts;
mod view_orders;
mod view_shell;
mod view_ticket;
