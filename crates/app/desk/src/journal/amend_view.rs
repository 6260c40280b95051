//! Events about reducing a working order in the journal's own form. Never judges one.

use super::event_parts::WordsView;
use domain::{OrderId, Origin, Qty, Time};
use serde::{Deserialize, Serialize};
use trading::AmendEvent;

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum AmendView {
    Asked {
        order: OrderId,
        qty: Qty,
        origin: Origin,
        at: Time,
    },
    Refused {
        order: OrderId,
        words: WordsView,
        at: Time,
    },
    Amended {
        order: OrderId,
        from: Qty,
        to: Qty,
        at: Time,
    },
}

impl AmendView {
    pub(super) fn of(event: &AmendEvent) -> Self {
        match event {
            AmendEvent::Asked {
                order,
                qty,
                origin,
                at,
            } => Self::Asked {
                order: *order,
                qty: *qty,
                origin: *origin,
                at: *at,
            },
            AmendEvent::Refused { order, words, at } => Self::Refused {
                order: *order,
                words: WordsView::of(words),
                at: *at,
            },
            AmendEvent::Amended {
                order,
                from,
                to,
                at,
            } => Self::Amended {
                order: *order,
                from: *from,
                to: *to,
                at: *at,
            },
        }
    }

    pub(super) fn event(self) -> AmendEvent {
        match self {
            Self::Asked {
                order,
                qty,
                origin,
                at,
            } => AmendEvent::Asked {
                order,
                qty,
                origin,
                at,
            },
            Self::Refused { order, words, at } => AmendEvent::Refused {
                order,
                words: words.words(),
                at,
            },
            Self::Amended {
                order,
                from,
                to,
                at,
            } => AmendEvent::Amended {
                order,
                from,
                to,
                at,
            },
        }
    }
}
