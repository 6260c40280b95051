//! Dust and conversions at a held price.

use crate::toy::{House, MASTER, TAG, amount, asset, price, qty};
use domain::{Qty, Span};
use exchange::wallet::{
    ConvertQuote, DustLot, MoveReason, Outcome, Purse, QuoteRequest, QuoteSide, WalletInput,
    WalletRefusal, dust_worth,
};

fn lot(name: &str, text: &str, rate: &str) -> DustLot {
    DustLot {
        asset: asset(name),
        qty: qty(text),
        price: price(rate),
        btc: amount("0.0001"),
    }
}

fn dust(house: &mut House, lots: Vec<DustLot>) -> Result<Outcome, WalletRefusal> {
    house.ask(WalletInput::Dust {
        tag: TAG,
        account: MASTER,
        target: asset("BNB"),
        lots,
    })
}

#[test]
fn w13_dust_is_cut_and_charged_two_hundredths_rounded_up() {
    let cases = [
        ("1", "0.001", "0.00098", "0.00002"),
        ("0.33333333", "0.00166667", "0.00054443", "0.00001112"),
        ("0.00000007", "1", "0.00000006", "0.00000001"),
        ("0.00000002", "1", "0.00000001", "0.00000001"),
    ];
    for (text, rate, got, charge) in cases {
        let worth = dust_worth(&lot("ETH", text, rate));
        assert_eq!(worth, Some((qty(got), qty(charge))), "{text} at {rate}");
    }
    assert_eq!(
        dust_worth(&lot("ETH", "0.00000001", "1")),
        None,
        "all charge"
    );
    assert_eq!(
        dust_worth(&lot("ETH", "0.00000001", "0.1")),
        None,
        "nothing"
    );
}

#[test]
fn w13_small_balances_become_one_asset() {
    let mut house = House::new();
    house.fund(MASTER, "ETH", "0.001");
    house.fund(MASTER, "USDT", "1.5");
    let lots = vec![lot("ETH", "0.001", "5"), lot("USDT", "1.5", "0.00166667")];
    let answer = dust(&mut house, lots);
    let row = house.wallet.dust_conversions(MASTER).next().unwrap();
    assert_eq!(answer, Ok(Outcome::Dust(row.id)));
    // 0.005 less 0.0001, and 0.0025 (cut) less 0.00005001.
    assert_eq!(row.parts[0].got, qty("0.0049"));
    assert_eq!(row.parts[1].got, qty("0.00245"));
    assert_eq!(house.spot(MASTER, "BNB"), qty("0.00735"));
    assert_eq!(house.spot(MASTER, "ETH"), Qty::ZERO);
    assert_eq!(house.spot(MASTER, "USDT"), Qty::ZERO);
}

#[test]
fn w13_what_is_no_dust_is_refused_and_nothing_moves() {
    let mut house = House::new();
    house.fund(MASTER, "ETH", "0.001");
    let good = || lot("ETH", "0.001", "5");
    let large = DustLot {
        btc: amount("0.001"),
        ..good()
    };
    let cases = [
        (vec![], WalletRefusal::BadDust),
        (vec![good(), good()], WalletRefusal::BadDust),
        (vec![lot("BNB", "0.001", "1")], WalletRefusal::BadDust),
        (vec![large], WalletRefusal::DustTooLarge),
        (
            vec![lot("ETH", "0.001", "0.000001")],
            WalletRefusal::DustTooSmall,
        ),
        (vec![lot("ETH", "0", "5")], WalletRefusal::BadQty),
        // The first is taken, the second is not there: the first goes back.
        (
            vec![good(), lot("LTC", "1", "0.1")],
            WalletRefusal::Insufficient,
        ),
    ];
    for (lots, reason) in cases {
        assert_eq!(dust(&mut house, lots), Err(reason));
        assert_eq!(house.spot(MASTER, "ETH"), qty("0.001"));
    }
    assert_eq!(house.wallet.dust_conversions(MASTER).count(), 0);
}

fn quote(from: (&str, &str), to: (&str, &str), side: QuoteSide) -> QuoteRequest {
    QuoteRequest {
        tag: TAG,
        account: MASTER,
        purse: Purse::Spot,
        from: (asset(from.0), price(from.1)),
        to: (asset(to.0), price(to.1)),
        side,
        life: Span::from_secs(10),
    }
}

fn asked(house: &mut House, request: QuoteRequest) -> ConvertQuote {
    match house.ask(WalletInput::Quote(request)) {
        Ok(Outcome::Quote(quote)) => quote,
        answer => panic!("{answer:?}"),
    }
}

fn accept(house: &mut House, quote: u64) -> Result<Outcome, WalletRefusal> {
    house.ask(WalletInput::Accept {
        tag: TAG,
        account: MASTER,
        quote,
    })
}

