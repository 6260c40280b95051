//! Why the gate said no: a rule with a stable code, the value that broke it, the limit, and how far the limit reaches.
//! Never a cause outside the gate.

use crate::figure::Figure;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use domain::Scope;

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $sentence:expr;)+) => {
        /// A rule of the gate. Its code never changes and is never used again for another rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $($(#[$doc])* $variant,)+
        }

        impl Rule {
            /// All rules, in the order in which they are judged.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable code: the requirement and the rule's name.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            fn sentence(self, refusal: &Refusal, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let Refusal { scope, value, limit, .. } = refusal;
                match self {
                    $(Self::$variant => {
                        let say: fn(&mut fmt::Formatter<'_>, &Named<'_>, &Figure, &Figure) -> fmt::Result = $sentence;
                        say(f, &Named(scope), value, limit)
                    })+
                }
            }
        }
    };
}

rules! {
    /// The account is not one of ours.
    UnknownAccount = "GATE-01.unknown-account",
        |f, scope, _, _| write!(f, "There is no {scope} at this gate");
    /// The symbol is not traded at the account's venue.
    UnknownInstrument = "GATE-01.unknown-instrument",
        |f, scope, _, _| write!(f, "The account's venue has no {scope} that this gate knows");
    /// The instrument is a contract and the account is not on margin, or the contract is of a kind that is not judged here.
    ContractsNotTraded = "GATE-04.contracts-not-traded",
        |f, scope, _, _| write!(f, "{scope} is a matter of contracts that this account does not trade");
    /// The instrument is no contract and the account trades nothing else.
    SpotNotTraded = "GATE-04.spot-not-traded",
        |f, scope, _, _| write!(f, "{scope} is no contract, and this account trades only contracts");
    /// The quantity is nothing.
    NoQty = "GATE-01.no-quantity",
        |f, _, value, _| write!(f, "The quantity is {value}; it must be greater than zero");
    /// The instant till which the order would be good is over.
    GoodTillPassed = "GATE-01.good-till-passed",
        |f, _, value, limit| write!(f, "The order would be good till {value}, and it is {limit} already");
    /// The order's number or its id at the venue is in use.
    DuplicateOrder = "GATE-01.duplicate-order",
        |f, _, value, _| write!(f, "Order {value} is asked or working already");
    /// The order is not counted here, so nothing can be said of it again.
    NotCounted = "GATE-01.not-counted",
        |f, _, value, _| write!(f, "Order {value} is not counted at this gate");
    /// The clock went backwards since the last order.
    ClockBackwards = "GATE-21.clock-backwards",
        |f, _, value, limit| write!(f, "The clock says {value}, before {limit} which was seen already; prices must be fresh again first");
    /// The gate's own books of this account no longer add up.
    BooksBroken = "GATE-21.books-broken",
        |f, scope, _, _| write!(f, "The gate's own count for {scope} no longer adds up; only orders that reduce a position may be sent until a restart");
    /// A number does not fit exactly.
    Arithmetic = "GATE-21.arithmetic",
        |f, _, _, _| f.write_str("A value of the order needs more digits than can be counted exactly");
    /// Real money without the operator's consent.
    LiveLatch = "GATE-12.live-latch",
        |f, scope, _, _| write!(f, "The money of {scope} is real and the operator has not consented to that");
    /// Trading is switched off.
    TradingSwitch = "GATE-13.trading-switch",
        |f, scope, _, _| write!(f, "Trading is switched off for {scope} until a person switches it on");
    /// Trading is halted.
    Halted = "GATE-10.halted",
        |f, scope, _, _| write!(f, "Trading is halted for {scope}; only cancels and orders that reduce a position pass until a person releases it");
    /// The account was not compared with the venue since the start.
    NotCompared = "GATE-20.not-compared",
        |f, scope, _, _| write!(f, "The orders, trades and balances of {scope} were not yet compared with the venue's since the start, or since its dead-man's switch was last in doubt; until then only cancels and orders that reduce a position pass");
    /// The venue has closed the symbol.
    NotTrading = "ORD-05.not-trading",
        |f, scope, _, _| write!(f, "The venue has closed {scope} to trading; until it opens only cancels and orders that reduce a position pass");
    /// The venue does not answer.
    VenueAway = "ORD-13.venue-away",
        |f, scope, _, _| write!(f, "Nothing is placed at {scope} while it is away; only cancels pass until it answers and the account was compared");
    /// An order that is no exit of what an account at an absent venue holds.
    NotMoved = "ORD-13.not-an-exit-of-an-absent-venue",
        |f, scope, _, _| write!(f, "Only an exit of a position in {scope} at a venue that is away is placed at its backup in this way");
    /// An exit at a backup that could close more than is there for certain.
    MovedExcess = "ORD-13.moved-excess",
        |f, _, value, limit| write!(f, "With all that may still trade at both venues this exit would close {value}, more than the {limit} that is there for certain");
    /// A reduce-only order that would do more than reduce.
    ReduceOnlyExcess = "GATE-10.reduce-only-excess",
        |f, _, value, limit| write!(f, "With the orders already working this reduce-only order would close {value}, more than the {limit} there is to close");
    /// The price is not on the venue's grid.
    VenuePriceTick = "ORD-05.price-tick",
        |f, _, value, limit| write!(f, "The price {value} is not a multiple of the tick {limit}");
    /// The price is under the venue's lowest.
    VenuePriceMin = "ORD-05.price-min",
        |f, _, value, limit| write!(f, "The price {value} is under the venue's lowest, {limit}");
    /// The price is over the venue's highest.
    VenuePriceMax = "ORD-05.price-max",
        |f, _, value, limit| write!(f, "The price {value} is over the venue's highest, {limit}");
    /// The quantity is not on the venue's grid.
    VenueQtyStep = "ORD-05.qty-step",
        |f, _, value, limit| write!(f, "The quantity {value} is not a multiple of the step {limit}");
    /// The quantity is under the venue's smallest.
    VenueQtyMin = "ORD-05.qty-min",
        |f, _, value, limit| write!(f, "The quantity {value} is under the venue's smallest, {limit}");
    /// The quantity is over the venue's largest.
    VenueQtyMax = "ORD-05.qty-max",
        |f, _, value, limit| write!(f, "The quantity {value} is over the venue's largest, {limit}");
    /// The value is under the venue's smallest.
    VenueNotionalMin = "ORD-05.notional-min",
        |f, _, value, limit| write!(f, "The order is worth {value}, under the venue's smallest, {limit}");
    /// The value is over the venue's largest.
    VenueNotionalMax = "ORD-05.notional-max",
        |f, _, value, limit| write!(f, "The order is worth {value}, over the venue's largest, {limit}");
    /// There is no two-sided price to judge by.
    ReferenceMissing = "GATE-17.reference-missing",
        |f, scope, _, _| write!(f, "There is no price on both sides for {scope}, so the order cannot be judged");
    /// The price to judge by is too old.
    ReferenceStale = "GATE-17.reference-stale",
        |f, scope, value, limit| write!(f, "The price of {scope} is {value} old, older than {limit}, so the order cannot be judged");
    /// The bid is at or over the ask.
    ReferenceCrossed = "GATE-17.reference-crossed",
        |f, scope, value, limit| write!(f, "The bid {value} of {scope} is not under the ask {limit}, so the order cannot be judged");
    /// The price the order names lies too far over the reference.
    PriceCollarHigh = "GATE-17.price-collar-high",
        |f, scope, value, limit| write!(f, "The price {value} is over {limit}, the highest the collar for {scope} allows");
    /// The price the order names lies too far under the reference.
    PriceCollarLow = "GATE-17.price-collar-low",
        |f, scope, value, limit| write!(f, "The price {value} is under {limit}, the lowest the collar for {scope} allows");
    /// The order could trade with one of our own.
    OwnCrossing = "CTL-22.own-crossing",
        |f, scope, value, limit| write!(f, "At {value} the order would meet one of our own at {limit} in {scope}; end that one first, or choose a price that does not reach it");
    /// The order is worth too much.
    OrderValue = "GATE-02.order-value",
        |f, scope, value, limit| write!(f, "The order is worth {value}, over the limit of {limit} for {scope}");
    /// The order is too large.
    OrderQty = "GATE-02.order-qty",
        |f, scope, value, limit| write!(f, "The quantity {value} is over the limit of {limit} for {scope}");
    /// The position could become worth too much.
    PositionValue = "GATE-02.position-value",
        |f, scope, value, limit| write!(f, "With all working orders filled the position could be worth {value}, over the limit of {limit} for {scope}");
    /// The position could become too large.
    PositionQty = "GATE-02.position-qty",
        |f, scope, value, limit| write!(f, "With all working orders filled the position could be {value}, over the limit of {limit} for {scope}");
    /// The loss of the day has come to its limit.
    DailyLoss = "GATE-08.daily-loss",
        |f, scope, value, limit| write!(f, "The loss of {scope} today is {value}, at or over the limit of {limit}; only cancels and orders that reduce a position pass");
    /// What was lost cannot be told.
    LossUnknown = "GATE-08.loss-unknown",
        |f, scope, value, limit| if *value == Figure::Nothing {
            write!(f, "The loss of {scope} cannot be told, so nothing is added to it")
        } else {
            write!(f, "The loss of {scope} was last counted {value} ago, longer than {limit}, for want of prices; nothing is added to it")
        };
    /// The equity has fallen too far from its highest.
    Drawdown = "GATE-09.drawdown",
        |f, scope, value, limit| write!(f, "The equity of {scope} is {value} below its highest, at or over the limit of {limit}; only cancels and orders that reduce a position pass");
    /// The symbol was traded too often today.
    SymbolTrades = "GATE-15.trades",
        |f, scope, value, limit| write!(f, "It would be trade {value} in {scope} since 00:00 UTC, over the limit of {limit}");
    /// Too many losing positions in the symbol, one after the other.
    SymbolLosses = "GATE-15.losses-in-a-row",
        |f, scope, value, limit| write!(f, "In {scope} {value} positions in a row were closed with a loss, the limit is {limit}; nothing opens there before 00:00 UTC");
    /// The symbol has lost too much today.
    SymbolLoss = "GATE-15.loss",
        |f, scope, value, limit| write!(f, "{scope} has lost {value} since 00:00 UTC, at or over the limit of {limit}; nothing opens there before the next day");
    /// Too many positions.
    OpenPositions = "GATE-03.open-positions",
        |f, scope, value, limit| write!(f, "There would be {value} open positions, over the limit of {limit} for {scope}");
    /// Too many orders that are asked or working.
    OpenOrders = "GATE-02.open-orders",
        |f, scope, value, limit| write!(f, "There would be {value} open orders, over the limit of {limit} for {scope}");
    /// Too many messages in a second.
    MessagesPerSecond = "CTL-10.messages-per-second",
        |f, scope, value, limit| write!(f, "It would be message {value} within a second, over the limit of {limit} for {scope}; cancels pass");
    /// Too many messages in a minute.
    MessagesPerMinute = "CTL-10.messages-per-minute",
        |f, scope, value, limit| write!(f, "It would be message {value} within a minute, over the limit of {limit} for {scope}; cancels pass");
    /// Too many messages in a day.
    MessagesPerDay = "CTL-10.messages-per-day",
        |f, scope, value, limit| write!(f, "It would be message {value} of this UTC day, over the limit of {limit} for {scope}; cancels pass");
    /// Our own prices drift too far within the window.
    DriftCollar = "CTL-07.drift-collar",
        |f, scope, value, limit| write!(f, "The price lies {value} from the first of our own orders within the window, over the {limit} that the drift collar for {scope} allows");
    /// Something that all equity is counted by has no price.
    EquityUnknown = "GATE-05.equity-unknown",
        |f, scope, _, _| write!(f, "What all accounts are worth cannot be told: something of {scope} has no price");
    /// Too large a part of everything in one asset.
    AssetShare = "GATE-05.asset-share",
        |f, scope, value, limit| write!(f, "With all working orders filled the asset could be worth {value}, over the {limit} that is its share of all equity for {scope}");
    /// Too large a part of everything in one class of assets.
    ClassShare = "GATE-05.class-share",
        |f, scope, value, limit| write!(f, "With all working orders filled the asset's class could be worth {value}, over the {limit} that is its share of all equity for {scope}");
    /// It moves too much together with what is held.
    Correlation = "GATE-06.correlation",
        |f, scope, value, limit| write!(f, "The correlation with another position on the same side is {value}, over the limit of {limit} for {scope}");
    /// Nobody knows how much it moves together with what is held.
    CorrelationUnknown = "GATE-06.correlation-unknown",
        |f, scope, _, _| write!(f, "How much the symbol moves together with {scope}, which is held on the same side, is not known: a price of the last half hour is missing, or stood still");
    /// The symbol is not on the list.
    SymbolNotAllowed = "CTL-23.symbol-not-allowed",
        |f, scope, _, _| write!(f, "The symbol is not on the list of those that may be traded for {scope}");
    /// Too little stands in the book.
    Liquidity = "CTL-23.liquidity",
        |f, scope, value, limit| write!(f, "What stands in the known book within the collar is worth {value}, under the {limit} that {scope} asks for");
    /// A large order in a symbol that the account does not know.
    NewSymbol = "CTL-23.new-symbol",
        |f, scope, value, limit| write!(f, "The account does not know {scope} yet: an order worth {value} is over the {limit} of first steps, until it has traded or a person confirms the symbol");
    /// The same order too often.
    RepeatedOrders = "CTL-11.repeated-orders",
        |f, scope, value, limit| write!(f, "It would be the same order for the {value}. time within the window, over the limit of {limit}; {scope} is halted until a person has looked");
    /// Large, and a person has said it only once.
    Unconfirmed = "GATE-14.unconfirmed",
        |f, scope, value, limit| write!(f, "The order is worth {value}, over the {limit} that needs no second word for {scope}; whoever wished it can confirm it as it stands, within its time");
    /// The venue has not said what the account holds.
    BalanceUnknown = "GATE-07.balance-unknown",
        |f, scope, _, _| write!(f, "The venue has not said yet what {scope} holds");
    /// The account holds too little.
    Collateral = "GATE-07.collateral",
        |f, _, value, limit| write!(f, "The order needs {value} and {limit} is available");
    /// A pair or a replacement of orders for a contract; exits of a position there are two orders, each reduce-only.
    OneByOne = "GATE-04.one-by-one",
        |f, scope, _, _| write!(f, "Orders for {scope} are placed one by one; pairs and replacements of contracts are not sent");
    /// The venue has not said what the account is set to.
    SettingsUnknown = "GATE-04.settings-unknown",
        |f, scope, _, _| write!(f, "The venue has not said yet what leverage and margin are set for {scope}");
    /// The account keeps a long and a short position beside each other, and the order names neither.
    HedgeMode = "GATE-04.hedge-mode",
        |f, scope, _, _| write!(f, "In hedge mode an order for {scope} must say whether it is about the long or the short position");
    /// The order names the long or the short position where there is only one.
    OneWayMode = "GATE-04.one-way-mode",
        |f, scope, _, _| write!(f, "There is one net position in {scope}; an order for it names neither a long nor a short one");
    /// The account is in another position mode than the operator fixed.
    PositionMode = "GATE-04.position-mode",
        |f, scope, _, _| write!(f, "The position mode of {scope} is not the one that is fixed for it; only orders that reduce a position pass until it is");
    /// The position mode cannot be changed while something is held or works.
    ModeInUse = "GATE-04.mode-in-use",
        |f, scope, value, _| write!(f, "The position mode of {scope} changes only while nothing is held and no order is open; there are {value}");
    /// Margin assets stand for each other.
    MultiAssets = "GATE-04.multi-assets",
        |f, scope, _, _| write!(f, "With margin assets standing for each other nothing opens here; {scope} must be in single-asset mode");
    /// The margin mode is not the one that is fixed for the account.
    MarginMode = "GATE-04.margin-mode",
        |f, scope, _, _| write!(f, "The margin mode of {scope} is not the one that is fixed for the account");
    /// The leverage is over the cap.
    LeverageMax = "GATE-04.leverage",
        |f, scope, value, limit| write!(f, "A leverage of {value} for {scope} is over the cap of {limit}");
    /// The venue counts another position than our fills add up to.
    PositionInDoubt = "GATE-04.position-in-doubt",
        |f, scope, _, _| write!(f, "The venue counts another position in {scope} than our fills add up to; only orders that reduce it pass until that is settled");
    /// There is no mark price to judge by.
    MarkMissing = "GATE-17.mark-missing",
        |f, scope, _, _| write!(f, "There is no mark price of {scope}, so margin cannot be judged");
    /// The mark price is too old.
    MarkStale = "GATE-17.mark-stale",
        |f, scope, value, limit| write!(f, "The mark price of {scope} is {value} old, older than {limit}, so margin cannot be judged");
    /// The position is near to being closed by the venue.
    LiquidationNear = "GATE-04.liquidation-near",
        |f, scope, value, limit| write!(f, "The mark is {value} from the liquidation price of {scope}, nearer than {limit}; only orders that reduce the position pass");
    /// Positions and orders together would be levered over the cap.
    ImpliedLeverage = "GATE-04.implied-leverage",
        |f, _, value, limit| write!(f, "At the cap on leverage the order needs {value} of margin and {limit} is available");
    /// A change that would make an order larger than it was cleared.
    AmendQty = "GATE-01.amend-qty",
        |f, _, value, limit| write!(f, "The changed quantity {value} is over the {limit} that was let through");
    /// A change of an order's price, which is another order.
    AmendPrice = "GATE-01.amend-price",
        |f, _, value, limit| write!(f, "The changed price {value} is not the {limit} that was let through");
}

