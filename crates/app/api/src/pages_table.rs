//! The routes of pages, as rows. Never a handler.

use crate::pages::{
    about, amend, assets, campaign, contracts, credentials, desk, entry, failover, halts, limits,
    market_data, orders, presses, reconciliation, surveillance, ticket, venues,
};
use crate::rate_limit::LimitClass;
use crate::route_table::{Access, Answer, Csrf, Row, Verb};
use crate::state::AppState;
use axum::routing::{MethodFilter, MethodRouter, on};
use identity::ActionKind;

/// A page that needs the right to see trading; the others differ from it by name.
const fn page(
    path: &'static str,
    summary: &'static str,
    handler: fn(MethodFilter) -> MethodRouter<AppState>,
) -> Row {
    Row {
        verb: Verb::Get,
        path,
        access: Access::Needs(ActionKind::ReadTrading),
        limit: LimitClass::Page,
        answer: Answer::Page,
        csrf: Csrf::Safe,
        takes: None,
        gives: None,
        status: 200,
        summary,
        handler,
    }
}

/// A form that a person sends; it leads on to a page.
const fn form(
    path: &'static str,
    summary: &'static str,
    handler: fn(MethodFilter) -> MethodRouter<AppState>,
) -> Row {
    Row {
        verb: Verb::Post,
        csrf: Csrf::Form,
        status: 303,
        ..page(path, summary, handler)
    }
}

/// A form about a credential.
const fn key(
    path: &'static str,
    summary: &'static str,
    handler: fn(MethodFilter) -> MethodRouter<AppState>,
) -> Row {
    Row {
        access: Access::Needs(ActionKind::ManageKeys),
        limit: LimitClass::Safety,
        ..form(path, summary, handler)
    }
}

