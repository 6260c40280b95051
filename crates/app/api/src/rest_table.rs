//! The routes of programs, as rows. Never a handler.

use crate::rate_limit::LimitClass;
use crate::rest::{
    account, amend, campaign, cancel_all, contracts, controls, credentials, document, entry,
    failover, halts, health, histories, losses, market, market_data, orders, pairs, presses,
    reconciliation, surveillance, tickets, venues,
};
use crate::route_table::{Access, Answer, Csrf, Row, Verb};
use crate::state::AppState;
use crate::stream;
use axum::routing::{MethodFilter, MethodRouter, on};
use identity::ActionKind;

/// A row that reads JSON of shape `gives` and needs the right to see trading; the others differ from it by name.
const fn read(
    path: &'static str,
    gives: &'static str,
    summary: &'static str,
    handler: fn(MethodFilter) -> MethodRouter<AppState>,
) -> Row {
    Row {
        verb: Verb::Get,
        path,
        access: Access::Needs(ActionKind::ReadTrading),
        limit: LimitClass::Data,
        answer: Answer::Json,
        csrf: Csrf::Safe,
        takes: None,
        gives: Some(gives),
        status: 200,
        summary,
        handler,
    }
}

/// A row that changes or asks about a credential.
const fn key(
    path: &'static str,
    (takes, gives): (&'static str, &'static str),
    summary: &'static str,
    handler: fn(MethodFilter) -> MethodRouter<AppState>,
) -> Row {
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::ManageKeys),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        takes: Some(takes),
        ..read(path, gives, summary, handler)
    }
}

/// A row that changes limits, switches or what was proposed of them.
const fn control(
    path: &'static str,
    takes: &'static str,
    summary: &'static str,
    handler: fn(MethodFilter) -> MethodRouter<AppState>,
) -> Row {
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::SetLimits),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        takes: Some(takes),
        ..read(path, "ProposedView", summary, handler)
    }
}

