//! The program as a process, and the few HTTP words a test needs. Bounded in time everywhere; stops what it starts.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

/// Longest wait for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// Longest wait for a whole campaign.
const CAMPAIGN_PATIENCE: Duration = Duration::from_secs(300);
/// Pause between two looks.
pub(crate) const LOOK: Duration = Duration::from_millis(20);

/// The first owner, who signs in everywhere.
pub(crate) const EMAIL: &str = "owner@example.org";
pub(crate) const PASSWORD: &str = "a quiet harbour wall 9";

/// Another command of the program while it runs.
pub(crate) struct Running {
    child: Child,
    lines: std::sync::mpsc::Receiver<String>,
    said: String,
}

/// A command that has ended.
pub(crate) struct Ended {
    pub(crate) good: bool,
    pub(crate) said: String,
    pub(crate) complained: String,
}

impl Running {
    /// Waits until it says this.
    pub(crate) fn wait_for(&mut self, words: &str) {
        assert!(
            self.says(words),
            "it ended and never said {words}: {}",
            self.said
        );
    }

    /// Waits until it says this, or has nothing more to say.
    pub(crate) fn says(&mut self, words: &str) -> bool {
        while !self.said.contains(words) {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    self.said.push_str(&line);
                    self.said.push('\n');
                }
                Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("it never said {words}: {}", self.said)
                }
            }
        }
        true
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, like -STOP.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// As Ctrl-C does.
    pub(crate) fn interrupt(&self) {
        self.signal("-INT");
    }

    /// As a crash does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> Ended {
        let deadline = Instant::now() + CAMPAIGN_PATIENCE;
        while self.child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < deadline, "it does not end: {}", self.said);
            pause(LOOK);
        }
        for line in self.lines.iter() {
            self.said.push_str(&line);
            self.said.push('\n');
        }
        let mut complained = String::new();
        let stderr = self.child.stderr.take();
        stderr.unwrap().read_to_string(&mut complained).unwrap();
        Ended {
            good: self.child.wait().unwrap().success(),
            said: self.said,
            complained,
        }
    }
}

/// A demo in a folder of its own.
pub(crate) struct Demo {
    folder: tempfile::TempDir,
    words: Vec<String>,
    child: Option<Child>,
    address: String,
    token: Option<String>,
    cookie: Option<String>,
}

/// An answer over HTTP.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    cookie: Option<String>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cofferdam"));
    // Settings of whoever runs the tests must not reach the program under test.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COFFERDAM_")) {
        command.env_remove(name);
    }
    command
}

/// Lets the program under test, which is another process, get on with it.
#[expect(
    clippy::disallowed_methods,
    reason = "the test waits for another process; no runtime runs on this thread"
)]
pub(crate) fn pause(span: Duration) {
    std::thread::sleep(span);
}

/// Starts a command of the program, with something to read.
pub(crate) fn begin(command: &mut Command, input: &str) -> Running {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Whoever needs no password may be gone before it is said.
    writeln!(stdin, "{input}").unwrap_or(());
    drop(stdin);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (said, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if said.send(line).is_err() {
                break;
            }
        }
    });
    Running {
        child,
        lines: heard,
        said: String::new(),
    }
}

