//! Credentials of venues through the whole house: by programs and by pages, refused and kept, in the hands of those who may,
//! with keys of every kind. What is secret is looked for in everything that came out.

use crate::client::{Answer, Asked, Client};
use crate::house::{House, Made, PASSWORD, Wants};
use identity::{Actor, Permit, ReadTrading, Role, SystemTask};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;
use zeroize::Zeroizing;

const LIST: &str = "/api/v1/credentials";
const SECRET: &str = "CANARYsecretCANARYsecretCANARYsecret";

async fn make(house: &House, key: &str, rights: &[&str]) {
    let body = json!({"account": 1, "key": key, "secret": SECRET, "rights": rights});
    house.lever("POST", "/_sim/keys", body).await;
}

async fn rights(house: &House, key: &str, rights: &[&str]) {
    let body = json!({"key": key, "rights": rights});
    house.lever("PUT", "/_sim/keys", body).await;
}

fn add(name: &str, product: &str, public: &str) -> Value {
    json!({"name": name, "label": "the desk's own", "product": product, "environment": "simulated",
        "public": public, "secret": SECRET, "password": PASSWORD})
}

/// Status, and the problem's short name or the answer itself.
async fn post(client: &Client, path: &str, body: Value) -> (u16, String, Value) {
    let answer = client.clone().post(path, body).await;
    assert!(!answer.text().contains(SECRET), "{}", answer.text());
    assert!(!answer.text().contains(PASSWORD), "{}", answer.text());
    if answer.status >= 400 {
        return (answer.status, answer.problem(), answer.json());
    }
    let value = if answer.status == 204 {
        Value::Null
    } else {
        answer.json()
    };
    (answer.status, String::new(), value)
}

async fn kept(client: &Client) -> Vec<String> {
    let listed = client.clone().get(LIST).await;
    assert_eq!(listed.status, 200, "{}", listed.text());
    assert!(!listed.text().contains(SECRET));
    let rows = listed.json()["credentials"].as_array().unwrap().clone();
    rows.iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn halted(client: &Client) -> bool {
    let halts = client.clone().get("/api/v1/halts").await.json();
    let halts = halts["halts"].as_array().unwrap().clone();
    halts.iter().any(|halt| halt["scope"] == "account:1")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test reads the audit log as the terminal does"
)]
async fn audited(house: &House) -> Vec<String> {
    let permit = Permit::<ReadTrading>::ask(&Actor::system(SystemTask::Terminal)).unwrap();
    let reader = house.desk.records(permit);
    let leaves = reader.audit_from(desk::Seq::ZERO, 500).await.unwrap();
    leaves.into_iter().map(|leaf| leaf.record.record).collect()
}

/// A house, its admin, and three keys at the exchange: fit for spot, too wide, fit for futures.
async fn with_keys() -> (House, Client) {
    let house = House::with_people(Wants::default()).await;
    let admin = house.signed(Role::Admin).await;
    make(&house, "spot-key-1234", &["read", "spotTrade"]).await;
    make(&house, "wide-key", &["read", "spotTrade", "withdraw"]).await;
    make(&house, "future-key-5678", &["read", "futures"]).await;
    (house, admin)
}

// KEY-08: good, bad and unfit are different answers, and nothing is stored.
#[tokio::test(flavor = "multi_thread")]
async fn a_test_tells_what_a_key_may_do_and_stores_nothing() {
    let (house, admin) = with_keys().await;
    let path = "/api/v1/credentials/test";
    let test = |public: &str, secret: &str| json!({"product": "spot", "environment": "simulated", "public": public, "secret": secret});
    let (status, _, told) = post(&admin, path, test("spot-key-1234", SECRET)).await;
    assert_eq!((status, &told["rights"]), (200, &json!(["read", "spot"])));
    assert_eq!(told["address_limited"], false, "{told}");
    let warning = told["warnings"][0].as_str().unwrap();
    assert!(warning.contains("any address"));
    let (status, problem, _) = post(&admin, path, test("spot-key-1234", "wrong")).await;
    assert_eq!((status, problem.as_str()), (422, "key-refused"));
    let (status, problem, told) = post(&admin, path, test("wide-key", SECRET)).await;
    assert_eq!((status, problem.as_str()), (422, "key-unfit"));
    assert!(told["detail"].as_str().unwrap().contains("may withdraw"));
    let (status, problem, _) = post(&admin, path, test("spot-key-1234", "")).await;
    assert_eq!((status, problem.as_str()), (422, "value"));
    assert_eq!(kept(&admin).await, Vec::<String>::new());
    house.stop().await;
}

