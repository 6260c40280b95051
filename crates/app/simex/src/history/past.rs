//! The engines at past instants: steps, wishes, the passing of time, and the comparison with the book. Never decides what happens.

use super::HistoryError;
use super::books::{Books, MonthEnd};
use super::calendar::Day;
use super::prices::Prices;
use super::reckoning::{amount, signed_units, units};
use crate::floor::Floor;
use crate::keeper::futures::kept;
use crate::start::StartError;
use domain::{AccountId, Amount, Asset, Machine, Qty, Span, Symbol, Time};
use exchange::futures::{Futures, FuturesEffect, FuturesInput, Transfer};
use exchange::wallet::{
    MoveAnswer, Movement, OpenMember, Outcome, Purse, Purses, Snapshot, SnapshotBalance,
    SnapshotMargin, Wallet, WalletEffect, WalletInput, drive,
};
use exchange::{AccountTrade, Effect, Input, Tag};
use std::collections::BTreeMap;

/// The one tag of a past: nothing happens at the same time.
pub(super) const TAG: Tag = Tag::new(0);

/// A past on its way.
pub(super) struct Past<'f> {
    pub(super) floor: &'f mut Floor,
    pub(super) books: &'f mut Books,
    pub(super) account: AccountId,
    pub(super) prices: Prices,
    /// The day in hand.
    pub(super) today: usize,
    /// The last price of each symbol, as this past made it.
    pub(super) last: BTreeMap<Symbol, domain::Price>,
    /// Withdrawals on their way, and what becomes of each.
    pub(super) leaving: Vec<super::departures::Leaving>,
    /// Deposits on their way.
    pub(super) arriving: Vec<super::money::Arriving>,
    /// Orders placed so far, for their names.
    pub(super) orders: u64,
    /// Whether fees are paid in BNB.
    pub(super) burns: bool,
    /// The futures position, while there is one.
    pub(super) position: Option<super::perpetuals::Open>,
}

impl<'f> Past<'f> {
    pub(super) fn new(
        floor: &'f mut Floor,
        books: &'f mut Books,
        (account, prices): (AccountId, Prices),
    ) -> Self {
        Self {
            floor,
            books,
            account,
            prices,
            today: 0,
            last: BTreeMap::new(),
            leaving: Vec::new(),
            arriving: Vec::new(),
            orders: 0,
            burns: false,
            position: None,
        }
    }

    /// The sub-accounts of this past.
    pub(super) fn settle_in(&mut self) -> Result<(), StartError> {
        for number in 1..=2 {
            let account = super::sub_account(self.account, number);
            self.floor.open_like(self.account, account)?;
            self.wish(WalletInput::Open(OpenMember {
                tag: TAG,
                account,
                master: Some(self.account),
                email: format!("desk{number}_virtual@simex.invalid"),
                remark: format!("desk{number}"),
            }))?;
        }
        Ok(())
    }

    pub(super) fn begin_day(&mut self, day: &Day) -> Result<(), StartError> {
        self.today = day.index;
        self.pass_to(day.start)
    }

    pub(super) fn end_day(&mut self, day: &Day) -> Result<(), StartError> {
        let last = day.at(24, 0).plus(Span::from_millis(-1));
        self.pass_to(last)?;
        let month = if day.ends_month() {
            MonthEnd::Yes
        } else {
            MonthEnd::No
        };
        self.books.end_day(last, month);
        Ok(())
    }

    /// Lets time come to an instant: what is due at the wallet happens when it is due.
    pub(super) fn pass_to(&mut self, until: Time) -> Result<(), StartError> {
        while let Some(at) = self.floor.wallet.wake_at().filter(|at| *at <= until) {
            self.pass_funding(at)?;
            self.floor.now = self.floor.now.max(at);
            self.wallet(WalletInput::Wake)?;
            self.look_at_arrivals()?;
            self.look_at_departures()?;
        }
        self.pass_funding(until)?;
        self.floor.now = self.floor.now.max(until);
        Ok(())
    }

    pub(super) fn now(&self) -> Time {
        self.floor.now
    }

