//! How the calls of a link leave: by its client's sockets; a day in virtual time carries them another way.
//! Never looks into a call.

use super::VenueLink;
use protocols::Call;
#[cfg(test)]
use std::sync::OnceLock;
use wire::{Heeded, Outcome};

/// Carries calls in place of sockets.
#[cfg(test)]
type Carry = Box<dyn Fn(Call) -> Outcome + Send + Sync>;

/// The way that calls take instead.
#[cfg(test)]
#[derive(Default)]
pub(super) struct Post(OnceLock<Carry>);

#[cfg(test)]
impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Post")
    }
}

impl VenueLink {
    /// Sends a call once, and says what is known afterwards and what may yet be heard.
    pub(super) async fn carry(&self, call: Call) -> Heeded {
        #[cfg(test)]
        if let Some(carry) = self.post.0.get() {
            return (carry(call), None);
        }
        self.client.send_heeding(call).await
    }

    /// Asks a question, again where that may help.
    pub(super) async fn carry_question(&self, call: Call) -> Outcome {
        #[cfg(test)]
        if let Some(carry) = self.post.0.get() {
            return carry(call);
        }
        self.client.ask(call).await
    }

    /// From here on calls go this way and none leaves by a socket.
    #[cfg(test)]
    pub(crate) fn send_by(&self, carry: impl Fn(Call) -> Outcome + Send + Sync + 'static) {
        assert!(self.post.0.set(Box::new(carry)).is_ok());
    }
}
