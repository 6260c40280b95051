//! What can happen to the futures exchange. Values only; never a judgement.

use super::ids::AlgoId;
use super::listing::{Bracket, FuturesListing, FuturesStatus, MarginAsset};
use super::view::{
    AlgoKind, AssetsMode, FeeBurn, FuturesLife, IncomeKind, MarginType, PositionMode, PositionSide,
    PriceMatch, Protect, Reduce, Working,
};
use crate::ids::Tag;
use crate::input::{OrderKey, Print, SetLevels, Take};
use alloc::boxed::Box;
use alloc::vec::Vec;
use domain::{
    AccountId, Amount, Asset, ClientOrderId, Price, Qty, Rate, SelfTradePrevention, Side, Span,
    Symbol, Time,
};

/// One thing that happens to the futures exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FuturesInput {
    /// An asset can stand as margin from here on, at an index price in dollars.
    ListAsset {
        /// Comes back in the answer.
        tag: Tag,
        /// Which, and how it counts.
        asset: MarginAsset,
        /// Its index price.
        index: Price,
    },
    /// A contract is listed, pending or open as its status says, at a first index price.
    ListSymbol {
        /// Comes back in the answer.
        tag: Tag,
        /// What is listed; the `cum` of its brackets is reckoned anew.
        listing: Box<FuturesListing>,
        /// The first index price: the mark price begins there.
        index: Price,
    },
    /// A contract opens, halts or closes.
    SetStatus {
        /// Comes back in the answer.
        tag: Tag,
        /// Which.
        symbol: Symbol,
        /// How it stands from here on.
        status: FuturesStatus,
    },
    /// A contract has other brackets from here on.
    SetBrackets {
        /// Comes back in the answer.
        tag: Tag,
        /// Which.
        symbol: Symbol,
        /// All of them, lowest first, without gaps; their `cum` is reckoned anew.
        brackets: Vec<Bracket>,
    },
    /// An account is opened, with empty wallets.
    AddAccount {
        /// Comes back in the answer.
        tag: Tag,
        /// Who, and what it pays.
        terms: FuturesTerms,
    },
    /// An account pays other fees from here on.
    SetTerms {
        /// Comes back in the answer.
        tag: Tag,
        /// Who, and what it pays.
        terms: FuturesTerms,
    },
    /// Money comes in from, or goes out to, another wallet of the account's owner.
    Transfer(Transfer),
    /// Money of another kind is given (or taken, below zero); only for kinds that cannot arise by themselves.
    Grant(Grant),
    /// The account pays fees in BNB, or does not.
    SetFeeBurn {
        /// Comes back in the answer.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// How.
        burn: FeeBurn,
    },
    /// One net position per contract, or a long and a short one.
    SetPositionMode {
        /// Comes back in the answer.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Which.
        mode: PositionMode,
    },
    /// Each margin asset for its own contracts, or all together.
    SetAssetsMode {
        /// Comes back in the answer.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Which.
        mode: AssetsMode,
    },
    /// Another leverage for a contract.
    SetLeverage {
        /// Comes back in the answer.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Where.
        symbol: Symbol,
        /// How many times the margin.
        leverage: u32,
    },
    /// Cross or isolated margin for a contract.
    SetMarginType {
        /// Comes back in the answer.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Where.
        symbol: Symbol,
        /// Which.
        margin: MarginType,
    },
    /// Money goes into an isolated position, or out of it.
    AdjustMargin {
        /// Comes back in the answer.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Where.
        symbol: Symbol,
        /// Which of its positions.
        position_side: PositionSide,
        /// How much; below zero takes out.
        amount: Amount,
    },
    /// An account asks for an order.
    Place(PlaceOrder),
    /// An account asks for another price or quantity of a limit order.
    Amend(AmendOrder),
    /// An account asks for the end of an order.
    Cancel {
        /// Comes back in the answer.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Where.
        symbol: Symbol,
        /// Which.
        order: OrderKey,
    },
    /// An account asks for the end of all its open orders of a symbol; conditional orders stay.
    CancelAll {
        /// Comes back in the answer.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Where.
        symbol: Symbol,
    },
    /// All open orders of a symbol end unless this comes again in time; zero stops the count.
    Countdown {
        /// Comes back in the answer.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Where.
        symbol: Symbol,
        /// In how long.
        after: Span,
    },
    /// An account asks for a conditional order.
    PlaceAlgo(PlaceAlgo),
    /// An account asks for the end of a conditional order.
    CancelAlgo {
        /// Comes back in the answer.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Which.
        algo: AlgoKey,
    },
    /// An account asks for the end of all its conditional orders of a symbol.
    CancelAllAlgos {
        /// Comes back in the answer.
        tag: Tag,
        /// Who.
        account: AccountId,
        /// Where.
        symbol: Symbol,
    },
    /// The index price of a contract.
    SetIndex {
        /// Comes back in a refusal.
        tag: Tag,
        /// Which.
        symbol: Symbol,
        /// The price; cut to eight decimal places.
        price: Price,
    },
    /// The index price of a margin asset, in dollars.
    SetAssetIndex {
        /// Comes back in a refusal.
        tag: Tag,
        /// Which.
        asset: Asset,
        /// The price; cut to eight decimal places.
        price: Price,
    },
    /// Funding of a contract is paid at once, beside its schedule.
    Fund {
        /// Comes back in the answer.
        tag: Tag,
        /// Which.
        symbol: Symbol,
        /// At which rate, of at most 8 decimal places; as things stand where absent.
        rate: Option<Rate>,
    },
    /// The house shows other quantities.
    SetLevels(SetLevels),
    /// A trade of a capture passes over the tape.
    Print(Print),
    /// An anonymous trader of the house takes from the book at once.
    Take(Take),
    /// Nothing but that time has passed.
    Wake,
}