impl Rule {
    /// Whether an order that truly reduces a position passes this rule even when it is broken.
    #[must_use]
    #[expect(
        clippy::too_many_lines,
        reason = "one line a rule; a list to be read, not a deed to be cut"
    )]
    pub const fn lets_reducing_pass(self) -> bool {
        match self {
            Self::ClockBackwards
            | Self::BooksBroken
            | Self::NotCompared
            | Self::NotTrading
            | Self::Halted
            | Self::ReferenceMissing
            | Self::ReferenceStale
            | Self::ReferenceCrossed
            | Self::PriceCollarHigh
            | Self::PriceCollarLow
            | Self::OrderValue
            | Self::OrderQty
            | Self::PositionValue
            | Self::PositionQty
            | Self::DailyLoss
            | Self::LossUnknown
            | Self::Drawdown
            | Self::SymbolTrades
            | Self::SymbolLosses
            | Self::SymbolLoss
            | Self::OpenPositions
            | Self::OpenOrders
            | Self::OwnCrossing
            | Self::MessagesPerSecond
            | Self::MessagesPerMinute
            | Self::MessagesPerDay
            | Self::DriftCollar
            | Self::EquityUnknown
            | Self::AssetShare
            | Self::ClassShare
            | Self::Correlation
            | Self::CorrelationUnknown
            | Self::SymbolNotAllowed
            | Self::Liquidity
            | Self::NewSymbol
            | Self::RepeatedOrders
            | Self::Unconfirmed => true,
            Self::UnknownAccount
            | Self::UnknownInstrument
            | Self::ContractsNotTraded
            | Self::SpotNotTraded
            | Self::NoQty
            | Self::GoodTillPassed
            | Self::DuplicateOrder
            | Self::NotCounted
            | Self::Arithmetic
            | Self::LiveLatch
            | Self::TradingSwitch
            | Self::VenueAway
            | Self::NotMoved
            | Self::MovedExcess
            | Self::ReduceOnlyExcess
            | Self::VenuePriceTick
            | Self::VenuePriceMin
            | Self::VenuePriceMax
            | Self::VenueQtyStep
            | Self::VenueQtyMin
            | Self::VenueQtyMax
            | Self::VenueNotionalMin
            | Self::VenueNotionalMax
            | Self::BalanceUnknown
            | Self::Collateral
            | Self::OneByOne
            | Self::SettingsUnknown
            | Self::HedgeMode
            | Self::OneWayMode
            | Self::PositionMode
            | Self::ModeInUse
            | Self::MultiAssets
            | Self::MarginMode
            | Self::LeverageMax
            | Self::PositionInDoubt
            | Self::MarkMissing
            | Self::MarkStale
            | Self::LiquidationNear
            | Self::ImpliedLeverage
            | Self::AmendQty
            | Self::AmendPrice => false,
        }
    }
}

