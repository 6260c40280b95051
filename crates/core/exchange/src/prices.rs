//! The last price of every symbol, for turning a sum of one asset into another. Never a price of the book.

use alloc::vec::Vec;
use domain::Price;

/// The last price of one symbol.
#[derive(Debug, Clone, Copy)]
struct Last {
    base: usize,
    quote: usize,
    /// Mantissa and its power of ten.
    price: Option<(i128, i128)>,
}

/// The last price of every symbol, by the place of its market.
#[derive(Debug, Clone)]
pub(crate) struct Prices {
    list: Vec<Last>,
}

impl Prices {
    pub(crate) const fn new() -> Self {
        Self { list: Vec::new() }
    }

    /// Makes room for a market of these two assets.
    pub(crate) fn list(&mut self, (base, quote): (usize, usize)) {
        self.list.push(Last {
            base,
            quote,
            price: None,
        });
    }

    /// A trade of a market set its last price.
    pub(crate) fn set(&mut self, market: usize, price: Price) {
        let (mantissa, places) = price.parts();
        if let Some(last) = self.list.get_mut(market) {
            last.price = 10_i128.checked_pow(places).map(|scale| (mantissa, scale));
        }
    }

    /// Atoms of one asset in atoms of another, by the last price of their symbol, else over one asset between; cut towards zero.
    ///
    /// The first listed symbol counts where two would do. None when no way between them has traded yet.
    pub(crate) fn convert(&self, atoms: i128, (from, to): (usize, usize)) -> Option<i128> {
        if from == to {
            return Some(atoms);
        }
        let direct = self
            .list
            .iter()
            .find_map(|last| last.across(atoms, (from, to)));
        direct.or_else(|| {
            self.list.iter().find_map(|first| {
                let between = first.partner(from)?;
                let atoms = first.across(atoms, (from, between))?;
                let mut second = self.list.iter();
                second.find_map(|last| last.across(atoms, (between, to)))
            })
        })
    }
}

impl Last {
    /// The other asset of a symbol that has this one.
    const fn partner(&self, asset: usize) -> Option<usize> {
        if self.base == asset {
            Some(self.quote)
        } else if self.quote == asset {
            Some(self.base)
        } else {
            None
        }
    }

    fn across(&self, atoms: i128, (from, to): (usize, usize)) -> Option<i128> {
        let (mantissa, scale) = self.price?;
        if (self.base, self.quote) == (from, to) {
            atoms.checked_mul(mantissa)?.checked_div(scale)
        } else if (self.quote, self.base) == (from, to) {
            atoms.checked_mul(scale)?.checked_div(mantissa)
        } else {
            None
        }
    }
}