/// An account and what it pays for trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FuturesTerms {
    /// Who.
    pub account: AccountId,
    /// Fee tier, for show.
    pub fee_tier: u8,
    /// Fee as a share of the notional when its order rested; below zero is a rebate. At most 8 decimal places.
    pub maker: Rate,
    /// Fee as a share of the notional when its order took. At most 8 decimal places.
    pub taker: Rate,
}

/// Money that comes in or goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Who.
    pub account: AccountId,
    /// Of what.
    pub asset: Asset,
    /// How much; below zero goes out. At most 8 decimal places.
    pub amount: Amount,
}

/// Money of a kind that does not arise by trading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Who.
    pub account: AccountId,
    /// What it is recorded as.
    pub kind: IncomeKind,
    /// Of what.
    pub asset: Asset,
    /// How much; below zero takes. At most 8 decimal places.
    pub amount: Amount,
    /// The contract it belongs to, where any.
    pub symbol: Option<Symbol>,
}

/// An order asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceOrder {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Who.
    pub account: AccountId,
    /// Its name among the account's open orders; the exchange makes one when absent.
    pub client_id: Option<ClientOrderId>,
    /// What.
    pub symbol: Symbol,
    /// Which way.
    pub side: Side,
    /// Which position it is for.
    pub position_side: PositionSide,
    /// With or without a price.
    pub price: OrderPrice,
    /// How much.
    pub qty: Qty,
    /// Whether it may only make a position smaller.
    pub reduce: Reduce,
    /// What happens when it would meet an order of the same account; the arriving order's mode counts.
    pub self_trade: SelfTradePrevention,
}

/// With or without a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderPrice {
    /// At whatever the book gives, within the market bound.
    Market,
    /// At this price or better.
    Limit {
        /// Worst acceptable price.
        price: Price,
        /// How long it may live.
        life: FuturesLife,
    },
    /// A limit order priced by the book on arrival.
    Matched {
        /// Where in the book.
        price_match: PriceMatch,
        /// How long it may live.
        life: FuturesLife,
    },
}

/// Another price or quantity asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmendOrder {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Who.
    pub account: AccountId,
    /// Where.
    pub symbol: Symbol,
    /// Which.
    pub order: OrderKey,
    /// Must be the order's side.
    pub side: Side,
    /// The whole quantity, filled part included.
    pub qty: Qty,
    /// The price, or where in the book to take it from.
    pub price: AmendPrice,
}

/// The price an amendment asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmendPrice {
    /// This price.
    At(Price),
    /// The book's price on arrival.
    Matched(PriceMatch),
}

/// A conditional order asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceAlgo {
    /// Comes back in the answer.
    pub tag: Tag,
    /// Who.
    pub account: AccountId,
    /// Its name among the account's waiting conditional orders; the exchange makes one when absent.
    pub client_id: Option<ClientOrderId>,
    /// What.
    pub symbol: Symbol,
    /// Which way.
    pub side: Side,
    /// Which position it is for.
    pub position_side: PositionSide,
    /// What wakes it and what it becomes.
    pub kind: AlgoKind,
    /// How much; none closes the whole position.
    pub qty: Option<Qty>,
    /// How the order it becomes may live; market kinds ignore it.
    pub life: FuturesLife,
    /// The price that wakes it.
    pub working: Working,
    /// Whether it ends when mark and last price are too far apart at its trigger.
    pub protect: Protect,
    /// Whether it may only make a position smaller.
    pub reduce: Reduce,
    /// Self-trade prevention of the order it becomes.
    pub self_trade: SelfTradePrevention,
    /// When it ends unawakened, where it does.
    pub good_till: Option<Time>,
}

/// How an account names one of its conditional orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlgoKey {
    /// By the exchange's number.
    Exchange(AlgoId),
    /// By the account's own name: the latest that bore it.
    Client(ClientOrderId),
}
