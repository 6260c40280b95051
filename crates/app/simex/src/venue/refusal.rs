//! Every no of the simulated exchange, in Binance's codes and words. Never an internal text.

use super::market_refusal::MarketRefusal;
use super::spot::{SpotRefusal, engine_words};
use super::usdm::refusal::No;
use super::ws_api::SessionRefusal;
use domain::Time;
use exchange::RefuseReason;

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Bytes that are no form or JSON.
    Malformed,
    /// More parameters, or longer ones, than any request has.
    TooManyParameters,
    /// A parameter came twice.
    DuplicateParameter,
    /// A parameter that nobody reads came along.
    UnreadParameters {
        /// Parameters read.
        read: usize,
        /// Parameters sent.
        sent: usize,
    },
    /// A mandatory parameter is absent.
    MissingParameter(&'static str),
    /// A parameter has no value.
    EmptyParameter(&'static str),
    /// A parameter came that does not belong to such a request.
    NotRequired(&'static str),
    /// One of two parameters must be there.
    MissingEither(&'static str, &'static str),
    /// A value has characters its parameter cannot have: the parameter, and what it may look like.
    Illegal(&'static str, &'static str),
    /// Something only spot requests are refused for.
    Spot(SpotRefusal),
    /// A parameter is no number or no name.
    IllegalCharacters(&'static str),
    /// A number has more places than the asset.
    TooPrecise(&'static str),
    /// No such symbol.
    BadSymbol,
    /// No such side.
    BadSide,
    /// No such order type.
    BadOrderType,
    /// No such time in force.
    BadTimeInForce,
    /// A `recvWindow` above a minute.
    BadWindow,
    /// The key header is absent or its text is no key.
    BadKeyFormat,
    /// No such key.
    UnknownKey,
    /// The signature is not the one of this payload.
    BadSignature,
    /// The timestamp lies too far ahead.
    Ahead,
    /// The request outlived its window.
    OutsideWindow,
    /// The order asked about was never here.
    NoSuchOrder,
    /// The order to cancel is not open.
    UnknownOrder,
    /// Nothing trades in that symbol.
    MarketClosed,
    /// The address or account used up its weight.
    TooMuchWeight {
        /// What it may use in a minute.
        most: u32,
    },
    /// The address sent more requests, or opened more connections, than anybody may.
    TooManyRequests,
    /// The address went on after it was told to stop.
    Banned {
        /// Until when it is shut out.
        until: Time,
    },
    /// The account left too many orders unfilled.
    TooManyOrders {
        /// How many it may leave.
        most: u32,
        /// In what: `10 SECOND`.
        interval: &'static str,
    },
    /// A unit of time that is neither of the two.
    BadTimeUnit,
    /// Something in the venue broke, or is made to look so.
    Server(ServerTrouble),
    /// The engine refused.
    Engine(RefuseReason),
    /// The wallet refused.
    Wallet {
        /// Binance's code.
        code: i32,
        /// Binance's words.
        text: String,
    },
    /// Futures refused.
    Usdm(No),
    /// Something that only sessions have.
    Session(SessionRefusal),
    /// Something that only questions about the market have.
    Market(MarketRefusal),
    /// The exchange is stopping.
    Stopping,
}

/// What a server says when the trouble is its own. None of them says whether the request was executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServerTrouble {
    /// No reason known.
    Unknown,
    /// Something inside lost its connection.
    Disconnected,
    /// Something inside answered with nonsense.
    UnexpectedResponse,
    /// Something inside did not answer in time.
    Timeout,
    /// Too much to do.
    Busy,
}

impl ServerTrouble {
    const fn said(self) -> (u16, i32, &'static str) {
        match self {
            Self::Unknown => (
                500,
                -1000,
                "An unknown error occurred while processing the request.",
            ),
            Self::Disconnected => (
                500,
                -1001,
                "Internal error; unable to process your request. Please try again.",
            ),
            Self::UnexpectedResponse => (
                500,
                -1006,
                "An unexpected response was received from the message bus. Execution status unknown.",
            ),
            Self::Timeout => (
                408,
                -1007,
                "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
            ),
            Self::Busy => (
                503,
                -1008,
                "Server is currently overloaded with other requests. Please try again in a few minutes.",
            ),
        }
    }
}

const AHEAD: &str = "Timestamp for this request was 1000ms ahead of the server's time.";
const OUTSIDE_WINDOW: &str = "Timestamp for this request is outside of the recvWindow.";

impl Refusal {
    /// The HTTP status.
    pub(crate) const fn status(&self) -> u16 {
        match self {
            Self::BadKeyFormat | Self::UnknownKey => 401,
            Self::TooMuchWeight { .. } | Self::TooManyRequests | Self::TooManyOrders { .. } => 429,
            Self::Banned { .. } => 418,
            Self::Server(trouble) => trouble.said().0,
            Self::Stopping => 503,
            Self::Malformed
            | Self::TooManyParameters
            | Self::DuplicateParameter
            | Self::UnreadParameters { .. }
            | Self::MissingParameter(_)
            | Self::EmptyParameter(_)
            | Self::NotRequired(_)
            | Self::MissingEither(..)
            | Self::IllegalCharacters(_)
            | Self::Illegal(..)
            | Self::Spot(_)
            | Self::TooPrecise(_)
            | Self::BadSymbol
            | Self::BadSide
            | Self::BadOrderType
            | Self::BadTimeInForce
            | Self::BadWindow
            | Self::BadTimeUnit
            | Self::BadSignature
            | Self::Ahead
            | Self::OutsideWindow
            | Self::NoSuchOrder
            | Self::UnknownOrder
            | Self::MarketClosed
            | Self::Engine(_)
            | Self::Wallet { .. }
            | Self::Usdm(_)
            | Self::Session(_)
            | Self::Market(_) => 400,
        }
    }

    /// Binance's code.
    pub(crate) fn code(&self) -> i32 {
        match self {
            Self::Malformed => -1100,
            Self::TooManyParameters | Self::DuplicateParameter => -1101,
            Self::MissingParameter(_) | Self::MissingEither(..) => -1102,
            Self::UnreadParameters { .. } => -1104,
            Self::EmptyParameter(_) => -1105,
            Self::NotRequired(_) => -1106,
            Self::IllegalCharacters(_) | Self::Illegal(..) => -1100,
            Self::Spot(refusal) => refusal.code(),
            Self::TooPrecise(_) => -1111,
            Self::BadTimeInForce => -1115,
            Self::BadOrderType => -1116,
            Self::BadSide => -1117,
            Self::BadSymbol => -1121,
            Self::BadWindow => -1131,
            Self::BadKeyFormat => -2014,
            Self::UnknownKey => -2015,
            Self::BadSignature => -1022,
            Self::Ahead | Self::OutsideWindow => -1021,
            Self::NoSuchOrder => -2013,
            Self::UnknownOrder => -2011,
            Self::MarketClosed => -2010,
            Self::TooMuchWeight { .. } | Self::TooManyRequests | Self::Banned { .. } => -1003,
            Self::TooManyOrders { .. } => -1015,
            Self::BadTimeUnit => -1194,
            Self::Server(trouble) => trouble.said().1,
            Self::Session(refusal) => refusal.code(),
            Self::Market(refusal) => refusal.code(),
            Self::Stopping => -1016,
            Self::Engine(reason) => engine_words(*reason).0,
            Self::Wallet { code, .. } => *code,
            Self::Usdm(no) => no.code(),
        }
    }

    /// Binance's words.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Malformed => "Illegal characters found in a parameter.".into(),
            Self::TooManyParameters => "Too many parameters.".into(),
            Self::DuplicateParameter => "Duplicate values for a parameter detected.".into(),
            Self::UnreadParameters { read, sent } => format!(
                "Not all sent parameters were read; read '{read}' parameter(s) but was sent '{sent}'."
            ),
            Self::MissingParameter(name) => {
                format!("Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")
            }
            Self::MissingEither(one, other) => {
                format!("Param '{one}' or '{other}' must be sent, but both were empty/null!")
            }
            Self::EmptyParameter(name) => format!("Parameter '{name}' was empty."),
            Self::NotRequired(name) => format!("Parameter '{name}' sent when not required."),
            Self::IllegalCharacters(name) => {
                format!("Illegal characters found in parameter '{name}'.")
            }
            Self::Illegal(name, range) => {
                format!("Illegal characters found in parameter '{name}'; legal range is '{range}'.")
            }
            Self::Spot(refusal) => refusal.text(),
            Self::TooPrecise(name) => format!("Parameter '{name}' has too much precision."),
            Self::BadSymbol => "Invalid symbol.".into(),
            Self::BadSide => "Invalid side.".into(),
            Self::BadOrderType => "Invalid orderType.".into(),
            Self::BadTimeInForce => "Invalid timeInForce.".into(),
            Self::BadWindow => "recvWindow must be less than 60000.".into(),
            Self::BadKeyFormat => "API-key format invalid.".into(),
            Self::UnknownKey => "Invalid API-key, IP, or permissions for action.".into(),
            Self::BadSignature => "Signature for this request is not valid.".into(),
            Self::Ahead => AHEAD.into(),
            Self::OutsideWindow => OUTSIDE_WINDOW.into(),
            Self::NoSuchOrder => "Order does not exist.".into(),
            Self::UnknownOrder => "Unknown order sent.".into(),
            Self::MarketClosed => "Market is closed.".into(),
            Self::TooMuchWeight { .. }
            | Self::TooManyRequests
            | Self::Banned { .. }
            | Self::TooManyOrders { .. } => self.limit_text(),
            Self::BadTimeUnit => {
                "Invalid value for time unit; expected either MICROSECOND or MILLISECOND.".into()
            }
            Self::Server(trouble) => trouble.said().2.into(),
            Self::Session(refusal) => refusal.text(),
            Self::Market(refusal) => refusal.text(),
            Self::Stopping => "This service is no longer available.".into(),
            Self::Engine(reason) => engine_words(*reason).1.into(),
            Self::Wallet { text, .. } => text.clone(),
            Self::Usdm(no) => no.text(),
        }
    }

    /// The words for somebody who asks too often.
    fn limit_text(&self) -> String {
        if let Self::TooMuchWeight { most } = self {
            format!(
                "Too much request weight used; current limit is {most} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API."
            )
        } else if let Self::Banned { until } = self {
            format!(
                "Way too much request weight used; IP banned until {}. Please use WebSocket Streams for live updates to avoid bans.",
                until.millis()
            )
        } else if let Self::TooManyOrders { most, interval } = self {
            format!("Too many new orders; current limit is {most} orders per {interval}.")
        } else {
            "Too many requests queued.".into()
        }
    }

    /// The JSON body.
    pub(crate) fn body(&self) -> serde_json::Value {
        serde_json::json!({ "code": self.code(), "msg": self.text() })
    }
}

impl From<MarketRefusal> for Refusal {
    fn from(refusal: MarketRefusal) -> Self {
        Self::Market(refusal)
    }
}

impl From<No> for Refusal {
    fn from(no: No) -> Self {
        Self::Usdm(no)
    }
}

impl From<RefuseReason> for Refusal {
    fn from(reason: RefuseReason) -> Self {
        Self::Engine(reason)
    }
}

#[cfg(test)]
mod tests;
