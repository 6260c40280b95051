//! Decides when a connection of a stream is made, replaced and given up. Never a socket, a clock or a source of chance:
//! time and chance come in as arguments, and whoever holds the sockets does what it says.

use crate::backoff::Backoff;
use crate::stream::CutReason;
use domain::{Span, Time};

/// How patient a supervised stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// A connection on which nothing arrives this long, pings included, is dead.
    pub silence: Span,
    /// A connection is replaced at this age, before the venue ends it at 24 hours.
    pub age: Span,
    /// How long the old connection is still read after its successor has said something.
    pub overlap: Span,
    /// A connection that stood this long forgives the failures before it; one that broke sooner counts as one more.
    pub steady: Span,
}

impl Patience {
    /// Patience with Binance: it pings every 20 s, ends connections at 24 h and takes 300 new ones in 5 min.
    pub const USUAL: Self = Self {
        silence: Span::from_secs(60),
        age: Span::from_secs(23 * 3_600 + 50 * 60),
        overlap: Span::from_secs(2),
        steady: Span::from_secs(10),
    };

    /// Patience with a private stream of contracts: there it pings every 3 min only.
    pub const PRIVATE: Self = Self {
        silence: Span::from_secs(400),
        ..Self::USUAL
    };
}

/// What may happen to a supervised stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineInput {
    /// The connection of this number stands.
    Up(u64),
    /// Something arrived on it, a ping or a frame.
    Heard(u64),
    /// It is over, or could not be made.
    Down(u64, CutReason),
    /// The venue has announced the end of the connection: a successor is wanted, the old one serves meanwhile.
    Renew,
    /// What the connection says is no longer trusted: it ends at once.
    Fresh,
    /// Nothing but time.
    Wake,
}

/// What a supervised stream wants done, or tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineEffect {
    /// Make the connection of this number.
    Connect(u64),
    /// End it, whatever it is doing; nothing more is wanted of it.
    Drop(u64),
    /// A connection stands after none did: what was missed must be asked for.
    Opened(u64),
    /// A successor has taken over while the one before still stands: nothing was missed.
    Renewed {
        /// The successor.
        connection: u64,
        /// Whose place it took; it is read for a moment longer, so that things may be said twice.
        before: u64,
    },
    /// No connection stands any more, or an attempt to make one failed.
    Cut {
        /// The connection.
        connection: u64,
        /// Why.
        reason: CutReason,
        /// How long until the next attempt.
        retry_in: Span,
    },
}

/// Where the one connection that serves is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// None; the next attempt is due.
    Away { next_at: Time },
    /// An attempt is under way.
    Making { line: u64 },
    /// It serves.
    Standing(Standing),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Standing {
    line: u64,
    since: Time,
    heard: Time,
    next: Next,
}

/// Where the successor of a standing connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// Not wanted before this instant.
    At(Time),
    /// Being made.
    Making { line: u64 },
    /// Stands and has said nothing yet.
    Silent { line: u64, since: Time },
}

/// One stream: at most one connection serves, one is being made, and one that served before is read out.
#[derive(Debug, Clone)]
pub struct Supervision {
    patience: Patience,
    phase: Phase,
    /// The predecessor, still read until then.
    leaving: Option<(u64, Time)>,
    backoff: Backoff,
    last: u64,
}

impl Supervision {
    /// A stream whose first connection is due at once.
    #[must_use]
    pub fn new(patience: Patience, now: Time) -> Self {
        Self {
            patience,
            phase: Phase::Away { next_at: now },
            leaving: None,
            backoff: Backoff::default(),
            last: 0,
        }
    }

    /// Whether what this connection brings is to be passed on.
    #[must_use]
    pub fn carries(&self, line: u64) -> bool {
        let serves = matches!(&self.phase, Phase::Standing(standing) if standing.line == line);
        serves || self.leaving.is_some_and(|(old, _)| old == line)
    }

