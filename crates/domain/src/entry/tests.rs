//! Cases of `entry.rs`.

use super::{ENTRY_LINES_MAX, Entry, EntryError, EntryLine, LedgerAccount};
use crate::asset::Asset;
use crate::atoms::Atoms;
use crate::text::TextError;
use crate::time::Time;
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use std::vec;
use std::vec::Vec;

fn line(account: &str, asset: &str, atoms: i128) -> EntryLine {
    EntryLine {
        account: LedgerAccount::new(account).unwrap(),
        asset: Asset::new(asset).unwrap(),
        atoms: Atoms::new(atoms),
    }
}

fn balanced(lines: Vec<EntryLine>) -> Result<Entry, EntryError> {
    Entry::balanced(Time::from_millis(1), lines)
}

// D10: an entry balances in each asset by itself, never across assets.
#[test]
fn d10_a_trade_balances_in_each_asset() {
    let lines = vec![
        line("paper:1:spot", "BTC", 12_000),
        line("paper:1:conversion", "BTC", -12_000),
        line("paper:1:spot", "USDT", -742_051_560),
        line("paper:1:conversion", "USDT", 741_309_509),
        line("paper:1:fees", "USDT", 742_051),
    ];
    let entry = balanced(lines.clone()).unwrap();
    assert_eq!(
        (entry.at(), entry.lines()),
        (Time::from_millis(1), lines.as_slice())
    );
}

#[test]
fn d10_what_is_off_is_named() {
    let asset = |text| Asset::new(text).unwrap();
    for (lines, error) in [
        (vec![], EntryError::Empty),
        (
            vec![line("a", "BTC", 1)],
            EntryError::Unbalanced {
                asset: asset("BTC"),
                off_by: Atoms::new(1),
            },
        ),
        (
            vec![line("a", "BTC", 5), line("b", "USDT", -5)],
            EntryError::Unbalanced {
                asset: asset("BTC"),
                off_by: Atoms::new(5),
            },
        ),
        (
            vec![
                line("a", "BTC", 5),
                line("b", "BTC", -5),
                line("a", "USDT", -1),
            ],
            EntryError::Unbalanced {
                asset: asset("USDT"),
                off_by: Atoms::new(-1),
            },
        ),
        (
            vec![line("a", "BTC", 0); ENTRY_LINES_MAX + 1],
            EntryError::TooManyLines,
        ),
    ] {
        assert_eq!(balanced(lines), Err(error));
    }
    assert!(balanced(vec![line("a", "BTC", 0); ENTRY_LINES_MAX]).is_ok());
}

#[test]
fn d10_a_sum_past_256_bits_is_refused() {
    let largest = "57896044618658097711785492504343953926634992332820282019728792003956564819967";
    let mut line = line("a", "BTC", 0);
    line.atoms = largest.parse().unwrap();
    assert_eq!(balanced(vec![line, line]), Err(EntryError::TooLarge));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn d10_lines_are_an_entry_only_when_every_asset_sums_to_zero(
        sizes in proptest::collection::vec((0_usize..3, any::<i64>()), 0..20),
        closing in any::<bool>(),
    ) {
        let names = ["BTC", "ETH", "USDT"];
        let mut lines: Vec<_> =
            sizes.iter().map(|(asset, size)| line("x", names[*asset], i128::from(*size))).collect();
        let sum = |which: usize| -> i128 {
            sizes.iter().filter(|(asset, _)| *asset == which).map(|(_, size)| i128::from(*size)).sum()
        };
        if closing {
            lines.extend((0..3).map(|which| line("y", names[which], -sum(which))));
        }
        let expected = !lines.is_empty() && (closing || (0..3).all(|which| sum(which) == 0));
        prop_assert_eq!(balanced(lines).is_ok(), expected);
    }
}

#[test]
fn ledger_accounts_keep_their_bounds() {
    assert_eq!(
        "paper:1:spot".parse::<LedgerAccount>(),
        LedgerAccount::new("paper:1:spot")
    );
    assert_eq!(LedgerAccount::new("a b"), Err(TextError::BadCharacter));
    assert!(LedgerAccount::new(&"a".repeat(64)).is_ok());
    assert_eq!(
        LedgerAccount::new(&"a".repeat(65)),
        Err(TextError::TooLong { max: 64 })
    );
}
