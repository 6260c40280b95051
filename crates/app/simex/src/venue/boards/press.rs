//! Where messages of market streams are made: once for each stream, in the units somebody wants. Never sends one.

use super::figures::Places;
use super::text::Text;
use crate::venue::http::TimeUnit;
use crate::venue::sockets::{Feed, Publication};
use std::sync::Arc;

/// Messages made and not let out yet.
#[derive(Debug, Default)]
pub(crate) struct Press {
    held: Vec<Publication>,
    /// Whether anybody wants microseconds.
    pub(super) micros: Micros,
}

/// Whether anybody wants microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Micros {
    Wanted,
    #[default]
    Unwanted,
}

impl Press {
    /// Makes a message for streams that say the same.
    pub(super) fn tell(
        &mut self,
        names: &[(Feed, Arc<str>)],
        places: Places,
        write: impl Fn(&mut Text),
    ) {
        if names.is_empty() {
            return;
        }
        let made = |unit| {
            let mut text = Text::new(unit, places);
            write(&mut text);
            Arc::<str>::from(text.done())
        };
        let json = made(TimeUnit::Millis);
        let micros = match self.micros {
            Micros::Wanted => Some(made(TimeUnit::Micros)),
            Micros::Unwanted => None,
        };
        for (feed, stream) in names {
            self.held.push(Publication {
                feed: *feed,
                stream: Arc::clone(stream),
                json: Arc::clone(&json),
                micros: micros.clone(),
            });
        }
    }

    /// Everything made, in order.
    pub(super) fn release(&mut self) -> Vec<Publication> {
        std::mem::take(&mut self.held)
    }
}
