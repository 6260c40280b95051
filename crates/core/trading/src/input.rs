//! What may happen to trading: wishes of people and programs, answers and reports of venues. Closed; nothing else happens.

use crate::account_book::Movement;
use crate::amendment::AmendInput;
use crate::breaks::BreakKey;
use crate::contract_event::SettingAnswer;
use crate::dead_man::Countdowns;
use crate::failover::FailoverInput;
use crate::payment::{MarginCall, VenueClose};
use crate::proposals::ProposalInput;
use crate::statement::StatementAnswer;
use crate::stopping::StopInput;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, Asset, ClientOrderId, Liquidity, OcoTerms, OrderId, OrderTerms, Origin,
    Price, Protection, Qty, Scope, Setting, Symbol, Time, VenueId, VenueOrderId, VenueTradeId,
};
use gate::{BalanceReport, Listed, MarginReport, MarkPrice, Quote, SwitchOf, SwitchPosition};

/// The number under which an answer goes back to whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Somebody wishes to trade.
    Place {
        /// Where the answer goes.
        request: RequestId,
        /// On which account.
        account: AccountId,
        /// Who.
        origin: Origin,
        /// What.
        terms: OrderTerms,
    },
    /// Somebody wishes for an order whose position exits shall hold at the venue.
    PlaceProtected {
        /// Where the answer goes.
        request: RequestId,
        /// On which account.
        account: AccountId,
        /// Who.
        origin: Origin,
        /// What.
        terms: OrderTerms,
        /// The exits.
        protection: Protection,
    },
    /// Somebody wishes for a pair of orders of which only one may trade.
    PlaceOco {
        /// Where the answer goes.
        request: RequestId,
        /// On which account.
        account: AccountId,
        /// Who.
        origin: Origin,
        /// What.
        terms: Box<OcoTerms>,
    },
    /// Somebody wishes a working order to end and another to take its place.
    Replace {
        /// Where the answer goes.
        request: RequestId,
        /// The order that shall end.
        order: OrderId,
        /// Who.
        origin: Origin,
        /// What takes its place.
        terms: OrderTerms,
    },
    /// Whoever wished an order that waits for a second word says it.
    Confirm {
        /// Where the answer goes.
        request: RequestId,
        /// The number that the refused wish got.
        order: OrderId,
        /// Who.
        origin: Origin,
    },
    /// Something about reducing a working order.
    Amend(AmendInput),
    /// Somebody wishes an order to end.
    Cancel {
        /// Where the answer goes.
        request: RequestId,
        /// Which order.
        order: OrderId,
        /// Who.
        origin: Origin,
    },
    /// Somebody wishes everything open to end that holds no position.
    CancelAll {
        /// Where the answer goes.
        request: RequestId,
        /// On which account.
        account: AccountId,
        /// Only in this symbol.
        symbol: Option<Symbol>,
        /// Who.
        origin: Origin,
    },
    /// A person declares over an order that the venue had and denies for good.
    Settle {
        /// Where the answer goes.
        request: RequestId,
        /// Which order.
        order: OrderId,
        /// Who and why.
        cause: Cause,
    },
    /// Somebody stops everything new in a scope.
    Halt {
        /// Where the answer goes.
        request: RequestId,
        /// What it covers.
        scope: Scope,
        /// Whether working orders are cancelled too.
        reach: HaltReach,
        /// Who and why.
        cause: Cause,
    },
    /// Somebody ends the halt of exactly this scope.
    Release {
        /// Where the answer goes.
        request: RequestId,
        /// The halted scope.
        scope: Scope,
        /// Who and why.
        cause: Cause,
    },
    /// Somebody sets a trading switch.
    SetSwitch {
        /// Where the answer goes.
        request: RequestId,
        /// Which.
        switch: SwitchOf,
        /// On or off.
        position: SwitchPosition,
        /// Who and why.
        cause: Cause,
    },
    /// The placing call of an order came to an end.
    Answered {
        /// Which order.
        order: OrderId,
        /// What is known.
        answer: PlaceAnswer,
    },
    /// The cancelling call of an order came to an end.
    CancelAnswered {
        /// Which order.
        order: OrderId,
        /// What is known.
        answer: CancelAnswer,
    },
    /// The question about an order came to an end.
    Queried {
        /// Which order.
        order: OrderId,
        /// When the question left, by our clock.
        asked_at: Time,
        /// What is known.
        answer: QueryAnswer,
    },
    /// The question for an order's fills came to an end.
    Fills {
        /// Which order.
        order: OrderId,
        /// What is known.
        answer: FillsAnswer,
    },
    /// A venue reported by itself.
    Venue(VenueReport),
    /// A venue said what an account holds.
    Balances(BalanceReport),
    /// The market moved.
    Quote(Quote),
    /// The prices of a symbol can no longer be trusted (its book has a gap); they count as missing until new ones come.
    QuoteLost {
        /// The venue.
        venue: VenueId,
        /// The symbol.
        symbol: Symbol,
    },
    /// Reports of an account may be missing (a stream broke and is back): all its open orders are asked about.
    ReportsMissed {
        /// Which account.
        account: AccountId,
    },
    /// A round of questions about an account came to an end.
    Stated {
        /// Which account.
        account: AccountId,
        /// What is known.
        answer: StatementAnswer,
    },
    /// A venue told a movement of money that is no trade.
    Moved {
        /// Which account.
        account: AccountId,
        /// The movement.
        movement: Movement,
    },
    /// Somebody wants an account compared with its venue at once.
    CheckNow {
        /// Where the answer goes.
        request: RequestId,
        /// Which account.
        account: AccountId,
    },
    /// Somebody takes the venue's word where our book says otherwise.
    AcceptBreak {
        /// Where the answer goes.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// About what.
        key: BreakKey,
        /// Who and why.
        cause: Cause,
    },
    /// Something about an account on margin.
    Contract(ContractInput),
    /// A venue said how it lists some symbols.
    Listed {
        /// The venue.
        venue: VenueId,
        /// Symbol by symbol.
        found: Vec<(Symbol, Listed)>,
    },
    /// Something about a venue with a backup.
    Failover(FailoverInput),
    /// Something about a change of controls.
    Proposal(ProposalInput),
    /// A wish about the switch that is no halt.
    Stop(StopInput),
    /// Time passed.
    Wake,
}

