//! What every engine must do, case by case.

use super::samples::*;
use super::site::Site;
use crate::{
    AuditCheck, AuditHead, AuditRecord, Batch, CandleRange, CommitError, Conflict, FillFilter,
    HaltChange, Location, MessageOutcome, NewMessage, OrderFilter, OrderPhase, OrderRow,
    PAGE_ROWS_MAX, PeopleChange, Reader, RefusalFilter, RequestKeyRow, Seq, Store, StoreError,
    TokenHash, Writer, content_hash,
};
use domain::{
    EndReason, Interval, ListId, OrderId, OrderKind, OrderState, OrderTerms, Price, RawSource,
    Scope, Time, TimeInForce, TrailingDelta, UserId, VenueOrderId,
};

/// Everything a reader can count and list, to see that nothing changed.
async fn picture(reader: &Reader) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        reader.counts().await.unwrap(),
        reader.journal_from(Seq::ZERO, 500).await.unwrap(),
        reader.orders(&OrderFilter::newest(500)).await.unwrap(),
        reader.positions(None).await.unwrap(),
        reader.balances(None).await.unwrap(),
        reader.halts().await.unwrap(),
        reader.switches().await.unwrap(),
        reader.last_snapshot().await.unwrap(),
        reader.audit_head().await.unwrap(),
        reader.users(None, 500).await.unwrap(),
    )
}

fn conflict(result: Result<crate::CommitReceipt, CommitError>) -> (&'static str, Conflict) {
    match result {
        Err(CommitError::Refused { part, conflict }) => (part, conflict),
        other => panic!("not refused: {other:?}"),
    }
}

fn ids(rows: &[OrderRow]) -> Vec<u64> {
    rows.iter().map(|row| row.order.order.id().get()).collect()
}

pub(crate) async fn end(writer: Writer, reader: Reader) {
    reader.close().await;
    writer.close().await.unwrap();
}

pub(crate) async fn an_empty_store_answers_every_question(site: &Site) {
    let (writer, reader) = site.open().await;
    assert_eq!(writer.receipt().journal_last, Seq::ZERO);
    assert_eq!(writer.receipt().audit, AuditHead::empty());
    assert_eq!(reader.journal_last().await.unwrap(), Seq::ZERO);
    assert_eq!(reader.last_snapshot().await.unwrap(), None);
    assert_eq!(reader.last_order_id().await.unwrap(), None);
    assert_eq!(reader.last_user_id().await.unwrap(), None);
    assert_eq!(reader.order(OrderId::new(1)).await.unwrap(), None);
    assert_eq!(reader.user_by_email("a@b.c").await.unwrap(), None);
    assert_eq!(reader.session(token(1)).await.unwrap(), None);
    assert_eq!(reader.counts().await.unwrap().journal, 0);
    assert_eq!(
        reader.verify_audit().await.unwrap(),
        AuditCheck::Whole(AuditHead::empty())
    );
    let health = reader.health().await.unwrap();
    let engine = if site.is_sqlite() {
        "sqlite"
    } else {
        "postgresql"
    };
    assert_eq!(health.engine, engine);
    assert!(health.bytes > 0);
    match reader.check_pages().await {
        Ok(()) => assert!(site.is_sqlite()),
        Err(StoreError::NotHere { .. }) => assert!(!site.is_sqlite()),
        Err(error) => panic!("{error}"),
    }
    end(writer, reader).await;
}

pub(crate) async fn a_whole_batch_reads_back_as_written(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let batch = everything(7);
    let receipt = writer.commit(&batch).await.unwrap();
    assert_eq!(receipt.journal_last, Seq::new(2));
    assert_eq!(receipt.audit.seq, Seq::new(1));
    let rows = reader.journal_from(Seq::new(1), 10).await.unwrap();
    let bodies: Vec<_> = rows.iter().map(|entry| entry.row.clone()).collect();
    assert_eq!(bodies, batch.journal);
    assert_eq!(rows[1].seq, Seq::new(2));
    let snapshot = reader.last_snapshot().await.unwrap().unwrap();
    assert_eq!((snapshot.seq, snapshot.at), (Seq::new(2), at(30)));
    assert_eq!(snapshot.body, "state 7");
    let order = reader.order(OrderId::new(7)).await.unwrap();
    assert_eq!(order, Some(batch.orders[0]));
    let client_id = batch.orders[0].order.order.client_id();
    assert_eq!(reader.order_by_client_id(client_id).await.unwrap(), order);
    assert_eq!(
        reader.order_of_request(UserId::new(1), "7").await.unwrap(),
        Some(OrderId::new(7))
    );
    assert_eq!(
        reader.order_of_request(UserId::new(2), "7").await.unwrap(),
        None
    );
    let fills = reader
        .fills_of_order(OrderId::new(7), None, 10)
        .await
        .unwrap();
    assert_eq!(fills[0].fill, batch.fills[0]);
    let mut positions: Vec<_> = reader.positions(None).await.unwrap();
    assert!(positions.iter().all(|row| row.updated == at(30)));
    let stored: Vec<_> = positions.drain(..).map(|row| row.position).collect();
    assert_eq!(stored, batch.positions);
    assert_eq!(reader.positions(Some(account(2))).await.unwrap().len(), 1);
    assert_eq!(reader.positions(Some(account(3))).await.unwrap().len(), 2);
    assert_eq!(reader.balances(None).await.unwrap(), batch.balances);
    assert_eq!(reader.balances(Some(account(2))).await.unwrap(), []);
    assert_eq!(reader.halts().await.unwrap(), [halt(Scope::Global)]);
    assert_eq!(reader.switches().await.unwrap(), batch.switches);
    let user = reader.user(UserId::new(7)).await.unwrap().unwrap();
    assert_eq!(user, super::samples::user(7, "7@example.org"));
    assert!(
        !format!("{user:?}").contains("argon2"),
        "a password hash was shown"
    );
    let counts = reader.counts().await.unwrap();
    assert_eq!(
        (counts.journal, counts.orders, counts.orders_open),
        (2, 1, 1)
    );
    assert_eq!((counts.fills, counts.refusals, counts.candles), (1, 1, 1));
    assert_eq!((counts.raw_records, counts.audit), (2, 1));
    assert_eq!((counts.users, counts.sessions), (1, 1));
    end(writer, reader).await;
}