#[test]
fn w14_what_comes_is_cut_and_what_is_given_is_rounded_up() {
    let mut house = House::new();
    // One in a thousand is the desk's: 60000 × 0.999 ÷ 1 = 59940.
    let (btc, usdt) = (("BTC", "60000"), ("USDT", "1"));
    let give = asked(
        &mut house,
        quote(btc, usdt, QuoteSide::Give(qty("0.12345678"))),
    );
    assert_eq!(give.ratio, price("59940"));
    assert_eq!(give.to_qty, qty("7399.9993932"));
    let get = asked(&mut house, quote(btc, usdt, QuoteSide::Get(qty("1000"))));
    // 1000 ÷ 59940 = 0.016683350016…
    assert_eq!(get.from_qty, qty("0.01668336"));
    let back = asked(&mut house, quote(usdt, btc, QuoteSide::Give(qty("1000"))));
    // 0.999 ÷ 60000 = 0.00001665
    assert_eq!(back.ratio, price("0.00001665"));
    assert_eq!(back.to_qty, qty("0.01665"));
}

#[test]
fn w14_a_quote_is_good_once_and_in_its_time() {
    let mut house = House::new();
    house.fund(MASTER, "BTC", "0.2");
    let request = || quote(("BTC", "60000"), ("USDT", "1"), QuoteSide::Give(qty("0.1")));
    let first = asked(&mut house, request());
    house.wait(10_000);
    let answer = accept(&mut house, first.id);
    assert!(matches!(answer, Ok(Outcome::Conversion(_))), "{answer:?}");
    assert_eq!(house.spot(MASTER, "USDT"), qty("5994"));
    assert_eq!(house.spot(MASTER, "BTC"), qty("0.1"));
    assert_eq!(
        accept(&mut house, first.id),
        Err(WalletRefusal::UnknownQuote)
    );
    let late = asked(&mut house, request());
    house.wait(10_001);
    let valid_until = late.valid_until;
    assert_eq!(
        accept(&mut house, late.id),
        Err(WalletRefusal::QuoteExpired { valid_until })
    );
    let row = house.wallet.conversions(MASTER).next().unwrap();
    assert_eq!((row.quote.id, row.quote.to_qty), (first.id, qty("5994")));
}

#[test]
fn w14_a_quote_that_is_not_covered_moves_nothing() {
    let mut house = House::new();
    house.fund(MASTER, "BTC", "0.05");
    let (btc, usdt) = (("BTC", "60000"), ("USDT", "1"));
    let open = asked(&mut house, quote(btc, usdt, QuoteSide::Give(qty("0.1"))));
    assert_eq!(
        accept(&mut house, open.id),
        Err(WalletRefusal::Insufficient)
    );
    assert_eq!(house.spot(MASTER, "BTC"), qty("0.05"));
    assert_eq!(house.wallet.conversions(MASTER).count(), 0);
}

#[test]
fn w14_conversions_have_bounds() {
    let mut house = House::new();
    let (btc, usdt) = (("BTC", "60000"), ("USDT", "1"));
    let cases = [
        (
            quote(btc, btc, QuoteSide::Give(qty("1"))),
            WalletRefusal::SameAsset,
        ),
        (
            quote(usdt, btc, QuoteSide::Give(qty("0.99"))),
            WalletRefusal::QuoteTooSmall,
        ),
        (
            quote(usdt, btc, QuoteSide::Give(qty("1000001"))),
            WalletRefusal::QuoteTooLarge,
        ),
        (
            quote(usdt, btc, QuoteSide::Get(Qty::ZERO)),
            WalletRefusal::QuoteTooSmall,
        ),
        (
            quote(usdt, ("NOPE", "1"), QuoteSide::Give(qty("10"))),
            WalletRefusal::UnknownAsset,
        ),
        (
            QuoteRequest {
                purse: Purse::UmFutures,
                ..quote(usdt, btc, QuoteSide::Give(qty("10")))
            },
            WalletRefusal::SamePurse,
        ),
    ];
    for (request, reason) in cases {
        assert_eq!(house.ask(WalletInput::Quote(request)), Err(reason));
    }
    let good = || quote(usdt, btc, QuoteSide::Give(qty("10")));
    for _ in 0..100 {
        asked(&mut house, good());
    }
    let answer = house.ask(WalletInput::Quote(good()));
    assert_eq!(answer, Err(WalletRefusal::TooManyQuotes));
    house.wait(10_001);
    assert!(
        house.ask(WalletInput::Quote(good())).is_ok(),
        "the old ones are over"
    );
}

#[test]
fn w3_what_a_conversion_brings_is_never_lost() {
    let mut house = House::new();
    house.fund(MASTER, "BTC", "0.1");
    house.engines.refuse_gives_for = Some(MoveReason::Convert);
    let (btc, usdt) = (("BTC", "60000"), ("USDT", "1"));
    let open = asked(&mut house, quote(btc, usdt, QuoteSide::Give(qty("0.1"))));
    assert!(accept(&mut house, open.id).is_ok());
    assert_eq!(house.funding(MASTER, "USDT"), qty("5994"));
}
