//! Random stories over every input: whatever happens, no atom is lost or doubled. A failure prints its seed.

use crate::toy::{
    House, MASTER, OTHER_SUB, OUTSIDE, STRANGER, SUB, TAG, amount, arrival, asset, price,
    withdrawal,
};
use domain::{AccountId, Amount, Asset, Qty, Span};
use exchange::chance::Chance;
use exchange::wallet::{
    Arrival, Channel, DepositState, DustLot, FamilyRequest, FeeBack, MoveReason, Passage, Purse,
    QuoteRequest, QuoteSide, Verdict, Wallet, WalletEffect, WalletInput, WithdrawRequest,
};
use std::collections::BTreeMap;

const STORIES: u64 = 300;
const STEPS: u64 = 120;
const ACCOUNTS: [AccountId; 4] = [MASTER, SUB, OTHER_SUB, STRANGER];
const ASSETS: [&str; 4] = ["USDT", "BTC", "ETH", "XRP"];
const PURSES: [Purse; 3] = [Purse::Spot, Purse::Funding, Purse::UmFutures];

fn one_of<T: Copy>(chance: &mut Chance, from: &[T]) -> T {
    let count = u64::try_from(from.len()).unwrap();
    from[usize::try_from(chance.below(count)).unwrap()]
}

/// From dust to far more than anybody has, with up to eight places.
fn some_qty(chance: &mut Chance) -> Qty {
    let places = chance.between(4, 42);
    let units = chance.between(1, 1_u64 << places);
    Qty::from_parts(i128::from(units), 8).unwrap()
}

#[expect(clippy::too_many_lines, reason = "one arm for each kind of input")]
fn some_input(chance: &mut Chance, house: &House) -> WalletInput {
    let account = one_of(chance, &ACCOUNTS);
    let name = one_of(chance, &ASSETS);
    let size = some_qty(chance);
    match chance.below(11) {
        0 | 1 => WalletInput::Arrive(Arrival {
            purse: one_of(chance, &PURSES),
            passage: one_of(chance, &[Passage::Chain, Passage::Internal]),
            qty: size,
            ..arrival(account, name, "1")
        }),
        2 => WalletInput::Settle {
            tag: TAG,
            deposit: some_record(chance, house.wallet.deposits(account).map(|row| row.id)),
            state: one_of(chance, DepositState::ALL),
        },
        3 => WalletInput::Withdraw(some_withdrawal(chance, house, (name, size))),
        4 => WalletInput::Decide {
            tag: TAG,
            withdrawal: some_record(
                chance,
                house.wallet.withdrawals(MASTER).map(|row| row.number),
            ),
            verdict: match chance.below(5) {
                0 => Verdict::Approve,
                1 => Verdict::Cancel,
                2 => Verdict::Complete { tx: None },
                3 => Verdict::Reject {
                    info: "no".to_owned(),
                },
                _ => Verdict::Fail {
                    info: "lost".to_owned(),
                },
            },
        },
        5 | 6 => WalletInput::Transfer {
            tag: TAG,
            account,
            between: (one_of(chance, &PURSES), one_of(chance, &PURSES)),
            asset: asset(name),
            qty: size,
        },
        7 => WalletInput::FamilyTransfer(FamilyRequest {
            tag: TAG,
            by: one_of(chance, &ACCOUNTS),
            from: (account, one_of(chance, &PURSES)),
            to: (one_of(chance, &ACCOUNTS), one_of(chance, &PURSES)),
            asset: asset(name),
            qty: size,
            client_id: None,
            channel: one_of(chance, Channel::ALL),
        }),
        8 => WalletInput::Grant {
            tag: TAG,
            account,
            asset: asset(name),
            qty: size,
            info: String::new(),
        },
        9 => WalletInput::Dust {
            tag: TAG,
            account,
            target: asset("BNB"),
            lots: vec![
                some_lot(chance, name),
                some_lot(chance, one_of(&mut chance.clone(), &ASSETS)),
            ],
        },
        _ => WalletInput::Quote(QuoteRequest {
            tag: TAG,
            account,
            purse: one_of(chance, &PURSES),
            from: (asset(name), price("3.7")),
            to: (asset(one_of(chance, &ASSETS)), price("0.123")),
            side: one_of(chance, &[QuoteSide::Give(size), QuoteSide::Get(size)]),
            life: Span::from_secs(10),
        }),
    }
}

