//! Venue credentials through the real program: asked about, kept sealed, found wider, their account halted. A planted secret
//! is looked for in everything that was written and said.
// KEY-01 KEY-04 KEY-05 KEY-06 KEY-07 KEY-08

use super::program::{pause, program};
use serde_json::json;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

const PLANTED: &str = "PLANTEDsecretPLANTEDsecretPLANTEDsecret";
const OTHER: &str = "OTHERPLANTEDsecretOTHERPLANTEDsecret";

/// A folder, a simulated exchange, and everything the program said.
struct Scene {
    folder: tempfile::TempDir,
    public: SocketAddr,
    levers: SocketAddr,
    said: String,
}

impl Scene {
    /// Runs `cofferdam` to its end; whether it ended well, and what it said.
    fn run(&mut self, words: &str, secret: &str) -> (bool, String) {
        let data = self.folder.path().join("data");
        let mut child = program()
            .args(words.split_whitespace())
            .arg("--data")
            .arg(data)
            .env(
                "COFFERDAM__VAULT__MASTER_KEY_FILE",
                self.folder.path().join("master"),
            )
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(secret.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        self.said.push_str(&text);
        (output.status.success(), text)
    }

    #[track_caller]
    fn does(&mut self, words: &str, secret: &str, says: &str) {
        let (well, text) = self.run(words, secret);
        assert!(well && text.contains(says), "{words}: {text}");
    }

    #[track_caller]
    fn refuses(&mut self, words: &str, secret: &str, says: &str) {
        let (well, text) = self.run(words, secret);
        assert!(!well && text.contains(says), "{words}: {text}");
    }

    fn lever(&self, method: &str, body: &serde_json::Value) {
        let body = body.to_string();
        let mut socket = TcpStream::connect(self.levers).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        write!(
            socket,
            "{method} /_sim/keys HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.levers,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    fn make(&self, key: &str, secret: &str, rights: &[&str]) {
        self.lever(
            "POST",
            &json!({ "account": 1, "key": key, "secret": secret, "rights": rights }),
        );
    }

    fn at(&self) -> String {
        format!("--for spot --at simulated --url http://{}", self.public)
    }

    fn until_released(&mut self, account: &str) {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let (released, text) = self.run(&format!("release {account} --reason looked"), "");
            if released {
                return;
            }
            assert!(Instant::now() < deadline, "never halted: {text}");
            pause(Duration::from_millis(200));
        }
    }

    /// A desk that trades with the credential `main`, and contracts with `futures`.
    fn desk(&self) -> Child {
        program()
            .args(["serve", "--listen", "127.0.0.1:0", "--venue-url"])
            .arg(format!("http://{}", self.public))
            .arg("--data")
            .arg(self.folder.path().join("data"))
            .env(
                "COFFERDAM__VAULT__MASTER_KEY_FILE",
                self.folder.path().join("master"),
            )
            .env("COFFERDAM__VENUE__CREDENTIAL", "main")
            .env("COFFERDAM__VENUE__CONTRACTS_CREDENTIAL", "futures")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }
}

/// Files below a folder that hold a text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else if let Ok(bytes) = std::fs::read(&path)
            && bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

fn scene(exchange: &simex::Running) -> Scene {
    Scene {
        folder: tempfile::tempdir().unwrap(),
        public: exchange.public_addr(),
        levers: exchange.admin_addr(),
        said: String::new(),
    }
}

#[test]
fn a_key_is_asked_about_kept_sealed_and_its_account_halted_when_it_got_wider() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let exchange = runtime
        .block_on(simex::Simex::start(simex::Config::default()))
        .unwrap();
    let mut scene = scene(&exchange);
    let (at, master) = (scene.at(), scene.folder.path().join("master"));
    scene.make("mainkey-1234", PLANTED, &["read", "spotTrade"]);
    scene.make("wide-key", OTHER, &["read", "spotTrade", "withdraw"]);
    scene.make("future-key", OTHER, &["read", "futures"]);

