//! What the ticket says of an instrument on margin: what is free and held, and whether an order names one of two positions.
//! Never a rule: the gate judges.

use super::numbers::{UNKNOWN, amount, asset_places};
use desk::{ContractPosition, Desk, Portfolio};
use domain::{ContractKind, Instrument, PositionMode, PositionSide};

/// Whether an order for an instrument must name the long or the short position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hedged {
    Yes,
    No,
}

pub(super) fn is_hedged(portfolio: &Portfolio, instrument: &Instrument) -> Hedged {
    let mode = portfolio.margined.as_ref().and_then(|m| m.position_mode);
    match (instrument.kind, mode) {
        (ContractKind::Linear { .. }, Some(PositionMode::Hedge)) => Hedged::Yes,
        (ContractKind::Linear { .. }, Some(PositionMode::OneWay) | None)
        | (ContractKind::Spot, _) => Hedged::No,
    }
}

/// Of a contract: the margin that is free with the leverage that is set, and the position.
pub(super) fn on_margin(
    desk: &Desk,
    portfolio: &Portfolio,
    instrument: &Instrument,
) -> Option<(String, String)> {
    let margined = portfolio.margined.as_ref()?;
    let contracts = margined.contracts.iter();
    let mut contracts = contracts.filter(|c| c.position.symbol == instrument.symbol);
    let contract = contracts.next()?;
    let places = |asset| asset_places(desk.instruments(), asset);
    let free = margined.available.map_or_else(
        || UNKNOWN.to_owned(),
        |free| amount(free, places(instrument.quote)),
    );
    let leverage = contract.terms.map_or_else(
        || "its leverage is not known yet".to_owned(),
        |terms| format!("{}× {}", terms.leverage, terms.margin),
    );
    let held = |contract: &ContractPosition| {
        let net = amount(contract.position.net(), places(instrument.base));
        match contract.position.side {
            PositionSide::Both => format!("{net} {} held", instrument.base),
            side @ (PositionSide::Long | PositionSide::Short) => {
                format!("{side} {net} {}", instrument.base)
            }
        }
    };
    let all: Vec<String> = std::iter::once(contract)
        .chain(contracts)
        .map(held)
        .collect();
    Some((
        format!("{free} {} of margin, {leverage}", instrument.quote),
        all.join(", "),
    ))
}
