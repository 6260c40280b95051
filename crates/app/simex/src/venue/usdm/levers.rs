//! The levers for tests of futures: index prices, the house's levels and trades, gifts, statuses, and what the ledger
//! tells of an account. Never part of Binance's surface.

use super::account::is_live;
use super::trade::refusal;
use super::views::{account as accounts, algo, money, order as orders};
use super::words;
use crate::venue::Venue;
use crate::venue::admin::{Lever, done, read, refused, wrong};
use crate::venue::http::{HttpRequest, Method, Reply};
use crate::venue::refusal::Refusal;
use domain::{AccountId, Amount, Asset, Price, Qty, Rate, Side, Symbol, Time};
use exchange::futures::{
    AlgoId, Bracket, FuturesEffect, FuturesInput, FuturesLedger, FuturesStatus, Grant, IncomeQuery,
};
use exchange::{ExchangeOrderId, ExchangeTradeId, HouseLevel, Refill, SetLevels, Take};
use serde::Deserialize;
use serde_json::{Value, json};

/// The levers of futures.
pub(crate) const LEVERS: &[Lever] = &[
    Lever {
        method: Method::Post,
        path: "/_sim/futures/index",
        pull: index,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/futures/levels",
        pull: levels,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/futures/take",
        pull: take,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/futures/grant",
        pull: grant,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/funding",
        pull: fund,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/futures/status",
        pull: status,
    },
    Lever {
        method: Method::Post,
        path: "/_sim/futures/brackets",
        pull: brackets,
    },
    Lever {
        method: Method::Get,
        path: "/_sim/futures/pools",
        pull: pools,
    },
];

/// Says no in the engine's own word.
fn answered(effects: &[FuturesEffect]) -> Result<Reply, Reply> {
    match refusal(effects) {
        None => done(&json!({})),
        Some(reason) => Err(wrong(reason.name())),
    }
}

fn symbol(venue: &Venue, name: &str) -> Result<Symbol, Reply> {
    let contract = venue.usdm.contracts.named(name);
    let contract = contract.ok_or_else(|| refused(&Refusal::BadSymbol))?;
    Ok(contract.symbol)
}

fn holder(venue: &Venue, key: &str) -> Result<AccountId, Reply> {
    let account = venue.keys.account(key);
    account.ok_or_else(|| refused(&Refusal::UnknownKey))
}

/// An index price that stays, or none: it follows the spot market from here on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    symbol: String,
    price: Option<Price>,
}

fn index(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Index = read(request)?;
    let symbol = symbol(venue, &wish.symbol)?;
    let Some(price) = wish.price else {
        venue.usdm.held.remove(&symbol);
        return done(&json!({}));
    };
    venue.usdm.held.insert(symbol);
    let tag = venue.tag();
    let effects = venue.step_futures(FuturesInput::SetIndex { tag, symbol, price });
    answered(&effects)
}

#[derive(Debug, Clone, Copy, Deserialize)]
enum Way {
    #[serde(rename = "BUY")]
    Buy,
    #[serde(rename = "SELL")]
    Sell,
}

impl Way {
    const fn side(self) -> Side {
        match self {
            Self::Buy => Side::Buy,
            Self::Sell => Side::Sell,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Level {
    side: Way,
    price: Price,
    qty: Qty,
}

/// What the house shows from here on at some prices; zero takes a level away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Levels {
    symbol: String,
    levels: Vec<Level>,
}

fn levels(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Levels = read(request)?;
    let symbol = symbol(venue, &wish.symbol)?;
    let levels = wish.levels.iter().map(|level| HouseLevel {
        side: level.side.side(),
        price: level.price,
        qty: level.qty,
    });
    let batch = SetLevels {
        tag: venue.tag(),
        symbol,
        refill: Refill::Named,
        levels: levels.collect(),
    };
    let effects = venue.step_futures(FuturesInput::SetLevels(batch));
    answered(&effects)
}

/// An anonymous trader takes from the book.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Taken {
    symbol: String,
    side: Way,
    qty: Qty,
    limit: Option<Price>,
}

fn take(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Taken = read(request)?;
    let take = Take {
        tag: venue.tag(),
        symbol: symbol(venue, &wish.symbol)?,
        side: wish.side.side(),
        qty: wish.qty,
        limit: wish.limit,
    };
    let effects = venue.step_futures(FuturesInput::Take(take));
    answered(&effects)
}

/// Money of a kind that does not arise by trading.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Given {
    key: String,
    income_type: String,
    asset: Asset,
    amount: Amount,
    symbol: Option<String>,
}

fn grant(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Given = read(request)?;
    let kind = words::income_kind(&wish.income_type);
    let grant = Grant {
        tag: venue.tag(),
        account: holder(venue, &wish.key)?,
        kind: kind.ok_or_else(|| wrong("no such incomeType"))?,
        asset: wish.asset,
        amount: wish.amount,
        symbol: wish.symbol.map(|name| symbol(venue, &name)).transpose()?,
    };
    let effects = venue.step_futures(FuturesInput::Grant(grant));
    answered(&effects)
}

/// Funding to be paid at once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Funding {
    symbol: String,
    /// The one that stands where absent.
    rate: Option<Rate>,
}

