//! What people of the house wish for on contracts: orders of every kind, smaller ones, ends, settings, halts.
//! Never what goes wrong.

use super::figures::LEVERAGE;
use super::world::{Happening, World};
use crate::orders;
use crate::world::{Wrong, cause};
use domain::{
    HedgeSide, Leverage, OrderId, OrderKind, OrderState, OrderTerms, Origin, PositionEffect,
    PositionKey, PositionMode, PositionSide, Rounding, Scope, Setting, Side, Symbol, UserId,
};
use trading::{AmendInput, ContractInput, HaltReach, Input};

/// Pause between two wishes, in milliseconds, at least and at most.
const PERSON_MS: (u64, u64) = (2_000, 240_000);
/// Contracts come back by tenths of a per cent.
const DELTA_STEP: u32 = 10;

/// Who wishes.
const PERSON: Origin = Origin::Person(UserId::new(1));

impl World {
    pub(super) fn person(&mut self) -> Result<(), Wrong> {
        if self.truth >= self.people_until {
            return Ok(());
        }
        let pause = match self.chance.below(6) {
            0 => self.millis(1, 200),
            _ => self.millis(PERSON_MS.0, PERSON_MS.1),
        };
        self.after(pause, Happening::Person);
        if self.house.trading().is_none() {
            return Ok(());
        }
        let mut inputs = self.market()?;
        let input = match self.chance.below(28) {
            0..=9 => self.wish(),
            10..=12 => self.protected_wish(),
            13..=16 => self.cancel_wish(),
            17 => {
                let reach = match self.chance.below(2) {
                    0 => HaltReach::NewOnly,
                    _ => HaltReach::AndCancel,
                };
                Some(self.halt(reach))
            }
            18..=21 => self.closing_wish(),
            22..=24 => self.amending_wish(),
            25 => self.setting_wish(),
            26 => Some(Input::CancelAll {
                request: self.next_request(),
                account: self.figures.account,
                symbol: None,
                origin: PERSON,
            }),
            _ => Some(Input::CheckNow {
                request: self.next_request(),
                account: self.figures.account,
            }),
        };
        inputs.extend(input);
        inputs.extend(self.release());
        self.turn(inputs)
    }

    /// Terms near the market, about a position of the mode that the account is in.
    fn terms(&mut self) -> Option<OrderTerms> {
        let now = self.house.clock(self.truth);
        let last = &self.last;
        let mut terms = orders::wish(now, (&mut self.chance, &self.figures), |instrument| {
            last.get(&instrument.symbol).copied()
        })?;
        if let OrderKind::TrailingStop { delta } = terms.kind {
            let tenths = (delta.bips() / DELTA_STEP)
                .max(1)
                .saturating_mul(DELTA_STEP);
            terms.kind = OrderKind::TrailingStop {
                delta: domain::TrailingDelta::new(tenths).ok()?,
            };
        }
        if self.mode == PositionMode::Hedge {
            let of = match self.chance.below(2) {
                0 => HedgeSide::Long,
                _ => HedgeSide::Short,
            };
            terms.effect = PositionEffect::Of(of);
        }
        Some(terms)
    }

    pub(super) fn wish(&mut self) -> Option<Input> {
        let terms = self.terms()?;
        Some(Input::Place {
            request: self.next_request(),
            account: self.figures.account,
            origin: PERSON,
            terms,
        })
    }

    /// An order that buys, with exits.
    fn protected_wish(&mut self) -> Option<Input> {
        let mut terms = self.terms()?;
        terms.side = Side::Buy;
        if self.mode == PositionMode::Hedge {
            terms.effect = PositionEffect::Of(HedgeSide::Long);
        }
        let last = *self.last.get(&terms.symbol)?;
        let protection = orders::exits((&mut self.chance, &self.figures), &terms, last)?;
        Some(Input::PlaceProtected {
            request: self.next_request(),
            account: self.figures.account,
            origin: PERSON,
            terms,
            protection,
        })
    }

