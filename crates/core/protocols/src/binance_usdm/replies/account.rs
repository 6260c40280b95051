//! Balances, positions and settings as the venue reports them. Never a sum of our own.

use super::{Switch, VenueSymbol};
use alloc::vec::Vec;
use domain::{
    Amount, Asset, AssetsMode, Leverage, MarginMode, PositionMode, PositionSide, Price, Rate, Time,
};

/// One wallet of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueBalance {
    /// The asset.
    pub asset: Asset,
    /// What is in the wallet; below zero when the venue is owed.
    pub wallet: Amount,
    /// What of it stands for positions on cross margin.
    pub cross_wallet: Amount,
    /// Profit of open positions on cross margin.
    pub cross_unrealised: Amount,
    /// What may be used for new orders.
    pub available: Amount,
    /// When it last changed; the epoch when it never did.
    pub at: Time,
}

/// A position in the account's summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountPosition {
    /// The contract.
    pub symbol: VenueSymbol,
    /// Which of its positions.
    pub position: PositionSide,
    /// Base held: above zero long, below zero short.
    pub qty: Amount,
    /// Profit if it were closed at the mark.
    pub unrealised: Amount,
    /// Money set aside for it, its profit left out.
    pub isolated_wallet: Amount,
    /// Margin it and its orders need.
    pub initial_margin: Amount,
    /// Margin below which it is liquidated.
    pub maintenance_margin: Amount,
    /// When it last changed; the epoch when it never did.
    pub at: Time,
}

/// The account's sums, wallets and positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountState {
    /// All wallets together.
    pub wallet: Amount,
    /// Profit of all open positions at the mark.
    pub unrealised: Amount,
    /// Both together.
    pub margin_balance: Amount,
    /// Margin that positions and orders need.
    pub initial_margin: Amount,
    /// Margin below which positions are liquidated.
    pub maintenance_margin: Amount,
    /// What may be used for new orders.
    pub available: Amount,
    /// Wallet by wallet.
    pub balances: Vec<VenueBalance>,
    /// Contracts with a position or an order.
    pub positions: Vec<AccountPosition>,
}

/// A position with its risk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenuePosition {
    /// The contract.
    pub symbol: VenueSymbol,
    /// Which of its positions.
    pub position: PositionSide,
    /// Base held: above zero long, below zero short.
    pub qty: Amount,
    /// Average price it was opened at; absent when it is flat.
    pub entry: Option<Price>,
    /// Price at which it would be closed without loss after fees; absent when it is flat.
    pub breakeven: Option<Price>,
    /// The price positions are valued at.
    pub mark: Price,
    /// Profit if it were closed at the mark.
    pub unrealised: Amount,
    /// Price at which it is liquidated; absent when no price is.
    pub liquidation: Option<Price>,
    /// Value at the mark, signed like the quantity.
    pub notional: Amount,
    /// Money set aside for it, with its profit.
    pub isolated_margin: Amount,
    /// Money set aside for it, its profit left out.
    pub isolated_wallet: Amount,
    /// The asset it is margined and settled in.
    pub margin_asset: Asset,
    /// Margin it and its orders need.
    pub initial_margin: Amount,
    /// Margin below which it is liquidated.
    pub maintenance_margin: Amount,
    /// How soon it would be closed against another's loss, from 0 to 4.
    pub adl: u8,
    /// When it last changed; the epoch when it never did.
    pub at: Time,
}

/// What the account is set to and may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountSettings {
    /// One net position per contract, or two.
    pub positions: PositionMode,
    /// Whether margin assets stand for each other.
    pub assets: AssetsMode,
    /// Whether it may trade.
    pub trading: Switch,
    /// Whether the account may withdraw.
    pub withdrawing: Switch,
}

/// What the account is set to for one contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SymbolSettings {
    /// The contract.
    pub symbol: VenueSymbol,
    /// Cross or isolated.
    pub margin: MarginMode,
    /// Its leverage.
    pub leverage: Leverage,
    /// Largest value of a position at that leverage.
    pub notional_max: Amount,
}

/// What the account pays for trades in one contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TradingFees {
    /// The contract.
    pub symbol: VenueSymbol,
    /// What a maker pays.
    pub maker: Rate,
    /// What a taker pays.
    pub taker: Rate,
}
