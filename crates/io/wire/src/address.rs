//! What everyone behind this machine's address may ask of one venue, shared by the clients that ask it. Never sends.

use crate::limiter::Limiter;
use protocols::{Bound, Manners};
use std::sync::{Arc, Mutex, PoisonError};

/// The limits of one address at one venue; its copies count together.
#[derive(Debug, Clone)]
pub struct AddressLimits {
    manners: Manners,
    limiter: Arc<Mutex<Limiter>>,
}

impl AddressLimits {
    /// Untouched limits at a venue of these manners.
    #[must_use]
    pub fn new(manners: Manners) -> Self {
        Self {
            limiter: Arc::new(Mutex::new(Limiter::new(manners.limits, Bound::Address))),
            manners,
        }
    }

    /// How the venue wants to be dealt with.
    #[must_use]
    pub const fn manners(&self) -> &Manners {
        &self.manners
    }

    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut Limiter) -> T) -> T {
        act(&mut self.limiter.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
