//! Money that moves outside of trading: between wallets and accounts, in and out, dust, conversions, gifts. Never judges.

use crate::accounts::{self, MASTERS, email, key};
use crate::caller::{Callers, Operation};
use crate::load::{Fate, Kind, Load};
use crate::spot::{decimal, pick, row};
use anyhow::Result;
use exchange::chance::Chance;
use serde_json::{Value, json};

const TRANSFER: Operation = Operation("POST", "/sapi/v1/asset/transfer", None);
const WITHDRAW: Operation = Operation("POST", "/sapi/v1/capital/withdraw/apply", None);
const DUST: Operation = Operation("POST", "/sapi/v1/asset/dust", None);
const QUOTE: Operation = Operation("POST", "/sapi/v1/convert/getQuote", None);
const ACCEPT: Operation = Operation("POST", "/sapi/v1/convert/acceptQuote", None);

/// A usual amount of an asset, in hundred millionths: whole millions of them, so that what makes an amount one of its kind
/// never makes it another one.
const USUAL: [(&str, u64); 4] = [
    ("USDT", 5_000_000_000),
    ("BNB", 2_000_000),
    ("BTC", 1_000_000),
    ("ETH", 1_000_000),
];

/// One movement, or something that lets money move.
pub(crate) fn one(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    chance: &mut Chance,
) -> Result<()> {
    let who = (callers, account);
    match chance.below(14) {
        0..=3 => transfer(load, who, chance),
        4..=6 => family(load, who, chance),
        7 => withdraw(load, who, chance),
        8 => convert(load, who, chance),
        9 => dust(load, who, chance),
        10..=11 => arrive(who, chance),
        12 => decide(who, chance),
        _ => settings(who, chance),
    }
}

fn usual(chance: &mut Chance) -> (&'static str, u64) {
    let at = usize::try_from(chance.below(4)).unwrap_or(0);
    USUAL.get(at).copied().unwrap_or(("USDT", 1_000_000_000))
}

/// The name of a movement that has none: its asset and its amount.
pub(crate) fn called(asset: &str, amount: &str) -> String {
    let amount = amount.trim_end_matches('0').trim_end_matches('.');
    format!("{asset} {amount}")
}

/// Between the wallets of one account.
fn transfer(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    chance: &mut Chance,
) -> Result<()> {
    let kinds = [
        "MAIN_UMFUTURE",
        "UMFUTURE_MAIN",
        "MAIN_FUNDING",
        "FUNDING_MAIN",
        "FUNDING_UMFUTURE",
        "UMFUTURE_FUNDING",
    ];
    let (asset, base) = usual(chance);
    let amount = load.amount(base.saturating_mul(chance.between(1, 4)));
    let kind = pick(&kinds, chance);
    let params = format!("type={kind}&asset={asset}&amount={amount}");
    let came = callers.ask(account, TRANSFER, &params)?;
    let name = called(asset, &amount);
    load.file(Kind::Transfer, (account, name), came.fate());
    Ok(())
}

/// Between the accounts of one master, by every door there is.
fn family(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    chance: &mut Chance,
) -> Result<()> {
    let master = accounts::master_of(account).unwrap_or(account % 2);
    let mut subs = accounts::subs_of(master);
    let (Some(one), Some(other)) = (subs.next(), subs.next()) else {
        return Ok(());
    };
    let (asset, base) = usual(chance);
    let amount = load.amount(base.saturating_mul(chance.between(1, 40)));
    let money = format!("asset={asset}&amount={amount}");
    let wallets = ["SPOT", "USDT_FUTURE"];
    let (from, to) = (pick(&wallets, chance), pick(&wallets, chance));
    let path = "/sapi/v1/sub-account";
    let (asker, path, params) = match chance.below(6) {
        0..=1 => (
            master,
            format!("{path}/universalTransfer"),
            format!(
                "toEmail={}&fromAccountType={from}&toAccountType={to}&{money}&clientTranId={}",
                email(one),
                load.name()
            ),
        ),
        2 => (
            master,
            format!("{path}/universalTransfer"),
            format!(
                "fromEmail={}&toEmail={}&fromAccountType={from}&toAccountType={to}&{money}",
                email(one),
                email(other)
            ),
        ),
        3 => (one, format!("{path}/transfer/subToMaster"), money),
        4 => (
            other,
            format!("{path}/transfer/subToSub"),
            format!("toEmail={}&{money}", email(one)),
        ),
        _ => {
            let params = match chance.below(2) {
                0 => format!("email={}&type=1&{money}", email(one)),
                _ => format!("email={}&type=2&{money}", email(other)),
            };
            (master, format!("{path}/futures/transfer"), params)
        }
    };
    let came = callers.signed(asker, ("POST", &path), &params)?;
    let name = called(asset, &amount);
    load.file(Kind::Family, (master, name), came.fate());
    Ok(())
}

/// Out of the exchange, or to another of its accounts.
fn withdraw(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    chance: &mut Chance,
) -> Result<()> {
    let to = usize::try_from(chance.below(u64::try_from(MASTERS)?))?;
    let inside = ("GET", "/sapi/v1/capital/deposit/address");
    let outside = "0x00000000000000000000000000000000000000aa".to_owned();
    let address = match chance.below(3) {
        0 => {
            let known = callers.signed(to, inside, "coin=USDT&network=BSC")?.done();
            let address = known.as_ref().and_then(|known| known.get("address"));
            let address = address.and_then(Value::as_str);
            address.map_or(outside, ToOwned::to_owned)
        }
        _ => outside,
    };
    let name = load.name();
    let (asset, amount) = match chance.below(3) {
        0 => ("BTC", decimal(chance.between(50_000, 500_000), 8)),
        1 => ("ETH", decimal(chance.between(1_000_000, 9_000_000), 8)),
        _ => ("USDT", decimal(chance.between(20, 2_000), 0)),
    };
    let amount = amount.trim_end_matches('.');
    let wallet = chance.below(2);
    let keeps = pick(&["true", "false"], chance);
    let params = format!(
        "coin={asset}&network=BSC&address={address}&amount={amount}&walletType={wallet}&withdrawOrderId={name}&transactionFeeFlag={keeps}"
    );
    let came = callers.ask(account, WITHDRAW, &params)?;
    load.file(Kind::Withdrawal, (account, name), came.fate());
    Ok(())
}