fn some_lot(chance: &mut Chance, name: &str) -> DustLot {
    DustLot {
        asset: asset(name),
        qty: some_qty(chance),
        price: price("0.00166667"),
        btc: amount("0.0001"),
    }
}

fn some_withdrawal(
    chance: &mut Chance,
    house: &House,
    (name, size): (&'static str, Qty),
) -> WithdrawRequest {
    let there = house
        .wallet
        .deposit_address(STRANGER, asset("ETH"), Some("ETH"))
        .unwrap();
    let network = if name == "USDT" || name == "ETH" {
        "ETH"
    } else {
        "BSC"
    };
    WithdrawRequest {
        purse: one_of(chance, &PURSES),
        qty: size,
        network: Some(network.to_owned()),
        address: one_of(chance, &[OUTSIDE, there.address.as_str()]).to_owned(),
        fee_back: one_of(chance, FeeBack::ALL),
        worth: amount("1"),
        ..withdrawal(name, "1")
    }
}

fn some_record(chance: &mut Chance, rows: impl Iterator<Item = u64>) -> u64 {
    let rows: Vec<u64> = rows.collect();
    if rows.is_empty() {
        return 1;
    }
    one_of(chance, &rows)
}

/// Per asset, what both engines hold.
fn engine_sums(house: &House) -> BTreeMap<(Purse, Asset), Amount> {
    let mut sums = BTreeMap::new();
    for ((_, purse, asset), held) in &house.engines.held {
        let sum = sums.entry((*purse, *asset)).or_insert(Amount::ZERO);
        *sum = sum.plus(held.amount()).unwrap();
    }
    sums
}

fn judge(house: &House, what: &str) {
    let sums = engine_sums(house);
    for row in house.wallet.money() {
        let parts = [
            row.withdrawn,
            row.fees,
            row.desk,
            row.spot,
            row.futures,
            row.funding,
            row.withdrawing,
        ];
        let spent = parts
            .iter()
            .fold(Amount::ZERO, |sum, part| sum.plus(*part).unwrap());
        let came = row.deposited.plus(row.granted).unwrap();
        assert_eq!(came, spent, "{what}: {row:?}");
        assert!(row.transit.is_zero(), "{what}: {row:?}");
        let in_engine = |purse: Purse| {
            let sum = sums.get(&(purse, row.asset)).copied();
            sum.unwrap_or(Amount::ZERO)
        };
        assert_eq!(row.spot, in_engine(Purse::Spot), "{what}: {row:?}");
        assert_eq!(row.futures, in_engine(Purse::UmFutures), "{what}: {row:?}");
        let mut funding = Amount::ZERO;
        let mut records = Records::default();
        for account in ACCOUNTS {
            for held in house.wallet.funding(account) {
                if held.asset == row.asset {
                    funding = funding.plus(held.free.amount()).unwrap();
                }
            }
            records.add(house, account, row.asset);
        }
        assert_eq!(row.funding, funding, "{what}: {row:?}");
        // The sums that are kept beside the records are the sums of the records.
        assert_eq!(
            (
                row.deposited,
                row.granted,
                row.withdrawn,
                row.fees,
                row.withdrawing
            ),
            (
                records.deposited,
                records.granted,
                records.withdrawn,
                records.fees,
                records.withdrawing
            ),
            "{what}: {row:?}"
        );
        assert_eq!(row.desk, records.desk, "{what}: {row:?}");
    }
}

/// The same sums, added up from the records that users are shown.
struct Records {
    deposited: Amount,
    granted: Amount,
    withdrawn: Amount,
    fees: Amount,
    withdrawing: Amount,
    desk: Amount,
}

impl Default for Records {
    fn default() -> Self {
        Self {
            deposited: Amount::ZERO,
            granted: Amount::ZERO,
            withdrawn: Amount::ZERO,
            fees: Amount::ZERO,
            withdrawing: Amount::ZERO,
            desk: Amount::ZERO,
        }
    }
}

impl Records {
    fn add(&mut self, house: &House, account: AccountId, asset: Asset) {
        let put = |sum: &mut Amount, qty: Qty| *sum = sum.plus(qty.amount()).unwrap();
        let pull = |sum: &mut Amount, qty: Qty| *sum = sum.minus(qty.amount()).unwrap();
        for row in house.wallet.deposits(account) {
            if row.asset == asset && row.credited.is_some() {
                put(&mut self.deposited, row.qty);
            }
        }
        for row in house.wallet.dividends(account) {
            if row.asset == asset {
                put(&mut self.granted, row.qty);
            }
        }
        for row in house.wallet.withdrawals(account) {
            if row.asset == asset && row.state.code() == 6 {
                put(&mut self.withdrawn, row.qty);
                put(&mut self.fees, row.fee);
            } else if row.asset == asset && row.state.is_live() {
                put(&mut self.withdrawing, row.qty);
                put(&mut self.withdrawing, row.fee);
            }
        }
        for part in house
            .wallet
            .dust_conversions(account)
            .flat_map(|row| row.parts.iter().map(move |part| (row.target, part)))
        {
            if part.1.asset == asset {
                put(&mut self.desk, part.1.qty);
            }
            if part.0 == asset {
                pull(&mut self.desk, part.1.got);
            }
        }
        for row in house.wallet.conversions(account) {
            if row.quote.from == asset {
                put(&mut self.desk, row.quote.from_qty);
            }
            if row.quote.to == asset {
                pull(&mut self.desk, row.quote.to_qty);
            }
        }
    }
}

#[test]
fn w1_nothing_is_lost_or_doubled_in_any_story() {
    let mut granted = 0_u64;
    for seed in 0..STORIES {
        let mut chance = Chance::new(seed);
        let mut house = House::new();
        for account in ACCOUNTS {
            for name in ASSETS {
                house.fund(account, name, "2000");
            }
        }
        for step in 0..STEPS {
            house.engines.refuse_gives_for = match chance.below(8) {
                0 => Some(one_of(
                    &mut chance,
                    &[
                        MoveReason::Deposit,
                        MoveReason::Transfer,
                        MoveReason::Family,
                        MoveReason::Return,
                        MoveReason::Refund,
                        MoveReason::Convert,
                        MoveReason::Dust,
                        MoveReason::Dividend,
                    ],
                )),
                _ => None,
            };
            let input = some_input(&mut chance, &house);
            let said = format!("seed {seed}, step {step}, {input:?}");
            granted += house
                .drive(input)
                .iter()
                .filter(|effect| matches!(effect, WalletEffect::Granted { .. }))
                .map(|_| 1)
                .sum::<u64>();
            judge(&house, &said);
            accept_some(&mut chance, &mut house);
            judge(&house, &said);
            if chance.below(4) == 0 {
                let ms = 1_i64 << chance.between(5, 27);
                house.wait(ms);
                judge(&house, &format!("{said}, then {ms} ms"));
            }
        }
        let again = Wallet::restore(house.facts.iter().cloned()).unwrap();
        let shown = |wallet: &Wallet| -> Vec<String> {
            wallet.facts().map(|fact| fact.to_string()).collect()
        };
        assert_eq!(shown(&house.wallet), shown(&again), "seed {seed}");
    }
    // The stories are worth something: wishes come true in good part.
    assert!(granted > STORIES * STEPS / 4, "{granted} wishes granted");
}

fn accept_some(chance: &mut Chance, house: &mut House) {
    let account = one_of(chance, &ACCOUNTS);
    let quotes: Vec<u64> = house.wallet.quotes(account).map(|row| row.id).collect();
    if let Some(quote) = quotes.last() {
        house.drive(WalletInput::Accept {
            tag: TAG,
            account,
            quote: *quote,
        });
    }
}

#[test]
fn w17_the_same_inputs_give_the_same_effects() {
    let told = || {
        let mut chance = Chance::new(42);
        let mut house = House::new();
        let mut lines = String::new();
        for _ in 0..400 {
            let input = some_input(&mut chance, &house);
            for effect in house.drive(input) {
                lines.push_str(&format!("{effect:?}\n"));
            }
            house.wait(1 << chance.below(20));
        }
        lines
    };
    assert_eq!(told(), told());
}
