//! The private frames as the venue writes them, in letters, and what each says. Never a default for what is missing.

use super::{
    AccountFact, AlgoStatus, Amount, Asset, AssetsMode, BalanceMove, CalledPosition, ClientOrderId,
    Deserialize, FrameError, Leverage, Liquidity, LiteFill, MarginMode, OrderLife, OrderOrigin,
    OrderStatus, OrderType, PositionEffect, PositionMove, PositionSide, Price, Qty, Side, String,
    Time, ToString, UpdateReason, Vec, VenueAlgo, VenueFill, VenueOrder, VenueOrderId, VenueSymbol,
    VenueTradeId, fields, words,
};
use serde::de;

#[derive(Deserialize)]
pub(super) struct OrderEvent {
    o: RawOrder,
}

#[derive(Deserialize)]
struct RawOrder {
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    c: ClientOrderId,
    #[serde(rename = "S", deserialize_with = "words::side")]
    side: Side,
    #[serde(rename = "o", deserialize_with = "words::kind")]
    kind: OrderType,
    #[serde(rename = "f", deserialize_with = "words::life")]
    life: OrderLife,
    q: Qty,
    #[serde(deserialize_with = "fields::optional_price")]
    p: Option<Price>,
    #[serde(deserialize_with = "fields::optional_price")]
    ap: Option<Price>,
    x: String,
    #[serde(rename = "X", deserialize_with = "words::status")]
    status: OrderStatus,
    #[serde(rename = "i", deserialize_with = "fields::order_id")]
    order: VenueOrderId,
    l: Qty,
    z: Qty,
    #[serde(rename = "L", deserialize_with = "fields::optional_price")]
    last_price: Option<Price>,
    n: Option<Amount>,
    #[serde(rename = "N")]
    fee_asset: Option<Asset>,
    #[serde(rename = "T", deserialize_with = "fields::millis")]
    at: Time,
    t: u64,
    #[serde(rename = "m", deserialize_with = "words::liquidity")]
    liquidity: Liquidity,
    #[serde(rename = "R", deserialize_with = "words::effect")]
    effect: PositionEffect,
    #[serde(rename = "ps", deserialize_with = "words::position")]
    position: PositionSide,
    rp: Amount,
}

fn missing(field: &'static str) -> FrameError {
    <serde_json::Error as de::Error>::missing_field(field).into()
}

impl OrderEvent {
    pub(super) fn fact(self) -> Result<AccountFact, FrameError> {
        let raw = self.o;
        // A position that the venue closes is told as calculated; while nothing traded there is no execution in it.
        let traded = matches!(raw.x.as_str(), "TRADE" | "CALCULATED") && !raw.l.is_zero();
        let fill = if traded { Some(raw.fill()?) } else { None };
        let order = VenueOrder {
            symbol: raw.symbol,
            origin: OrderOrigin::of(&raw.c),
            client_id: raw.c,
            venue_id: raw.order,
            status: raw.status,
            kind: raw.kind,
            life: raw.life,
            side: raw.side,
            position: raw.position,
            effect: raw.effect,
            qty: raw.q,
            filled: raw.z,
            quote_filled: None,
            average: raw.ap,
            price: raw.p,
            opened: None,
            at: raw.at,
        };
        Ok(AccountFact::Order { order, fill })
    }
}

impl RawOrder {
    fn fill(&self) -> Result<VenueFill, FrameError> {
        let fee = self.n.unwrap_or(Amount::ZERO);
        if self.fee_asset.is_none() && !fee.is_zero() {
            return Err(missing("N"));
        }
        Ok(VenueFill {
            trade: VenueTradeId::new(&self.t.to_string()).map_err(|_| missing("t"))?,
            venue_order: self.order,
            symbol: self.symbol,
            side: self.side,
            position: self.position,
            price: self.last_price.ok_or_else(|| missing("L"))?,
            qty: self.l,
            fee,
            fee_asset: self.fee_asset,
            realised: self.rp,
            liquidity: self.liquidity,
            at: self.at,
        })
    }
}

#[derive(Deserialize)]
pub(super) struct Lite {
    #[serde(rename = "T", deserialize_with = "fields::millis")]
    at: Time,
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    c: ClientOrderId,
    #[serde(rename = "S", deserialize_with = "words::side")]
    side: Side,
    #[serde(rename = "L")]
    price: Price,
    l: Qty,
    #[serde(rename = "t", deserialize_with = "fields::trade_id")]
    trade: VenueTradeId,
    #[serde(rename = "i", deserialize_with = "fields::order_id")]
    order: VenueOrderId,
    #[serde(rename = "m", deserialize_with = "words::liquidity")]
    liquidity: Liquidity,
}

