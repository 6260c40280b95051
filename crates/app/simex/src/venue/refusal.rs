//! Every no of the simulated exchange, in Binance's codes and words. Never an internal text.

use super::market_refusal::MarketRefusal;
use super::route::Product;
use super::spot::{EngineRefusal, SpotRefusal};
use super::usdm::refusal::No;
use super::wallet::WalletNo;
use super::wording::refusals;
use super::ws_api::SessionRefusal;
use domain::Time;
use exchange::RefuseReason;
use std::net::IpAddr;

refusals! {
    /// What a server says when the trouble is its own. None of them says whether the request was executed.
    ServerTrouble {
        /// No reason known.
        Unknown = 500, -1000, "An unknown error occurred while processing the request.";
        /// Something inside lost its connection.
        Disconnected = 500, -1001, "Internal error; unable to process your request. Please try again.";
        /// Something inside answered with nonsense.
        UnexpectedResponse = 500, -1006,
            "An unexpected response was received from the message bus. Execution status unknown.";
        /// Something inside did not answer in time.
        Timeout = 408, -1007,
            "Timeout waiting for response from backend server. Send status unknown; execution status unknown.";
        /// Too much to do.
        Busy = 503, -1008,
            "Server is currently overloaded with other requests. Please try again in a few minutes.";
    }
}

impl Copy for ServerTrouble {}

refusals! {
    /// Why a request was refused.
    Refusal {
        /// Bytes that are no form or JSON, or a value longer than any.
        Malformed = 400, -1100, "Illegal characters found in a parameter.";
        /// A value has characters its parameter cannot have: the parameter, and what it may look like.
        Illegal(name: &'static str, range: &'static str) = 400, -1100,
            "Illegal characters found in parameter '{name}'; legal range is '{range}'.";
        /// More parameters than any request has.
        TooManyParameters = 400, -1101, "Too many parameters sent for this endpoint.";
        /// A parameter came twice.
        DuplicateParameter = 400, -1101, "Duplicate values for a parameter detected.";
        /// A mandatory parameter is absent.
        MissingParameter(name: &'static str) = 400, -1102,
            "Mandatory parameter '{name}' was not sent, was empty/null, or malformed.";
        /// One of two parameters must be there.
        MissingEither(one: &'static str, other: &'static str) = 400, -1102,
            "Param '{one}' or '{other}' must be sent, but both were empty/null!";
        /// A parameter that nobody reads came along: how many were read, and how many were sent.
        UnreadParameters { read: usize, sent: usize } = 400, -1104,
            "Not all sent parameters were read; read '{read}' parameter(s) but was sent '{sent}'.";
        /// A parameter has no value.
        EmptyParameter(name: &'static str) = 400, -1105, "Parameter '{name}' was empty.";
        /// A parameter came that does not belong to such a request.
        NotRequired(name: &'static str) = 400, -1106, "Parameter '{name}' sent when not required.";
        /// A number has more places than the asset.
        TooPrecise(name: &'static str) = 400, -1111, "Parameter '{name}' has too much precision.";
        /// No such time in force.
        BadTimeInForce = 400, -1115, "Invalid timeInForce.";
        /// No such order type.
        BadOrderType = 400, -1116, "Invalid orderType.";
        /// No such side.
        BadSide = 400, -1117, "Invalid side.";
        /// No such symbol.
        BadSymbol = 400, -1121, "Invalid symbol.";
        /// A `recvWindow` above a minute.
        BadWindow = 400, -1131, "recvWindow must be less than 60000";
        /// A unit of time that is neither of the two.
        BadTimeUnit = 400, -1194,
            "Invalid value for time unit; expected either MICROSECOND or MILLISECOND.";
        /// The key header is absent or its text is no key.
        BadKeyFormat = 401, -2014, "API-key format invalid.";
        /// No such key.
        UnknownKey = 401, -2015, "Invalid API-key, IP, or permissions for action.";
        /// The signature is not the one of this payload.
        BadSignature = 400, -1022, "Signature for this request is not valid.";
        /// The timestamp lies too far ahead.
        Ahead = 400, -1021, "Timestamp for this request was 1000ms ahead of the server's time.";
        /// The request outlived its window.
        OutsideWindow = 400, -1021, "Timestamp for this request is outside of the recvWindow.";
        /// The order asked about was never here.
        NoSuchOrder = 400, -2013, "Order does not exist.";
        /// The order to cancel is not open.
        UnknownOrder = 400, -2011, "Unknown order sent.";
        /// Nothing trades in that symbol.
        MarketClosed = 400, -2010, "Market is closed.";
        /// The address or account used up its weight: what it may use in a minute.
        TooMuchWeight { most: u32 } = 429, -1003,
            "Too much request weight used; current limit is {most} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.";
        /// The address sent more requests, or opened more connections, than anybody may.
        TooManyRequests = 429, -1003, "Too many requests queued.";
        /// The address went on after it was told to stop: until when it is shut out.
        Banned { until: Time } = 418, -1003,
            "Way too much request weight used; IP banned until {until}. Please use WebSocket Streams for live updates to avoid bans."
            where until = until.millis();
        /// The same on futures, which name the address.
        TooMuchWeightOnUsdm { peer: IpAddr, most: u32 } = 429, -1003,
            "Too many requests; current limit of IP({peer}) is {most} requests per minute. Please use the websocket for live updates to avoid polling the API.";
        /// The same on futures, which name the address.
        BannedOnUsdm { peer: IpAddr, until: Time } = 418, -1003,
            "Way too many requests; IP({peer}) banned until {until}. Please use the websocket for live updates to avoid bans."
            where until = until.millis();
        /// The account left too many orders unfilled: how many it may leave, in what (`10 SECOND`).
        TooManyOrders { most: u32, interval: &'static str } = 429, -1015,
            "Too many new orders; current limit is {most} orders per {interval}.";
        /// The exchange is stopping.
        Stopping = 503, -1016, "This service is no longer available.";
    }
    within {
        /// Something in the venue broke, or is made to look so.
        Server(ServerTrouble);
        /// Something only spot requests are refused for.
        Spot(SpotRefusal);
        /// The spot engine refused.
        Engine(EngineRefusal);
        /// The wallet refused.
        Wallet(WalletNo);
        /// Futures refused.
        Usdm(No);
        /// Something that only sessions have.
        Session(SessionRefusal);
        /// Something that only questions about the market have.
        Market(MarketRefusal);
    }
}

impl Refusal {
    /// What is said of too many requests of an address, as the product says it.
    pub(crate) fn of(self, product: Product, peer: IpAddr) -> Self {
        match (product, self) {
            (Product::Usdm, Self::TooMuchWeight { most }) => {
                Self::TooMuchWeightOnUsdm { peer, most }
            }
            (Product::Usdm, Self::Banned { until }) => Self::BannedOnUsdm { peer, until },
            (Product::Spot | Product::Wallet | Product::Usdm, other) => other,
        }
    }

    /// Whether it shuts an address out.
    pub(crate) const fn bans(&self) -> bool {
        matches!(self, Self::Banned { .. } | Self::BannedOnUsdm { .. })
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> u16 {
        self.said().status
    }

    /// Binance's code.
    pub(crate) fn code(&self) -> i32 {
        self.said().code
    }

    /// The JSON body.
    pub(crate) fn body(&self) -> serde_json::Value {
        let said = self.said();
        serde_json::json!({ "code": said.code, "msg": said.words })
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
        Self::Engine(EngineRefusal::Placing(reason))
    }
}
