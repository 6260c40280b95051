//! What each code and status of futures means, and that no code is listed twice.

use super::*;
use alloc::format;
use domain::Time;

fn meaning(status: u16, code: i64, text: &str) -> Disposition {
    let body = format!(r#"{{"code":{code},"msg":"{text}"}}"#);
    let answer = Answer {
        status,
        retry_after: Some(Span::from_secs(3)),
        used_weight: None,
        received: Time::from_millis(0),
        body: body.into_bytes(),
    };
    trouble(&answer).disposition
}

const LATER: Disposition = Disposition::Retry {
    after: Some(Span::from_secs(3)),
};

const fn no(reason: Rejection) -> Disposition {
    Disposition::Rejected(reason)
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, read top down")]
fn every_code_that_trading_meets_has_its_meaning() {
    for (code, expected) in [
        (-1000, Disposition::Ambiguous),
        (-1001, Disposition::Ambiguous),
        (-1003, LATER),
        (-1004, no(Rejection::Other)),
        (-1006, Disposition::Ambiguous),
        (-1007, Disposition::Ambiguous),
        (-1008, LATER),
        (-1013, no(Rejection::Filter)),
        (-1015, LATER),
        (-1021, LATER),
        (-1022, Disposition::Fatal),
        (-1102, no(Rejection::Parameter)),
        (-1111, no(Rejection::Parameter)),
        (-1112, no(Rejection::WouldNotFill)),
        (-1121, no(Rejection::Parameter)),
        (-1125, no(Rejection::Parameter)),
        (-2011, no(Rejection::NotOpen)),
        (-2012, Disposition::Ambiguous),
        (-2013, no(Rejection::NeverSeen)),
        (-2014, Disposition::Fatal),
        (-2015, Disposition::Fatal),
        (-2018, no(Rejection::Balance)),
        (-2019, no(Rejection::Balance)),
        (-2020, no(Rejection::WouldNotFill)),
        (-2021, no(Rejection::WouldTrigger)),
        (-2022, no(Rejection::ReduceOnly)),
        (-2023, no(Rejection::Other)),
        (-2025, no(Rejection::Filter)),
        (-2027, no(Rejection::Exposure)),
        (-2028, no(Rejection::Exposure)),
        (-4003, no(Rejection::Filter)),
        (-4014, no(Rejection::Filter)),
        (-4015, no(Rejection::Parameter)),
        (-4016, no(Rejection::Filter)),
        (-4023, no(Rejection::Filter)),
        (-4028, no(Rejection::Parameter)),
        (-4045, no(Rejection::Filter)),
        (-4046, no(Rejection::NoChange)),
        (-4047, no(Rejection::Other)),
        (-4048, no(Rejection::Other)),
        (-4051, no(Rejection::Balance)),
        (-4059, no(Rejection::NoChange)),
        (-4060, no(Rejection::PositionMode)),
        (-4061, no(Rejection::PositionMode)),
        (-4067, no(Rejection::PositionMode)),
        (-4068, no(Rejection::PositionMode)),
        (-4078, Disposition::Ambiguous),
        (-4083, Disposition::Ambiguous),
        (-4116, Disposition::Ambiguous),
        (-4118, no(Rejection::ReduceOnly)),
        (-4120, no(Rejection::Parameter)),
        (-4131, no(Rejection::Filter)),
        (-4137, no(Rejection::Parameter)),
        (-4140, no(Rejection::Closed)),
        (-4141, no(Rejection::Closed)),
        (-4142, no(Rejection::WouldTrigger)),
        (-4161, no(Rejection::Other)),
        (-4164, no(Rejection::Filter)),
        (-4168, no(Rejection::Other)),
        (-4171, no(Rejection::NoChange)),
        (-4400, Disposition::Fatal),
        (-5021, no(Rejection::WouldNotFill)),
        (-5022, no(Rejection::WouldMatch)),
        (-5026, no(Rejection::Other)),
        (-5027, no(Rejection::NoChange)),
        (-5028, LATER),
        (-5029, no(Rejection::Filter)),
        (-5041, no(Rejection::WouldNotFill)),
        (-9999, Disposition::Protocol),
        (-3000, Disposition::Protocol),
    ] {
        assert_eq!(meaning(400, code, "words"), expected, "{code}");
    }
}

#[test]
fn words_decide_where_the_code_does_not() {
    for (text, reason) in [
        (
            "Account has insufficient balance for requested action.",
            Rejection::Balance,
        ),
        (
            "Order would immediately match and take.",
            Rejection::WouldMatch,
        ),
        ("Order would trigger immediately.", Rejection::WouldTrigger),
        ("Market is closed.", Rejection::Closed),
        ("Something nobody has heard of.", Rejection::Other),
    ] {
        assert_eq!(meaning(400, -2010, text), no(reason), "{text}");
    }
}

#[test]
fn a_status_that_leaves_doubt_is_never_a_no() {
    for (status, code, expected) in [
        (408, -2019, Disposition::Ambiguous),
        (409, -2019, Disposition::Ambiguous),
        (500, -2019, Disposition::Ambiguous),
        (502, -2019, Disposition::Ambiguous),
        (503, -2019, Disposition::Ambiguous),
        (503, -1008, LATER),
        (504, -1007, Disposition::Ambiguous),
        (429, -2019, LATER),
        (
            418,
            -2019,
            Disposition::Banned {
                after: Some(Span::from_secs(3)),
            },
        ),
        (403, -2019, Disposition::Fatal),
        (451, -2019, Disposition::Fatal),
        (302, -2019, Disposition::Protocol),
        (401, -2015, Disposition::Fatal),
    ] {
        assert_eq!(meaning(status, code, "words"), expected, "{status} {code}");
    }
}

#[test]
fn no_code_is_listed_twice() {
    let all = || REJECTED.iter().flat_map(|(_, codes)| codes.iter());
    for code in all() {
        assert_eq!(all().filter(|other| *other == code).count(), 1, "{code}");
    }
}

#[test]
fn words_without_a_code_are_kept_short() {
    let answer = Answer {
        status: 400,
        retry_after: None,
        used_weight: None,
        received: Time::from_millis(0),
        body: b"<html>".to_vec(),
    };
    let found = trouble(&answer);
    assert_eq!(
        (found.disposition, found.code),
        (Disposition::Protocol, None)
    );
    let long = "x".repeat(5_000);
    assert_eq!(bounded(&long).chars().count(), TEXT_CHARS_MAX);
}