/// What a start that must fail says.
pub(crate) fn refused_start(arguments: &[&str]) -> String {
    let mut child = program()
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + PATIENCE;
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("{arguments:?} started although it must not");
        }
        pause(LOOK);
    }
    let output = child.wait_with_output().unwrap();
    assert!(
        !output.status.success(),
        "{arguments:?} ended well although it must not"
    );
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a command on a demo's folder that must fail says.
pub(crate) fn refused_command(demo: &Demo, arguments: &[&str]) -> String {
    let output = program()
        .args(arguments)
        .args(["--data", &demo.desk_folder()])
        .output()
        .unwrap();
    assert!(!output.status.success(), "{arguments:?} ended well");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

impl Demo {
    /// A demo that has never run before, running.
    pub(crate) fn fresh() -> Self {
        Self::with(&[])
    }

    /// The same, with further words on its command line.
    pub(crate) fn with(words: &[&str]) -> Self {
        let mut demo = Self {
            folder: tempfile::tempdir().unwrap(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            child: None,
            address: String::new(),
            token: None,
            cookie: None,
        };
        demo.start();
        demo
    }

    pub(crate) fn data(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    /// Where the desk of the demo keeps its journal.
    pub(crate) fn desk_folder(&self) -> String {
        format!("{}/demo", self.data())
    }

    /// Starts the process and waits until it says where it is.
    pub(crate) fn start(&mut self) {
        let mut child = program()
            .args(["demo", "--listen", "127.0.0.1:0", "--data", self.data()])
            .args(&self.words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .env("COFFERDAM__SERVER__TRADING_PER_MINUTE", "10000")
            .env("COFFERDAM__SERVER__DATA_PER_MINUTE", "100000")
            .env("COFFERDAM__SERVER__AUTH_PER_MINUTE", "100")
            .env("COFFERDAM__SERVER__SAFETY_PER_MINUTE", "10000")
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        self.child = Some(child);
        loop {
            let line = lines
                .next()
                .expect("the demo ended before it said where it is")
                .unwrap();
            let line = line.trim();
            if let Some(address) = line.strip_prefix("open") {
                address
                    .trim()
                    .trim_start_matches("http://")
                    .trim_end_matches('/')
                    .clone_into(&mut self.address);
            }
            if let Some(token) = line.strip_prefix("set-up token") {
                self.token = Some(token.trim().to_owned());
            }
            if line.starts_with("Ctrl-C") {
                break;
            }
        }
        // Whatever it prints later must not block it.
        std::thread::spawn(move || lines.for_each(drop));
    }

    /// Ends it as a crash would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Ends it in good order.
    pub(crate) fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let id = child.id().to_string();
            assert!(
                Command::new("kill")
                    .args(["-TERM", &id])
                    .status()
                    .unwrap()
                    .success()
            );
            let deadline = Instant::now() + PATIENCE;
            while child.try_wait().unwrap().is_none() {
                assert!(Instant::now() < deadline, "the demo does not end");
                pause(LOOK);
            }
        }
    }

    /// Makes the first owner and keeps the session.
    pub(crate) fn set_up(&mut self) {
        let body = json!({
            "token": self.token.clone().unwrap(),
            "email": EMAIL,
            "name": "olive",
            "password": PASSWORD,
        });
        let answer = self.post("/api/v1/set-up", &body.to_string());
        assert!(answer.status < 300, "{}: {}", answer.status, answer.body);
        self.cookie = answer.cookie;
    }

    /// Waits until the gate has a fresh price to judge by.
    pub(crate) fn wait_for_book(&self, symbol: &str) {
        self.wait_until("the book is live", |demo| {
            demo.get(&format!("/api/v1/book/{symbol}")).status == 200
        });
        let verdict = json!({"symbol": symbol.replace('-', "/"), "side": "buy", "kind": "market", "qty": "0.01"});
        self.wait_until("the gate can judge", |demo| {
            let answer = demo.post("/api/v1/verdict", &verdict.to_string());
            let verdict = answer.json();
            let rule = verdict["refusal"]["rule"].as_str().unwrap_or_default();
            !["reference-", "balance-unknown", "not-compared"]
                .iter()
                .any(|early| rule.contains(early))
        });
    }

    pub(crate) fn wait_until(&self, what: &str, done: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !done(self) {
            assert!(Instant::now() < deadline, "waited too long: {what}");
            pause(LOOK);
        }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None)
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        self.ask("POST", path, Some(body))
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.ask("DELETE", path, None)
    }

    fn ask(&self, method: &str, path: &str, body: Option<&str>) -> Answer {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let (address, body) = (&self.address, body.unwrap_or_default());
        let cookie = self
            .cookie
            .as_ref()
            .map(|cookie| format!("cookie: {cookie}\r\n"))
            .unwrap_or_default();
        let length = body.len();
        write!(
            socket,
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n{cookie}content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let cookie = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            let session = value.starts_with("cofferdam=");
            (name.eq_ignore_ascii_case("set-cookie") && session)
                .then(|| value.split(';').next().unwrap_or_default().to_owned())
        });
        Answer {
            status,
            body: unchunked(head, body),
            cookie,
        }
    }

    /// Where the demo is.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Starts another command of the program on the demo's folder, with something to read.
    pub(crate) fn begin(&self, arguments: &[&str], input: &str) -> Running {
        let mut command = program();
        command.args(arguments);
        begin(command.args(["--data", &self.desk_folder()]), input)
    }

    /// Runs another command of the program on the demo's folder; it must end well.
    pub(crate) fn command(&self, arguments: &[&str]) -> String {
        let output = program()
            .args(arguments)
            .args(["--data", &self.desk_folder()])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complained = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}{complained}");
        said
    }

    /// Writes nonsense into the middle of the database file.
    pub(crate) fn damage_database(&self) {
        let database: PathBuf = std::fs::read_dir(self.desk_folder())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.extension().is_some_and(|extension| extension == "db"))
            .expect("there is a database");
        let mut bytes = std::fs::read(&database).unwrap();
        let from = 4_096.min(bytes.len());
        bytes[from..].fill(0x5A);
        std::fs::write(&database, bytes).unwrap();
    }
}

pub(crate) fn unchunked(head: &str, body: &str) -> String {
    if !head
        .to_ascii_lowercase()
        .contains("transfer-encoding: chunked")
    {
        return body.to_owned();
    }
    let (mut rest, mut whole) = (body, String::new());
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        if size == 0 {
            break;
        }
        let (chunk, next) = after.split_at(size);
        whole.push_str(chunk);
        rest = next.trim_start_matches("\r\n");
    }
    whole
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.kill();
    }
}