    /// A wish to the wallet that must come true.
    pub(super) fn wish(&mut self, input: WalletInput) -> Result<Outcome, StartError> {
        let said = format!("{input:?}");
        let mut answer = None;
        for effect in self.wallet(input)? {
            match effect {
                WalletEffect::Granted { outcome, .. } => answer = Some(outcome),
                WalletEffect::Refused { reason, .. } => {
                    return Err(differs(format!("{said} was refused: {reason:?}")));
                }
                WalletEffect::Take(_)
                | WalletEffect::Give(_)
                | WalletEffect::SnapshotDue { .. }
                | WalletEffect::Keep(_) => {}
            }
        }
        answer.ok_or_else(|| differs(format!("{said} was not answered")))
    }

    fn wallet(&mut self, input: WalletInput) -> Result<Vec<WalletEffect>, StartError> {
        let mut wallet = std::mem::take(&mut self.floor.wallet);
        let mut effects = Vec::new();
        let at = (self.floor.now, input);
        let mut engines = Engines {
            floor: self.floor,
            prices: &self.prices,
            today: self.today,
            lines: Vec::new(),
        };
        drive(&mut wallet, &mut engines, at, &mut effects);
        let mut lines = engines.lines;
        self.floor.wallet = wallet;
        for effect in &effects {
            if let WalletEffect::Keep(fact) = effect {
                lines.push(fact.to_string());
            }
        }
        self.floor.keeper.stage_lines(&lines)?;
        Ok(effects)
    }

    /// A step of the spot engine that must not be refused; the account's trades in it.
    pub(super) fn spot(&mut self, input: Input) -> Result<Vec<AccountTrade>, StartError> {
        let said = format!("{input:?}");
        let mut effects = Vec::new();
        let now = self.floor.now;
        self.floor.exchange.step(now, input, &mut effects);
        self.floor.keeper.stage(&effects)?;
        let mut trades = Vec::new();
        for effect in &effects {
            if let Effect::Refused { reason, .. } = effect {
                return Err(differs(format!("{said} was refused: {reason:?}")));
            }
            if let Effect::Report(report) = effect {
                trades.extend(report.trade());
            }
        }
        Ok(trades)
    }

    /// What the engines hold at the end must be what the book says.
    pub(super) fn compare_balances(&mut self) -> Result<(), StartError> {
        let mut held: BTreeMap<(AccountId, Purse, Asset), i128> = BTreeMap::new();
        let members: Vec<AccountId> = self
            .floor
            .wallet
            .members()
            .map(|member| member.account)
            .collect();
        for account in members {
            let spot = self.floor.exchange.balances(account).unwrap_or_default();
            for balance in spot {
                let whole = balance.total().unwrap_or(balance.free);
                held.insert((account, Purse::Spot, balance.asset), units(whole));
            }
            for row in self.floor.wallet.funding(account) {
                held.insert((account, Purse::Funding, row.asset), units(row.free));
            }
            for row in self.floor.futures.wallets(account) {
                let whole = signed_units(row.wallet);
                held.insert((account, Purse::UmFutures, row.asset), whole);
            }
        }
        for (key, expected) in self.books.all_held() {
            let found = held.remove(&key).unwrap_or(0);
            if found != expected {
                let (found, expected) = (amount(found), amount(expected));
                return Err(differs(format!("{key:?} is {found}, not {expected}")));
            }
        }
        match held.iter().find(|(_, units)| **units != 0) {
            Some(extra) => Err(differs(format!("{extra:?} is in no book"))),
            None => Ok(()),
        }
    }
}

/// The disagreement as an error of the start.
pub(super) fn differs(what: String) -> StartError {
    HistoryError::Differs(what).into()
}

/// The engines as the wallet asks them, at past instants.
struct Engines<'p> {
    floor: &'p mut Floor,
    prices: &'p Prices,
    today: usize,
    lines: Vec<String>,
}

