//! Kept facts rebuild the accounts: after any story, however it was cut off at the end of a step.
// OPS-02

use crate::random::{Cast, story};
use crate::script::{
    account, account_input, asset, empty, input, listing, qty, step, symbol, told,
};
use crate::whole::names_a_number;
use domain::{AccountId, Asset, Balance, ClientOrderId, Symbol};
use exchange::{
    AccountTerms, AccountTrade, Amendment, Effect, Exchange, ExchangeOrderId, ExchangeTradeId,
    Execution, ExecutionId, Fact, Input, OrderKey, OrderListId, OrderListView, OrderView, Place,
    PreventedMatch, PreventedMatchId, RestoreError, SymbolStatus,
};
use proptest::prelude::*;

/// All that an account can ask.
#[derive(Debug, PartialEq)]
struct Known {
    balances: Option<Vec<Balance>>,
    open: Vec<OrderView>,
    orders: Vec<OrderView>,
    trades: Vec<AccountTrade>,
    named: Vec<Option<OrderView>>,
    lists: Vec<OrderListView>,
    open_lists: Vec<OrderListView>,
    prevented: Vec<PreventedMatch>,
    amendments: Vec<Amendment>,
    terms: Option<AccountTerms>,
    status: Option<SymbolStatus>,
}

fn known(exchange: &Exchange, number: u64) -> Known {
    let id = account(number);
    let name = |n| ClientOrderId::new(&format!("name-{n}")).unwrap();
    Known {
        balances: exchange.balances(id),
        open: exchange.open_orders(id, None),
        orders: exchange.orders(id, symbol(), ExchangeOrderId::new(0), 10_000),
        trades: exchange.trades(id, symbol(), ExchangeTradeId::new(0), 10_000),
        named: (0..6)
            .map(|n| exchange.order(id, symbol(), OrderKey::Client(name(n))))
            .collect(),
        lists: exchange.order_lists(id, OrderListId::new(0), 10_000),
        open_lists: exchange.open_order_lists(id),
        prevented: exchange.prevented_matches((id, symbol()), PreventedMatchId::new(0), 10_000),
        amendments: (0..200)
            .flat_map(|n| {
                let order = ExchangeOrderId::new(n);
                exchange.amendments((id, symbol()), order, ExecutionId::new(0), 100)
            })
            .collect(),
        terms: exchange.terms(id),
        status: exchange.status(symbol()),
    }
}

/// What two exchanges know is the same; what differs is named by its part.
fn same(one: &Known, other: &Known) -> Result<(), TestCaseError> {
    prop_assert_eq!(&one.balances, &other.balances);
    prop_assert_eq!(&one.open, &other.open);
    prop_assert_eq!(&one.orders, &other.orders);
    prop_assert_eq!(&one.trades, &other.trades);
    prop_assert_eq!(&one.named, &other.named);
    prop_assert_eq!(&one.lists, &other.lists);
    prop_assert_eq!(&one.amendments, &other.amendments);
    prop_assert_eq!(one, other);
    Ok(())
}

/// An exchange that keeps its facts as lines.
struct Kept {
    exchange: Exchange,
    lines: Vec<String>,
}

impl Kept {
    fn new() -> Self {
        let mut kept = Self {
            exchange: Exchange::new(),
            lines: Vec::new(),
        };
        let tag = crate::script::TAG;
        let listing = listing();
        kept.step(Input::AddInstrument { tag, listing });
        for number in 1..=3 {
            kept.step(account_input(number, "20", "2000"));
        }
        for input in crate::properties::third_asset() {
            kept.step(input);
        }
        kept
    }

    fn step(&mut self, input: Input) -> Vec<Effect> {
        let effects = step(&mut self.exchange, input);
        let facts = effects.iter().flat_map(Fact::of);
        self.lines.extend(facts.map(|fact| fact.to_string()));
        effects
    }

    fn restored(&self) -> Exchange {
        restore(self.lines.iter().map(String::as_str)).unwrap()
    }
}

