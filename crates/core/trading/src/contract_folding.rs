//! What happened to accounts on margin, folded into the state: settings, positions that were there before, what the venue did
//! by itself. Never decides.

use crate::contract_event::ContractEvent;
use crate::recover_error::RecoverError;
use crate::state::State;
use domain::{
    AccountId, Amount, ContractKind, Exposure, NumberError, OrderId, OrderState, Position, Price,
    Symbol, VenueOrderId,
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
                held,
                entry,
                ..
            } => {
                self.book_mut(*account)?.begins_with(*symbol, *held);
                self.hold(gate, (*account, *symbol), (*held, *entry))?;
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
        let held = of_contracts.map(|position| (position.symbol, position.net()));
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
        (account, symbol): (AccountId, Symbol),
        by: Amount,
    ) -> Result<(), RecoverError> {
        let known = self.positions.get(&(account, symbol)).copied();
        let known = known.unwrap_or(Position::flat(account, symbol));
        let held = known.net().plus(by);
        let held = held.map_err(|_| RecoverError::Book(account))?;
        let told = self.margins.get(&account).and_then(|report| {
            let mut terms = report.contracts.iter();
            terms.find(|terms| terms.symbol == symbol && terms.held == held)
        });
        let entry = told.and_then(|terms| terms.entry);
        let entry = entry.or(known.average_price());
        self.hold(gate, (account, symbol), (held, entry))
    }

    /// Sets a position; what was realised stays.
    fn hold(
        &mut self,
        gate: &mut Gate,
        (account, symbol): (AccountId, Symbol),
        (held, entry): (Amount, Option<Price>),
    ) -> Result<(), RecoverError> {
        let known = self.positions.get(&(account, symbol)).copied();
        let known = known.unwrap_or(Position::flat(account, symbol));
        let exposure = exposure(held, entry).map_err(|_| RecoverError::Book(account))?;
        let position = Position { exposure, ..known };
        gate.restore(&position);
        self.positions.insert((account, symbol), position);
        self.touch_all(account, symbol);
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
