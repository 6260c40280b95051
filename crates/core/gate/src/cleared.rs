//! The proof that the gate let something through, and the light that says whether a halt came after.
//! A proof is never made, copied or read back from anywhere outside this crate.

use alloc::sync::Arc;
use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};

/// Proof that the gate let `T` through. Spent by value by whoever sends it.
///
/// What a proof must not be able to do is asked of every type in the same words, and a plain number can do it:
/// ```
/// fn copied<T: Clone>() {}
/// fn from_nothing<T: Default>() {}
/// fn from_a_wish<T: From<u8>>() {}
/// fn read_back<T: for<'de> serde::Deserialize<'de>>() {}
/// fn written_down<T: serde::Serialize>() {}
/// copied::<u8>();
/// from_nothing::<u8>();
/// from_a_wish::<u8>();
/// read_back::<u8>();
/// written_down::<u8>();
/// ```
/// A proof cannot. Nobody outside this crate can make one:
/// ```compile_fail,E0451
/// let forged = gate::Cleared { what: 1_u8, halt_epoch: 0 };
/// ```
/// ```compile_fail,E0624
/// let forged = gate::Cleared::new(1_u8, 0);
/// ```
/// nor copy one:
/// ```compile_fail,E0277
/// fn copied<T: Clone>() {}
/// copied::<gate::Cleared<u8>>();
/// ```
/// nor spend one twice:
/// ```compile_fail,E0382
/// fn twice<T>(cleared: gate::Cleared<T>) -> (T, T) {
///     (cleared.spend(), cleared.spend())
/// }
/// ```
/// nor take one from nothing:
/// ```compile_fail,E0277
/// fn from_nothing<T: Default>() {}
/// from_nothing::<gate::Cleared<u8>>();
/// ```
/// nor turn a wish into one:
/// ```compile_fail,E0277
/// fn from_a_wish<T: From<u8>>() {}
/// from_a_wish::<gate::Cleared<u8>>();
/// ```
/// nor read one back:
/// ```compile_fail,E0277
/// fn read_back<T: for<'de> serde::Deserialize<'de>>() {}
/// read_back::<gate::Cleared<u8>>();
/// ```
/// nor write one down for somebody to read back:
/// ```compile_fail,E0277
/// fn written_down<T: serde::Serialize>() {}
/// written_down::<gate::Cleared<u8>>();
/// ```
#[must_use = "a cleared order holds collateral until it is sent and answered"]
pub struct Cleared<T> {
    what: T,
    halt_epoch: u64,
}

impl<T> Cleared<T> {
    pub(crate) const fn new(what: T, halt_epoch: u64) -> Self {
        Self { what, halt_epoch }
    }

    /// What was cleared.
    pub const fn get(&self) -> &T {
        &self.what
    }

    /// What was cleared, by whoever sends it.
    pub fn spend(self) -> T {
        self.what
    }

    /// How many halts the gate had seen when it cleared this.
    pub const fn halt_epoch(&self) -> u64 {
        self.halt_epoch
    }
}

impl<T: fmt::Debug> fmt::Debug for Cleared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cleared")
            .field("what", &self.what)
            .field("halt_epoch", &self.halt_epoch)
            .finish()
    }
}

/// The read handle to the count of halts: the last look of whoever owns the sockets.
///
/// A watch shows one gate's halts; only that gate moves it.
#[derive(Debug, Clone)]
pub struct HaltWatch(Arc<AtomicU64>);

impl HaltWatch {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicU64::new(0)))
    }

    pub(crate) fn bump(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    /// How many halts the gate has seen.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Whether a halt came after something was cleared at `halt_epoch`; then it must not leave without the gate's new word.
    #[must_use]
    pub fn moved_since(&self, halt_epoch: u64) -> bool {
        self.epoch() != halt_epoch
    }
}