pub(crate) async fn what_was_said_of_an_order_reads_back(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    let lost = NewMessage {
        outcome: MessageOutcome::Lost,
        words: Some("the connection broke".to_owned()),
        hash: None,
        ..message(1, b"")
    };
    let report = NewMessage {
        request: None,
        outcome: MessageOutcome::Reported,
        ..message(1, b"never kept")
    };
    let not_sent = NewMessage {
        outcome: MessageOutcome::NotSent,
        ..lost.clone()
    };
    let said = [lost, report, not_sent];
    let batch = Batch {
        messages: said.to_vec(),
        ..Batch::new(at(31))
    };
    writer.commit(&batch).await.unwrap();
    let first = OrderId::new(1);
    let read = reader.messages_of_order(first, None, 10).await.unwrap();
    let told: Vec<_> = read.iter().map(|row| row.message.clone()).collect();
    assert_eq!((&told[0], &told[1..]), (&message(1, b"1"), &said[..]));
    let bytes: Vec<_> = read.iter().map(|row| row.bytes.as_deref()).collect();
    assert_eq!(bytes, [Some(&b"1"[..]), None, None, None]);
    let after = Some(read[2].number);
    let rest = reader.messages_of_order(first, after, 10).await.unwrap();
    assert_eq!(rest, read[3..]);
    end(writer, reader).await;
}

pub(crate) async fn orders_that_belong_together_find_each_other(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    for batch in [vec![link(2, 1), link(2, 1)], vec![link(2, 1)]] {
        let batch = Batch {
            orders: vec![order(2)],
            links: batch,
            ..Batch::new(at(31))
        };
        writer.commit(&batch).await.unwrap();
    }
    // The sample names itself; it is found from either end.
    let first = reader.links_of_order(OrderId::new(1), 10).await.unwrap();
    assert_eq!(first, [link(1, 1), link(1, 1), link(2, 1)]);
    let second = reader.links_of_order(OrderId::new(2), 10).await.unwrap();
    assert_eq!(second, [link(2, 1)]);
    end(writer, reader).await;
}

pub(crate) async fn numbers_go_on_after_opening_again(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    let before = writer.commit(&everything(2)).await.unwrap();
    let picture_before = picture(&reader).await;
    end(writer, reader).await;
    let (mut writer, reader) = site.open().await;
    assert_eq!(writer.receipt(), before);
    assert_eq!(picture(&reader).await, picture_before);
    let after = writer.commit(&everything(3)).await.unwrap();
    assert_eq!(after.journal_last, Seq::new(6));
    assert_eq!(
        reader.verify_audit().await.unwrap(),
        AuditCheck::Whole(after.audit)
    );
    let idle = writer.commit(&Batch::new(at(31))).await.unwrap();
    assert_eq!(idle, after);
    end(writer, reader).await;
}

pub(crate) async fn a_refused_batch_leaves_nothing_behind(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let before = writer.commit(&everything(1)).await.unwrap();
    let picture_before = picture(&reader).await;
    // The last change of the last part is the one that does not fit.
    let mut batch = everything(2);
    batch
        .people
        .push(PeopleChange::AddUser(user(9, "1@example.org")));
    let (part, _) = conflict(writer.commit(&batch).await);
    assert_eq!(part, "people");
    assert_eq!(picture(&reader).await, picture_before);
    assert_eq!(writer.receipt(), before);
    assert!(!writer.is_poisoned());
    let after = writer.commit(&everything(2)).await.unwrap();
    assert_eq!(after.journal_last, Seq::new(4));
    assert_eq!(
        reader.verify_audit().await.unwrap(),
        AuditCheck::Whole(after.audit)
    );
    end(writer, reader).await;
}

pub(crate) async fn an_orders_quantity_only_becomes_smaller(site: &Site) {
    let (mut writer, _) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    // A quantity only ever becomes smaller while the order is open, and never smaller than what had traded.
    let of = |words: &str, state| {
        let terms = OrderTerms {
            qty: qty(words),
            ..terms(btc(), limit())
        };
        order_in(1, 1, terms, state)
    };
    for (words, state, expected) in [
        ("0.00011", working("v1", "0"), false),
        ("0.00009", working("v1", "0"), true),
        ("0.0001", working("v1", "0"), false),
        ("0.00009", working("v1", "0.00003"), true),
        ("0.00002", working("v1", "0.00003"), false),
        ("0.00008", ended(EndReason::Cancelled, "0.00003"), true),
        ("0.00007", ended(EndReason::Cancelled, "0.00003"), false),
        ("0.00008", ended(EndReason::Cancelled, "0.00003"), true),
    ] {
        let batch = Batch {
            orders: vec![of(words, state)],
            ..Batch::new(at(40))
        };
        let done = writer.commit(&batch).await;
        assert_eq!(done.is_ok(), expected, "{words} {state:?} {done:?}");
    }
}