// KEY-07: one that may withdraw is not kept; nor a spot key for futures, nor a futures key for spot.
#[tokio::test(flavor = "multi_thread")]
async fn an_unfit_key_is_not_kept() {
    let (house, admin) = with_keys().await;
    for (name, product, public) in [
        ("wide", "spot", "wide-key"),
        ("wide", "futures", "wide-key"),
        ("mixed", "futures", "spot-key-1234"),
        ("mixed", "spot", "future-key-5678"),
    ] {
        let (status, problem, told) = post(&admin, LIST, add(name, product, public)).await;
        assert_eq!((status, problem.as_str()), (422, "key-unfit"), "{told}");
    }
    for wrong in [
        json!({"name": "two words"}),
        json!({"label": " "}),
        json!({"product": "options"}),
        json!({"environment": "mars"}),
    ] {
        let mut body = add("main", "spot", "spot-key-1234");
        for (field, value) in wrong.as_object().unwrap() {
            body[field] = value.clone();
        }
        let (status, problem, told) = post(&admin, LIST, body).await;
        assert_eq!((status, problem.as_str()), (422, "value"), "{told}");
    }
    assert_eq!(kept(&admin).await, Vec::<String>::new());
    house.stop().await;
}

// KEY-06: spot and futures keys live and die apart, and are shown by their ends.
#[tokio::test(flavor = "multi_thread")]
async fn kept_keys_are_masked_and_removed_apart() {
    let (house, admin) = with_keys().await;
    let (status, _, row) = post(&admin, LIST, add("main", "spot", "spot-key-1234")).await;
    assert_eq!(status, 201, "{row}");
    assert_eq!(
        (&row["ending"], &row["state"]),
        (&json!("1234"), &json!("good"))
    );
    assert_eq!(
        (&row["product"], &row["used_by"]),
        (&json!("spot"), &json!(1))
    );
    let contracts = add("contracts", "futures", "future-key-5678");
    assert_eq!(post(&admin, LIST, contracts).await.0, 201);
    let (status, problem, _) = post(&admin, LIST, add("main", "spot", "spot-key-1234")).await;
    assert_eq!((status, problem.as_str()), (409, "credential-taken"));
    assert_eq!(kept(&admin).await, ["contracts", "main"]);
    let listed = admin.clone().get(LIST).await.text();
    assert!(!listed.contains("spot-key-1234") && !listed.contains("future-key-5678"));

    let remove = "/api/v1/credentials/contracts/remove";
    let password = json!({"password": PASSWORD});
    assert_eq!(post(&admin, remove, password.clone()).await.0, 204);
    assert_eq!(kept(&admin).await, ["main"]);
    let (status, problem, _) = post(&admin, remove, password.clone()).await;
    assert_eq!((status, problem.as_str()), (404, "unknown-credential"));
    let main = "/api/v1/credentials/main/remove";
    let (status, problem, _) = post(&admin, main, password).await;
    assert_eq!((status, problem.as_str()), (409, "credential-in-use"));

    let acts = audited(&house).await;
    for kind in ["credential-added", "credential-removed"] {
        let of = |act: &String| act.contains(kind) && act.contains("person:2:admin");
        assert!(acts.iter().any(of), "{acts:?}");
    }
    assert!(!acts.concat().contains(SECRET));
    house.stop().await;
}

