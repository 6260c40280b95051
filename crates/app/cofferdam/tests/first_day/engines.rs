//! A simulated exchange and engines beside it as processes of their own, with signals sent to each and the exchange's own ledger.
//! Bounded in time everywhere; stops what it starts.

use super::program::{LOOK, PATIENCE, Running, begin, pause, program};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::Instant;

/// Requests of the exchange's ledger read at most.
const ROWS_MAX: usize = 1_000;

/// An exchange with a place for the folders of engines.
pub(crate) struct Engines {
    folder: tempfile::TempDir,
    exchange: Option<Running>,
    public: String,
    levers: String,
}

/// What a program says when it has started.
const STARTED: &str = "Ctrl-C stops it";
/// How often an engine may be met in the middle of a commit.
const STOPS_MAX: usize = 8;

/// What the exchange's ledger says of requests about orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) placed: usize,
    pub(crate) cancelled: usize,
}

impl Engines {
    /// A running exchange.
    pub(crate) fn beside_an_exchange() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ports = folder.path().join("ports.json");
        let words = [
            "simex",
            "--port",
            "0",
            "--ports-file",
            ports.to_str().unwrap(),
        ];
        let exchange = begin(program().args(words), "");
        let deadline = Instant::now() + PATIENCE;
        while !ports.exists() {
            assert!(Instant::now() < deadline, "the exchange does not start");
            pause(LOOK);
        }
        let said: Value = serde_json::from_slice(&std::fs::read(ports).unwrap()).unwrap();
        let text = |field: &str| said[field].as_str().unwrap().to_owned();
        Self {
            exchange: Some(exchange),
            public: text("public"),
            levers: text("admin"),
            folder,
        }
    }

    /// The data folder of this name.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts an engine on this folder; it may refuse.
    pub(crate) fn begin(&self, folder: &str) -> Running {
        self.begin_with(folder, &[])
    }

    fn begin_with(&self, folder: &str, settings: &[(&str, &str)]) -> Running {
        let mut command = program();
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(["--venue-url", &self.url()])
            .arg("--data")
            .arg(self.folder(folder))
            .envs(settings.iter().copied());
        begin(&mut command, "")
    }

    /// Starts an engine on this folder, and waits until it serves and was compared with its venue.
    pub(crate) fn start(&self, folder: &str) -> Running {
        self.start_with(folder, &[])
    }

    /// Starts an engine beside one that is stopped. One that is stopped in the middle of a commit keeps the database locked, so
    /// that no other can start: it is woken for a moment and stopped again.
    pub(crate) fn start_beside(&self, folder: &str, asleep: &Running) -> Running {
        for _ in 0..STOPS_MAX {
            let mut engine = self.begin(folder);
            if engine.says(STARTED) {
                return self.compared(folder, engine);
            }
            let ended = engine.end();
            assert!(ended.complained.contains("locked"), "{}", ended.complained);
            asleep.signal("-CONT");
            pause(LOOK);
            asleep.signal("-STOP");
        }
        panic!("it was in the middle of a commit {STOPS_MAX} times");
    }

    /// The same, with settings of its own.
    pub(crate) fn start_with(&self, folder: &str, settings: &[(&str, &str)]) -> Running {
        let mut engine = self.begin_with(folder, settings);
        engine.wait_for(STARTED);
        self.compared(folder, engine)
    }

    /// Waits until its account was compared.
    fn compared(&self, folder: &str, engine: Running) -> Running {
        let deadline = Instant::now() + PATIENCE;
        while !self.command(folder, &["reconcile"]).good {
            assert!(Instant::now() < deadline, "the account is never compared");
            pause(LOOK);
        }
        engine
    }

    /// Where the exchange is.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.public)
    }

    /// Another command of the program on this folder, to its end.
    pub(crate) fn command(&self, folder: &str, words: &[&str]) -> super::program::Ended {
        let mut command = program();
        command.args(words).arg("--data").arg(self.folder(folder));
        begin(&mut command, "").end()
    }

    /// Places an order that rests far below the market; tried until the gate has a price to judge by.
    pub(crate) fn rest(&self, folder: &str, words: &[&str]) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let placed = self.command(folder, words);
            if placed.good {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "{words:?}: {}",
                placed.complained
            );
            pause(LOOK);
        }
    }

    /// What came to the exchange so far about orders.
    pub(crate) fn seen(&self) -> Seen {
        let orders = [
            "/order",
            "/openOrders",
            "/algoOrder",
            "/allOpenOrders",
            "/algoOpenOrders",
        ];
        let of = |method: &str| orders.iter().map(|end| self.requests(method, end)).sum();
        Seen {
            placed: of("POST"),
            cancelled: of("DELETE"),
        }
    }

    /// How many requests of a method came to paths with this end.
    pub(crate) fn requests(&self, method: &str, end: &str) -> usize {
        let is_it = |event: &&Value| {
            let request = &event["request"];
            let path = request["path"].as_str().unwrap_or_default();
            request["method"] == method && path.ends_with(end)
        };
        self.events().iter().filter(is_it).count()
    }

    /// How many orders ended in this state, in the exchange's word.
    pub(crate) fn ended(&self, state: &str) -> usize {
        let is_it =
            |event: &&Value| event["order"]["X"] == state || event["futuresOrder"]["X"] == state;
        self.events().iter().filter(is_it).count()
    }

    /// What happened at the exchange so far.
    fn events(&self) -> Vec<Value> {
        let (mut next, mut all) = (0, Vec::new());
        loop {
            let page = self.lever(&format!("/_sim/ledger?from={next}&limit={ROWS_MAX}"));
            next = page["next"].as_u64().unwrap();
            let events = page["events"].as_array().unwrap();
            all.extend(events.iter().cloned());
            if events.len() < ROWS_MAX {
                return all;
            }
        }
    }

    fn lever(&self, path: &str) -> Value {
        let mut socket = TcpStream::connect(&self.levers).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let host = &self.levers;
        write!(
            socket,
            "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let body = super::program::unchunked(head, body);
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }
}

impl Drop for Engines {
    fn drop(&mut self) {
        if let Some(exchange) = self.exchange.take() {
            exchange.kill();
        }
    }
}