/// Pays funding at once; at which rate and mark price.
fn fund(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Funding = read(request)?;
    let (tag, symbol) = (venue.tag(), symbol(venue, &wish.symbol)?);
    let rate = wish.rate;
    let effects = venue.step_futures(FuturesInput::Fund { tag, symbol, rate });
    answered(&effects)?;
    let mut paid = None;
    for effect in &effects {
        // What was due on the schedule comes before what is ordered.
        if let FuturesEffect::Funding(one) = effect
            && one.symbol == symbol
        {
            paid = Some(one);
        }
    }
    let paid = paid.ok_or_else(|| wrong("nothing was paid"))?;
    done(&json!({
        "symbol": wish.symbol,
        "fundingRate": paid.rate.to_string(),
        "markPrice": paid.mark.to_string(),
        "fundingTime": paid.at.millis(),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stand {
    symbol: String,
    status: String,
}

fn status(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Stand = read(request)?;
    let status = match wish.status.as_str() {
        "PENDING_TRADING" => FuturesStatus::PendingTrading,
        "TRADING" => FuturesStatus::Trading,
        "PRE_SETTLE" => FuturesStatus::PreSettle,
        "SETTLING" => FuturesStatus::Settling,
        "CLOSE" => FuturesStatus::Closed,
        _ => return Err(wrong("no such status")),
    };
    let symbol = symbol(venue, &wish.symbol)?;
    let tag = venue.tag();
    let effects = venue.step_futures(FuturesInput::SetStatus {
        tag,
        symbol,
        status,
    });
    answered(&effects)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    cap: Amount,
    leverage: u32,
    maintenance: Rate,
}

/// The brackets of a contract, lowest first: each begins where the one before ends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Steps {
    symbol: String,
    brackets: Vec<Step>,
}

fn brackets(venue: &mut Venue, request: &HttpRequest) -> Result<Reply, Reply> {
    let wish: Steps = read(request)?;
    let symbol = symbol(venue, &wish.symbol)?;
    let mut floor = Amount::ZERO;
    let mut brackets = Vec::new();
    for step in wish.brackets {
        brackets.push(Bracket {
            floor,
            cap: step.cap,
            leverage: step.leverage,
            maintenance: step.maintenance,
            cum: Amount::ZERO,
        });
        floor = step.cap;
    }
    let tag = venue.tag();
    let effects = venue.step_futures(FuturesInput::SetBrackets {
        tag,
        symbol,
        brackets,
    });
    answered(&effects)
}

/// Where all money is: deposited = wallets + fees + funding + insurance + house, for every asset.
fn pools(venue: &mut Venue, _: &HttpRequest) -> Result<Reply, Reply> {
    let row = |ledger: &FuturesLedger| {
        json!({
            "asset": ledger.asset.as_str(),
            "deposited": ledger.deposited.to_string(),
            "wallets": ledger.wallets.to_string(),
            "fees": ledger.fees.to_string(),
            "funding": ledger.funding.to_string(),
            "insurance": ledger.insurance.to_string(),
            "house": ledger.house.to_string(),
        })
    };
    let rows: Value = venue.futures.ledger().iter().map(row).collect();
    done(&rows)
}

impl Venue {
    /// Everything the futures engine knows of an account, for the ledger.
    pub(crate) fn futures_state(&self, account: AccountId) -> Value {
        let Some(config) = self.futures.config(account) else {
            return Value::Null;
        };
        let wallets = self.futures.wallets(account);
        let wallets = wallets
            .iter()
            .map(|wallet| accounts::balance("", wallet, &config));
        let wallets: Value = wallets.collect();
        let mut positions = self.futures.positions(account, None);
        positions.retain(is_live);
        let positions = self.positions_held(&positions);
        let positions: Value = positions.iter().map(accounts::risk_third).collect();
        let (mut all, mut waiting, mut trades) = (Vec::new(), Vec::new(), Vec::new());
        for contract in self.usdm.contracts.all() {
            let symbol = contract.symbol;
            let first = ExchangeOrderId::new(0);
            let rows = self.futures.orders(account, symbol, first, usize::MAX);
            all.extend(rows.iter().map(|row| orders::listed(contract, row)));
            let rows = self
                .futures
                .algos(account, symbol, AlgoId::new(0), usize::MAX);
            waiting.extend(rows.iter().map(|row| {
                let became = self.became(row);
                algo::listed(contract, row, became.as_ref())
            }));
            let first = ExchangeTradeId::new(0);
            let rows = self.futures.trades(account, symbol, first, usize::MAX);
            trades.extend(rows.iter().map(|row| orders::trade(contract, row)));
        }
        let income = self.futures.income(&IncomeQuery {
            account,
            symbol: None,
            kind: None,
            from: Time::from_nanos(i64::MIN),
            to: Time::from_nanos(i64::MAX),
            skip: 0,
            limit: usize::MAX,
        });
        let income = income.iter();
        let income: Value = income
            .map(|row| money::income(&self.usdm.contracts, row))
            .collect();
        let contracts = self.usdm.contracts.all();
        let settings: Value = contracts
            .filter_map(|contract| {
                let config = self.futures.symbol_config(account, contract.symbol)?;
                Some(accounts::symbol_config(contract, &config))
            })
            .collect();
        json!({
            "wallets": wallets, "positions": positions, "settings": settings, "orders": all,
            "algoOrders": waiting, "trades": trades, "income": income,
        })
    }
}
