//! Every limit that a scope may have, one line each: its field, its name, its form, and which way is tighter. Judges nothing.
// GATE-02 GATE-03 GATE-08 GATE-09 GATE-14 GATE-15 GATE-17 GATE-19

use alloc::string::String;
use core::fmt;
use domain::{Amount, Qty, Rate, Scope, Span};

/// A number of things.
type Count = u64;

/// The largest count a limit may name.
const COUNT_MAX: u64 = 1_000_000_000;
/// The longest span a limit may name.
const SPAN_MAX: Span = Span::from_secs(31 * 86_400);

/// What form a limit's number has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitForm {
    /// A sum of the value asset.
    Amount,
    /// A quantity of base.
    Qty,
    /// A share of one.
    Rate,
    /// A number of things.
    Count,
    /// A length of time; its text is whole milliseconds.
    Span,
}

/// Which way a limit is tighter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitSense {
    /// Nothing may be more: lower is tighter.
    AtMost,
    /// Nothing may be less: higher is tighter.
    AtLeast,
}

/// The number of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LimitValue {
    /// A sum of the value asset.
    Amount(Amount),
    /// A quantity of base.
    Qty(Qty),
    /// A share of one.
    Rate(Rate),
    /// A number of things.
    Count(u64),
    /// A length of time.
    Span(Span),
}

/// Why a number is no limit of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitFault {
    /// It is of another form.
    Form,
    /// It is nothing or less, or larger than a limit may be. To stop trading, halt it.
    Bounds,
}

/// Text that is no limit's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLimit;

/// Forms that a limit's number may have.
trait Form: Sized {
    fn of(value: LimitValue) -> Option<Self>;
}

macro_rules! forms {
    ($($form:ident),+) => {$(
        impl Form for $form {
            fn of(value: LimitValue) -> Option<Self> {
                if let LimitValue::$form(number) = value { Some(number) } else { None }
            }
        }
    )+};
}

forms!(Amount, Qty, Rate, Count, Span);