    /// Takes one input; `chance` scatters the waits, so that houses do not come back all at once.
    pub fn step(&mut self, now: Time, chance: u64, input: LineInput, out: &mut Vec<LineEffect>) {
        match input {
            LineInput::Up(line) => self.up(now, line, out),
            LineInput::Heard(line) => self.heard(now, line, out),
            LineInput::Down(line, reason) => self.down(now, chance, (line, reason), out),
            LineInput::Renew => self.renew(now, out),
            LineInput::Fresh => {
                if let Phase::Standing(standing) = self.phase {
                    out.push(LineEffect::Drop(standing.line));
                    self.down(now, chance, (standing.line, CutReason::Asked), out);
                }
            }
            LineInput::Wake => {}
        }
        self.look(now, chance, out);
    }

    /// When it wants to be woken though nothing happens.
    #[must_use]
    pub fn wake_at(&self) -> Option<Time> {
        let leaving = self.leaving.map(|(_, until)| until);
        let phase = match self.phase {
            Phase::Away { next_at } => Some(next_at),
            Phase::Making { .. } => None,
            Phase::Standing(standing) => {
                let dead = standing.heard.plus(self.patience.silence);
                Some(match standing.next {
                    Next::At(at) => at.min(dead),
                    Next::Making { .. } => dead,
                    Next::Silent { since, .. } => since.plus(self.patience.silence).min(dead),
                })
            }
        };
        phase.into_iter().chain(leaving).min()
    }

    fn connect(&mut self, out: &mut Vec<LineEffect>) -> u64 {
        self.last = self.last.saturating_add(1);
        out.push(LineEffect::Connect(self.last));
        self.last
    }

    fn stand(&mut self, now: Time, line: u64) {
        self.phase = Phase::Standing(Standing {
            line,
            since: now,
            heard: now,
            next: Next::At(now.plus(self.patience.age)),
        });
    }

    fn up(&mut self, now: Time, line: u64, out: &mut Vec<LineEffect>) {
        match &mut self.phase {
            Phase::Making { line: making } if *making == line => {
                self.stand(now, line);
                out.push(LineEffect::Opened(line));
            }
            Phase::Standing(standing) if standing.next == (Next::Making { line }) => {
                standing.next = Next::Silent { line, since: now };
            }
            Phase::Away { .. } | Phase::Making { .. } | Phase::Standing(_) => {
                out.push(LineEffect::Drop(line));
            }
        }
    }

    fn heard(&mut self, now: Time, line: u64, out: &mut Vec<LineEffect>) {
        let Phase::Standing(standing) = &mut self.phase else {
            return;
        };
        if standing.line == line {
            standing.heard = now;
        } else if matches!(standing.next, Next::Silent { line: next, .. } if next == line) {
            let before = standing.line;
            self.leave(now, before, out);
            self.stand(now, line);
            self.backoff.worked();
            out.push(LineEffect::Renewed {
                connection: line,
                before,
            });
        }
    }

    /// Reads a predecessor out; one that was still being read goes at once.
    fn leave(&mut self, now: Time, line: u64, out: &mut Vec<LineEffect>) {
        let until = now.plus(self.patience.overlap);
        if let Some((older, _)) = self.leaving.replace((line, until)) {
            out.push(LineEffect::Drop(older));
        }
    }

    fn down(
        &mut self,
        now: Time,
        chance: u64,
        (line, reason): (u64, CutReason),
        out: &mut Vec<LineEffect>,
    ) {
        if self.leaving.is_some_and(|(old, _)| old == line) {
            self.leaving = None;
            return;
        }
        match self.phase {
            Phase::Making { line: making } if making == line => {
                self.cut(now, chance, (line, reason), out);
            }
            Phase::Standing(standing) if standing.line == line => {
                self.fallen(now, chance, (standing, reason), out);
            }
            Phase::Standing(mut standing) => {
                let ours = match standing.next {
                    Next::Making { line: next } | Next::Silent { line: next, .. } => next == line,
                    Next::At(_) => false,
                };
                if ours {
                    standing.next = Next::At(now.plus(self.backoff.next_by(chance)));
                    self.phase = Phase::Standing(standing);
                }
            }
            Phase::Away { .. } | Phase::Making { .. } => {}
        }
    }

