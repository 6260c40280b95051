//! The words of whole records, in the order of their fields, and the first word of every fact. Never a word of its own value.

use super::line::{FuturesFactError, Said, Words};
use super::{
    CountdownFact, FuturesFact, FuturesMarks, PoolFact, PositionFact, PricesFact, SeatFact,
    SettingsFact, WalletFact,
};
use crate::futures::input::FuturesTerms;
use crate::futures::listing::{
    BRACKETS_MAX, Bracket, FundingTerms, FuturesLimits, FuturesListing, MarginAsset, MarketLot,
    PriceBands,
};
use crate::futures::view::{
    AlgoOrder, Amendment, FundingView, FuturesFill, FuturesOrder, FuturesTrade, Income,
    MarginChange,
};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use domain::{Amount, ContractKind, Instrument, InstrumentRules};

macro_rules! records {
    ($($name:ident { $($field:ident),* $(,)? })*) => {$(
        impl Said for $name {
            fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let Self { $($field),* } = self;
                $($field.say(f)?;)*
                Ok(())
            }

            fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
                Ok(Self { $($field: Said::hear(words)?),* })
            }
        }
    )*};
}

records! {
    MarginAsset {
        asset, bid_buffer, ask_buffer, exchange_bid_buffer, exchange_ask_buffer, margin,
        auto_exchange,
    }
    InstrumentRules {
        price_tick, price_min, price_max, qty_step, qty_min, qty_max, market_qty_max,
        notional_min, notional_max,
    }
    MarketLot { min, max, step }
    FuturesLimits { open_max, algo_max }
    PriceBands { multiplier_up, multiplier_down, market_take_bound, trigger_protect }
    FundingTerms { interval, cap, floor, interest, impact_notional }
    FuturesTerms { account, fee_tier, maker, taker }
    SettingsFact { account, position_mode, assets_mode, fee_burn, updated }
    SeatFact { account, symbol, leverage, margin }
    WalletFact { account, asset, balance, updated }
    PositionFact {
        account, symbol, position_side, qty, cost, basis_cost, basis_qty, isolated, realised, sunk, updated }
    FuturesOrder {
        id, client_id, account, symbol, side, position_side, price, life, price_match, qty,
        filled, quote_filled, average, reduce, self_trade, origin, status, opened, updated,
        priority, amendments,
    }
    AlgoOrder {
        id, client_id, account, symbol, side, position_side, kind, qty, life, working, protect,
        reduce, self_trade, good_till, status, refusal, actual, extreme, opened, updated,
        triggered,
    }
    FuturesFill { trade, price, qty, quote, fee, fee_asset, realised, liquidity }
    FuturesTrade { account, symbol, order, client_id, side, position_side, fill, at }
    Income { id, account, symbol, kind, amount, asset, trade, at }
    Amendment { id, account, symbol, order, client_id, price, qty, count, at }
    MarginChange { account, symbol, position_side, kind, amount, asset, at }
    CountdownFact { account, symbol, due }
    PoolFact { asset, deposited, fees, funding, insurance, house }
    PricesFact {
        symbol, index, mark, last, premium_sum, premium_count, next_funding, last_rate,
    }
    FundingView { symbol, rate, mark, at }
    FuturesMarks { symbol, order, algo, tran, amendment, trade, update }
}

/// What is taken off a bracket's margin is reckoned anew, so no line bears it.
impl Said for Bracket {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.floor.say(f)?;
        self.cap.say(f)?;
        self.leverage.say(f)?;
        self.maintenance.say(f)
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        Ok(Self {
            floor: words.parsed()?,
            cap: words.parsed()?,
            leverage: words.parsed()?,
            maintenance: words.parsed()?,
            cum: Amount::ZERO,
        })
    }
}

/// Only linear contracts are ever listed: of the kind a line bears size and settlement asset.
impl Said for Instrument {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.venue.say(f)?;
        self.symbol.say(f)?;
        self.venue_symbol.say(f)?;
        self.base.say(f)?;
        self.quote.say(f)?;
        match self.kind {
            ContractKind::Linear { size, settle } => (size, settle).say(f)?,
            ContractKind::Spot => return Err(fmt::Error),
        }
        self.rules.say(f)
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        Ok(Self {
            venue: words.parsed()?,
            symbol: words.parsed()?,
            venue_symbol: Said::hear(words)?,
            base: words.parsed()?,
            quote: words.parsed()?,
            kind: ContractKind::Linear {
                size: words.parsed()?,
                settle: words.parsed()?,
            },
            rules: Said::hear(words)?,
        })
    }
}

impl Said for Vec<Bracket> {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, " {}", self.len())?;
        self.iter().try_for_each(|bracket| bracket.say(f))
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        let count: usize = words.parsed()?;
        if count > BRACKETS_MAX {
            return Err(words.bad());
        }
        (0..count).map(|_| Bracket::hear(words)).collect()
    }
}

impl Said for FuturesListing {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.instrument.say(f)?;
        self.market_lot.say(f)?;
        self.limits.say(f)?;
        self.bands.say(f)?;
        self.brackets.say(f)?;
        self.funding.say(f)?;
        self.liquidation_fee.say(f)?;
        self.onboarded.say(f)
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        Ok(Self {
            instrument: Said::hear(words)?,
            market_lot: Said::hear(words)?,
            limits: Said::hear(words)?,
            bands: Said::hear(words)?,
            brackets: Said::hear(words)?,
            funding: Said::hear(words)?,
            liquidation_fee: Said::hear(words)?,
            onboarded: Said::hear(words)?,
        })
    }
}

impl<T: Said> Said for Box<T> {
    fn say(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).say(f)
    }

    fn hear(words: &mut Words<'_>) -> Result<Self, FuturesFactError> {
        T::hear(words).map(Self::new)
    }
}

macro_rules! kinds {
    ($($name:ident ( $($part:ident),* ) = $word:literal),* $(,)?) => {
        impl FuturesFact {
            /// The first word of its line.
            pub(super) const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$name(..) => $word,)*
                }
            }

            pub(super) fn say_rest(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name($($part),*) => {
                        $($part.say(f)?;)*
                        Ok(())
                    })*
                }
            }

            pub(super) fn hear_rest(
                kind: &str,
                words: &mut Words<'_>,
            ) -> Result<Self, FuturesFactError> {
                match kind {
                    $($word => {
                        $(let $part = Said::hear(words)?;)*
                        Ok(Self::$name($($part),*))
                    })*
                    _ => Err(FuturesFactError::UnknownKind),
                }
            }
        }
    };
}

kinds! {
    Asset(terms) = "margin-asset",
    Listed(listing, status) = "perpetual",
    Terms(terms) = "futures-account",
    Settings(settings) = "futures-settings",
    Seat(seat) = "futures-seat",
    Wallet(wallet) = "futures-wallet",
    Position(position) = "position",
    Order(order) = "futures-order",
    Algo(algo) = "algo",
    Trade(trade) = "futures-trade",
    Income(income) = "income",
    Amendment(amendment) = "futures-amendment",
    MarginChange(change) = "margin-change",
    Countdown(countdown) = "countdown",
    Pool(pool) = "futures-pool",
    Prices(prices) = "futures-prices",
    AssetIndex(asset, price) = "asset-index",
    Funding(funding) = "funding",
    Ids(marks) = "futures-ids",
}