pub(crate) async fn each_conflict_has_its_name(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    let empty = || Batch::new(at(40));
    let fills = |fill| Batch {
        fills: vec![fill],
        ..empty()
    };
    let orders = |row| Batch {
        orders: vec![row],
        ..empty()
    };

    let (part, why) = conflict(writer.commit(&fills(fill(1, "1"))).await);
    assert!(
        part == "fills"
            && matches!(
                why,
                Conflict::AlreadyThere { .. } | Conflict::Forbidden { .. }
            ),
        "{why:?}"
    );
    let (part, why) = conflict(writer.commit(&fills(fill(99, "2"))).await);
    assert!(
        part == "fills" && matches!(why, Conflict::NoReference { .. }),
        "{why:?}"
    );
    let other_terms = order_in(1, 1, terms(btc(), OrderKind::Market), asked());
    let (part, why) = conflict(writer.commit(&orders(other_terms)).await);
    assert!(
        part == "orders" && matches!(why, Conflict::NoSuchRow),
        "{why:?}"
    );
    let (part, why) = conflict(writer.commit(&orders(order(u64::MAX))).await);
    assert!(
        part == "orders" && matches!(why, Conflict::TooLarge),
        "{why:?}"
    );
    let (part, why) = conflict(writer.commit(&turn(&[""])).await);
    assert!(
        part == "journal" && matches!(why, Conflict::Forbidden { .. }),
        "{why:?}"
    );
    assert_eq!(reader.journal_last().await.unwrap(), Seq::new(2));
    writer.commit(&turn(&["still usable"])).await.unwrap();
    end(writer, reader).await;
}

pub(crate) async fn conflicts_of_people_and_keys_have_names_too(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    let people = |change| Batch {
        people: vec![change],
        ..Batch::new(at(40))
    };
    let taken = PeopleChange::AddUser(user(5, "1@example.org"));
    let (part, why) = conflict(writer.commit(&people(taken)).await);
    assert!(
        part == "people" && matches!(why, Conflict::AlreadyThere { .. }),
        "{why:?}"
    );
    let missing = PeopleChange::ChangeUser(user(77, "77@example.org"));
    let (_, why) = conflict(writer.commit(&people(missing)).await);
    assert!(matches!(why, Conflict::NoSuchRow), "{why:?}");
    let stranger = PeopleChange::OpenSession(session(9, 77));
    let (_, why) = conflict(writer.commit(&people(stranger)).await);
    assert!(matches!(why, Conflict::NoReference { .. }), "{why:?}");
    let again = RequestKeyRow {
        user: UserId::new(1),
        name: "1".to_owned(),
        order: OrderId::new(1),
    };
    let again = Batch {
        request_keys: vec![again],
        ..Batch::new(at(40))
    };
    let (part, why) = conflict(writer.commit(&again).await);
    assert!(
        part == "request keys" && matches!(why, Conflict::AlreadyThere { .. }),
        "{why:?}"
    );
    assert_eq!(reader.counts().await.unwrap().users, 1);
    end(writer, reader).await;
}

pub(crate) async fn an_order_moves_and_its_terms_stay(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let id = OrderId::new(1);
    let put = |row: OrderRow| Batch {
        orders: vec![row],
        ..Batch::new(at(40))
    };
    writer.commit(&put(order(1))).await.unwrap();
    let mut row = order(1);
    row.order.state = working("V-1", "0.00004");
    row.order.cancel_asked = Some(at(18));
    row.updated = at(21);
    writer.commit(&put(row)).await.unwrap();
    row.venue_id = Some(VenueOrderId::new("V-1").unwrap());
    assert_eq!(reader.order(id).await.unwrap(), Some(row));
    // The end does not carry the venue's id; the store keeps the one it has.
    row.order.state = ended(EndReason::Cancelled, "0.00004");
    row.order.cancel_asked = None;
    row.venue_id = None;
    writer.commit(&put(row)).await.unwrap();
    row.venue_id = Some(VenueOrderId::new("V-1").unwrap());
    assert_eq!(reader.order(id).await.unwrap(), Some(row));
    assert_eq!(reader.counts().await.unwrap().orders_open, 0);
    end(writer, reader).await;
}

/// One order of every kind, at the lowest and the highest price there is.
fn every_kind(low: Price, high: Price) -> [OrderKind; 9] {
    [
        OrderKind::Market,
        limit(),
        OrderKind::Limit {
            price: high,
            time_in_force: TimeInForce::Fok,
        },
        OrderKind::LimitMaker { price: low },
        OrderKind::Stop { trigger: high },
        OrderKind::StopLimit {
            trigger: low,
            price: high,
            time_in_force: TimeInForce::Ioc,
        },
        OrderKind::TakeProfit { trigger: low },
        OrderKind::TakeProfitLimit {
            trigger: high,
            price: low,
            time_in_force: TimeInForce::Gtd(Time::from_nanos(i64::MAX)),
        },
        OrderKind::TrailingStop {
            delta: TrailingDelta::new(2_000).unwrap(),
        },
    ]
}

pub(crate) async fn every_kind_and_state_of_order_reads_back(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let (low, high) = (
        price("0.000000000000000001"),
        price("79228162514264337593543950335"),
    );
    let kinds = every_kind(low, high);
    let reasons = [
        EndReason::Filled,
        EndReason::Cancelled,
        EndReason::Expired,
        EndReason::Rejected,
        EndReason::NotSent,
        EndReason::NeverSeen,
        EndReason::Settled,
    ];
    let states = [asked(), working("venue~id", "0")]
        .into_iter()
        .chain(reasons.map(|reason| ended(reason, "0.0001")));
    let mut rows = Vec::new();
    for (place, state) in states.enumerate() {
        for kind in kinds {
            let id = u64::try_from(rows.len()).unwrap() + 1;
            let mut row = order_in(id, u64::try_from(place).unwrap(), terms(btc(), kind), state);
            if let OrderState::Working { venue_id, .. } = state {
                row.venue_id = Some(venue_id);
            }
            if id.is_multiple_of(2) {
                row.order.stale_since = Some(at(30));
                row.order.list = Some(ListId::new(id));
            }
            rows.push(row);
        }
    }
    let batch = Batch {
        orders: rows.clone(),
        ..Batch::new(at(40))
    };
    writer.commit(&batch).await.unwrap();
    let mut stored = reader.orders(&OrderFilter::newest(500)).await.unwrap();
    stored.reverse();
    assert_eq!(stored, rows);
    end(writer, reader).await;
}

