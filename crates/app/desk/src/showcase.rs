//! The portfolio as people see it, made from trading and the board after a turn. Never an input of any decision.

use crate::controls::ControlsView;
use crate::day::DayStart;
use crate::portfolio::{
    ContractPosition, HaltView, Margined, MarkedPosition, Portfolio, Reconciliation, StartGate,
};
use crate::turn_parts::TurnParts;
use domain::{
    AccountId, Amount, Asset, Balance, Instrument, Position, PositionKey, PositionMode,
    PositionSide, Price, Span, Symbol, Time,
};
use protocols::binance_usdm::facts::{Door, door};
use std::collections::{BTreeMap, BTreeSet};
use trading::{HaltInForce, Trading};

/// How often the portfolio is marked anew while nothing happens to it.
pub(crate) const SHOW_EVERY: Span = Span::from_millis(1_000);

/// A halt as others see it.
pub(crate) fn halt(halt: &HaltInForce) -> HaltView {
    HaltView {
        scope: halt.scope,
        by: halt.cause.origin.to_string(),
        reason: halt.cause.reason.clone(),
        at: halt.at,
    }
}

/// Most of what the venue did by itself that is shown.
const DEEDS_SHOWN_MAX: usize = 50;

/// The portfolio as of `now`.
pub(crate) fn portfolio(
    now: Time,
    trading: &Trading,
    day: &DayStart,
    parts: &TurnParts,
) -> Portfolio {
    let account = parts.link.account;
    let balances: Vec<Balance> = trading
        .balances()
        .filter(|known| known.account == account)
        .map(|known| known.balance)
        .collect();
    let middle = |symbol: Symbol| -> Option<Price> {
        let quote = parts.boards.shown(symbol).quote(symbol)?;
        quote.bid.middle(quote.ask).ok()
    };
    let holds = trading
        .gate()
        .holds(account)
        .into_iter()
        .filter_map(|(asset, held)| Some((asset, held.qty().ok()?)))
        .collect();
    Portfolio {
        as_of: now,
        holds,
        margined: margined(now, trading, parts),
        controls: ControlsView::of(trading),
        positions: trading
            .positions()
            .filter(|position| position.account == account)
            .map(|position| marked(*position, middle(position.symbol)))
            .collect(),
        halts: trading.halts().map(halt).collect(),
        presses: trading.presses().cloned().collect(),
        reconciliation: reconciliation(trading, parts),
        failover: crate::backup::view(trading, parts),
        open_orders: trading.open_orders().count(),
        equity: equity(&balances, parts.equity_asset, &middle),
        equity_asset: parts.equity_asset,
        realised_today: realised(trading, day, parts),
        losses: trading.day_results(),
        trips: trading.trips().copied().collect(),
        balances,
    }
}

/// All accounts together: open once each was compared, as old as the oldest comparison.
fn reconciliation(trading: &Trading, parts: &TurnParts) -> Reconciliation {
    let accounts = parts.accounts();
    let each = || accounts.clone().map(|account| trading.comparison(account));
    let is_open = |account| trading.gate().is_compared(account);
    Reconciliation {
        start_gate: if accounts.clone().all(is_open) {
            StartGate::Open
        } else {
            StartGate::Closed
        },
        // An account that was never compared leaves nothing to be told.
        asked_at: each().map(|one| one.asked_at).min().flatten(),
        suspects: each().map(|one| one.suspects).sum(),
        breaks: trading.breaks().copied().collect(),
        foreign: each().flat_map(|one| one.foreign.iter().copied()).collect(),
    }
}

