//! The ticket, the gate's verdict on it, its review and its refusal, as text ready to be shown. Never judges an order.

use super::view_shell::{Choice, Line, Shell};
use askama::Template;

/// What a person typed into the ticket, kept as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketForm {
    /// Symbol.
    pub symbol: String,
    /// `buy` or `sell`.
    pub side: String,
    /// Short name of the kind.
    pub kind: String,
    /// Price.
    pub price: String,
    /// Trigger price.
    pub trigger: String,
    /// Quantity.
    pub qty: String,
    /// Time in force.
    pub time_in_force: String,
    /// Self-trade prevention mode.
    pub self_trade: String,
    /// `reduce-only`, or nothing.
    pub effect: String,
    /// What is wrong: field and sentence.
    pub wrong: Vec<(&'static str, String)>,
}

impl TicketForm {
    /// What is wrong with a field, if anything.
    #[must_use]
    pub fn bad(&self, field: &str) -> Option<&str> {
        self.wrong
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, says)| says.as_str())
    }

    /// Whether one of the folded terms differs from its usual value.
    #[must_use]
    pub fn advanced(&self) -> bool {
        self.effect == "reduce-only" || !matches!(self.self_trade.as_str(), "" | "expire-taker")
    }
}

/// A kind of order on the ticket.
#[derive(Debug, Clone, Copy)]
pub struct KindChoice {
    /// What the form sends.
    pub value: &'static str,
    /// What people read.
    pub label: &'static str,
    /// What it means, in one sentence.
    pub means: &'static str,
}

/// The kinds the ticket offers, the usual one first.
pub const KINDS: [KindChoice; 5] = [
    KindChoice {
        value: "limit",
        label: "Limit",
        means: "Trades at the price or better; the rest waits in the book.",
    },
    KindChoice {
        value: "market",
        label: "Market",
        means: "Trades at once at whatever the book gives.",
    },
    KindChoice {
        value: "limit-maker",
        label: "Maker",
        means: "Limit that only waits in the book; refused when it would trade at once.",
    },
    KindChoice {
        value: "stop",
        label: "Stop",
        means: "Becomes a market order when the last price reaches the trigger.",
    },
    KindChoice {
        value: "stop-limit",
        label: "Stop lmt",
        means: "Becomes a limit order when the last price reaches the trigger.",
    },
];

/// The ticket.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/ticket.html")]
pub struct TicketPart {
    /// Token of the session.
    pub csrf: String,
    /// What is typed.
    pub form: TicketForm,
    /// Kinds to choose from.
    pub kinds: &'static [KindChoice],
    /// Lives to choose from.
    pub times_in_force: Vec<Choice>,
    /// Self-trade modes to choose from.
    pub self_trades: Vec<Choice>,
    /// What is traded.
    pub base: String,
    /// What it is priced in.
    pub quote: String,
    /// Quote that may be used: `12,000.00 USDT`.
    pub available_quote: String,
    /// Base that may be used: `0.5 BTC`.
    pub available_base: String,
    /// What the gate says.
    pub verdict: VerdictPart,
}

/// What the gate would say. Nothing is held for it.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/verdict.html")]
pub struct VerdictPart {
    /// `up` clears, `down` refuses, nothing when there is nothing to judge yet.
    pub tone: &'static str,
    /// One sentence.
    pub says: String,
    /// Value, hold, fee.
    pub lines: Vec<Line>,
    /// Use of each limit.
    pub uses: Vec<LimitUse>,
}

/// How far an order would use one limit.
#[derive(Debug, Clone)]
pub struct LimitUse {
    /// The limit in plain words.
    pub name: String,
    /// What the order would come to.
    pub value: String,
    /// The limit.
    pub limit: String,
    /// Per cent of it, at most 100.
    pub percent: u8,
    /// Whether it is broken.
    pub over: bool,
}

/// The review of one order: terms, verdict, and the button that sends.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/review.html")]
pub struct ReviewPart {
    /// Token of the session.
    pub csrf: String,
    /// The order in one phrase.
    pub says: String,
    /// Where it would go.
    pub mode_says: String,
    /// `buy` or `sell`.
    pub side: &'static str,
    /// Name of this one request, so that sending it again sends nothing twice.
    pub request_key: String,
    /// The terms, carried to the sending form.
    pub fields: Vec<Line>,
    /// The terms, to be read.
    pub lines: Vec<Line>,
    /// What the gate says.
    pub verdict: VerdictPart,
    /// Whether there is something to send.
    pub sendable: bool,
    /// The way back, with the terms.
    pub back: String,
}

/// The review as a page of its own.
#[derive(Debug, Clone, Template)]
#[template(path = "review.html")]
pub struct ReviewPage {
    /// The frame.
    pub shell: Shell,
    /// The review.
    pub review: ReviewPart,
}

/// The ticket again, with what is wrong at each field.
#[derive(Debug, Clone, Template)]
#[template(path = "ticket.html")]
pub struct TicketPage {
    /// The frame.
    pub shell: Shell,
    /// One sentence.
    pub says: String,
    /// The market.
    pub symbol: String,
    /// The ticket.
    pub ticket: TicketPart,
}

/// A refusal: rule, value and limit in plain words.
#[derive(Debug, Clone, Template)]
#[template(path = "refused.html")]
pub struct RefusedPage {
    /// The frame.
    pub shell: Shell,
    /// Stable code of the rule.
    pub code: String,
    /// The refusal in one sentence.
    pub says: String,
    /// Rule, value, limit, order.
    pub lines: Vec<Line>,
    /// The way back, with the terms.
    pub back: String,
}
