//! Prints, as JSON, the requests this house makes at a frozen instant with a play key, and what it concludes from each code
//! of a venue; tools/clients/python/ccxt_requests.py compares both with ccxt. Never opens a socket.
#![expect(clippy::print_stdout, reason = "the text is what it is for")]
#![expect(
    clippy::unwrap_used,
    reason = "a table with a wrong word in it shall stop"
)]

mod bench;
mod spot;
mod usdm;

use domain::Time;
use protocols::{Auth, Call, Method};
use serde_json::{Value, json};
use vault::{KeyName, Vault};
use zeroize::Zeroizing;

/// The instant of every request, by our clock and the venue's.
pub(crate) const NOW: Time = Time::from_millis(1_800_000_000_000);
/// The play key that both sides sign with.
const KEY: &str = "testkey";

/// Signs and shows requests.
pub(crate) struct Scribe {
    vault: Vault,
    name: KeyName,
}

impl Scribe {
    fn new() -> Self {
        let name = KeyName::new("play").unwrap();
        let mut vault = Vault::new();
        let shared = Zeroizing::new("test".repeat(8));
        vault.insert(name, KEY.to_owned(), shared).unwrap();
        Self { vault, name }
    }

    /// A request as it goes to the socket.
    pub(crate) fn request(&self, intent: &str, call: &Call) -> Value {
        let life = call.life_at(NOW).unwrap();
        let mut payload = call.payload(NOW, life);
        let signed = match call.auth() {
            Auth::Signed { .. } => {
                let signature = self.vault.sign(self.name, payload.as_bytes()).unwrap();
                payload = Call::sealed(&payload, signature.as_str());
                true
            }
            Auth::Open | Auth::Key { .. } => false,
        };
        let method = match call.method() {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        };
        json!({
            "intent": intent,
            "method": method,
            "path": call.path(),
            "payload": payload,
            "signed": signed,
        })
    }
}

fn main() {
    let scribe = Scribe::new();
    let mut requests = Vec::new();
    requests.extend(spot::requests(&scribe));
    requests.extend(usdm::requests(&scribe));
    let dispositions = json!({ "spot": spot::dispositions(), "usdm": usdm::dispositions() });
    let all = json!({
        "now": NOW.millis(),
        "key": KEY,
        "secret": "test".repeat(8),
        "requests": requests,
        "dispositions": dispositions,
    });
    println!("{all}");
}
