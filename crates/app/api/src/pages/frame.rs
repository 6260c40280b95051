//! The frame of every page: who is signed in, what serves, what is halted, which markets there are. Asks, never decides.

use super::assets;
use super::moment::moment;
use super::numbers::{Places, UNKNOWN, price};
use super::rows::by;
use super::view_shell::{
    AwayBanner, Choice, Halt, HaltButton, HaltForm, Halts, HealthPart, HealthStrip, Market,
    Markets, Notice, Shell,
};
use crate::config::Mode;
use crate::problem::Problem;
use crate::session::Signed;
use crate::state::AppState;
use askama::Template;
use axum::response::Html;
use desk::{Desk, FailoverView, Grade, HaltView, Health, Part, Portfolio, Stage};
use domain::{Scope, Symbol, UserId};
use identity::{ActionKind, ReadTrading, can};
use std::sync::Arc;

/// Which page a frame is drawn round.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageName<'a> {
    /// Title of the window.
    pub(super) title: &'a str,
    /// Current entry of the side list.
    pub(super) entry: &'static str,
    /// The market on the desk, if the page has one.
    pub(super) symbol: Option<Symbol>,
    /// What was just done, told once.
    pub(super) said: Option<Said>,
}

/// What was just done, as the address of the next page tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Said {
    /// An order was cleared and is on its way.
    Sent,
    /// The same request was answered before; nothing was sent twice.
    SentBefore,
    /// The venue was asked to make an order smaller.
    AmendAsked,
    /// The venue was asked to cancel an order.
    CancelAsked,
    /// The venue was asked to cancel everything open.
    CancelAllAsked,
    /// An order that the venue denies was declared over.
    Settled,
    /// Trading was halted.
    Halted,
    /// A halt was released.
    Released,
    /// A change of controls waits for a second person.
    Proposed,
    /// A change of controls waits for its time.
    Agreed,
    /// A change of controls holds.
    InForce,
    /// A change of controls was taken back.
    Withdrawn,
    /// A change of controls is void.
    Void,
    /// The venue was asked to cancel everything open in a scope.
    Cancelling,
    /// A scope is being flattened.
    Flattening,
    /// The venue was called away or wished home.
    VenueWished,
    /// A round of the three-way check was asked for.
    CheckAsked,
    /// A check of kept candles was asked for.
    CandlesAsked,
    /// A round of the accounts' histories was asked for.
    HistoriesAsked,
    /// The venue's word was taken in a disagreement.
    Accepted,
    /// A finding was explained.
    Explained,
    /// A setting of the account on margin was asked for.
    SettingAsked,
    /// A venue took a key and it is kept.
    KeyKept,
    /// Another key took the place of a credential's.
    KeyRotated,
    /// The venue was asked again about a key.
    KeyProbed,
    /// A credential was taken away.
    KeyRemoved,
    /// The first owner was made.
    Welcome,
}

/// What is said after a finding was explained.
const EXPLAINED: (&str, &str) = (
    "good",
    "Your word is kept: the audit log has who explained the finding, and why.",
);