    /// An order that only makes a position smaller; it must pass a halt.
    fn closing_wish(&mut self) -> Option<Input> {
        let account = self.figures.account;
        let symbols: Vec<Symbol> = self.figures.position_qty_max.keys().copied().collect();
        let trading = self.house.trading()?;
        let held = symbols.into_iter().find_map(|symbol| {
            PositionSide::ALL.into_iter().find_map(|side| {
                let key = PositionKey {
                    account,
                    symbol,
                    side,
                };
                let net = trading.position_of(key)?.net();
                (!net.is_zero()).then_some((key, net))
            })
        });
        let (key, net) = held?;
        let mut terms = self.terms()?;
        let instrument = self.figures.instrument(key.symbol)?;
        terms.symbol = key.symbol;
        terms.side = if net.is_negative() {
            Side::Buy
        } else {
            Side::Sell
        };
        terms.effect = match key.side.hedge() {
            None => PositionEffect::ReduceOnly,
            Some(of) => PositionEffect::Of(of),
        };
        terms.kind = OrderKind::Market;
        let step = instrument.rules.qty_step;
        terms.qty = net.size().qty().ok()?.to_step(step, Rounding::Down).ok()?;
        (!terms.qty.is_zero()).then(|| Input::Place {
            request: self.next_request(),
            account,
            origin: PERSON,
            terms,
        })
    }

    /// One of the open orders.
    fn open_order(&mut self) -> Option<OrderId> {
        let trading = self.house.trading()?;
        let open: Vec<OrderId> = trading
            .open_orders()
            .map(|order| order.order.id())
            .collect();
        let pick = self.chance.below(u64::try_from(open.len()).ok()?.max(1));
        open.get(usize::try_from(pick).ok()?).copied()
    }

    pub(super) fn cancel_wish(&mut self) -> Option<Input> {
        let order = self.open_order()?;
        Some(Input::Cancel {
            request: self.next_request(),
            order,
            origin: PERSON,
        })
    }

    /// A limit order that works, of less.
    pub(super) fn amending_wish(&mut self) -> Option<Input> {
        let trading = self.house.trading()?;
        let found = trading.open_orders().find_map(|order| {
            let terms = *order.order.terms();
            let works = matches!(order.state, OrderState::Working { .. });
            let rests = matches!(
                terms.kind,
                OrderKind::Limit { .. } | OrderKind::LimitMaker { .. }
            );
            (works && rests).then_some((order.order.id(), terms))
        });
        let (order, terms) = found?;
        let step = self.figures.instrument(terms.symbol)?.rules.qty_step;
        let tenths = i128::from(self.chance.between(3, 9));
        let share = domain::Rate::from_parts(tenths, 1).ok()?;
        let less = terms.qty.amount().share(share).ok()?.qty().ok()?;
        let qty = less.to_step(step, Rounding::Down).ok()?;
        (!qty.is_zero()).then(|| {
            Input::Amend(AmendInput::Wish {
                request: self.next_request(),
                order,
                qty,
                origin: PERSON,
            })
        })
    }

    /// Another leverage for a contract.
    pub(super) fn setting_wish(&mut self) -> Option<Input> {
        let pick = usize::try_from(self.chance.below(2)).ok()?;
        let symbol = self.instruments.get(pick)?.symbol;
        let times = u8::try_from(self.chance.between(LEVERAGE.0, LEVERAGE.1)).ok()?;
        let leverage = Leverage::new(times).ok()?;
        Some(Input::Contract(ContractInput::Set {
            request: self.next_request(),
            account: self.figures.account,
            setting: Setting::Leverage { symbol, leverage },
            cause: cause("a person sets it"),
        }))
    }

    fn halt(&mut self, reach: HaltReach) -> Input {
        let first = self.figures.position_qty_max.keys().next();
        let scope = match (self.chance.below(2), first) {
            (0, Some(symbol)) => Scope::Symbol(*symbol),
            _ => Scope::Global,
        };
        Input::Halt {
            request: self.next_request(),
            scope,
            reach,
            cause: cause("a person pressed it"),
        }
    }

    /// Halts are mostly ended soon, so that the day goes on.
    fn release(&mut self) -> Option<Input> {
        let scope = self.house.trading()?.halts().next()?.scope;
        if self.chance.below(3) == 0 {
            return None;
        }
        Some(Input::Release {
            request: self.next_request(),
            scope,
            cause: cause("a person ended it"),
        })
    }
}