pub(crate) async fn orders_are_found_by_every_filter(site: &Site) {
    let (mut writer, reader) = site.open().await;
    // Number, account, symbol, over.
    let made = [
        (1, 1, btc(), false),
        (2, 1, eth(), true),
        (3, 2, btc(), true),
        (4, 1, btc(), true),
        (5, 2, eth(), false),
        (6, 1, btc(), false),
    ];
    let rows = made.map(|(id, of, symbol, over)| {
        let state = if over {
            ended(EndReason::Filled, "0.0001")
        } else {
            asked()
        };
        order_in(id, of, terms(symbol, limit()), state)
    });
    let batch = Batch {
        orders: rows.to_vec(),
        ..Batch::new(at(40))
    };
    writer.commit(&batch).await.unwrap();
    for of in [None, Some(1), Some(2), Some(3)] {
        for symbol in [None, Some(btc()), Some(eth())] {
            for phase in [None, Some(OrderPhase::Open), Some(OrderPhase::Ended)] {
                for before in [None, Some(6), Some(3)] {
                    for limit in [1, 500] {
                        let filter = OrderFilter {
                            account: of.map(account),
                            symbol,
                            phase,
                            before: before.map(OrderId::new),
                            limit,
                        };
                        let wanted: Vec<u64> = made
                            .iter()
                            .rev()
                            .filter(|(id, whose, what, over)| {
                                of.is_none_or(|of| of == *whose)
                                    && symbol.is_none_or(|symbol| symbol == *what)
                                    && phase
                                        .is_none_or(|phase| (phase == OrderPhase::Ended) == *over)
                                    && before.is_none_or(|before| *id < before)
                            })
                            .map(|(id, ..)| *id)
                            .take(usize::try_from(limit).unwrap())
                            .collect();
                        let found = reader.orders(&filter).await.unwrap();
                        assert_eq!(ids(&found), wanted, "{filter:?}");
                    }
                }
            }
        }
    }
    assert_eq!(reader.last_order_id().await.unwrap(), Some(OrderId::new(6)));
    end(writer, reader).await;
}

pub(crate) async fn fills_are_found_by_every_filter(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let mut elsewhere = fill(1, "a");
    elsewhere.symbol = eth();
    let mut other = fill(2, "a");
    other.account = account(2);
    let fills = vec![fill(1, "a"), elsewhere, other, fill(1, "b")];
    let batch = Batch {
        orders: vec![order(1), order(2)],
        fills,
        ..Batch::new(at(40))
    };
    writer.commit(&batch).await.unwrap();
    let all = reader.fills(&FillFilter::newest(500)).await.unwrap();
    let newest_first: Vec<_> = batch.fills.iter().rev().copied().collect();
    assert_eq!(
        all.iter().map(|row| row.fill).collect::<Vec<_>>(),
        newest_first
    );
    for of in [None, Some(account(1)), Some(account(2))] {
        for symbol in [None, Some(btc()), Some(eth())] {
            for before in [None, Some(all[1].number)] {
                let filter = FillFilter {
                    account: of,
                    symbol,
                    before,
                    limit: 500,
                };
                let wanted: Vec<_> = all
                    .iter()
                    .filter(|row| of.is_none_or(|of| of == row.fill.account))
                    .filter(|row| symbol.is_none_or(|symbol| symbol == row.fill.symbol))
                    .filter(|row| before.is_none_or(|before| row.number < before))
                    .copied()
                    .collect();
                assert_eq!(reader.fills(&filter).await.unwrap(), wanted, "{filter:?}");
            }
        }
    }
    let first = reader
        .fills_of_order(OrderId::new(1), None, 2)
        .await
        .unwrap();
    let rest = reader
        .fills_of_order(OrderId::new(1), Some(first[1].number), 500)
        .await
        .unwrap();
    assert_eq!((first.len(), rest.len()), (2, 1));
    assert_eq!(rest[0].fill.trade.as_str(), "b");
    end(writer, reader).await;
}

pub(crate) async fn the_life_of_an_order_is_its_journal_rows(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let rows = [
        ("a", Some(1)),
        ("b", None),
        ("c", Some(2)),
        ("d", Some(1)),
        ("e", Some(1)),
    ];
    let batch = Batch {
        journal: rows.map(|(kind, order)| journal(kind, order)).to_vec(),
        ..Batch::new(at(30))
    };
    writer.commit(&batch).await.unwrap();
    let life = reader
        .journal_of_order(OrderId::new(1), Seq::ZERO, 2)
        .await
        .unwrap();
    let kinds: Vec<_> = life.iter().map(|entry| entry.row.kind.as_str()).collect();
    assert_eq!(kinds, ["a", "d"]);
    let rest = reader
        .journal_of_order(OrderId::new(1), life[1].seq.next(), 500)
        .await
        .unwrap();
    assert_eq!(rest[0].seq, Seq::new(5));
    assert_eq!(rest[0].row.order, Some(OrderId::new(1)));
    end(writer, reader).await;
}

pub(crate) async fn halts_and_switches_stand_as_last_set(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let changes = vec![
        HaltChange::Set(halt(Scope::Global)),
        HaltChange::Set(halt(venue())),
        HaltChange::Lifted(Scope::Global),
        HaltChange::Lifted(Scope::Symbol(btc())),
    ];
    let batch = Batch {
        halts: changes,
        switches: vec![switch("b", "off"), switch("a", "on"), switch("b", "on")],
        ..Batch::new(at(40))
    };
    writer.commit(&batch).await.unwrap();
    assert_eq!(reader.halts().await.unwrap(), [halt(venue())]);
    assert_eq!(
        reader.switches().await.unwrap(),
        [switch("a", "on"), switch("b", "on")]
    );
    let mut louder = halt(venue());
    louder.reason = "again".to_owned();
    let batch = Batch {
        halts: vec![HaltChange::Set(louder.clone())],
        ..Batch::new(at(41))
    };
    writer.commit(&batch).await.unwrap();
    assert_eq!(reader.halts().await.unwrap(), [louder]);
    end(writer, reader).await;
}

