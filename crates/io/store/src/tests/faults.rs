//! What disks, other processes and sudden death do to a store, and what of it survives.

use super::samples::*;
use super::site::Site;
use crate::checkpoint::Checkpointer;
use crate::{
    AuditCheck, Batch, CommitError, Counts, FillFilter, Location, OrderFilter, OrderRow, Reader,
    Seq, Store, StoreError,
};
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Bytes of a page, as SQLite makes new databases.
const PAGE_BYTES: u64 = 4_096;

fn bytes(count: usize) -> Batch {
    let raw_records = vec![raw(1, &vec![7; count])];
    Batch {
        raw_records,
        journal: vec![journal("bytes", None)],
        ..Batch::new(at(30))
    }
}

async fn end(writer: crate::Writer, reader: Reader) {
    reader.close().await;
    writer.close().await.unwrap();
}

#[tokio::test]
async fn a_full_database_refuses_and_goes_on_when_there_is_room() {
    let site = Site::sqlite();
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    let before = reader.counts().await.unwrap();
    writer
        .conn()
        .script("PRAGMA max_page_count = 1")
        .await
        .unwrap();
    for _ in 0..3 {
        let full = writer.commit(&bytes(1_000_000)).await;
        assert!(matches!(full, Err(CommitError::Full { .. })), "{full:?}");
        assert!(!writer.is_poisoned());
        assert_eq!(reader.counts().await.unwrap(), before);
    }
    writer
        .conn()
        .script("PRAGMA max_page_count = 1000000")
        .await
        .unwrap();
    let receipt = writer.commit(&bytes(1_000_000)).await.unwrap();
    assert_eq!(receipt.journal_last, Seq::new(3));
    reader.check_pages().await.unwrap();
    end(writer, reader).await;
}

/// A file system of a few megabytes, unmounted with this value.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(folder: &Path) -> Option<Self> {
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"])
            .arg(folder)
            .stderr(Stdio::null())
            .status();
        done.is_ok_and(|status| status.success())
            .then(|| Self(folder.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(&self.0).status().ok();
    }
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_confirmed() {
    let site = Site::sqlite();
    let Some(_disk) = SmallDisk::mount(site.folder()) else {
        eprintln!("SKIPPED, LOUDLY: a small disk cannot be mounted here");
        return;
    };
    let (mut writer, reader) = site.open().await;
    let mut size = 0;
    let mut confirmed = writer.receipt();
    let failure = loop {
        // Growing batches meet the end of the disk in different places: log, log index, database.
        size += 1_117;
        match writer.commit(&bytes(size)).await {
            Ok(receipt) => confirmed = receipt,
            Err(error) => break error,
        }
    };
    assert!(
        matches!(
            failure,
            CommitError::Full { .. } | CommitError::Unknown { .. } | CommitError::Lost { .. }
        ),
        "{failure:?}"
    );
    let usable = matches!(failure, CommitError::Full { .. });
    assert_eq!(writer.is_poisoned(), !usable);
    drop((writer, reader));
    // Power is lost and the disk is still full: what was confirmed is there, and nothing is torn.
    let reader = Store::open_reader(site.location()).await.unwrap();
    assert_eq!(reader.journal_last().await.unwrap(), confirmed.journal_last);
    reader.check_pages().await.unwrap();
    reader.close().await;
}

#[tokio::test]
async fn a_database_that_may_not_be_written_to_says_so() {
    let site = Site::sqlite();
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    writer
        .conn()
        .script("PRAGMA query_only = ON")
        .await
        .unwrap();
    let refused = writer.commit(&everything(2)).await;
    assert!(
        matches!(refused, Err(CommitError::ReadOnly { .. })),
        "{refused:?}"
    );
    assert_eq!(reader.journal_last().await.unwrap(), Seq::new(2));
    writer
        .conn()
        .script("PRAGMA query_only = OFF")
        .await
        .unwrap();
    writer.commit(&everything(2)).await.unwrap();
    end(writer, reader).await;
}

#[tokio::test]
async fn a_database_held_by_a_stranger_is_busy() {
    let site = Site::sqlite();
    let (mut writer, reader) = site.open().await;
    writer
        .conn()
        .script("PRAGMA busy_timeout = 20")
        .await
        .unwrap();
    let mut stranger = site.stranger().await;
    stranger.begin().await.unwrap();
    let busy = writer.commit(&everything(1)).await;
    assert!(matches!(busy, Err(CommitError::Busy { .. })), "{busy:?}");
    stranger.script("ROLLBACK").await.unwrap();
    writer.commit(&everything(1)).await.unwrap();
    stranger.close().await.unwrap();
    end(writer, reader).await;
}

#[tokio::test]
async fn an_open_transaction_that_cannot_be_undone_poisons() {
    let site = Site::sqlite();
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    // Something began a transaction behind the writer's back: it must not write into it.
    writer.conn().begin().await.unwrap();
    let lost = writer.commit(&everything(2)).await;
    assert!(matches!(lost, Err(CommitError::Lost { .. })), "{lost:?}");
    assert!(writer.is_poisoned());
    let poisoned = writer.commit(&everything(2)).await;
    assert!(
        matches!(poisoned, Err(CommitError::Poisoned)),
        "{poisoned:?}"
    );
    assert_eq!(reader.journal_last().await.unwrap(), Seq::new(2));
    end(writer, reader).await;
}

#[tokio::test]
async fn a_missing_folder_a_file_and_a_broken_file_have_their_own_words() {
    let site = Site::sqlite();
    let missing = site.folder().join("none");
    for location in [missing.clone(), missing.join("deeper")] {
        let error = Store::open(Location::Sqlite(location.clone()))
            .await
            .unwrap_err();
        assert!(
            matches!(&error, StoreError::NoFolder { folder } if *folder == location),
            "{error}"
        );
        let error = Store::open_reader(Location::Sqlite(location))
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::NoFolder { .. }), "{error}");
    }
    let file = site.folder().join("file");
    fs::write(&file, "x").unwrap();
    let error = Store::open(Location::Sqlite(file)).await.unwrap_err();
    assert!(matches!(error, StoreError::NotWritable { .. }), "{error}");

    fs::write(
        site.file(),
        "this is no database, whatever its name says; not by far; it is prose".repeat(80),
    )
    .unwrap();
    let error = Store::open(site.location()).await.unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    let words = error.to_string();
    assert!(
        words.contains("stop the program") && words.contains("restore"),
        "{words}"
    );
    let error = Store::open_reader(site.location()).await.unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
}