macro_rules! limit_sets {
    ($($(#[$doc:meta])* $field:ident: $form:ident $sense:ident $kind:ident = $name:literal;)+) => {
        /// Limits of one scope. `None` adds nothing to what already holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct LimitSet {
            $($(#[$doc])* pub $field: Option<$form>,)+
        }

        /// A kind of limit.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum LimitKind {
            $($(#[$doc])* $kind,)+
        }

        impl LimitKind {
            /// All kinds, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The name, as in the settings: `order_value_max`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)+ }
            }

            /// The form of its number.
            #[must_use]
            pub const fn form(self) -> LimitForm {
                match self { $(Self::$kind => LimitForm::$form,)+ }
            }

            /// Which way it is tighter.
            #[must_use]
            pub const fn sense(self) -> LimitSense {
                match self { $(Self::$kind => LimitSense::$sense,)+ }
            }
        }

        impl LimitSet {
            /// The limit of a kind, if this set has one.
            #[must_use]
            pub fn get(&self, kind: LimitKind) -> Option<LimitValue> {
                match kind { $(LimitKind::$kind => self.$field.map(LimitValue::$form),)+ }
            }

            /// Sets or takes away the limit of a kind.
            ///
            /// # Errors
            /// The number is of another form or outside its bounds; nothing is changed.
            pub fn set(&mut self, kind: LimitKind, value: Option<LimitValue>) -> Result<(), LimitFault> {
                if let Some(value) = value {
                    kind.check(value)?;
                }
                match kind { $(LimitKind::$kind => self.$field = value.and_then(Form::of),)+ }
                Ok(())
            }
        }
    };
}

limit_sets! {
    /// Largest value of one order, in the value asset.
    order_value_max: Amount AtMost OrderValueMax = "order_value_max";
    /// Largest quantity of one order, in base.
    order_qty_max: Qty AtMost OrderQtyMax = "order_qty_max";
    /// Largest worst-case value of the account's position in the order's symbol, in the value asset.
    position_value_max: Amount AtMost PositionValueMax = "position_value_max";
    /// Largest worst-case quantity of the account's position in the order's symbol, in base.
    position_qty_max: Qty AtMost PositionQtyMax = "position_qty_max";
    /// Most open positions in this scope; a person's and a strategy's are those of the account they trade on.
    open_positions_max: Count AtMost OpenPositionsMax = "open_positions_max";
    /// Most orders that are asked or working in this scope.
    open_orders_max: Count AtMost OpenOrdersMax = "open_orders_max";
    /// Farthest a price may lie from the reference, as a share of it.
    price_collar: Rate AtMost PriceCollar = "price_collar";
    /// Most that a day may lose here, in the value asset; counted for everything, a venue or an account.
    daily_loss_max: Amount AtMost DailyLossMax = "daily_loss_max";
    /// Farthest the equity may fall here from its highest, as a share of it; counted for everything, a venue or an account.
    drawdown_max: Rate AtMost DrawdownMax = "drawdown_max";
    /// Most orders that open something in one symbol, from 00:00 UTC to the next.
    symbol_trades_max: Count AtMost SymbolTradesMax = "symbol_trades_max";
    /// How many positions in one symbol, one after the other, may be closed with a loss before its day is over.
    symbol_losses_max: Count AtMost SymbolLossesMax = "symbol_losses_max";
    /// Most that one symbol may lose from 00:00 UTC to the next, realised, in its quote.
    symbol_loss_max: Amount AtMost SymbolLossMax = "symbol_loss_max";
    /// Most orders and changes of orders sent in a second (control 10). Cancels are never refused.
    messages_per_second_max: Count AtMost MessagesPerSecondMax = "messages_per_second_max";
    /// Most orders and changes of orders sent in a minute (control 10).
    messages_per_minute_max: Count AtMost MessagesPerMinuteMax = "messages_per_minute_max";
    /// Most orders and changes of orders sent in a UTC day (control 10).
    messages_per_day_max: Count AtMost MessagesPerDayMax = "messages_per_day_max";
    /// Farthest the prices of our own orders in a symbol may drift within the window, as a share of the first (control 7).
    drift_collar: Rate AtMost DriftCollar = "drift_collar";
    /// Most orders of the same shape that a program or a strategy may send within the window (control 11).
    same_orders_max: Count AtMost SameOrdersMax = "same_orders_max";
    /// Most orders of the same shape that a person may send by hand within the window (control 11).
    same_orders_by_hand_max: Count AtMost SameOrdersByHandMax = "same_orders_by_hand_max";
    /// Largest share of all equity that one asset may come to be worth (control 16).
    asset_share_max: Rate AtMost AssetShareMax = "asset_share_max";
    /// Largest share of all equity that one class of assets may come to be worth (control 16).
    class_share_max: Rate AtMost ClassShareMax = "class_share_max";
    /// Largest correlation with anything else held on the same side (control 16).
    correlation_max: Rate AtMost CorrelationMax = "correlation_max";
    /// Least value in the known book within the collar, on the side an order would trade with (control 23).
    liquidity_min: Amount AtLeast LiquidityMin = "liquidity_min";
    /// Largest value of one order in a symbol that its account does not know yet (control 23).
    new_symbol_order_value_max: Amount AtMost NewSymbolOrderValueMax = "new_symbol_order_value_max";
    /// Largest value of one order that a person has not confirmed (GATE-14).
    unconfirmed_order_value_max: Amount AtMost UnconfirmedOrderValueMax = "unconfirmed_order_value_max";
}

impl LimitSet {
    /// Whether it holds no limit at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        LimitKind::ALL.iter().all(|kind| self.get(*kind).is_none())
    }
}

impl LimitKind {
    /// Whether a number can be a limit of this kind.
    ///
    /// # Errors
    /// It is of another form or outside its bounds.
    pub fn check(self, value: LimitValue) -> Result<(), LimitFault> {
        if value.form() != self.form() {
            return Err(LimitFault::Form);
        }
        let inside = match value {
            LimitValue::Amount(amount) => amount > Amount::ZERO,
            LimitValue::Qty(qty) => !qty.is_zero(),
            LimitValue::Rate(rate) => rate > Rate::ZERO,
            LimitValue::Count(count) => (1..=COUNT_MAX).contains(&count),
            LimitValue::Span(span) => span > Span::ZERO && span <= SPAN_MAX,
        };
        inside.then_some(()).ok_or(LimitFault::Bounds)
    }

    /// Whether a scope can have a limit of this kind: losses are counted of everything, of venues and of accounts.
    #[must_use]
    pub const fn holds_in(self, scope: Scope) -> bool {
        match (self, scope) {
            (
                Self::DailyLossMax | Self::DrawdownMax,
                Scope::User(_) | Scope::Strategy(_) | Scope::Symbol(_),
            ) => false,
            (
                Self::DailyLossMax | Self::DrawdownMax,
                Scope::Global | Scope::Venue(_) | Scope::Account(_),
            )
            | (
                Self::OrderValueMax
                | Self::OrderQtyMax
                | Self::PositionValueMax
                | Self::PositionQtyMax
                | Self::OpenPositionsMax
                | Self::OpenOrdersMax
                | Self::PriceCollar
                | Self::SymbolTradesMax
                | Self::SymbolLossesMax
                | Self::SymbolLossMax
                | Self::MessagesPerSecondMax
                | Self::MessagesPerMinuteMax
                | Self::MessagesPerDayMax
                | Self::DriftCollar
                | Self::SameOrdersMax
                | Self::SameOrdersByHandMax
                | Self::AssetShareMax
                | Self::ClassShareMax
                | Self::CorrelationMax
                | Self::LiquidityMin
                | Self::NewSymbolOrderValueMax
                | Self::UnconfirmedOrderValueMax,
                _,
            ) => true,
        }
    }

    /// The number of a text: what [`LimitValue`] shows. A span is whole milliseconds.
    ///
    /// # Errors
    /// It is no number of this form, or outside its bounds.
    pub fn parse(self, text: &str) -> Result<LimitValue, LimitFault> {
        let read = match self.form() {
            LimitForm::Amount => Amount::parse(text).ok().map(LimitValue::Amount),
            LimitForm::Qty => Qty::parse(text).ok().map(LimitValue::Qty),
            LimitForm::Rate => text.parse().ok().map(LimitValue::Rate),
            LimitForm::Count => text.parse().ok().map(LimitValue::Count),
            LimitForm::Span => text
                .parse()
                .ok()
                .map(Span::from_millis)
                .map(LimitValue::Span),
        };
        let value = read.ok_or(LimitFault::Form)?;
        self.check(value)?;
        Ok(value)
    }

    /// Whether `value` is at least as tight as `than`; no limit at all is the loosest.
    #[must_use]
    pub fn as_tight(self, value: Option<LimitValue>, than: Option<LimitValue>) -> bool {
        match (value, than, self.sense()) {
            (_, None, _) => true,
            (None, Some(_), _) => false,
            (Some(value), Some(than), LimitSense::AtMost) => value <= than,
            (Some(value), Some(than), LimitSense::AtLeast) => value >= than,
        }
    }
}

impl LimitValue {
    /// The form of this number.
    #[must_use]
    pub const fn form(self) -> LimitForm {
        match self {
            Self::Amount(_) => LimitForm::Amount,
            Self::Qty(_) => LimitForm::Qty,
            Self::Rate(_) => LimitForm::Rate,
            Self::Count(_) => LimitForm::Count,
            Self::Span(_) => LimitForm::Span,
        }
    }

    /// The one text form: the bare number.
    #[must_use]
    pub fn text(self) -> String {
        alloc::format!("{self}")
    }
}

impl fmt::Display for LimitValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount(amount) => write!(f, "{amount}"),
            Self::Qty(qty) => write!(f, "{qty}"),
            Self::Rate(rate) => write!(f, "{rate}"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Span(span) => write!(f, "{}", span.millis()),
        }
    }
}

impl fmt::Display for LimitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl core::str::FromStr for LimitKind {
    type Err = UnknownLimit;
    fn from_str(text: &str) -> Result<Self, UnknownLimit> {
        let mut all = Self::ALL.iter().copied();
        all.find(|kind| kind.name() == text).ok_or(UnknownLimit)
    }
}

impl fmt::Display for UnknownLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no limit of this name")
    }
}

impl core::error::Error for UnknownLimit {}

impl fmt::Display for LimitFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "the number does not have the form that this limit takes",
            Self::Bounds => {
                "the number must be above nothing and within bounds; to stop trading, halt it"
            }
        })
    }
}

impl core::error::Error for LimitFault {}

#[cfg(test)]
mod tests;
