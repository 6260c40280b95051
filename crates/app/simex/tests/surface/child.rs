//! A real process that is killed under load: every answered order is there afterwards, none twice. ORD-03

use crate::house::*;
use domain::ClientOrderId;
use protocols::binance_spot::{PlaceReply, QueryReply, ask, read};
use simex::{Config, Simex};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;
use wire::Outcome;

const FOLDER: &str = "SIMEX_TEST_CHILD_FOLDER";

/// Not a test of its own: the process that the other test kills.
#[tokio::test]
async fn serves_until_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    let mut config = Config {
        data: Some(folder.to_owned()),
        ..crowd()
    };
    config.limits.orders_per_ten_seconds = 100_000;
    config.limits.weight_per_minute = 1_000_000;
    let exchange = Simex::start(config).await.unwrap();
    let admin = exchange.admin_addr().to_string();
    std::fs::write(folder.join("admin"), admin).unwrap();
    let address = exchange.public_addr().to_string();
    std::fs::write(folder.join("address.new"), address).unwrap();
    std::fs::rename(folder.join("address.new"), folder.join("address")).unwrap();
    tokio::time::sleep(Duration::from_secs(120)).await;
}

/// The process with so much room for each of its files, in blocks of 512 bytes: beyond it the disk is full for it.
pub(crate) fn spawn_cramped(folder: &Path, blocks: u32) -> Child {
    drop(std::fs::remove_file(folder.join("address")));
    // Without the trap the system would end the process where a disk only refuses.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    Command::new("sh")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "child::serves_until_killed", "--nocapture"])
        .env(FOLDER, folder)
        .spawn()
        .unwrap()
}

pub(crate) fn spawn(folder: &Path) -> Child {
    drop(std::fs::remove_file(folder.join("address")));
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child::serves_until_killed", "--nocapture"])
        .env(FOLDER, folder)
        .spawn()
        .unwrap()
}

pub(crate) async fn address(folder: &Path) -> std::net::SocketAddr {
    for _ in 0..1_000 {
        if let Ok(text) = std::fs::read_to_string(folder.join("address")) {
            return text.parse().unwrap();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the child did not come up");
}

/// Where the levers of the child are; once its address is known.
pub(crate) fn admin(folder: &Path) -> std::net::SocketAddr {
    let text = std::fs::read_to_string(folder.join("admin")).unwrap();
    text.parse().unwrap()
}

#[tokio::test]
async fn a_killed_exchange_has_every_answered_order_and_none_twice() {
    let folder = Folder::new("killed");
    let mut answered: Vec<ClientOrderId> = Vec::new();
    let mut asked: BTreeSet<ClientOrderId> = BTreeSet::new();
    // A house of its own lends its gate and instrument; the orders go to the child.
    let mut house = House::start(still()).await;
    for wait_ms in [150, 400, 40] {
        let mut child = spawn(folder.path());
        let to = address(folder.path()).await;
        let client = client_of(to, &house.gate, simex::DEFAULT_SECRET);
        client
            .sync_clock(ask::server_time, read::server_time)
            .await
            .unwrap();
        let killer = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(wait_ms)).await;
            child.kill().unwrap();
            child.wait().unwrap();
        });
        let mut price = 40_000;
        loop {
            price += 1;
            let words = match price % 3 {
                0 => "buy 0.0002 market".to_owned(),
                _ => format!("buy 0.0002 limit {price}"),
            };
            let (call, id) = house.placing(&words);
            asked.insert(id);
            match client.send(call).await {
                Outcome::Answer(answer) => match read::place(&answer) {
                    PlaceReply::Placed { .. } => answered.push(id),
                    PlaceReply::Refused(why) => panic!("{why}"),
                    PlaceReply::NotTaken(why) => panic!("{why:?}"),
                    PlaceReply::Unknown(_) => break,
                },
                Outcome::Unknown(_) | Outcome::NotSent(_) => break,
            }
            if answered.len() > 150 {
                break;
            }
        }
        killer.await.unwrap();
    }
    assert!(answered.len() > 10, "only {} orders", answered.len());
    let house = House::start(Config {
        data: Some(folder.path().to_owned()),
        ..still()
    })
    .await;
    for id in &answered {
        let reply = house.query(*id).await;
        assert!(matches!(reply, QueryReply::Found(_)), "{id}: {reply:?}");
    }
    let ledger = house.admin("/_sim/ledger?key=testkey").await;
    let mut seen = BTreeSet::new();
    for order in ledger["orders"].as_array().unwrap() {
        let id = ClientOrderId::new(order["clientOrderId"].as_str().unwrap()).unwrap();
        assert!(seen.insert(id), "{id} is there twice");
        assert!(asked.contains(&id), "{id} was never asked");
    }
    balances_follow_from_trades(&ledger);
}

/// What is held is what was given, moved by the trades, to the last digit.
fn balances_follow_from_trades(ledger: &serde_json::Value) {
    let amount =
        |value: &serde_json::Value| domain::Amount::parse(value.as_str().unwrap()).unwrap();
    let mut usdt = domain::Amount::parse("20000").unwrap();
    let mut btc = domain::Amount::parse("0.5").unwrap();
    for trade in ledger["trades"].as_array().unwrap() {
        assert_eq!(trade["isBuyer"], true);
        usdt = usdt.minus(amount(&trade["quoteQty"])).unwrap();
        let received = amount(&trade["qty"])
            .minus(amount(&trade["commission"]))
            .unwrap();
        btc = btc.plus(received).unwrap();
    }
    for balance in ledger["balances"].as_array().unwrap() {
        let total = amount(&balance["free"])
            .plus(amount(&balance["locked"]))
            .unwrap();
        let expected = match balance["asset"].as_str().unwrap() {
            "USDT" => usdt,
            "BTC" => btc,
            other => panic!("{other}"),
        };
        assert_eq!(total, expected);
    }
}
