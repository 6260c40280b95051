//! A sudden end and what stands after it.

use crate::stage::{TAG, amount, btc, eth, listing, margin_asset, place, price, rate, stage, who};
use crate::stories::{PEOPLE, Teller};
use domain::{Machine, Span, Time};
use exchange::ExchangeOrderId;
use exchange::futures::{
    AlgoId, Futures, FuturesEffect, FuturesFact, FuturesInput, FuturesRestoreError, FuturesTerms,
    IncomeQuery,
};
use std::fmt::Write;

/// What every stage begins with, without money.
pub(crate) fn beginnings() -> Vec<FuturesInput> {
    let mut inputs = Vec::new();
    for (name, index, buffer) in [
        ("USDT", "1", "0"),
        ("BNB", "500", "0.05"),
        ("BTC", "50000", "0.05"),
    ] {
        inputs.push(FuturesInput::ListAsset {
            tag: TAG,
            asset: margin_asset(name, buffer),
            index: price(index),
        });
    }
    for (symbol, base, places, index) in [
        (btc(), "BTC", ("0.1", "0.001"), "50000"),
        (eth(), "ETH", ("0.01", "0.001"), "2000"),
    ] {
        inputs.push(FuturesInput::ListSymbol {
            tag: TAG,
            listing: Box::new(listing(symbol, base, places)),
            index: price(index),
        });
    }
    for number in 1..=PEOPLE {
        inputs.push(FuturesInput::AddAccount {
            tag: TAG,
            terms: FuturesTerms {
                account: who(number),
                fee_tier: 0,
                maker: rate("0.0002"),
                taker: rate("0.0005"),
            },
        });
    }
    inputs
}

/// All that accounts can see, as text.
fn seen(futures: &Futures) -> String {
    let mut text = String::new();
    let all = (
        Time::from_millis(0),
        Time::from_millis(i64::MAX / 1_000_000),
    );
    writeln!(text, "{:?}", futures.ledger()).unwrap();
    for account in futures.accounts() {
        writeln!(text, "{:?}", futures.config(account)).unwrap();
        writeln!(text, "{:?}", futures.wallets(account)).unwrap();
        writeln!(text, "{:?}", futures.totals(account)).unwrap();
        writeln!(text, "{:?}", futures.positions(account, None)).unwrap();
        writeln!(text, "{:?}", futures.open_orders(account, None)).unwrap();
        writeln!(text, "{:?}", futures.open_algos(account, None)).unwrap();
        writeln!(text, "{:?}", futures.forced_orders(account)).unwrap();
        let income = futures.income(&IncomeQuery {
            account,
            symbol: None,
            kind: None,
            from: all.0,
            to: all.1,
            skip: 0,
            limit: usize::MAX,
        });
        writeln!(text, "{income:?}").unwrap();
        for symbol in [btc(), eth()] {
            writeln!(text, "{:?}", futures.symbol_config(account, symbol)).unwrap();
            writeln!(text, "{:?}", futures.countdown(account, symbol)).unwrap();
            let orders = futures.orders(account, symbol, ExchangeOrderId::new(0), usize::MAX);
            writeln!(text, "{orders:?}").unwrap();
            let algos = futures.algos(account, symbol, AlgoId::new(0), usize::MAX);
            writeln!(text, "{algos:?}").unwrap();
            let trades = futures.latest_trades(account, symbol, all, usize::MAX);
            writeln!(text, "{trades:?}").unwrap();
            writeln!(text, "{:?}", futures.amendments(account, symbol)).unwrap();
            writeln!(text, "{:?}", futures.margin_changes(account, symbol, all)).unwrap();
        }
    }
    for symbol in [btc(), eth()] {
        writeln!(text, "{:?}", futures.listing(symbol)).unwrap();
        writeln!(text, "{:?}", futures.open_interest(symbol)).unwrap();
        writeln!(text, "{:?}", futures.funding_rates(symbol, all, usize::MAX)).unwrap();
    }
    text
}

fn restored(lines: &[String]) -> Result<Futures, FuturesRestoreError> {
    let facts = lines.iter().map(|line| {
        let fact: FuturesFact = line.parse().unwrap_or_else(|e| panic!("{line}: {e}"));
        assert_eq!(fact.to_string(), *line);
        fact
    });
    Futures::restore(facts)
}

#[test]
fn f56_after_a_sudden_end_everything_stands_as_it_was() {
    for seed in 100..=108 {
        let mut teller = Teller::new(seed);
        for _ in 0..250 {
            teller.turn();
        }
        // Prices are kept each minute: the last of them comes with the next whole one.
        let next = teller
            .stage
            .now
            .floor_to(Span::from_secs(60))
            .plus(Span::from_secs(60));
        teller.stage.now = next;
        teller.tell(FuturesInput::Wake);
        let again = restored(&teller.kept).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
        let (before, after) = (seen(&teller.stage.futures), seen(&again));
        for (old, new) in before.lines().zip(after.lines()) {
            assert_eq!(old, new, "seed {seed}");
        }
        assert_eq!(before.lines().count(), after.lines().count());
    }
}