/// The account on margin as people see it.
fn margined(now: Time, trading: &Trading, parts: &TurnParts) -> Option<Margined> {
    let link = parts.margined.as_ref()?;
    let (account, gate) = (link.account, trading.gate());
    let wallets: Vec<Balance> = trading
        .balances()
        .filter(|known| known.account == account)
        .map(|known| known.balance)
        .collect();
    let holds = gate.holds(account).into_iter();
    let mode = trading.margin(account).map(|told| told.positions);
    let contracts: Vec<ContractPosition> = link
        .instruments()
        .flat_map(|instrument| PositionKey::all(account, instrument.symbol))
        .map(|key| (key, contract(trading, link.venue, key)))
        .filter(|(key, contract)| is_of_mode(mode, key.side) || contract.is_in_use())
        .map(|(_, contract)| contract)
        .collect();
    let wallet = wallets.iter().find(|w| w.asset == parts.equity_asset);
    let wallet = wallet.map(|w| w.total().map(domain::Qty::amount));
    let equity = contracts
        .iter()
        .filter(|contract| !contract.position.net().is_zero())
        .try_fold(wallet?.ok()?, |sum, contract| {
            sum.plus(contract.unrealised?).ok()
        });
    Some(Margined {
        account,
        available: gate.margin_free(now, account, parts.equity_asset),
        equity,
        holds: holds
            .filter_map(|(asset, held)| Some((asset, held.qty().ok()?)))
            .collect(),
        contracts,
        wallets,
        position_mode: mode,
        in_the_book: in_the_book(trading, account),
        payments: lately(trading.payments(account)),
        closes: lately(trading.venue_closes(account)),
    })
}

/// Contracts in whose book at the venue orders of an account are open or asked for.
fn in_the_book(trading: &Trading, account: AccountId) -> BTreeSet<Symbol> {
    let open = trading.open_orders().map(|open| &open.order);
    let in_book =
        open.filter(|order| order.account() == account && door(&order.terms().kind) == Door::Book);
    in_book.map(|order| order.terms().symbol).collect()
}

/// The latest of them, newest first.
fn lately<T: Copy>(kept: impl DoubleEndedIterator<Item = T>) -> Vec<T> {
    kept.rev().take(DEEDS_SHOWN_MAX).collect()
}

/// Whether an account has such a position in each contract; before the venue has said its mode, the one net position.
const fn is_of_mode(mode: Option<PositionMode>, side: PositionSide) -> bool {
    match mode {
        None | Some(PositionMode::OneWay) => matches!(side, PositionSide::Both),
        Some(PositionMode::Hedge) => matches!(side, PositionSide::Long | PositionSide::Short),
    }
}

fn contract(trading: &Trading, venue: domain::VenueId, key: PositionKey) -> ContractPosition {
    let gate = trading.gate();
    let position = trading.position_of(key).copied();
    let position = position.unwrap_or(Position::flat(key));
    let mark = gate.mark_of(venue, key.symbol).map(|mark| mark.price);
    ContractPosition {
        unrealised: mark.and_then(|mark| position.unrealised(mark).ok()),
        margin: gate.margin_taken(&position),
        terms: gate.contract_terms(key).copied(),
        in_doubt: gate.in_doubt(key),
        mark,
        position,
    }
}

fn marked(position: Position, mark: Option<Price>) -> MarkedPosition {
    MarkedPosition {
        mark,
        unrealised: mark.and_then(|mark| position.unrealised(mark).ok()),
        position,
    }
}

/// Every balance valued at the middle of its pair with `asset`; `None` while one that is not zero has no price.
fn equity(
    balances: &[Balance],
    asset: Asset,
    middle: &dyn Fn(Symbol) -> Option<Price>,
) -> Option<Amount> {
    let mut sum = Amount::ZERO;
    for balance in balances {
        let total = balance.total().ok()?.amount();
        let value = if balance.asset == asset || total.is_zero() {
            total
        } else {
            let pair = Symbol::spot(balance.asset, asset).ok()?;
            total.valued(middle(pair)?).ok()?
        };
        sum = sum.plus(value).ok()?;
    }
    Some(sum)
}

fn realised(trading: &Trading, day: &DayStart, parts: &TurnParts) -> Amount {
    let quotes: BTreeMap<Symbol, Asset> = parts
        .link
        .instruments()
        .map(|instrument: &Instrument| (instrument.symbol, instrument.quote))
        .collect();
    crate::day::realised(trading)
        .into_iter()
        .filter(|(symbol, _)| quotes.get(symbol) == Some(&parts.equity_asset))
        .filter_map(|(symbol, realised)| day.since(symbol, realised))
        .fold(Amount::ZERO, |sum, one| sum.plus(one).unwrap_or(sum))
}
