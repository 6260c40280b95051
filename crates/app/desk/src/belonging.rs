//! Which orders belong together: pairs, exits with what they hold, replacements. Never a guess from terms or times.

use domain::OrderId;
use store::{OrderLink, OrderRow};
use trading::Purpose;

/// The name of a replacement among the links on disk.
pub(crate) const REPLACEMENT: &str = "replacement";

/// How another order belongs to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Belonging {
    /// Only one of both may trade.
    PairWith,
    /// It was sent in the place of the other.
    Replaces,
    /// The other was sent in its place.
    ReplacedBy,
    /// It holds at the venue what the other brought in.
    ExitOf,
    /// The other holds at the venue what it brought in.
    HeldBy,
    /// It closes at the market what the other brought in.
    Closes,
    /// The other closes at the market what it brought in.
    ClosedBy,
}

impl Belonging {
    /// The fixed name, for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PairWith => "pair-with",
            Self::Replaces => "replaces",
            Self::ReplacedBy => "replaced-by",
            Self::ExitOf => "exit-of",
            Self::HeldBy => "held-by",
            Self::Closes => "closes",
            Self::ClosedBy => "closed-by",
        }
    }

    /// The words for people, before the other's number.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::PairWith => "paired, one ends the other, with",
            Self::Replaces => "in the place of",
            Self::ReplacedBy => "replaced by",
            Self::ExitOf => "exit of",
            Self::HeldBy => "held by exit",
            Self::Closes => "closes",
            Self::ClosedBy => "closed by",
        }
    }
}

/// The name of an exit among the links on disk.
pub(crate) const fn exit_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Protect => "exit",
        Purpose::Flatten => "flatten",
    }
}

/// All that belong to an order, each once.
#[must_use]
pub fn belonging(row: &OrderRow, links: &[OrderLink]) -> Vec<(Belonging, OrderId)> {
    let own = row.order.order.id();
    let pair = row
        .order
        .list
        .map(|list| (Belonging::PairWith, list.other(own)));
    let linked = links.iter().filter_map(|link| {
        let is_made = link.order == own;
        let other = if is_made { link.other } else { link.order };
        let how = match (link.kind.as_str(), is_made) {
            (REPLACEMENT, true) => Belonging::Replaces,
            (REPLACEMENT, false) => Belonging::ReplacedBy,
            ("exit", true) => Belonging::ExitOf,
            ("exit", false) => Belonging::HeldBy,
            ("flatten", true) => Belonging::Closes,
            ("flatten", false) => Belonging::ClosedBy,
            (_, _) => return None,
        };
        Some((how, other))
    });
    pair.into_iter().chain(linked).collect()
}