#[tokio::test]
async fn a_database_that_vanished_is_not_taken_for_an_empty_one() {
    let remove: fn(PathBuf) -> std::io::Result<()> = fs::remove_file;
    for deed in [remove, |path| fs::write(path, "")] {
        let site = Site::sqlite();
        let (mut writer, reader) = site.open().await;
        writer.commit(&everything(1)).await.unwrap();
        end(writer, reader).await;
        deed(site.file()).unwrap();
        let error = Store::open(site.location()).await.unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        let error = Store::open_reader(site.location()).await.unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    }
}

/// A writer whose file was taken away would fill a file that nobody finds again.
#[cfg(unix)]
#[tokio::test]
async fn a_file_taken_away_under_the_writer_is_noticed() {
    for put_back in [false, true] {
        let site = Site::sqlite();
        let (mut writer, reader) = site.open().await;
        writer.commit(&everything(1)).await.unwrap();
        let away = site.folder().join("away");
        fs::rename(site.file(), &away).unwrap();
        if put_back {
            fs::copy(&away, site.file()).unwrap();
        }
        let lost = writer.commit(&everything(2)).await;
        assert!(
            matches!(
                &lost,
                Err(CommitError::Lost {
                    source: StoreError::Damaged { .. }
                })
            ),
            "{lost:?}"
        );
        assert!(writer.is_poisoned());
        end(writer, reader).await;
    }
}

#[tokio::test]
async fn the_log_is_carried_over_beside_the_writer() {
    let site = Site::sqlite();
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    writer.commit(&bytes(200_000)).await.unwrap();
    let before = fs::metadata(site.file()).unwrap().len();
    let mut beside = Checkpointer::start(site.stranger().await);
    beside.wrote(1);
    beside.wrote(5_000);
    beside.stop().await;
    let after = fs::metadata(site.file()).unwrap().len();
    assert!(
        before < 200_000 && after > 200_000,
        "{before} bytes, then {after}"
    );
    // One whose link is broken does no harm.
    let mut broken = Checkpointer::start(Site::sqlite().stranger().await);
    broken.wrote(5_000);
    broken.stop().await;
    writer.commit(&everything(2)).await.unwrap();
    end(writer, reader).await;
}

