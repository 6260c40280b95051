//! A fact's line reads back as the fact, and a broken line is refused where it breaks.

use super::{Fact, FactError, STATUS_WORDS, status_word};
use alloc::string::ToString;

/// Lines of every kind, as they are kept.
const LINES: [&str; 11] = [
    "listed simex BTC/USDT BTCUSDT BTC USDT 0.01 0.01 1000000 0.00001 0.00001 9000 100 5 9000000 200 5",
    "account 7 0.001 -0.0001",
    "balance 7 BTC 0.12345678 0.000000000001",
    "order 3 my-id 7 BTC/USDT buy limit:61000.5:gtc 0.5 expire-maker partially-filled 0.1 6100.05 1 2 1 9",
    "order 4 x-4 7 BTC/USDT sell market 0.5 allow expired:no-liquidity 0 0 1 2 1 10",
    "order 5 x-5 7 BTC/USDT sell stop:59000 0.5 expire-both sleeping 0 0 1 1 - -",
    "order 6 x-6 7 BTC/USDT sell stop-limit:59000:58990:fok 0.5 expire-taker sleeping 0 0 1 1 - -",
    "order 7 a:b 7 BTC/USDT buy limit-maker:59000 0.5 expire-taker new 0 0 1 1 1 11",
    "trade 7 BTC/USDT 3 my-id buy 12 61000.5 0.1 6100.05 0.0001 BTC taker 5",
    "ids BTC/USDT 1000001 1000001 2000001",
    "last BTC/USDT 61000.5",
];

#[test]
fn x30_a_line_reads_back_as_itself() {
    for line in LINES {
        let fact: Fact = line.parse().unwrap_or_else(|e| panic!("{line}: {e}"));
        assert_eq!(fact.to_string(), line);
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
    for line in LINES {
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
