//! Sends one call, once, and says what is known afterwards. Never retries, never follows a redirect, never logs a body.

use crate::address::AddressLimits;
use crate::backoff;
use crate::clock::{self, ClockSample, ClockTrouble, SAMPLES, VenueClock};
use crate::hosts::Hosts;
use crate::last_look::{Conditions, Fuse, LastLook};
use crate::lease_watch::LeaseWatch;
use crate::limiter::{BreakerState, Heard, Leave, Limiter, Usage, Wanted};
use crate::order_session::OrderSession;
use crate::outcome::{Lost, NotSent, Outcome};
use crate::session::{Heeded, Said, told_by};
use domain::{Span, Time};
use gate::HaltWatch;
use protocols::{Answer, Auth, Bound, Call, Demand, ListedLimit, Method, Trouble};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use std::sync::{Arc, Mutex, Once, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use vault::{KeyName, Vault};

/// Bounds of every call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time to connect.
    pub connect: Duration,
    /// Time for the whole answer, the venue's own engine timeout included.
    pub answer: Duration,
    /// Largest answer, in bytes.
    pub body_bytes_max: usize,
    /// Connections kept open for reuse.
    pub idle_connections_max: usize,
}

impl Default for Limits {
    /// Bounds that suit a venue: a halt is seen within the time to connect.
    fn default() -> Self {
        Self {
            connect: Duration::from_millis(900),
            answer: Duration::from_secs(12),
            body_bytes_max: 16 * 1024 * 1024,
            idle_connections_max: 8,
        }
    }
}

/// What a client is made of.
#[derive(Debug)]
pub struct ClientConfig {
    /// Where it may call.
    pub hosts: Hosts,
    /// Where its key is kept.
    pub vault: Arc<Vault>,
    /// The key of its account; without one it makes only open calls.
    pub key: Option<KeyName>,
    /// The house's halts.
    pub halts: HaltWatch,
    /// Its bounds.
    pub limits: Limits,
    /// What everyone behind this address may ask of the venue; every client of one venue holds the same.
    pub address: AddressLimits,
}

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The HTTP client could not be built.
    #[error("the HTTP client could not be built")]
    Http(#[source] reqwest::Error),
}

/// One account's way to one venue.
#[derive(Debug)]
pub struct Client {
    pub(crate) config: ClientConfig,
    pub(crate) clock: VenueClock,
    http: reqwest::Client,
    account: Mutex<Limiter>,
    clock_refused: Notify,
    pub(crate) order_session: OnceLock<OrderSession>,
    lease: OnceLock<LeaseWatch>,
}

/// The leave of the address and of the account to send one call.
struct Leaves {
    address: Leave,
    account: Leave,
}

/// A call ready to leave.
struct Sealed {
    payload: String,
    /// The header that names the key, with the key's public half.
    key: Option<(&'static str, String)>,
}

/// Makes ring the one TLS provider of the process, once.
pub(crate) fn install_tls() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if rustls::crypto::ring::default_provider()
            .install_default()
            .is_err()
        {
            tracing::debug!("a TLS provider was installed before");
        }
    });
}

