//! The schema up, down and up again on filled stores; what is refused. OPS-02

use super::samples::*;
use super::site::Site;
use crate::engine::Engine;
use crate::migrations::{self, STEPS, Script, Step};
use crate::{AuditCheck, Losses, OrderFilter, SchemaVersion, Seq, Store, StoreError};

const NEWEST: u32 = 12;

async fn filled(site: &Site) {
    let (mut writer, reader) = site.open().await;
    for id in 1..=5 {
        writer.commit(&everything(id)).await.unwrap();
    }
    reader.close().await;
    writer.close().await.unwrap();
}

pub(crate) async fn down_and_up_again_keeps_what_stays(site: &Site) {
    filled(site).await;
    for to in (0..NEWEST).rev() {
        let report = Store::migrate(site.location(), Some(to), Losses::Accepted)
            .await
            .unwrap();
        assert_eq!((report.from, report.to), (NEWEST, to));
        let version = Store::schema(&site.location()).await.unwrap();
        assert_eq!(
            version,
            SchemaVersion {
                found: to,
                known: NEWEST
            }
        );
        let reading = Store::open_reader(site.location()).await;
        assert!(
            matches!(reading, Err(StoreError::OlderSchema { found, known: NEWEST }) if found == to),
            "{reading:?}"
        );
        let report = Store::migrate(site.location(), None, Losses::Refused)
            .await
            .unwrap();
        assert_eq!((report.from, report.to), (to, NEWEST));
        let (mut writer, reader) = site.open().await;
        let counts = reader.counts().await.unwrap();
        // Steps that were undone lost their rows, those below kept them.
        assert_eq!(counts.journal, if to >= 1 { 10 } else { 0 });
        assert_eq!(counts.orders, if to >= 1 { 5 } else { 0 });
        // One raw record of each batch by itself, and one page of a history.
        assert_eq!(counts.raw_records, if to >= 2 { 10 } else { 0 });
        assert_eq!(counts.audit, if to >= 3 { 5 } else { 0 });
        assert_eq!(counts.users, if to >= 4 { 5 } else { 0 });
        let orders = reader.orders(&OrderFilter::newest(500)).await.unwrap();
        if to >= 1 {
            let wanted: Vec<_> = (1..=5).rev().map(order).collect();
            assert_eq!(orders, wanted);
        }
        // A position from before sides had names is the one net position; those of hedge mode go with the names.
        let positions = reader.positions(None).await.unwrap();
        let left = match to {
            0 => 0,
            1..9 => 3,
            _ => 5,
        };
        assert_eq!(positions.len(), left);
        let is_net = |row: &crate::PositionRow| row.position.side == domain::PositionSide::Both;
        assert_eq!(positions.iter().all(is_net), to < 9);
        let whole = reader.verify_audit().await.unwrap();
        assert!(matches!(whole, AuditCheck::Whole(_)));
        // The house goes on living in it.
        let next = writer.commit(&turn(&["after"])).await.unwrap();
        let last = if to >= 1 { 11 } else { 1 };
        assert_eq!(next.journal_last, Seq::new(last));
        reader.close().await;
        writer.close().await.unwrap();
        Store::migrate(site.location(), Some(0), Losses::Accepted)
            .await
            .unwrap();
        filled(site).await;
    }
}

pub(crate) async fn losing_rows_needs_consent(site: &Site) {
    drop(site.open().await);
    // An empty schema goes down without a question.
    Store::migrate(site.location(), Some(0), Losses::Refused)
        .await
        .unwrap();
    filled(site).await;
    let refused = Store::migrate(site.location(), Some(3), Losses::Refused).await;
    match refused {
        // The newest step that holds rows is named first.
        Err(StoreError::WouldLose {
            version: 10,
            table: "history_walks",
            rows: 1,
        }) => {}
        other => panic!("{other:?}"),
    }
    let (writer, reader) = site.open().await;
    assert_eq!(reader.counts().await.unwrap().users, 5);
    reader.close().await;
    writer.close().await.unwrap();
    let unknown = Store::migrate(site.location(), Some(NEWEST + 1), Losses::Refused).await;
    assert!(
        matches!(
            unknown,
            Err(StoreError::NoSuchSchema {
                asked: 13,
                known: NEWEST
            })
        ),
        "{unknown:?}"
    );
}