fn restore<'l>(lines: impl Iterator<Item = &'l str>) -> Result<Exchange, RestoreError> {
    Exchange::restore(lines.map(|line| line.parse::<Fact>().unwrap()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// X30: facts kept step by step, and facts of one moment, restore what every account can ask.
    #[test]
    fn x30_restored_accounts_know_the_same(story in story(Cast::WholeWorld, 120)) {
        let mut kept = Kept::new();
        for input in story {
            kept.step(input);
        }
        let short = Exchange::restore(kept.exchange.facts()).unwrap();
        let restored = kept.restored();
        for number in 1..=3 {
            let live = known(&kept.exchange, number);
            same(&known(&restored, number), &live)?;
            same(&known(&short, number), &live)?;
        }
        let again = Exchange::restore(restored.facts()).unwrap();
        prop_assert_eq!(again.facts(), restored.facts());
    }

    /// X30: a restored exchange goes on like one that never ended: same queue, same stops, same money; only numbers jump.
    #[test]
    fn x30_a_restored_exchange_goes_on_alike(
        before in story(Cast::Whole, 80), after in story(Cast::Whole, 40),
    ) {
        let mut kept = Kept::new();
        for input in before {
            kept.step(input);
        }
        kept.lines.extend(kept.exchange.last_prices().map(|fact| fact.to_string()));
        let mut restored = kept.restored();
        let first_new = restored.facts().iter().find_map(|fact| if let Fact::Ids(marks) = fact { Some(marks.order) } else { None });
        for input in after {
            // A number of an order placed after the restart means another order in each.
            if names_a_number(&input) {
                continue;
            }
            let live = meetings(&kept.step(input.clone()));
            let second = meetings(&step(&mut restored, input));
            prop_assert_eq!(live, second);
        }
        for number in 1..=3 {
            let (live, second) = (known(&kept.exchange, number), known(&restored, number));
            prop_assert_eq!(live.balances, second.balances);
            prop_assert_eq!(live.open.len(), second.open.len());
        }
        prop_assert!(first_new.is_some());
    }

    /// X30: no number is given out twice, though the end came without warning.
    #[test]
    fn x30_numbers_are_never_used_again(
        before in story(Cast::WholeWorld, 60), after in story(Cast::WholeWorld, 60),
    ) {
        let mut kept = Kept::new();
        let mut used = Numbers::default();
        for input in before {
            used.hear(&kept.step(input));
        }
        let mut restored = kept.restored();
        let mut later = Numbers::default();
        for input in after {
            later.hear(&step(&mut restored, input));
        }
        prop_assert!(used.order < later.first_order, "{used:?} {later:?}");
        prop_assert!(used.trade < later.first_trade, "{used:?} {later:?}");
        prop_assert!(used.update < later.first_update, "{used:?} {later:?}");
    }
}

/// The highest and lowest numbers told.
#[derive(Debug)]
struct Numbers {
    order: u64,
    trade: u64,
    update: u64,
    first_order: u64,
    first_trade: u64,
    first_update: u64,
}

impl Default for Numbers {
    fn default() -> Self {
        Self {
            order: 0,
            trade: 0,
            update: 0,
            first_order: u64::MAX,
            first_trade: u64::MAX,
            first_update: u64::MAX,
        }
    }
}

impl Numbers {
    fn hear(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Accepted { order, .. } = effect {
                self.order = self.order.max(order.get());
                self.first_order = self.first_order.min(order.get());
            }
            if let Effect::Report(report) = effect
                && let Some(trade) = report.trade()
            {
                let id = trade.execution.trade.get();
                self.trade = self.trade.max(id);
                self.first_trade = self.first_trade.min(id);
            }
            if let Effect::LevelChanged(change) = effect {
                self.update = self.update.max(change.update_id.get());
                self.first_update = self.first_update.min(change.update_id.get());
            }
        }
    }
}

/// What was told, without numbers.
fn meetings(effects: &[Effect]) -> Vec<String> {
    effects.iter().filter_map(meeting).collect()
}

/// What happened to an order, without the names made from numbers.
fn what_happened(execution: &Execution) -> String {
    if let Execution::Prevented(p) = execution {
        return format!("lost {} at {} of {}", p.lost, p.price, p.qty);
    }
    if let Execution::Amended { orig_qty, .. } = execution {
        return format!("amended from {orig_qty}");
    }
    if let Execution::Cancelled { .. } = execution {
        return "cancelled".to_owned();
    }
    format!("{execution:?}")
}

fn meeting(effect: &Effect) -> Option<String> {
    if let Effect::Report(report) = effect {
        let order = &report.order;
        let what = match report.trade().map(|trade| trade.execution) {
            Some(x) => format!("{}@{} {}", x.qty, x.price, x.liquidity),
            None => what_happened(&report.execution),
        };
        let (account, status, filled) = (order.account, order.status, order.filled);
        return Some(format!("{account} {status:?} {filled} {what}"));
    }
    if let Effect::LevelChanged(change) = effect {
        return Some(format!("{} {} {}", change.side, change.price, change.qty));
    }
    if let Effect::Refused { reason, .. } = effect {
        return Some(reason.to_string());
    }
    None
}

#[test]
fn x30_the_queue_survives_with_a_stop_that_woke_late() {
    // The stop was placed first and joined the queue last.
    let mut kept = Kept::new();
    for line in [
        "1 buy 1 stop 105 @105 as late",
        "2 buy 1 @105 as early",
        "3 sell 0.5 @105",
    ] {
        kept.step(input(line));
    }
    let mut restored = kept.restored();
    told(&mut restored, "3 sell 0.5 @105");
    let order = |name: &str, number| {
        let key = OrderKey::Client(ClientOrderId::new(name).unwrap());
        restored.order(account(number), symbol(), key).unwrap()
    };
    assert_eq!(order("early", 2).filled, qty("1"));
    assert_eq!(order("late", 1).filled, qty("0"));
}

/// What comes of the facts of two orders that met, with every line that starts so replaced; an empty line goes.
fn restored_with(start: &str, with: &str) -> Result<(), RestoreError> {
    let mut kept = Kept::new();
    kept.step(input("1 buy 1 @100 as mine"));
    kept.step(input("2 sell 0.5 @100"));
    kept.lines.push("last B/Q 100".to_owned());
    let edited = kept.lines.iter().map(|line| match line.starts_with(start) {
        true => with,
        false => line,
    });
    restore(edited.filter(|line| !line.is_empty())).map(drop)
}

#[test]
fn x30_facts_that_contradict_are_refused() {
    use RestoreError as E;
    let (one, q, mine) = (account(1), asset("Q"), ExchangeOrderId::new(1));
    let cases = [
        ("none", "", Ok(())),
        (
            "balance 1 Q",
            "balance 1 Q 1900 99.99",
            Err(E::LockedMismatch(one, q)),
        ),
        ("order2 1", "", Err(E::LockedMismatch(one, q))),
        ("listed", "", Err(E::UnknownSymbol(symbol()))),
        ("account2 1", "", Err(E::UnknownAccount(one))),
        ("account2 2", "account 1 0 0", Err(E::BadAccount(one))),
        (
            "balance 1 Q",
            "balance 1 Q 0.0000000000001 0",
            Err(E::BadBalance(one, q)),
        ),
        (
            "order2 1",
            "order 1 mine 1 B/Q buy limit:100.001:gtc 1 allow new 0 0 1 1 1 1",
            Err(E::BadOrder(mine)),
        ),
        (
            "order2 1",
            "order 1 mine 1 B/Q buy limit:100:gtc 1 allow new 1 0 1 1 1 1",
            Err(E::BadOrder(mine)),
        ),
        (
            "last",
            "trade 1 B/Q 1 mine buy 0 100 1 100 0 B maker 1",
            Err(E::TradeOutOfOrder(one, symbol())),
        ),
        ("last", "last B/Q 100.001", Err(E::BadPrice(symbol()))),
    ];
    for (start, with, expected) in cases {
        assert_eq!(restored_with(start, with), expected, "{start} → {with}");
    }
}

#[test]
fn x30_a_restored_last_price_still_guards_triggers() {
    let mut kept = Kept::new();
    kept.step(input("print buy 1@100"));
    kept.lines
        .extend(kept.exchange.last_prices().map(|f| f.to_string()));
    let mut restored = kept.restored();
    assert_eq!(
        told(&mut restored, "1 sell 1 stop 100").trim(),
        "refused would-trigger"
    );
}

#[test]
fn x30_an_empty_exchange_restores_to_itself() {
    let restored = Exchange::restore(Vec::new()).unwrap();
    assert_eq!(restored.facts(), Exchange::new().facts());
    let mut fresh = empty();
    assert!(fresh.accounts().next().is_none());
    let Input::Place(place) = input("1 buy 1 @100") else {
        panic!("no place")
    };
    let stranger = Place {
        account: AccountId::new(77),
        symbol: Symbol::spot(Asset::new("B").unwrap(), Asset::new("Q").unwrap()).unwrap(),
        ..place
    };
    let effects = step(&mut fresh, Input::Place(stranger));
    assert!(matches!(effects.as_slice(), [Effect::Refused { .. }]));
}
