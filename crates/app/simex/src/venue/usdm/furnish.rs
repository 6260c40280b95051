//! What futures need at a start: assets, contracts and accounts that are not there yet. Never changes the engine itself.

use crate::config::AccountSeed;
use domain::{NumberError, Price, Rate, Symbol, VenueId};
use exchange::crowd::perpetual::PerpetualCrowd;
use exchange::futures::{Futures, FuturesInput, FuturesTerms, Transfer};
use exchange::{Exchange, Tag};

/// What makers pay.
const MAKER_FEE: &str = "0.0002";
/// What takers pay.
const TAKER_FEE: &str = "0.0005";

/// The inputs that bring in what is missing, in their order.
///
/// # Errors
/// A number of this program's own is wrong.
pub(crate) fn missing(
    (futures, spot): (&Futures, &Exchange),
    accounts: &[AccountSeed],
    venue: VenueId,
) -> Result<Vec<FuturesInput>, NumberError> {
    let tag = Tag::new(0);
    let mut inputs = Vec::new();
    let known = |symbol: Option<Symbol>, usual: Price| {
        symbol
            .and_then(|symbol| spot.last_price(symbol))
            .unwrap_or(usual)
    };
    for (asset, index) in PerpetualCrowd::margin_assets() {
        let mut margin = futures.margin_assets();
        if margin.all(|(held, _)| held.asset != asset.asset) {
            let symbol = Symbol::new(&format!("{}/USDT", asset.asset)).ok();
            let index = known(symbol, index);
            inputs.push(FuturesInput::ListAsset { tag, asset, index });
        }
    }
    for (listing, spot_symbol) in PerpetualCrowd::listings(venue) {
        let symbol = listing.instrument.symbol;
        let first = PerpetualCrowd::first_price(symbol);
        if let (None, Some(first)) = (futures.listing(symbol), first) {
            inputs.push(FuturesInput::ListSymbol {
                tag,
                index: known(Some(spot_symbol), first),
                listing: Box::new(listing),
            });
        }
    }
    for seed in accounts {
        if futures.config(seed.account).is_none() {
            inputs.extend(opened(seed)?);
        }
    }
    Ok(inputs)
}

/// Opens an account and gives it what it holds at first.
pub(crate) fn opened(seed: &AccountSeed) -> Result<Vec<FuturesInput>, NumberError> {
    let (tag, account) = (Tag::new(0), seed.account);
    let terms = FuturesTerms {
        account,
        fee_tier: 0,
        maker: Rate::parse(MAKER_FEE)?,
        taker: Rate::parse(TAKER_FEE)?,
    };
    let mut inputs = vec![FuturesInput::AddAccount { tag, terms }];
    for (asset, qty) in &seed.futures {
        inputs.push(FuturesInput::Transfer(Transfer {
            tag,
            account,
            asset: *asset,
            amount: qty.amount(),
        }));
    }
    Ok(inputs)
}
