//! Accounts after a sudden end: what was answered is there, and nothing is there twice. ORD-03

use crate::house::*;
use protocols::binance_spot::{OrderStatus, PlaceReply, QueryReply};
use simex::{Config, Simex, StartError};
use std::io::Write;

fn kept(folder: &Folder, config: Config) -> Config {
    Config {
        data: Some(folder.path().to_owned()),
        ..config
    }
}

#[tokio::test]
async fn a_restart_brings_back_balances_orders_and_trades() {
    let folder = Folder::new("restart");
    let mut house = House::start(kept(&folder, crowd())).await;
    let (call, resting) = house.placing("buy 0.01 limit 40000");
    send(&house.client, call).await;
    assert!(matches!(
        house.place("buy 0.02 market").await,
        PlaceReply::Placed { .. }
    ));
    assert!(matches!(
        house.place("sell 0.005 market").await,
        PlaceReply::Placed { .. }
    ));
    let before = house.admin("/_sim/ledger?key=testkey").await;
    house.exchange.stop().await.unwrap();
    for _ in 0..2 {
        let house = House::start(kept(&folder, still())).await;
        assert_eq!(house.admin("/_sim/ledger?key=testkey").await, before);
        let QueryReply::Found(order) = house.query(resting).await else {
            panic!("the resting order is gone");
        };
        assert_eq!(order.status, OrderStatus::New);
        house.exchange.stop().await.unwrap();
    }
    assert!(before["trades"].as_array().unwrap().len() >= 2);
    let mut house = House::start(kept(&folder, crowd())).await;
    let PlaceReply::Placed { order, .. } = house.place("buy 0.01 limit 40000").await else {
        panic!("not placed");
    };
    let number = |text: &str| text.parse::<u64>().unwrap();
    let highest = before["orders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| o["orderId"].as_u64().unwrap())
        .max();
    assert!(number(order.venue_id.as_str()) > highest.unwrap());
}

#[tokio::test]
async fn a_torn_last_line_is_left_out_and_a_damaged_one_refused() {
    let folder = Folder::new("torn");
    let mut house = House::start(kept(&folder, still())).await;
    let (call, id) = house.placing("buy 0.01 limit 40000");
    send(&house.client, call).await;
    house.exchange.stop().await.unwrap();
    let path = folder.path().join("accounts.log");
    let whole = std::fs::read(&path).unwrap();
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap();
    file.write_all(b"0123456789abcdef [\"order").unwrap();
    drop(file);
    let house = House::start(kept(&folder, still())).await;
    assert!(matches!(house.query(id).await, QueryReply::Found(_)));
    house.exchange.stop().await.unwrap();
    for (name, damage) in [("a flipped byte", 40_usize), ("another", 5)] {
        let mut bytes = whole.clone();
        bytes[damage] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        let refused = Simex::start(kept(&folder, still())).await.unwrap_err();
        let text = refused.to_string();
        assert!(text.contains("line 1 is damaged"), "{name}: {text}");
        assert!(text.contains("accounts.log"), "{text}");
    }
}

#[tokio::test]
async fn one_folder_has_one_owner_and_one_port_too() {
    let folder = Folder::new("owner");
    let first = Simex::start(kept(&folder, still())).await.unwrap();
    let second = Simex::start(kept(&folder, still())).await.unwrap_err();
    assert!(
        second.to_string().contains("another simulated exchange"),
        "{second}"
    );
    let taken = Config {
        public: first.public_addr(),
        ..still()
    };
    let refused = Simex::start(taken).await.unwrap_err();
    assert!(matches!(refused, StartError::Listen { .. }), "{refused}");
    first.stop().await.unwrap();
    Simex::start(kept(&folder, still()))
        .await
        .unwrap()
        .stop()
        .await
        .unwrap();
}
