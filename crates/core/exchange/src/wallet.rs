//! The wallet of the venue as a machine: deposits, withdrawals, transfers, gifts, conversions, and accounts under accounts.
//! It never changes what an engine holds: it asks the engine to take or to give, and money it took stays its own until given.

mod addresses;
mod assets;
mod book;
mod convert;
mod deposits;
mod dust;
mod fact;
mod gifts;
mod input;
mod members;
mod pump;
mod query;
mod records;
mod refusal;
mod restore;
mod snapshot;
mod snapshots;
mod tickets;
mod transfers;
mod withdrawals;
mod words;

pub use addresses::Shape;
pub use assets::{AssetInfo, Chain, Route, TagRule, asset_info, assets};
pub use book::SNAPSHOT_DAYS_MAX;
pub use convert::{CONVERT_USD_MAX, CONVERT_USD_MIN};
pub use dust::{DUST_BTC_MAX, DUST_CHARGE, dust_worth};
pub use fact::{FundingBalance, PoolBalance, WalletFact};
pub use input::{
    Arrival, Choice, DustLot, Endowment, FamilyRequest, MemberChange, MoveAnswer, MoveReason,
    Movement, OpenMember, Outcome, Pace, QuoteRequest, QuoteSide, SettingChange, Verdict,
    WalletEffect, WalletInput, WithdrawRequest,
};
pub use pump::{Purses, drive};
pub use query::{DepositAddress, FundingView, MoneyView};
pub use records::{
    Channel, Conversion, ConvertQuote, Deposit, DepositState, Dividend, DustConversion, DustPart,
    FamilyTransfer, FeeBack, Member, MemberKind, Passage, Purse, SavedAddress, Settings, Transfer,
    Withdrawal, WithdrawalState,
};
pub use refusal::WalletRefusal;
pub use restore::WalletRestoreError;
pub use snapshot::{Snapshot, SnapshotBalance, SnapshotMargin, SnapshotPosition};
pub use withdrawals::QUOTA_USD;
pub use words::WalletFactError;

use crate::ids::Tag;
use crate::retention::Retention;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use book::{Book, Money};
use domain::{AccountId, Machine, Time};
use tickets::Ticket;

/// The number of the first record.
const NUMBER_FIRST: u64 = 10_000_000_001;

/// What moves on by itself at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    Deposit,
    Withdrawal,
}

/// The wallets of all accounts: the same inputs at the same instants always give the same effects.
#[derive(Debug, Clone)]
pub struct Wallet {
    pub(crate) members: BTreeMap<AccountId, Member>,
    pub(crate) by_email: BTreeMap<String, AccountId>,
    /// Which account an address belongs to; a tag where the network needs one.
    pub(crate) by_address: BTreeMap<(String, String), AccountId>,
    pub(crate) books: BTreeMap<AccountId, Book>,
    pub(crate) money: Money,
    pub(crate) tickets: BTreeMap<u64, Ticket>,
    pub(crate) ticket_next: u64,
    pub(crate) due: BTreeSet<(Time, Due, AccountId, u64)>,
    pub(crate) midnight: Option<Time>,
    pub(crate) pace: Pace,
    pub(crate) number_next: u64,
    number_told: u64,
    now: Time,
    retention: Retention,
    effects: Vec<WalletEffect>,
}

impl Default for Wallet {
    fn default() -> Self {
        Self::new()
    }
}

impl Wallet {
    /// A wallet that knows nobody.
    #[must_use]
    pub fn new() -> Self {
        Self {
            members: BTreeMap::new(),
            by_email: BTreeMap::new(),
            by_address: BTreeMap::new(),
            books: BTreeMap::new(),
            money: Money::default(),
            tickets: BTreeMap::new(),
            ticket_next: 0,
            due: BTreeSet::new(),
            midnight: None,
            pace: Pace::ByItself,
            number_next: NUMBER_FIRST,
            number_told: NUMBER_FIRST,
            retention: Retention::USUAL,
            now: Time::from_nanos(0),
            effects: Vec::new(),
        }
    }

    /// The same wallet, remembering so much of what is over.
    #[must_use]
    pub fn keeping(mut self, retention: Retention) -> Self {
        self.retention = retention;
        for book in self.books.values_mut() {
            book.keep(retention.wallet_records);
        }
        self
    }

