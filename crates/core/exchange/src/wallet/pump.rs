//! One wish through the wallet and the engines to its end. Whoever holds both uses this, so that no movement is left half done.

use super::Wallet;
use super::input::{MoveAnswer, Movement, WalletEffect, WalletInput};
use super::snapshot::Snapshot;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use domain::{Machine as _, Time};

/// What the wallet asks of those who hold the engines.
pub trait Purses {
    /// Takes money from an account's purse: all of it, and only if `keep` stays free there; or nothing.
    fn take(&mut self, now: Time, movement: &Movement) -> MoveAnswer;

    /// Gives money to an account's purse: all of it, or nothing.
    fn give(&mut self, now: Time, movement: &Movement) -> MoveAnswer;

    /// What every account of the wallet holds right now, as the snapshot of `at`.
    fn snapshots(&mut self, wallet: &Wallet, at: Time) -> Vec<Snapshot>;
}

/// Steps the wallet with one input and answers everything it asks for, until it asks no more.
///
/// What is due by the clock is done before the input. `out` is given all effects but the questions answered here; its facts
/// belong into one batch with the facts of the engines.
pub fn drive(
    wallet: &mut Wallet,
    purses: &mut impl Purses,
    (now, input): (Time, WalletInput),
    out: &mut impl Extend<WalletEffect>,
) {
    let is_due = wallet.wake_at().is_some_and(|at| at <= now);
    if is_due && input != WalletInput::Wake {
        pump(wallet, purses, (now, WalletInput::Wake), out);
    }
    pump(wallet, purses, (now, input), out);
}

fn pump(
    wallet: &mut Wallet,
    purses: &mut impl Purses,
    (now, input): (Time, WalletInput),
    out: &mut impl Extend<WalletEffect>,
) {
    let mut inputs = VecDeque::from([input]);
    while let Some(input) = inputs.pop_front() {
        let mut effects = Vec::new();
        wallet.step(now, input, &mut effects);
        for effect in effects {
            match effect {
                WalletEffect::Take(movement) => {
                    let answer = purses.take(now, &movement);
                    inputs.push_back(moved(&movement, answer));
                }
                WalletEffect::Give(movement) => {
                    let answer = purses.give(now, &movement);
                    inputs.push_back(moved(&movement, answer));
                }
                WalletEffect::SnapshotDue { at } => {
                    let rows = purses.snapshots(wallet, at);
                    inputs.push_back(WalletInput::Snapshot(rows));
                }
                WalletEffect::Granted { .. }
                | WalletEffect::Refused { .. }
                | WalletEffect::Keep(_) => out.extend([effect]),
            }
        }
    }
}

const fn moved(movement: &Movement, answer: MoveAnswer) -> WalletInput {
    WalletInput::Moved {
        ticket: movement.ticket,
        answer,
    }
}