// KEY-05 KEY-08
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_got_wider_or_died_halts_its_account() {
    let house = House::with_people(Wants::default()).await;
    let owner = house.signed(Role::Owner).await;
    make(&house, "first-1111", &["read", "spotTrade"]).await;
    make(&house, "second-2222", &["read", "spotTrade"]).await;
    make(&house, "wide-3333", &["read", "spotTrade", "withdraw"]).await;
    let (status, _, told) = post(&owner, LIST, add("main", "spot", "first-1111")).await;
    assert_eq!(status, 201, "{told}");
    let probe = "/api/v1/credentials/main/probe";
    let rotate = "/api/v1/credentials/main/rotate";
    let with = |public: &str| json!({"public": public, "secret": SECRET, "password": PASSWORD});

    let (status, _, told) = post(&owner, probe, json!({})).await;
    assert_eq!(
        (status, &told["credential"]["state"]),
        (200, &json!("good"))
    );
    let (status, problem, _) = post(&owner, rotate, with("wide-3333")).await;
    assert_eq!((status, problem.as_str()), (422, "key-unfit"));
    let (status, _, told) = post(&owner, rotate, with("second-2222")).await;
    assert_eq!((status, &told["ending"]), (200, &json!("2222")), "{told}");
    assert!(!halted(&owner).await);

    rights(&house, "second-2222", &["read", "spotTrade", "withdraw"]).await;
    let (status, _, told) = post(&owner, probe, json!({})).await;
    assert_eq!(
        (
            status,
            &told["credential"]["state"],
            &told["credential"]["findings"]
        ),
        (
            200,
            &json!("wider"),
            &json!(["it gained the right `withdraw`"])
        )
    );
    assert!(halted(&owner).await);

    // Taken away at the venue, and released by a person, it is good again.
    rights(&house, "second-2222", &["read", "spotTrade"]).await;
    let (_, _, told) = post(&owner, probe, json!({})).await;
    assert_eq!(told["credential"]["state"], "good");
    assert!(halted(&owner).await, "only a person releases");
    let release = json!({"scope": "account:1", "reason": "looked"});
    assert_eq!(post(&owner, "/api/v1/halts/release", release).await.0, 204);

    // A key that is gone at the venue is dead.
    house
        .lever("DELETE", "/_sim/keys?key=second-2222", json!({}))
        .await;
    let (status, _, told) = post(&owner, probe, json!({})).await;
    assert_eq!(
        (status, &told["credential"]["state"]),
        (200, &json!("dead")),
        "{told}"
    );
    assert!(halted(&owner).await);
    let acts = audited(&house).await;
    let probes = acts.iter().filter(|act| act.contains("credential-probed"));
    assert_eq!(probes.count(), 4, "{acts:?}");
    assert!(acts.iter().any(|act| act.contains("credential-rotated")));
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_session_changes_no_credential() {
    let house = House::with_people(Wants::default()).await;
    let owner = house.signed(Role::Owner).await;
    make(&house, "spot-key-1234", &["read", "spotTrade"]).await;
    let mut body = add("main", "spot", "spot-key-1234");
    body["password"] = json!("not the password at all");
    for _ in 0..2 {
        let (status, problem, _) = post(&owner, LIST, body.clone()).await;
        assert_eq!((status, problem.as_str()), (403, "not-confirmed"));
    }
    body["password"] = json!(4_815_162_342_u64);
    let answer = owner.clone().post(LIST, body).await;
    assert_eq!((answer.status, answer.problem().as_str()), (400, "body"));
    assert!(!answer.text().contains("4815162342"), "{}", answer.text());
    assert_eq!(kept(&owner).await, Vec::<String>::new());
    let right = add("main", "spot", "spot-key-1234");
    assert_eq!(post(&owner, LIST, right).await.0, 201);
    for path in ["rotate", "remove"] {
        let path = format!("/api/v1/credentials/main/{path}");
        let mut body = json!({"password": "not the password at all"});
        if path.ends_with("rotate") {
            body["public"] = json!("spot-key-1234");
            body["secret"] = json!(SECRET);
        }
        let (status, problem, _) = post(&owner, &path, body).await;
        assert_eq!((status, problem.as_str()), (403, "not-confirmed"));
    }
    assert_eq!(kept(&owner).await, ["main"]);
    house.stop().await;
}

fn word(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

/// Sends the form of a key; the answer, in which no secret is.
async fn sent(client: &Client, path: &str, (public, password): (&str, &str)) -> (Answer, String) {
    let mut client = client.clone();
    let csrf = word(&client.get("/credentials").await.text());
    let fields = [
        ("csrf", csrf.as_str()),
        ("name", "side"),
        ("label", "by hand"),
        ("product", "spot"),
        ("environment", "simulated"),
        ("public", public),
        ("secret", SECRET),
        ("password", password),
    ];
    let answer = client.send(Asked::post(path).form(&fields)).await;
    let text = answer.text();
    assert!(!text.contains(SECRET) && !text.contains(PASSWORD), "{text}");
    (answer, text)
}

// KEY-07: the page alone, without a script.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_refuses_in_words_and_fills_no_secret_back() {
    let (house, mut admin) = with_keys().await;
    let page = admin.get("/credentials").await.text();
    assert!(page.contains("No credential is kept"), "{page}");
    let (answer, text) = sent(&admin, "/credentials", ("wide-key", PASSWORD)).await;
    assert_eq!(answer.status, 422);
    assert!(text.contains("the key may withdraw"), "{text}");
    assert!(text.contains("value=\"wide-key\"") && text.contains("value=\"by hand\""));
    let (answer, text) = sent(&admin, "/credentials/test", ("spot-key-1234", "")).await;
    assert_eq!(answer.status, 200);
    assert!(text.contains("It may: read, spot.") && text.contains("Nothing was stored"));
    let (answer, text) = sent(&admin, "/credentials", ("spot-key-1234", "wrong one")).await;
    assert_eq!(answer.status, 403);
    assert!(text.contains("does not fit"), "{text}");
    let page = admin.get("/credentials").await.text();
    assert!(page.contains("No credential is kept"), "{page}");
    // Who may not sees no way there.
    let mut viewer = house.signed(Role::Viewer).await;
    let there = "href=\"/credentials\"";
    assert!(!viewer.get("/desk").await.text().contains(there));
    assert!(admin.get("/desk").await.text().contains(there));
    house.stop().await;
}

// KEY-06
#[tokio::test(flavor = "multi_thread")]
async fn the_pages_keep_probe_rotate_and_remove() {
    let (house, mut admin) = with_keys().await;
    let to = |answer: &Answer| answer.header("location").unwrap_or_default().to_owned();
    let (answer, _) = sent(&admin, "/credentials", ("spot-key-1234", PASSWORD)).await;
    assert_eq!(to(&answer), "/credentials?said=key-kept");
    let listed = admin.get("/credentials").await.text();
    assert!(
        listed.contains("…1234") && !listed.contains("spot-key-1234"),
        "{listed}"
    );
    let (answer, _) = sent(&admin, "/credentials/side/probe", ("", "")).await;
    assert_eq!(to(&answer), "/credentials/side?said=key-probed");
    let one = admin.get("/credentials/side").await.text();
    assert!(
        one.contains("any address") && one.contains("by hand"),
        "{one}"
    );
    let rotate = "/credentials/side/rotate";
    let (answer, text) = sent(&admin, rotate, ("wide-key", PASSWORD)).await;
    assert!(
        answer.status == 422 && text.contains("may withdraw"),
        "{text}"
    );
    make(&house, "other-9999", &["read", "spotTrade"]).await;
    let (answer, _) = sent(&admin, rotate, ("other-9999", PASSWORD)).await;
    assert_eq!(to(&answer), "/credentials/side?said=key-rotated");
    assert!(
        admin
            .get("/credentials/side")
            .await
            .text()
            .contains("…9999")
    );
    let (answer, _) = sent(&admin, "/credentials/side/remove", ("", PASSWORD)).await;
    assert_eq!(to(&answer), "/credentials?said=key-removed");
    assert_eq!(admin.get("/credentials/side").await.status, 404);
    house.stop().await;
}

fn openssl(words: &[&str], input: &[u8]) -> Option<String> {
    use std::io::Write;
    let mut child = Command::new("openssl")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "openssl {words:?}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// A key of each kind, as its owner and as the exchange has it.
fn made(kind: &str) -> Option<Made> {
    let public = format!("key-of-{kind}");
    let (lever, secret) = if kind == "hmac" {
        (
            json!({"account": 1, "key": public, "secret": SECRET}),
            SECRET.to_owned(),
        )
    } else {
        let private = if kind == "rsa" {
            openssl(&["genrsa", "2048"], b"")?
        } else {
            openssl(&["genpkey", "-algorithm", "ed25519"], b"")?
        };
        let theirs = openssl(&["pkey", "-pubout"], private.as_bytes())?;
        (
            json!({"account": 1, "key": public, "kind": kind, "publicKey": theirs}),
            private,
        )
    };
    let secret = Zeroizing::new(secret);
    let key = vault::KeyMaterial { public, secret };
    Some(Made { lever, key })
}

// KEY-07: each kind the whole way: asked about, kept sealed, loaded, an order signed and filled.
#[tokio::test(flavor = "multi_thread")]
async fn keys_of_every_kind_trade() {
    for kind in ["hmac", "ed25519", "rsa"] {
        let Some(made) = made(kind) else {
            eprintln!("SKIPPED: no openssl here to make a key of {kind} with");
            return;
        };
        let house = House::with_people(Wants {
            key: Some(made),
            ..Wants::default()
        })
        .await;
        let mut owner = house.signed(Role::Owner).await;
        let listed = owner.get(LIST).await.json();
        assert_eq!(listed["credentials"][0]["kind"], kind, "{listed}");
        house.open_market(&mut owner).await;
        let order = json!({"symbol": "BTC-USDT", "side": "buy", "kind": "market", "qty": "0.001"});
        let (status, _, placed) = post(&owner, "/api/v1/orders", order).await;
        assert_eq!(status, 201, "{kind}: {placed}");
        house
            .until(|| async {
                let fills = owner.clone().get("/api/v1/fills").await.json();
                !fills["fills"].as_array().unwrap().is_empty()
            })
            .await;
        house.stop().await;
    }
}

/// Everything that was logged.
#[derive(Debug, Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn holding(folder: &Path, text: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let bytes = std::fs::read(path).unwrap();
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        })
        .map(|path| path.display().to_string())
        .collect()
}

