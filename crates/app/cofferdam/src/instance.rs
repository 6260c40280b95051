//! The id of this house: made at the first start and kept in the data folder, so that evidence can say which house made it.
//! No secret, and never made by a command that only asks.

use crate::people;
use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Name of the file inside the data folder.
const FILE_NAME: &str = "instance";
/// Bytes of the id; its text is twice as long.
const ID_BYTES: usize = 16;

/// The id, made where there is none yet.
///
/// # Errors
/// The file cannot be used, or the system gives no randomness.
pub(crate) fn kept(data: &Path) -> Result<String> {
    let path = data.join(FILE_NAME);
    if path.exists() {
        return known(data);
    }
    let mut text = String::new();
    for byte in people::chance::<ID_BYTES>()? {
        write!(text, "{byte:02x}")?;
    }
    let made = fs::File::create_new(&path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    made.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(text)
}

/// Whether a house has begun on this folder, be its id whole or not.
pub(crate) fn has_begun(data: &Path) -> bool {
    data.join(FILE_NAME).exists()
}

/// The id of a house that has run.
///
/// # Errors
/// There is none, or it is none.
pub(crate) fn known(data: &Path) -> Result<String> {
    let path = data.join(FILE_NAME);
    let text = fs::read_to_string(&path);
    let text = text.with_context(|| {
        format!(
            "{} is not there: no desk has run on this data folder",
            path.display()
        )
    })?;
    let text = text.trim();
    let digits = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if text.len() != ID_BYTES * 2 || !digits {
        bail!("{} holds no id of a house", path.display());
    }
    Ok(text.to_owned())
}

/// SHA-256 of the running program; read once. Nothing where the system does not give it back.
pub(crate) fn build() -> String {
    static DIGEST: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let read = || {
        let path = std::env::current_exe()?;
        // While it runs, the system keeps the program under this name even if another was put in its place.
        let program = fs::File::open("/proc/self/exe").or_else(|_| fs::File::open(path))?;
        vault::digest(program)
    };
    let digest = DIGEST.get_or_init(|| {
        read().unwrap_or_else(|error: std::io::Error| {
            tracing::error!(error = %error, "the running program cannot be read");
            String::new()
        })
    });
    digest.clone()
}
