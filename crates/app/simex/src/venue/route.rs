//! What a route is: method, path, rights, weight, handler; and the one table of them all. Never a handler itself.

use super::call::{Answer, Call};
use super::http::Method;
use super::limits::Cost;
use super::params::Params;
use super::refusal::Refusal;
use super::{Venue, spot, usdm, wallet};
use exchange::faults::Endpoint;
use std::collections::BTreeMap;

/// Which of Binance's products a route belongs to; each counts weight and orders for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Product {
    /// `/api/v3`.
    Spot,
    /// `/sapi`.
    Wallet,
    /// `/fapi` and `/futures/data`.
    Usdm,
}

/// What a key must be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Right {
    /// Look at its account.
    Read,
    /// Trade on spot.
    SpotTrade,
    /// Trade on margin.
    Margin,
    /// Trade futures and change their settings.
    Futures,
    /// Trade options.
    Options,
    /// Withdraw.
    Withdraw,
    /// Move money to other people of the exchange.
    InternalTransfer,
    /// Move money between wallets of one person.
    Transfer,
}

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    /// Anybody.
    Open,
    /// Whoever names a key.
    Key,
    /// Whoever signs with a key that has the right.
    Signed(Right),
}

/// What a request costs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Weight {
    /// Always the same.
    Fixed(u32),
    /// It depends on the parameters.
    By(fn(&Params) -> u32),
    /// Always the same, and the account pays, not the address.
    Account(u32),
}

/// Does what a request asks for.
pub(crate) type Handler = fn(&mut Venue, &Call<'_>) -> Result<Answer, Refusal>;

/// One operation: its REST route, and the method of the WebSocket API that does the same.
#[derive(Clone, Copy)]
pub(crate) struct Route {
    pub(crate) product: Product,
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    /// The name on the WebSocket API, where it has one.
    pub(crate) ws: Option<&'static str>,
    pub(crate) security: Security,
    pub(crate) weight: Weight,
    /// Which faults apply to it.
    pub(crate) door: Endpoint,
    pub(crate) handler: Handler,
}

/// All routes, area by area. An area adds its own list here.
const AREAS: &[&[Route]] = &[
    spot::market::ROUTES,
    spot::rules::ROUTES,
    spot::tickers::ROUTES,
    spot::trade::ROUTES,
    spot::replace::ROUTES,
    spot::lists::ROUTES,
    spot::account::ROUTES,
    wallet::account::ROUTES,
    wallet::assets::ROUTES,
    wallet::capital::ROUTES,
    wallet::convert::ROUTES,
    wallet::dust::ROUTES,
    wallet::family::ROUTES,
    wallet::family_transfers::ROUTES,
    wallet::margin::ROUTES,
    wallet::transfers::ROUTES,
    usdm::facts::ROUTES,
    usdm::market::ROUTES,
    usdm::risk::ROUTES,
    usdm::statistics::ROUTES,
    usdm::trade::ROUTES,
    usdm::batch::ROUTES,
    usdm::orders::ROUTES,
    usdm::algo::ROUTES,
    usdm::settings::ROUTES,
    usdm::account::ROUTES,
    usdm::stream_keys::ROUTES,
];

/// All routes.
pub(crate) fn every() -> impl Iterator<Item = &'static Route> {
    AREAS.iter().flat_map(|area| area.iter())
}

/// The routes by what requests name.
pub(crate) struct Routes {
    rest: BTreeMap<(&'static str, Method), &'static Route>,
    ws: BTreeMap<(Product, &'static str), &'static Route>,
}

/// What was found for a method and path.
#[derive(Clone, Copy)]
pub(crate) enum Found {
    /// This.
    Route(&'static Route),
    /// The path has other methods only.
    OtherMethod,
    /// Nothing.
    Nothing,
}

impl Routes {
    pub(crate) fn all() -> Self {
        Self {
            rest: every()
                .map(|route| ((route.path, route.method), route))
                .collect(),
            ws: every()
                .filter_map(|route| Some(((route.product, route.ws?), route)))
                .collect(),
        }
    }

    pub(crate) fn find(&self, method: Method, path: &str) -> Found {
        if let Some(route) = self.rest.get(&(path, method)) {
            return Found::Route(route);
        }
        let methods = [Method::Get, Method::Post, Method::Put, Method::Delete];
        if methods.iter().any(|m| self.rest.contains_key(&(path, *m))) {
            Found::OtherMethod
        } else {
            Found::Nothing
        }
    }

    pub(crate) fn find_ws(&self, product: Product, method: &str) -> Option<&'static Route> {
        self.ws.get(&(product, method)).copied()
    }
}

impl Weight {
    /// What a request costs, and whom.
    pub(crate) fn of(self, params: &Params) -> Cost {
        match self {
            Self::Fixed(weight) => Cost::Address(weight),
            Self::By(weigh) => Cost::Address(weigh(params)),
            Self::Account(weight) => Cost::Account(weight),
        }
    }
}
