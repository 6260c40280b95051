//! What can happen to the wallet and what it wants done. Values only; never a judgement.

use super::fact::WalletFact;
use super::records::{Channel, ConvertQuote, DepositState, FeeBack, Passage, Purse};
use super::refusal::WalletRefusal;
use super::snapshot::Snapshot;
use crate::ids::Tag;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, Price, Qty, Span, Time};

/// One thing that happens to the wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalletInput {
    /// An account is opened; the engines know it under the same number.
    Open(OpenMember),
    /// A master sets what one of its accounts may do.
    Allow {
        /// Comes back in the answer.
        tag: Tag,
        /// Which account.
        account: AccountId,
        /// What changes.
        change: MemberChange,
    },
    /// Money is seen on its way in.
    Arrive(Arrival),
    /// The venue decides over a deposit.
    Settle {
        /// Comes back in the answer.
        tag: Tag,
        /// Which.
        deposit: u64,
        /// What becomes of it.
        state: DepositState,
    },
    /// An account asks for money to leave.
    Withdraw(WithdrawRequest),
    /// The venue, the chain or the owner decides over a withdrawal.
    Decide {
        /// Comes back in the answer.
        tag: Tag,
        /// Which.
        withdrawal: u64,
        /// What.
        verdict: Verdict,
    },
    /// Whether withdrawals go on by themselves.
    SetPace(Pace),
    /// An account writes an address down, or again with another standing.
    SaveAddress {
        /// Comes back in the answer.
        tag: Tag,
        /// The address.
        address: super::records::SavedAddress,
    },
    /// An account changes its settings.
    Set {
        /// Comes back in the answer.
        tag: Tag,
        /// Which account.
        account: AccountId,
        /// What changes.
        change: SettingChange,
    },
    /// An account moves money between its wallets.
    Transfer {
        /// Comes back in the answer.
        tag: Tag,
        /// Whose.
        account: AccountId,
        /// Out of where, into where.
        between: (Purse, Purse),
        /// What.
        asset: Asset,
        /// How much.
        qty: Qty,
    },
    /// Money moves between accounts of one master.
    FamilyTransfer(FamilyRequest),
    /// The venue gives money.
    Grant {
        /// Comes back in the answer.
        tag: Tag,
        /// Whose.
        account: AccountId,
        /// What.
        asset: Asset,
        /// How much.
        qty: Qty,
        /// What for, in words.
        info: String,
    },
    /// An account begins with money in its funding wallet, given by the venue; it leaves no record.
    Endow(Endowment),
    /// An account turns small balances into one asset.
    Dust {
        /// Comes back in the answer.
        tag: Tag,
        /// Whose.
        account: AccountId,
        /// Into what.
        target: Asset,
        /// Which balances.
        lots: Vec<DustLot>,
    },
    /// An account asks at which price the venue would convert.
    Quote(QuoteRequest),
    /// An account accepts a quote.
    Accept {
        /// Comes back in the answer.
        tag: Tag,
        /// Whose.
        account: AccountId,
        /// Which.
        quote: u64,
    },
    /// What accounts held at the end of a day, as asked for.
    Snapshot(Vec<Snapshot>),
    /// An engine did or refused what was asked.
    Moved {
        /// Which movement.
        ticket: u64,
        /// What became of it.
        answer: MoveAnswer,
    },
    /// Nothing but the time.
    Wake,
}

/// An account to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenMember {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Its number.
    pub account: AccountId,
    /// Whose sub-account; a master has none.
    pub master: Option<AccountId>,
    /// The address it is called by.
    pub email: String,
    /// A note of the owner.
    pub remark: String,
}

/// What a master sets for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberChange {
    /// It may hold futures.
    EnableFutures,
    /// Margin is switched on for it.
    EnableMargin,
    /// It may not move money.
    Freeze,
    /// It may move money again.
    Thaw,
}

/// What an account sets for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingChange {
    /// Spot fees in BNB, or not.
    SpotBurn(Choice),
    /// Interest in BNB, or not.
    InterestBurn(Choice),
    /// Money only to listed addresses, or to any.
    ListedOnly(Choice),
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Yes.
    On,
    /// No.
    Off,
}

/// Money seen on its way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Whose.
    pub account: AccountId,
    /// Where it goes: spot or funding.
    pub purse: Purse,
    /// What.
    pub asset: Asset,
    /// How much.
    pub qty: Qty,
    /// Over which network; the asset's first when absent.
    pub network: Option<String>,
    /// The transaction on the chain; made up when absent.
    pub tx: Option<String>,
    /// How it travels. Internal ones are in the balance for good at once.
    pub passage: Passage,
}

/// Money asked to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawRequest {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Whose.
    pub account: AccountId,
    /// Out of where: spot or funding.
    pub purse: Purse,
    /// What.
    pub asset: Asset,
    /// How much, the fee included.
    pub qty: Qty,
    /// Over which network; the asset's first when absent.
    pub network: Option<String>,
    /// To which address.
    pub address: String,
    /// The address's tag; empty for none.
    pub address_tag: String,
    /// The owner's own name for it.
    pub order_id: Option<String>,
    /// Who is given the fee back when it stays inside the venue.
    pub fee_back: FeeBack,
    /// What it is worth in dollars, for the day's quota.
    pub worth: Amount,
}