impl Engines<'_> {
    fn spot(&mut self, input: Input) -> MoveAnswer {
        let mut effects = Vec::new();
        let now = self.floor.now;
        self.floor.exchange.step(now, input, &mut effects);
        let facts = effects.iter().flat_map(exchange::Fact::of);
        self.lines.extend(facts.map(|fact| fact.to_string()));
        let refused = effects
            .iter()
            .any(|effect| matches!(effect, Effect::Refused { .. }));
        if refused {
            MoveAnswer::Refused
        } else {
            MoveAnswer::Done
        }
    }

    fn futures(&mut self, movement: &Movement, more: Amount) -> MoveAnswer {
        let transfer = FuturesInput::Transfer(Transfer {
            tag: TAG,
            account: movement.account,
            asset: movement.asset,
            amount: more,
        });
        let mut effects = Vec::new();
        let now = self.floor.now;
        self.floor.futures.step(now, transfer, &mut effects);
        self.lines.extend(kept(&effects));
        let refused = effects
            .iter()
            .any(|effect| matches!(effect, FuturesEffect::Refused { .. }));
        if refused {
            MoveAnswer::Refused
        } else {
            MoveAnswer::Done
        }
    }

    fn in_bitcoin(&self, asset: Asset, qty: Qty) -> i128 {
        let cents = |asset| self.prices.cents(asset, self.today);
        let bitcoin = Asset::new("BTC").ok().and_then(cents).unwrap_or(0);
        let worth = cents(asset).unwrap_or(0).saturating_mul(units(qty));
        super::reckoning::cut(worth.checked_div(bitcoin).unwrap_or(0))
    }
}

impl Purses for Engines<'_> {
    fn take(&mut self, _: Time, movement: &Movement) -> MoveAnswer {
        match movement.purse {
            Purse::Spot => self.spot(Input::Withdraw {
                tag: TAG,
                account: movement.account,
                asset: movement.asset,
                qty: movement.qty,
            }),
            Purse::UmFutures => self.futures(movement, movement.qty.amount().negated()),
            Purse::Funding => MoveAnswer::Refused,
        }
    }

    fn give(&mut self, _: Time, movement: &Movement) -> MoveAnswer {
        match movement.purse {
            Purse::Spot => self.spot(Input::Deposit {
                tag: TAG,
                account: movement.account,
                asset: movement.asset,
                qty: movement.qty,
            }),
            Purse::UmFutures => self.futures(movement, movement.qty.amount()),
            Purse::Funding => MoveAnswer::Refused,
        }
    }

    fn snapshots(&mut self, wallet: &Wallet, at: Time) -> Vec<Snapshot> {
        let members = wallet.members().map(|member| member.account);
        members
            .map(|account| {
                let held = self.floor.exchange.balances(account).unwrap_or_default();
                let total = held.iter().fold(0_i128, |sum, row| {
                    sum.saturating_add(self.in_bitcoin(row.asset, row.free))
                });
                let held = held.iter().filter(|row| !row.free.is_zero());
                Snapshot {
                    account,
                    at,
                    total_btc: amount(total),
                    balances: held
                        .map(|row| SnapshotBalance {
                            asset: row.asset,
                            free: row.free,
                            locked: row.locked,
                        })
                        .collect(),
                    margins: margins(&self.floor.futures, account),
                    positions: Vec::new(),
                }
            })
            .collect()
    }
}

/// What an account holds for futures.
fn margins(futures: &Futures, account: AccountId) -> Vec<SnapshotMargin> {
    let wallets = futures.wallets(account);
    let held = wallets.iter().filter(|wallet| wallet.updated.is_some());
    held.map(|wallet| SnapshotMargin {
        asset: wallet.asset,
        margin_balance: wallet.margin_balance,
        wallet_balance: wallet.wallet,
    })
    .collect()
}

/// Whether two amounts are the same, in words when they are not.
pub(super) fn same(what: &str, found: Amount, expected: i128) -> Result<(), StartError> {
    if signed_units(found) == expected {
        return Ok(());
    }
    let expected = amount(expected);
    Err(differs(format!("{what} is {found}, not {expected}")))
}
