//! Set-up, sign-in, sign-out: first run, one use, equal words, lock-out, fixation, cookies.

use crate::client::{Asked, Client};
use crate::house::{House, PASSWORD, Wants};
use desk::PeopleChange;
use domain::{Span, UserId};
use identity::{Role, SessionLife, SessionRules};
use serde_json::{Value, json};

fn set_up(token: &str, password: &str) -> Value {
    json!({"token": token, "email": "Ana@House.test ", "name": "ana", "password": password})
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_person_comes_in_with_the_printed_token_and_only_once() {
    let house = House::empty(Wants::default()).await;
    let token = house.set_up_token(Span::ZERO).await;
    let mut ana = house.stranger();
    let path = "/api/v1/set-up";
    for wrong in ["", "00", &"0".repeat(64), &token.to_uppercase()] {
        let answer = ana.post(path, set_up(wrong, PASSWORD)).await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (403, "set-up-token"),
            "{wrong}"
        );
    }
    // A password that is not taken does not spend the token.
    let answer = ana.post(path, set_up(&token, "password1234")).await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (422, "weak-password")
    );
    let answer = ana.post(path, set_up(&token, PASSWORD)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(
        answer.json(),
        json!({"name": "ana", "role": "owner", "mode": "PAPER"})
    );
    assert_eq!(ana.get("/api/v1/session").await.json()["role"], "owner");
    // Neither the same token nor another one makes a second owner.
    let again = house.set_up_token(Span::ZERO).await;
    for token in [token, again] {
        let answer = house.stranger().post(path, set_up(&token, PASSWORD)).await;
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (409, "set-up-done")
        );
    }
    // The address works in every spelling.
    let body = json!({"email": "ANA@house.TEST", "password": PASSWORD});
    assert_eq!(
        house.stranger().post("/api/v1/session", body).await.status,
        200
    );
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_older_than_an_hour_and_two_at_once_are_refused() {
    let house = House::empty(Wants::default()).await;
    let old = house.set_up_token(Span::from_secs(3_601)).await;
    let answer = house
        .stranger()
        .post("/api/v1/set-up", set_up(&old, PASSWORD))
        .await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (403, "set-up-token")
    );
    house
        .change(vec![PeopleChange::ForgetEnded {
            before: house.desk.now(),
        }])
        .await;
    let token = house.set_up_token(Span::ZERO).await;
    let (mut one, mut two) = (house.stranger(), house.stranger());
    let (one, two) = tokio::join!(
        one.post("/api/v1/set-up", set_up(&token, PASSWORD)),
        two.post("/api/v1/set-up", set_up(&token, PASSWORD))
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    house.stop().await;
}

async fn try_in(client: &mut Client, email: &str, password: &str) -> (u16, Value) {
    let body = json!({"email": email, "password": password});
    let answer = client.post("/api/v1/session", body).await;
    let mut json = answer.json();
    if let Some(fields) = json.as_object_mut() {
        fields.remove("request_id");
    }
    (answer.status, json)
}

// AUTH-09
#[tokio::test(flavor = "multi_thread")]
async fn five_failures_lock_one_name_known_or_not_with_the_same_words() {
    let house = House::with_people(Wants::default()).await;
    let mut guesser = house.stranger();
    let mut told = Vec::new();
    for email in [
        "trader@house.test",
        "nobody@house.test",
        "no address at all",
    ] {
        for _ in 0..5 {
            told.push(try_in(&mut guesser, email, "wrong wrong wrong").await);
        }
        // The right password does not help while the lock holds.
        told.push(try_in(&mut guesser, email, PASSWORD).await);
    }
    assert!(told.iter().all(|answer| *answer == told[0]), "{told:?}");
    assert_eq!(told[0].0, 401);
    assert_eq!(told[0].1["type"], "urn:cofferdam:problem:sign-in-failed");
    // Others still come in, from the same place.
    assert_eq!(
        try_in(&mut guesser, "owner@house.test", PASSWORD).await.0,
        200
    );
    house.stop().await;
}

// AUTH-09
#[tokio::test(flavor = "multi_thread")]
async fn tries_at_once_are_counted_one_by_one_and_a_success_starts_afresh() {
    let house = House::with_people(Wants::default()).await;
    for _ in 0..4 {
        try_in(
            &mut house.stranger(),
            "viewer@house.test",
            "wrong wrong wrong",
        )
        .await;
    }
    assert_eq!(
        try_in(&mut house.stranger(), "viewer@house.test", PASSWORD)
            .await
            .0,
        200
    );
    // Twelve guesses at once: were they counted from one reading of the counter, the lock would not stand afterwards.
    let guesses = (0..12).map(|_| {
        let mut client = house.stranger();
        async move {
            try_in(&mut client, "auditor@house.test", "wrong wrong wrong")
                .await
                .0
        }
    });
    let statuses = futures_util::future::join_all(guesses).await;
    assert!(statuses.iter().all(|status| *status == 401));
    assert_eq!(
        try_in(&mut house.stranger(), "auditor@house.test", PASSWORD)
            .await
            .0,
        401
    );
    house.stop().await;
}

