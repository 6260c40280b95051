//! What a campaign will do, said before it begins, and whether it may begin at all: only where no real money is, only on the
//! account that was named, only with enough to trade and with books that agree.

use super::door::{Door, Trouble};
use super::facts::{AccountFacts, BalanceFacts, House, InstrumentFacts, Session};
use super::market::Market;
use desk::campaign::TradedKind;
use domain::{AccountId, Amount, Qty, Symbol};
use protocols::binance_spot::facts as spot;
use protocols::binance_usdm::facts as usdm;

/// Units of quote that must be free: what is held and what rests at once, with room.
const UNITS_NEEDED: i128 = 16;
/// Units that are held or rest at once at most, told beforehand.
const UNITS_AT_ONCE: u32 = 12;

/// Where and what a campaign trades.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) house: House,
    pub(super) by: String,
    pub(super) place: AccountFacts,
    pub(super) instrument: InstrumentFacts,
    pub(super) traded: TradedKind,
}

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) account: AccountId,
    /// None is the usual one of what the account trades.
    pub(crate) symbol: Option<Symbol>,
    pub(crate) orders: u32,
    pub(crate) cost_max: Amount,
    pub(crate) minutes_max: u32,
}

impl Plan {
    /// The plan, where it may be carried out.
    pub(super) async fn make(
        door: &mut Door,
        session: Session,
        wanted: Wanted,
    ) -> Result<Self, Trouble> {
        let house = door.house().await?;
        let known = house.accounts.iter();
        let place = known.clone().find(|place| place.account == wanted.account);
        let Some(place) = place.cloned() else {
            let accounts: Vec<String> = known.map(|place| place.account.to_string()).collect();
            return Err(Trouble::Stopped(format!(
                "this desk has no account {}; it has {}; nothing was sent",
                wanted.account,
                accounts.join(", ")
            )));
        };
        refuse_real_money(&session, &place)?;
        let (traded, usual) = match place.product.as_deref() {
            Some("spot") => (TradedKind::Asset, "BTC/USDT"),
            Some("usd-m") => (TradedKind::Contract, "BTC/USDT:USDT"),
            Some(_) | None => {
                let why = format!(
                    "it is not known what account {} trades; nothing was sent",
                    place.account
                );
                return Err(Trouble::Stopped(why));
            }
        };
        let symbol = wanted
            .symbol
            .map_or_else(|| usual.to_owned(), |symbol| symbol.to_string());
        let instruments = door.instruments().await?;
        let mut instruments = instruments.into_iter();
        let Some(instrument) = instruments.find(|one| one.symbol.as_str() == symbol) else {
            let why = format!("{symbol} is not traded at this desk; nothing was sent");
            return Err(Trouble::Stopped(why));
        };
        if instrument.traded() != Some(traded) {
            let trades = match traded {
                TradedKind::Asset => "assets",
                TradedKind::Contract => "contracts",
            };
            let why = format!(
                "account {} trades {trades}, and {symbol} is none of them; nothing was sent",
                place.account
            );
            return Err(Trouble::Stopped(why));
        }
        Ok(Self {
            house,
            by: session.name,
            place,
            instrument,
            traded,
        })
    }

    /// What will be done, in words.
    pub(super) fn words(&self, wanted: Wanted, market: &Market) -> Result<String, Trouble> {
        let unit = market.unit()?;
        let value = unit_value(market, unit)?;
        let at_once = value.times(Qty::from_parts(UNITS_AT_ONCE.into(), 0)?)?;
        let (base, quote) = (self.instrument.base, self.instrument.quote);
        let place = &self.place;
        Ok(format!(
            "campaign on account {} at {} ({}, {})\n  trades        {} in units of {unit} {base}, about {value} {quote} each\n  until         {} orders are filled, each kind at least once, and every error that can be had is had\n  ties up       at most about {at_once} {quote} at one time\n  may cost      at most {} {quote}, then it stops\n  may take      at most {} minutes, then it stops\n  leaves        no order and no position; less than {} {base} may remain\n  halts         {} for a moment, to see an order refused",
            place.account,
            place.host,
            place.venue,
            place.environment,
            self.instrument.symbol,
            wanted.orders,
            wanted.cost_max,
            wanted.minutes_max,
            self.instrument.qty_step,
            self.instrument.symbol,
        ))
    }

    /// Whether the account has enough to begin with.
    pub(super) fn check_money(
        &self,
        market: &Market,
        balances: &[BalanceFacts],
    ) -> Result<(), Trouble> {
        let quote = self.instrument.quote;
        let value = unit_value(market, market.unit()?)?;
        let needed = value.times(Qty::from_parts(UNITS_NEEDED, 0)?)?;
        let free = balances.iter().find(|row| row.asset == quote);
        let free = free.map_or(Amount::ZERO, |row| row.free.amount());
        if free < needed {
            let why = format!(
                "account {} has {free} {quote} free, and a campaign needs {needed}; nothing was sent",
                self.place.account
            );
            return Err(Trouble::Stopped(why));
        }
        Ok(())
    }
}

/// A unit at the ask, rounded up to cents.
fn unit_value(market: &Market, unit: Qty) -> Result<Amount, Trouble> {
    Ok(market.ask.times(unit)?.rounded(2, domain::Rounding::Up))
}

/// Refuses wherever money could be real: by the desk's own word, by the environment, and by the host.
// GATE-12 ORD-12
fn refuse_real_money(session: &Session, place: &AccountFacts) -> Result<(), Trouble> {
    let known = matches!(place.environment.as_str(), "simulated" | "testnet" | "demo");
    let play = matches!(session.mode.as_str(), "PAPER" | "TESTNET");
    let bare = without_port(&place.host);
    let live = live_hosts().any(|host| bare.eq_ignore_ascii_case(host));
    if known && play && !live {
        return Ok(());
    }
    let why = format!(
        "account {} trades {} at {} in mode {}: a campaign never trades where money is real; nothing was sent",
        place.account, place.environment, place.host, session.mode
    );
    Err(Trouble::Stopped(why))
}

/// The hosts at which orders are for real money.
fn live_hosts() -> impl Iterator<Item = &'static str> {
    let addresses = [
        spot::LIVE.rest,
        spot::LIVE.session,
        usdm::LIVE.rest,
        usdm::LIVE.session,
    ];
    addresses.into_iter().filter_map(|address| {
        let (_, rest) = address.split_once("://")?;
        rest.split('/').next().map(without_port)
    })
}

fn without_port(host: &str) -> &str {
    host.split_once(':').map_or(host, |(name, _)| name)
}

#[cfg(test)]
mod tests;
