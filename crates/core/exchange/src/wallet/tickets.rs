//! Movements of money: everything is taken first, then given. Never two places that hold the same atoms, and never none.

use super::Wallet;
use super::book::{atoms, qty};
use super::input::{MoveAnswer, MoveReason, Movement, WalletEffect};
use super::records::{
    Conversion, Dividend, DustConversion, FamilyTransfer, Purse, Transfer, Withdrawal,
};
use super::refusal::WalletRefusal;
use crate::ids::Tag;
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::{AccountId, Asset, Qty};

/// What is taken from, or given to, one purse.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leg {
    pub(crate) account: AccountId,
    pub(crate) purse: Purse,
    pub(crate) asset: Asset,
    pub(crate) qty: Qty,
    /// What must stay free there.
    pub(crate) keep: Qty,
}

/// What a movement is for, with the record that is written when it is done.
#[derive(Debug, Clone)]
pub(crate) enum Purpose {
    Transfer(Transfer),
    Family(Box<FamilyTransfer>),
    Deposit {
        account: AccountId,
        id: u64,
    },
    Withdrawal(Box<Withdrawal>),
    Refund,
    Dividend(Dividend),
    Dust(DustConversion),
    Conversion(Box<Conversion>),
    /// It could not be done; what was taken goes back.
    Returned(WalletRefusal),
}

impl Purpose {
    const fn reason(&self) -> MoveReason {
        match self {
            Self::Transfer(_) => MoveReason::Transfer,
            Self::Family(_) => MoveReason::Family,
            Self::Deposit { .. } => MoveReason::Deposit,
            Self::Withdrawal(_) => MoveReason::Withdrawal,
            Self::Refund => MoveReason::Refund,
            Self::Dividend(_) => MoveReason::Dividend,
            Self::Dust(_) => MoveReason::Dust,
            Self::Conversion(_) => MoveReason::Convert,
            Self::Returned(_) => MoveReason::Return,
        }
    }
}

/// Whether a movement still takes or gives already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Taking,
    Giving,
}

/// A movement on its way.
#[derive(Debug, Clone)]
pub(crate) struct Ticket {
    id: u64,
    tag: Option<Tag>,
    purpose: Purpose,
    takes: Vec<Leg>,
    gives: Vec<Leg>,
    phase: Phase,
    /// How many legs of this phase are done.
    done: usize,
}

/// A movement to begin.
pub(crate) struct Plan {
    pub(crate) tag: Option<Tag>,
    pub(crate) purpose: Purpose,
    pub(crate) takes: Vec<Leg>,
    pub(crate) gives: Vec<Leg>,
}

impl Wallet {
    /// Begins a movement; it is over at once when no engine has a part in it.
    pub(crate) fn begin(&mut self, plan: Plan) {
        self.ticket_next = self.ticket_next.saturating_add(1);
        self.advance(Ticket {
            id: self.ticket_next,
            tag: plan.tag,
            purpose: plan.purpose,
            takes: plan.takes,
            gives: plan.gives,
            phase: Phase::Taking,
            done: 0,
        });
    }

    /// An engine's word on a movement. A word on a movement that nobody waits for changes nothing.
    pub(crate) fn moved(&mut self, id: u64, answer: MoveAnswer) {
        let Some(mut ticket) = self.tickets.remove(&id) else {
            return;
        };
        match (ticket.phase, answer) {
            (_, MoveAnswer::Done) => self.leg_done(&mut ticket),
            (Phase::Taking, MoveAnswer::Refused) => {
                turn_back(&mut ticket, WalletRefusal::Insufficient);
            }
            (Phase::Giving, MoveAnswer::Refused) => self.not_taken(&mut ticket),
        }
        self.advance(ticket);
    }

    fn advance(&mut self, mut ticket: Ticket) {
        loop {
            let legs = match ticket.phase {
                Phase::Taking => &ticket.takes,
                Phase::Giving => &ticket.gives,
            };
            let Some(leg) = legs.get(ticket.done).copied() else {
                match ticket.phase {
                    Phase::Taking => {
                        self.exchange(&ticket.purpose);
                        ticket.phase = Phase::Giving;
                        ticket.done = 0;
                        continue;
                    }
                    Phase::Giving => return self.finish(ticket.tag, ticket.purpose),
                }
            };
            match leg.purse {
                Purse::Funding => self.own_leg(&mut ticket, leg),
                Purse::Spot | Purse::UmFutures => return self.ask(ticket, leg),
            }
        }
    }

    fn ask(&mut self, ticket: Ticket, leg: Leg) {
        let movement = Movement {
            ticket: ticket.id,
            account: leg.account,
            purse: leg.purse,
            asset: leg.asset,
            qty: leg.qty,
            keep: leg.keep,
            reason: ticket.purpose.reason(),
        };
        self.say(match ticket.phase {
            Phase::Taking => WalletEffect::Take(movement),
            Phase::Giving => WalletEffect::Give(movement),
        });
        self.tickets.insert(ticket.id, ticket);
    }

