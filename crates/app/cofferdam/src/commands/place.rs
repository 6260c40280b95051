//! `cofferdam place` and `cofferdam pair`: wishes to trade from the terminal, one order with or without exits or in the place of
//! another, or two of which only one may trade. Handed to a running desk; the gate judges them as any other wish.

use super::Place as Where;
use crate::control_socket::{self, Request};
use crate::say::say;
use crate::settings::Settings;
use anyhow::{Context, Result, bail};
use clap::Args;
use desk::{Desk, OcoWish, Via, Wish};
use domain::{
    IfBare, OcoTerms, OrderId, OrderKind, OrderTerms, PositionEffect, PositionSide, Price,
    Protection, Qty, SelfTradePrevention, Side, Symbol, TimeInForce, TrailingDelta,
};
use identity::{Actor, Permit, Place};
use serde::{Deserialize, Serialize};

#[derive(Debug, Args)]
pub(crate) struct PlaceArgs {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    wish: PlaceWish,
}

#[derive(Debug, Args)]
pub(crate) struct PairArgs {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    wish: PairWish,
}

/// One order as typed.
#[derive(Debug, Clone, Args, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceWish {
    /// buy or sell
    side: Side,
    /// Quantity of base, like 0.01
    qty: Qty,
    /// Symbol, like BTC/USDT
    symbol: Symbol,
    /// Worst price; without it the order trades at the market
    #[arg(long)]
    price: Option<Price>,
    /// The price that wakes it
    #[arg(long)]
    trigger: Option<Price>,
    /// The trigger is in its favour: take profit, not stop
    #[arg(long, requires = "trigger")]
    take_profit: bool,
    /// How far its trigger trails the price, in basis points
    #[arg(long, conflicts_with_all = ["price", "trigger"])]
    trailing: Option<TrailingDelta>,
    /// Only wait in the book, never take
    #[arg(long, requires = "price", conflicts_with = "trigger")]
    maker: bool,
    /// gtc, ioc or fok
    #[arg(long, requires = "price", conflicts_with = "maker")]
    time_in_force: Option<TimeInForce>,
    /// Only reduce a position
    #[arg(long)]
    reduce_only: bool,
    /// On an account in hedge mode, the position it opens or closes: long or short
    #[arg(long, conflicts_with = "reduce_only")]
    position: Option<PositionSide>,
    /// Stop that shall hold what is bought at the venue
    #[arg(long)]
    exit_stop: Option<Price>,
    /// Limit after that stop
    #[arg(long, requires = "exit_stop")]
    exit_stop_limit: Option<Price>,
    /// Target that shall hold what is bought at the venue
    #[arg(long)]
    exit_target: Option<Price>,
    /// When the exits cannot be had within 5 s: flatten or alarm
    #[arg(long, default_value = "flatten")]
    if_bare: IfBare,
    /// The working order whose place it shall take
    #[arg(long, conflicts_with_all = ["exit_stop", "exit_target"])]
    replaces: Option<OrderId>,
}

/// A pair as typed.
#[derive(Debug, Clone, Args, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PairWish {
    /// buy or sell
    side: Side,
    /// Quantity of base, like 0.01; one of both trades it
    qty: Qty,
    /// Symbol, like BTC/USDT
    symbol: Symbol,
    /// Price of the maker order that takes the profit
    #[arg(long)]
    target: Price,
    /// Trigger of the stop
    #[arg(long)]
    stop: Price,
    /// Limit after the stop; without it the stop trades at the market
    #[arg(long)]
    stop_limit: Option<Price>,
}

/// Hands one order to the desk.
pub(crate) async fn run(args: PlaceArgs) -> Result<()> {
    hand(&args.place, &Request::Place(Box::new(args.wish))).await
}

/// Hands a pair to the desk.
pub(crate) async fn run_pair(args: PairArgs) -> Result<()> {
    hand(&args.place, &Request::Pair(Box::new(args.wish))).await
}