fn convert(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    chance: &mut Chance,
) -> Result<()> {
    let (from, base) = usual(chance);
    let to = pick(&["USDT", "BTC", "ETH", "BNB"], chance);
    let wallet = pick(&["SPOT", "FUNDING"], chance);
    let amount = decimal(base, 8);
    let params = format!("fromAsset={from}&toAsset={to}&fromAmount={amount}&walletType={wallet}");
    let quote = callers.ask(account, QUOTE, &params)?.done();
    let id = quote.as_ref().and_then(|quote| quote.get("quoteId"));
    if let Some(id) = id.and_then(Value::as_str) {
        let came = callers.ask(account, ACCEPT, &format!("quoteId={id}"))?;
        load.file(Kind::Conversion, (account, id.to_owned()), came.fate());
        // Accepting it again does nothing.
        let again = callers.ask(account, ACCEPT, &format!("quoteId={id}"))?;
        if again.fate() == Fate::Taken {
            load.file(Kind::Conversion, (account, id.to_owned()), Fate::Taken);
        }
    }
    Ok(())
}

/// A little Litecoin for a sub-account, which turns all it has of it into BNB.
fn dust(
    load: &mut Load,
    (callers, account): (&mut Callers, usize),
    chance: &mut Chance,
) -> Result<()> {
    let sub = account.max(MASTERS);
    let qty = decimal(chance.between(100_000, 9_000_000), 8);
    let little = json!({ "key": key(sub), "asset": "LTC", "qty": qty });
    callers.lever("POST", "/_sim/deposit", &little)?;
    let came = callers.ask(sub, DUST, "asset=LTC")?;
    let fate = came.fate();
    let turned = came.done();
    let rows = turned
        .as_ref()
        .and_then(|turned| turned.get("transferResult"));
    let id = rows.and_then(|rows| rows.get(0)?.get("tranId"));
    match (id, fate) {
        (Some(id), _) => load.file(Kind::Dust, (sub, id.to_string()), fate),
        // A fault may leave the row out.
        (None, Fate::Taken | Fate::Unknown) => {
            let name = load.name();
            load.file(Kind::Dust, (sub, name), Fate::Unknown);
        }
        (None, Fate::Refused) => {}
    }
    Ok(())
}

/// Money from outside, and gifts.
fn arrive((callers, account): (&mut Callers, usize), chance: &mut Chance) -> Result<()> {
    let (asset, base) = usual(chance);
    let qty = decimal(base.saturating_mul(chance.between(1, 40)), 8);
    let key = key(account);
    if chance.below(4) == 0 {
        let gift = json!({ "key": key, "asset": asset, "qty": qty, "info": "Launchpool" });
        callers.lever("POST", "/_sim/dividend", &gift)?;
        return Ok(());
    }
    let state = pick(
        &[
            "pending", "success", "credited", "rejected", "wrong", "waiting",
        ],
        chance,
    );
    let wallet = pick(&["SPOT", "FUNDING"], chance);
    let money = json!({ "key": key, "asset": asset, "qty": qty, "wallet": wallet, "state": state });
    let made = callers.lever("POST", "/_sim/deposit", &money)?;
    // What is settled is not settled again.
    let word = pick(&["success", "credited", "rejected"], chance);
    let again = json!({ "id": made.get("id"), "state": word });
    callers.try_lever("POST", "/_sim/deposit/state", &again)?;
    Ok(())
}

/// The exchange's word on a withdrawal.
fn decide((callers, account): (&mut Callers, usize), chance: &mut Chance) -> Result<()> {
    let path = ("GET", "/sapi/v1/capital/withdraw/history");
    let rows = callers.signed(account, path, "limit=20")?.done();
    let one = rows.and_then(|rows| row(&rows, chance));
    if let Some(id) = one.as_ref().and_then(|row| row.get("id")) {
        let word = pick(&["approve", "reject", "fail", "complete", "cancel"], chance);
        let verdict = json!({ "id": id, "verdict": word, "info": "a word" });
        callers.try_lever("POST", "/_sim/withdrawal", &verdict)?;
    }
    let waits = chance.below(3) == 0;
    callers.lever(
        "POST",
        "/_sim/withdrawal/pace",
        &json!({ "onVerdict": waits }),
    )?;
    Ok(())
}

/// How fees are paid.
fn settings((callers, account): (&mut Callers, usize), chance: &mut Chance) -> Result<()> {
    let number = accounts::number(account)?;
    let asset = pick(&["BNB", ""], chance);
    let terms = json!({ "account": number, "discountAsset": asset, "discount": "0.25" });
    callers.lever("POST", "/_sim/terms", &terms)?;
    let burn = pick(&["true", "false"], chance);
    callers.signed(
        account,
        ("POST", "/sapi/v1/bnbBurn"),
        &format!("spotBNBBurn={burn}"),
    )?;
    Ok(())
}
