//! How the calls of a link leave: by its client's sockets; a day in virtual time carries them another way.
//! Never looks into a call.

use super::VenueLink;
use protocols::Call;
use wire::{Heeded, Outcome};
#[cfg(any(test, feature = "virtual-time"))]
use {std::future::Future, std::pin::Pin, std::sync::OnceLock};

/// A call under way, and in the end what is known of it.
#[cfg(any(test, feature = "virtual-time"))]
type Carried = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Carries calls in place of sockets.
#[cfg(any(test, feature = "virtual-time"))]
type Carry = Box<dyn Fn(Call) -> Carried + Send + Sync>;

/// The way that calls take instead.
#[cfg(any(test, feature = "virtual-time"))]
#[derive(Default)]
pub(super) struct Post(OnceLock<Carry>);

#[cfg(any(test, feature = "virtual-time"))]
impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Post")
    }
}

impl VenueLink {
    /// Sends a call once, and says what is known afterwards and what may yet be heard.
    pub(super) async fn carry(&self, call: Call) -> Heeded {
        #[cfg(any(test, feature = "virtual-time"))]
        if let Some(carry) = self.post.0.get() {
            return (carry(call).await, None);
        }
        self.client.send_heeding(call).await
    }

    /// Asks a question, again where that may help.
    pub(super) async fn carry_question(&self, call: Call) -> Outcome {
        #[cfg(any(test, feature = "virtual-time"))]
        if let Some(carry) = self.post.0.get() {
            return carry(call).await;
        }
        self.client.ask(call).await
    }

    /// From here on calls go this way and none leaves by a socket.
    #[cfg(test)]
    pub(crate) fn send_by(&self, carry: impl Fn(Call) -> Outcome + Send + Sync + 'static) {
        self.send_over(move |call| Box::pin(std::future::ready(carry(call))));
    }

    /// The same, by a way that takes its time.
    #[cfg(any(test, feature = "virtual-time"))]
    pub(crate) fn send_over(&self, carry: impl Fn(Call) -> Carried + Send + Sync + 'static) {
        assert!(self.post.0.set(Box::new(carry)).is_ok());
    }
}