async fn hand(place: &Where, request: &Request) -> Result<()> {
    let data = Settings::of(place, &[], &[])?.data_folder;
    match control_socket::ask(&data, request).await? {
        Some(answer) => say(&answer),
        None => bail!("no desk runs, so nothing was sent"),
    }
}

impl PlaceWish {
    fn terms(&self) -> OrderTerms {
        let time_in_force = self.time_in_force.unwrap_or(TimeInForce::Gtc);
        let kind = match (self.trailing, self.trigger, self.price) {
            (Some(delta), _, _) => OrderKind::TrailingStop { delta },
            (None, None, None) => OrderKind::Market,
            (None, None, Some(price)) if self.maker => OrderKind::LimitMaker { price },
            (None, None, Some(price)) => OrderKind::Limit {
                price,
                time_in_force,
            },
            (None, Some(trigger), None) if self.take_profit => OrderKind::TakeProfit { trigger },
            (None, Some(trigger), None) => OrderKind::Stop { trigger },
            (None, Some(trigger), Some(price)) if self.take_profit => OrderKind::TakeProfitLimit {
                trigger,
                price,
                time_in_force,
            },
            (None, Some(trigger), Some(price)) => OrderKind::StopLimit {
                trigger,
                price,
                time_in_force,
            },
        };
        OrderTerms {
            effect: match self.position.and_then(PositionSide::hedge) {
                Some(side) => PositionEffect::Of(side),
                None if self.reduce_only => PositionEffect::ReduceOnly,
                None => PositionEffect::Any,
            },
            ..terms((self.symbol, self.side), self.qty, kind)
        }
    }

    fn protection(&self, entry: &OrderTerms) -> Result<Option<Protection>> {
        let exits = (
            self.exit_stop.map(|at| stop(at, self.exit_stop_limit)),
            self.exit_target
                .map(|price| OrderKind::LimitMaker { price }),
        );
        if exits == (None, None) {
            return Ok(None);
        }
        let protection = Protection::new(entry, exits, self.if_bare);
        Ok(Some(protection.context("these exits do not hold it")?))
    }
}

const fn terms((symbol, side): (Symbol, Side), qty: Qty, kind: OrderKind) -> OrderTerms {
    OrderTerms {
        symbol,
        side,
        qty,
        kind,
        self_trade: SelfTradePrevention::ExpireTaker,
        effect: PositionEffect::Any,
    }
}

const fn stop(trigger: Price, limit: Option<Price>) -> OrderKind {
    match limit {
        None => OrderKind::Stop { trigger },
        Some(price) => OrderKind::StopLimit {
            trigger,
            price,
            time_in_force: TimeInForce::Gtc,
        },
    }
}

/// Has the desk place one order.
pub(crate) async fn one(desk: &Desk, actor: &Actor, typed: &PlaceWish) -> Result<String> {
    let terms = typed.terms();
    let wish = Wish {
        account: desk.account_of(terms.symbol),
        terms,
        protection: typed.protection(&terms)?,
        via: Via::Page,
        request_key: None,
    };
    let permit = Permit::<Place>::ask(actor)?;
    let placed = match typed.replaces {
        None => desk.place(permit, wish).await?,
        Some(old) => desk.replace(permit, old, wish).await?,
    };
    Ok(format!("order {} is on its way", placed.order))
}

/// Has the desk place a pair.
pub(crate) async fn pair(desk: &Desk, actor: &Actor, typed: &PairWish) -> Result<String> {
    let what = (typed.symbol, typed.side);
    let target = OrderKind::LimitMaker {
        price: typed.target,
    };
    let target = terms(what, typed.qty, target);
    let stop = terms(what, typed.qty, stop(typed.stop, typed.stop_limit));
    let wish = OcoWish {
        account: desk.account_of(typed.symbol),
        terms: OcoTerms::new(target, stop).context("these two make no pair")?,
        via: Via::Page,
        request_key: None,
    };
    let placed = desk.place_oco(Permit::<Place>::ask(actor)?, wish).await?;
    Ok(format!(
        "orders {} and {} are on their way; as soon as one trades, the venue ends the other",
        placed.list.target(),
        placed.list.stop()
    ))
}