/// Routes of pages.
#[rustfmt::skip]
pub(crate) static PAGES: &[Row] = &[
    Row {
        access: Access::Public,
        status: 303,
        ..page("/", "The way in", |m| on(m, entry::home))
    },
    Row {
        access: Access::Public,
        ..page("/setup", "The set-up of a fresh house", |m| on(m, entry::setup_page))
    },
    Row {
        access: Access::Public,
        limit: LimitClass::Auth,
        ..form("/setup", "Make the first owner", |m| on(m, entry::setup_submit))
    },
    Row {
        access: Access::Public,
        ..page("/sign-in", "The sign-in", |m| on(m, entry::sign_in_page))
    },
    Row {
        access: Access::Public,
        limit: LimitClass::Auth,
        ..form("/sign-in", "Sign in", |m| on(m, entry::sign_in_submit))
    },
    Row {
        access: Access::Signed,
        limit: LimitClass::Safety,
        ..form("/sign-out", "Sign out", |m| on(m, entry::sign_out))
    },
    page("/desk", "The desk", |m| on(m, desk::desk_page)),
    Row {
        answer: Answer::Part,
        ..page("/desk/part/{part}", "A part of the desk", |m| on(m, desk::desk_part))
    },
    Row {
        access: Access::Needs(ActionKind::Place),
        answer: Answer::Part,
        status: 200,
        ..form("/ticket/verdict", "What the gate would say to the ticket", |m| on(m, ticket::verdict_part))
    },
    Row {
        access: Access::Needs(ActionKind::Place),
        status: 200,
        ..form("/ticket/review", "The ticket in words, before it is sent", |m| on(m, ticket::review_page))
    },
    Row {
        access: Access::Needs(ActionKind::Place),
        limit: LimitClass::Trading,
        ..form("/ticket/send", "Send the order", |m| on(m, ticket::send))
    },
    page("/orders", "Orders", |m| on(m, orders::list_page)),
    page("/orders/{id}", "One order with its whole life", |m| on(m, orders::one_page)),
    Row {
        access: Access::Needs(ActionKind::Cancel),
        limit: LimitClass::Safety,
        ..form("/orders/cancel-all", "Cancel everything open", |m| on(m, orders::cancel_all))
    },
    Row {
        access: Access::Needs(ActionKind::Cancel),
        limit: LimitClass::Safety,
        ..form("/orders/{id}/cancel", "Cancel an order", |m| on(m, orders::cancel))
    },
    Row {
        access: Access::Needs(ActionKind::Place),
        limit: LimitClass::Trading,
        ..form("/orders/{id}/confirm", "Say the second word for an order that waits for it", |m| on(m, ticket::confirm))
    },
    Row {
        access: Access::Needs(ActionKind::Place),
        limit: LimitClass::Trading,
        ..form("/orders/{id}/amend", "Reduce an order where it stands", |m| on(m, amend::send))
    },
    Row {
        access: Access::Needs(ActionKind::Release),
        limit: LimitClass::Safety,
        ..form("/orders/{id}/settle", "Declare over an order that the venue denies", |m| on(m, orders::settle))
    },
    page("/halt", "What a halt will do, and its button", |m| on(m, halts::halt_page)),
    Row {
        access: Access::Needs(ActionKind::Halt),
        limit: LimitClass::Safety,
        ..form("/halt", "Halt trading", |m| on(m, halts::halt))
    },
    page("/flatten", "What a flatten will do, and its button", |m| on(m, presses::flatten_page)),
    Row {
        access: Access::Needs(ActionKind::Halt),
        limit: LimitClass::Safety,
        ..form("/flatten", "Close every position in a scope", |m| on(m, presses::flatten))
    },
    Row {
        access: Access::Needs(ActionKind::Cancel),
        limit: LimitClass::Safety,
        ..form("/halt/cancel", "Cancel everything open in a scope", |m| on(m, presses::cancel))
    },
    page("/failover", "How the venue on spot and its backup stand", |m| on(m, failover::page)),
    Row {
        access: Access::Needs(ActionKind::Halt),
        limit: LimitClass::Safety,
        ..form("/failover/call", "Call the venue away", |m| on(m, failover::call))
    },
    Row {
        access: Access::Needs(ActionKind::Release),
        limit: LimitClass::Safety,
        ..form("/failover/release", "Wish the venue home", |m| on(m, failover::release))
    },
    page("/release", "What a release will do, and its button", |m| on(m, halts::release_page)),
    Row {
        access: Access::Needs(ActionKind::Release),
        limit: LimitClass::Safety,
        ..form("/release", "Release a halt", |m| on(m, halts::release))
    },
    page("/limits", "Limits with their use, switches, and changes of both", |m| on(m, limits::page)),
    Row {
        access: Access::Needs(ActionKind::SetLimits),
        limit: LimitClass::Safety,
        ..form("/limits", "Propose a limit", |m| on(m, limits::propose))
    },
    Row {
        access: Access::Needs(ActionKind::SetSwitch),
        limit: LimitClass::Safety,
        ..form("/limits/switch", "Turn a trading switch", |m| on(m, limits::turn))
    },
    Row {
        access: Access::Needs(ActionKind::SetLimits),
        limit: LimitClass::Safety,
        ..form("/limits/{number}/agree", "Agree to a change", |m| on(m, limits::agree))
    },
    Row {
        access: Access::Needs(ActionKind::SetLimits),
        limit: LimitClass::Safety,
        ..form("/limits/{number}/withdraw", "Take a change back, or say no to it", |m| on(m, limits::withdraw))
    },
    page("/reconciliation", "Our book, the venue's word and the sum of the trades", |m| on(m, reconciliation::page)),
    form("/reconciliation/check", "Compare the account at once", |m| on(m, reconciliation::check)),
    Row {
        access: Access::Needs(ActionKind::Release),
        limit: LimitClass::Safety,
        ..form("/reconciliation/accept", "Take the venue's word in a disagreement", |m| on(m, reconciliation::accept))
    },
    page("/surveillance", "Patterns found in our own orders and trades", |m| on(m, surveillance::page)),
    Row {
        access: Access::Needs(ActionKind::Release),
        limit: LimitClass::Safety,
        ..form("/surveillance/explain", "Keep a person's word about a finding", |m| on(m, surveillance::explain))
    },
    form("/accounts/histories", "Have the venue asked for the accounts' past at once", |m| on(m, venues::read_histories)),
    page("/market-data", "Gaps of market data, and checks of kept candles", |m| on(m, market_data::page)),
    form("/market-data/check", "Check kept candles at once", |m| on(m, market_data::check)),
    page("/campaign", "The last campaign on a test exchange", |m| on(m, campaign::page)),
    page("/contracts", "The account on margin: settings, positions, payments", |m| on(m, contracts::page)),
    Row {
        access: Access::Needs(ActionKind::Place),
        limit: LimitClass::Trading,
        ..form("/contracts/set", "Set leverage, margin or position mode", |m| on(m, contracts::set))
    },
    Row {
        access: Access::Needs(ActionKind::ManageKeys),
        ..page("/credentials", "The credentials of venues", |m| on(m, credentials::list_page))
    },
    Row {
        limit: LimitClass::Auth,
        ..key("/credentials", "Keep a key", |m| on(m, credentials::add))
    },
    Row {
        limit: LimitClass::Auth,
        status: 200,
        ..key("/credentials/test", "Ask the venue about a key", |m| on(m, credentials::test))
    },
    Row {
        access: Access::Needs(ActionKind::ManageKeys),
        ..page("/credentials/{name}", "One credential", |m| on(m, credentials::one_page))
    },
    key("/credentials/{name}/probe", "Ask the venue again", |m| on(m, credentials::probe)),
    Row {
        limit: LimitClass::Auth,
        ..key("/credentials/{name}/rotate", "Put another key in its place", |m| on(m, credentials::rotate))
    },
    Row {
        limit: LimitClass::Auth,
        ..key("/credentials/{name}/remove", "Take a credential away", |m| on(m, credentials::remove))
    },
    page("/accounts", "Every account and how it stands", |m| on(m, venues::accounts)),
    page("/connections", "Every connection and how it serves", |m| on(m, venues::connections)),
    page("/status", "Every part of the house", |m| on(m, desk::status_page)),
    page("/about", "Version, licences, keyboard", |m| on(m, about::about_page)),
    Row {
        access: Access::Public,
        answer: Answer::File,
        ..page("/assets/{hash}/{*path}", "Files of pages", assets::route)
    },
];
