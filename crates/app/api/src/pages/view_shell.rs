//! What the frame of every page shows, as text ready to be shown. Never asks the desk and never decides.

use askama::Template;

/// An instant in the forms pages show: the clock's hand, the day, and the exact one for machines and for hovering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// `12:31:05`.
    pub(crate) utc: String,
    /// `12:31:05.123`.
    pub(crate) millis: String,
    /// `2026-11-21`.
    pub(crate) day: String,
    /// `2026-11-21T12:31:05.123Z`.
    pub(crate) iso: String,
}

/// A sum with its sign and the tone that goes with it: `up`, `down`, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signed {
    /// `+12.30`, `−4.00`, `0.00`.
    pub(crate) text: String,
    /// Class of the tone.
    pub(crate) tone: &'static str,
}

/// A name with its value, one under the other in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// What it is.
    pub(crate) name: String,
    /// What it says.
    pub(crate) value: String,
}

/// One option of a list of choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What the form sends.
    pub(crate) value: String,
    /// What people read.
    pub(crate) label: String,
}

/// Something to tell once at the top of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// `good`, `bad` or `note`.
    pub(crate) tone: &'static str,
    /// One or two sentences.
    pub(crate) text: String,
}

/// The frame of a page behind the sign-in.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    /// Title of the page.
    pub(crate) title: String,
    /// Which entry of the side list is current.
    pub(crate) page: &'static str,
    /// Where this build's files are served: `/assets/<digest>`.
    pub(crate) assets: String,
    /// Token that every form of this session carries.
    pub(crate) csrf: String,
    /// `PAPER`, `TESTNET` or `LIVE`.
    pub(crate) mode: &'static str,
    /// The same in lower case, for the style.
    pub(crate) mode_key: &'static str,
    /// What the mode means, in one sentence.
    pub(crate) mode_meaning: String,
    /// Who is signed in.
    pub(crate) person: String,
    /// Their role.
    pub(crate) role: String,
    /// Number of open orders; empty when there is none.
    pub(crate) open_orders: String,
    /// When the page was made.
    pub(crate) now: Moment,
    /// Something to tell once.
    pub(crate) notice: Option<Notice>,
    /// The health strip.
    pub(crate) health: HealthStrip,
    /// Halts in force, each with its way out.
    pub(crate) halts: Halts,
    /// Halt, or resume.
    pub(crate) halt_button: HaltButton,
    /// The words and choices of a halt.
    pub(crate) halt_form: HaltForm,
    /// Whether the person may manage the credentials of venues.
    pub(crate) keys: bool,
    /// Markets of the side list.
    pub(crate) markets: Markets,
}

/// The health strip of the top.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/health.html")]
pub(crate) struct HealthStrip {
    /// Parts, the most telling first.
    pub(crate) parts: Vec<HealthPart>,
}

/// One part of the house with its grade.
#[derive(Debug, Clone)]
pub(crate) struct HealthPart {
    /// What people call it.
    pub(crate) name: String,
    /// `healthy`, `degraded` or `unhealthy`.
    pub(crate) grade: &'static str,
    /// A figure to stand beside it, or nothing.
    pub(crate) figure: String,
    /// Plain words.
    pub(crate) detail: String,
    /// When it last gave a sign of life.
    pub(crate) seen: Option<Moment>,
}

/// Banners of the halts in force.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/halts.html")]
pub(crate) struct Halts {
    /// One for each scope.
    pub(crate) halts: Vec<Halt>,
    /// The venue that is away.
    pub(crate) away: Option<AwayBanner>,
}

/// A venue that is away.
#[derive(Debug, Clone)]
pub(crate) struct AwayBanner {
    /// What it means.
    pub(crate) says: String,
    /// Why.
    pub(crate) cause: String,
    /// Since when.
    pub(crate) since: Moment,
}

/// A halt in force.
#[derive(Debug, Clone)]
pub(crate) struct Halt {
    /// Text of its scope: `global`, `symbol:BTC/USDT`.
    pub(crate) scope: String,
    /// What it means, in one sentence.
    pub(crate) says: String,
    /// Who pressed it.
    pub(crate) by: String,
    /// Why; may be empty.
    pub(crate) reason: String,
    /// When.
    pub(crate) at: Moment,
}

/// The button at the end of the top strip.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/halt_button.html")]
pub(crate) struct HaltButton {
    /// Whether all trading is halted.
    pub(crate) halted: bool,
}

/// What a halt will do, and its choices.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/halt_form.html")]
pub(crate) struct HaltForm {
    /// Prefix of the field ids, so that two forms may stand on one page.
    pub(crate) id: &'static str,
    /// Token of the session.
    pub(crate) csrf: String,
    /// Number of working orders.
    pub(crate) open_orders: String,
    /// What can be halted.
    pub(crate) scopes: Vec<Choice>,
}

/// The markets of the side list.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/markets.html")]
pub(crate) struct Markets {
    /// One for each instrument.
    pub(crate) markets: Vec<Market>,
}

/// One market of the side list.
#[derive(Debug, Clone)]
pub(crate) struct Market {
    /// Its symbol.
    pub(crate) symbol: String,
    /// Last price; empty while unknown.
    pub(crate) last: String,
    /// Decimal places of its price.
    pub(crate) price_places: u32,
    /// Whether it is the one on the desk.
    pub(crate) chosen: bool,
}