/// Everything of a store that one can read, or the damage that keeps from reading it.
async fn read_all(reader: &Reader) -> Result<(Counts, Vec<OrderRow>, AuditCheck), StoreError> {
    reader.journal_from(Seq::ZERO, 500).await?;
    reader.fills(&FillFilter::newest(500)).await?;
    reader.balances(None).await?;
    reader.users(None, 500).await?;
    let orders = reader.orders(&OrderFilter::newest(500)).await?;
    Ok((reader.counts().await?, orders, reader.verify_audit().await?))
}

#[tokio::test]
async fn each_damaged_page_is_found_and_no_wrong_row_is_given() {
    let site = Site::sqlite();
    let (mut writer, reader) = site.open().await;
    for id in 1..=90 {
        writer.commit(&everything(id)).await.unwrap();
    }
    let whole = read_all(&reader).await.unwrap();
    end(writer, reader).await;
    let sound = fs::read(site.file()).unwrap();
    let pages = u64::try_from(sound.len()).unwrap() / PAGE_BYTES;
    assert!(pages > 40, "{pages} pages");
    let mut found = 0;
    for page in 0..pages {
        fs::write(site.file(), &sound).unwrap();
        let mut file = OpenOptions::new().write(true).open(site.file()).unwrap();
        file.seek(SeekFrom::Start(page * PAGE_BYTES)).unwrap();
        file.write_all(&[0xA5; 4_096]).unwrap();
        drop(file);
        let (mut writer, reader) = match Store::open(site.location()).await {
            Ok(opened) => opened,
            Err(StoreError::Damaged { .. }) => {
                found += 1;
                continue;
            }
            Err(error) => panic!("page {page}: {error:?}"),
        };
        match reader.check_pages().await {
            Err(StoreError::Damaged { .. }) => found += 1,
            other => panic!("page {page}: {other:?}"),
        }
        match read_all(&reader).await {
            Ok(read) => assert_eq!(read, whole, "page {page}"),
            Err(StoreError::Damaged { .. }) => {}
            Err(error) => panic!("page {page}: {error:?}"),
        }
        // A commit that meets the page says so and closes the writer; one that does not is whole.
        match writer.commit(&everything(91)).await {
            Ok(_) | Err(CommitError::Refused { .. }) => assert!(!writer.is_poisoned()),
            Err(CommitError::Lost {
                source: StoreError::Damaged { .. },
            }) => assert!(writer.is_poisoned()),
            Err(error) => panic!("page {page}: {error:?}"),
        }
        end(writer, reader).await;
    }
    assert_eq!(found, pages);
}

#[tokio::test]
async fn a_database_cut_short_is_damaged() {
    let site = Site::sqlite();
    let (mut writer, reader) = site.open().await;
    for id in 1..=20 {
        writer.commit(&everything(id)).await.unwrap();
    }
    end(writer, reader).await;
    let sound = fs::read(site.file()).unwrap();
    for part in [3, 5, 9] {
        fs::write(site.file(), &sound[..sound.len() * part / 10]).unwrap();
        let found = match Store::open(site.location()).await {
            Ok((writer, reader)) => {
                let found = reader.check_pages().await;
                drop((writer, reader));
                found
            }
            Err(error) => Err(error),
        };
        assert!(
            matches!(found, Err(StoreError::Damaged { .. })),
            "{part}: {found:?}"
        );
    }
}

/// Power lost while the log was being written: whatever part of it reached the disk, the store opens at a whole turn.
#[tokio::test]
async fn a_torn_log_gives_a_whole_turn() {
    let site = Site::sqlite();
    let (mut writer, reader) = site.open().await;
    for id in 1..=8 {
        writer.commit(&small(id)).await.unwrap();
    }
    let log = site.folder().join("cofferdam.db-wal");
    let (database, whole_log) = (fs::read(site.file()).unwrap(), fs::read(&log).unwrap());
    end(writer, reader).await;
    let mut seen = std::collections::BTreeSet::new();
    let cuts = (0..=60).map(|part| (whole_log.len() * part / 60, None));
    let scratches = (0..30).map(|part| (whole_log.len(), Some(whole_log.len() * part / 30)));
    for (length, scratch) in cuts.chain(scratches) {
        let torn = Site::sqlite();
        fs::write(torn.file(), &database).unwrap();
        let mut part = whole_log[..length].to_vec();
        if let Some(place) = scratch {
            part[place] ^= 0x40;
        }
        fs::write(torn.folder().join("cofferdam.db-wal"), part).unwrap();
        let (mut writer, reader) = torn.open().await;
        let counts = reader.counts().await.unwrap();
        let turns = counts.orders;
        assert_eq!(
            (counts.journal, counts.fills, counts.audit),
            (turns * 3, turns, turns)
        );
        if turns > 0 {
            let balance = reader.balances(None).await.unwrap()[0].balance.free;
            assert_eq!(balance, qty(&turns.to_string()));
        }
        reader.check_pages().await.unwrap();
        writer.commit(&small(turns + 1)).await.unwrap();
        end(writer, reader).await;
        seen.insert(turns);
    }
    assert_eq!(seen, (0..=8).collect());
}