/// Routes of programs.
#[rustfmt::skip]
pub(crate) static REST: &[Row] = &[
    read("/api/v1/instruments", "InstrumentsView", "What can be traded here", |m| on(m, market::instruments)),
    read("/api/v1/book/{symbol}", "BookView", "The top of a book", |m| on(m, market::book)),
    read("/api/v1/trades", "TradesView", "The last trades at the venue", |m| on(m, market::trades)),
    read("/api/v1/candles", "CandlesView", "Candles, the last one still forming", |m| on(m, market::candles)),
    read("/api/v1/market/contracts", "ContractsView", "Marks, funding, open interest and liquidations of perpetual contracts, each with its age", |m| on(m, market_data::contracts)),
    read("/api/v1/market/gaps", "GapsView", "Spans of market data that lacked something, and those the venue has nothing of", |m| on(m, market_data::gaps)),
    read("/api/v1/market/checks", "ChecksView", "Checks of kept candles, and the flaws they found", |m| on(m, market_data::checks)),
    Row {
        verb: Verb::Post,
        csrf: Csrf::Json,
        takes: Some("CheckBody"),
        gives: None,
        status: 202,
        ..read("/api/v1/market/checks", "", "Check kept candles at once against themselves and the venue's own", |m| on(m, market_data::check))
    },
    read("/api/v1/orders", "OrdersView", "Orders, newest first", |m| on(m, orders::list)),
    read("/api/v1/orders/{id}", "OrderLifeView", "One order with its whole life", |m| on(m, orders::one)),
    read("/api/v1/fills", "FillsView", "Fills, newest first", |m| on(m, orders::fills)),
    read("/api/v1/positions", "PositionsView", "Positions with their profit", |m| on(m, account::positions)),
    read("/api/v1/balances", "BalancesView", "What the account holds", |m| on(m, account::balances)),
    read("/api/v1/halts", "HaltsView", "Halts in force", |m| on(m, halts::list)),
    read("/api/v1/losses", "LossesView", "What the day brought against what it may lose, and breakers that tripped", |m| on(m, losses::show)),
    read("/api/v1/limits", "LimitsView", "Limits in force with their use, switches that are off, and changes that wait", |m| on(m, controls::show)),
    control("/api/v1/limits", "LimitsBody", "Propose new limits; what tightens holds when this answers", |m| on(m, controls::propose)),
    Row {
        access: Access::Needs(ActionKind::SetSwitch),
        ..control("/api/v1/switches", "SwitchBody", "Turn a trading switch; off holds when this answers", |m| on(m, controls::turn))
    },
    control("/api/v1/proposals/{number}/agree", "AgreeBody", "Agree to exactly what another person proposed", |m| on(m, controls::agree)),
    control("/api/v1/proposals/{number}/withdraw", "WithdrawBody", "Take a proposal back, or say no to it", |m| on(m, controls::withdraw)),
    read("/api/v1/presses", "PressesView", "The latest presses of the switch and what came of each", |m| on(m, presses::list)),
    read("/api/v1/presses/{id}", "PressView", "One press: its orders and positions, each with its fate", |m| on(m, presses::one)),
    read("/api/v1/reconciliation", "ReconciliationView", "Our book, the venue's word and the sum of the trades", |m| on(m, reconciliation::show)),
    read("/api/v1/surveillance", "FindingsView", "Patterns found in our own orders and trades, newest first", |m| on(m, surveillance::list)),
    read("/api/v1/failover", "FailoverView", "How the venue on spot and its backup stand", |m| on(m, failover::show)),
    read("/api/v1/house", "HouseView", "Which house this is, as which program, trading where", |m| on(m, campaign::house)),
    read("/api/v1/campaign", "CampaignView", "The last campaign on a test exchange with its signed report", |m| on(m, campaign::last)),
    read("/api/v1/histories", "HistoriesView", "How far the past of every account is kept", |m| on(m, histories::list)),
    Row {
        verb: Verb::Post,
        csrf: Csrf::Json,
        gives: None,
        status: 202,
        ..read("/api/v1/histories/read", "", "Have the venue asked for the past of every account at once", |m| on(m, histories::read))
    },
    read("/api/v1/accounts", "AccountsView", "Every account and how it stands", |m| on(m, venues::accounts)),
    read("/api/v1/connections", "VenuesView", "Every way to a venue: limits, breaker, clock, fields, list", |m| on(m, venues::connections)),
    read("/api/v1/health", "HealthView", "Every part of the house with its grade", |m| on(m, health::detail)),
    read("/health", "HealthView", "Every part of the house with its grade", |m| on(m, health::detail)),
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Place),
        limit: LimitClass::Trading,
        csrf: Csrf::Json,
        takes: Some("PlaceBody"),
        status: 201,
        ..read("/api/v1/orders", "PlacedView", "Send an order; answers when it is cleared and on disk", |m| on(m, orders::place))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Place),
        csrf: Csrf::Json,
        takes: Some("PlaceBody"),
        ..read("/api/v1/verdict", "VerdictView", "What the gate would say to an order; nothing is held or sent", |m| on(m, orders::verdict))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Place),
        limit: LimitClass::Trading,
        csrf: Csrf::Json,
        takes: Some("OcoBody"),
        status: 201,
        ..read("/api/v1/oco", "OcoPlacedView", "Send a pair of orders of which only one may trade; answers when both are on disk", |m| on(m, pairs::place))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Place),
        limit: LimitClass::Trading,
        csrf: Csrf::Json,
        takes: Some("PlaceBody"),
        status: 201,
        ..read("/api/v1/orders/{id}/replace", "PlacedView", "Put an order in the place of a working one: the venue takes it in only if the old one could be ended", |m| on(m, orders::replace))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Place),
        limit: LimitClass::Trading,
        csrf: Csrf::Json,
        takes: Some("AmendBody"),
        gives: None,
        status: 202,
        ..read("/api/v1/orders/{id}/amend", "", "Ask for a working limit order to be of less where it stands; its life tells what came of it", |m| on(m, amend::amend))
    },
    read("/api/v1/tickets", "TicketsView", "Orders that wait for a second word of whoever wished them", |m| on(m, tickets::waiting)),
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Place),
        limit: LimitClass::Trading,
        csrf: Csrf::Json,
        status: 201,
        ..read("/api/v1/orders/{id}/confirm", "PlacedView", "The second word for an order that waits for it: judged again and sent as it was wished", |m| on(m, tickets::confirm))
    },
    Row {
        verb: Verb::Delete,
        access: Access::Needs(ActionKind::Cancel),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        gives: None,
        status: 202,
        ..read("/api/v1/orders/{id}", "", "Ask for an order to be cancelled; its end is reported later", |m| on(m, orders::cancel))
    },
    Row {
        verb: Verb::Delete,
        access: Access::Needs(ActionKind::Cancel),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        status: 202,
        ..read("/api/v1/orders", "CancelsView", "Ask for the end of everything open, of one symbol where it is named; exits stay", |m| on(m, cancel_all::cancel_all))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Release),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        takes: Some("SettleBody"),
        gives: None,
        status: 204,
        ..read("/api/v1/orders/{id}/settle", "", "Declare over an order that the venue had and denies for good", |m| on(m, orders::settle))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Halt),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        takes: Some("HaltBody"),
        ..read("/api/v1/halts", "PressView", "Halt trading in a scope, at once and until a person releases it; answers with the press and its orders", |m| on(m, halts::halt))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Cancel),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        takes: Some("StopBody"),
        status: 202,
        ..read("/api/v1/cancels", "PressView", "Ask for the end of everything open in a scope, without a halt; exits stay", |m| on(m, presses::cancel))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Halt),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        takes: Some("StopBody"),
        status: 202,
        ..read("/api/v1/flatten", "PressView", "Halt a scope, end everything open in it, and close every position in it at the market", |m| on(m, presses::flatten))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Release),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        takes: Some("ReleaseBody"),
        gives: None,
        status: 204,
        ..read("/api/v1/halts/release", "", "Release the halt of exactly this scope", |m| on(m, halts::release))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Halt),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        takes: Some("FailoverBody"),
        gives: None,
        status: 202,
        ..read("/api/v1/failover/call", "", "Call the venue on spot away; reads and exits follow the settings", |m| on(m, failover::call))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Release),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        takes: Some("FailoverBody"),
        gives: None,
        status: 202,
        ..read("/api/v1/failover/release", "", "Wish the venue home; it comes with proof only", |m| on(m, failover::release))
    },
    Row {
        verb: Verb::Post,
        csrf: Csrf::Json,
        gives: None,
        status: 202,
        ..read("/api/v1/reconciliation/check", "", "Compare the account with its venue at once", |m| on(m, reconciliation::check))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Release),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        takes: Some("ExplainBody"),
        gives: None,
        status: 204,
        ..read("/api/v1/surveillance/explain", "", "Keep a person's word about a finding", |m| on(m, surveillance::explain))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Release),
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        takes: Some("AcceptBody"),
        gives: None,
        status: 204,
        ..read("/api/v1/reconciliation/accept", "", "Take the venue's word in a disagreement", |m| on(m, reconciliation::accept))
    },
    Row {
        verb: Verb::Post,
        access: Access::Needs(ActionKind::Place),
        limit: LimitClass::Trading,
        csrf: Csrf::Json,
        takes: Some("SettingBody"),
        gives: None,
        status: 202,
        ..read("/api/v1/contracts/settings", "", "Set leverage, margin or position mode of the account on margin; answers when it is cleared and on disk", |m| on(m, contracts::set))
    },
    Row {
        access: Access::Needs(ActionKind::ManageKeys),
        ..read("/api/v1/credentials", "CredentialsView", "The credentials of venues, masked", |m| on(m, credentials::list))
    },
    Row {
        limit: LimitClass::Auth,
        ..key("/api/v1/credentials/test", ("TestKeyBody", "KeyReportView"), "Ask the venue what a key may do; nothing is stored", |m| on(m, credentials::test))
    },
    Row {
        limit: LimitClass::Auth,
        status: 201,
        ..key("/api/v1/credentials", ("AddKeyBody", "CredentialRowView"), "Keep a key, sealed, once its venue took it and it is fit", |m| on(m, credentials::add))
    },
    Row {
        limit: LimitClass::Auth,
        ..key("/api/v1/credentials/{name}/rotate", ("RotateKeyBody", "CredentialRowView"), "Put another key in the place of a credential's, once its venue took it", |m| on(m, credentials::rotate))
    },
    Row {
        takes: None,
        ..key("/api/v1/credentials/{name}/probe", ("", "ProbeView"), "Ask the venue again; a key that got wider or died halts its account", |m| on(m, credentials::probe))
    },
    Row {
        limit: LimitClass::Auth,
        gives: None,
        status: 204,
        ..key("/api/v1/credentials/{name}/remove", ("RemoveKeyBody", ""), "Take a credential away", |m| on(m, credentials::remove))
    },
    Row {
        access: Access::Signed,
        ..read("/api/v1/session", "SessionView", "Who is signed in", |m| on(m, entry::session))
    },
    Row {
        verb: Verb::Post,
        access: Access::Public,
        limit: LimitClass::Auth,
        csrf: Csrf::Json,
        takes: Some("SignInBody"),
        ..read("/api/v1/session", "SessionView", "Sign in; the session comes as a cookie", |m| on(m, entry::sign_in))
    },
    Row {
        verb: Verb::Delete,
        access: Access::Signed,
        limit: LimitClass::Safety,
        csrf: Csrf::Json,
        gives: None,
        status: 204,
        ..read("/api/v1/session", "", "Sign out; the session is dead afterwards", |m| on(m, entry::leave))
    },
    Row {
        verb: Verb::Post,
        access: Access::Public,
        limit: LimitClass::Auth,
        csrf: Csrf::Json,
        takes: Some("SetUpBody"),
        status: 201,
        ..read("/api/v1/set-up", "SessionView", "Make the first owner with the token that was printed", |m| on(m, entry::set_up_house))
    },
    Row {
        access: Access::Public,
        limit: LimitClass::Public,
        ..read("/live", "LiveView", "Whether the process answers", |m| on(m, health::live))
    },
    Row {
        access: Access::Public,
        limit: LimitClass::Public,
        ..read("/ready", "LiveView", "Whether the house can trade", |m| on(m, health::ready))
    },
    Row {
        access: Access::Public,
        limit: LimitClass::Public,
        ..read("/openapi.json", "", "This document", |m| on(m, document::openapi))
    },
    Row {
        limit: LimitClass::Stream,
        answer: Answer::Stream,
        csrf: Csrf::Origin,
        gives: None,
        status: 101,
        ..read("/stream", "", "Live values as frames of JSON [topic, data]", |m| on(m, stream::open))
    },
];
