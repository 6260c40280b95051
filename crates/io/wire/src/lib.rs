//! The only sockets out: HTTP, WebSocket, TLS, weight budgets, the last look at the kill switch.
//! It decides nothing about money and sends an order at most once: what it cannot know it calls unknown.

mod address;
mod asking;
mod backoff;
mod client;
mod clock;
mod hosts;
mod last_look;
mod lease_watch;
mod limiter;
mod live_pass;
mod order_line;
mod order_session;
mod outcome;
mod own_desk;
mod session;
mod stream;
mod supervision;

pub use address::AddressLimits;
pub use asking::{Again, Asking};
pub use backoff::scatter as chance;
pub use client::{Client, ClientConfig, Limits, WireError};
pub use clock::{ClockSample, ClockTrouble, now};
pub use hosts::{Environment, Hosts, HostsError};
pub use lease_watch::LeaseWatch;
pub use limiter::{BreakerState, Heard, Leave, Limiter, Usage, Wanted};
pub use live_pass::{Consent, ConsentError, Given, LivePass};
pub use outcome::{Lost, NotSent, Outcome};
pub use own_desk::{DeskAnswer, DeskSilent, DeskVerb, OwnDesk};
pub use session::{Heeded, LateAnswer};
pub use stream::{CutReason, StreamEvent, StreamHandle};
pub use supervision::{LineEffect, LineInput, Patience, Supervision};
