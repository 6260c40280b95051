//! A small HTTP/1.1 caller for a server on this machine, which is all that crash runs and benches need.
//! Never follows a redirect, never tries twice, never leaves loopback.

use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longest wait for one answer.
const ANSWER_BOUND: Duration = Duration::from_secs(10);
/// Longest body read, in bytes.
const BODY_BYTES_MAX: u64 = 32 << 20;
/// What a program sends.
const JSON: &str = "application/json";
/// What a form of a page sends.
const FORM: &str = "application/x-www-form-urlencoded";

/// A caller that keeps its connection and its cookie.
#[derive(Debug)]
pub(crate) struct Caller {
    address: SocketAddr,
    connection: Option<BufReader<TcpStream>>,
    cookie: Option<String>,
}

/// An answer of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// Names in lower case, and values.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Caller {
    /// A caller of this server that has not connected.
    pub(crate) const fn new(address: SocketAddr) -> Self {
        Self {
            address,
            connection: None,
            cookie: None,
        }
    }

    /// Another caller with the same cookie and a connection of its own.
    pub(crate) fn twin(&self) -> Self {
        Self {
            address: self.address,
            connection: None,
            cookie: self.cookie.clone(),
        }
    }

    /// The server's address.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The cookie the server gave.
    pub(crate) fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// Reads a path.
    ///
    /// # Errors
    /// No connection, or no whole answer within ten seconds.
    pub(crate) fn get(&mut self, path: &str) -> Result<Answer> {
        self.call("GET", path, None, &[])
    }

    /// Sends JSON with a method and further headers.
    ///
    /// # Errors
    /// No connection, or no whole answer within ten seconds: what was asked may have happened.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Result<Answer> {
        self.call(method, path, Some((JSON, &body.to_string())), headers)
    }

    /// Sends a form as the page it stands on does.
    ///
    /// # Errors
    /// No connection, or no whole answer within ten seconds: what was asked may have happened.
    pub(crate) fn submit(&mut self, path: &str, form: &str) -> Result<Answer> {
        let origin = format!("http://{}", self.address);
        self.call("POST", path, Some((FORM, form)), &[("Origin", &origin)])
    }

    fn call(
        &mut self,
        method: &str,
        path: &str,
        body: Option<(&str, &str)>,
        headers: &[(&str, &str)],
    ) -> Result<Answer> {
        let text = self.request(method, path, body, headers);
        // A connection that failed once is never used again: its next answer could be the last question's.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect()?,
        };
        connection
            .get_mut()
            .write_all(text.as_bytes())
            .context("the request was not sent whole")?;
        let answer = read_answer(&mut connection)?;
        if answer.header("connection") != Some("close") {
            self.connection = Some(connection);
        }
        if let Some(cookie) = answer.header("set-cookie") {
            self.cookie = cookie.split(';').next().map(ToOwned::to_owned);
        }
        Ok(answer)
    }

    fn connect(&self) -> Result<BufReader<TcpStream>> {
        let stream =
            TcpStream::connect_timeout(&self.address, ANSWER_BOUND).context("no connection")?;
        stream.set_read_timeout(Some(ANSWER_BOUND))?;
        stream.set_write_timeout(Some(ANSWER_BOUND))?;
        stream.set_nodelay(true)?;
        Ok(BufReader::new(stream))
    }

    fn request(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, &str)>,
        headers: &[(&str, &str)],
    ) -> String {
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\n",
            self.address
        );
        if let Some(cookie) = &self.cookie {
            text.push_str(&format!("Cookie: {cookie}\r\n"));
        }
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some((kind, body)) = body {
            text.push_str(&format!(
                "Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            ));
        } else {
            text.push_str("\r\n");
        }
        text
    }
}

impl Answer {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It is none.
    pub(crate) fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("no JSON in the answer {}: {}", self.status, self.text()))
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The answer itself when it succeeded.
    ///
    /// # Errors
    /// The status is none of success.
    pub(crate) fn ok(self) -> Result<Self> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        bail!("the server answered {}: {}", self.status, self.text());
    }
}

/// Reads one answer.
///
/// # Errors
/// The connection ends early, or what comes is no HTTP.
pub(crate) fn read_answer(from: &mut impl BufRead) -> Result<Answer> {
    let status_line = line(from)?;
    let status = status_line
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .ok_or_else(|| anyhow!("no status in `{status_line}`"))?;
    let mut headers = Vec::new();
    loop {
        let header = line(from)?;
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':').context("a header without a colon")?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut answer = Answer {
        status,
        headers,
        body: Vec::new(),
    };
    answer.body = body(from, &answer)?;
    Ok(answer)
}

fn body(from: &mut impl BufRead, answer: &Answer) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    if answer.status == 204 || answer.status == 304 || answer.status < 200 {
        return Ok(body);
    }
    if answer.header("transfer-encoding") == Some("chunked") {
        loop {
            let size = line(from)?;
            let size = u64::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16)?;
            take(from, size, &mut body)?;
            line(from)?;
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length = answer.header("content-length").unwrap_or("0").parse()?;
    take(from, length, &mut body)?;
    Ok(body)
}

fn take(from: &mut impl BufRead, length: u64, into: &mut Vec<u8>) -> Result<()> {
    if length > BODY_BYTES_MAX {
        bail!("a body of {length} bytes");
    }
    let read = from.take(length).read_to_end(into)?;
    if u64::try_from(read)? != length {
        bail!("the body ends early");
    }
    Ok(())
}

fn line(from: &mut impl BufRead) -> Result<String> {
    let mut text = String::new();
    if from
        .take(64 << 10)
        .read_line(&mut text)
        .context("no answer")?
        == 0
    {
        bail!("the connection ended without an answer");
    }
    Ok(text.trim_end().to_owned())
}

#[cfg(test)]
mod tests;
