//! Keys of all three kinds: what the vault signs, the exchange takes, by REST and on a session.

use crate::house::*;
use protocols::binance_spot::feed::{self, AccountFrame};
use protocols::binance_spot::{PlaceReply, ask, read};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;
use vault::{KeyKind, KeyName, Vault};
use wire::{Client, StreamEvent};
use zeroize::Zeroizing;

const PUBLIC_NAME: &str = "of-another-kind";

/// A private key as OpenSSL makes it; `None` where it is not installed.
fn made(words: &[&str]) -> Option<String> {
    let output = Command::new("openssl").args(words).output().ok()?;
    assert!(output.status.success(), "openssl {words:?}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Registers a key of this kind at the exchange and gives its holder a client.
async fn holder(house: &House, kind: KeyKind) -> Option<Client> {
    let name = KeyName::new("k").unwrap();
    let mut vault = Vault::new();
    let public_name = format!("{PUBLIC_NAME}-{kind}");
    let body = match kind {
        KeyKind::Hmac => {
            let shared = "a shared one, of letters".replace(' ', "-");
            let given = Zeroizing::new(shared.clone());
            vault.insert(name, public_name.clone(), given).unwrap();
            serde_json::json!({ "account": 1, "key": public_name, "kind": "hmac", "secret": shared })
        }
        KeyKind::Ed25519 | KeyKind::Rsa => {
            let pem = made(&["genpkey", "-algorithm", kind.as_str()])?;
            let pem = Zeroizing::new(pem);
            vault.insert_pem(name, public_name.clone(), pem).unwrap();
            let spoken = vault.public_pem(name).unwrap().unwrap();
            serde_json::json!({ "account": 1, "key": public_name, "kind": kind.as_str(), "publicKey": spoken })
        }
    };
    house.lever("/_sim/keys", &body.to_string()).await;
    let client = client_with(
        house.exchange.public_addr(),
        &house.gate,
        (Arc::new(vault), name),
    );
    client
        .sync_clock(ask::server_time, read::server_time)
        .await
        .unwrap();
    Some(client)
}

#[tokio::test]
async fn what_a_key_of_any_kind_signs_is_taken() {
    let mut house = House::start(still()).await;
    for kind in [KeyKind::Hmac, KeyKind::Ed25519, KeyKind::Rsa] {
        let Some(client) = holder(&house, kind).await else {
            eprintln!("SKIPPED: no openssl here to make a key of {kind} with");
            continue;
        };
        let (call, id) = house.placing("buy 0.01 limit 60000");
        let placed = read::place(&send(&client, call).await);
        assert!(
            matches!(placed, PlaceReply::Placed { .. }),
            "{kind}: {placed:?}"
        );
        let asked = ask::query(&house.instrument, id);
        let found = send(&client, asked).await;
        assert!(found.is_success(), "{kind}: {found:?}");
        let (out, mut events) = mpsc::channel(64);
        let _stream = Arc::new(client).account_stream(ask::subscribe_account, out);
        let answered = loop {
            let event = timeout(Duration::from_secs(10), events.recv()).await;
            if let StreamEvent::Frame { bytes, .. } = event.unwrap().unwrap() {
                break feed::account(&bytes).unwrap();
            }
        };
        let AccountFrame::Answered { outcome, .. } = answered else {
            panic!("{kind}: {answered:?}");
        };
        assert_eq!(outcome, Ok(()), "{kind}");
    }
}