impl Client {
    /// A client; nothing is sent yet.
    ///
    /// # Errors
    /// The HTTP client cannot be built on this machine.
    pub fn new(config: ClientConfig) -> Result<Self, WireError> {
        install_tls();
        let limits = config.limits;
        let http = reqwest::Client::builder()
            .connect_timeout(limits.connect)
            .timeout(limits.answer)
            .pool_max_idle_per_host(limits.idle_connections_max)
            .tcp_nodelay(true)
            .http1_only()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .user_agent(concat!("cofferdam/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(WireError::Http)?;
        Ok(Self {
            account: Mutex::new(Limiter::new(
                config.address.manners().limits,
                Bound::Account,
            )),
            clock: VenueClock::default(),
            clock_refused: Notify::new(),
            order_session: OnceLock::new(),
            lease: OnceLock::new(),
            http,
            config,
        })
    }

    /// Lets every order ask, as it leaves, whether this engine still has its lease. The first watch stays.
    pub fn heed_lease(&self, watch: LeaseWatch) {
        self.lease.get_or_init(|| watch);
    }

    /// Where this client calls.
    #[must_use]
    pub const fn hosts(&self) -> &Hosts {
        &self.config.hosts
    }

    /// How far the venue's clock is ahead of ours, once it is known.
    #[must_use]
    pub fn clock_offset(&self) -> Option<Span> {
        self.clock.offset()
    }

    /// What is taken of every limit of the venue, those of the address first.
    #[must_use]
    pub fn usage(&self) -> Vec<Usage> {
        let now = clock::now();
        let mut all = self.config.address.with(|limiter| limiter.usage(now));
        all.extend(self.with_account(|limiter| limiter.usage(now)));
        all
    }

    /// Whether the venue is let rest because it does not answer.
    #[must_use]
    pub fn breaker(&self) -> BreakerState {
        self.config.address.with(|limiter| limiter.breaker())
    }

    /// Takes the venue's own word on its limits.
    pub fn learn_limits(&self, listed: &[ListedLimit]) {
        for limit in listed {
            self.config.address.with(|limiter| limiter.learn(limit));
            self.with_account(|limiter| limiter.learn(limit));
        }
    }

    /// Ends when the venue has refused a call because of its time: the clock should be learned again at once.
    pub async fn clock_refused(&self) {
        self.clock_refused.notified().await;
    }

    /// Learns the venue's clock: the median of five readings, half a round trip taken off.
    ///
    /// # Errors
    /// A reading failed; the offset in force stays.
    pub async fn sync_clock(
        &self,
        ask: fn() -> Call,
        read: fn(&Answer) -> Result<Time, Trouble>,
    ) -> Result<ClockSample, ClockTrouble> {
        let mut samples = Vec::with_capacity(SAMPLES);
        for _ in 0..SAMPLES {
            let asked = clock::now();
            let answer = match self.send(ask()).await {
                Outcome::Answer(answer) => answer,
                Outcome::NotSent(why) => return Err(ClockTrouble::NoAnswer(why.to_string())),
                Outcome::Unknown(why) => return Err(ClockTrouble::NoAnswer(why.to_string())),
            };
            let venue = read(&answer).map_err(ClockTrouble::Refused)?;
            samples.push(ClockSample::of(asked, venue, answer.received));
        }
        let median = ClockSample::median(samples)
            .ok_or_else(|| ClockTrouble::NoAnswer("no samples".to_owned()))?;
        self.clock.set(median.offset);
        Ok(median)
    }

    /// Sends a call, once. Order calls look at the kill switch at the moment their body goes to the socket.
    pub async fn send(&self, call: Call) -> Outcome {
        self.send_heeding(call).await.0
    }

    /// The same, with the answer that may yet come where none came in time.
    pub async fn send_heeding(&self, call: Call) -> Heeded {
        let leaves = match self.leaves(&call) {
            Ok(leaves) => leaves,
            Err(NotSent::Resting { until }) if clock::now() >= until => {
                match self.probe(&call).await {
                    Ok(leaves) => leaves,
                    Err(why) => return (Outcome::NotSent(why), None),
                }
            }
            Err(why) => return (Outcome::NotSent(why), None),
        };
        let begun = clock::now();
        let (outcome, late) = self.carry(&call, begun, leaves).await;
        tracing::debug!(
            path = call.path(),
            duration_ms = clock::now().since(begun).millis(),
            outcome = outcome.name(),
            "a call to the venue ended"
        );
        (outcome, late)
    }

    /// A venue whose rest is over is asked for its time; only when it answers does the call pass.
    async fn probe(&self, call: &Call) -> Result<Leaves, NotSent> {
        let question = (self.config.address.manners().ask_time)();
        let leaves = self.leaves(&question)?;
        drop(self.carry(&question, clock::now(), leaves).await);
        self.leaves(call)
    }

    fn leaves(&self, call: &Call) -> Result<Leaves, NotSent> {
        let now = clock::now();
        let wanted = Wanted {
            path: call.path(),
            weight: call.weight(),
            purpose: call.purpose(),
        };
        let address = self
            .config
            .address
            .with(|limiter| limiter.take(now, &wanted))?;
        match self.with_account(|limiter| limiter.take(now, &wanted)) {
            Ok(account) => Ok(Leaves { address, account }),
            Err(why) => {
                self.config
                    .address
                    .with(|limiter| limiter.given_back(now, address));
                Err(why)
            }
        }
    }

    async fn carry(&self, call: &Call, begun: Time, leaves: Leaves) -> Heeded {
        if let Said::So(outcome, counts, late) = self.on_session(call, begun).await {
            self.settle(&outcome, &told_by(&counts), leaves);
            return (outcome, late);
        }
        // It may have waited for a session that then did not stand.
        let (outcome, headers) = match self.prepare(call, clock::now()) {
            Err(why) => (Outcome::NotSent(why), HeaderMap::new()),
            Ok((request, fuse)) => match self.http.execute(request).await {
                Ok(response) => {
                    let headers = response.headers().clone();
                    (self.read_whole(response).await, headers)
                }
                Err(error) => (lost(&error, fuse.as_ref()), HeaderMap::new()),
            },
        };
        self.settle(&outcome, &|name: &str| number(&headers, name), leaves);
        (outcome, None)
    }

    /// Tells the limiters what became of a call.
    fn settle(&self, outcome: &Outcome, header: &dyn Fn(&str) -> Option<u32>, leaves: Leaves) {
        let now = clock::now();
        let Leaves { address, account } = leaves;
        let sight = address.sight();
        match outcome {
            Outcome::Answer(answer) => {
                let demand = (self.config.address.manners().demand)(answer);
                if demand == Demand::MendClock {
                    self.mend_clock();
                }
                let heard = Heard {
                    status: answer.status,
                    demand,
                    header,
                };
                self.config.address.with(|limiter| {
                    limiter.answered(now, address, &heard);
                    if answer.status < 500 {
                        limiter.seen(sight);
                    } else {
                        limiter.missed(now, (sight, backoff::scatter()));
                    }
                });
                self.with_account(|limiter| limiter.answered(now, account, &heard));
            }
            Outcome::Unknown(_) => {
                self.config.address.with(|limiter| {
                    limiter.lost(now, address);
                    limiter.missed(now, (sight, backoff::scatter()));
                });
                self.with_account(|limiter| limiter.lost(now, account));
            }
            Outcome::NotSent(why) => {
                self.config.address.with(|limiter| {
                    limiter.given_back(now, address);
                    if let NotSent::Connect(_) = why {
                        limiter.missed(now, (sight, backoff::scatter()));
                    }
                });
                self.with_account(|limiter| limiter.given_back(now, account));
            }
        }
    }

    fn prepare(&self, call: &Call, now: Time) -> Result<(reqwest::Request, Option<Fuse>), NotSent> {
        let life = call.life_at(now).ok_or(NotSent::TooLate)?;
        let conditions = self.conditions(call);
        if let Some(conditions) = &conditions {
            conditions.look()?;
        }
        let Sealed { payload, key } = self.sealed(call, now, life)?;
        let unbuilt = |error: reqwest::Error| NotSent::Connect(error.to_string());
        let mut url = format!("{}{}", self.config.hosts.rest(), call.path());
        let mut fuse = None;
        let builder = match call.method() {
            method @ (Method::Post | Method::Put) => {
                let builder = match method {
                    Method::Put => self.http.put(url),
                    Method::Post | Method::Get | Method::Delete => self.http.post(url),
                };
                let builder = builder.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
                match conditions {
                    Some(conditions) => {
                        let (body, lit) = LastLook::new(payload, conditions);
                        fuse = Some(lit);
                        builder.body(reqwest::Body::wrap(body))
                    }
                    None => builder.body(payload),
                }
            }
            method @ (Method::Get | Method::Delete) => {
                if !payload.is_empty() {
                    url.push('?');
                    url.push_str(&payload);
                }
                match method {
                    Method::Delete => self.http.delete(url),
                    Method::Get | Method::Post | Method::Put => self.http.get(url),
                }
            }
        };
        let builder = match key {
            Some((header, value)) => builder.header(header, value),
            None => builder,
        };
        builder.build().map(|built| (built, fuse)).map_err(unbuilt)
    }

    pub(crate) fn conditions(&self, call: &Call) -> Option<Conditions> {
        let conditions = Conditions::of(call.purpose(), &self.config.halts)?;
        let lease = self.lease.get().cloned();
        Some(Conditions {
            lease,
            ..conditions
        })
    }

    /// The payload as it goes out, and the header that names the key.
    fn sealed(&self, call: &Call, now: Time, life: Span) -> Result<Sealed, NotSent> {
        match call.auth() {
            Auth::Open => Ok(Sealed {
                payload: call.payload(now, life),
                key: None,
            }),
            Auth::Key { header } => {
                let name = self.config.key.ok_or(NotSent::NoKey)?;
                let key = self.config.vault.public_key(name)?.to_owned();
                Ok(Sealed {
                    payload: call.payload(now, life),
                    key: Some((header, key)),
                })
            }
            Auth::Signed { header } => {
                let name = self.config.key.ok_or(NotSent::NoKey)?;
                let key = self.config.vault.public_key(name)?.to_owned();
                let venue_now = self.clock.at(now).ok_or(NotSent::ClockUnknown)?;
                let payload = call.payload(venue_now, life);
                let signature = self.config.vault.sign(name, payload.as_bytes())?;
                Ok(Sealed {
                    payload: Call::sealed(&payload, signature.as_str()),
                    key: Some((header, key)),
                })
            }
        }
    }

    async fn read_whole(&self, mut response: reqwest::Response) -> Outcome {
        let status = response.status().as_u16();
        let retry_after = number(response.headers(), RETRY_AFTER.as_str())
            .map(|seconds| Span::from_secs(i64::from(seconds)));
        let used_weight = self
            .config
            .address
            .manners()
            .limits
            .iter()
            .find_map(|limit| number(response.headers(), limit.header?));
        let bytes_max = self.config.limits.body_bytes_max;
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len().saturating_add(chunk.len()) > bytes_max => {
                    return Outcome::Unknown(Lost::TooLarge { bytes_max });
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return lost(&error, None),
            }
        }
        Outcome::Answer(Answer {
            status,
            retry_after,
            used_weight,
            received: clock::now(),
            body,
        })
    }

    pub(crate) fn mend_clock(&self) {
        self.clock_refused.notify_one();
    }

    pub(crate) fn with_account<T>(&self, act: impl FnOnce(&mut Limiter) -> T) -> T {
        act(&mut self.account.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn number(headers: &HeaderMap, name: &str) -> Option<u32> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// What is known after an error. An order whose body was not handed out was not sent, whatever the error says.
fn lost(error: &reqwest::Error, fuse: Option<&Fuse>) -> Outcome {
    if let Some(why) = fuse.and_then(Fuse::kept) {
        return Outcome::NotSent(why.unwrap_or_else(|| NotSent::Connect(chain(error))));
    }
    if error.is_connect() || error.is_builder() {
        Outcome::NotSent(NotSent::Connect(chain(error)))
    } else if error.is_timeout() {
        Outcome::Unknown(Lost::Timeout)
    } else {
        Outcome::Unknown(Lost::Broken(chain(error)))
    }
}

/// The causes of an error, without the address: a signed query must not reach a log.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = String::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    if text.is_empty() {
        "no cause given".to_owned()
    } else {
        text
    }
}
