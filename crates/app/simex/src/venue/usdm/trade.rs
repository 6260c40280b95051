//! Futures orders: placing, changing, cancelling, one or many. Reads a request, steps the engine, shows what came of it.

use super::contracts::Contract;
use super::order_params::{self, Asker};
use super::params::{AnswerKind, which};
use super::refusal::No;
use super::views::order as views;
use crate::venue::Venue;
use crate::venue::call::{Answer, Call};
use crate::venue::http::Method;
use crate::venue::refusal::Refusal;
use crate::venue::route::{Product, Right, Route, Security, Weight};
use domain::{AccountId, Amount, ClientOrderId, Price, Qty, Rounding, Side, Span, Symbol, Time};
use exchange::faults::Endpoint;
use exchange::futures::{
    AmendOrder, AmendPrice, AmendmentId, FuturesEffect, FuturesInput, FuturesLife, FuturesOrder,
    FuturesOrderStatus, FuturesRefusal, OrderOrigin, OrderPrice, PlaceOrder, PositionMode,
};
use exchange::{ExchangeOrderId, OrderKey, Tag, TradePermission};
use serde_json::{Value, json};

pub(super) const TRADE: Route = Route {
    product: Product::Usdm,
    method: Method::Post,
    path: "/fapi/v1/order",
    ws: None,
    security: Security::Signed(Right::Futures),
    weight: Weight::Fixed(1),
    door: Endpoint::Place,
    handler: place,
};

/// The routes of this file.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        ws: Some("order.place"),
        weight: Weight::Fixed(0),
        ..TRADE
    },
    Route {
        path: "/fapi/v1/order/test",
        ws: Some("order.test"),
        door: Endpoint::Public,
        handler: place_test,
        ..TRADE
    },
    Route {
        method: Method::Put,
        ws: Some("order.modify"),
        handler: amend,
        ..TRADE
    },
    Route {
        method: Method::Delete,
        ws: Some("order.cancel"),
        door: Endpoint::Cancel,
        handler: cancel,
        ..TRADE
    },
    Route {
        method: Method::Delete,
        path: "/fapi/v1/allOpenOrders",
        door: Endpoint::Cancel,
        handler: cancel_all,
        ..TRADE
    },
    Route {
        path: "/fapi/v1/countdownCancelAll",
        weight: Weight::Fixed(10),
        door: Endpoint::Cancel,
        handler: countdown,
        ..TRADE
    },
];

/// What a change of an order did.
pub(super) struct Amended {
    pub(super) order: FuturesOrder,
    pub(super) id: AmendmentId,
}

fn place(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let contract = venue.usdm.contracts.required(call.params)?;
    let asker = venue.asker(account);
    let (wanted, answer) = order_params::wanted(call.params, &contract, asker)?;
    let counts = venue.count_futures_orders(call, (1, 1))?;
    let order = venue.place_futures(&contract, wanted)?;
    let mut answer = Answer::from(placed(&contract, &order, answer));
    answer.orders = Some(counts);
    Ok(answer)
}

/// An order as its placing request asked to see it.
pub(super) fn placed(contract: &Contract, order: &FuturesOrder, answer: AnswerKind) -> Value {
    match answer {
        AnswerKind::Ack => views::taken(contract, order),
        AnswerKind::Result => views::placed(contract, order),
    }
}

/// Reads and judges a placing request, and goes no further.
fn place_test(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let contract = venue.usdm.contracts.required(call.params)?;
    let asker = venue.asker(account);
    let (wanted, _) = order_params::wanted(call.params, &contract, asker)?;
    venue
        .futures
        .try_place(&wanted)
        .map_err(|reason| venue.why_not_placed(&contract, &wanted, reason))?;
    Ok(views::placed(&contract, &as_if_placed(&wanted, call.now)?).into())
}

fn amend(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let contract = venue.usdm.contracts.required(call.params)?;
    let asker = venue.asker(account);
    let wanted = order_params::amendment(call.params, &contract, asker)?;
    let counts = venue.count_futures_orders(call, (1, 1))?;
    let Amended { order, id } = venue.amend_futures(&contract, wanted)?;
    let mut answer = Answer::from(views::amended(&contract, &order, id));
    answer.orders = Some(counts);
    Ok(answer)
}

fn cancel(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let account = call.account()?;
    let contract = venue.usdm.contracts.required(call.params)?;
    let order = which(call.params)?;
    call.params.nothing_left()?;
    let order = venue.cancel_futures(account, &contract, order)?;
    Ok(views::taken(&contract, &order).into())
}