impl Lite {
    pub(super) fn fill(self) -> LiteFill {
        LiteFill {
            trade: self.trade,
            venue_order: self.order,
            client_id: self.c,
            symbol: self.symbol,
            side: self.side,
            price: self.price,
            qty: self.l,
            liquidity: self.liquidity,
            at: self.at,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct AlgoEvent {
    #[serde(rename = "T", deserialize_with = "fields::millis")]
    at: Time,
    o: RawAlgo,
}

#[derive(Deserialize)]
struct RawAlgo {
    caid: ClientOrderId,
    #[serde(deserialize_with = "fields::order_id")]
    aid: VenueOrderId,
    #[serde(rename = "o", deserialize_with = "words::kind")]
    kind: OrderType,
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    #[serde(rename = "S", deserialize_with = "words::side")]
    side: Side,
    #[serde(rename = "ps", deserialize_with = "words::position")]
    position: PositionSide,
    #[serde(rename = "f", deserialize_with = "words::life")]
    life: OrderLife,
    #[serde(deserialize_with = "fields::optional_qty")]
    q: Option<Qty>,
    #[serde(rename = "X", deserialize_with = "words::algo_status")]
    status: AlgoStatus,
    #[serde(deserialize_with = "fields::optional_order_id")]
    ai: Option<VenueOrderId>,
    #[serde(deserialize_with = "fields::optional_price")]
    tp: Option<Price>,
    #[serde(deserialize_with = "fields::optional_price")]
    p: Option<Price>,
    #[serde(rename = "R", deserialize_with = "words::effect")]
    effect: PositionEffect,
    rm: Option<String>,
}

impl AlgoEvent {
    pub(super) fn algo(self) -> VenueAlgo {
        let raw = self.o;
        VenueAlgo {
            symbol: raw.symbol,
            client_id: raw.caid,
            algo_id: raw.aid,
            status: raw.status,
            kind: raw.kind,
            life: raw.life,
            side: raw.side,
            position: raw.position,
            effect: raw.effect,
            qty: raw.q,
            trigger: raw.tp,
            price: raw.p,
            became: raw.ai,
            refusal: raw.rm.filter(|words| !words.is_empty()),
            at: self.at,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct AlgoRefused {
    #[serde(rename = "T", deserialize_with = "fields::millis")]
    at: Time,
    or: RawRefused,
}

#[derive(Deserialize)]
struct RawRefused {
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    #[serde(deserialize_with = "fields::order_id")]
    i: VenueOrderId,
    r: String,
}

impl AlgoRefused {
    pub(super) fn fact(self) -> AccountFact {
        AccountFact::AlgoRefused {
            symbol: self.or.symbol,
            id: self.or.i,
            reason: self.or.r,
            at: self.at,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct AccountEvent {
    #[serde(rename = "T", deserialize_with = "fields::millis")]
    at: Time,
    a: RawUpdate,
}

#[derive(Deserialize)]
struct RawUpdate {
    m: String,
    #[serde(rename = "B")]
    balances: Vec<RawBalance>,
    #[serde(rename = "P")]
    positions: Vec<RawPosition>,
}

#[derive(Deserialize)]
struct RawBalance {
    a: Asset,
    wb: Amount,
    cw: Amount,
    bc: Amount,
}

#[derive(Deserialize)]
struct RawPosition {
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    #[serde(rename = "ps", deserialize_with = "words::position")]
    position: PositionSide,
    pa: Amount,
    #[serde(deserialize_with = "fields::optional_price")]
    ep: Option<Price>,
    cr: Amount,
    up: Amount,
    #[serde(rename = "mt", deserialize_with = "words::margin")]
    margin: MarginMode,
    iw: Amount,
}

impl AccountEvent {
    pub(super) fn fact(self) -> AccountFact {
        let balance = |raw: RawBalance| BalanceMove {
            asset: raw.a,
            wallet: raw.wb,
            cross_wallet: raw.cw,
            change: raw.bc,
        };
        let position = |raw: RawPosition| PositionMove {
            symbol: raw.symbol,
            position: raw.position,
            qty: raw.pa,
            entry: raw.ep,
            realised: raw.cr,
            unrealised: raw.up,
            margin: raw.margin,
            isolated_wallet: raw.iw,
        };
        AccountFact::Account {
            reason: UpdateReason::of(&self.a.m),
            balances: self.a.balances.into_iter().map(balance).collect(),
            positions: self.a.positions.into_iter().map(position).collect(),
            at: self.at,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct MarginCall {
    #[serde(rename = "E", deserialize_with = "fields::millis")]
    at: Time,
    cw: Option<Amount>,
    p: Vec<RawCalled>,
}

#[derive(Deserialize)]
struct RawCalled {
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    #[serde(rename = "ps", deserialize_with = "words::position")]
    position: PositionSide,
    pa: Amount,
    #[serde(rename = "mt", deserialize_with = "words::margin")]
    margin: MarginMode,
    mp: Price,
    up: Amount,
    mm: Amount,
}

impl MarginCall {
    pub(super) fn fact(self) -> AccountFact {
        let called = |raw: RawCalled| CalledPosition {
            symbol: raw.symbol,
            position: raw.position,
            qty: raw.pa,
            margin: raw.margin,
            mark: raw.mp,
            unrealised: raw.up,
            maintenance: raw.mm,
        };
        AccountFact::MarginCall {
            cross_wallet: self.cw,
            positions: self.p.into_iter().map(called).collect(),
            at: self.at,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Config {
    ac: Option<RawLeverage>,
    ai: Option<RawAssets>,
}

#[derive(Deserialize)]
struct RawLeverage {
    #[serde(rename = "s", deserialize_with = "fields::symbol")]
    symbol: VenueSymbol,
    #[serde(deserialize_with = "words::leverage")]
    l: Leverage,
}

#[derive(Deserialize)]
struct RawAssets {
    #[serde(rename = "j", deserialize_with = "words::assets_mode")]
    mode: AssetsMode,
}

impl Config {
    pub(super) fn fact(self) -> Option<AccountFact> {
        if let Some(raw) = self.ac {
            return Some(AccountFact::Leverage {
                symbol: raw.symbol,
                leverage: raw.l,
            });
        }
        self.ai.map(|raw| AccountFact::Assets(raw.mode))
    }
}