// Colour and words of a reduction that was asked for.
const AMEND_ASKED: (&str, &str) = (
    "good",
    "The venue was asked to make the order smaller. It is of what it was until the venue says otherwise; its life below tells.",
);
// Colour and words of a comparison that was asked for.
const CHECK_ASKED: (&str, &str) = (
    "note",
    "The venue was asked for balances, trades and open orders; this page shows what came of it.",
);
// Colour and words of changes of controls.
const PROPOSED: (&str, &str) = (
    "note",
    "It is proposed and in the journal. It holds once another person agrees to it.",
);
const AGREED: (&str, &str) = ("good", "It is agreed and holds from its time on.");
const IN_FORCE: (&str, &str) = ("good", "It holds from now on and is in the journal.");
const WITHDRAWN: (&str, &str) = ("good", "It is taken back. Nothing was changed.");
const VOID: (&str, &str) = (
    "warn",
    "What it would replace was changed in between, so it is void. Nothing was changed; propose it anew.",
);
// Colour and words of a check of candles that was asked for.
const CANDLES_ASKED: (&str, &str) = (
    "note",
    "Kept candles are being checked against the venue's own; what came of it is shown below when it is over.",
);
// Colour and words of a round that was asked for.
const HISTORIES_ASKED: (&str, &str) = (
    "note",
    "The venue is asked for the past of every account; what it told is shown below as it comes in.",
);
// Colour and words of what was done with a credential.
const WELCOME: (&str, &str) = (
    "good",
    "You are the owner of this desk. Send a first order on paper: press B or S.",
);
const CANCELLING: (&str, &str) = (
    "good",
    "The venue was asked to cancel what is open in the scope. What came of it stands below; until the venue answers an order may still trade.",
);
const FLATTENING: (&str, &str) = (
    "good",
    "The scope is halted and its positions are being closed. How far each is stands below.",
);
const KEY_KEPT: (&str, &str) = (
    "good",
    "The key is kept, sealed. Name its credential in the settings to trade with it from the next start.",
);
const KEY_ROTATED: (&str, &str) = (
    "good",
    "The key is kept in the place of the old one. A desk that runs signs with the old one until its next start; then delete that one at the venue.",
);
const KEY_PROBED: (&str, &str) = (
    "note",
    "The venue was asked; this page shows what it said. A key that got wider or died halts its account.",
);
const CANCEL_ASKED: (&str, &str) = (
    "good",
    "The venue was asked to cancel the order. Until it answers, the order may still trade.",
);
const KEY_REMOVED: (&str, &str) = (
    "good",
    "The credential is gone from this house. Delete its key at the venue.",
);

impl Said {
    fn notice(self) -> Notice {
        let (tone, text) = match self {
            Self::Sent => (
                "good",
                "The gate cleared the order. It is in the journal and on its way to the venue.",
            ),
            Self::SentBefore => (
                "note",
                "This order was sent before under the same request. Nothing was sent twice.",
            ),
            Self::AmendAsked => AMEND_ASKED,
            Self::CancelAsked => CANCEL_ASKED,
            Self::CancelAllAsked => (
                "good",
                "The venue was asked to cancel what is open. Until it answers, an order may still trade; exits that hold a position stay.",
            ),
            Self::Settled => (
                "good",
                "The order is over by your word, and what it held is free. The journal has your reason.",
            ),
            Self::Halted => ("good", "The halt is in force and in the journal."),
            Self::Released => (
                "good",
                "The halt is released. New orders in that scope are judged again.",
            ),
            Self::Proposed => PROPOSED,
            Self::Agreed => AGREED,
            Self::InForce => IN_FORCE,
            Self::Withdrawn => WITHDRAWN,
            Self::Void => VOID,
            Self::VenueWished => (
                "good",
                "Your word is in the journal; this page shows what comes of it.",
            ),
            Self::CheckAsked => CHECK_ASKED,
            Self::CandlesAsked => CANDLES_ASKED,
            Self::Explained => EXPLAINED,
            Self::Accepted => (
                "good",
                "The venue's word is taken and your reason is in the journal. What was paused stays paused until it is released.",
            ),
            Self::SettingAsked => (
                "good",
                "The gate cleared the setting. It is in the journal and on its way; nothing opens on it until the venue has said what is set.",
            ),
            Self::Cancelling => CANCELLING,
            Self::Flattening => FLATTENING,
            Self::HistoriesAsked => HISTORIES_ASKED,
            Self::KeyKept => KEY_KEPT,
            Self::KeyRotated => KEY_ROTATED,
            Self::KeyProbed => KEY_PROBED,
            Self::KeyRemoved => KEY_REMOVED,
            Self::Welcome => WELCOME,
        };
        Notice {
            tone,
            text: text.to_owned(),
        }
    }
}

/// A template as a page.
///
/// # Errors
/// The template could not be rendered: a defect of ours.
pub(super) fn html(template: &impl Template) -> Result<Html<String>, Problem> {
    template.render().map(Html).map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        Problem::Internal
    })
}

/// What the desk holds, for somebody who may see it.
///
/// # Errors
/// The person may not see trading.
pub(super) fn portfolio(desk: &Desk, signed: &Signed) -> Result<Arc<Portfolio>, Problem> {
    Ok(desk.portfolio(signed.permit::<ReadTrading>()?))
}

