//! The ticket, the gate's verdict on it, its review and its refusal, as text ready to be shown. Never judges an order.

use super::view_shell::{Choice, Line, Shell};
use askama::Template;

/// What a person typed into the ticket, kept as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TicketForm {
    /// Symbol.
    pub(crate) symbol: String,
    /// `buy` or `sell`.
    pub(crate) side: String,
    /// Short name of the kind.
    pub(crate) kind: String,
    /// Price.
    pub(crate) price: String,
    /// Trigger price.
    pub(crate) trigger: String,
    /// Quantity.
    pub(crate) qty: String,
    /// Time in force.
    pub(crate) time_in_force: String,
    /// Instant of the end, UTC.
    pub(crate) good_till: String,
    /// Trailing distance in basis points.
    pub(crate) trailing_delta: String,
    /// Self-trade prevention mode.
    pub(crate) self_trade: String,
    /// `reduce-only`, in hedge mode `long` or `short`, or nothing.
    pub(crate) effect: String,
    /// Limit after the stop of a pair.
    pub(crate) stop_limit: String,
    /// Trigger of the stop that shall hold what is bought.
    pub(crate) exit_stop: String,
    /// Limit after that stop.
    pub(crate) exit_stop_limit: String,
    /// Price of the target that shall hold what is bought.
    pub(crate) exit_target: String,
    /// `flatten` or `alarm`.
    pub(crate) if_bare: String,
    /// The working order whose place it shall take; empty for none.
    pub(crate) replaces: String,
    /// What is wrong: field and sentence.
    pub(crate) wrong: Vec<(&'static str, String)>,
}

impl TicketForm {
    /// What is wrong with a field, if anything.
    #[must_use]
    pub(crate) fn bad(&self, field: &str) -> Option<&str> {
        self.wrong
            .iter()
            .find(|(name, _)| *name == field)
            .map(|(_, says)| says.as_str())
    }

    /// Whether one of the folded terms differs from its usual value.
    #[must_use]
    pub(crate) fn advanced(&self) -> bool {
        self.effect == "reduce-only" || !matches!(self.self_trade.as_str(), "" | "expire-taker")
    }
}

impl TicketForm {
    /// Whether any exit is typed.
    #[must_use]
    pub(crate) fn held(&self) -> bool {
        let exits = [&self.exit_stop, &self.exit_stop_limit, &self.exit_target];
        exits.into_iter().any(|text| !text.is_empty())
    }
}

/// A kind of order on the ticket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KindChoice {
    /// What the form sends.
    pub(crate) value: &'static str,
    /// What people read.
    pub(crate) label: &'static str,
    /// What it means, in one sentence.
    pub(crate) means: &'static str,
}

/// The kinds the ticket offers, the usual one first.
pub(crate) const KINDS: [KindChoice; 9] = [
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
    KindChoice {
        value: "take-profit",
        label: "Take",
        means: "Becomes a market order when the last price reaches the trigger your way.",
    },
    KindChoice {
        value: "take-profit-limit",
        label: "Take lmt",
        means: "Becomes a limit order when the last price reaches the trigger your way.",
    },
    KindChoice {
        value: "trailing-stop",
        label: "Trailing",
        means: "Becomes a market order when the last price comes back from its best by the distance.",
    },
    KindChoice {
        value: "oco",
        label: "Pair: target and stop",
        means: "Two orders of which only one may trade: a maker order at the price and a stop at the trigger.",
    },
];

/// The ticket.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/ticket.html")]
pub(crate) struct TicketPart {
    /// Token of the session.
    pub(crate) csrf: String,
    /// What is typed.
    pub(crate) form: TicketForm,
    /// Kinds to choose from.
    pub(crate) kinds: &'static [KindChoice],
    /// Lives to choose from.
    pub(crate) times_in_force: Vec<Choice>,
    /// Self-trade modes to choose from.
    pub(crate) self_trades: Vec<Choice>,
    /// The positions of a contract in hedge mode, to choose from; none where there is one net position.
    pub(crate) positions: Vec<Choice>,
    /// What is traded.
    pub(crate) base: String,
    /// What it is priced in.
    pub(crate) quote: String,
    /// Quote that may be used: `12,000.00 USDT`.
    pub(crate) available_quote: String,
    /// Base that may be used: `0.5 BTC`.
    pub(crate) available_base: String,
    /// What the gate says.
    pub(crate) verdict: VerdictPart,
}

/// What the gate would say. Nothing is held for it.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/verdict.html")]
pub(crate) struct VerdictPart {
    /// `up` clears, `down` refuses, nothing when there is nothing to judge yet.
    pub(crate) tone: &'static str,
    /// One sentence.
    pub(crate) says: String,
    /// Value, hold, fee.
    pub(crate) lines: Vec<Line>,
    /// Use of each limit.
    pub(crate) uses: Vec<LimitUse>,
    /// Whether all it lacks is a second word.
    pub(crate) asks_twice: bool,
}

/// How far an order would use one limit.
#[derive(Debug, Clone)]
pub(crate) struct LimitUse {
    /// The limit in plain words.
    pub(crate) name: String,
    /// What the order would come to.
    pub(crate) value: String,
    /// The limit.
    pub(crate) limit: String,
    /// Per cent of it, at most 100.
    pub(crate) percent: u8,
    /// Whether it is broken.
    pub(crate) over: bool,
}

/// The review of one order: terms, verdict, and the button that sends.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/review.html")]
pub(crate) struct ReviewPart {
    /// Token of the session.
    pub(crate) csrf: String,
    /// The order in one phrase.
    pub(crate) says: String,
    /// Where it would go.
    pub(crate) mode_says: String,
    /// `buy` or `sell`.
    pub(crate) side: &'static str,
    /// Name of this one request, so that sending it again sends nothing twice.
    pub(crate) request_key: String,
    /// The terms, carried to the sending form.
    pub(crate) fields: Vec<Line>,
    /// The terms, to be read.
    pub(crate) lines: Vec<Line>,
    /// What the gate says.
    pub(crate) verdict: VerdictPart,
    /// Whether there is something to send.
    pub(crate) sendable: bool,
    /// The way back, with the terms.
    pub(crate) back: String,
    /// The number under which it waits for a second word, where it does.
    pub(crate) confirm: Option<String>,
}

/// The review as a page of its own.
#[derive(Debug, Clone, Template)]
#[template(path = "review.html")]
pub(crate) struct ReviewPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// The review.
    pub(crate) review: ReviewPart,
}

/// The ticket again, with what is wrong at each field.
#[derive(Debug, Clone, Template)]
#[template(path = "ticket.html")]
pub(crate) struct TicketPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// One sentence.
    pub(crate) says: String,
    /// The market.
    pub(crate) symbol: String,
    /// The ticket.
    pub(crate) ticket: TicketPart,
}

/// A refusal: rule, value and limit in plain words.
#[derive(Debug, Clone, Template)]
#[template(path = "refused.html")]
pub(crate) struct RefusedPage {
    /// The frame.
    pub(crate) shell: Shell,
    /// Stable code of the rule.
    pub(crate) code: String,
    /// The refusal in one sentence.
    pub(crate) says: String,
    /// Rule, value, limit, order.
    pub(crate) lines: Vec<Line>,
    /// The way back, with the terms.
    pub(crate) back: String,
    /// The number under which it waits for a second word, where it does.
    pub(crate) confirm: Option<String>,
}