/// One thing that happened about an account on margin, beside its orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContractInput {
    /// The price by which a venue values a contract moved.
    Mark {
        /// The venue.
        venue: VenueId,
        /// The contract.
        symbol: Symbol,
        /// The price and when it arrived.
        mark: MarkPrice,
    },
    /// A venue said what an account on margin is set to and holds.
    Margin(MarginReport),
    /// Somebody wishes an account on margin to be set.
    Set {
        /// Where the answer goes.
        request: RequestId,
        /// Which account.
        account: AccountId,
        /// To what.
        setting: Setting,
        /// Who and why.
        cause: Cause,
    },
    /// A venue moved money of an account by itself: what it was is in the next round of questions.
    MoneyMoved {
        /// Which account.
        account: AccountId,
    },
    /// A venue reported an order by which it closed a position.
    Closed {
        /// Which account.
        account: AccountId,
        /// Which position, and why.
        close: VenueClose,
    },
    /// A venue calls for margin.
    Called(MarginCall),
    /// A setting call came to an end.
    SetAnswered {
        /// Which account.
        account: AccountId,
        /// What it should be set to.
        setting: Setting,
        /// What is known.
        answer: SettingAnswer,
    },
    /// How the countdowns of an account at its venue stand.
    Counting {
        /// Which account.
        account: AccountId,
        /// How they stand.
        standing: Countdowns,
    },
}

/// Who caused something, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Who.
    pub origin: Origin,
    /// Why, in their words.
    pub reason: String,
}

/// What a halt does beside refusing what is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HaltReach {
    /// Nothing new leaves; working orders stay.
    NewOnly,
    /// Nothing new leaves, and every open order in scope is asked to be cancelled.
    AndCancel,
}

/// How a placing call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceAnswer {
    /// The venue has the order.
    Accepted {
        /// The venue's id.
        venue_id: VenueOrderId,
        /// When, by the venue's clock.
        at: Time,
    },
    /// The venue decided no, for certain.
    Refused(VenueWords),
    /// The request certainly never left this house.
    NotSent(NotSentReason),
    /// Nobody knows: timeout, broken connection, 5xx, rate limit, unreadable body.
    Unknown,
}

/// A venue's refusal in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueWords {
    /// The venue's code.
    pub code: i64,
    /// The venue's text.
    pub text: String,
}

/// Why a request certainly never left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotSentReason {
    /// A halt came between clearing and sending.
    Halted,
    /// The time in which it had to leave was over.
    TooLate,
    /// The venue's rate budget was used up.
    OverBudget,
    /// No connection could be made.
    NoConnection,
    /// The request could not be built or signed.
    NotBuilt,
}

/// How a cancelling call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CancelAnswer {
    /// The venue cancelled it.
    Cancelled {
        /// The venue's id.
        venue_id: VenueOrderId,
        /// What had traded in all.
        filled_total: Qty,
        /// When, by the venue's clock.
        at: Time,
    },
    /// The venue has no such open order: it ended, or was never there.
    NotOpen,
    /// The request certainly never left this house.
    NotSent,
    /// Nobody knows.
    Unknown,
}

/// How a question about an order ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryAnswer {
    /// The venue has it.
    Found {
        /// The venue's id.
        venue_id: VenueOrderId,
        /// Where it stands.
        status: VenueStatus,
        /// What has traded in all.
        filled_total: Qty,
        /// When it last changed, by the venue's clock.
        at: Time,
    },
    /// The venue says it has never seen such an order.
    NeverSeen,
    /// Nobody knows.
    NoAnswer,
}

/// How a question for fills ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FillsAnswer {
    /// All fills of the order that the venue has.
    Complete(Vec<VenueFill>),
    /// Nobody knows.
    NoAnswer,
}

/// Where an order stands at a venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VenueStatus {
    /// It may still trade (new, partly filled, waiting for its trigger).
    Working,
    /// All of it traded.
    Filled,
    /// It was cancelled.
    Cancelled,
    /// The venue ended it.
    Expired,
    /// The venue refused it.
    Rejected,
}

/// One execution as a venue reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VenueFill {
    /// The venue's id of the trade, unique within the symbol.
    pub trade: VenueTradeId,
    /// Price in quote.
    pub price: Price,
    /// Quantity of base.
    pub qty: Qty,
    /// What the venue charged (negative is a rebate).
    pub fee: Amount,
    /// In what.
    pub fee_asset: Asset,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// When, by the venue's clock.
    pub at: Time,
}

/// What a venue reports about one order by itself. May come twice, late, out of order or never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VenueReport {
    /// The account.
    pub account: AccountId,
    /// The id it bears, ours or a stranger's.
    pub client_id: ClientOrderId,
    /// The venue's id.
    pub venue_id: VenueOrderId,
    /// Its symbol.
    pub symbol: Symbol,
    /// Where it stands.
    pub status: VenueStatus,
    /// What has traded in all.
    pub filled_total: Qty,
    /// The execution that caused the report.
    pub fill: Option<VenueFill>,
    /// When, by the venue's clock.
    pub at: Time,
}
