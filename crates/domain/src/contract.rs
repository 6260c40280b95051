//! The words of contracts on margin: which position, how it is margined, how far it is levered, and wishes to change that.
//! Never a number of the market, never an answer of a venue.

use crate::asset::Symbol;
use crate::ids::AccountId;
use crate::money::Qty;
use crate::text::{TextError, scalar_text};
use core::fmt;

/// Highest leverage that can be said.
const LEVERAGE_MAX: u8 = 200;

/// Which position of a contract an order or a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PositionSide {
    /// The one net position of an account in one-way mode.
    Both,
    /// The long position of an account in hedge mode.
    Long,
    /// The short position of an account in hedge mode.
    Short,
}

/// How many positions an account may have in one contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PositionMode {
    /// One net position.
    OneWay,
    /// A long and a short one beside each other.
    Hedge,
}

/// What stands for the losses of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarginMode {
    /// All that the account holds of the margin asset.
    Cross,
    /// Only what was set aside for it.
    Isolated,
}

/// Whether margin assets stand for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssetsMode {
    /// Each for the contracts it settles.
    Single,
    /// All together, valued by the venue.
    Multi,
}

/// How many times its margin a position may be worth: a whole number from 1 to 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Leverage(u8);

/// A number that is no leverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeverageError;

impl Leverage {
    /// Takes a whole number.
    ///
    /// # Errors
    /// It is zero or above 200.
    pub const fn new(times: u8) -> Result<Self, LeverageError> {
        if times == 0 || times > LEVERAGE_MAX {
            return Err(LeverageError);
        }
        Ok(Self(times))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

/// Money moved between the wallet and an isolated position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarginMove {
    /// From the wallet to the position, in the margin asset.
    Add(Qty),
    /// From the position to the wallet, in the margin asset.
    Take(Qty),
}

/// One thing that an account at a venue can be set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The leverage of a contract.
    Leverage {
        /// The contract.
        symbol: Symbol,
        /// How far.
        leverage: Leverage,
    },
    /// How positions of a contract are margined.
    Margin {
        /// The contract.
        symbol: Symbol,
        /// Cross or isolated.
        mode: MarginMode,
    },
    /// One net position per contract, or two.
    Positions(PositionMode),
    /// Whether margin assets stand for each other.
    Assets(AssetsMode),
    /// The money set aside for an isolated position.
    PositionMargin {
        /// The contract.
        symbol: Symbol,
        /// Which of its positions.
        position: PositionSide,
        /// How much, and which way.
        change: MarginMove,
    },
}

impl Setting {
    /// The contract it is about; none when it is about the whole account.
    #[must_use]
    pub const fn symbol(&self) -> Option<Symbol> {
        match self {
            Self::Leverage { symbol, .. }
            | Self::Margin { symbol, .. }
            | Self::PositionMargin { symbol, .. } => Some(*symbol),
            Self::Positions(_) | Self::Assets(_) => None,
        }
    }
}

/// A text that names no setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingError;

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a setting is like leverage:BTC/USDT:USDT:5, margin:BTC/USDT:USDT:cross or positions:one-way",
        )
    }
}

impl core::error::Error for SettingError {}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leverage { symbol, leverage } => write!(f, "leverage:{symbol}:{leverage}"),
            Self::Margin { symbol, mode } => write!(f, "margin:{symbol}:{mode}"),
            Self::Positions(mode) => write!(f, "positions:{mode}"),
            Self::Assets(mode) => write!(f, "assets:{mode}"),
            Self::PositionMargin {
                symbol,
                position,
                change,
            } => match change {
                MarginMove::Add(amount) => write!(f, "add-margin:{symbol}:{position}:{amount}"),
                MarginMove::Take(amount) => write!(f, "take-margin:{symbol}:{position}:{amount}"),
            },
        }
    }
}

impl core::str::FromStr for Setting {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, SettingError> {
        let (kind, rest) = text.split_once(':').ok_or(SettingError)?;
        let of_account = match kind {
            "positions" => rest.parse().map(Self::Positions).ok(),
            "assets" => rest.parse().map(Self::Assets).ok(),
            _ => None,
        };
        if let Some(setting) = of_account {
            return Ok(setting);
        }
        let (rest, value) = rest.rsplit_once(':').ok_or(SettingError)?;
        let symbol = |text: &str| Symbol::new(text).map_err(|_| SettingError);
        let of_position = |change: fn(Qty) -> MarginMove| {
            let (contract, position) = rest.rsplit_once(':').ok_or(SettingError)?;
            Ok(Self::PositionMargin {
                symbol: symbol(contract)?,
                position: position.parse().map_err(|_| SettingError)?,
                change: change(Qty::parse(value).map_err(|_| SettingError)?),
            })
        };
        match kind {
            "leverage" => Ok(Self::Leverage {
                symbol: symbol(rest)?,
                leverage: value.parse().map_err(|_| SettingError)?,
            }),
            "margin" => Ok(Self::Margin {
                symbol: symbol(rest)?,
                mode: value.parse().map_err(|_| SettingError)?,
            }),
            "add-margin" => of_position(MarginMove::Add),
            "take-margin" => of_position(MarginMove::Take),
            _ => Err(SettingError),
        }
    }
}

/// A wish to set an account at a venue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingChange {
    /// The account.
    pub account: AccountId,
    /// What it shall be set to.
    pub setting: Setting,
}

impl fmt::Display for LeverageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a leverage is a whole number from 1 to {LEVERAGE_MAX}")
    }
}

impl core::error::Error for LeverageError {}

impl fmt::Display for Leverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

macro_rules! words {
    ($name:ty, $($variant:ident = $word:literal),+) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $word),+ })
            }
        }
        scalar_text!($name, TextError, |text| match text {
            $($word => Ok(Self::$variant),)+
            _ => Err(TextError::BadCharacter),
        });
    };
}

words!(PositionSide, Both = "both", Long = "long", Short = "short");
words!(PositionMode, OneWay = "one-way", Hedge = "hedge");
words!(MarginMode, Cross = "cross", Isolated = "isolated");
words!(AssetsMode, Single = "single", Multi = "multi");

scalar_text!(Leverage, LeverageError, |text| {
    if text.starts_with(['0', '+']) {
        return Err(LeverageError);
    }
    text.parse()
        .map_err(|_| LeverageError)
        .and_then(Leverage::new)
});

#[cfg(test)]
mod tests;
