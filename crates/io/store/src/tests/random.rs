//! Random histories of good and bad batches, closings and abandonments, against a model that is a handful of maps.

use super::samples::*;
use super::site::Site;
use crate::{
    AuditCheck, AuditHead, Batch, CommitError, FillFilter, OrderFilter, Reader, RequestKeyRow, Seq,
    Writer,
};
use domain::{EndReason, OrderId, OrderState, UserId};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::{BTreeMap, BTreeSet};

/// One thing done to the store.
#[derive(Debug, Clone)]
enum Deed {
    Commit(Vec<Part>),
    /// The commit's future is dropped at once, and the store opened again.
    Abandon(Vec<Part>),
    Reopen,
}

/// One thing in a batch; small numbers, so that they meet.
#[derive(Debug, Clone)]
enum Part {
    Journal(Option<u64>),
    Order(u64, OrderState),
    Fill { of: u64, trade: u64 },
    Balance(u64, u64),
    Key { name: u64, of: u64 },
    Audit(u64),
    Snapshot(u64),
}

/// What the store must say.
#[derive(Debug, Clone, Default, PartialEq)]
struct Model {
    journal: Vec<Option<u64>>,
    orders: BTreeMap<u64, OrderState>,
    fills: Vec<(u64, u64)>,
    balances: BTreeMap<u64, u64>,
    keys: BTreeMap<u64, u64>,
    audit: Vec<u64>,
    snapshot: Option<(u64, u64)>,
}

impl Model {
    /// The model after a batch, or nothing when the batch does not fit.
    fn after(&self, parts: &[Part]) -> Option<Self> {
        let mut next = self.clone();
        // In the order in which the store writes the parts of a batch.
        for part in parts {
            match part {
                Part::Journal(order) => next.journal.push(*order),
                Part::Order(id, state) => drop(next.orders.insert(*id, *state)),
                Part::Balance(of, free) => drop(next.balances.insert(*of, *free)),
                Part::Audit(number) => next.audit.push(*number),
                Part::Fill { .. } | Part::Key { .. } | Part::Snapshot(_) => {}
            }
        }
        let mut trades: BTreeSet<u64> = next.fills.iter().map(|(_, trade)| *trade).collect();
        for part in parts {
            match part {
                Part::Fill { of, trade } => {
                    if !trades.insert(*trade) || !next.orders.contains_key(of) {
                        return None;
                    }
                    next.fills.push((*of, *trade));
                }
                Part::Key { name, of } => {
                    if !next.orders.contains_key(of) || next.keys.insert(*name, *of).is_some() {
                        return None;
                    }
                }
                Part::Snapshot(number) => {
                    next.snapshot = Some((u64::try_from(next.journal.len()).unwrap(), *number));
                }
                Part::Journal(_) | Part::Order(..) | Part::Balance(..) | Part::Audit(_) => {}
            }
        }
        Some(next)
    }
}

fn batch(parts: &[Part]) -> Batch {
    let mut batch = Batch::new(at(30));
    for part in parts {
        match part {
            Part::Journal(order) => batch.journal.push(journal("event", *order)),
            Part::Order(id, state) => {
                batch
                    .orders
                    .push(order_in(*id, 1, terms(btc(), limit()), *state))
            }
            Part::Fill { of, trade } => batch.fills.push(fill(*of, &trade.to_string())),
            Part::Balance(of, free) => batch.balances.push(balance(*of, "BTC", &free.to_string())),
            Part::Key { name, of } => batch.request_keys.push(RequestKeyRow {
                user: UserId::new(1),
                name: name.to_string(),
                order: OrderId::new(*of),
            }),
            Part::Audit(number) => batch.audit.push(audit(&number.to_string())),
            Part::Snapshot(number) => batch.snapshot = Some(number.to_string()),
        }
    }
    batch
}