    /// The connection that served is over; a successor on its way takes its place.
    fn fallen(
        &mut self,
        now: Time,
        chance: u64,
        (standing, reason): (Standing, CutReason),
        out: &mut Vec<LineEffect>,
    ) {
        let line = standing.line;
        let steady = now.since(standing.since) >= self.patience.steady;
        if steady {
            self.backoff.worked();
        }
        let retry_in = Span::ZERO;
        match standing.next {
            Next::Making { line: next } => {
                self.phase = Phase::Making { line: next };
                out.push(LineEffect::Cut {
                    connection: line,
                    reason,
                    retry_in,
                });
            }
            Next::Silent { line: next, .. } => {
                self.stand(now, next);
                out.push(LineEffect::Cut {
                    connection: line,
                    reason,
                    retry_in,
                });
                out.push(LineEffect::Opened(next));
            }
            Next::At(_) if steady && reason == CutReason::Asked => {
                self.phase = Phase::Away { next_at: now };
                out.push(LineEffect::Cut {
                    connection: line,
                    reason,
                    retry_in,
                });
            }
            Next::At(_) => self.cut(now, chance, (line, reason), out),
        }
    }

    fn cut(
        &mut self,
        now: Time,
        chance: u64,
        (connection, reason): (u64, CutReason),
        out: &mut Vec<LineEffect>,
    ) {
        let retry_in = self.backoff.next_by(chance);
        self.phase = Phase::Away {
            next_at: now.plus(retry_in),
        };
        out.push(LineEffect::Cut {
            connection,
            reason,
            retry_in,
        });
    }

    fn renew(&mut self, now: Time, out: &mut Vec<LineEffect>) {
        let Phase::Standing(mut standing) = self.phase else {
            return;
        };
        if matches!(standing.next, Next::At(_)) {
            standing.next = Next::At(now);
            self.phase = Phase::Standing(standing);
            self.succeed(now, out);
        }
    }

    fn succeed(&mut self, now: Time, out: &mut Vec<LineEffect>) {
        let Phase::Standing(mut standing) = self.phase else {
            return;
        };
        if matches!(standing.next, Next::At(at) if at <= now) {
            let line = self.connect(out);
            standing.next = Next::Making { line };
            self.phase = Phase::Standing(standing);
        }
    }

    /// What has become due by time alone.
    fn look(&mut self, now: Time, chance: u64, out: &mut Vec<LineEffect>) {
        if let Some((line, _)) = self.leaving.take_if(|(_, until)| *until <= now) {
            out.push(LineEffect::Drop(line));
        }
        match self.phase {
            Phase::Away { next_at } if next_at <= now => {
                let line = self.connect(out);
                self.phase = Phase::Making { line };
            }
            Phase::Standing(standing) if silent(standing.heard, now, self.patience) => {
                out.push(LineEffect::Drop(standing.line));
                self.down(now, chance, (standing.line, CutReason::Silent), out);
            }
            Phase::Standing(Standing {
                next: Next::Silent { line, since },
                ..
            }) if silent(since, now, self.patience) => {
                out.push(LineEffect::Drop(line));
                self.down(now, chance, (line, CutReason::Silent), out);
            }
            Phase::Standing(_) => self.succeed(now, out),
            Phase::Away { .. } | Phase::Making { .. } => {}
        }
    }
}

fn silent(heard: Time, now: Time, patience: Patience) -> bool {
    now >= heard.plus(patience.silence)
}

#[cfg(test)]
mod tests;
