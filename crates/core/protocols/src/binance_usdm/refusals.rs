//! Which words of Binance's futures mean what for the caller. Never makes a no out of a doubt.

use crate::answer::Answer;
use crate::trouble::{Disposition, Rejection, Trouble};
use alloc::string::{String, ToString};
use domain::Span;
use serde::Deserialize;

/// Longest text of the venue that is kept, in characters.
const TEXT_CHARS_MAX: usize = 200;

/// Codes by which the venue decides no. Every code from -1100 to -1199 that is not here is about a parameter.
const REJECTED: &[(Rejection, &[i64])] = &[
    (
        Rejection::Filter,
        &[
            -1013, -2025, -4001, -4002, -4003, -4004, -4005, -4006, -4007, -4013, -4014, -4016,
            -4023, -4024, -4045, -4131, -4164, -4183, -4184, -4210, -4211, -5029,
        ],
    ),
    (Rejection::Balance, &[-2018, -2019, -2024, -4050, -4051]),
    (Rejection::WouldTrigger, &[-2021, -4142]),
    (Rejection::ReduceOnly, &[-2022, -4118, -4138]),
    (Rejection::Exposure, &[-2027, -2028, -4208, -4209]),
    (Rejection::WouldNotFill, &[-1112, -2020, -5021, -5041]),
    (Rejection::WouldMatch, &[-5022]),
    (Rejection::PositionMode, &[-4060, -4061, -4067, -4068]),
    (Rejection::NoChange, &[-4046, -4052, -4059, -4171, -5027]),
    (Rejection::Closed, &[-2016, -4022, -4140, -4141]),
    (Rejection::NotOpen, &[-2011]),
    (Rejection::NeverSeen, &[-2013]),
    (
        Rejection::Parameter,
        &[
            -1014, -1020, -1023, -2007, -2026, -4000, -4008, -4009, -4010, -4011, -4012, -4015,
            -4017, -4018, -4019, -4020, -4021, -4025, -4026, -4027, -4028, -4029, -4030, -4031,
            -4032, -4033, -4044, -4053, -4055, -4058, -4062, -4063, -4064, -4065, -4066, -4069,
            -4070, -4071, -4073, -4075, -4079, -4081, -4082, -4084, -4085, -4086, -4104, -4114,
            -4120, -4135, -4136, -4137, -4139, -4144, -4165, -5024, -5025, -5037, -5038, -5039,
            -5040, -5047,
        ],
    ),
    (
        Rejection::Other,
        &[
            -1004, -2023, -4047, -4048, -4049, -4054, -4072, -4074, -4076, -4077, -4117, -4130,
            -4161, -4167, -4168, -4169, -4170, -4172, -4531, -5026,
        ],
    ),
];

#[derive(Deserialize)]
struct ErrorBody {
    code: i64,
    #[serde(default)]
    msg: String,
}

/// What an answer without success means.
pub(crate) fn trouble(answer: &Answer) -> Trouble {
    match serde_json::from_slice::<ErrorBody>(&answer.body) {
        Ok(error) => Trouble {
            disposition: disposition(answer, Some((error.code, &error.msg))),
            status: answer.status,
            code: Some(error.code),
            text: bounded(&error.msg),
        },
        Err(_) => Trouble {
            disposition: disposition(answer, None),
            status: answer.status,
            code: None,
            text: "the venue answered without a code of its own".to_string(),
        },
    }
}

/// An answer that says success in a body we cannot read.
pub(crate) fn unreadable(answer: &Answer, error: &serde_json::Error) -> Trouble {
    Trouble {
        disposition: Disposition::Protocol,
        status: answer.status,
        code: None,
        text: bounded(&alloc::format!("the answer could not be read: {error}")),
    }
}

fn disposition(answer: &Answer, error: Option<(i64, &str)>) -> Disposition {
    let throttled = error.is_some_and(|(code, _)| code == -1008);
    if answer.status >= 500 && throttled {
        return Disposition::Retry {
            after: answer.retry_after,
        };
    }
    by_status(answer).unwrap_or_else(|| match error {
        Some((code, text)) => by_code(code, text, answer.retry_after),
        None => Disposition::Protocol,
    })
}

/// What the status decides whatever the body says.
fn by_status(answer: &Answer) -> Option<Disposition> {
    let after = answer.retry_after;
    match answer.status {
        418 => Some(Disposition::Banned { after }),
        429 => Some(Disposition::Retry { after }),
        403 | 451 => Some(Disposition::Fatal),
        409 | 408 | 500.. => Some(Disposition::Ambiguous),
        400..500 => None,
        _ => Some(Disposition::Protocol),
    }
}

/// What a code means. One that is not listed is no decision.
fn by_code(code: i64, text: &str, after: Option<Span>) -> Disposition {
    match code {
        // A duplicate is no refusal of the order: one with that id stands there.
        -1010 | -1007 | -1006 | -1001 | -1000 | -2012 | -4078 | -4083 | -4115 | -4116 => {
            Disposition::Ambiguous
        }
        -1003 | -1008 | -1015 | -1021 | -5028 => Disposition::Retry { after },
        -1002
        | -1005
        | -1011
        | -1016
        | -1022
        | -1099
        | -1109
        | -2014
        | -2015
        | -2017
        | -4056
        | -4057
        | -4080
        | -4087
        | -4088
        | -4109
        | -4192
        | -4202
        | -4203
        | -4205
        | -4206
        | -4402..=-4400
        | -4403 => Disposition::Fatal,
        _ => rejection(code, text).map_or(Disposition::Protocol, Disposition::Rejected),
    }
}

fn rejection(code: i64, text: &str) -> Option<Rejection> {
    if code == -2010 {
        return Some(order_rejected(text));
    }
    let found = REJECTED.iter().find(|(_, codes)| codes.contains(&code));
    match found {
        Some((reason, _)) => Some(*reason),
        None if (-1199..=-1100).contains(&code) => Some(Rejection::Parameter),
        None => None,
    }
}

/// Code -2010 says why only in words.
fn order_rejected(text: &str) -> Rejection {
    match text {
        "Account has insufficient balance for requested action." => Rejection::Balance,
        "Order would immediately match and take." => Rejection::WouldMatch,
        "Order would trigger immediately." | "Stop price would trigger immediately." => {
            Rejection::WouldTrigger
        }
        "Market is closed." => Rejection::Closed,
        _ => Rejection::Other,
    }
}

fn bounded(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests;
