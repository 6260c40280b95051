//! A small WebSocket listener for the desk's stream, for measuring when a change reaches a screen.
//! Never sends more than the opening, pongs and the close.

use crate::http::{self, Caller};
use anyhow::{Context as _, Result, bail};
use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// Longest silence before listening ends.
const SILENCE_BOUND: Duration = Duration::from_secs(30);
/// Longest frame accepted, in bytes.
const FRAME_BYTES_MAX: u64 = 16 << 20;
/// The opening's key. It guards caches between, of which there is none on loopback.
const OPENING_KEY: &str = "Y29mZmVyZGFtLWJlbmNoLg==";

/// An open stream.
#[derive(Debug)]
pub(crate) struct Listener {
    connection: BufReader<TcpStream>,
}

impl Listener {
    /// Opens the stream at a path, with the caller's cookie.
    ///
    /// # Errors
    /// The server does not switch protocols.
    pub(crate) fn open(caller: &Caller, path: &str) -> Result<Self> {
        let address = caller.address();
        let mut stream = TcpStream::connect(address).context("no connection")?;
        stream.set_read_timeout(Some(SILENCE_BOUND))?;
        stream.set_nodelay(true)?;
        let cookie = caller.cookie().unwrap_or_default();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}\r\n\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: {OPENING_KEY}\r\n\r\n"
        );
        stream.write_all(request.as_bytes())?;
        let mut connection = BufReader::new(stream);
        let answer = http::read_answer(&mut connection)?;
        if answer.status != 101 {
            bail!("the stream answered {}: {}", answer.status, answer.text());
        }
        Ok(Self { connection })
    }

    /// The next text, or nothing when the server closed.
    ///
    /// # Errors
    /// The connection breaks, is silent too long, or breaks the protocol.
    pub(crate) fn next(&mut self) -> Result<Option<String>> {
        let mut message = Vec::new();
        loop {
            let (opcode, last, payload) = self.frame()?;
            match opcode {
                0x0..=0x2 => {
                    message.extend(payload);
                    if last {
                        return Ok(Some(String::from_utf8(message)?));
                    }
                }
                0x8 => return Ok(None),
                0x9 => {
                    let pong = frame(0xA, &payload)?;
                    self.connection.get_mut().write_all(&pong)?;
                }
                0xA => {}
                _ => bail!("a frame of kind {opcode}"),
            }
        }
    }

    fn frame(&mut self) -> Result<(u8, bool, Vec<u8>)> {
        let [first, second] = self.bytes()?;
        let length = match second & 0x7F {
            126 => u64::from(u16::from_be_bytes(self.bytes()?)),
            127 => u64::from_be_bytes(self.bytes()?),
            short => u64::from(short),
        };
        if length > FRAME_BYTES_MAX {
            bail!("a frame of {length} bytes");
        }
        let mut payload = vec![0; usize::try_from(length)?];
        self.connection.read_exact(&mut payload)?;
        Ok((first & 0x0F, first & 0x80 != 0, payload))
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.connection
            .read_exact(&mut bytes)
            .context("the stream ended")?;
        Ok(bytes)
    }
}

/// A client's frame: masked, as the protocol asks; the mask is nothing because nothing between reads it.
fn frame(opcode: u8, payload: &[u8]) -> Result<Vec<u8>> {
    let mut frame = vec![0x80 | opcode];
    match u8::try_from(payload.len()) {
        Ok(short) if short < 126 => frame.push(0x80 | short),
        Ok(_) | Err(_) => {
            frame.push(0x80 | 126);
            frame.extend(u16::try_from(payload.len())?.to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    Ok(frame)
}

#[cfg(test)]
mod tests;