    fn take(&mut self, input: WalletInput) {
        match input {
            WalletInput::Open(open) => self.open(open),
            WalletInput::Allow {
                tag,
                account,
                change,
            } => self.allow(tag, account, change),
            WalletInput::Arrive(arrival) => self.arrive(arrival),
            WalletInput::Settle {
                tag,
                deposit,
                state,
            } => self.settle(tag, deposit, state),
            WalletInput::Withdraw(request) => self.withdraw(request),
            WalletInput::Decide {
                tag,
                withdrawal,
                verdict,
            } => self.decide(tag, withdrawal, verdict),
            WalletInput::SetPace(pace) => self.set_pace(pace),
            WalletInput::SaveAddress { tag, address } => self.save_address(tag, address),
            WalletInput::Set {
                tag,
                account,
                change,
            } => self.set(tag, account, change),
            WalletInput::Transfer {
                tag,
                account,
                between,
                asset,
                qty,
            } => self.transfer(tag, (account, between), (asset, qty)),
            WalletInput::FamilyTransfer(request) => self.family_transfer(request),
            WalletInput::Grant {
                tag,
                account,
                asset,
                qty,
                info,
            } => self.grant(tag, account, (asset, qty), info),
            WalletInput::Endow(endowment) => self.endow(&endowment),
            WalletInput::Dust {
                tag,
                account,
                target,
                lots,
            } => self.dust(tag, (account, target), &lots),
            WalletInput::Quote(request) => self.quote(&request),
            WalletInput::Accept {
                tag,
                account,
                quote,
            } => self.accept(tag, account, quote),
            WalletInput::Snapshot(rows) => self.remember_snapshots(rows),
            WalletInput::Moved { ticket, answer } => self.moved(ticket, answer),
            WalletInput::Wake => {}
        }
    }

    fn set_pace(&mut self, pace: Pace) {
        self.pace = pace;
        self.keep(WalletFact::OnVerdict(pace == Pace::OnVerdict));
    }

    /// The instant of the step.
    pub(crate) const fn now(&self) -> Time {
        self.now
    }

    pub(crate) fn say(&mut self, effect: WalletEffect) {
        self.effects.push(effect);
    }

    pub(crate) fn keep(&mut self, fact: WalletFact) {
        self.say(WalletEffect::Keep(fact));
    }

    pub(crate) fn refuse(&mut self, tag: Tag, reason: WalletRefusal) {
        self.say(WalletEffect::Refused { tag, reason });
    }

    pub(crate) fn granted(&mut self, tag: Option<Tag>, outcome: Outcome) {
        if let Some(tag) = tag {
            self.say(WalletEffect::Granted { tag, outcome });
        }
    }

    /// Says what came of a wish that is judged at once.
    pub(crate) fn answer(&mut self, tag: Tag, judged: Result<Outcome, WalletRefusal>) {
        match judged {
            Ok(outcome) => self.granted(Some(tag), outcome),
            Err(reason) => self.refuse(tag, reason),
        }
    }

    /// A number no record has had.
    pub(crate) fn number(&mut self) -> u64 {
        let number = self.number_next;
        self.number_next = number.saturating_add(1);
        number
    }

    pub(crate) fn member(&self, account: AccountId) -> Result<&Member, WalletRefusal> {
        self.members
            .get(&account)
            .ok_or(WalletRefusal::UnknownAccount)
    }

    /// The account, if it may move money.
    pub(crate) fn mover(&self, account: AccountId) -> Result<&Member, WalletRefusal> {
        let member = self.member(account)?;
        if member.frozen {
            return Err(WalletRefusal::Frozen);
        }
        Ok(member)
    }

    pub(crate) fn book_mut(&mut self, account: AccountId) -> &mut Book {
        let most = self.retention.wallet_records;
        self.books
            .entry(account)
            .or_insert_with(|| Book::keeping(most))
    }

    /// Everything whose time has come, in the order of its time.
    fn run_due(&mut self) {
        self.end_days();
        while let Some((at, due, account, id)) = self.due.first().copied() {
            if at > self.now {
                return;
            }
            self.due.remove(&(at, due, account, id));
            match due {
                Due::Deposit => self.deposit_due(account, id),
                Due::Withdrawal => self.withdrawal_due(account, id),
            }
        }
    }

    /// The last word on every sum that the step touched.
    fn tell_sums(&mut self) {
        let (pools, holders) = self.money.touched();
        for (account, asset) in holders {
            let atoms = self.money.held(account, asset);
            self.keep(WalletFact::Funding(FundingBalance {
                account,
                asset,
                atoms,
            }));
        }
        for asset in pools {
            let pool = self.money.pool_of(asset);
            self.keep(WalletFact::Pool(PoolBalance::of(asset, pool)));
        }
        if self.number_told != self.number_next {
            self.number_told = self.number_next;
            self.keep(WalletFact::Numbers(self.number_next));
        }
    }
}

impl Machine for Wallet {
    type Input = WalletInput;
    type Effect = WalletEffect;

    fn step(&mut self, now: Time, input: WalletInput, out: &mut impl Extend<WalletEffect>) {
        self.now = now;
        self.run_due();
        self.take(input);
        self.tell_sums();
        out.extend(self.effects.drain(..));
    }

    /// The next change of a deposit or a withdrawal, or the next end of a day.
    fn wake_at(&self) -> Option<Time> {
        let due = self.due.first().map(|(at, ..)| *at);
        due.into_iter().chain(self.midnight).min()
    }
}
