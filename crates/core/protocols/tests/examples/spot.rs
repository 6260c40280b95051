//! The operations of spot that are used here, and the reader of each.

use crate::shared::{Row, example, operations};
use domain::{Text, Time, VenueId};
use protocols::binance_spot::feed::{self, AccountFrame, MarketFrame};
use protocols::binance_spot::history::{HistorySource, TransferRoute};
use protocols::binance_spot::{CancelReply, PlaceReply, QueryReply, read};
use protocols::history::{Cursor, Pager};
use protocols::{Answer, Trouble};

const REST: &str = "rest_api";
const SESSION: &str = "websocket_api";
const STREAMS: &str = "websocket_streams";

/// Operation by operation.
const TABLE: [Row; 25] = [
    ("spot", REST, "time", |body| {
        told(read::server_time(&answer(body)))
    }),
    ("spot", REST, "exchange_info", |body| {
        let venue = VenueId::new("binance-spot").unwrap();
        told(read::instruments(&answer(body), venue))
    }),
    ("spot", REST, "depth", |body| {
        told(read::depth(&answer(body)))
    }),
    ("spot", REST, "new_order", |body| {
        let reply = read::place(&answer(body));
        matches!(reply, PlaceReply::Placed { .. })
            .then_some(())
            .ok_or_else(|| format!("{reply:?}"))
    }),
    ("spot", REST, "delete_order", |body| {
        let reply = read::cancel(&answer(body));
        matches!(reply, CancelReply::Cancelled(_))
            .then_some(())
            .ok_or_else(|| format!("{reply:?}"))
    }),
    ("spot", REST, "get_order", |body| {
        let reply = read::query(&answer(body));
        matches!(reply, QueryReply::Found(_))
            .then_some(())
            .ok_or_else(|| format!("{reply:?}"))
    }),
    ("spot", REST, "get_open_orders", |body| {
        told(read::open_orders(&answer(body)))
    }),
    ("spot", REST, "get_account", |body| {
        told(read::account(&answer(body)))
    }),
    ("spot", REST, "my_trades", |body| {
        told(read::fills(&answer(body)))
    }),
    ("spot", REST, "my_trades", |body| {
        walked(HistorySource::Trades(Text::new("BNBBTC").unwrap()), body)
    }),
    ("spot", REST, "all_orders", |body| {
        walked(HistorySource::Orders(Text::new("LTCBTC").unwrap()), body)
    }),
    ("wallet", REST, "deposit_history", |body| {
        walked(HistorySource::Deposits, body)
    }),
    ("wallet", REST, "withdraw_history", |body| {
        walked(HistorySource::Withdrawals, body)
    }),
    (
        "wallet",
        REST,
        "query_user_universal_transfer_history",
        |body| walked(HistorySource::Transfers(TransferRoute::SpotToFutures), body),
    ),
    ("wallet", REST, "asset_dividend_record", |body| {
        walked(HistorySource::Dividends, body)
    }),
    ("wallet", REST, "dustlog", |body| {
        walked(HistorySource::Dust, body)
    }),
    ("wallet", REST, "daily_account_snapshot", |body| {
        walked(HistorySource::Snapshots, body)
    }),
    ("spot", SESSION, "order_place", answered),
    ("spot", SESSION, "order_cancel", answered),
    ("spot", SESSION, "order_status", answered),
    ("spot", SESSION, "order_cancel_replace", answered),
    // What comes back to both subscriptions is the same; the second says it in the body of the first.
    ("spot", STREAMS, "trade", market),
    ("spot", STREAMS, "diff_book_depth", market),
    ("spot", STREAMS, "book_ticker", market),
    ("spot", REST, "order_test", |body| {
        // An order that is only tested names no order: it must never be taken for a placed one.
        {
            let reply = read::place(&answer(body));
            matches!(reply, PlaceReply::Unknown(_))
                .then_some(())
                .ok_or_else(|| format!("{reply:?}"))
        }
    }),
];

fn answer(body: &[u8]) -> Answer {
    Answer {
        status: 200,
        retry_after: None,
        used_weight: None,
        received: Time::from_millis(0),
        body: body.to_vec(),
    }
}

fn told<T>(reply: Result<T, Trouble>) -> Result<(), String> {
    reply.map(drop).map_err(|trouble| trouble.to_string())
}

fn walked(source: HistorySource, body: &[u8]) -> Result<(), String> {
    let from = Cursor {
        id: 0,
        at: Time::from_millis(0),
    };
    let mut pager = Pager::new(source, from, Time::from_millis(4_000_000_000_000));
    // The window that holds the example: those before it are empty.
    let empty = if body.first() == Some(&b'[') {
        "[]"
    } else {
        ""
    };
    let page = loop {
        let here = pager.clone();
        let page = pager
            .read(&answer(body))
            .map_err(|trouble| trouble.to_string())?;
        if !page.records.is_empty() || pager.ask().is_none() {
            break page;
        }
        pager = here;
        let nothing = if empty.is_empty() {
            r#"{"rows":[],"userAssetDribblets":[],"list":[],"snapshotVos":[]}"#
        } else {
            empty
        };
        let skipped = pager.read(&answer(nothing.as_bytes()));
        skipped.map_err(|trouble| trouble.to_string())?;
    };
    match page.records.first() {
        Some(record) if record.raw.starts_with('{') => Ok(()),
        other => Err(format!("{other:?}, {:?}", page.breaks)),
    }
}

fn answered(body: &[u8]) -> Result<(), String> {
    match feed::account(body).map_err(|error| error.to_string())? {
        AccountFrame::Answered { outcome, .. } => told(outcome),
        AccountFrame::Fact(_) | AccountFrame::Ending | AccountFrame::Unused => {
            Err("it answers nothing".to_owned())
        }
    }
}

fn market(body: &[u8]) -> Result<(), String> {
    let frame = [br#"{"stream":"x","data":"#, body, b"}"].concat();
    match feed::market(&frame).map_err(|error| error.to_string())? {
        MarketFrame::Fact(_) => Ok(()),
        MarketFrame::Unused | MarketFrame::Ending => Err("it is not used".to_owned()),
    }
}

#[test]
fn every_example_is_read() {
    let mut count = 0;
    for (file, kind, op, reader) in TABLE {
        let Some(operations) = operations(file) else {
            return;
        };
        let example = example(&operations, kind, op);
        let read = reader(example.to_string().as_bytes());
        assert_eq!(read, Ok(()), "{kind} {op}: {example}");
        count += 1;
    }
    println!("{count} examples of spot and its wallet were read");
}
