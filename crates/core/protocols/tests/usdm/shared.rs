//! Where the recorded data lies, and answers made of it. Never data of its own.

use domain::Time;
use flate2::read::GzDecoder;
use protocols::Answer;
use std::io::Read;
use std::path::PathBuf;

/// A file below the folder `data`, or nothing with a word about it.
#[expect(
    clippy::disallowed_methods,
    reason = "a test looks for its data where the machine keeps it"
)]
pub(crate) fn bytes(name: &str) -> Option<Vec<u8>> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."));
    let shared = std::env::var_os("COFFERDAM_SHARED").map_or(root.join("../shared"), PathBuf::from);
    let path = shared.join("data").join(name);
    let found = std::fs::read(&path).ok();
    if found.is_none() {
        eprintln!(
            "SKIPPED: nothing at {}; set COFFERDAM_SHARED to the folder that holds data/",
            path.display()
        );
    }
    found
}

/// The same, unpacked.
pub(crate) fn unpacked(name: &str) -> Option<Vec<u8>> {
    let packed = bytes(name)?;
    let mut whole = Vec::new();
    GzDecoder::new(packed.as_slice())
        .read_to_end(&mut whole)
        .unwrap();
    Some(whole)
}

/// The files of an archive: name and content.
pub(crate) fn files(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    const BLOCK: usize = 512;
    let text = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == 0);
        String::from_utf8_lossy(&bytes[..end.unwrap_or(bytes.len())]).into_owned()
    };
    let mut all = Vec::new();
    let mut at = 0;
    while at + BLOCK <= archive.len() && archive[at] != 0 {
        let head = &archive[at..at + BLOCK];
        let size = text(&head[124..136]);
        let size = usize::from_str_radix(size.trim(), 8).unwrap();
        let start = at + BLOCK;
        all.push((text(&head[..100]), archive[start..start + size].to_vec()));
        at = start + size.div_ceil(BLOCK) * BLOCK;
    }
    all
}

pub(crate) fn answer(body: &str) -> Answer {
    Answer {
        status: 200,
        retry_after: None,
        used_weight: None,
        received: Time::from_millis(0),
        body: body.as_bytes().to_vec(),
    }
}
