//! The venue's words turned into trading's inputs, one for one. Never drops a fact, never adds one.

use super::VenueLink;
use domain::{NewOco, NewOrder, Qty, ReplaceOrder, Symbol};
use protocols::Trouble;
use protocols::binance_spot::{
    CancelReply, OcoReply, OrderStatus, PlaceReply, QueryReply, ReplaceReply, VenueFill, VenueOrder,
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
        // An answer about another order says nothing of this one.
        PlaceReply::Placed {
            order: at_venue, ..
        } if at_venue.client_id != wish.client_id() => answered(PlaceAnswer::Unknown),
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

/// The same answer for both orders of a pair.
pub(super) fn of_both(pair: &NewOco, answer: &PlaceAnswer) -> Vec<Input> {
    [pair.target().id(), pair.stop().id()]
        .map(|order| {
            let answer = answer.clone();
            Input::Answered { order, answer }
        })
        .into()
}

/// What the answer to a pair says of each of its orders; one that it does not name is asked for.
pub(super) fn oco_placed(link: &VenueLink, pair: &NewOco, reply: &OcoReply) -> Vec<Input> {
    let orders = match reply {
        OcoReply::Refused(trouble) => {
            return of_both(pair, &PlaceAnswer::Refused(words(trouble)));
        }
        OcoReply::Unknown(_) => return of_both(pair, &PlaceAnswer::Unknown),
        OcoReply::Placed(orders) => orders,
    };
    let mut inputs = Vec::new();
    for wish in [pair.target(), pair.stop()] {
        let order = wish.id();
        let at_venue = orders
            .iter()
            .find(|found| found.client_id == wish.client_id());
        let Some(at_venue) = at_venue else {
            let answer = PlaceAnswer::Unknown;
            inputs.push(Input::Answered { order, answer });
            continue;
        };
        let answer = PlaceAnswer::Accepted {
            venue_id: at_venue.venue_id,
            at: at_venue.at,
        };
        inputs.push(Input::Answered { order, answer });
        inputs.push(Input::Venue(standing(link, at_venue, wish.terms().symbol)));
    }
    inputs
}

/// What the answer to a replacement says of each of its orders.
pub(super) fn replaced(link: &VenueLink, both: &ReplaceOrder, reply: &ReplaceReply) -> Vec<Input> {
    let mut inputs = vec![Input::CancelAnswered {
        order: both.cancel.id,
        answer: replaced_cancel(&reply.cancel),
    }];
    inputs.extend(placed(link, &both.order, &reply.place));
    inputs
}

/// Nobody knows what became of a replacement: both orders are asked for.
pub(super) fn replacement_lost(both: &ReplaceOrder) -> Vec<Input> {
    vec![
        Input::CancelAnswered {
            order: both.cancel.id,
            answer: CancelAnswer::Unknown,
        },
        Input::Answered {
            order: both.order.id(),
            answer: PlaceAnswer::Unknown,
        },
    ]
}

/// The old order's half. Nobody wished for a cancel by itself, so one that was not taken is asked about, not sent again.
fn replaced_cancel(reply: &CancelReply) -> CancelAnswer {
    match cancelled(reply) {
        CancelAnswer::NotSent => CancelAnswer::NotOpen,
        told @ (CancelAnswer::Cancelled { .. } | CancelAnswer::NotOpen | CancelAnswer::Unknown) => {
            told
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

pub(super) fn words(trouble: &Trouble) -> VenueWords {
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