/// A no of the gate, with everything needed to understand it. Its numbers are boxed to keep `Result`s small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule that said no.
    pub rule: Rule,
    /// How far the broken limit reaches.
    pub scope: Scope,
    /// What the order has or would lead to.
    pub value: Box<Figure>,
    /// What is allowed.
    pub limit: Box<Figure>,
}

impl Refusal {
    /// A no of `rule`, whose limit reaches as far as `scope`.
    #[must_use]
    pub fn new(rule: Rule, scope: Scope, value: Figure, limit: Figure) -> Self {
        Self {
            rule,
            scope,
            value: Box::new(value),
            limit: Box::new(limit),
        }
    }

    /// A no of a rule that has no numbers.
    #[must_use]
    pub fn plain(rule: Rule, scope: Scope) -> Self {
        Self::new(rule, scope, Figure::Nothing, Figure::Nothing)
    }
}

/// A scope as people say it.
struct Named<'a>(&'a Scope);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Scope::Global => f.write_str("all trading"),
            Scope::Venue(venue) => write!(f, "venue {venue}"),
            Scope::Account(account) => write!(f, "account {account}"),
            Scope::User(user) => write!(f, "user {user}"),
            Scope::Strategy(strategy) => write!(f, "strategy {strategy}"),
            Scope::Symbol(symbol) => write!(f, "{symbol}"),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A code that is no rule's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRule(pub String);

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not the code of a rule", self.0)
    }
}

impl core::error::Error for UnknownRule {}

impl core::str::FromStr for Rule {
    type Err = UnknownRule;
    fn from_str(text: &str) -> Result<Self, UnknownRule> {
        let mut all = Self::ALL.iter().copied();
        all.find(|rule| rule.code() == text)
            .ok_or_else(|| UnknownRule(text.into()))
    }
}

impl fmt::Display for Refusal {
    /// One plain sentence and the rule's code in brackets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rule.sentence(self, f)?;
        write!(f, " [{}]", self.rule.code())
    }
}

impl core::error::Error for Refusal {}
