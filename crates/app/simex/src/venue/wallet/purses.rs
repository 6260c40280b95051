//! The engines as the wallet asks them: take, give, and what accounts hold. Never a movement of its own.

use super::snapshot;
use crate::venue::Venue;
use crate::venue::spot::trade;
use domain::Time;
use exchange::Input;
use exchange::wallet::{MoveAnswer, Movement, Purse, Purses, Snapshot, Wallet};

/// The venue's engines, lent to the wallet for one wish.
pub(super) struct Engines<'v> {
    pub(super) venue: &'v mut Venue,
}

impl Engines<'_> {
    fn spot(&mut self, input: Input) -> MoveAnswer {
        let effects = self.venue.step(input);
        match trade::refusal(&effects) {
            None => MoveAnswer::Done,
            Some(_) => MoveAnswer::Refused,
        }
    }
}

impl Purses for Engines<'_> {
    fn take(&mut self, _: Time, movement: &Movement) -> MoveAnswer {
        match movement.purse {
            Purse::Spot => {
                let free = self.venue.spot_free(movement.account, movement.asset);
                let left = free.minus(movement.qty).ok();
                if left.is_none_or(|left| left < movement.keep) {
                    return MoveAnswer::Refused;
                }
                let tag = self.venue.tag();
                self.spot(Input::Withdraw {
                    tag,
                    account: movement.account,
                    asset: movement.asset,
                    qty: movement.qty,
                })
            }
            Purse::UmFutures => self.venue.futures_take(movement),
            // The wallet keeps this purse itself.
            Purse::Funding => MoveAnswer::Refused,
        }
    }

    fn give(&mut self, _: Time, movement: &Movement) -> MoveAnswer {
        match movement.purse {
            Purse::Spot => {
                let tag = self.venue.tag();
                self.spot(Input::Deposit {
                    tag,
                    account: movement.account,
                    asset: movement.asset,
                    qty: movement.qty,
                })
            }
            Purse::UmFutures => self.venue.futures_give(movement),
            Purse::Funding => MoveAnswer::Refused,
        }
    }

    fn snapshots(&mut self, wallet: &Wallet, at: Time) -> Vec<Snapshot> {
        let accounts = wallet.members().map(|member| member.account);
        accounts
            .map(|account| snapshot::of(self.venue, account, at))
            .collect()
    }
}
