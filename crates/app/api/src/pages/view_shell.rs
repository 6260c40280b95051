//! What the frame of every page shows, as text ready to be shown. Never asks the desk and never decides.

use askama::Template;

/// An instant in the forms pages show: the clock's hand, the day, and the exact one for machines and for hovering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// `12:31:05`.
    pub utc: String,
    /// `12:31:05.123`.
    pub millis: String,
    /// `2026-11-21`.
    pub day: String,
    /// `2026-11-21T12:31:05.123Z`.
    pub iso: String,
}

/// A sum with its sign and the tone that goes with it: `up`, `down`, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// `+12.30`, `−4.00`, `0.00`.
    pub text: String,
    /// Class of the tone.
    pub tone: &'static str,
}

/// A name with its value, one under the other in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// What it says.
    pub value: String,
}

/// One option of a list of choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
}

/// Something to tell once at the top of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// `good`, `bad` or `note`.
    pub tone: &'static str,
    /// One or two sentences.
    pub text: String,
}

/// The frame of a page behind the sign-in.
#[derive(Debug, Clone)]
pub struct Shell {
    /// Title of the page.
    pub title: String,
    /// Which entry of the side list is current.
    pub page: &'static str,
    /// Where this build's files are served: `/assets/<digest>`.
    pub assets: String,
    /// Token that every form of this session carries.
    pub csrf: String,
    /// `PAPER`, `TESTNET` or `LIVE`.
    pub mode: &'static str,
    /// The same in lower case, for the style.
    pub mode_key: &'static str,
    /// What the mode means, in one sentence.
    pub mode_meaning: String,
    /// Who is signed in.
    pub person: String,
    /// Their role.
    pub role: String,
    /// Number of open orders; empty when there is none.
    pub open_orders: String,
    /// When the page was made.
    pub now: Moment,
    /// Something to tell once.
    pub notice: Option<Notice>,
    /// The health strip.
    pub health: HealthStrip,
    /// Halts in force, each with its way out.
    pub halts: Halts,
    /// Halt, or resume.
    pub halt_button: HaltButton,
    /// The words and choices of a halt.
    pub halt_form: HaltForm,
    /// Markets of the side list.
    pub markets: Markets,
}

/// The health strip of the top.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/health.html")]
pub struct HealthStrip {
    /// Parts, the most telling first.
    pub parts: Vec<HealthPart>,
}

/// One part of the house with its grade.
#[derive(Debug, Clone)]
pub struct HealthPart {
    /// What people call it.
    pub name: String,
    /// `healthy`, `degraded` or `unhealthy`.
    pub grade: &'static str,
    /// A figure to stand beside it, or nothing.
    pub figure: String,
    /// Plain words.
    pub detail: String,
    /// When it last gave a sign of life.
    pub seen: Option<Moment>,
}

/// Banners of the halts in force.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/halts.html")]
pub struct Halts {
    /// One for each scope.
    pub halts: Vec<Halt>,
}

/// A halt in force.
#[derive(Debug, Clone)]
pub struct Halt {
    /// Text of its scope: `global`, `symbol:BTC/USDT`.
    pub scope: String,
    /// What it means, in one sentence.
    pub says: String,
    /// Who pressed it.
    pub by: String,
    /// Why; may be empty.
    pub reason: String,
    /// When.
    pub at: Moment,
}

/// The button at the end of the top strip.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/halt_button.html")]
pub struct HaltButton {
    /// Whether all trading is halted.
    pub halted: bool,
}

/// What a halt will do, and its choices.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/halt_form.html")]
pub struct HaltForm {
    /// Prefix of the field ids, so that two forms may stand on one page.
    pub id: &'static str,
    /// Token of the session.
    pub csrf: String,
    /// Number of working orders.
    pub open_orders: String,
    /// What can be halted.
    pub scopes: Vec<Choice>,
}

/// The markets of the side list.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/markets.html")]
pub struct Markets {
    /// One for each instrument.
    pub markets: Vec<Market>,
}

/// One market of the side list.
#[derive(Debug, Clone)]
pub struct Market {
    /// Its symbol.
    pub symbol: String,
    /// Last price; empty while unknown.
    pub last: String,
    /// Decimal places of its price.
    pub price_places: u32,
    /// Whether it is the one on the desk.
    pub chosen: bool,
}