/// GATE-19: a refusal keeps rule, inputs and limit.
pub(crate) async fn refusals_are_kept_in_order(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let made = vec![
        refusal(1, "GATE-01.halted"),
        refusal(2, "GATE-07.collar"),
        refusal(1, "GATE-03.qty"),
    ];
    let batch = Batch {
        refusals: made.clone(),
        ..Batch::new(at(40))
    };
    writer.commit(&batch).await.unwrap();
    let mut filter = RefusalFilter {
        account: None,
        before: None,
        limit: 500,
    };
    let found = reader.refusals(&filter).await.unwrap();
    let refusals: Vec<_> = found.iter().rev().map(|row| row.refusal.clone()).collect();
    assert_eq!(refusals, made);
    filter.before = Some(found[0].number);
    filter.account = Some(account(1));
    let found = reader.refusals(&filter).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].refusal.rule, "GATE-01.halted");
    end(writer, reader).await;
}

pub(crate) async fn candles_are_brought_up_to_date_and_read_by_range(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let candles = (0..10).map(|minute| kept(candle(minute, "11"))).collect();
    writer
        .commit(&Batch {
            candles,
            ..Batch::new(at(40))
        })
        .await
        .unwrap();
    let candles = vec![kept(candle(9, "12.5"))];
    writer
        .commit(&Batch {
            candles,
            ..Batch::new(at(41))
        })
        .await
        .unwrap();
    let mut range = CandleRange {
        symbol: btc(),
        interval: Interval::M1,
        from: at(3 * 60),
        to: at(10 * 60),
        limit: 5_000,
    };
    let found = reader.candles(&range).await.unwrap();
    let wanted: Vec<_> = (3..9)
        .map(|minute| candle(minute, "11"))
        .chain([candle(9, "12.5")])
        .collect();
    assert_eq!(found, wanted);
    range.limit = 2;
    assert_eq!(reader.candles(&range).await.unwrap(), wanted[5..]);
    range.to = at(9 * 60);
    assert_eq!(reader.candles(&range).await.unwrap(), wanted[4..6]);
    range.interval = Interval::M5;
    assert_eq!(reader.candles(&range).await.unwrap(), []);
    end(writer, reader).await;
}

pub(crate) async fn bytes_are_kept_once_and_every_arrival(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let bytes = [0, 255, 39, 0, 10];
    let raw_records = vec![raw(1, &bytes), raw(2, b""), raw(3, &bytes)];
    let batch = Batch {
        raw_records,
        ..Batch::new(at(40))
    };
    writer.commit(&batch).await.unwrap();
    writer.commit(&batch).await.unwrap();
    let record = reader
        .raw_record(content_hash(&bytes))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (record.received, record.bytes.as_slice()),
        (at(1), bytes.as_slice())
    );
    assert_eq!(reader.raw_record(content_hash(b"?")).await.unwrap(), None);
    // SHA-256 of nothing, FIPS 180-4.
    let nothing = reader.raw_record(content_hash(b"")).await.unwrap().unwrap();
    assert_eq!(
        nothing.hash.to_string(),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    let source = RawSource::new("simex/api/v3/order").unwrap();
    let arrivals = reader.raw_arrivals(source, None, 4).await.unwrap();
    let times: Vec<_> = arrivals.iter().map(|arrival| arrival.received).collect();
    assert_eq!(times, [at(1), at(2), at(3), at(1)]);
    let rest = reader
        .raw_arrivals(source, Some(arrivals[3].number), 500)
        .await
        .unwrap();
    assert_eq!(rest.len(), 2);
    assert_eq!(reader.counts().await.unwrap().raw_records, 2);
    end(writer, reader).await;
}

/// OBS-12: any edit or cut inside the log is found.
pub(crate) async fn the_audit_chain_shows_every_edit(site: &Site) {
    // RFC 6962 leaf of an empty record: SHA-256(0x00), from the vectors of certificate transparency.
    let leaf = audit("").leaf();
    assert_eq!(
        domain::ContentHash(leaf).to_string(),
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    );
    let (mut writer, reader) = site.open().await;
    let records: Vec<AuditRecord> = (1..=4).map(|n| audit(&format!("{{\"n\":{n}}}"))).collect();
    let batch = Batch {
        audit: records.clone(),
        ..Batch::new(at(40))
    };
    let receipt = writer.commit(&batch).await.unwrap();
    let tip = records
        .iter()
        .fold(AuditHead::empty(), |tip, record| tip.with(record.leaf()));
    assert_eq!(receipt.audit, tip);
    assert_eq!(reader.audit_head().await.unwrap(), tip);
    assert_eq!(reader.verify_audit().await.unwrap(), AuditCheck::Whole(tip));
    let newest = reader.audit_before(None, 2).await.unwrap();
    assert_eq!(newest[0].record, records[3]);
    let older = reader.audit_before(Some(newest[1].seq), 500).await.unwrap();
    assert_eq!(older.len(), 2);
    end(writer, reader).await;
    let disarm = if site.is_sqlite() {
        "DROP TRIGGER audit_keeps; DROP TRIGGER audit_stays;"
    } else {
        "ALTER TABLE audit DISABLE TRIGGER ALL;"
    };
    site.tamper(&format!(
        "{disarm} UPDATE audit SET record = '{{}}' WHERE seq = 3"
    ))
    .await
    .unwrap();
    let (writer, reader) = site.open().await;
    let broken = AuditCheck::Broken { at: Seq::new(3) };
    assert_eq!(reader.verify_audit().await.unwrap(), broken);
    end(writer, reader).await;
    site.tamper("DELETE FROM audit WHERE seq = 2")
        .await
        .unwrap();
    let (writer, reader) = site.open().await;
    let broken = AuditCheck::Broken { at: Seq::new(2) };
    assert_eq!(reader.verify_audit().await.unwrap(), broken);
    end(writer, reader).await;
}

