//! What the public sees of a contract beside its trades: mark, index and premium, open interest, who is long and short;
//! as they stand and as candles. Never how they are reckoned: the engine does that.

use super::board::Board;
use super::candles::{Candle, Candles, Page};
use super::figures;
use super::text::Text;
use super::wish::{Pace, Wish};
use crate::venue::boards::press::Press;
use crate::venue::spot::rules::put_price;
use domain::Time;
use exchange::ReferenceView;
use exchange::crowd::PastMarket;
use exchange::futures::MarkView;

/// One whole, in hundred-millionths.
pub(crate) const ONE: i64 = 100_000_000;

/// Prices and sizes of one contract over time.
#[derive(Debug)]
pub(crate) struct Marks {
    pub(crate) view: Option<MarkView>,
    pub(crate) mark: Candles,
    pub(crate) index: Candles,
    /// How far the mark lies from the index, as a share of it.
    pub(crate) premium: Candles,
    /// Open contracts of accounts.
    pub(crate) interest: Candles,
    /// The share of accounts that are long, of those that are either.
    pub(crate) long_accounts: Candles,
    /// The share of contracts that accounts are long of, of those they are either.
    pub(crate) long_contracts: Candles,
}

/// What accounts hold of a contract, in hundred-millionths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Holdings {
    /// Open contracts.
    pub(crate) interest: i64,
    /// Accounts that are long and short.
    pub(crate) accounts: (u32, u32),
    /// Contracts they are long and short of.
    pub(crate) contracts: (i64, i64),
}

/// Which candles of a contract that nobody trades at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    Mark,
    Index,
    Premium,
    Interest,
    LongAccounts,
    LongContracts,
}

impl Marks {
    pub(super) fn new() -> Self {
        Self {
            view: None,
            mark: Candles::new(),
            index: Candles::new(),
            premium: Candles::new(),
            interest: Candles::new(),
            long_accounts: Candles::new(),
            long_contracts: Candles::new(),
        }
    }

    fn line(&mut self, line: Line) -> &mut Candles {
        match line {
            Line::Mark => &mut self.mark,
            Line::Index => &mut self.index,
            Line::Premium => &mut self.premium,
            Line::Interest => &mut self.interest,
            Line::LongAccounts => &mut self.long_accounts,
            Line::LongContracts => &mut self.long_contracts,
        }
    }

    fn look(&mut self, view: &MarkView, held: Holdings) {
        let at = view.at.millis();
        let (mark, index) = (figures::of_price(view.mark), figures::of_price(view.index));
        let off = i128::from(mark.saturating_sub(index)).saturating_mul(i128::from(ONE));
        let premium = figures::nearest(off, i128::from(index));
        self.view = Some(*view);
        self.mark.look(at, mark);
        self.index.look(at, index);
        self.premium
            .look(at, i64::try_from(premium).unwrap_or(i64::MAX));
        self.interest.look(at, held.interest);
        let (long, short) = held.accounts;
        self.long_accounts
            .look(at, share(i64::from(long), i64::from(short)));
        let (long, short) = held.contracts;
        self.long_contracts.look(at, share(long, short));
    }

    /// Takes the past of the index in: the mark went with it.
    fn remember(&mut self, past: &PastMarket) {
        let tick = figures::of_price(past.tick);
        let price = |ticks: u64| tick.saturating_mul(i64::try_from(ticks).unwrap_or(i64::MAX));
        for bar in &past.bars {
            let seconds = u64::try_from(bar.span.millis() / 1_000).unwrap_or(1);
            let line = Candle {
                high: price(bar.high),
                low: price(bar.low),
                close: price(bar.close),
                count: seconds,
                ..Candle::flat(bar.start.millis(), price(bar.open))
            };
            self.mark.past(bar.span.millis(), &line);
            self.index.past(bar.span.millis(), &line);
            let none = Candle {
                count: seconds,
                ..Candle::flat(bar.start.millis(), 0)
            };
            self.premium.past(bar.span.millis(), &none);
        }
        for trade in &past.trades {
            self.mark.look(trade.at.millis(), price(trade.ticks));
            self.index.look(trade.at.millis(), price(trade.ticks));
        }
    }
}

