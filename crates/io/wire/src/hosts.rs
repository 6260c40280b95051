//! Where calls may go: a simulated exchange on this machine, a venue's test exchange, or, with a live pass, the venue.

use crate::live_pass::LivePass;
use protocols::binance_spot::facts::{self as spot, SESSION_PATH};
use protocols::binance_usdm::facts as usdm;
use std::net::IpAddr;

/// What kind of place the hosts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Environment {
    /// A simulated exchange on this machine.
    Simulated,
    /// The venue's test exchange.
    Testnet,
    /// The venue's demo: its own prices, play money.
    Demo,
    /// Real money.
    Live,
}

/// The addresses of one environment of a venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts {
    environment: Environment,
    rest: String,
    streams: String,
    session: String,
}

/// Why an address was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostsError {
    /// It is no address of the form `http://127.0.0.1:PORT`.
    #[error("`{0}` is not an address of the form http://127.0.0.1:PORT")]
    Malformed(String),
    /// It is on another machine.
    #[error(
        "`{0}` is not on this machine; a simulated exchange must listen on the loopback address"
    )]
    NotLoopback(String),
}

impl Environment {
    /// The word for it in records and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Simulated => "simulated",
            Self::Testnet => "testnet",
            Self::Demo => "demo",
            Self::Live => "live",
        }
    }
}

impl Hosts {
    /// A simulated exchange on this machine, by its base address.
    ///
    /// # Errors
    /// The address is malformed or not on this machine.
    pub fn simulated(base: &str) -> Result<Self, HostsError> {
        let malformed = || HostsError::Malformed(base.to_owned());
        let url = reqwest::Url::parse(base).map_err(|_| malformed())?;
        let plain = url.scheme() == "http"
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let port = url.port_or_known_default().ok_or_else(malformed)?;
        if !plain {
            return Err(malformed());
        }
        let host = url.host_str().ok_or_else(malformed)?;
        let address: IpAddr = match host {
            "localhost" => IpAddr::from([127, 0, 0, 1]),
            text => text
                .trim_start_matches('[')
                .trim_end_matches(']')
                .parse()
                .map_err(|_| HostsError::NotLoopback(base.to_owned()))?,
        };
        if !address.is_loopback() {
            return Err(HostsError::NotLoopback(base.to_owned()));
        }
        let authority = std::net::SocketAddr::new(address, port);
        Ok(Self {
            environment: Environment::Simulated,
            rest: format!("http://{authority}"),
            streams: format!("ws://{authority}"),
            session: format!("ws://{authority}{SESSION_PATH}"),
        })
    }

    /// The same for contracts, whose session stands elsewhere.
    ///
    /// # Errors
    /// As for [`Self::simulated`].
    pub fn simulated_contracts(base: &str) -> Result<Self, HostsError> {
        let place = Self::simulated(base)?;
        let session = format!("{}{}", place.streams, usdm::SESSION_PATH);
        Ok(Self { session, ..place })
    }

    /// Binance's spot test exchange.
    #[must_use]
    pub fn binance_spot_testnet() -> Self {
        Self::spot(Environment::Testnet, &spot::TESTNET)
    }

    /// Binance spot's demo.
    #[must_use]
    pub fn binance_spot_demo() -> Self {
        Self::spot(Environment::Demo, &spot::DEMO)
    }

    /// Binance spot with real money.
    #[must_use]
    pub fn binance_spot_live(_pass: &LivePass) -> Self {
        Self::spot(Environment::Live, &spot::LIVE)
    }

    /// Binance's test exchange of USD-M futures.
    #[must_use]
    pub fn binance_usdm_testnet() -> Self {
        Self::usdm(Environment::Testnet, &usdm::TESTNET)
    }

    /// The demo of Binance's USD-M futures.
    #[must_use]
    pub fn binance_usdm_demo() -> Self {
        Self::usdm(Environment::Demo, &usdm::DEMO)
    }

    /// Binance USD-M futures with real money.
    #[must_use]
    pub fn binance_usdm_live(_pass: &LivePass) -> Self {
        Self::usdm(Environment::Live, &usdm::LIVE)
    }

    /// What kind of place this is.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// Host and port that calls go to, as a person reads them.
    #[must_use]
    pub fn host(&self) -> &str {
        let (_, host) = self.rest.split_once("://").unwrap_or(("", &self.rest));
        host
    }

    pub(crate) fn rest(&self) -> &str {
        &self.rest
    }

    pub(crate) fn streams(&self) -> &str {
        &self.streams
    }

    pub(crate) fn session(&self) -> &str {
        &self.session
    }

    fn spot(environment: Environment, names: &spot::HostNames) -> Self {
        Self {
            environment,
            rest: names.rest.to_owned(),
            streams: names.streams.to_owned(),
            session: names.session.to_owned(),
        }
    }

    fn usdm(environment: Environment, names: &usdm::HostNames) -> Self {
        Self {
            environment,
            rest: names.rest.to_owned(),
            streams: names.streams.to_owned(),
            session: names.session.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
