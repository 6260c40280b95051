//! The venue's words turned into trading's inputs, one for one. Never drops a fact, never adds one.

use super::VenueLink;
use domain::{NewOrder, Qty, Symbol};
use protocols::Trouble;
use protocols::binance_spot::{
    CancelReply, OrderStatus, PlaceReply, QueryReply, VenueFill, VenueOrder,
};
use trading::{
    CancelAnswer, Input, PlaceAnswer, QueryAnswer, VenueReport, VenueStatus, VenueWords,
};

/// What a placing answer says: that the venue has it, what it traded at once, and where it stands after that.
pub(super) fn placed(link: &VenueLink, wish: &NewOrder, reply: &PlaceReply) -> Vec<Input> {
    let order = wish.id();
    let answered = |answer| vec![Input::Answered { order, answer }];
    match reply {
        // It left this house: the journal keeps the venue's own words, also where only its clock said no.
        PlaceReply::Refused(trouble) | PlaceReply::NotTaken(trouble) => {
            answered(PlaceAnswer::Refused(words(trouble)))
        }
        PlaceReply::Unknown(_) => answered(PlaceAnswer::Unknown),
        PlaceReply::Placed {
            order: at_venue,
            fills,
        } => {
            let mut inputs = answered(PlaceAnswer::Accepted {
                venue_id: at_venue.venue_id,
                at: at_venue.at,
            });
            let mut traded = Qty::ZERO;
            for execution in fills {
                traded = traded.plus(execution.qty).unwrap_or(at_venue.filled);
                inputs.push(Input::Venue(VenueReport {
                    account: link.account,
                    client_id: wish.client_id(),
                    venue_id: at_venue.venue_id,
                    symbol: wish.terms().symbol,
                    status: VenueStatus::Working,
                    filled_total: traded,
                    fill: Some(fill(execution)),
                    at: execution.at,
                }));
            }
            inputs.push(Input::Venue(standing(link, at_venue, wish.terms().symbol)));
            inputs
        }
    }
}

/// Where an order stands, without an execution of its own.
pub(super) fn standing(link: &VenueLink, order: &VenueOrder, symbol: Symbol) -> VenueReport {
    VenueReport {
        account: link.account,
        client_id: order.client_id,
        venue_id: order.venue_id,
        symbol,
        status: status(order.status),
        filled_total: order.filled,
        fill: None,
        at: order.at,
    }
}

pub(super) fn cancelled(reply: &CancelReply) -> CancelAnswer {
    match reply {
        CancelReply::Cancelled(order) => CancelAnswer::Cancelled {
            venue_id: order.venue_id,
            filled_total: order.filled,
            at: order.at,
        },
        CancelReply::NotOpen(_) => CancelAnswer::NotOpen,
        CancelReply::NotTaken(_) => CancelAnswer::NotSent,
        CancelReply::Unknown(_) => CancelAnswer::Unknown,
    }
}

pub(super) fn queried(reply: &QueryReply) -> QueryAnswer {
    match reply {
        QueryReply::Found(order) => QueryAnswer::Found {
            venue_id: order.venue_id,
            status: status(order.status),
            filled_total: order.filled,
            at: order.at,
        },
        QueryReply::NeverSeen => QueryAnswer::NeverSeen,
        QueryReply::NoAnswer(_) => QueryAnswer::NoAnswer,
    }
}

pub(crate) const fn fill(fill: &VenueFill) -> trading::VenueFill {
    trading::VenueFill {
        trade: fill.trade,
        price: fill.price,
        qty: fill.qty,
        fee: fill.fee,
        fee_asset: fill.fee_asset,
        liquidity: fill.liquidity,
        at: fill.at,
    }
}

pub(crate) const fn status(status: OrderStatus) -> VenueStatus {
    match status {
        OrderStatus::New | OrderStatus::PartiallyFilled => VenueStatus::Working,
        OrderStatus::Filled => VenueStatus::Filled,
        OrderStatus::Cancelled => VenueStatus::Cancelled,
        OrderStatus::Rejected => VenueStatus::Rejected,
        OrderStatus::Expired => VenueStatus::Expired,
    }
}

fn words(trouble: &Trouble) -> VenueWords {
    VenueWords {
        code: trouble.code.unwrap_or_else(|| i64::from(trouble.status)),
        text: trouble.text.clone(),
    }
}

/// An order event of the private stream as a report.
pub(crate) fn reported(
    link: &VenueLink,
    order: &VenueOrder,
    execution: Option<&VenueFill>,
) -> Option<VenueReport> {
    let symbol = link.symbol(order.symbol)?;
    let mut report = standing(link, order, symbol);
    report.fill = execution.map(fill);
    Some(report)
}
