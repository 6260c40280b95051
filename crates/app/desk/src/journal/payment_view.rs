//! What a venue did to an account on margin by itself, in the journal's own form.

use super::position_side;
use domain::{AccountId, Amount, Asset, PositionSide, Price, Symbol, Time, VenueOrderId};
use serde::{Deserialize, Serialize};
use trading::{CalledPosition, CloseKind, MarginCall, Payment, PaymentKind, VenueClose};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaymentView {
    at: Time,
    id: u64,
    kind: PaymentKindView,
    symbol: Option<Symbol>,
    asset: Asset,
    amount: Amount,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PaymentKindView {
    Funding,
    Transfer,
    Insurance,
    Exchange,
    Other,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CloseView {
    at: Time,
    venue_order: VenueOrderId,
    symbol: Symbol,
    #[serde(
        default = "position_side::net",
        skip_serializing_if = "position_side::is_net"
    )]
    side: PositionSide,
    kind: CloseKindView,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum CloseKindView {
    Liquidated,
    Deleveraged,
    Settled,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallView {
    account: AccountId,
    positions: Vec<CalledView>,
    at: Time,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CalledView {
    symbol: Symbol,
    side: PositionSide,
    held: Amount,
    mark: Price,
    maintenance: Amount,
}

impl PaymentView {
    pub(super) const fn of(payment: &Payment) -> Self {
        Self {
            at: payment.at,
            id: payment.id,
            kind: match payment.kind {
                PaymentKind::Funding => PaymentKindView::Funding,
                PaymentKind::Transfer => PaymentKindView::Transfer,
                PaymentKind::Insurance => PaymentKindView::Insurance,
                PaymentKind::Exchange => PaymentKindView::Exchange,
                PaymentKind::Other => PaymentKindView::Other,
            },
            symbol: payment.symbol,
            asset: payment.asset,
            amount: payment.amount,
        }
    }

    pub(super) const fn payment(self) -> Payment {
        Payment {
            at: self.at,
            id: self.id,
            kind: match self.kind {
                PaymentKindView::Funding => PaymentKind::Funding,
                PaymentKindView::Transfer => PaymentKind::Transfer,
                PaymentKindView::Insurance => PaymentKind::Insurance,
                PaymentKindView::Exchange => PaymentKind::Exchange,
                PaymentKindView::Other => PaymentKind::Other,
            },
            symbol: self.symbol,
            asset: self.asset,
            amount: self.amount,
        }
    }
}

impl CloseView {
    pub(super) const fn of(close: &VenueClose) -> Self {
        Self {
            at: close.at,
            venue_order: close.venue_order,
            symbol: close.symbol,
            side: close.side,
            kind: match close.kind {
                CloseKind::Liquidated => CloseKindView::Liquidated,
                CloseKind::Deleveraged => CloseKindView::Deleveraged,
                CloseKind::Settled => CloseKindView::Settled,
            },
        }
    }

    pub(super) const fn close(self) -> VenueClose {
        VenueClose {
            at: self.at,
            venue_order: self.venue_order,
            symbol: self.symbol,
            side: self.side,
            kind: match self.kind {
                CloseKindView::Liquidated => CloseKind::Liquidated,
                CloseKindView::Deleveraged => CloseKind::Deleveraged,
                CloseKindView::Settled => CloseKind::Settled,
            },
        }
    }
}

impl CallView {
    pub(super) fn of(call: &MarginCall) -> Self {
        let positions = call.positions.iter().map(|called| CalledView {
            symbol: called.symbol,
            side: called.side,
            held: called.held,
            mark: called.mark,
            maintenance: called.maintenance,
        });
        Self {
            account: call.account,
            positions: positions.collect(),
            at: call.at,
        }
    }

    pub(super) fn call(self) -> MarginCall {
        let positions = self.positions.into_iter().map(|called| CalledPosition {
            symbol: called.symbol,
            side: called.side,
            held: called.held,
            mark: called.mark,
            maintenance: called.maintenance,
        });
        MarginCall {
            account: self.account,
            positions: positions.collect(),
            at: self.at,
        }
    }
}
