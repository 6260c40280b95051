//! Sends one call, once, and says what is known afterwards. Never retries, never follows a redirect, never logs a body.

use crate::budget::Budget;
use crate::clock::{self, ClockSample, ClockTrouble, SAMPLES, VenueClock};
use crate::hosts::Hosts;
use crate::last_look::{Conditions, Fuse, LastLook};
use crate::outcome::{Lost, NotSent, Outcome};
use domain::{Span, Time};
use gate::HaltWatch;
use protocols::{Answer, Auth, Call, Method, Purpose, Trouble};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;
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
    /// Request weight per minute.
    pub weight_per_minute: u32,
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
    budget: Mutex<Budget>,
    used_weight_header: &'static str,
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
            budget: Mutex::new(Budget::new(config.weight_per_minute)),
            clock: VenueClock::default(),
            used_weight_header: protocols::binance_spot::facts::USED_WEIGHT_HEADER,
            http,
            config,
        })
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

    /// Weight used in this minute and allowed per minute.
    #[must_use]
    pub fn weight_usage(&self) -> (u32, u32) {
        self.with_budget(|budget| budget.usage(clock::now()))
            .unwrap_or_default()
    }

    /// Takes the venue's own limit of weight per minute.
    pub fn set_weight_per_minute(&self, limit: u32) {
        self.with_budget(|budget| budget.set_limit(limit));
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
        let begun = clock::now();
        let (request, fuse) = match self.prepare(&call, begun) {
            Ok(prepared) => prepared,
            Err(why) => return Outcome::NotSent(why),
        };
        let outcome = match self.http.execute(request).await {
            Ok(response) => self.read_whole(response).await,
            Err(error) => lost(&error, fuse.as_ref()),
        };
        if let Outcome::Answer(answer) = &outcome {
            self.with_budget(|budget| budget.heard(answer.received, answer));
        }
        tracing::debug!(
            path = call.path(),
            duration_ms = clock::now().since(begun).millis(),
            outcome = outcome.name(),
            "a call to the venue ended"
        );
        outcome
    }

    fn prepare(&self, call: &Call, now: Time) -> Result<(reqwest::Request, Option<Fuse>), NotSent> {
        let life = call.life_at(now).ok_or(NotSent::TooLate)?;
        let conditions = self.conditions(call);
        if let Some(conditions) = &conditions {
            conditions.look()?;
        }
        let Sealed { payload, key } = self.sealed(call, now, life)?;
        self.with_budget(|budget| budget.take(now, call.weight(), call.purpose()))
            .unwrap_or(Ok(()))?;
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

    fn conditions(&self, call: &Call) -> Option<Conditions> {
        match call.purpose() {
            Purpose::Read | Purpose::Cancel => None,
            Purpose::Place {
                halt_epoch,
                deadline,
            }
            | Purpose::Change {
                halt_epoch,
                deadline,
            } => Some(Conditions {
                halts: self.config.halts.clone(),
                halt_epoch,
                deadline,
            }),
        }
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
        let number = |headers: &HeaderMap, name: &str| -> Option<u32> {
            headers.get(name)?.to_str().ok()?.trim().parse().ok()
        };
        let retry_after = number(response.headers(), RETRY_AFTER.as_str())
            .map(|seconds| Span::from_secs(i64::from(seconds)));
        let used_weight = number(response.headers(), self.used_weight_header);
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

    fn with_budget<T>(&self, act: impl FnOnce(&mut Budget) -> T) -> Option<T> {
        self.budget.lock().ok().map(|mut budget| act(&mut budget))
    }
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
