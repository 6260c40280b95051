//! Problems: one status and one stable name each, words that say what was not done, no insides of ours.

use super::{KeyProblem, Problem, Refusal};
use axum::http::StatusCode;
use identity::{ActionKind, Denied, Role, SetUpRefused, WeakPassword};

fn every() -> Vec<Problem> {
    let text = || "x".to_owned();
    vec![
        Problem::Body(text()),
        Problem::BodyTooLarge,
        Problem::MediaType("application/json"),
        Problem::value("qty", "must be greater than zero"),
        Problem::NotSignedIn,
        Problem::Denied(Denied::RoleLacks {
            role: Role::Viewer,
            action: ActionKind::Place,
        }),
        Problem::SignInFailed,
        Problem::SetUp(SetUpRefused::Wrong),
        Problem::SetUp(SetUpRefused::TooOld),
        Problem::SetUp(SetUpRefused::Done),
        Problem::Weak(WeakPassword::TooShort),
        Problem::CrossSite,
        Problem::FormWord,
        Problem::ForeignHost,
        Problem::TooMany { retry_after_secs: 7 },
        Problem::Refused(Box::new(Refusal {
            rule: "GATE-02.order-value".into(),
            scope: "global".into(),
            value: Some("600 USDT".into()),
            limit: Some("500 USDT".into()),
            sentence: "The order is worth 600 USDT, over the limit of 500 USDT for global [GATE-02.order-value]".into(),
            waits: None,
        })),
        Problem::UnknownSymbol(text()),
        Problem::UnknownOrder(text()),
        Problem::UnknownAccount(text()),
        Problem::AlreadyEnded(text()),
        Problem::NotDenied(text()),
        Problem::NoSuchBreak,
        Problem::NotReplaceable(text()),
        Problem::NotHalted(text()),
        Problem::NoTicket(text()),
        Problem::Flattening(text()),
        Problem::NotOfPositions(text()),
        Problem::UnknownPress(text()),
        Problem::NotTaken(desk::NotTaken::NoBackup),
        Problem::NotTaken(desk::NotTaken::AwayAlready),
        Problem::NotTaken(desk::NotTaken::NotAway),
        Problem::NotProposed("why".to_owned()),
        Problem::SecondPerson(7),
        Problem::KeyReused,
        Problem::Conflict,
        Problem::NoMarketYet(text()),
        Problem::Busy,
        Problem::NotRecorded,
        Problem::Stopping,
        Problem::NotReady,
        Problem::DatabaseSilent,
        Problem::NotFound,
        Problem::MethodNotAllowed,
        Problem::UpgradeRequired,
        Problem::TooSlow,
        Problem::Internal,
    ]
}

fn of_keys() -> Vec<Problem> {
    let text = || "x".to_owned();
    vec![
        Problem::Key(KeyProblem::Taken(text())),
        Problem::Key(KeyProblem::Unknown(text())),
        Problem::Key(KeyProblem::Full),
        Problem::Key(KeyProblem::Shut),
        Problem::Key(KeyProblem::NoMaster),
        Problem::Key(KeyProblem::Refused(text())),
        Problem::Key(KeyProblem::Silent(text())),
        Problem::Key(KeyProblem::Unfit(text())),
        Problem::Key(KeyProblem::Live(text())),
        Problem::Key(KeyProblem::InUse {
            name: text(),
            account: text(),
        }),
        Problem::Key(KeyProblem::NotConfirmed),
    ]
}

/// What a press is told while nothing can be written.
fn unrecorded() -> [Problem; 4] {
    [
        Problem::HeldByLatch(desk::Kept::InFile),
        Problem::HeldByLatch(desk::Kept::Nowhere),
        Problem::CancelledUnrecorded,
        Problem::HaltedNotFlattened,
    ]
}

// SEC-04
#[test]
fn every_problem_has_its_status_and_a_whole_sentence() {
    for problem in every().into_iter().chain(of_keys()).chain(unrecorded()) {
        let view = problem.view("id-1");
        // What is held by the latch is done, though not as asked.
        let is_held = matches!(problem, Problem::HeldByLatch(desk::Kept::InFile));
        let status = problem.status();
        assert_eq!(is_held, status == StatusCode::ACCEPTED);
        assert!(is_held || status.is_client_error() || status.is_server_error());
        assert_eq!(view.status, problem.status().as_u16());
        assert_eq!(
            view.r#type,
            format!("urn:cofferdam:problem:{}", problem.name())
        );
        assert_eq!(view.request_id, "id-1");
        assert!(view.detail.ends_with('.'), "{}", view.detail);
        assert!(!view.title.ends_with('.'), "{}", view.title);
    }
}

// GATE-19
#[test]
fn a_refusal_carries_rule_value_and_limit() {
    let refused = every()
        .into_iter()
        .find(|problem| matches!(problem, Problem::Refused(_)))
        .unwrap();
    let json = serde_json::to_value(refused.view("id-1")).unwrap();
    assert_eq!(json["rule"], "GATE-02.order-value");
    assert_eq!(json["value"], "600 USDT");
    assert_eq!(json["limit"], "500 USDT");
    assert_eq!(json["status"], 422);
    assert!(
        json["detail"]
            .as_str()
            .unwrap()
            .ends_with("Nothing was sent.")
    );
}

#[test]
fn statuses_are_those_that_callers_act_upon() {
    let status = |problem: Problem| problem.status();
    assert_eq!(status(Problem::NotSignedIn), StatusCode::UNAUTHORIZED);
    assert_eq!(
        status(Problem::Denied(Denied::NotSignedIn)),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(status(Problem::Busy), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        status(Problem::NotRecorded),
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(status(Problem::KeyReused), StatusCode::CONFLICT);
    assert_eq!(
        status(Problem::ForeignHost),
        StatusCode::MISDIRECTED_REQUEST
    );
}

// AUTH-08: what is said of a failed sign-in tells nothing about who exists.
#[test]
fn a_failed_sign_in_has_one_set_of_words() {
    let words = Problem::SignInFailed.detail();
    for tell in ["unknown", "no such", "disabled", "locked", "not found"] {
        assert!(!words.to_lowercase().contains(tell), "{words}");
    }
}
