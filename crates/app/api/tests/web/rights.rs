//! Every route of the table asked by strangers and by every role, against the matrix that stands as a file.

use crate::client::{Answer, Asked, Client};
use crate::house::{House, Wants};
use identity::Role;

const MATRIX: &str = include_str!("../golden/permissions.txt");

struct Line {
    method: String,
    path: String,
    permission: String,
    /// Stranger, then the roles in their order.
    may: Vec<bool>,
}

fn lines() -> Vec<Line> {
    let lines: Vec<Line> = MATRIX
        .lines()
        .skip(1)
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            Line {
                method: words[0].to_owned(),
                path: words[1]
                    .replace("{symbol}", "BTC-USDT")
                    .replace("{id}", "999")
                    .replace("{name}", "none")
                    .replace("{part}", "health")
                    .replace("{hash}", "0")
                    .replace("{*path}", "x"),
                permission: words[2].to_owned(),
                may: words[3..].iter().map(|mark| *mark == "yes").collect(),
            }
        })
        .collect();
    assert!(lines.len() > 40);
    lines
}

/// A request that is well-formed up to the point where rights are checked, and harmless past it.
fn asked(line: &Line) -> Asked {
    let asked = Asked::new(&line.method, &line.path);
    match line.method.as_str() {
        "POST" if line.path.starts_with("/api/") => asked.json(&serde_json::json!({})),
        "POST" => asked.form(&[("csrf", "none")]),
        _ => asked,
    }
}

fn is_page(line: &Line) -> bool {
    !line.path.starts_with("/api/")
        && !line.path.contains("/part/")
        && line.path != "/ticket/verdict"
        && line.path != "/health"
        && line.path != "/stream"
}

// AUTH-16
#[tokio::test(flavor = "multi_thread")]
async fn strangers_get_nothing_but_the_public_list() {
    let house = House::with_people(Wants::default()).await;
    for line in lines().iter().filter(|line| line.permission != "none") {
        let name = format!("{} {}", line.method, line.path);
        for cookie in [None, Some("cofferdam=".to_owned() + &"0".repeat(64))] {
            let mut asked = asked(line);
            if let Some(cookie) = cookie {
                asked = asked.header("cookie", &cookie);
            }
            let answer = house.stranger().send(asked).await;
            if is_page(line) {
                assert_eq!(answer.status, 303, "{name}");
                assert!(
                    answer.header("location").unwrap().starts_with("/sign-in"),
                    "{name}"
                );
            } else {
                assert_eq!(
                    (answer.status, answer.problem().as_str()),
                    (401, "not-signed-in"),
                    "{name}"
                );
            }
            assert!(!answer.text().contains("USDT"), "{name}");
        }
    }
    for line in lines().iter().filter(|line| line.permission == "none") {
        let answer = house.stranger().send(asked(line)).await;
        let denied = answer.status == 401 && answer.problem() == "not-signed-in";
        assert!(!denied, "{} {}", line.method, line.path);
    }
    house.stop().await;
}

fn denied(answer: &Answer) -> bool {
    let html = answer
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("text/html"));
    answer.status == 403
        && if html {
            answer.text().contains("This role may not do this")
        } else {
            answer.problem() == "denied"
        }
}

// AUTH-18
#[tokio::test(flavor = "multi_thread")]
async fn every_role_gets_what_the_matrix_says_and_no_more() {
    let house = House::with_people(Wants::default()).await;
    for (index, role) in Role::ALL.into_iter().enumerate() {
        let mut client: Client = house.signed(role).await;
        let session = client.cookies.clone();
        for line in lines().iter().filter(|line| line.permission != "none") {
            let name = format!("{role}: {} {}", line.method, line.path);
            client.cookies = session.clone();
            if line.path.ends_with("/session") && line.method == "DELETE"
                || line.path == "/sign-out"
            {
                continue;
            }
            let answer = client.send(asked(line)).await;
            assert_ne!(answer.status, 401, "{name}");
            assert_eq!(
                !denied(&answer),
                line.may[index + 1],
                "{name}: {} {}",
                answer.status,
                answer.text()
            );
        }
    }
    house.stop().await;
}
