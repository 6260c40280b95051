//! Conversions of a past: at a held price, and of small balances. What comes is foreseen to the last digit.

use super::calendar::Day;
use super::money::asset;
use super::past::{Past, TAG, differs, same};
use super::reckoning::{self, ONE, amount, cut, units, up};
use crate::start::StartError;
use domain::{Asset, Price, Span};
use exchange::chance::Chance;
use exchange::wallet::{
    DUST_BTC_MAX, DustLot, Outcome, Purse, QuoteRequest, QuoteSide, WalletInput,
};
use serde_json::{Value, json};

/// What the conversion desk leaves of a price, in thousandths.
const DESK_LEAVES: i128 = 999;

impl Past<'_> {
    /// Conversions at a held price in the middle of a month, dust at the end of a quarter.
    pub(super) fn conversions(&mut self, day: &Day, chance: &mut Chance) -> Result<(), StartError> {
        self.pass_to(day.at(18, chance.below(3_000)))?;
        let of_month = day.of_month();
        if of_month == 15 || of_month == 22 {
            let pairs = [
                ("USDT", "BTC"),
                ("USDT", "BNB"),
                ("ETH", "USDT"),
                ("LTC", "BTC"),
            ];
            let at = usize::try_from(chance.below(4)).unwrap_or(0);
            let (from, to) = pairs.get(at).copied().unwrap_or(("USDT", "BTC"));
            let cents = i128::from(chance.between(2_000, 12_000));
            self.convert(asset(from)?, asset(to)?, cents)?;
        }
        if of_month == 28 && day.month() % 3 == 0 {
            self.sell_out("LTC/USDT")?;
            self.sweep_dust()?;
        }
        Ok(())
    }

    fn convert(&mut self, from: Asset, to: Asset, cents: i128) -> Result<(), StartError> {
        let price = |asset| self.prices.dollars(asset, self.today);
        let (Some(from_price), Some(to_price)) = (price(from), price(to)) else {
            return Ok(());
        };
        let of = |asset| self.prices.cents(asset, self.today).unwrap_or(1).max(1);
        let (from_cents, to_cents) = (of(from), of(to));
        let gives = cut(cents.saturating_mul(ONE) / from_cents);
        if self.spot_held(from) <= gives || gives == 0 {
            return Ok(());
        }
        let request = QuoteRequest {
            tag: TAG,
            account: self.account,
            purse: Purse::Spot,
            from: (from, from_price),
            to: (to, to_price),
            side: QuoteSide::Give(reckoning::qty(gives)),
            life: Span::from_secs(10),
        };
        let Outcome::Quote(quote) = self.wish(WalletInput::Quote(request))? else {
            return Err(differs("a quote was asked for".to_owned()));
        };
        // Foreseen: the mid less a thousandth, cut to six places above one and to twelve below; what comes is cut to eight.
        let ratio = from_cents.saturating_mul(DESK_LEAVES).saturating_mul(ONE)
            / to_cents.saturating_mul(1_000);
        let ratio = if from_cents > to_cents {
            ratio - ratio % 1_000_000
        } else {
            ratio
        };
        let comes = cut(gives.saturating_mul(ratio) / ONE);
        same("what a conversion brings", quote.to_qty.amount(), comes)?;
        let accept = WalletInput::Accept {
            tag: TAG,
            account: self.account,
            quote: quote.id,
        };
        let outcome = self.wish(accept)?;
        let facts = json!({
            "orderId": outcome.number(), "quoteId": quote.id.to_string(), "fromAsset": from.as_str(),
            "toAsset": to.as_str(), "fromAmount": amount(gives).to_string(),
            "toAmount": amount(comes).to_string(),
        });
        let legs = [
            self.leg(Purse::Spot, from, -gives),
            self.leg(Purse::Spot, to, comes),
        ];
        let at = self.now();
        self.books.enter("convert", (at, facts), &legs);
        Ok(())
    }

    /// All small balances into BNB.
    fn sweep_dust(&mut self) -> Result<(), StartError> {
        let bnb = asset("BNB")?;
        let mut lots = Vec::new();
        let mut legs = Vec::new();
        let mut parts: Vec<Value> = Vec::new();
        let mut sum = 0_i128;
        for name in ["BTC", "ETH", "LTC", "USDT"] {
            let asset = asset(name)?;
            let Some((lot, got, charge)) = self.lot(asset, bnb) else {
                continue;
            };
            let held = units(lot.qty);
            lots.push(lot);
            legs.push(self.leg(Purse::Spot, asset, -held));
            sum = sum.saturating_add(got);
            parts.push(json!({
                "asset": name, "amount": amount(held).to_string(), "got": amount(got).to_string(),
                "serviceCharge": amount(charge).to_string(),
            }));
        }
        if lots.is_empty() {
            return Ok(());
        }
        legs.push(self.leg(Purse::Spot, bnb, sum));
        let outcome = self.wish(WalletInput::Dust {
            tag: TAG,
            account: self.account,
            target: bnb,
            lots,
        })?;
        let facts = json!({ "transId": outcome.number(), "target": "BNB", "parts": parts });
        let at = self.now();
        self.books.enter("dust", (at, facts), &legs);
        Ok(())
    }

    /// A balance that is dust today, what comes for it and what the venue keeps; none when it is not.
    fn lot(&self, asset: Asset, bnb: Asset) -> Option<(DustLot, i128, i128)> {
        let held = self.spot_held(asset);
        let cents = |asset| self.prices.cents(asset, self.today);
        let bitcoin = cents(Asset::new("BTC").ok()?)?;
        let btc = cut(held.checked_mul(cents(asset)?)?.checked_div(bitcoin)?);
        let most = i128::from(DUST_BTC_MAX) * reckoning::EIGHTH;
        let eighths = cents(asset)?
            .checked_mul(100_000_000)?
            .checked_div(cents(bnb)?)?;
        let gross = cut(held.checked_mul(eighths)?.checked_div(100_000_000)?);
        // Rounded up before it is divided, so that a remainder below a unit counts too.
        let charge = up(gross.checked_mul(2)?.checked_add(99)?.checked_div(100)?);
        let got = gross - charge;
        if btc >= most || got <= 0 {
            return None;
        }
        let lot = DustLot {
            asset,
            qty: reckoning::qty(held),
            price: Price::from_parts(eighths, 8).ok()?,
            btc: amount(btc),
        };
        Some((lot, got, charge))
    }
}
