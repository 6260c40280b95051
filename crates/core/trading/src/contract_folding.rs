//! What happened to accounts on margin, folded into the state: settings, positions that were there before, what the venue did
//! by itself. Never decides.

use crate::contract_event::ContractEvent;
use crate::recover_error::RecoverError;
use crate::state::State;
use domain::{
    AccountId, Amount, ContractKind, Exposure, NumberError, OrderId, OrderState, Position,
    PositionKey, Price, VenueOrderId,
};
use gate::Gate;

impl State {
    /// What a venue says of an account on margin is known until it says it again.
    pub(crate) fn apply_contract(
        &mut self,
        gate: &mut Gate,
        event: &ContractEvent,
    ) -> Result<(), RecoverError> {
        match event {
            ContractEvent::Woken {
                order, venue_id, ..
            } => self.woken(*order, *venue_id)?,
            ContractEvent::MarginSeen { report, .. } => {
                self.margins.insert(report.account, report.clone());
            }
            ContractEvent::PositionTaken {
                account,
                symbol,
                side,
                held,
                entry,
                ..
            } => {
                let (account, symbol, side) = (*account, *symbol, *side);
                self.book_mut(account)?.begins_with((symbol, side), *held);
                let key = PositionKey {
                    account,
                    symbol,
                    side,
                };
                self.hold(gate, key, (*held, *entry))?;
            }
            ContractEvent::Paid {
                account, payment, ..
            } => self.book_mut(*account)?.paid(*payment),
            ContractEvent::ClosedByVenue { account, close, .. } => {
                self.book_mut(*account)?.closed(*close);
            }
            ContractEvent::SettingAsked { .. }
            | ContractEvent::SettingRefused { .. }
            | ContractEvent::SettingAnswered { .. }
            | ContractEvent::Called { .. } => {}
        }
        Ok(())
    }

    fn woken(&mut self, id: OrderId, now_at: VenueOrderId) -> Result<(), RecoverError> {
        let tracked = self.get_mut(id)?;
        tracked.venue_id = Some(now_at);
        if let OrderState::Working { venue_id, .. } = &mut tracked.order.state {
            *venue_id = now_at;
        }
        Ok(())
    }

    /// A book begins with what our own trades of contracts came to before it.
    pub(crate) fn begin_positions(&mut self, gate: &Gate, account: AccountId) {
        let of_contracts = self.positions.values().filter(|position| {
            let instrument = gate.instrument(account, position.symbol);
            position.account == account
                && instrument.is_some_and(|i| matches!(i.kind, ContractKind::Linear { .. }))
        });
        let held = of_contracts.map(|held| ((held.symbol, held.side), held.net()));
        let held = held.collect();
        if let Some(book) = self.books.get_mut(&account) {
            book.held = held;
        }
    }

    /// A person takes the venue's word about a position: it moves by the difference, at the price the venue says it was
    /// opened at, or at its own where it says none.
    pub(crate) fn move_position(
        &mut self,
        gate: &mut Gate,
        key: PositionKey,
        by: Amount,
    ) -> Result<(), RecoverError> {
        let known = self.positions.get(&key).copied();
        let known = known.unwrap_or(Position::flat(key));
        let held = known.net().plus(by);
        let held = held.map_err(|_| RecoverError::Book(key.account))?;
        let told = self.margins.get(&key.account).and_then(|report| {
            let mut terms = report.contracts.iter();
            terms.find(|terms| terms.key(key.account) == key && terms.held == held)
        });
        let entry = told.and_then(|terms| terms.entry);
        let entry = entry.or(known.average_price());
        self.hold(gate, key, (held, entry))
    }

    /// Sets a position; what was realised stays.
    fn hold(
        &mut self,
        gate: &mut Gate,
        key: PositionKey,
        (held, entry): (Amount, Option<Price>),
    ) -> Result<(), RecoverError> {
        let known = self.positions.get(&key).copied();
        let known = known.unwrap_or(Position::flat(key));
        let exposure = exposure(held, entry).map_err(|_| RecoverError::Book(key.account))?;
        let position = Position { exposure, ..known };
        gate.restore(&position);
        self.positions.insert(key, position);
        self.touch_all(key.account, key.symbol);
        Ok(())
    }
}

fn exposure(held: Amount, entry: Option<Price>) -> Result<Exposure, NumberError> {
    if held.is_zero() {
        return Ok(Exposure::Flat);
    }
    let qty = held.max(held.negated()).qty()?;
    let value = match entry {
        Some(entry) => entry.times(qty)?,
        None => Amount::ZERO,
    };
    Ok(if held > Amount::ZERO {
        Exposure::Long { qty, cost: value }
    } else {
        Exposure::Short {
            qty,
            proceeds: value,
        }
    })
}