pub(crate) async fn an_unknown_schema_is_refused(site: &Site) {
    filled(site).await;
    site.tamper("UPDATE schema_steps SET checksum = (SELECT checksum FROM schema_steps WHERE version = 1) WHERE version = 2")
        .await
        .unwrap();
    let changed = Store::open(site.location()).await;
    assert!(
        matches!(changed, Err(StoreError::ChangedMigration { version: 2 })),
        "{changed:?}"
    );
    let changed = Store::open_reader(site.location()).await;
    assert!(
        matches!(changed, Err(StoreError::ChangedMigration { version: 2 })),
        "{changed:?}"
    );
    let later = NEWEST + 1;
    site.tamper(&format!(
        "INSERT INTO schema_steps SELECT {later}, 'later', checksum FROM schema_steps WHERE version = 1"
    ))
    .await
    .unwrap();
    let newer = Store::open(site.location()).await;
    assert!(
        matches!(
            newer,
            Err(StoreError::NewerSchema { found, known: NEWEST }) if found == later
        ),
        "{newer:?}"
    );
    let newer = Store::migrate(site.location(), Some(0), Losses::Accepted).await;
    assert!(
        matches!(newer, Err(StoreError::NewerSchema { .. })),
        "{newer:?}"
    );
    let forget = format!("DELETE FROM schema_steps WHERE version IN (2, {later})");
    site.tamper(&forget).await.unwrap();
    let missing = Store::open(site.location()).await;
    assert!(
        matches!(missing, Err(StoreError::ChangedMigration { version: 3 })),
        "{missing:?}"
    );
}

pub(crate) async fn a_step_that_fails_leaves_the_schema_as_it_was(site: &Site) {
    filled(site).await;
    let script = Script {
        up: "CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1);",
        down: "",
    };
    let script = match site {
        Site::Sqlite(_) => Script {
            up: "CREATE TABLE half (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1);",
            ..script
        },
        Site::Postgres { .. } => script,
    };
    let broken = Step {
        version: NEWEST + 1,
        name: "broken",
        sqlite: script,
        postgres: script,
        tables: &[],
    };
    let steps: Vec<Step> = STEPS.iter().copied().chain([broken]).collect();
    let mut conn = site.stranger().await;
    let failed = migrations::migrate(&mut conn, &steps, (NEWEST + 1, Losses::Refused)).await;
    assert!(
        matches!(failed, Err(StoreError::Engine { .. })),
        "{failed:?}"
    );
    let version = migrations::version(&mut conn, &steps).await.unwrap();
    assert_eq!(version.found, NEWEST);
    conn.script("CREATE TABLE half (id TEXT)").await.unwrap();
    conn.script("DROP TABLE half").await.unwrap();
    conn.close().await.unwrap();
    let (writer, reader) = site.open().await;
    assert_eq!(reader.counts().await.unwrap().journal, 10);
    reader.close().await;
    writer.close().await.unwrap();
}

/// Steps are numbered without a gap, named by their number, and each engine has its own text.
#[test]
fn steps_are_numbered_and_named() {
    for (place, step) in STEPS.iter().enumerate() {
        assert_eq!(usize::try_from(step.version).unwrap(), place + 1);
        assert!(
            step.name.starts_with(&format!("{:04}_", step.version)),
            "{}",
            step.name
        );
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let script = step.script(engine);
            for table in step.tables {
                let created = script.up.contains(&format!("CREATE TABLE {} ", table.0))
                    && script.down.contains(&format!("DROP TABLE {};", table.0));
                let widened = script.up.contains(&format!("ALTER TABLE {} ADD", table.0))
                    && script
                        .down
                        .contains(&format!("ALTER TABLE {} DROP", table.0));
                assert!(created || widened, "{}", table.0);
            }
        }
    }
}
