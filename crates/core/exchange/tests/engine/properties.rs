//! What holds after every step of any story.
// GATE-01 ORD-05

use crate::random::{Cast, story};
use crate::script::{TAG, account, account_input, asset, empty, listing, step, symbol};
use crate::whole::third;
use domain::{Amount, Price, Qty, Side};
use exchange::{
    Effect, Exchange, ExchangeOrderId, Execution, Input, LevelChange, ListKind, ListStatus,
    OrderKey, OrderListId, OrderListView, OrderStatus, OrderView, Tracking,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// An exchange whose accounts run out of money now and then.
fn modest() -> Exchange {
    let mut exchange = empty();
    for number in 1..=3 {
        step(&mut exchange, account_input(number, "20", "2000"));
    }
    for input in third_asset() {
        step(&mut exchange, input);
    }
    exchange
}

/// A third asset with a symbol of its own, of which every account holds a little.
pub(crate) fn third_asset() -> Vec<Input> {
    let mut listing = listing();
    listing.instrument.symbol = third();
    listing.instrument.base = asset("N");
    listing.instrument.venue_symbol = domain::Text::new("NQ").unwrap();
    let mut inputs = vec![Input::AddInstrument { tag: TAG, listing }];
    inputs.extend((1..=3).map(|number| Input::Deposit {
        tag: TAG,
        account: account(number),
        asset: asset("N"),
        qty: Qty::parse("0.02").unwrap(),
    }));
    inputs
}

/// The book as a reader of level changes keeps it.
#[derive(Default)]
struct Reader {
    bids: BTreeMap<Price, Qty>,
    asks: BTreeMap<Price, Qty>,
    last_update: u64,
}

impl Reader {
    /// Takes one change in; says whether the book is in order after it.
    fn hear(&mut self, change: &LevelChange) -> Result<(), String> {
        if self.last_update != 0 && change.update_id.get() != self.last_update + 1 {
            return Err(format!(
                "update {} after {}",
                change.update_id, self.last_update
            ));
        }
        self.last_update = change.update_id.get();
        let side = match change.side {
            Side::Buy => &mut self.bids,
            Side::Sell => &mut self.asks,
        };
        let before = side.get(&change.price).copied().unwrap_or(Qty::ZERO);
        if before == change.qty {
            return Err(format!("nothing changed: {change:?}"));
        }
        if change.qty.is_zero() {
            side.remove(&change.price);
        } else {
            side.insert(change.price, change.qty);
        }
        let crossed = match (self.bids.last_key_value(), self.asks.first_key_value()) {
            (Some((bid, _)), Some((ask, _))) => bid >= ask,
            _ => false,
        };
        if crossed {
            return Err(format!("crossed after {change:?}"));
        }
        Ok(())
    }

    fn agrees(&self, exchange: &Exchange) -> bool {
        let book = exchange.book(symbol(), usize::MAX).unwrap();
        let bids: Vec<_> = self.bids.iter().rev().map(|(p, q)| (*p, *q)).collect();
        let asks: Vec<_> = self.asks.iter().map(|(p, q)| (*p, *q)).collect();
        book.bids == bids && book.asks == asks
    }
}

fn level(effect: &Effect) -> Option<&LevelChange> {
    if let Effect::LevelChanged(change) = effect
        && change.symbol == symbol()
    {
        Some(change)
    } else {
        None
    }
}

/// Every asset is where it came from: with accounts, as fees, or with the house; and no part is below zero.
fn balanced(exchange: &Exchange) -> Result<(), String> {
    for line in exchange.ledger() {
        let gone = line.held.plus(line.fees).and_then(|s| s.plus(line.house));
        if gone != Ok(line.deposited) {
            return Err(format!("{line:?}"));
        }
        let mut held = Amount::ZERO;
        for number in 1..=3 {
            // A balance below zero would show as zero, and the sum would miss it.
            if let Some(balance) = exchange.balance(account(number), line.asset) {
                held = held.plus(balance.total().unwrap().amount()).unwrap();
            }
        }
        if held != line.held {
            return Err(format!("a part is below zero: {line:?} against {held}"));
        }
    }
    Ok(())
}

/// What one open order needs, worked out from what it is.
fn need(order: &OrderView) -> Amount {
    let left = order.qty.minus(order.filled).unwrap();
    let left = left.minus(order.prevented).unwrap();
    let waits = matches!(order.status, OrderStatus::Pending | OrderStatus::Sleeping);
    let price = match order.working_price() {
        Some(price) => Some(price),
        None if waits => order.kind.trigger(),
        None => panic!("stands without a price: {order:?}"),
    };
    match (order.side, price) {
        (Side::Sell, _) => left.amount(),
        (Side::Buy, Some(price)) => price.times(left).unwrap(),
        // Nothing names a price: what was locked is the last price of its day.
        (Side::Buy, None) => order.locked,
    }
}

/// What is locked is what the open orders need, a pair the larger of two needs, and what was bought for a list.
fn locked_is_needed(exchange: &Exchange) -> Result<(), String> {
    for number in 1..=3 {
        let open = exchange.open_orders(account(number), None);
        let mut needed: BTreeMap<&str, Amount> = BTreeMap::new();
        let mut add = |name, amount| {
            let sum = needed.entry(name).or_insert(Amount::ZERO);
            *sum = sum.plus(amount).unwrap();
        };
        let asset_of = |side| match side {
            Side::Buy => "Q",
            Side::Sell => "B",
        };
        for order in &open {
            if need(order) != order.locked {
                return Err(format!("needs {} : {order:?}", need(order)));
            }
            add(asset_of(order.side), order.locked);
            add("B", order.held);
        }
        for list in exchange.open_order_lists(account(number)) {
            let pair: Vec<_> = pair_of(&list);
            let both: Vec<_> = open.iter().filter(|o| pair.contains(&o.id)).collect();
            if let [one, other] = both.as_slice() {
                add(asset_of(one.side), one.locked.min(other.locked).negated());
            }
        }
        for name in ["B", "Q", "N"] {
            let balance = exchange.balance(account(number), asset(name));
            let locked = balance.unwrap().locked;
            let needs = needed.get(name).copied().unwrap_or(Amount::ZERO);
            if locked.amount() != needs {
                return Err(format!("{number} {name}: {locked} locked, {needs} needed"));
            }
        }
    }
    Ok(())
}

/// The two orders of a pair in a list that has one.
fn pair_of(list: &OrderListView) -> Vec<ExchangeOrderId> {
    let orders = list.orders.iter().map(|order| order.id);
    match list.kind {
        ListKind::Oco => orders.collect(),
        ListKind::Otoco | ListKind::Opoco => orders.skip(1).collect(),
        ListKind::Oto | ListKind::Opo => Vec::new(),
    }
}

/// Lists are open as long as one of their orders is, pending orders wait for the working one, and of a pair one at most works.
fn lists_in_order(exchange: &Exchange) -> Result<(), String> {
    for number in 1..=3 {
        let who = account(number);
        let order = |id| exchange.order(who, symbol(), OrderKey::Exchange(id));
        for list in exchange.order_lists(who, OrderListId::new(0), 1_000) {
            let orders: Vec<_> = list.orders.iter().filter_map(|o| order(o.id)).collect();
            let open = orders.iter().filter(|o| o.status.is_open()).count();
            if (open > 0) != (list.status == ListStatus::Executing) {
                return Err(format!("{list:?} with {open} open orders"));
            }
            let named = list.orders.iter().zip(&orders);
            if named
                .into_iter()
                .any(|(listed, order)| listed.client_id != order.client_id)
            {
                return Err(format!("{list:?} knows an order by another name"));
            }
            let (first, rest) = orders.split_first().unwrap();
            let waits = |o: &OrderView| o.status == OrderStatus::Pending;
            let triggers = list.kind != ListKind::Oco;
            if triggers && first.status.is_open() != rest.iter().any(waits) {
                return Err(format!("pending without a working order: {orders:?}"));
            }
            let pair = pair_of(&list);
            let pair = orders.iter().filter(|o| pair.contains(&o.id));
            let traded = pair.clone().filter(|o| !o.filled.is_zero()).count();
            let both = pair.clone().filter(|o| o.status.is_open()).count() == 2;
            if traded > 1 || (both && traded > 0) {
                return Err(format!("both orders of a pair: {orders:?}"));
            }
        }
    }
    Ok(())
}

/// Sums of one order's executions as its reports tell them.
#[derive(Default)]
struct Sums {
    qty: Option<Qty>,
    quote: Option<Amount>,
    last: Option<OrderView>,
}

/// Reports of an order agree with each other: sums, limits, and nothing after its end.
fn reports_agree(orders: &mut BTreeMap<u64, Sums>, effects: &[Effect]) -> Result<(), String> {
    for effect in effects {
        if let Effect::Trailed(trail) = effect
            && let Some(sums) = orders.get_mut(&trail.order.get())
            && let Some(last) = &mut sums.last
        {
            last.tracking = Some(Tracking {
                since: trail.since,
                best: Some(trail.best),
            });
        }
        let Effect::Report(report) = effect else {
            continue;
        };
        let order = &report.order;
        let sums = orders.entry(order.id.get()).or_default();
        if sums.last.is_some_and(|last| !last.status.is_open()) {
            return Err(format!("a report after the end: {report:?}"));
        }
        let mut qty = sums.qty.unwrap_or(Qty::ZERO);
        let mut quote = sums.quote.unwrap_or(Amount::ZERO);
        if let Execution::Trade(x) = report.execution {
            qty = qty.plus(x.qty).unwrap();
            quote = quote.plus(x.quote).unwrap();
            let fair = order.working_price().is_none_or(|limit| match order.side {
                Side::Buy => x.price <= limit,
                Side::Sell => x.price >= limit,
            });
            if !fair || x.price.times(x.qty) != Ok(x.quote) {
                return Err(format!("a bad execution: {report:?}"));
            }
        }
        let filled = order.status == OrderStatus::Filled;
        let all = qty == order.qty && !qty.is_zero();
        if order.filled != qty || order.quote_filled != quote || filled != all {
            return Err(format!("sums differ: {report:?}, {qty}, {quote}"));
        }
        (sums.qty, sums.quote, sums.last) = (Some(qty), Some(quote), Some(*order));
    }
    Ok(())
}

/// What is checked after a step: the exchange, and what the step said.
type Check<'c> = dyn FnMut(&Exchange, &[Effect]) -> Result<(), String> + 'c;

/// Runs a story and checks after every step.
fn every_step(story: Vec<Input>, check: &mut Check<'_>) -> Result<(), TestCaseError> {
    let mut exchange = modest();
    for input in story {
        let effects = step(&mut exchange, input.clone());
        if let Err(why) = check(&exchange, &effects) {
            let fail = format!("{why} after {input:?}\n{effects:?}");
            return Err(TestCaseError::fail(fail));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// X24: every atom is somewhere, and none is owed.
    #[test]
    fn x24_nothing_is_lost(story in story(Cast::WholeWorld, 150)) {
        every_step(story, &mut |exchange, _| balanced(exchange))?;
    }

    /// X25: what is locked is what the open orders need.
    #[test]
    fn x25_locked_is_needed(story in story(Cast::WholeWorld, 150)) {
        every_step(story, &mut |exchange, _| locked_is_needed(exchange))?;
    }

    /// X56: lists are open as long as one of their orders is, and of a pair one at most trades.
    #[test]
    fn x56_lists_stay_in_order(story in story(Cast::WholeWorld, 150)) {
        every_step(story, &mut |exchange, _| lists_in_order(exchange))?;
    }

    /// X26: a reader of level changes holds the engine's book, in order at every change.
    #[test]
    fn x26_a_reader_holds_the_book(story in story(Cast::WholeWorld, 150)) {
        let mut reader = Reader::default();
        every_step(story, &mut |exchange, effects| {
            effects.iter().filter_map(level).try_for_each(|change| reader.hear(change))?;
            if reader.agrees(exchange) {
                Ok(())
            } else {
                Err("the reader's book differs".to_owned())
            }
        })?;
    }

    /// X27: reports sum up, stay inside limits, end once, and are what a question answers.
    #[test]
    fn x27_reports_agree(story in story(Cast::WholeWorld, 150)) {
        let mut orders = BTreeMap::new();
        every_step(story, &mut |exchange, effects| {
            reports_agree(&mut orders, effects)?;
            for sums in orders.values() {
                let last = sums.last.unwrap();
                let key = OrderKey::Exchange(last.id);
                let answer = exchange.order(last.account, last.symbol, key);
                if answer != Some(last) {
                    return Err(format!("{answer:?} is not {last:?}"));
                }
            }
            Ok(())
        })?;
    }

    /// X28: the same inputs give the same effects, to the byte.
    #[test]
    fn x28_the_same_inputs_give_the_same_effects(story in story(Cast::WholeWorld, 80)) {
        let run = || {
            let mut exchange = modest();
            let told: Vec<_> = story.iter().map(|i| step(&mut exchange, i.clone())).collect();
            format!("{told:?}")
        };
        prop_assert_eq!(run(), run());
    }

    /// X29: every balance that is told is the balance that is held, and every change of one is told.
    #[test]
    fn x29_told_balances_are_the_balances(story in story(Cast::WholeWorld, 80)) {
        let mut exchange = modest();
        let mut told = BTreeMap::new();
        for input in story {
            for effect in step(&mut exchange, input) {
                if let Effect::BalanceChanged { account, balance, .. } = effect {
                    told.insert((account, balance.asset), balance);
                }
            }
        }
        for ((account, asset), balance) in &told {
            prop_assert_eq!(exchange.balance(*account, *asset), Some(*balance));
        }
        for number in 1..=3 {
            for name in ["B", "Q", "N"] {
                if !told.contains_key(&(account(number), asset(name))) {
                    let start = exchange.balance(account(number), asset(name)).unwrap();
                    let first = match name {
                        "B" => "20",
                        "Q" => "2000",
                        _ => "0.02",
                    };
                    prop_assert_eq!(start.free, Qty::parse(first).unwrap());
                }
            }
        }
    }
}
