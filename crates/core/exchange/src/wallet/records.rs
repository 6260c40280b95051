//! What the wallet remembers of each thing that happened: values only, each with one form as a line. Never a deed.

use super::words::{record, word_enum};
use alloc::string::String;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, Price, Qty, Time};

word_enum! {
    /// Where an account holds money.
    Purse {
        /// The spot engine's balances.
        Spot = "SPOT",
        /// The wallet's own balances, for payments and conversions.
        Funding = "FUNDING",
        /// The futures engine's wallet.
        UmFutures = "USDT_FUTURE",
    }
}

word_enum! {
    /// What kind of account it is.
    MemberKind {
        /// A person's own account.
        Master = "master",
        /// An account under a master.
        Sub = "sub",
    }
}

record! {
    /// An account as its owner set it up.
    Member {
        /// Its number.
        account: AccountId,
        /// Whose sub-account it is; a master has none.
        master: Option<AccountId>,
        /// The address it is called by; unique.
        email: String,
        /// A note of the owner.
        remark: String,
        /// When it was opened.
        opened: Time,
        /// Whether it may hold futures.
        futures: bool,
        /// Whether margin was switched on for it.
        margin: bool,
        /// Whether its owner stopped it: it may not move money.
        frozen: bool,
    }
}

impl Member {
    /// Whether it is a master or a sub-account.
    #[must_use]
    pub const fn kind(&self) -> MemberKind {
        match self.master {
            Some(_) => MemberKind::Sub,
            None => MemberKind::Master,
        }
    }
}

word_enum! {
    /// How a deposit or a withdrawal travels.
    Passage {
        /// Over a chain.
        Chain = "chain",
        /// From account to account of the venue.
        Internal = "internal",
    }
}

word_enum! {
    /// How far a deposit is.
    DepositState {
        /// Seen on the chain, not yet confirmed.
        Pending = "pending",
        /// In the balance, but not to be withdrawn before more confirmations.
        Credited = "credited",
        /// In the balance for good.
        Success = "success",
        /// Refused by the venue.
        Rejected = "rejected",
        /// Sent to where it does not belong.
        Wrong = "wrong",
        /// Waits for a word of the owner.
        Waiting = "waiting",
    }
}

impl DepositState {
    /// The venue's number for it.
    #[must_use]
    pub const fn code(self) -> u32 {
        match self {
            Self::Pending => 0,
            Self::Success => 1,
            Self::Rejected => 2,
            Self::Credited => 6,
            Self::Wrong => 7,
            Self::Waiting => 8,
        }
    }
}

record! {
    /// Money that arrives from outside.
    Deposit {
        /// Its number; rises.
        id: u64,
        /// Whose.
        account: AccountId,
        /// Where it goes.
        purse: Purse,
        /// What.
        asset: Asset,
        /// How much.
        qty: Qty,
        /// Over which network.
        network: String,
        /// To which address.
        address: String,
        /// The address's tag; empty when the network knows none.
        address_tag: String,
        /// The transaction on the chain.
        tx: String,
        /// When it was first seen.
        seen: Time,
        /// When it came into the balance.
        credited: Option<Time>,
        /// How far it is.
        state: DepositState,
        /// How it travels.
        passage: Passage,
        /// Confirmations that bring it into the balance.
        confirms: u32,
        /// Confirmations after which it may be withdrawn.
        unlock_confirms: u32,
        /// Between two confirmations, in milliseconds.
        block_ms: u64,
        /// When it moves on by itself.
        next: Option<Time>,
    }
}

impl Deposit {
    /// Confirmations seen at an instant, at most those it needs.
    #[must_use]
    pub fn seen_confirms(&self, now: Time) -> u32 {
        match self.state {
            DepositState::Success => self.confirms,
            DepositState::Pending
            | DepositState::Credited
            | DepositState::Rejected
            | DepositState::Wrong
            | DepositState::Waiting => {
                let passed = u64::try_from(now.since(self.seen).millis()).unwrap_or(0);
                let blocks = passed.checked_div(self.block_ms).unwrap_or(0);
                u32::try_from(blocks).unwrap_or(u32::MAX).min(self.confirms)
            }
        }
    }
}

word_enum! {
    /// How far a withdrawal is.
    WithdrawalState {
        /// The owner was asked by mail.
        EmailSent = "email-sent",
        /// Called off by the owner; the money is back.
        Cancelled = "cancelled",
        /// Waits for the venue's consent.
        AwaitingApproval = "awaiting-approval",
        /// Refused by the venue; the money is back.
        Rejected = "rejected",
        /// On its way.
        Processing = "processing",
        /// The chain did not take it; the money is back.
        Failure = "failure",
        /// Gone out.
        Completed = "completed",
    }
}

impl WithdrawalState {
    /// The venue's number for it.
    #[must_use]
    pub const fn code(self) -> u32 {
        match self {
            Self::EmailSent => 0,
            Self::Cancelled => 1,
            Self::AwaitingApproval => 2,
            Self::Rejected => 3,
            Self::Processing => 4,
            Self::Failure => 5,
            Self::Completed => 6,
        }
    }

    /// Whether it can still change.
    #[must_use]
    pub const fn is_live(self) -> bool {
        match self {
            Self::EmailSent | Self::AwaitingApproval | Self::Processing => true,
            Self::Cancelled | Self::Rejected | Self::Failure | Self::Completed => false,
        }
    }
}

