//! Whether this engine still has its lease, asked at the moment an order leaves. Never answers from memory.
// Control 30 of the trading controls.

use std::fmt;
use std::sync::Arc;

/// Asks whether this engine still has its lease.
#[derive(Clone)]
pub struct LeaseWatch(Arc<dyn Fn() -> bool + Send + Sync>);

impl LeaseWatch {
    /// Asks in this way; it is asked before every order, so it must be fast.
    #[must_use]
    pub fn new(holds: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(holds))
    }

    /// Whether it holds at this moment.
    pub(crate) fn holds(&self) -> bool {
        (self.0)()
    }
}

impl fmt::Debug for LeaseWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LeaseWatch")
    }
}
