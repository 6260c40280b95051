//! The last step of an event before the streams: lets it pass, drops it, doubles it, swaps it, or holds it back.
//! Never changes an event's text.

use domain::Time;
use exchange::faults::EventFault;
use std::collections::VecDeque;

/// Events on their way to one kind of stream.
#[derive(Debug)]
pub(crate) struct Outlet<T> {
    /// Events and the earliest instant they may leave; their order is kept.
    waiting: VecDeque<(Time, T)>,
    /// An event that leaves after the next one.
    swapped: Option<T>,
}

/// What the streams must do beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aside {
    /// Nothing.
    Nothing,
    /// Close every connection of this kind.
    Cut,
}

impl<T> Default for Outlet<T> {
    fn default() -> Self {
        Self {
            waiting: VecDeque::new(),
            swapped: None,
        }
    }
}

impl<T: Clone> Outlet<T> {
    /// Takes an event and its fate.
    pub(crate) fn push(&mut self, now: Time, event: T, fault: EventFault) -> Aside {
        let behind = self.waiting.back().map_or(now, |(due, _)| (*due).max(now));
        match fault {
            EventFault::None => self.waiting.push_back((behind, event)),
            EventFault::Missing => {}
            EventFault::Doubled => {
                self.waiting.push_back((behind, event.clone()));
                self.waiting.push_back((behind, event));
            }
            EventFault::Reordered => {
                if let Some(earlier) = self.swapped.replace(event) {
                    self.waiting.push_back((behind, earlier));
                }
                return Aside::Nothing;
            }
            EventFault::Late(span) => {
                let due = behind.max(now.plus(span));
                self.waiting.push_back((due, event));
            }
            EventFault::Disconnect => return Aside::Cut,
        }
        if let Some(swapped) = self.swapped.take() {
            self.waiting.push_back((behind, swapped));
        }
        Aside::Nothing
    }

    /// The next event that may leave.
    pub(crate) fn pop(&mut self, now: Time) -> Option<T> {
        if self.waiting.front().is_some_and(|(due, _)| *due <= now) {
            self.waiting.pop_front().map(|(_, event)| event)
        } else {
            None
        }
    }

    /// When the next event may leave.
    pub(crate) fn due(&self) -> Option<Time> {
        self.waiting.front().map(|(due, _)| *due)
    }
}

#[cfg(test)]
mod tests;
