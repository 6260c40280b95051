//! The table itself: no two rows for one route, everyone-routes by name, and the matrix of roles and routes as a file.

use super::{Access, Answer, Csrf, Row, Verb, rows};
use crate::rate_limit::LimitClass;
use domain::{Time, UserId};
use identity::{Actor, Role, Secret, Session, SessionRules, UserStanding, can};
use std::collections::BTreeSet;
use std::fmt::Write as _;

fn person(role: Role) -> Actor {
    let (secret, now) = (Secret::new([1; 32]), Time::from_millis(1_000));
    Session::open(&secret, UserId::new(1), now)
        .admit(
            &secret,
            UserStanding::Active(role),
            &SessionRules::HOUSE,
            now,
        )
        .expect("a fresh session")
        .0
}

fn may(row: &Row, actor: Option<&Actor>) -> bool {
    match (row.access, actor) {
        (Access::Public, _) | (Access::Signed, Some(_)) => true,
        (Access::Signed | Access::Needs(_), None) => false,
        (Access::Needs(action), Some(actor)) => can(actor, action).is_ok(),
    }
}

/// Compares a text with a file of the repository; `UPDATE_GOLDEN=1` writes it instead.
pub(crate) fn golden(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("the golden file is written");
        return;
    }
    let stored = std::fs::read_to_string(&path).expect("the golden file is there");
    assert_eq!(
        text, stored,
        "{name} differs; if that is meant, run the tests with UPDATE_GOLDEN=1"
    );
}

// AUTH-18: the permission of every route for every role.
#[test]
fn the_matrix_of_roles_and_routes() {
    let mut lines: Vec<String> = rows()
        .map(|row| {
            let mut line = format!(
                "{:<6} {:<28} {:<13}",
                row.verb.name(),
                row.path,
                row.access.name()
            );
            let mark = |yes| if yes { "yes" } else { "-" };
            write!(line, " {:<8}", mark(may(row, None))).unwrap();
            for role in Role::ALL {
                write!(line, " {:<10}", mark(may(row, Some(&person(role))))).unwrap();
            }
            line.trim_end().to_owned() + "\n"
        })
        .collect();
    lines.sort();
    let mut head = format!(
        "{:<6} {:<28} {:<13} {:<8}",
        "method", "path", "permission", "stranger"
    );
    for role in Role::ALL {
        write!(head, " {:<10}", role.name()).unwrap();
    }
    golden(
        "permissions.txt",
        &format!("{}\n{}", head.trim_end(), lines.concat()),
    );
}

// AUTH-16: routes for everyone are exactly these.
#[test]
fn routes_for_everyone_are_an_explicit_list() {
    let public: Vec<String> = rows()
        .filter(|row| row.access == Access::Public)
        .map(|row| format!("{} {}", row.verb.name(), row.path))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    assert_eq!(
        public,
        [
            "GET /",
            "GET /assets/{hash}/{*path}",
            "GET /live",
            "GET /openapi.json",
            "GET /ready",
            "GET /setup",
            "GET /sign-in",
            "POST /api/v1/session",
            "POST /api/v1/set-up",
            "POST /setup",
            "POST /sign-in",
        ]
    );
}

#[test]
fn no_route_stands_twice() {
    let mut seen = BTreeSet::new();
    for row in rows() {
        assert!(
            seen.insert((row.verb, row.path)),
            "{} {}",
            row.verb.name(),
            row.path
        );
    }
}

// AUTH-19: whatever changes something proves that the person meant it; whatever reads changes nothing.
#[test]
fn every_changing_route_has_its_proof_of_intent() {
    for row in rows() {
        let name = format!("{} {}", row.verb.name(), row.path);
        match (row.verb, row.answer) {
            (Verb::Get, Answer::Stream) => assert_eq!(row.csrf, Csrf::Origin, "{name}"),
            (Verb::Get, _) => assert_eq!(row.csrf, Csrf::Safe, "{name}"),
            (Verb::Post | Verb::Delete, Answer::Json) => assert_eq!(row.csrf, Csrf::Json, "{name}"),
            (Verb::Post, Answer::Page | Answer::Part) => assert_eq!(row.csrf, Csrf::Form, "{name}"),
            (Verb::Post | Verb::Delete, _) => panic!("{name} has no proof of intent"),
        }
    }
}

// AUTH-22: guessing and trading are slow; stopping is not.
#[test]
fn every_route_is_in_the_limit_class_of_what_it_does() {
    for row in rows() {
        let name = format!("{} {}", row.verb.name(), row.path);
        let wanted = match (row.verb, row.path) {
            (Verb::Post, "/setup" | "/sign-in" | "/api/v1/session" | "/api/v1/set-up") => {
                Some(LimitClass::Auth)
            }
            (Verb::Post, path) if path.contains("/credentials") && !path.ends_with("/probe") => {
                Some(LimitClass::Auth)
            }
            (
                Verb::Post,
                "/api/v1/orders"
                | "/api/v1/orders/{id}/replace"
                | "/api/v1/orders/{id}/amend"
                | "/orders/{id}/amend"
                | "/api/v1/orders/{id}/confirm"
                | "/orders/{id}/confirm"
                | "/api/v1/oco"
                | "/ticket/send"
                | "/api/v1/contracts/settings"
                | "/contracts/set",
            ) => Some(LimitClass::Trading),
            (Verb::Post, path)
                if path.contains("halt") || path.contains("release") || path.contains("cancel") =>
            {
                Some(LimitClass::Safety)
            }
            (Verb::Delete, _) => Some(LimitClass::Safety),
            (Verb::Get, "/stream") => Some(LimitClass::Stream),
            _ => None,
        };
        if let Some(wanted) = wanted {
            assert_eq!(row.limit, wanted, "{name}");
        } else {
            assert!(
                !matches!(
                    row.limit,
                    LimitClass::Auth | LimitClass::Trading | LimitClass::Stream
                ),
                "{name}"
            );
        }
    }
}