/// The frame round a page.
///
/// # Errors
/// The person may not see trading.
pub(super) fn shell(
    state: &AppState,
    signed: &Signed,
    page: PageName<'_>,
) -> Result<Shell, Problem> {
    let desk = state.desk();
    let portfolio = portfolio(desk, signed)?;
    let mode = state.config().mode;
    let halts = halts(&portfolio, signed.actor.user());
    Ok(Shell {
        title: page.title.to_owned(),
        page: page.entry,
        assets: assets::base().to_owned(),
        csrf: signed.csrf.to_string(),
        mode: mode.badge(),
        mode_key: mode_key(mode),
        mode_meaning: mode_meaning(mode).to_owned(),
        person: signed.email.clone(),
        role: signed.role.to_string(),
        open_orders: count_or_nothing(portfolio.open_orders),
        now: moment(state.now()),
        notice: page.said.map(Said::notice),
        health: health_strip(&desk.health(), page.symbol),
        halt_button: halt_button(&portfolio),
        halt_form: halt_form(desk, signed, ("dialog", &portfolio)),
        halts,
        keys: can(&signed.actor, ActionKind::ManageKeys).is_ok(),
        markets: markets(desk, page.symbol),
    })
}

const fn mode_key(mode: Mode) -> &'static str {
    match mode {
        Mode::Paper => "paper",
        Mode::Testnet => "testnet",
        Mode::Live => "live",
    }
}

/// What a mode means, in one sentence.
pub(super) const fn mode_meaning(mode: Mode) -> &'static str {
    match mode {
        Mode::Paper => "Trading is on paper: orders go to a simulated exchange and no money moves.",
        Mode::Testnet => {
            "Trading is on a venue's test network: orders are real there, the money is not."
        }
        Mode::Live => "Trading is live: orders go to a real venue and move real money.",
    }
}

fn count_or_nothing(count: usize) -> String {
    if count == 0 {
        String::new()
    } else {
        count.to_string()
    }
}

/// The parts of the house for the strip of the top. Of the markets it names the chosen one and those that do not serve.
pub(super) fn health_strip(health: &Health, chosen: Option<Symbol>) -> HealthStrip {
    let shown = |part: &&Part| {
        let market = part.name.strip_prefix("market:");
        let is_chosen = market == chosen.as_ref().map(Symbol::as_str);
        // What no trade waits for is named only when it does not serve.
        let is_aside = part.name.starts_with("backup-") || part.name.starts_with("histories");
        (market.is_none() && !is_aside) || is_chosen || part.grade != Grade::Healthy
    };
    HealthStrip {
        parts: ranked(health.parts.iter().filter(shown).collect()),
    }
}

/// The parts of the house: what trading needs most stands first.
pub(super) fn health_parts(health: &Health) -> Vec<HealthPart> {
    ranked(health.parts.iter().collect())
}

fn ranked(mut parts: Vec<&Part>) -> Vec<HealthPart> {
    parts.sort_by_key(|part| (part_rank(&part.name), part.name.clone()));
    parts.into_iter().map(health_part).collect()
}

fn part_rank(name: &str) -> u8 {
    match name {
        "venue" => 0,
        "account-stream" => 1,
        _ if name.starts_with("market:") => 2,
        "database" => 3,
        _ => 4,
    }
}

fn health_part(part: &Part) -> HealthPart {
    let name = match part.name.as_str() {
        "venue" => "Venue",
        "account-stream" => "Account",
        "database" => "Journal",
        "clock" => "Clock",
        "reconciliation" => "Reconciliation",
        other => other.strip_prefix("market:").unwrap_or(other),
    };
    let figure = match part.grade {
        Grade::Healthy => String::new(),
        Grade::Degraded | Grade::Unhealthy => part.grade.name().to_owned(),
    };
    HealthPart {
        name: name.to_owned(),
        grade: part.grade.name(),
        figure,
        detail: part.detail.clone(),
        seen: part.last_seen.map(moment),
    }
}

