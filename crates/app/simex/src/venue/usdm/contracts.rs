//! The contracts by the names requests use. Never their rules: the engine has them.

use super::numbers::Digits;
use crate::venue::params::Params;
use crate::venue::refusal::Refusal;
use domain::{Amount, ContractKind, Symbol};
use exchange::futures::FuturesListing;
use std::collections::BTreeMap;

/// A contract as requests and answers speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Contract {
    pub(crate) symbol: Symbol,
    /// `BTCUSDT`.
    pub(crate) name: String,
    pub(crate) digits: Digits,
    /// The margin asset: `USDT`.
    pub(crate) margin_asset: String,
    /// Smallest value of an order that does not only reduce.
    pub(crate) notional_min: Amount,
}

/// All contracts.
#[derive(Debug, Default)]
pub(crate) struct Contracts {
    by_name: BTreeMap<String, Contract>,
    names: BTreeMap<Symbol, String>,
}

impl Contracts {
    pub(crate) fn list(&mut self, listing: &FuturesListing) {
        let instrument = &listing.instrument;
        let name = instrument.venue_symbol.as_str().to_owned();
        let margin_asset = match &instrument.kind {
            ContractKind::Linear { settle, .. } => *settle,
            ContractKind::Spot => instrument.quote,
        };
        let contract = Contract {
            symbol: instrument.symbol,
            name: name.clone(),
            digits: Digits::of(instrument),
            margin_asset: margin_asset.as_str().to_owned(),
            notional_min: instrument.rules.notional_min,
        };
        self.names.insert(instrument.symbol, name.clone());
        self.by_name.insert(name, contract);
    }

    /// The contract of this name.
    pub(crate) fn named(&self, name: &str) -> Option<&Contract> {
        self.by_name.get(name)
    }

    /// The contract of a symbol of the engine.
    pub(crate) fn of(&self, symbol: Symbol) -> Option<&Contract> {
        self.named(self.names.get(&symbol)?)
    }

    /// All of them, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Contract> {
        self.by_name.values()
    }

    /// The contract a request names.
    pub(crate) fn required(&self, params: &Params) -> Result<Contract, Refusal> {
        let name = params.required("symbol")?;
        self.named(name).cloned().ok_or(Refusal::BadSymbol)
    }

    /// The contract a request names, if it names one.
    pub(crate) fn optional(&self, params: &Params) -> Result<Option<Contract>, Refusal> {
        params
            .optional("symbol")?
            .map(|name| self.named(name).cloned().ok_or(Refusal::BadSymbol))
            .transpose()
    }
}
