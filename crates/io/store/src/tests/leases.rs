//! Leases: one writer, a number that only rises, and words that say who has the store.
// Control 30 of the trading controls.

use super::cases::end;
use super::samples::{at, everything};
use super::site::Site;
use crate::{Batch, CommitError, Lease, Reader, Seq, Store, StoreError, Writer};
use std::fs;

/// As a desk does at its start.
async fn sign(writer: &mut Writer, folder: &str) -> Lease {
    let lease = Lease {
        token: writer.token(),
        process: std::process::id(),
        host: "here".to_owned(),
        folder: folder.to_owned(),
        since: at(5),
    };
    let mut batch = Batch::new(at(5));
    batch.lease = Some(lease.clone());
    writer.commit(&batch).await.unwrap();
    lease
}

/// The lock is a courtesy: it can be lost with a folder, a network or a container. The number is the law.
pub(crate) async fn i5_a_writer_that_was_replaced_writes_no_more(site: &Site) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    let own = writer.token();
    site.tamper("UPDATE writer_epoch SET epoch = 99")
        .await
        .unwrap();
    for _ in 0..2 {
        let done = writer.commit(&everything(2)).await;
        let told = match done {
            Err(CommitError::Superseded { own, stored }) => Some((own, stored)),
            Err(CommitError::Poisoned) => None,
            other => panic!("{other:?}"),
        };
        assert!(told.is_none_or(|told| told == (own, 99)), "{told:?}");
        assert!(writer.is_poisoned());
        assert_eq!(reader.journal_last().await.unwrap(), Seq::new(2));
    }
    end(writer, reader).await;
}

pub(crate) async fn i5_the_number_of_a_writer_only_rises(site: &Site) {
    let mut last = 0;
    for _ in 0..3 {
        let (writer, reader) = site.open().await;
        assert!(writer.token() > last, "{} after {last}", writer.token());
        last = writer.token();
        end(writer, reader).await;
    }
    if site.is_sqlite() {
        // As an older backup that was put back would say.
        site.tamper("UPDATE writer_epoch SET epoch = 1")
            .await
            .unwrap();
        let (writer, reader) = site.open().await;
        assert_eq!(writer.token(), last + 1);
        end(writer, reader).await;
    }
}

pub(crate) async fn i6_who_is_refused_is_told_who_has_the_store(site: &Site) {
    let (mut writer, reader) = site.open().await;
    let lease = sign(&mut writer, "/data/one").await;
    assert_eq!(
        reader.leases(10).await.unwrap(),
        std::slice::from_ref(&lease)
    );
    let refused = Store::open(site.location()).await.unwrap_err();
    let words = refused.to_string();
    assert!(words.contains(&lease.to_string()), "{words}");
    assert!(words.contains("kill -9"), "{words}");
    assert!(site.tamper("UPDATE leases SET process = 1").await.is_err());
    assert!(site.tamper("DELETE FROM leases").await.is_err());
    // The holder goes on.
    writer.commit(&everything(1)).await.unwrap();
    end(writer, reader).await;
    let (mut writer, reader) = site.open().await;
    let next = sign(&mut writer, "/data/two").await;
    assert_eq!(reader.leases(10).await.unwrap(), [next, lease]);
    end(writer, reader).await;
}

async fn written(site: &Site) -> (Writer, Reader) {
    let (mut writer, reader) = site.open().await;
    writer.commit(&everything(1)).await.unwrap();
    (writer, reader)
}

#[tokio::test]
async fn i6_a_second_folder_that_points_at_the_database_is_refused() {
    let (first, second) = (Site::sqlite(), Site::sqlite());
    let (writer, reader) = written(&first).await;
    std::os::unix::fs::symlink(first.file(), second.file()).unwrap();
    let refused = Store::open(second.location()).await.unwrap_err();
    assert!(matches!(refused, StoreError::InUse { .. }), "{refused:?}");
    end(writer, reader).await;
    let (writer, reader) = second.open().await;
    let refused = Store::open(first.location()).await.unwrap_err();
    assert!(matches!(refused, StoreError::InUse { .. }), "{refused:?}");
    end(writer, reader).await;
}

#[tokio::test]
async fn i6_a_database_with_a_second_name_is_refused() {
    let (first, second) = (Site::sqlite(), Site::sqlite());
    let (writer, reader) = written(&first).await;
    end(writer, reader).await;
    fs::hard_link(first.file(), second.file()).unwrap();
    for site in [&first, &second] {
        let refused = Store::open(site.location()).await.unwrap_err();
        assert!(
            matches!(refused, StoreError::SecondName { .. }),
            "{refused:?}"
        );
    }
    fs::remove_file(second.file()).unwrap();
    let (writer, reader) = first.open().await;
    end(writer, reader).await;
}

#[tokio::test]
async fn i5_a_lease_file_shows_who_has_the_folder() {
    let site = Site::sqlite();
    let (writer, reader) = written(&site).await;
    let file = writer.lease_file().unwrap();
    assert!(file.is_ours());
    let lock = site.folder().join("cofferdam.lock");
    // Where locks are not seen, another writes its number into the same file.
    let own = fs::read_to_string(&lock).unwrap();
    fs::write(&lock, format!("1 {}\n", writer.token() + 1)).unwrap();
    assert!(!file.is_ours());
    fs::write(&lock, &own).unwrap();
    assert!(file.is_ours());
    // Or the file is taken away and made anew.
    fs::remove_file(&lock).unwrap();
    assert!(!file.is_ours());
    fs::write(&lock, &own).unwrap();
    assert!(!file.is_ours());
    end(writer, reader).await;
}
