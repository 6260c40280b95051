//! SHA-256 of whatever can be read, as hexadecimal digits: names of programs and settings in evidence. No secret is needed and
//! none is kept.

use core::fmt::Write as _;
use ring::digest::{Context, SHA256};
use std::io::{self, Read};

/// Bytes read at a time.
const PIECE_BYTES: usize = 64 * 1_024;

/// The digest of all that can be read.
///
/// # Errors
/// Reading failed.
pub fn digest(mut from: impl Read) -> io::Result<String> {
    let mut context = Context::new(&SHA256);
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let read = from.read(&mut piece)?;
        match piece.get(..read) {
            Some([]) | None => break,
            Some(bytes) => context.update(bytes),
        }
    }
    let mut text = String::new();
    for byte in context.finish().as_ref() {
        // Writing into a text cannot fail.
        write!(text, "{byte:02x}").unwrap_or(());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4's own example, and the digest of nothing.
    #[test]
    fn digests_are_the_standard_s() {
        let abc = digest(&b"abc"[..]).unwrap();
        assert!(abc.starts_with("ba7816bf8f01cfea414140de5dae2223"));
        assert!(abc.ends_with("b00361a396177a9cb410ff61f20015ad"));
        let nothing = digest(io::empty()).unwrap();
        assert!(nothing.starts_with("e3b0c44298fc1c149afbf4c8996fb924"));
        let long = digest(io::repeat(7).take(200_000)).unwrap();
        assert_ne!(long, digest(io::repeat(7).take(200_001)).unwrap());
    }
}
