//! A fact's line reads back as the fact, and a broken line is refused where it breaks.

use super::{Fact, FactError};
use crate::fact::order_line::{STATUS_WORDS, status_word};
use alloc::string::ToString;

/// Lines of every kind, as they are kept.
const LINES: [&str; 21] = [
    "listed2 simex BTC/USDT BTCUSDT BTC USDT 0.01 0.01 1000000 0.00001 0.00001 9000 100 5 9000000 200 5 10 20 10 5 50000 2000 50000 2000 yes no 100 10 2000 10 2000 -",
    "listed2 simex BTC/USDT BTCUSDT BTC USDT 0.01 0.01 1000000 0.00001 0.00001 9000 100 5 9000000 200 5 10 20 10 0 - yes yes 100 10 2000 10 2000 40",
    "account2 7 0.001 -0.0001 0 0 0 0 0 0 0 0 0 0 - - trades",
    "terms 7 0.001 -0.0001 0.00001 0 0.01 0 0 0 0 0 0.02 0 BNB 0.25 3 barred",
    "status BTC/USDT cancel-only",
    "execution BTC/USDT 12 no-reference - - free - - - -",
    "execution BTC/USDT 12 mean 1000000000 10 range 20000 5000 20000 5000",
    "execution BTC/USDT 12 outside 2 60000.5 range 10001 - - 9999",
    "execution BTC/USDT 12 outside 0 - range - - - -",
    "balance 7 BTC 0.12345678 0.000000000001",
    "order2 3 my-id 7 BTC/USDT buy limit:61000.5:gtc 0.5 expire-maker partially-filled 0.1 6100.05 1 2 1 9 - 0.1 0.3 5 1000000 8 12 0 - - - - 24400.2 0 1",
    "order2 4 x-4 7 BTC/USDT sell market 0.5 allow expired:no-liquidity 0 0 1 2 1 10 30000 - 0 - - - - 0.1 3 - - - 0 0 0",
    "order2 5 x-5 7 BTC/USDT sell take-limit:trail+250/61500:primary+2/60000:gtc 0.5 decrement sleeping 0 0 1 1 - - - - 0 - - - - 0 - 60500.5 4 62000 0.5 0 0",
    "order2 6 x-6 7 BTC/USDT buy limit-maker:59000 0.5 transfer pending 0 0 1 1 - - - - 0 - - 8 - 0 - - - - 29500 0.2 0",
    "trailed 5 4 62000.5",
    "list 8 l-8 7 BTC/USDT otoco executing 1 2 6 x-6 7 x-7 8 x-8",
    "list 9 l-9 7 BTC/USDT oco all-done 1 2 6 x-6 7 x-7 -",
    "amended 7 BTC/USDT 3 75 my-id my-id2 0.6 0.5 2",
    "prevented 1 BTC/USDT 7 5 8 3 4 decrement 61000.5 0.1 - 2",
    "trade 7 BTC/USDT 3 my-id buy 12 61000.5 0.1 6100.05 0.0001 BTC taker 5",
    "ids2 BTC/USDT 1000001 1000001 2000001 1 2 3",
];

/// Lines of the first form, with what they are read as.
const FIRST_LINES: [(&str, &str); 6] = [
    (
        "listed simex BTC/USDT BTCUSDT BTC USDT 0.01 0.01 1000000 0.00001 0.00001 9000 100 5 9000000 200 5",
        "listed2 simex BTC/USDT BTCUSDT BTC USDT 0.01 0.01 1000000 0.00001 0.00001 9000 100 5 9000000 200 5 10 20 10 0 - yes yes 100 10 2000 10 2000 -",
    ),
    (
        "account 7 0.001 -0.0001",
        "account2 7 0.001 -0.0001 0 0 0 0 0 0 0 0 0 0 - - trades",
    ),
    (
        "order 3 my-id 7 BTC/USDT buy limit:61000.5:gtc 0.5 expire-maker partially-filled 0.1 6100.05 1 2 1 9",
        "order2 3 my-id 7 BTC/USDT buy limit:61000.5:gtc 0.5 expire-maker partially-filled 0.1 6100.05 1 2 1 9 - - 0 - - - - 0 - - - - 24400.2 0 0",
    ),
    (
        "order 5 x-5 7 BTC/USDT sell stop:59000 0.5 expire-both sleeping 0 0 1 1 - -",
        "order2 5 x-5 7 BTC/USDT sell stop:59000 0.5 expire-both sleeping 0 0 1 1 - - - - 0 - - - - 0 - - - - 0.5 0 0",
    ),
    (
        "order 4 x-4 7 BTC/USDT sell market 0.5 allow expired:no-liquidity 0 0 1 2 1 10",
        "order2 4 x-4 7 BTC/USDT sell market 0.5 allow expired:no-liquidity 0 0 1 2 1 10 - - 0 - - - - 0 - - - - 0 0 0",
    ),
    ("ids BTC/USDT 4 5 6", "ids2 BTC/USDT 4 5 6 1 1 1"),
];

#[test]
fn x30_a_line_reads_back_as_itself() {
    for line in LINES {
        let fact: Fact = line.parse().unwrap_or_else(|e| panic!("{line}: {e}"));
        assert_eq!(fact.to_string(), line);
    }
}

#[test]
fn x64_a_line_of_the_first_form_still_reads() {
    for (line, meant) in FIRST_LINES {
        let fact: Fact = line.parse().unwrap_or_else(|e| panic!("{line}: {e}"));
        assert_eq!(fact.to_string(), meant);
    }
}

#[test]
fn x30_every_status_has_its_word() {
    for (status, word) in STATUS_WORDS {
        assert_eq!(status_word(status), word);
    }
}

#[test]
fn x30_a_line_cut_anywhere_is_refused() {
    let first = FIRST_LINES.iter().map(|(line, _)| *line);
    for line in LINES.into_iter().chain(first) {
        let words = line.split(' ').count();
        for kept in 1..words {
            let cut: alloc::vec::Vec<&str> = line.split(' ').take(kept).collect();
            assert_eq!(
                cut.join(" ").parse::<Fact>(),
                Err(FactError::TooShort),
                "{cut:?}"
            );
        }
        let more = alloc::format!("{line} more");
        assert_eq!(more.parse::<Fact>(), Err(FactError::TooLong));
    }
}

#[test]
fn x30_a_broken_word_is_named_by_its_place() {
    let cases = [
        ("account 7 0.001 2", 3),
        ("account x 0.001 0.001", 1),
        ("balance 7 btc 1 0", 2),
        ("balance 7 BTC -1 0", 3),
        (
            "order 4 x-4 7 BTC/USDT sell market:1 0.5 allow new 0 0 1 2 1 10",
            6,
        ),
        (
            "order 4 x-4 7 BTC/USDT sell market 0.5 allow gone 0 0 1 2 1 10",
            9,
        ),
        (
            "trade 7 BTC/USDT 3 my-id up 12 61000.5 0.1 6100.05 0.0001 BTC taker 5",
            5,
        ),
        ("ids BTC/USDT 1 2 three", 4),
    ];
    for (line, place) in cases {
        assert_eq!(
            line.parse::<Fact>(),
            Err(FactError::BadWord { place }),
            "{line}"
        );
    }
    assert_eq!("rumour 1".parse::<Fact>(), Err(FactError::UnknownKind));
    assert_eq!("".parse::<Fact>(), Err(FactError::TooShort));
}
