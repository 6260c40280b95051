//! The written form of public keys: DER in PEM. Never writes a private one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const SEQUENCE: u8 = 0x30;
const BITS: u8 = 0x03;
/// The algorithm Ed25519, `1.3.101.112`.
const ED25519: &[u8] = &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];
/// The algorithm RSA, `1.2.840.113549.1.1.1`, with the empty parameters it must have.
const RSA: &[u8] = &[
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];
/// Characters of one line of PEM.
const LINE_CHARS: usize = 64;

/// A `SubjectPublicKeyInfo` of 32 bytes of Ed25519.
pub(crate) fn ed25519_public(key: &[u8]) -> Vec<u8> {
    info(ED25519, key)
}

/// A `SubjectPublicKeyInfo` of an `RSAPublicKey`.
pub(crate) fn rsa_public(key: &[u8]) -> Vec<u8> {
    info(RSA, key)
}

/// DER between the lines of PEM.
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for (index, character) in STANDARD.encode(der).chars().enumerate() {
        if index > 0 && index.is_multiple_of(LINE_CHARS) {
            text.push('\n');
        }
        text.push(character);
    }
    text.push_str(&format!("\n-----END {label}-----\n"));
    text
}

fn info(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let bits = [&[0], key].concat();
    let inner = [algorithm, &tagged(BITS, &bits)].concat();
    tagged(SEQUENCE, &inner)
}

fn tagged(tag: u8, value: &[u8]) -> Vec<u8> {
    let digits = value.len().to_be_bytes();
    let digits: Vec<u8> = digits.into_iter().skip_while(|digit| *digit == 0).collect();
    let mut written = vec![tag];
    match (digits.as_slice(), u8::try_from(digits.len())) {
        ([], _) => written.push(0),
        ([short], _) if *short < 0x80 => written.push(*short),
        (long, Ok(count)) => {
            written.push(0x80 | count);
            written.extend_from_slice(long);
        }
        // A length takes at most eight digits.
        (_, Err(_)) => {}
    }
    written.extend_from_slice(value);
    written
}
