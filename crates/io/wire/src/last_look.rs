//! The body of a placing call: it looks at the kill switch and the clock at the very moment the socket asks for it.
//! A body that was not handed out cannot be executed, and a body that was may be: the fuse tells which.

use crate::clock;
use crate::lease_watch::LeaseWatch;
use crate::outcome::NotSent;
use bytes::Bytes;
use domain::Time;
use gate::HaltWatch;
use http_body::{Body, Frame, SizeHint};
use protocols::Purpose;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

const KEPT: u8 = 0;
const HANDED_OUT: u8 = 1;
const HALTED: u8 = 2;
const TOO_LATE: u8 = 3;

/// Tells, after the attempt, whether the body was handed to the socket.
#[derive(Debug, Clone)]
pub(crate) struct Fuse(Arc<AtomicU8>);

/// What an order call must still satisfy when it leaves.
#[derive(Debug, Clone)]
pub(crate) struct Conditions {
    /// What only makes an order smaller heeds no halt.
    pub(crate) heeds: Option<Heeds>,
    /// An engine whose lease another took sends nothing, not even what makes an order smaller.
    pub(crate) lease: Option<LeaseWatch>,
    pub(crate) deadline: Time,
}

/// The halts that a call heeds: those after it was cleared.
#[derive(Debug, Clone)]
pub(crate) struct Heeds {
    pub(crate) halts: HaltWatch,
    pub(crate) halt_epoch: u64,
}

impl Conditions {
    /// What a call of this purpose must satisfy; nothing for one that only asks or ends.
    pub(crate) fn of(purpose: Purpose, halts: &HaltWatch) -> Option<Self> {
        let (heeds, deadline) = match purpose {
            Purpose::Question | Purpose::Read | Purpose::Survey | Purpose::Cancel => return None,
            Purpose::Place {
                halt_epoch,
                deadline,
            }
            | Purpose::Change {
                halt_epoch,
                deadline,
            } => {
                let halts = halts.clone();
                (Some(Heeds { halts, halt_epoch }), deadline)
            }
            Purpose::Reduce { deadline } => (None, deadline),
        };
        Some(Self {
            heeds,
            lease: None,
            deadline,
        })
    }

    /// Whether the order may leave at this moment.
    pub(crate) fn look(&self) -> Result<(), NotSent> {
        let is_halted = |heeds: &Heeds| heeds.halts.moved_since(heeds.halt_epoch);
        if self.heeds.as_ref().is_some_and(is_halted) {
            return Err(NotSent::Halted);
        }
        if self.lease.as_ref().is_some_and(|lease| !lease.holds()) {
            return Err(NotSent::Halted);
        }
        if clock::now() >= self.deadline {
            return Err(NotSent::TooLate);
        }
        Ok(())
    }
}

/// The body, its fuse and its conditions.
pub(crate) struct LastLook {
    payload: Option<Bytes>,
    conditions: Conditions,
    fuse: Fuse,
}

/// The order may no longer leave.
#[derive(Debug, thiserror::Error)]
#[error("the order may no longer leave")]
pub(crate) struct Withheld;

impl Fuse {
    /// Why the body certainly did not leave; `None` when it may have.
    pub(crate) fn kept(&self) -> Option<Option<NotSent>> {
        match self.0.load(Ordering::SeqCst) {
            KEPT => Some(None),
            HALTED => Some(Some(NotSent::Halted)),
            TOO_LATE => Some(Some(NotSent::TooLate)),
            _ => None,
        }
    }
}

impl LastLook {
    pub(crate) fn new(payload: String, conditions: Conditions) -> (Self, Fuse) {
        let fuse = Fuse(Arc::new(AtomicU8::new(KEPT)));
        let body = Self {
            payload: Some(Bytes::from(payload)),
            conditions,
            fuse: fuse.clone(),
        };
        (body, fuse)
    }
}

impl Body for LastLook {
    type Data = Bytes;
    type Error = Withheld;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Withheld>>> {
        let verdict = match self.conditions.look() {
            Ok(()) => HANDED_OUT,
            Err(NotSent::Halted) => HALTED,
            Err(_) => TOO_LATE,
        };
        if self.payload.is_none() {
            return Poll::Ready(None);
        }
        self.fuse.0.store(verdict, Ordering::SeqCst);
        if verdict != HANDED_OUT {
            return Poll::Ready(Some(Err(Withheld)));
        }
        Poll::Ready(self.payload.take().map(|payload| Ok(Frame::data(payload))))
    }

    fn is_end_stream(&self) -> bool {
        self.payload.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        let left = self.payload.as_ref().map_or(0, Bytes::len);
        SizeHint::with_exact(u64::try_from(left).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests;