fn state() -> impl Strategy<Value = OrderState> {
    prop_oneof![
        Just(asked()),
        (0_u64..9).prop_map(|n| working("V", &format!("0.0000{n}"))),
        Just(ended(EndReason::Cancelled, "0.00001")),
    ]
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        4 => proptest::option::of(1_u64..6).prop_map(Part::Journal),
        4 => (1_u64..6, state()).prop_map(|(id, state)| Part::Order(id, state)),
        3 => (1_u64..6, 1_u64..60).prop_map(|(of, trade)| Part::Fill { of, trade }),
        2 => (1_u64..4, 0_u64..1_000).prop_map(|(of, free)| Part::Balance(of, free)),
        1 => (1_u64..40, 1_u64..6).prop_map(|(name, of)| Part::Key { name, of }),
        3 => (0_u64..1_000).prop_map(Part::Audit),
        1 => (0_u64..1_000).prop_map(Part::Snapshot),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    let parts = || proptest::collection::vec(part(), 1..8);
    prop_oneof![
        12 => parts().prop_map(Deed::Commit),
        1 => parts().prop_map(Deed::Abandon),
        1 => Just(Deed::Reopen),
    ]
}

async fn said(reader: &Reader) -> Model {
    let journal = reader.journal_from(Seq::ZERO, 500).await.unwrap();
    let mut orders = reader.orders(&OrderFilter::newest(500)).await.unwrap();
    orders.reverse();
    let mut fills = reader.fills(&FillFilter::newest(500)).await.unwrap();
    fills.reverse();
    let mut keys = BTreeMap::new();
    for name in 1..40 {
        let of = reader
            .order_of_request(UserId::new(1), &name.to_string())
            .await
            .unwrap();
        keys.extend(of.map(|of| (name, of.get())));
    }
    let audit = reader.audit_from(Seq::ZERO, 500).await.unwrap();
    let snapshot = reader.last_snapshot().await.unwrap();
    Model {
        journal: journal
            .iter()
            .map(|entry| entry.row.order.map(OrderId::get))
            .collect(),
        orders: orders
            .iter()
            .map(|row| (row.order.order.id().get(), row.order.state))
            .collect(),
        fills: fills
            .iter()
            .map(|row| {
                (
                    row.fill.order.get(),
                    row.fill.trade.as_str().parse().unwrap(),
                )
            })
            .collect(),
        balances: reader
            .balances(None)
            .await
            .unwrap()
            .iter()
            .map(|row| {
                (
                    row.account.get(),
                    row.balance.free.to_string().parse().unwrap(),
                )
            })
            .collect(),
        keys,
        audit: audit
            .iter()
            .map(|leaf| leaf.record.record.parse().unwrap())
            .collect(),
        snapshot: snapshot.map(|kept| (kept.seq.get(), kept.body.parse().unwrap())),
    }
}

async fn reopen(site: &Site, (writer, reader): (Writer, Reader)) -> (Writer, Reader) {
    reader.close().await;
    writer.close().await.unwrap();
    site.open().await
}

pub(crate) async fn any_history_equals_its_model(site: &Site) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[42; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let history = proptest::collection::vec(deed(), 220)
        .new_tree(&mut runner)
        .unwrap()
        .current();
    let mut model = Model::default();
    let mut open = site.open().await;
    let (mut taken, mut refused) = (0, 0);
    for deed in history {
        match &deed {
            Deed::Commit(parts) => {
                let done = open.0.commit(&batch(parts)).await;
                match (model.after(parts), done) {
                    (Some(next), Ok(receipt)) => {
                        assert_eq!(
                            receipt.journal_last.get(),
                            u64::try_from(next.journal.len()).unwrap()
                        );
                        model = next;
                        taken += 1;
                    }
                    (None, Err(CommitError::Refused { .. })) => refused += 1,
                    (wanted, got) => panic!("{deed:?}: {got:?}, wanted {}", wanted.is_some()),
                }
            }
            Deed::Abandon(parts) => {
                let parts = batch(parts);
                site.abandon(&mut open.0, &parts).await;
                assert!(matches!(
                    open.0.commit(&parts).await,
                    Err(CommitError::Poisoned)
                ));
                open = reopen(site, open).await;
            }
            Deed::Reopen => open = reopen(site, open).await,
        }
        if taken % 10 == 0 || !matches!(deed, Deed::Commit(_)) {
            assert_eq!(said(&open.1).await, model, "after {deed:?}");
        }
    }
    assert_eq!(said(&open.1).await, model);
    let leaves = model
        .audit
        .iter()
        .map(|number| audit(&number.to_string()).leaf());
    let tip = leaves.fold(AuditHead::empty(), AuditHead::with);
    assert_eq!(open.1.verify_audit().await.unwrap(), AuditCheck::Whole(tip));
    assert!(
        taken > 50 && refused > 20,
        "{taken} taken, {refused} refused"
    );
    drop(open);
}