pub(crate) async fn users_are_unique_and_change(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let people = |people| Batch {
        people,
        ..Batch::new(at(40))
    };
    let (ada, bob) = (user(1, "ada@example.org"), user(2, "bob@example.org"));
    let add = vec![
        PeopleChange::AddUser(ada.clone()),
        PeopleChange::AddUser(bob.clone()),
    ];
    writer.commit(&people(add)).await.unwrap();
    let mut changed = bob.clone();
    changed.disabled = Some(at(9));
    changed.role = "viewer".to_owned();
    writer
        .commit(&people(vec![PeopleChange::ChangeUser(changed.clone())]))
        .await
        .unwrap();
    assert_eq!(
        reader.user_by_email("bob@example.org").await.unwrap(),
        Some(changed.clone())
    );
    assert_eq!(
        reader.users(None, 500).await.unwrap(),
        [ada, changed.clone()]
    );
    assert_eq!(
        reader.users(Some(UserId::new(1)), 500).await.unwrap(),
        [changed.clone()]
    );
    assert_eq!(reader.last_user_id().await.unwrap(), Some(UserId::new(2)));
    changed.email = "ada@example.org".to_owned();
    let (_, why) = conflict(
        writer
            .commit(&people(vec![PeopleChange::ChangeUser(changed)]))
            .await,
    );
    assert!(matches!(why, Conflict::AlreadyThere { .. }), "{why:?}");
    end(writer, reader).await;
}

pub(crate) async fn sessions_open_live_and_end(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let people = |people| Batch {
        people,
        ..Batch::new(at(40))
    };
    let open = vec![
        PeopleChange::AddUser(user(1, "ada@example.org")),
        PeopleChange::OpenSession(session(1, 1)),
        PeopleChange::OpenSession(session(2, 1)),
        PeopleChange::OpenSession(session(3, 1)),
    ];
    writer.commit(&people(open)).await.unwrap();
    let touch = |token: TokenHash| PeopleChange::TouchSession {
        token,
        last_seen: at(50),
        expires: at(2_000),
    };
    let revoke = PeopleChange::RevokeSession {
        id: session(2, 1).id,
        at: at(60),
    };
    writer
        .commit(&people(vec![touch(token(1)), revoke.clone()]))
        .await
        .unwrap();
    // Neither a late use nor a second ending brings a session back or moves its end.
    let late = PeopleChange::RevokeSession {
        id: session(2, 1).id,
        at: at(61),
    };
    writer
        .commit(&people(vec![touch(token(2)), touch(token(88)), late]))
        .await
        .unwrap();
    let second = reader.session(token(2)).await.unwrap().unwrap();
    assert_eq!((second.revoked, second.last_seen), (Some(at(60)), at(2)));
    let first = reader.session(token(1)).await.unwrap().unwrap();
    assert_eq!(
        (first.last_seen, first.expires, first.revoked),
        (at(50), at(2_000), None)
    );
    let unknown = PeopleChange::RevokeSession {
        id: session(9, 1).id,
        at: at(60),
    };
    let (_, why) = conflict(writer.commit(&people(vec![unknown])).await);
    assert!(matches!(why, Conflict::NoSuchRow), "{why:?}");
    end(writer, reader).await;
}

pub(crate) async fn all_sessions_end_and_ended_ones_are_forgotten(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let people = |people| Batch {
        people,
        ..Batch::new(at(40))
    };
    let open = vec![
        PeopleChange::AddUser(user(1, "ada@example.org")),
        PeopleChange::OpenSession(session(1, 1)),
        PeopleChange::OpenSession(session(2, 1)),
        PeopleChange::OpenSession(session(3, 1)),
        PeopleChange::RevokeSession {
            id: session(2, 1).id,
            at: at(60),
        },
    ];
    writer.commit(&people(open)).await.unwrap();
    let all = PeopleChange::RevokeSessionsOf {
        user: UserId::new(1),
        at: at(70),
    };
    writer.commit(&people(vec![all])).await.unwrap();
    let sessions = reader.sessions_of(UserId::new(1), 500).await.unwrap();
    let ends: Vec<_> = sessions.iter().map(|session| session.revoked).collect();
    assert_eq!(ends, [Some(at(70)), Some(at(60)), Some(at(70))]);
    writer
        .commit(&people(vec![PeopleChange::ForgetEnded { before: at(65) }]))
        .await
        .unwrap();
    assert_eq!(reader.session(token(2)).await.unwrap(), None);
    assert_eq!(reader.counts().await.unwrap().sessions, 2);
    end(writer, reader).await;
}