fn cancel_all(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, contract) = (call.account()?, venue.usdm.contracts.required(call.params)?);
    call.params.nothing_left()?;
    let tag = venue.tag();
    let effects = venue.step_futures(FuturesInput::CancelAll {
        tag,
        account,
        symbol: contract.symbol,
    });
    accepted(&effects)?;
    Ok(json!({ "code": 200, "msg": "The operation of cancel all open order is done." }).into())
}

fn countdown(venue: &mut Venue, call: &Call<'_>) -> Result<Answer, Refusal> {
    let (account, contract) = (call.account()?, venue.usdm.contracts.required(call.params)?);
    let sent = call.params.required("countdownTime")?;
    let millis = call.params.number("countdownTime")?.unwrap_or(0);
    let sent = sent.to_owned();
    call.params.nothing_left()?;
    let after = i64::try_from(millis)
        .ok()
        .filter(|millis| millis.checked_mul(1_000_000).is_some())
        .ok_or(No::Value("countdownTime"))?;
    let tag = venue.tag();
    let effects = venue.step_futures(FuturesInput::Countdown {
        tag,
        account,
        symbol: contract.symbol,
        after: Span::from_millis(after),
    });
    accepted(&effects)?;
    Ok(json!({ "symbol": contract.name, "countdownTime": sent }).into())
}

impl Venue {
    /// Who asks for an order, under a tag of its own.
    pub(super) fn asker(&mut self, account: AccountId) -> Asker {
        let mode = self
            .futures
            .config(account)
            .map_or(PositionMode::OneWay, |config| config.position_mode);
        Asker {
            tag: self.tag(),
            account,
            mode,
        }
    }

    /// Counts orders in the short and in the long window, and refuses them when they would be too many.
    pub(super) fn count_futures_orders(
        &mut self,
        call: &Call<'_>,
        (short, _): (u32, u32),
    ) -> Result<(u32, u32), Refusal> {
        let account = call.account()?;
        if self.terms(account)?.permission == TradePermission::Barred {
            return Err(No::Barred.into());
        }
        let who = (Product::Usdm, account);
        self.limits.admit_orders(call.now, who, short)
    }

    /// Places an order; the order as it stands at the end of the step.
    pub(super) fn place_futures(
        &mut self,
        contract: &Contract,
        wanted: PlaceOrder,
    ) -> Result<FuturesOrder, Refusal> {
        let effects = self.step_futures(FuturesInput::Place(wanted));
        if let Some(reason) = refusal(&effects) {
            return Err(self.why_not_placed(contract, &wanted, reason));
        }
        let id = effects
            .iter()
            .find_map(|effect| match_accepted(effect, wanted.tag));
        id.and_then(|id| last_of(&effects, id))
            .ok_or(Refusal::Stopping)
    }

    /// The refusal of an order with the numbers it names.
    fn why_not_placed(
        &self,
        contract: &Contract,
        wanted: &PlaceOrder,
        reason: FuturesRefusal,
    ) -> Refusal {
        if reason == FuturesRefusal::NotionalTooSmall {
            return No::Notional(contract.notional_min).into();
        }
        match wanted.price {
            OrderPrice::Limit { .. } => self.why_not_at((contract, wanted.side), reason),
            OrderPrice::Market | OrderPrice::Matched { .. } => No::Engine(reason).into(),
        }
    }

    /// The refusal of a price that the client named.
    fn why_not_at(&self, (contract, side): (&Contract, Side), reason: FuturesRefusal) -> Refusal {
        let out_of_band = matches!(
            reason,
            FuturesRefusal::PriceAboveBand | FuturesRefusal::PriceBelowBand
        );
        let bound = self
            .price_bound(contract.symbol, side)
            .filter(|_| out_of_band);
        let no = match (side, bound) {
            (Side::Buy, Some(most)) => No::PriceAbove(most),
            (Side::Sell, Some(least)) => No::PriceBelow(least),
            (Side::Buy | Side::Sell, None) => No::Engine(reason),
        };
        no.into()
    }

    /// The highest price of a buyer, or the lowest of a seller, on the tick.
    fn price_bound(&self, symbol: Symbol, side: Side) -> Option<Price> {
        let (listing, _) = self.futures.listing(symbol)?;
        let mark = self.futures.mark_price(symbol)?.mark;
        let (multiplier, way) = match side {
            Side::Buy => (listing.bands.multiplier_up, Rounding::Down),
            Side::Sell => (listing.bands.multiplier_down, Rounding::Up),
        };
        let (units, places) = multiplier.valued(mark).ok()?.parts();
        let bound = Price::from_parts(units, places).ok()?;
        bound.to_tick(listing.instrument.rules.price_tick, way).ok()
    }

