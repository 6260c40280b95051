//! The message that a contract was listed, stands otherwise, or has other brackets. Never decides any of it.

use super::figures::Places;
use super::text::Text;
use super::wish::WishOfAll;
use super::{Boards, figures};
use crate::venue::route::Product;
use domain::Time;
use exchange::futures::{Bracket, FuturesListing, FuturesStatus};

/// When a perpetual is delivered: never, which is said so.
pub(crate) const NEVER_MS: i64 = 4_133_404_800_000;

/// Binance's word for how a contract stands.
pub(crate) const fn status_word(status: FuturesStatus) -> &'static str {
    match status {
        FuturesStatus::PendingTrading => "PENDING_TRADING",
        FuturesStatus::Trading => "TRADING",
        FuturesStatus::PreSettle => "PRE_SETTLE",
        FuturesStatus::Settling => "SETTLING",
        FuturesStatus::Closed => "CLOSE",
    }
}

impl Boards {
    /// A contract is listed, or stands otherwise than before; its brackets are told where they are others.
    pub(crate) fn contract(
        &mut self,
        (listing, status): (&FuturesListing, FuturesStatus),
        at: Time,
    ) {
        let symbol = listing.instrument.symbol;
        let known = self.brackets.insert(symbol, listing.brackets.clone());
        let changed = known.as_ref() != Some(&listing.brackets);
        let Some(heard) = self.of_all.get(&(Product::Usdm, WishOfAll::Contracts)) else {
            return;
        };
        self.press.tell(&heard.names, Places::SPOT, |text| {
            text.open('{').name("e").quoted("contractInfo");
            text.name("E").time(at);
            text.name("s")
                .quoted(listing.instrument.venue_symbol.as_str());
            text.name("ct").quoted("PERPETUAL");
            text.name("dt").millis(NEVER_MS);
            text.name("ot").time(listing.onboarded);
            text.name("cs").quoted(status_word(status));
            if changed {
                put_brackets(text, &listing.brackets);
            }
            text.name("st").raw(1).close('}');
        });
    }
}

fn put_brackets(text: &mut Text, brackets: &[Bracket]) {
    text.name("bks").open('[');
    for (place, bracket) in (1_u32..).zip(brackets) {
        // The lowest leverage of a bracket is one above the highest of the next.
        let next = usize::try_from(place)
            .ok()
            .and_then(|next| brackets.get(next));
        let least = next.map_or(1, |next| next.leverage.saturating_add(1));
        text.open('{').name("bs").raw(place);
        text.name("bnf").raw(bracket.floor);
        text.name("bnc").raw(bracket.cap);
        let mut rate = String::new();
        let units = i128::from(figures::units(bracket.maintenance.parts()));
        figures::put(&mut rate, units, figures::UNIT_PLACES, 1);
        text.name("mmr").raw(rate);
        text.name("cf").raw(bracket.cum);
        text.name("mi").raw(least.min(bracket.leverage));
        text.name("ma").raw(bracket.leverage).close('}');
    }
    text.close(']');
}