pub(crate) async fn a_setup_token_is_spent_once(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let people = |people| Batch {
        people,
        ..Batch::new(at(40))
    };
    let spend = |byte, seconds| PeopleChange::UseSetupToken {
        token: token(byte),
        at: at(seconds),
    };
    let issue = PeopleChange::IssueSetupToken(setup_token(1));
    writer.commit(&people(vec![issue])).await.unwrap();
    assert_eq!(
        reader.setup_token(token(1)).await.unwrap(),
        Some(setup_token(1))
    );
    // A second one voids the first.
    let issue = PeopleChange::IssueSetupToken(setup_token(2));
    writer.commit(&people(vec![issue])).await.unwrap();
    let refused = [spend(1, 50), spend(2, 100), spend(9, 50)];
    for change in refused {
        let (_, why) = conflict(writer.commit(&people(vec![change])).await);
        assert!(matches!(why, Conflict::NoSuchRow), "{why:?}");
    }
    let both = vec![
        spend(2, 50),
        PeopleChange::AddUser(user(1, "ada@example.org")),
    ];
    writer.commit(&people(both.clone())).await.unwrap();
    conflict(writer.commit(&people(both)).await);
    let spent = reader.setup_token(token(2)).await.unwrap().unwrap();
    assert_eq!(spent.used, Some(at(50)));
    writer
        .commit(&people(vec![PeopleChange::ForgetEnded { before: at(101) }]))
        .await
        .unwrap();
    assert_eq!(reader.setup_token(token(2)).await.unwrap(), None);
    end(writer, reader).await;
}

pub(crate) async fn failed_signins_are_counted_and_cleared(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let people = |change| Batch {
        people: vec![change],
        ..Batch::new(at(40))
    };
    for count in [1, 5] {
        let change = PeopleChange::PutSigninFailures(failures("ada@example.org", count));
        writer.commit(&people(change)).await.unwrap();
        let found = reader.signin_failures("ada@example.org").await.unwrap();
        assert_eq!(found, Some(failures("ada@example.org", count)));
    }
    assert_eq!(reader.signin_failures("bob").await.unwrap(), None);
    let subject = "ada@example.org".to_owned();
    writer
        .commit(&people(PeopleChange::ClearSigninFailures { subject }))
        .await
        .unwrap();
    assert_eq!(
        reader.signin_failures("ada@example.org").await.unwrap(),
        None
    );
    end(writer, reader).await;
}

pub(crate) async fn the_last_snapshot_wins(site: &Site) {
    let (mut writer, reader) = site.open().await;
    for number in 1..=4 {
        let mut batch = turn(&["a", "b"]);
        batch.snapshot = Some(format!("state {number}"));
        writer.commit(&batch).await.unwrap();
    }
    let again = Batch {
        snapshot: Some("state 4, again".to_owned()),
        ..Batch::new(at(50))
    };
    writer.commit(&again).await.unwrap();
    let last = reader.last_snapshot().await.unwrap().unwrap();
    assert_eq!(
        (last.seq, last.body.as_str()),
        (Seq::new(8), "state 4, again")
    );
    end(writer, reader).await;
    // The one before is kept, those before it are not.
    site.tamper("DELETE FROM snapshots WHERE seq = 8")
        .await
        .unwrap();
    let (writer, reader) = site.open().await;
    assert_eq!(
        reader.last_snapshot().await.unwrap().unwrap().body,
        "state 3"
    );
    end(writer, reader).await;
    site.tamper("DELETE FROM snapshots WHERE seq = 6")
        .await
        .unwrap();
    let (writer, reader) = site.open().await;
    assert_eq!(reader.last_snapshot().await.unwrap(), None);
    end(writer, reader).await;
}

/// What a stranger with full rights might try on what is kept for ever.
fn rewritings(site: &Site) -> Vec<String> {
    let mut deeds = vec![
        "INSERT INTO journal (seq, at, kind, body) VALUES (9, 1, 'gap', '')".to_owned(),
        "INSERT INTO audit SELECT 9, at, record, leaf, head FROM audit WHERE seq = 1".to_owned(),
        "DELETE FROM orders".to_owned(),
        "INSERT INTO journal (seq, at, kind, body) VALUES (1, 1, 'x', '') \
         ON CONFLICT (seq) DO UPDATE SET kind = excluded.kind"
            .to_owned(),
    ];
    let kept = [
        ("journal", "at"),
        ("audit", "at"),
        ("fills", "at"),
        ("refusals", "at"),
        ("raw_records", "received"),
        ("raw_arrivals", "received"),
        ("order_messages", "begun"),
        ("history_records", "at"),
    ];
    for (table, column) in kept {
        deeds.push(format!("UPDATE {table} SET {column} = 0"));
        deeds.push(format!("DELETE FROM {table}"));
        if !site.is_sqlite() {
            deeds.push(format!("TRUNCATE {table} CASCADE"));
        }
    }
    if site.is_sqlite() {
        for table in ["journal", "audit", "fills"] {
            deeds.push(format!(
                "INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
            ));
        }
        // A text where a number belongs, and a number where bytes belong: STRICT tables refuse both.
        deeds.push(
            "INSERT INTO journal (seq, at, kind, body) VALUES (5, 'now', 'x', '')".to_owned(),
        );
        deeds.push(
            "INSERT INTO audit (seq, at, record, leaf, head) VALUES (3, 1, '', 5, 5)".to_owned(),
        );
    }
    deeds
}