#[tokio::test]
async fn a_copy_is_whole_while_the_writer_goes_on() {
    let site = Site::sqlite();
    let (mut writer, reader) = site.open().await;
    for id in 1..=30 {
        writer.commit(&everything(id)).await.unwrap();
    }
    let copies = Site::sqlite();
    let copying = {
        let (reader, path) = (reader.clone(), copies.file());
        tokio::spawn(async move { reader.backup_to(&path).await })
    };
    for id in 31..=60 {
        writer.commit(&everything(id)).await.unwrap();
    }
    let size = copying.await.unwrap().unwrap();
    assert_eq!(size, fs::metadata(copies.file()).unwrap().len());
    let taken = reader.backup_to(&copies.file()).await;
    assert!(
        matches!(taken, Err(StoreError::CopyPath { .. })),
        "{taken:?}"
    );
    let nowhere = reader
        .backup_to(&copies.folder().join("none/copy.db"))
        .await;
    assert!(
        matches!(nowhere, Err(StoreError::CopyPath { .. })),
        "{nowhere:?}"
    );
    assert_eq!(
        fs::read_dir(copies.folder()).unwrap().count(),
        1,
        "something was left lying"
    );
    end(writer, reader).await;
    let (mut writer, reader) = copies.open().await;
    let counts = reader.counts().await.unwrap();
    assert!((30..=60).contains(&counts.orders), "{counts:?}");
    assert_eq!(counts.journal, counts.orders * 2);
    assert_eq!((counts.fills, counts.audit), (counts.orders, counts.orders));
    reader.check_pages().await.unwrap();
    assert_eq!(
        reader.verify_audit().await.unwrap(),
        AuditCheck::Whole(writer.receipt().audit)
    );
    writer.commit(&everything(61)).await.unwrap();
    end(writer, reader).await;
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_on_disk_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::sqlite();
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    let copy = site.folder().join("copy");
    reader.backup_to(&copy).await.unwrap();
    for entry in fs::read_dir(site.folder()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.path());
    }
    end(writer, reader).await;
}

#[test]
fn a_temporary_store_leaves_nothing_behind() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let folder = runtime.block_on(async {
        let (mut writer, reader) = Store::open(Location::Memory).await.unwrap();
        writer.commit(&everything(1)).await.unwrap();
        let folder = writer.folder();
        assert!(folder.exists());
        writer.close().await.unwrap();
        assert_eq!(reader.counts().await.unwrap().orders, 1);
        folder
    });
    assert!(!folder.exists());
}

// What another process does.

