//! Completes a request on a WebSocket session: key, time and signature. Never shows a secret.

use crate::client::Client;
use crate::clock;
use crate::outcome::NotSent;
use protocols::SessionCall;

impl Client {
    /// The frame that makes `call` on a session of this client's account.
    pub(crate) fn session_frame(&self, call: &SessionCall) -> Result<String, NotSent> {
        let name = self.config.key.ok_or(NotSent::NoKey)?;
        let key = self.config.vault.public_key(name)?;
        let venue_now = self.clock.at(clock::now()).ok_or(NotSent::ClockUnknown)?;
        let payload = call.payload(key, venue_now);
        let signature = self.config.vault.sign(name, payload.as_bytes())?;
        Ok(call.frame(key, venue_now, signature.as_str()))
    }
}
