//! What the house says aloud in its log of breakers: warnings before a limit, and trips. The journal has them too; never a deed.
// OBS-09 OBS-10

use trading::{BreakerEvent, Event};

/// Says what a person should hear at once.
pub(crate) fn say(event: &Event) {
    let Event::Breaker(event) = event else {
        return;
    };
    match event {
        BreakerEvent::Tripped { trip } => tracing::error!(
            breaker.name = trip.breaker.name(),
            breaker.scope = %trip.scope,
            breaker.value = %trip.value,
            breaker.limit = %trip.limit,
            "a breaker tripped; its scope is stopped until a person releases it"
        ),
        BreakerEvent::Warned { trip } => tracing::warn!(
            breaker.name = trip.breaker.name(),
            breaker.scope = %trip.scope,
            breaker.value = %trip.value,
            breaker.limit = %trip.limit,
            "four fifths of what may be lost are lost"
        ),
        BreakerEvent::DayOpened { .. }
        | BreakerEvent::Transferred { .. }
        | BreakerEvent::Highest { .. } => {}
    }
}
