//! The switch as others hold it: halt, cancel and flatten a scope, release it, and see what came of each press. Never decides;
//! every verb takes the permit of its own.
// GATE-10 GATE-11

use crate::command::{Command, CommandError, HaltOrder, HaltReach, StopWish, Via};
use crate::handle::{Desk, origin};
use domain::{PressId, Scope};
use identity::{Actor, Cancel, Halt, Permit, ReadTrading, Release};
use std::sync::Arc;
use trading::Press;

impl Desk {
    /// Stops everything new in `scope`, at once and until a person releases it. The answer is the number of the press, under
    /// which its standing is told.
    ///
    /// # Errors
    /// Not in the journal, but held all the same; or stopping.
    pub async fn halt(
        &self,
        permit: Permit<Halt>,
        (scope, reach): (Scope, HaltReach),
        reason: &str,
    ) -> Result<PressId, CommandError> {
        let halt = self.order(permit.actor(), (scope, reach), reason);
        self.ask_to_stop(|answer| Command::Halt(halt, answer)).await
    }

    /// Asks for the end of everything open in `scope`; exits that hold a position stay, and what is new goes on.
    ///
    /// # Errors
    /// Not in the journal, but the cancels left all the same; or stopping.
    pub async fn cancel_scope(
        &self,
        permit: Permit<Cancel>,
        scope: Scope,
        reason: &str,
    ) -> Result<PressId, CommandError> {
        let cause = cause(permit.actor(), reason);
        let wish = StopWish::Cancel(scope);
        self.ask_to_stop(|answer| Command::Stop(wish, cause, answer))
            .await
    }

    /// Halts `scope`, ends everything open in it, and has every position in it closed at the market, leg by leg. The answer comes
    /// when the wish is on disk; the press tells how far each leg is.
    ///
    /// # Errors
    /// One of this scope runs already, the scope is a person's or a strategy's, halted and not recorded, or stopping.
    pub async fn flatten(
        &self,
        permit: Permit<Halt>,
        scope: Scope,
        reason: &str,
    ) -> Result<PressId, CommandError> {
        let cause = cause(permit.actor(), reason);
        let wish = StopWish::Flatten(scope);
        self.ask_to_stop(|answer| Command::Stop(wish, cause, answer))
            .await
    }

    /// Ends the halt of exactly `scope`.
    ///
    /// # Errors
    /// Busy, not recorded, or stopping.
    pub async fn release(
        &self,
        permit: Permit<Release>,
        scope: Scope,
        reason: &str,
    ) -> Result<(), CommandError> {
        let halt = self.order(permit.actor(), (scope, HaltReach::NewOnly), reason);
        self.ask(|answer| Command::Release(halt, answer)).await
    }

    /// A press with what came of it as of the last turn; none that is too old to be in memory.
    #[must_use]
    pub fn press(&self, permit: Permit<ReadTrading>, press: PressId) -> Option<Arc<Press>> {
        let portfolio = self.portfolio(permit);
        let mut kept = portfolio.presses.iter();
        kept.find(|kept| kept.id == press).cloned()
    }

    fn order(&self, actor: &Actor, (scope, reach): (Scope, HaltReach), reason: &str) -> HaltOrder {
        HaltOrder {
            scope,
            reach,
            origin: origin(actor, Via::Page),
            reason: reason.to_owned(),
            asked: self.shared.clock.now(),
        }
    }
}

fn cause(actor: &Actor, reason: &str) -> trading::Cause {
    trading::Cause {
        origin: origin(actor, Via::Page),
        reason: reason.to_owned(),
    }
}