/// This test program again, doing one deed of [`child`].
fn other_process(deed: &str, folder: &Path, user: Option<u32>) -> Child {
    let program = std::env::current_exe().unwrap();
    let mut command = match user {
        None => Command::new(program),
        Some(user) => {
            let mut command = Command::new("setpriv");
            command
                .arg(format!("--reuid={user}"))
                .arg("--clear-groups")
                .arg(program);
            command
        }
    };
    let mut child = command
        .args([
            "--exact",
            "tests::faults::child",
            "--ignored",
            "--nocapture",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{deed} {}", folder.display()).unwrap();
    child
}

/// The lines the other process says after the mark.
fn said(child: &mut Child) -> impl Iterator<Item = String> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.filter_map(|line| Some(line.ok()?.split_once("SAYS ")?.1.to_owned()))
}

/// Not a test: what the other process does, as its first line of input says.
#[tokio::test]
#[ignore = "the tests around it run this in another process"]
async fn child() {
    let mut line = String::new();
    std::io::stdin().read_to_string(&mut line).unwrap();
    let Some((deed, folder)) = line.trim().split_once(' ') else {
        return;
    };
    let location = Location::Sqlite(PathBuf::from(folder));
    match (deed, Store::open(location).await) {
        (_, Err(error)) => println!("SAYS {error:?}"),
        ("hold", Ok(held)) => {
            println!("SAYS held");
            std::future::pending::<()>().await;
            drop(held);
        }
        ("commit", Ok((mut writer, _reader))) => {
            let first = writer.receipt().audit.seq.get() + 1;
            for id in first.. {
                let receipt = writer.commit(&small(id)).await.unwrap();
                println!("SAYS {}", receipt.audit.seq);
            }
        }
        (_, Ok(_)) => println!("SAYS opened"),
    }
}

/// One order with its life, its fill and its audit leaf.
fn small(id: u64) -> Batch {
    Batch {
        journal: vec![
            journal("opened", Some(id)),
            journal("filled", Some(id)),
            journal("ended", Some(id)),
        ],
        snapshot: Some("x".repeat(2_000)),
        orders: vec![order(id)],
        fills: vec![fill(id, &id.to_string())],
        positions: positions(),
        balances: vec![balance(1, "BTC", &id.to_string())],
        audit: vec![audit(&id.to_string())],
        ..Batch::new(at(30))
    }
}

#[tokio::test]
async fn the_lock_holds_off_another_process_and_dies_with_its_holder() {
    let site = Site::sqlite();
    let mut child = other_process("hold", site.folder(), None);
    assert_eq!(said(&mut child).next().as_deref(), Some("held"));
    let refused = Store::open(site.location()).await;
    match refused {
        Err(StoreError::InUse {
            process, ref what, ..
        }) => {
            assert_eq!(process, Some(child.id()));
            assert_eq!(*what, site.folder().display().to_string());
        }
        other => panic!("{other:?}"),
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    end(writer, reader).await;
}

/// A process killed at random moments of its commits: what it confirmed is there, and no batch is there by half.
#[tokio::test]
async fn sudden_death_tears_nothing() {
    let site = Site::sqlite();
    let mut confirmed = 0;
    let mut luck: u64 = 0x9E37_79B9_7F4A_7C15;
    for round in 0..25 {
        let mut child = other_process("commit", site.folder(), None);
        luck = luck
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let commits = usize::try_from(luck >> 60).unwrap() + 1;
        let lines = said(&mut child).take(commits);
        confirmed = lines
            .map(|line| line.parse::<u64>().unwrap())
            .last()
            .unwrap();
        // Burn an uneven bit of time, so that death comes between any two steps of the next commit.
        let burn = (luck >> 40) & 0xFFFF;
        assert!((0..burn * 8).fold(1_u64, |sum, n| sum ^ n.rotate_left(7)) < u64::MAX);
        child.kill().unwrap();
        child.wait().unwrap();
        let (writer, reader) = site.open().await;
        let counts = reader.counts().await.unwrap();
        let orders = counts.orders;
        assert!(
            orders >= confirmed,
            "round {round}: {confirmed} confirmed, {orders} there"
        );
        assert!(
            orders <= confirmed + 20,
            "round {round}: {orders} orders from {confirmed} confirmed"
        );
        assert_eq!(counts.journal, orders * 3, "round {round}");
        assert_eq!(
            (counts.fills, counts.audit),
            (orders, orders),
            "round {round}"
        );
        let balance = reader.balances(None).await.unwrap()[0].balance.free;
        assert_eq!(balance, qty(&orders.to_string()), "round {round}");
        let snapshot = reader.last_snapshot().await.unwrap().unwrap();
        assert_eq!(snapshot.seq.get(), counts.journal, "round {round}");
        let audit = reader.verify_audit().await.unwrap();
        assert_eq!(
            audit,
            AuditCheck::Whole(writer.receipt().audit),
            "round {round}"
        );
        reader.check_pages().await.unwrap();
        end(writer, reader).await;
    }
    assert!(confirmed > 25);
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_may_not_be_written_to_says_so() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let site = Site::sqlite();
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    end(writer, reader).await;
    // Root may write anywhere, so that nobody has to try.
    let root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let user = root.then_some(65_534);
    for entry in fs::read_dir(site.folder()).unwrap() {
        fs::set_permissions(entry.unwrap().path(), fs::Permissions::from_mode(0o444)).unwrap();
    }
    fs::set_permissions(site.folder(), fs::Permissions::from_mode(0o555)).unwrap();
    let mut child = other_process("open", site.folder(), user);
    let words = said(&mut child).next().unwrap_or_default();
    child.wait().unwrap();
    fs::set_permissions(site.folder(), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(
        words.starts_with("NotWritable") && words.contains("PermissionDenied"),
        "{words:?}"
    );
}