word_enum! {
    /// Who keeps the fee of a withdrawal that never leaves the venue.
    FeeBack {
        /// The account that sends.
        Sender = "sender",
        /// The account that receives.
        Receiver = "receiver",
    }
}

record! {
    /// Money that leaves.
    Withdrawal {
        /// Its number; rises.
        number: u64,
        /// The name the venue gives it.
        id: String,
        /// Whose.
        account: AccountId,
        /// Out of where.
        purse: Purse,
        /// What.
        asset: Asset,
        /// What arrives at the address, without the fee.
        qty: Qty,
        /// What the venue keeps.
        fee: Qty,
        /// Over which network.
        network: String,
        /// To which address.
        address: String,
        /// The address's tag; empty when the network knows none.
        address_tag: String,
        /// The transaction on the chain, once there is one.
        tx: String,
        /// When it was asked for.
        applied: Time,
        /// When it came to its end.
        completed: Option<Time>,
        /// How far it is.
        state: WithdrawalState,
        /// How it travels.
        passage: Passage,
        /// The owner's own name for it.
        order_id: Option<String>,
        /// Why it failed; empty else.
        info: String,
        /// Confirmations on the chain.
        confirms: u32,
        /// Who is given the fee back when it stays inside the venue.
        fee_back: FeeBack,
        /// What it was worth in dollars when asked for.
        worth: Amount,
        /// When it moves on by itself.
        next: Option<Time>,
    }
}

record! {
    /// Money between two wallets of one account.
    Transfer {
        /// Its number; rises.
        id: u64,
        /// Whose.
        account: AccountId,
        /// Out of where.
        from: Purse,
        /// Into where.
        to: Purse,
        /// What.
        asset: Asset,
        /// How much.
        qty: Qty,
        /// When.
        at: Time,
    }
}

word_enum! {
    /// By which door a transfer between accounts was asked for.
    Channel {
        /// The master moves between any two of its accounts.
        Universal = "universal",
        /// A sub-account gives to its master.
        SubToMaster = "sub-to-master",
        /// A sub-account gives to another one.
        SubToSub = "sub-to-sub",
        /// The master moves between the futures wallets of two accounts.
        FuturesInternal = "futures-internal",
        /// The master moves between spot and futures of one sub-account.
        Futures = "futures",
    }
}

record! {
    /// Money between accounts of one master.
    FamilyTransfer {
        /// Its number; rises.
        id: u64,
        /// The master of both.
        master: AccountId,
        /// The account it leaves.
        from: AccountId,
        /// Out of where.
        from_purse: Purse,
        /// The account it reaches.
        to: AccountId,
        /// Into where.
        to_purse: Purse,
        /// What.
        asset: Asset,
        /// How much.
        qty: Qty,
        /// When.
        at: Time,
        /// The asker's own name for it.
        client_id: Option<String>,
        /// By which door.
        channel: Channel,
    }
}

record! {
    /// Money the venue gives: a distribution, an airdrop, interest.
    Dividend {
        /// Its number; rises.
        id: u64,
        /// The number of its movement.
        tran: u64,
        /// Whose.
        account: AccountId,
        /// What.
        asset: Asset,
        /// How much.
        qty: Qty,
        /// When.
        at: Time,
        /// What for, in words.
        info: String,
    }
}

record! {
    /// One small balance turned into the target.
    DustPart {
        /// Its number; rises.
        id: u64,
        /// What was given.
        asset: Asset,
        /// How much.
        qty: Qty,
        /// What came for it, without the charge, in the target.
        got: Qty,
        /// What the venue kept, in the target.
        charge: Qty,
    }
}

record! {
    /// Small balances turned into one asset at once.
    DustConversion {
        /// Its number; rises.
        id: u64,
        /// Whose.
        account: AccountId,
        /// Into what.
        target: Asset,
        /// When.
        at: Time,
        /// Each balance.
        parts: Vec<DustPart>,
    }
}

record! {
    /// A price the venue holds for a while.
    ConvertQuote {
        /// Its number; rises.
        id: u64,
        /// Whose.
        account: AccountId,
        /// Where the money is.
        purse: Purse,
        /// What is given.
        from: Asset,
        /// How much of it.
        from_qty: Qty,
        /// What comes.
        to: Asset,
        /// How much of it.
        to_qty: Qty,
        /// `to` for one unit of `from`.
        ratio: Price,
        /// `from` for one unit of `to`.
        inverse: Price,
        /// The last instant at which it may be accepted.
        valid_until: Time,
    }
}

record! {
    /// An accepted quote.
    Conversion {
        /// Its number; rises.
        id: u64,
        /// What was accepted.
        quote: ConvertQuote,
        /// When.
        at: Time,
    }
}

record! {
    /// An address the owner wrote down.
    SavedAddress {
        /// Whose.
        account: AccountId,
        /// For what.
        asset: Asset,
        /// Over which network.
        network: String,
        /// The address.
        address: String,
        /// Its tag; empty when the network knows none.
        address_tag: String,
        /// What the owner calls it.
        name: String,
        /// Whether money may go there while only listed addresses are served.
        listed: bool,
    }
}

record! {
    /// What an account set for its wallet.
    Settings {
        /// Whose.
        account: AccountId,
        /// Whether spot fees are paid in BNB.
        spot_burn: bool,
        /// Whether interest is paid in BNB.
        interest_burn: bool,
        /// Whether money may only go to listed addresses.
        listed_only: bool,
    }
}