// KEY-10: a secret driven through every way in, good and bad, comes out nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_planted_secret_comes_out_nowhere() {
    let lines = Lines::default();
    tracing_subscriber::fmt()
        .json()
        .with_writer(lines.clone())
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .init();
    let house = House::with_people(Wants::default()).await;
    let owner = house.signed(Role::Owner).await;
    make(&house, "spot-key-1234", &["read", "spotTrade"]).await;
    let body = add("main", "spot", "spot-key-1234");
    let mut test =
        json!({"product": "spot", "environment": "simulated", "public": "spot-key-1234"});
    test["secret"] = json!(SECRET);
    post(&owner, "/api/v1/credentials/test", test.clone()).await;
    test["public"] = json!("nobody-knows-it");
    post(&owner, "/api/v1/credentials/test", test).await;
    assert_eq!(post(&owner, LIST, body.clone()).await.0, 201);
    // Wrong in every way a body can be wrong.
    let mut odd = body.clone();
    odd["secret"] = json!({ "is": SECRET });
    post(&owner, LIST, odd).await;
    let mut more = body;
    more["second"] = json!(SECRET);
    post(&owner, LIST, more).await;
    let cut = format!("{{\"secret\": \"{SECRET}");
    let asked = Asked::post(LIST).body("application/json", cut.as_bytes());
    let answer = owner.clone().send(asked).await;
    assert!(!answer.text().contains(SECRET));
    post(&owner, "/api/v1/credentials/main/probe", json!({})).await;
    let acts = audited(&house).await.concat();
    let listed = owner.clone().get(LIST).await.text();
    let page = owner.clone().get("/credentials/main").await.text();
    let folder = holding(house.folder.path(), SECRET);
    house.stop().await;
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("/api/v1/credentials"), "the log was kept");
    for said in [&text, &acts, &listed, &page] {
        for secret in [SECRET, PASSWORD] {
            assert!(!said.contains(secret), "a secret came out");
        }
    }
    assert_eq!(folder, Vec::<String>::new());
}