/// What is decided over a withdrawal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The venue lets it out.
    Approve,
    /// The venue does not.
    Reject {
        /// Why.
        info: String,
    },
    /// The chain did not take it.
    Fail {
        /// Why.
        info: String,
    },
    /// It is out.
    Complete {
        /// The transaction on the chain; made up when absent.
        tx: Option<String>,
    },
    /// The owner calls it off.
    Cancel,
}

/// Whether withdrawals go on by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// They do, in the time of their network.
    ByItself,
    /// Each waits for a verdict before it goes out.
    OnVerdict,
}

/// Money asked to move between accounts of one master.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyRequest {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Who asks.
    pub by: AccountId,
    /// Out of which account and wallet.
    pub from: (AccountId, Purse),
    /// Into which account and wallet.
    pub to: (AccountId, Purse),
    /// What.
    pub asset: Asset,
    /// How much.
    pub qty: Qty,
    /// The asker's own name for it.
    pub client_id: Option<String>,
    /// By which door.
    pub channel: Channel,
}

/// What an account begins with in its funding wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endowment {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Whose.
    pub account: AccountId,
    /// What.
    pub asset: Asset,
    /// How much.
    pub qty: Qty,
}

/// A small balance to turn into the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DustLot {
    /// Which asset.
    pub asset: Asset,
    /// All of it that is free.
    pub qty: Qty,
    /// One unit of it in the target.
    pub price: Price,
    /// All of it in bitcoin.
    pub btc: Amount,
}

/// A conversion asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuoteRequest {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Whose.
    pub account: AccountId,
    /// Where the money is: spot or funding.
    pub purse: Purse,
    /// What is given, and one unit of it in dollars.
    pub from: (Asset, Price),
    /// What comes, and one unit of it in dollars.
    pub to: (Asset, Price),
    /// How much of which of the two.
    pub side: QuoteSide,
    /// How long the price holds.
    pub life: Span,
}

/// Which of the two quantities of a conversion is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuoteSide {
    /// So much of `from` is given.
    Give(Qty),
    /// So much of `to` shall come.
    Get(Qty),
}

/// What an engine did with a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveAnswer {
    /// It is done, whole.
    Done,
    /// Nothing happened.
    Refused,
}

/// A movement an engine is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movement {
    /// Comes back in the answer.
    pub ticket: u64,
    /// Whose.
    pub account: AccountId,
    /// Which engine; never the wallet's own purse.
    pub purse: Purse,
    /// What.
    pub asset: Asset,
    /// How much.
    pub qty: Qty,
    /// How much must stay free after it; zero for what is given.
    pub keep: Qty,
    /// What for.
    pub reason: MoveReason,
}

/// What a movement is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveReason {
    /// Money from outside.
    Deposit,
    /// Money on its way out.
    Withdrawal,
    /// Money of a withdrawal that did not go out.
    Refund,
    /// Between wallets of one account.
    Transfer,
    /// Between accounts of one master.
    Family,
    /// A gift of the venue.
    Dividend,
    /// Small balances into one asset.
    Dust,
    /// A conversion.
    Convert,
    /// What was taken goes back where it came from, since the rest could not be done.
    Return,
}

/// What the wallet says or wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WalletEffect {
    /// An engine takes money away from an account, or refuses.
    Take(Movement),
    /// An engine gives money to an account, or refuses.
    Give(Movement),
    /// What accounts hold is wanted for the end of this day.
    SnapshotDue {
        /// The last second of the day.
        at: Time,
    },
    /// A wish was granted.
    Granted {
        /// Of the wish.
        tag: Tag,
        /// What came of it.
        outcome: Outcome,
    },
    /// A wish was refused.
    Refused {
        /// Of the wish.
        tag: Tag,
        /// Why.
        reason: WalletRefusal,
    },
    /// A thing to keep.
    Keep(WalletFact),
}

/// What came of a wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Done; there is nothing to show.
    Done,
    /// An account is open.
    Opened(AccountId),
    /// A deposit has this number.
    Deposit(u64),
    /// A withdrawal has this number.
    Withdrawal(u64),
    /// A transfer has this number.
    Transfer(u64),
    /// A transfer between accounts has this number.
    FamilyTransfer(u64),
    /// A dividend has this number.
    Dividend(u64),
    /// A conversion of dust has this number.
    Dust(u64),
    /// A price is held.
    Quote(ConvertQuote),
    /// A conversion has this number.
    Conversion(u64),
}

impl Outcome {
    /// The number of the record it names; none when it names none.
    #[must_use]
    pub const fn number(&self) -> Option<u64> {
        match self {
            Self::Done | Self::Opened(_) => None,
            Self::Deposit(number)
            | Self::Withdrawal(number)
            | Self::Transfer(number)
            | Self::FamilyTransfer(number)
            | Self::Dividend(number)
            | Self::Dust(number)
            | Self::Conversion(number) => Some(*number),
            Self::Quote(quote) => Some(quote.id),
        }
    }
}