// AUTH-05 AUTH-06
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_kills_the_session_it_came_with_and_a_sign_out_kills_its_own() {
    let house = House::with_people(Wants::default()).await;
    let mut client = house.signed(Role::Trader).await;
    let before = client.clone();
    assert_eq!(
        try_in(&mut client, "trader@house.test", PASSWORD).await.0,
        200
    );
    assert_ne!(client.cookies["cofferdam"], before.cookies["cofferdam"]);
    assert_eq!(before.clone().get("/api/v1/session").await.status, 401);
    assert_eq!(client.get("/api/v1/session").await.status, 200);
    let after = client.clone();
    let answer = client.delete("/api/v1/session").await;
    assert_eq!(answer.status, 204);
    assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(after.clone().get("/api/v1/session").await.status, 401);
    house.stop().await;
}

// AUTH-04
#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_for_this_host_and_for_http_only() {
    let house = House::with_people(Wants::default()).await;
    let mut client = house.stranger();
    let body = json!({"email": "trader@house.test", "password": PASSWORD});
    let answer = client.post("/api/v1/session", body).await;
    let cookie = answer.header("set-cookie").unwrap();
    let (pair, flags) = cookie.split_once("; ").unwrap();
    assert_eq!(flags, "Path=/; Max-Age=604800; HttpOnly; SameSite=Lax");
    let (name, secret) = pair.split_once('=').unwrap();
    assert_eq!((name, secret.len()), ("cofferdam", 64));
    assert!(!answer.text().contains(secret));
    house.stop().await;
}

// AUTH-06 AUTH-18: the role of the moment, a person shut out, an expired life.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_rights_holds_at_once() {
    let house = House::with_people(Wants::default()).await;
    let mut trader = house.signed(Role::Trader).await;
    let row = |client: Client| async move { client };
    let mut again = row(trader.clone()).await;
    let user = house
        .desk
        .people(identity::Permit::ask(&identity::Actor::visitor()).unwrap())
        .user(UserId::new(3))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(user.role, "trader");
    let viewer = desk::UserRow {
        role: "viewer".into(),
        ..user.clone()
    };
    house.change(vec![PeopleChange::ChangeUser(viewer)]).await;
    let halt = json!({"scope": "global", "reach": "new-only", "reason": "test"});
    assert_eq!(trader.post("/api/v1/halts", halt).await.status, 403);
    let out = desk::UserRow {
        disabled: Some(house.desk.now()),
        ..user
    };
    house.change(vec![PeopleChange::ChangeUser(out)]).await;
    assert_eq!(again.get("/api/v1/session").await.status, 401);
    assert_eq!(
        try_in(&mut again, "trader@house.test", PASSWORD).await.0,
        401
    );
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_past_its_life_is_none() {
    let none = SessionLife {
        absolute: Span::ZERO,
        idle: Span::ZERO,
    };
    let sessions = SessionRules {
        admin: none,
        other: SessionRules::HOUSE.other,
    };
    let house = House::with_people(Wants {
        sessions,
        ..Wants::default()
    })
    .await;
    let mut owner = house.signed(Role::Owner).await;
    assert_eq!(owner.get("/api/v1/session").await.status, 401);
    let page = owner.get("/orders?state=open").await;
    assert_eq!(page.status, 303);
    assert_eq!(
        page.header("location"),
        Some("/sign-in?next=/orders%3Fstate%3Dopen")
    );
    let mut trader = house.signed(Role::Trader).await;
    assert_eq!(trader.get("/api/v1/session").await.status, 200);
    house.stop().await;
}

// AUTH-02: the form and JSON open the same kind of session.
#[tokio::test(flavor = "multi_thread")]
async fn the_form_signs_in_without_script_and_only_with_its_word() {
    let house = House::with_people(Wants::default()).await;
    let mut person = house.stranger();
    let page = person.get("/sign-in").await;
    assert_eq!(page.status, 200);
    let word = word(&page.text());
    let fields = |word: &str| {
        Asked::post("/sign-in").form(&[
            ("csrf", word),
            ("email", "owner@house.test"),
            ("password", PASSWORD),
            ("next", "/orders"),
        ])
    };
    let refused = person.send(fields(&"0".repeat(64))).await;
    assert_eq!(refused.status, 403);
    assert!(
        refused
            .header("content-type")
            .unwrap()
            .starts_with("text/html")
    );
    let answer = person.send(fields(&word)).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, Some("/orders"))
    );
    assert_eq!(person.get("/api/v1/session").await.json()["role"], "owner");
    // The word of the stranger's form is not the word of the session's forms.
    let out = person
        .send(Asked::post("/sign-out").form(&[("csrf", &word)]))
        .await;
    assert_eq!(out.status, 403);
    let desk = person.get("/about").await;
    let out = person
        .send(Asked::post("/sign-out").form(&[("csrf", &self::word(&desk.text()))]))
        .await;
    assert_eq!(out.status, 303);
    assert_eq!(person.get("/api/v1/session").await.status, 401);
    house.stop().await;
}

/// The word that a page's first form carries.
pub(crate) fn word(page: &str) -> String {
    let (_, rest) = page
        .split_once("name=\"csrf\" value=\"")
        .expect("a form with a word");
    rest.split('"').next().unwrap().to_owned()
}