    /// A leg in the wallet's own books: nobody has to be asked.
    fn own_leg(&mut self, ticket: &mut Ticket, leg: Leg) {
        let key = (leg.account, leg.asset);
        let held = self.money.held(leg.account, leg.asset);
        match ticket.phase {
            Phase::Taking => {
                let left = held.saturating_sub(atoms(leg.qty));
                if left < atoms(leg.keep) {
                    return turn_back(ticket, WalletRefusal::Insufficient);
                }
                self.money.set_held(key, left);
            }
            Phase::Giving => {
                let sum = held.saturating_add(atoms(leg.qty));
                self.money.set_held(key, sum);
            }
        }
        self.leg_done(ticket);
    }

    /// Books a leg: out of a purse into transit, or out of transit into a purse.
    fn leg_done(&mut self, ticket: &mut Ticket) {
        let (legs, sign) = match ticket.phase {
            Phase::Taking => (&ticket.takes, -1),
            Phase::Giving => (&ticket.gives, 1),
        };
        if let Some(leg) = legs.get(ticket.done) {
            let given = atoms(leg.qty).saturating_mul(sign);
            let pool = self.money.pool(leg.asset);
            pool.transit = pool.transit.saturating_sub(given);
            let purse = pool.purse_mut(leg.purse);
            *purse = purse.saturating_add(given);
        }
        ticket.done = ticket.done.saturating_add(1);
    }

    /// An engine would not take what it was given: a transfer goes back, anything else lands in the funding wallet.
    fn not_taken(&mut self, ticket: &mut Ticket) {
        match &ticket.purpose {
            Purpose::Transfer(_) | Purpose::Family(_) => {
                turn_back(ticket, WalletRefusal::NotTaken);
            }
            Purpose::Deposit { .. }
            | Purpose::Withdrawal(_)
            | Purpose::Refund
            | Purpose::Dividend(_)
            | Purpose::Dust(_)
            | Purpose::Conversion(_)
            | Purpose::Returned(_) => {
                if let Some(leg) = ticket.gives.get_mut(ticket.done) {
                    leg.purse = Purse::Funding;
                }
            }
        }
    }

    /// The desk's part between taking and giving: what it was given becomes its own, what it gives comes from it.
    fn exchange(&mut self, purpose: &Purpose) {
        match purpose {
            Purpose::Dust(dust) => {
                for part in &dust.parts {
                    self.book_desk(part.asset, atoms(part.qty));
                    self.book_desk(dust.target, atoms(part.got).saturating_neg());
                }
            }
            Purpose::Conversion(conversion) => {
                let quote = &conversion.quote;
                self.book_desk(quote.from, atoms(quote.from_qty));
                self.book_desk(quote.to, atoms(quote.to_qty).saturating_neg());
            }
            Purpose::Transfer(_)
            | Purpose::Family(_)
            | Purpose::Deposit { .. }
            | Purpose::Withdrawal(_)
            | Purpose::Refund
            | Purpose::Dividend(_)
            | Purpose::Returned(_) => {}
        }
    }

    fn book_desk(&mut self, asset: Asset, atoms: i128) {
        let pool = self.money.pool(asset);
        pool.transit = pool.transit.saturating_sub(atoms);
        pool.desk = pool.desk.saturating_add(atoms);
    }

    fn finish(&mut self, tag: Option<Tag>, purpose: Purpose) {
        match purpose {
            Purpose::Transfer(transfer) => self.transferred(tag, transfer),
            Purpose::Family(transfer) => self.family_transferred(tag, *transfer),
            Purpose::Deposit { account, id } => self.deposit_credited(account, id),
            Purpose::Withdrawal(withdrawal) => self.withdrawal_taken(tag, *withdrawal),
            Purpose::Refund => {}
            Purpose::Dividend(dividend) => self.dividend_paid(tag, dividend),
            Purpose::Dust(dust) => self.dust_converted(tag, dust),
            Purpose::Conversion(conversion) => self.converted(tag, *conversion),
            Purpose::Returned(reason) => {
                if let Some(tag) = tag {
                    self.refuse(tag, reason);
                }
            }
        }
    }
}

/// From here on what was taken goes back.
fn turn_back(ticket: &mut Ticket, reason: WalletRefusal) {
    let taken = match ticket.phase {
        Phase::Taking => ticket.done,
        Phase::Giving => ticket.takes.len(),
    };
    ticket.gives = ticket.takes.iter().take(taken).copied().collect();
    for leg in &mut ticket.gives {
        leg.keep = qty(0);
    }
    ticket.phase = Phase::Giving;
    ticket.done = 0;
    ticket.purpose = Purpose::Returned(reason);
}