/// `one` as a share of both, in hundred-millionths; a half where there is neither.
fn share(one: i64, other: i64) -> i64 {
    let both = i128::from(one).saturating_add(i128::from(other));
    if both == 0 {
        return ONE / 2;
    }
    let over = i128::from(one).saturating_mul(i128::from(ONE));
    i64::try_from(figures::nearest(over, both)).unwrap_or(ONE)
}

impl Board {
    /// The prices and sizes of a contract; none on spot.
    pub(crate) fn marks(&mut self) -> Option<&mut Marks> {
        self.marks.as_deref_mut()
    }

    /// Mark and index as they stand.
    pub(crate) fn marks_view(&self) -> Option<MarkView> {
        self.marks.as_ref()?.view
    }

    /// The engine set a mark price.
    pub(super) fn mark(&mut self, view: &MarkView, held: Holdings) {
        if let Some(marks) = self.marks() {
            marks.look(view, held);
        }
    }

    /// Takes the past of the contract's index in.
    pub(super) fn remember_index(&mut self, past: &PastMarket) {
        if let Some(marks) = self.marks() {
            marks.remember(past);
        }
    }

    /// A page of candles that nobody traded at.
    pub(crate) fn line_page(&mut self, line: Line, page: &Page, now: Time) -> Vec<Candle> {
        let at = self.clock(now).millis();
        self.marks().map_or_else(Vec::new, |marks| {
            let candles = marks.line(line);
            candles.roll(at);
            candles.page(page)
        })
    }

    /// The message of the mark price; nothing before the first.
    pub(super) fn put_mark(&self, text: &mut Text, at: Time) {
        let Some(view) = self.marks.as_ref().and_then(|marks| marks.view) else {
            return;
        };
        let (mark, index) = (figures::of_price(view.mark), figures::of_price(view.index));
        text.open('{').name("e").quoted("markPriceUpdate");
        text.name("E").time(at).name("s").quoted(&self.name);
        text.name("p").fine(mark).name("i").fine(index);
        text.name("P").fine(index);
        text.name("r").fine(figures::units(view.rate.parts()));
        text.name("ap").fine(mark);
        text.name("T").time(view.next_funding);
        text.name("st").raw(1).close('}');
    }

    /// Tells the mark price of one contract.
    pub(super) fn tell_mark(&self, pace: Pace, now: Time, press: &mut Press) {
        let has_mark = self
            .marks
            .as_ref()
            .is_some_and(|marks| marks.view.is_some());
        if let (true, Some(names)) = (has_mark, self.names(Wish::Mark(pace))) {
            press.tell(names, self.places, |text| self.put_mark(text, now));
        }
    }

    /// Tells the reference price of a spot symbol; nothing where nothing sets one.
    pub(super) fn tell_reference(&self, told: Option<&ReferenceView>, press: &mut Press) {
        let (Some(told), Some(names)) = (told, self.names(Wish::Reference)) else {
            return;
        };
        press.tell(names, self.places, |text| {
            text.open('{').name("e").quoted("referencePrice");
            text.name("s").quoted(&self.name).name("r");
            put_price(text, told);
            text.name("t").time(told.at).close('}');
        });
    }

    /// Before the first mark is told, what the engine goes by.
    pub(crate) fn learn_mark(&mut self, view: MarkView) {
        if let Some(marks) = self.marks.as_mut() {
            marks.view.get_or_insert(view);
        }
    }

    /// The row of an answer about mark and index.
    pub(crate) fn put_premium(&self, text: &mut Text) {
        let Some(view) = self.marks.as_ref().and_then(|marks| marks.view) else {
            return;
        };
        let (mark, index) = (figures::of_price(view.mark), figures::of_price(view.index));
        text.open('{').name("symbol").quoted(&self.name);
        text.name("markPrice").fine(mark);
        text.name("indexPrice").fine(index);
        text.name("estimatedSettlePrice").fine(index);
        text.name("lastFundingRate")
            .fine(figures::units(view.rate.parts()));
        text.name("interestRate")
            .fine(figures::units(view.interest.parts()));
        text.name("nextFundingTime").time(view.next_funding);
        text.name("time").time(view.at).close('}');
    }
}
