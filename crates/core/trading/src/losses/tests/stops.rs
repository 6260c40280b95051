//! Hard stops of a symbol, told as tables: trades, losing closes in a row, losses of the day (GATE-15).

use super::*;

fn stops() -> Gate {
    gate_with(&[
        ("global", "symbol_trades_max", "6"),
        ("global", "symbol_losses_max", "3"),
        ("global", "symbol_loss_max", "25"),
    ])
}

/// Rows of a deed, and trades, losses in a row and result of the symbol's day after it.
fn check(make_gate: fn() -> Gate, rows: &[(&str, &str)]) -> Life {
    let mut life = Life::behind(make_gate, Span::ZERO);
    for (words, day) in rows {
        life.deed(words);
        assert_eq!(today(&life), *day, "{words}");
        life.house.check_replay();
    }
    life
}

fn today(life: &Life) -> String {
    let day = life.house.trading.gate().symbol_day(at(life.now), btc());
    format!("{} {} {}", day.trades, day.losses_in_row, day.result)
}

fn refusal(life: &mut Life) -> String {
    let told = life.deed("buy 1");
    told.first().cloned().unwrap_or("ok".into())
}

// GATE-15: a buy is no loss, a sell of what was bought is no trade of its own, parts are one close.
#[test]
fn n8_trades_losses_in_a_row_and_the_result_of_a_symbol_are_counted() {
    check(
        far_gate,
        &[
            ("buy 2", "1 0 0"),
            ("buy 1", "2 0 0"),
            ("price 99", "2 0 0"),
            ("sell 1", "2 0 -1"),
            ("sell 1", "2 0 -2"),
            ("sell 1", "2 1 -3"),
            ("buy 1", "3 1 -3"),
            ("price 98", "3 1 -3"),
            ("sell 1", "3 2 -4"),
            ("buy 1", "4 2 -4"),
            ("sell 1", "4 2 -4"),
            ("buy 1 fee 0.1", "5 2 -4"),
            ("price 99", "5 2 -4"),
            ("sell 1 fee 0.1", "5 0 -3.2"),
            // What the fee in base leaves is less than could be sold: the position is closed.
            ("buy 1 fee 0.00001 BTC", "6 0 -3.2"),
        ],
    );
}

#[test]
fn n8_the_seventh_trade_is_refused_and_every_order_counts_at_once() {
    let mut life = check(stops, &[("buy 1", "1 0 0"), ("buy 1", "2 0 0")]);
    // Four that rest in the book, and no answer to any: the next could make it seven.
    for _ in 0..4 {
        life.now += 1;
        let (request, account, origin) = (RequestId(1), PAPER, PERSON);
        let terms = terms("buy 1 BTC/USDT 99");
        let told = life.told(Input::Place {
            request,
            account,
            origin,
            terms,
        });
        assert!(told[0].starts_with("opened"), "{told:?}");
    }
    assert_eq!(today(&life), "2 0 0");
    assert_eq!(refusal(&mut life), "refused 7 GATE-15.trades");
    // One that is over without a trade was none.
    let words = VenueWords {
        code: -1,
        text: "no".into(),
    };
    let (order, answer) = (id(3), PlaceAnswer::Refused(words));
    life.told(Input::Answered { order, answer });
    life.house.check_replay();
    assert_eq!(refusal(&mut life), "ok");
    assert_eq!(today(&life), "3 0 0");
    assert_eq!(refusal(&mut life), "refused 9 GATE-15.trades");
}

#[test]
fn n8_after_three_losses_in_a_row_nothing_opens_before_midnight_utc() {
    let mut life = check(
        stops,
        &[
            ("buy 1 fee 0.1", "1 0 0"),
            ("sell 1", "1 1 -0.1"),
            ("buy 1 fee 0.1", "2 1 -0.1"),
            ("sell 1", "2 2 -0.2"),
            ("buy 1 fee 0.1", "3 2 -0.2"),
            ("sell 1", "3 3 -0.3"),
        ],
    );
    assert_eq!(refusal(&mut life), "refused 7 GATE-15.losses-in-a-row");
    life.deed("restart");
    assert_eq!(refusal(&mut life), "refused 8 GATE-15.losses-in-a-row");
    life.deed("until -3");
    assert_eq!(refusal(&mut life), "refused 9 GATE-15.losses-in-a-row");
    life.deed("until 0");
    assert_eq!(refusal(&mut life), "ok");
    assert_eq!(today(&life), "1 0 0");
}

#[test]
fn n8_a_symbol_that_lost_its_sum_stops_and_a_profit_of_that_size_does_not() {
    for (exit, said) in [
        ("125.01", "ok"),
        ("75.01", "ok"),
        ("75", "refused 3 GATE-15.loss"),
    ] {
        let mut life = check(stops, &[("buy 1", "1 0 0")]);
        life.deed(&format!("price {exit}"));
        life.deed("sell 1");
        assert_eq!(refusal(&mut life), said, "{exit}");
        // The other symbol is none the worse.
        life.house.check_replay();
    }
}

// An order of yesterday that trades today is a trade of today.
#[test]
fn n8_an_order_of_yesterday_is_a_trade_of_the_day_on_which_it_trades() {
    let mut life = Life::behind(stops, Span::ZERO);
    let (request, account, origin) = (RequestId(1), PAPER, PERSON);
    let terms = terms("buy 1 BTC/USDT 99");
    life.told(Input::Place {
        request,
        account,
        origin,
        terms,
    });
    assert_eq!(today(&life), "0 0 0");
    life.deed("until 10");
    assert_eq!(
        life.house
            .trading
            .gate()
            .symbol_day(at(life.now), btc())
            .pending,
        1
    );
    life.fill(id(1), "0");
    assert_eq!(today(&life), "1 0 0");
    life.house.check_replay();
}
