//! The fixed figures of the house that trades contracts: limits, account, what stands for its losses. Data only.

use crate::plan::Figures;
use domain::{
    AccountId, Amount, Asset, Instrument, Leverage, Qty, Rate, Scope, Span, Symbol, VenueId,
};
use exchange::{Filters, Listing, OrderLimits};
use gate::{
    AccountConfig, AccountKind, GateConfig, GlobalLimits, JudgeRules, LimitSet, MarginRules,
    OwnCrossing, Product, ReferenceRules,
};
use std::collections::BTreeMap;

/// Leverages that people set, at least and at most.
pub(super) const LEVERAGE: (u64, u64) = (2, 20);
/// Most base of each contract, in their order by name.
const MOST: [&str; 2] = ["0.1", "2"];

fn margin_rules() -> anyhow::Result<MarginRules> {
    let most = Leverage::new(20).map_err(|_| anyhow::anyhow!("no leverage"))?;
    Ok(MarginRules {
        leverage_max: most,
        margin: None,
        positions: None,
        mark_age_max: Span::from_secs(5),
        liquidation_distance_min: Rate::ZERO,
    })
}

/// The figures of a house on margin.
pub(super) fn figures(venue: VenueId, instruments: &[Instrument]) -> anyhow::Result<Figures> {
    let account = AccountId::new(1);
    let mut names: Vec<Symbol> = instruments.iter().map(|i| i.symbol).collect();
    names.sort();
    let position_qty_max = names
        .into_iter()
        .zip(MOST)
        .map(|(symbol, most)| Ok((symbol, Qty::parse(most)?)))
        .collect::<anyhow::Result<BTreeMap<_, _>>>()?;
    let limits_by_scope = position_qty_max.iter().map(|(symbol, qty)| {
        let set = LimitSet {
            position_qty_max: Some(*qty),
            ..LimitSet::default()
        };
        (Scope::Symbol(*symbol), set)
    });
    let (open_orders_max, order_value_max) = (14, Amount::parse("10000")?);
    let config = GateConfig {
        accounts: vec![AccountConfig {
            account,
            venue,
            kind: AccountKind::Paper,
            taker_fee: Rate::parse("0.0005")?,
            product: Product::Linear(margin_rules()?),
        }],
        instruments: instruments.to_vec(),
        value_asset: Asset::new("USDT")?,
        limits: GlobalLimits {
            order_value_max,
            position_value_max: Amount::parse("1000000")?,
            open_positions_max: 5,
            open_orders_max,
            open_orders_per_account_max: open_orders_max,
            open_orders_per_symbol_max: open_orders_max,
            price_collar: Rate::parse("0.1")?,
        },
        limits_by_scope: limits_by_scope.collect(),
        reference: ReferenceRules {
            quote_age_max: Span::from_secs(60),
            market_slippage: Rate::parse("0.01")?,
        },
        live_consents: Vec::new(),
    };
    let listings = instruments.iter().map(|instrument| Listing {
        instrument: *instrument,
        limits: OrderLimits::usual(200, 100),
        filters: Filters::USUAL,
    });
    Ok(Figures {
        account,
        venue,
        listings: listings.collect(),
        balances: Vec::new(),
        config,
        rules: left_to_the_exchange(),
        position_qty_max,
        open_orders_max,
        order_value_max,
    })
}

/// The exchange's own prevention is lived here; on spot the gate's is.
fn left_to_the_exchange() -> JudgeRules {
    JudgeRules {
        own_crossing: OwnCrossing::LeftToVenue,
        ..JudgeRules::default()
    }
}