/// The halts in force, the widest first.
pub(super) fn halts(portfolio: &Portfolio, reader: Option<UserId>) -> Halts {
    let mut halts: Vec<&HaltView> = portfolio.halts.iter().collect();
    halts.sort_by_key(|halt| halt.scope);
    Halts {
        halts: halts.into_iter().map(|found| halt(found, reader)).collect(),
        away: portfolio.failover.as_ref().and_then(away),
    }
}

/// The banner of a venue that is away.
fn away(standing: &FailoverView) -> Option<AwayBanner> {
    let away = standing.away.as_ref()?;
    Some(AwayBanner {
        says: match away.stage {
            Stage::Gone => format!("{} is away. Nothing is placed there.", standing.venue),
            Stage::Answers(_) => format!(
                "{} answers again and is coming home. Nothing is placed there yet.",
                standing.venue
            ),
        },
        cause: standing.cause().unwrap_or_default(),
        since: moment(away.since),
    })
}

fn halt(halt: &HaltView, reader: Option<UserId>) -> Halt {
    let says = match halt.scope {
        Scope::Global => {
            "All trading is halted. New orders are refused until a person releases it.".to_owned()
        }
        Scope::Venue(_)
        | Scope::Account(_)
        | Scope::User(_)
        | Scope::Strategy(_)
        | Scope::Symbol(_) => {
            format!(
                "Trading is halted for {}. New orders there are refused until a person releases it.",
                scope_says(halt.scope)
            )
        }
    };
    Halt {
        scope: halt.scope.to_string(),
        says,
        by: halt
            .by
            .parse()
            .map_or_else(|_| halt.by.clone(), |origin| by(origin, reader)),
        reason: halt.reason.clone(),
        at: moment(halt.at),
    }
}

/// A scope in plain words: `all trading`, `the symbol BTC/USDT`.
pub(super) fn scope_says(scope: Scope) -> String {
    match scope {
        Scope::Global => "all trading".to_owned(),
        Scope::Venue(id) => format!("the venue {id}"),
        Scope::Account(id) => format!("account {id}"),
        Scope::User(id) => format!("person {id}"),
        Scope::Strategy(id) => format!("strategy {id}"),
        Scope::Symbol(symbol) => format!("the symbol {symbol}"),
    }
}

/// Halt, or resume when all trading is halted.
pub(super) fn halt_button(portfolio: &Portfolio) -> HaltButton {
    let global = |halt: &HaltView| halt.scope == Scope::Global;
    HaltButton {
        halted: portfolio.halts.iter().any(global),
    }
}

/// The words and choices of a halt; `id` keeps two forms on one page apart.
pub(super) fn halt_form(
    desk: &Desk,
    signed: &Signed,
    (id, portfolio): (&'static str, &Portfolio),
) -> HaltForm {
    let choice = |scope: Scope, label: String| Choice {
        value: scope.to_string(),
        label,
    };
    let mut scopes = vec![choice(
        Scope::Global,
        "All trading of this house".to_owned(),
    )];
    scopes.extend(desk.instruments().iter().map(|instrument| {
        let symbol = instrument.symbol;
        choice(Scope::Symbol(symbol), format!("{symbol} on every venue"))
    }));
    scopes.push(choice(
        Scope::Account(desk.account()),
        format!("Account {}", desk.account()),
    ));
    HaltForm {
        id,
        csrf: signed.csrf.to_string(),
        open_orders: portfolio.open_orders.to_string(),
        scopes,
    }
}

/// The markets of the side list with their last prices.
pub(super) fn markets(desk: &Desk, chosen: Option<Symbol>) -> Markets {
    let market = |instrument: &domain::Instrument| {
        let symbol = instrument.symbol;
        let places = Places::of(&instrument.rules).price;
        let last = desk.quote(symbol).and_then(|quote| quote.last);
        Market {
            symbol: symbol.to_string(),
            last: last.map_or_else(|| UNKNOWN.to_owned(), |last| price(last, places)),
            price_places: places,
            chosen: chosen == Some(symbol),
        }
    };
    Markets {
        markets: desk.instruments().iter().map(market).collect(),
    }
}