pub(crate) async fn a_stranger_cannot_rewrite_history(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    writer.commit(&everything(2)).await.unwrap();
    let before = picture(&reader).await;
    for deed in rewritings(site) {
        let words = site.tamper(&deed).await.expect_err(&deed);
        assert!(!words.contains("syntax"), "{deed}: {words}");
    }
    assert_eq!(picture(&reader).await, before);
    if site.is_sqlite() {
        // Replacing a raw record is passed over without a word.
        let replace =
            "INSERT OR REPLACE INTO raw_records SELECT hash, 'x', 0, x'00' FROM raw_records";
        site.tamper(replace).await.unwrap();
        let record = reader
            .raw_record(content_hash(b"1"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(record.bytes, b"1");
    }
    end(writer, reader).await;
}

pub(crate) async fn only_one_writer_at_a_time(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&turn(&["first"])).await.unwrap();
    match Store::open(site.location()).await {
        Err(StoreError::InUse { process, .. }) => {
            let own = site.is_sqlite().then(std::process::id);
            assert_eq!(process, own);
        }
        other => panic!("a second writer: {other:?}"),
    }
    let migrated = Store::migrate(site.location(), None, crate::Losses::Refused).await;
    assert!(
        matches!(migrated, Err(StoreError::InUse { .. })),
        "{migrated:?}"
    );
    // Reading beside the writer is no harm.
    let other = Store::open_reader(site.location()).await.unwrap();
    writer.commit(&turn(&["second"])).await.unwrap();
    assert_eq!(other.journal_last().await.unwrap(), Seq::new(2));
    end(writer, reader).await;
    let (writer, reader) = site.open().await;
    assert_eq!(other.journal_last().await.unwrap(), Seq::new(2));
    other.close().await;
    end(writer, reader).await;
}

pub(crate) async fn a_dropped_commit_poisons_the_writer(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    let batch = everything(2);
    site.abandon(&mut writer, &batch).await;
    assert!(writer.is_poisoned());
    let refused = writer.commit(&everything(3)).await;
    assert!(matches!(refused, Err(CommitError::Poisoned)), "{refused:?}");
    end(writer, reader).await;
    let (mut writer, reader) = site.open().await;
    assert_eq!(writer.receipt().journal_last, Seq::new(2));
    writer.commit(&everything(3)).await.unwrap();
    end(writer, reader).await;
}

pub(crate) async fn readers_see_only_what_is_committed(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    let before = picture(&reader).await;
    writer.conn().begin().await.unwrap();
    let sql = "INSERT INTO journal (seq, at, kind, body) VALUES (3, 1, 'unfinished', '')";
    writer.conn().script(sql).await.unwrap();
    assert_eq!(picture(&reader).await, before);
    writer.conn().script("ROLLBACK").await.unwrap();
    writer.commit(&everything(2)).await.unwrap();
    assert_eq!(reader.journal_last().await.unwrap(), Seq::new(4));
    end(writer, reader).await;
}

pub(crate) async fn a_value_that_is_none_of_ours_is_damage(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    for (column, text) in [
        ("qty", "1e3"),
        ("qty", "0"),
        ("price", "NaN"),
        ("kind", "iceberg"),
        ("self_trade", ""),
    ] {
        site.tamper(&format!("UPDATE orders SET {column} = '{text}'"))
            .await
            .unwrap();
        match reader.order(OrderId::new(1)).await {
            Err(StoreError::Damaged { detail }) => assert!(detail.contains(column), "{detail}"),
            other => panic!("{column} = {text:?} was read as {other:?}"),
        }
        let good = everything(1).orders[0];
        let mend = match column {
            "qty" => good.order.order.terms().qty.to_string(),
            "price" => "64123.45".to_owned(),
            "kind" => "limit".to_owned(),
            _ => "expire-maker".to_owned(),
        };
        site.tamper(&format!("UPDATE orders SET {column} = '{mend}'"))
            .await
            .unwrap();
    }
    assert!(reader.order(OrderId::new(1)).await.unwrap().is_some());
    end(writer, reader).await;
}

pub(crate) async fn long_pages_are_cut(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let rows = vec!["x"; 600];
    writer.commit(&turn(&rows)).await.unwrap();
    let page = reader.journal_from(Seq::ZERO, u32::MAX).await.unwrap();
    assert_eq!(page.len(), usize::try_from(PAGE_ROWS_MAX).unwrap());
    assert_eq!(
        reader.journal_from(Seq::new(u64::MAX), 10).await.unwrap(),
        []
    );
    let records = (0..1_200).map(|n| audit(&n.to_string())).collect();
    let receipt = writer
        .commit(&Batch {
            audit: records,
            ..Batch::new(Time::from_nanos(i64::MIN))
        })
        .await
        .unwrap();
    assert_eq!(
        reader.verify_audit().await.unwrap(),
        AuditCheck::Whole(receipt.audit)
    );
    assert!(
        !format!(
            "{:?}",
            Location::Postgres("postgres://u:secret@h/d".to_owned())
        )
        .contains("secret")
    );
    end(writer, reader).await;
}

pub(crate) async fn a_lost_link_poisons_the_writer(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    if !site.is_sqlite() {
        // Let go of the server's link to this writer, and only to it.
        let kill = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = \
                    (SELECT oid FROM pg_database WHERE datname = current_database())";
        site.tamper(kill).await.unwrap();
        let lost = writer.commit(&everything(2)).await;
        assert!(matches!(lost, Err(CommitError::Lost { .. })), "{lost:?}");
        let poisoned = writer.commit(&everything(2)).await;
        assert!(
            matches!(poisoned, Err(CommitError::Poisoned)),
            "{poisoned:?}"
        );
        assert_eq!(reader.journal_last().await.unwrap(), Seq::new(2));
        drop(writer);
        let (next, _) = site.open().await;
        assert_eq!(next.receipt().journal_last, Seq::new(2));
        writer = next;
    }
    writer.commit(&everything(2)).await.unwrap();
    end(writer, reader).await;
}

/// The link dies while the server commits: nobody knows what stands, and the writer says just that.
pub(crate) async fn a_commit_without_an_answer_is_unknown(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    if !site.is_sqlite() {
        let die_at_commit = "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$; \
             CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED \
             FOR EACH ROW EXECUTE FUNCTION die();";
        site.tamper(die_at_commit).await.unwrap();
        let unknown = writer.commit(&everything(2)).await;
        assert!(
            matches!(unknown, Err(CommitError::Unknown { .. })),
            "{unknown:?}"
        );
        assert!(writer.is_poisoned());
        site.tamper("DROP TRIGGER dies ON journal").await.unwrap();
        drop(writer);
        // What stands is read by opening again; here it is nothing of that batch.
        writer = site.open().await.0;
        assert_eq!(writer.receipt().journal_last, Seq::new(2));
    }
    writer.commit(&everything(2)).await.unwrap();
    end(writer, reader).await;
}
