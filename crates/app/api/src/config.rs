//! How the house may be reached, and how much it takes from whom. Never reads a file or the environment.

use desk::campaign::CampaignShelf;
use desk::credentials::KeyRing;
use domain::{AccountId, VenueId};
use identity::SessionRules;
use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// Settings of the web door.
#[derive(Debug, Clone)]
pub struct ApiConfig {
    /// Where it listens.
    pub listen: SocketAddr,
    /// What stands before it.
    pub front: Front,
    /// Host names it answers to beside its own loopback addresses, each with a port when it is not the scheme's own.
    pub names: Vec<String>,
    /// What kind of money it trades.
    pub mode: Mode,
    /// How many requests a minute each class takes from one person or source.
    pub limits: Limits,
    /// How long sessions live.
    pub sessions: SessionRules,
    /// The credentials of this house; none: it keeps none.
    pub keys: Option<KeyRing>,
    /// What the house says of itself.
    pub about: About,
}

/// What the house says of itself: which one it is, as which program, with which settings, trading where.
#[derive(Debug, Clone)]
pub struct About {
    /// The house's own id.
    pub instance: String,
    /// SHA-256 of the running program; slow the first time, for the whole program is read.
    pub build: fn() -> String,
    /// SHA-256 of all settings in force.
    pub settings: String,
    /// Where each account trades.
    pub accounts: Vec<AccountPlace>,
    /// Where reports of campaigns lie; none in a house that keeps none.
    pub campaigns: Option<CampaignShelf>,
}

/// Where an account trades.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountPlace {
    /// The account.
    pub account: AccountId,
    /// The venue's name in this house.
    pub venue: VenueId,
    /// Host and port.
    pub host: String,
    /// `simulated`, `testnet`, `demo` or `live`.
    pub environment: &'static str,
}

impl Default for About {
    fn default() -> Self {
        Self {
            instance: String::new(),
            build: String::new,
            settings: String::new(),
            accounts: Vec::new(),
            campaigns: None,
        }
    }
}

/// What stands between the house and its visitors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Front {
    /// Nothing: plain HTTP, allowed on the loopback address only.
    Plain,
    /// A proxy that ends TLS; only these peers are believed when they name the visitor's address.
    TlsProxy {
        /// Addresses of the proxy.
        peers: Vec<IpAddr>,
    },
}

/// What kind of money is traded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The built-in simulated exchange.
    Paper,
    /// A venue's test network.
    Testnet,
    /// Real money.
    Live,
}

/// Requests a minute, by class, for one person (or one source while nobody is signed in).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Sign-in and set-up.
    pub auth: u32,
    /// Placing orders.
    pub trading: u32,
    /// Cancels, halts and releases: high, because stopping must always be possible.
    pub safety: u32,
    /// Reading through the programs' interface.
    pub data: u32,
    /// Pages and their parts, which a live page fetches again and again.
    pub page: u32,
    /// Files and liveness.
    pub public: u32,
    /// Opening the stream.
    pub stream: u32,
}

/// Why the settings are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Passwords would cross the network in the clear.
    #[error("listening on {listen} without TLS would send passwords in the clear; listen on a loopback address such as 127.0.0.1:{}, or put a TLS proxy in front and name it", listen.port())]
    PublicWithoutTls {
        /// Where it was to listen.
        listen: SocketAddr,
    },
    /// Visitors could not reach it by any name.
    #[error("a house behind a TLS proxy needs at least one host name that visitors use")]
    NoName,
    /// The proxy could not be told from a visitor.
    #[error("a house behind a TLS proxy needs the proxy's address")]
    NoProxy,
    /// Not a host name.
    #[error("`{name}` is no host name; give it like desk.example.com or desk.example.com:8443")]
    BadName {
        /// What was given.
        name: String,
    },
    /// A limit of zero would refuse everything.
    #[error("the request limit `{class}` is zero; nothing of that class could ever be done")]
    ZeroLimit {
        /// The class.
        class: &'static str,
    },
}

impl Default for Limits {
    // AUTH-22
    fn default() -> Self {
        Self {
            auth: 10,
            trading: 30,
            safety: 300,
            data: 100,
            page: 1_200,
            public: 200,
            stream: 5,
        }
    }
}

impl Mode {
    /// The word on the badge.
    #[must_use]
    pub const fn badge(self) -> &'static str {
        match self {
            Self::Paper => "PAPER",
            Self::Testnet => "TESTNET",
            Self::Live => "LIVE",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.badge())
    }
}

impl ApiConfig {
    /// Settings for a house on this machine only.
    #[must_use]
    pub fn loopback(listen: SocketAddr, mode: Mode) -> Self {
        Self {
            listen,
            front: Front::Plain,
            names: Vec::new(),
            mode,
            limits: Limits::default(),
            sessions: SessionRules::HOUSE,
            about: About::default(),
            keys: None,
        }
    }

    /// Whether the house may be opened like this.
    ///
    /// # Errors
    /// The first setting that would make it unsafe or unreachable.
    pub fn check(&self) -> Result<(), ConfigError> {
        match &self.front {
            Front::Plain if !self.listen.ip().is_loopback() => {
                return Err(ConfigError::PublicWithoutTls {
                    listen: self.listen,
                });
            }
            Front::Plain => {}
            Front::TlsProxy { peers } if peers.is_empty() => return Err(ConfigError::NoProxy),
            Front::TlsProxy { .. } if self.names.is_empty() => return Err(ConfigError::NoName),
            Front::TlsProxy { .. } => {}
        }
        if let Some(name) = self.names.iter().find(|name| !is_host(name)) {
            return Err(ConfigError::BadName { name: name.clone() });
        }
        let limits = &self.limits;
        let zero = [
            ("auth", limits.auth),
            ("trading", limits.trading),
            ("safety", limits.safety),
            ("data", limits.data),
            ("page", limits.page),
            ("public", limits.public),
            ("stream", limits.stream),
        ]
        .into_iter()
        .find(|(_, figure)| *figure == 0);
        match zero {
            Some((class, _)) => Err(ConfigError::ZeroLimit { class }),
            None => Ok(()),
        }
    }

    /// The hosts a request may name, in lower case. With port 0 the real port must be given.
    pub(crate) fn hosts(&self, port: u16) -> Vec<String> {
        let mut hosts: Vec<String> = self
            .names
            .iter()
            .map(|name| name.to_ascii_lowercase())
            .collect();
        if self.listen.ip().is_loopback() {
            for name in ["localhost", "127.0.0.1", "[::1]"] {
                hosts.push(format!("{name}:{port}"));
            }
            hosts.push(format!("{}:{port}", bracketed(self.listen.ip())));
        }
        hosts.sort();
        hosts.dedup();
        hosts
    }

    /// `https` behind TLS, else `http`.
    pub(crate) const fn scheme(&self) -> &'static str {
        match self.front {
            Front::Plain => "http",
            Front::TlsProxy { .. } => "https",
        }
    }
}

fn bracketed(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

fn is_host(name: &str) -> bool {
    let (host, port) = match name.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && !port.contains(']') => (host, Some(port)),
        Some(_) | None => (name, None),
    };
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let bracketed = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|ip| ip.parse::<std::net::Ipv6Addr>().is_ok());
    port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port != 0))
        && (bracketed || host.split('.').all(label))
}

#[cfg(test)]
mod tests;