    /// Changes an order.
    pub(super) fn amend_futures(
        &mut self,
        contract: &Contract,
        wanted: AmendOrder,
    ) -> Result<Amended, Refusal> {
        let effects = self.step_futures(FuturesInput::Amend(wanted));
        match refusal(&effects) {
            None => {}
            Some(FuturesRefusal::UnknownOrder) => return Err(No::MissingOrder.into()),
            Some(FuturesRefusal::NotionalTooSmall) => {
                return Err(No::AmendedNotional(contract.notional_min).into());
            }
            Some(FuturesRefusal::NotTrading | FuturesRefusal::ReduceOnlyStatus) => {
                return Err(No::AmendClosed.into());
            }
            Some(reason) => {
                return Err(match wanted.price {
                    AmendPrice::At(_) => self.why_not_at((contract, wanted.side), reason),
                    AmendPrice::Matched(_) => No::Engine(reason).into(),
                });
            }
        }
        let id = effects
            .iter()
            .find_map(|effect| match_accepted(effect, wanted.tag));
        let order = id
            .and_then(|id| last_of(&effects, id))
            .ok_or(Refusal::Stopping)?;
        let history = self.futures.amendments(wanted.account, contract.symbol);
        let change = history.iter().rfind(|change| change.order == order.id);
        let id = change.map_or(AmendmentId::new(0), |change| change.id);
        Ok(Amended { order, id })
    }

    /// Cancels an order; the order as it ended.
    pub(super) fn cancel_futures(
        &mut self,
        account: AccountId,
        contract: &Contract,
        order: OrderKey,
    ) -> Result<FuturesOrder, Refusal> {
        let tag = self.tag();
        let effects = self.step_futures(FuturesInput::Cancel {
            tag,
            account,
            symbol: contract.symbol,
            order,
        });
        accepted(&effects)?;
        let id = effects
            .iter()
            .find_map(|effect| match_accepted(effect, tag));
        id.and_then(|id| last_of(&effects, id))
            .ok_or_else(|| No::Engine(FuturesRefusal::UnknownOrder).into())
    }
}

/// What a placing request would become: without a number, because it was not placed.
fn as_if_placed(wanted: &PlaceOrder, now: Time) -> Result<FuturesOrder, Refusal> {
    let (price, life, price_match) = match wanted.price {
        OrderPrice::Market => (None, FuturesLife::Gtc, None),
        OrderPrice::Limit { price, life } => (Some(price), life, None),
        OrderPrice::Matched { price_match, life } => (None, life, Some(price_match)),
    };
    let name = match wanted.client_id {
        Some(name) => name,
        None => ClientOrderId::new("test").map_err(|_| No::ClientId)?,
    };
    Ok(FuturesOrder {
        id: ExchangeOrderId::new(0),
        client_id: name,
        account: wanted.account,
        symbol: wanted.symbol,
        side: wanted.side,
        position_side: wanted.position_side,
        price,
        life,
        price_match,
        qty: wanted.qty,
        filled: Qty::ZERO,
        quote_filled: Amount::ZERO,
        average: None,
        reduce: wanted.reduce,
        self_trade: wanted.self_trade,
        origin: OrderOrigin::Account,
        status: FuturesOrderStatus::New,
        opened: now,
        updated: now,
        priority: 0,
        amendments: 0,
    })
}

/// Why a step refused its input, if it did.
pub(crate) fn refusal(effects: &[FuturesEffect]) -> Option<FuturesRefusal> {
    effects.iter().find_map(|effect| {
        if let FuturesEffect::Refused { reason, .. } = effect {
            return Some(*reason);
        }
        None
    })
}

/// That a step took its input.
pub(crate) fn accepted(effects: &[FuturesEffect]) -> Result<(), Refusal> {
    refusal(effects).map_or(Ok(()), |reason| Err(No::Engine(reason).into()))
}

/// The order that a request was about.
fn match_accepted(effect: &FuturesEffect, tag: Tag) -> Option<ExchangeOrderId> {
    if let FuturesEffect::Accepted { tag: of, order }
    | FuturesEffect::Amended { tag: of, order }
    | FuturesEffect::Cancelled { tag: of, order } = effect
        && *of == tag
    {
        return Some(*order);
    }
    None
}

/// An order as the last report of a step shows it.
fn last_of(effects: &[FuturesEffect], id: ExchangeOrderId) -> Option<FuturesOrder> {
    let mut reports = effects.iter().rev().filter_map(|effect| {
        if let FuturesEffect::Report(report) = effect
            && report.order.id == id
        {
            return Some(report.order);
        }
        None
    });
    reports.next()
}