#[test]
fn f64_other_brackets_stand_after_a_restart() {
    let mut teller = Teller::new(3);
    let brackets =
        crate::stage::brackets(&[("0", "40000", 125, "0.01"), ("40000", "90000", 10, "0.05")]);
    teller.tell(FuturesInput::SetBrackets {
        tag: TAG,
        symbol: btc(),
        brackets,
    });
    let again = restored(&teller.kept).unwrap();
    assert_eq!(seen(&teller.stage.futures), seen(&again));
    let (listing, _) = again.listing(btc()).unwrap();
    assert_eq!(listing.brackets[1].cum, amount("1600"));
}

#[test]
fn f57_numbers_go_on_and_what_is_due_is_done() {
    let mut teller = Teller::new(9);
    for _ in 0..200 {
        teller.turn();
    }
    teller.tell(FuturesInput::Countdown {
        tag: TAG,
        account: who(1),
        symbol: btc(),
        after: Span::from_secs(5),
    });
    let mut again = restored(&teller.kept).unwrap();
    let before = teller
        .stage
        .futures
        .orders(who(1), btc(), ExchangeOrderId::new(0), 9_999);
    let mut said: Vec<FuturesEffect> = Vec::new();
    let later = teller.stage.now.plus(Span::from_secs(6));
    again.step(later, FuturesInput::Wake, &mut said);
    // A conditional order may have woken since; what was open is gone.
    let last = before.last().map_or(0, |order| order.id.get());
    let open = again.open_orders(who(1), Some(btc()));
    assert!(open.iter().all(|order| order.id.get() > last), "{open:?}");
    assert_eq!(again.countdown(who(1), btc()), None);
    said.clear();
    again.step(later, place("buy 0.001 @49000"), &mut said);
    let fresh = again.orders(who(1), btc(), ExchangeOrderId::new(0), 9_999);
    assert!(fresh.last().unwrap().id.get() > last || !said.is_empty());
    let highest = |futures: &Futures| {
        let all = futures.income(&IncomeQuery {
            account: who(1),
            symbol: None,
            kind: None,
            from: Time::from_millis(0),
            to: later,
            skip: 0,
            limit: usize::MAX,
        });
        all.last().map(|income| income.id)
    };
    assert!(highest(&again) >= highest(&teller.stage.futures));
}

#[test]
fn f58_facts_that_contradict_are_refused() {
    let mut teller = Teller::new(3);
    for _ in 0..100 {
        teller.turn();
    }
    let without = |word: &str| -> Vec<String> {
        let kept = teller.kept.iter().filter(|line| !line.starts_with(word));
        kept.cloned().collect()
    };
    let failed = |lines: &[String]| restored(lines).err().map(|e| e.to_string());
    assert!(
        failed(&without("futures-account"))
            .unwrap()
            .contains("never opened")
    );
    assert!(
        failed(&without("perpetual"))
            .unwrap()
            .contains("never listed")
    );
    assert!(
        failed(&without("margin-asset"))
            .unwrap()
            .contains("never listed")
    );
    assert!(
        failed(&without("futures-pool"))
            .unwrap()
            .contains("came in")
    );
    assert!(
        failed(&without("futures-wallet"))
            .unwrap()
            .contains("came in")
    );
    assert_eq!(failed(&teller.kept), None);
}

#[test]
fn f57_a_restored_queue_keeps_its_order() {
    let mut live = stage();
    let mut kept: Vec<String> = Vec::new();
    live.futures = Futures::new();
    let mut inputs = beginnings();
    for number in 1..=2 {
        inputs.push(FuturesInput::Transfer(exchange::futures::Transfer {
            tag: TAG,
            account: who(number),
            asset: crate::stage::asset("USDT"),
            amount: amount("1000"),
        }));
    }
    inputs.push(place("buy 0.01 @49000 as second of 2"));
    inputs.push(place("buy 0.01 @49000 as first"));
    for input in inputs {
        live.step(input);
        kept.extend(
            live.said
                .iter()
                .flat_map(FuturesFact::of)
                .map(|fact| fact.to_string()),
        );
    }
    live.futures = restored(&kept).unwrap();
    live.take(domain::Side::Sell, "0.01");
    assert_eq!(live.named("second").left_to_trade(), "0");
    assert_eq!(live.named("first").left_to_trade(), "0.01");
}

trait Left {
    fn left_to_trade(&self) -> String;
}

impl Left for exchange::futures::FuturesOrder {
    fn left_to_trade(&self) -> String {
        self.qty.minus(self.filled).unwrap().to_string()
    }
}
