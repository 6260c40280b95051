//! Conversions at a held price: asked, accepted in time, settled at once. What comes is cut, what is given is rounded up.

use super::Wallet;
use super::book::positive_atoms;
use super::fact::WalletFact;
use super::input::{Outcome, QuoteRequest, QuoteSide};
use super::records::{Conversion, ConvertQuote, Purse};
use super::refusal::WalletRefusal;
use super::tickets::{Leg, Plan, Purpose};
use crate::ids::Tag;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use domain::{AccountId, Amount, Asset, NumberError, Price, Qty, Rate, Rounding};

/// Least worth of a conversion, in dollars.
pub const CONVERT_USD_MIN: i64 = 1;
/// Largest worth of a conversion, in dollars.
pub const CONVERT_USD_MAX: i64 = 1_000_000;
/// What the desk keeps of the price, in ten thousandths.
const SPREAD_PARTS: i64 = 10;
/// Decimal places of converted quantities.
const QTY_PLACES: u32 = 8;
/// Most decimal places of a ratio.
const RATIO_PLACES: u32 = 12;
/// Quotes an account may hold at one time.
const QUOTES_MAX: usize = 100;

impl Wallet {
    pub(crate) fn quote(&mut self, request: &QuoteRequest) {
        let judged = self.judge_quote(request).map(|(from_qty, to_qty, ratios)| {
            let quote = ConvertQuote {
                id: self.number(),
                account: request.account,
                purse: request.purse,
                from: request.from.0,
                from_qty,
                to: request.to.0,
                to_qty,
                ratio: ratios.0,
                inverse: ratios.1,
                valid_until: self.now().plus(request.life),
            };
            let quotes = &mut self.book_mut(request.account).quotes;
            quotes.put(quote.id, quote.clone());
            Outcome::Quote(quote)
        });
        self.answer(request.tag, judged);
    }

    fn judge_quote(
        &mut self,
        request: &QuoteRequest,
    ) -> Result<(Qty, Qty, (Price, Price)), WalletRefusal> {
        self.mover(request.account)?;
        let ((from, from_usd), (to, to_usd)) = (request.from, request.to);
        for asset in [from, to] {
            super::assets::asset_info(asset).ok_or(WalletRefusal::UnknownAsset)?;
        }
        if from == to {
            return Err(WalletRefusal::SameAsset);
        }
        if request.purse == Purse::UmFutures {
            return Err(WalletRefusal::SamePurse);
        }
        self.forget_quotes(request.account);
        let open = self.books.get(&request.account);
        if open.map_or(0, |book| book.quotes.len()) >= QUOTES_MAX {
            return Err(WalletRefusal::TooManyQuotes);
        }
        let bad = |_: NumberError| WalletRefusal::BadQty;
        let ratios = ratios_of(from_usd, to_usd).map_err(bad)?;
        let (from_qty, to_qty) = quantities(request.side, ratios.0).map_err(bad)?;
        for qty in [from_qty, to_qty] {
            positive_atoms(qty).ok_or(WalletRefusal::QuoteTooSmall)?;
        }
        let worth = from_usd.times(from_qty).map_err(bad)?;
        let dollars = |whole: i64| Amount::from_parts(i128::from(whole), 0).map_err(bad);
        if worth < dollars(CONVERT_USD_MIN)? {
            return Err(WalletRefusal::QuoteTooSmall);
        }
        if worth > dollars(CONVERT_USD_MAX)? {
            return Err(WalletRefusal::QuoteTooLarge);
        }
        Ok((from_qty, to_qty, ratios))
    }

    /// Quotes whose time is over make room. They are remembered for as long as nobody asks for others.
    fn forget_quotes(&mut self, account: AccountId) {
        let now = self.now();
        let quotes = &mut self.book_mut(account).quotes;
        let over: Vec<u64> = quotes
            .iter()
            .filter(|quote| quote.valid_until < now)
            .map(|quote| quote.id)
            .collect();
        for id in over {
            quotes.remove(id);
        }
    }

    pub(crate) fn accept(&mut self, tag: Tag, account: AccountId, id: u64) {
        let judged = self.mover(account).map(drop).and_then(|()| {
            let book = self.books.get(&account);
            let quote = book.and_then(|book| book.quotes.get(id)).cloned();
            let quote = quote.ok_or(WalletRefusal::UnknownQuote)?;
            if quote.valid_until < self.now() {
                let valid_until = quote.valid_until;
                return Err(WalletRefusal::QuoteExpired { valid_until });
            }
            Ok(quote)
        });
        let quote = match judged {
            Ok(quote) => quote,
            Err(reason) => return self.refuse(tag, reason),
        };
        // A quote is spent by the first acceptance, whatever comes of it.
        self.book_mut(account).quotes.remove(id);
        let leg = |asset: Asset, qty: Qty| Leg {
            account,
            purse: quote.purse,
            asset,
            qty,
            keep: Qty::ZERO,
        };
        let (takes, gives) = (
            vec![leg(quote.from, quote.from_qty)],
            vec![leg(quote.to, quote.to_qty)],
        );
        let conversion = Conversion {
            id: self.number(),
            at: self.now(),
            quote,
        };
        self.begin(Plan {
            tag: Some(tag),
            purpose: Purpose::Conversion(Box::new(conversion)),
            takes,
            gives,
        });
    }

    pub(crate) fn converted(&mut self, tag: Option<Tag>, conversion: Conversion) {
        let id = conversion.id;
        self.keep(WalletFact::Conversion(conversion.clone()));
        self.book_mut(conversion.quote.account)
            .conversions
            .put(id, conversion);
        self.granted(tag, Outcome::Conversion(id));
    }
}

/// `to` for one `from` with the desk's share taken off, cut; and the way back, cut.
fn ratios_of(from_usd: Price, to_usd: Price) -> Result<(Price, Price), NumberError> {
    let share = Rate::from_parts(i128::from(SPREAD_PARTS).saturating_neg(), 4)?;
    let sold = from_usd.moved(share)?.amount();
    let per_to = to_usd.amount().qty()?;
    // Large ratios need fewer places for the same fineness, and their products must fit the house's decimals.
    let places = if from_usd > to_usd { 6 } else { RATIO_PLACES };
    let ratio = sold.per(per_to, (places, Rounding::Down))?;
    let one = Amount::from_parts(1, 0)?;
    let places = if from_usd > to_usd { RATIO_PLACES } else { 6 };
    let inverse = one.per(ratio.amount().qty()?, (places, Rounding::Down))?;
    Ok((ratio, inverse))
}

/// What is given and what comes.
fn quantities(side: QuoteSide, ratio: Price) -> Result<(Qty, Qty), NumberError> {
    match side {
        QuoteSide::Give(from) => {
            let to = ratio.times(from)?.rounded(QTY_PLACES, Rounding::Down);
            Ok((from, to.qty()?))
        }
        QuoteSide::Get(to) => {
            let ratio = ratio.amount().qty()?;
            if to.is_zero() {
                return Ok((Qty::ZERO, Qty::ZERO));
            }
            let from = to.amount().per(ratio, (QTY_PLACES, Rounding::Up))?;
            Ok((from.amount().qty()?, to))
        }
    }
}