    // Nothing opens without a master key, and a malformed one is refused.
    scene.refuses("keys list", "", "cannot be used");
    scene.does(
        &format!("keys master {}", master.display()),
        "",
        "a master key is in",
    );
    scene.refuses(
        &format!("keys master {}", master.display()),
        "",
        "cannot be used",
    );
    scene.does("keys list", "", "no credential is kept");

    // Good, bad and unreachable are three answers, and none is stored.
    let test = |key: &str| format!("keys test {at} --public {key}");
    scene.does(
        &test("mainkey-1234"),
        PLANTED,
        "it may: read, spot; nothing was stored",
    );
    scene.refuses(
        &test("mainkey-1234"),
        "not-the-secret",
        "the venue refuses the key",
    );
    let nowhere = "keys test --for spot --at simulated --url http://127.0.0.1:9 --public k";
    scene.refuses(nowhere, PLANTED, "could not be asked");
    scene.refuses(&test("mainkey-1234"), "", "empty, too long");
    scene.refuses(
        "keys test --for spot --at testnet --url http://x --public k",
        PLANTED,
        "--url is for",
    );

    // A key that may withdraw is not kept, nor one that cannot do what it is wanted for.
    let add = |name: &str, key: &str| format!("keys add {name} --label desk {at} --public {key}");
    scene.refuses(&add("wide", "wide-key"), OTHER, "the key may withdraw");
    scene.refuses(&add("other", "future-key"), OTHER, "lacks the right `spot`");
    scene.does("keys list", "", "no credential is kept");
    scene.does(&add("main", "mainkey-1234"), PLANTED, "…1234");
    scene.refuses(
        &add("main", "mainkey-1234"),
        PLANTED,
        "there is a credential named main",
    );
    let futures = at.replace("--for spot", "--for futures");
    let own = format!("keys add futures --label contracts {futures} --public future-key");
    scene.does(&own, OTHER, "futures simulated");
    scene.does(
        "keys add real --label real --for spot --at live --public livekey",
        OTHER,
        "asked about never",
    );
    scene.refuses("keys probe real", "", "does not trade with real money");
    let (_, listed) = scene.run("keys list", "");
    assert!(!listed.contains("mainkey-1234") && listed.contains("venue takes it from any address"));

    // A key of spot trades no contracts: the desk does not start.
    let wrong = scene.folder.path().join("wrong.toml");
    std::fs::write(&wrong, "[venue]\ncontracts_credential = \"main\"\n").unwrap();
    let serve = format!(
        "serve --listen 127.0.0.1:0 --venue-url http://{} --config {}",
        scene.public,
        wrong.display()
    );
    scene.refuses(
        &serve,
        "",
        "is for spot simulated, not for futures simulated",
    );

    // Another key takes its place only when the venue has proven it.
    scene.refuses(
        "keys rotate main --public wide-key",
        OTHER,
        "the key may withdraw",
    );
    scene.make("second-5678", PLANTED, &["read", "spotTrade"]);
    scene.does("keys rotate main --public second-5678", PLANTED, "…5678");
    scene.does("keys probe main", "", "no more than when it was taken");

    // A desk trades with it; what it may do more is found and its account halted.
    scene.lever(
        "PUT",
        &json!({ "key": "second-5678", "rights": ["read", "spotTrade", "withdraw"] }),
    );
    scene.refuses("keys probe main", "", "it gained the right `withdraw`");
    scene.lever(
        "PUT",
        &json!({ "key": "future-key", "rights": ["read", "futures", "withdraw"] }),
    );
    let mut desk = scene.desk();
    // Released is only what was halted: the desk did it by itself, for the account of each key.
    scene.until_released("account:1");
    scene.until_released("account:2");
    desk.kill().unwrap();
    desk.wait().unwrap();
    scene.does("keys remove futures", "", "removed");
    scene.refuses(
        "keys remove futures",
        "",
        "there is no credential named futures",
    );

    for secret in [PLANTED, OTHER] {
        assert!(!scene.said.contains(secret), "{}", scene.said);
        assert_eq!(holding(scene.folder.path(), secret), Vec::<String>::new());
    }
    runtime.block_on(exchange.stop()).unwrap();
}
