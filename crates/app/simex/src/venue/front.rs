//! What stands before every route: requests a firewall turns away, paths that are gone, paths that never were, and the
//! headers every answer bears. Never an operation.

use super::dispatch::refused;
use super::http::{Accepts, Content, HttpRequest, Method, Reply};
use super::route::{Found, Product};
use super::usdm::refusal::No;
use domain::Time;

/// Longest path a request may have, in bytes.
const PATH_BYTES_MAX: usize = 256;
/// What no honest request says, in lower case.
const ABSURD: &[&str] = &[
    "<script",
    "../",
    "/.env",
    "/.git",
    "/etc/passwd",
    "wp-admin",
    "union select",
    "union+select",
    "union%20select",
    "' or '1'='1",
    "%27%20or%20",
    "%00",
    ".php",
];
/// Paths that were Binance's and are gone.
const GONE: &[(&str, &[Method])] = &[(
    "/api/v3/userDataStream",
    &[Method::Post, Method::Put, Method::Delete],
)];
/// Paths of futures that are retired, and what to use instead.
const RETIRED: &[(&str, &str)] = &[
    ("/fapi/v1/account", "/fapi/v2/account"),
    ("/fapi/v1/balance", "/fapi/v2/balance"),
    ("/fapi/v1/positionRisk", "/fapi/v2/positionRisk"),
    ("/fapi/v1/ticker/price", "/fapi/v2/ticker/price"),
];
/// What a firewall shows.
const FORBIDDEN: &str = "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n</body>\r\n</html>\r\n";
/// What a path that is gone shows.
const GONE_PAGE: &str = "<html>\r\n<head><title>410 Gone</title></head>\r\n<body>\r\n<center><h1>410 Gone</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
/// What a proxy shows when what is behind it does not answer.
pub(super) const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
/// What a path that never was shows to a browser.
const NOT_FOUND_PAGE: &str = "<html><body><h2>404 Not found</h2></body></html>";

/// Which product a path belongs to.
pub(super) fn product(path: &str) -> Product {
    if path.starts_with("/sapi/") {
        Product::Wallet
    } else if path.starts_with("/fapi/") || path.starts_with("/futures/") {
        Product::Usdm
    } else {
        Product::Spot
    }
}

/// The answer to a request that never comes to a route.
pub(super) fn turned_away(request: &HttpRequest) -> Option<Reply> {
    let lower = |text: &str| text.to_ascii_lowercase();
    let (path, query) = (lower(&request.path), lower(&request.query));
    let absurd = |text: &&str| path.contains(*text) || query.contains(*text);
    if request.path.len() > PATH_BYTES_MAX || ABSURD.iter().any(absurd) {
        return Some(html(403, FORBIDDEN));
    }
    let gone = GONE
        .iter()
        .any(|(path, methods)| *path == request.path && methods.contains(&request.method));
    if gone || request.path.starts_with("/api/v1/") || request.path.starts_with("/wapi/") {
        return Some(html(410, GONE_PAGE));
    }
    None
}

/// Whether a path is answered while the service is under maintenance.
pub(super) fn open_in_maintenance(path: &str) -> bool {
    matches!(
        path,
        "/sapi/v1/system/status"
            | "/api/v3/ping"
            | "/api/v3/time"
            | "/api/v3/exchangeInfo"
            | "/fapi/v1/ping"
            | "/fapi/v1/time"
            | "/fapi/v1/exchangeInfo"
    )
}

/// The answer where no route is.
pub(super) fn nothing_there(request: &HttpRequest, found: Found) -> Reply {
    let (method, path) = (request.method.name(), request.path.as_str());
    match product(path) {
        Product::Usdm => {
            let retired = RETIRED
                .iter()
                .find(|(old, _)| *old == path && request.method == Method::Get);
            let no = match retired {
                Some((old, instead)) => No::Retired(old, instead),
                None => No::UnknownPath(path.to_owned(), method),
            };
            refused(&no.into())
        }
        Product::Spot | Product::Wallet => match (found, request.accepts) {
            (Found::OtherMethod, _) => Reply::empty(405),
            (_, Accepts::Html) => html(404, NOT_FOUND_PAGE),
            (_, Accepts::Anything) => Reply::empty(404),
        },
    }
}

/// An answer with what every answer bears: its date and its number, both the venue's own.
pub(super) fn signed_off(reply: Reply, now: Time, number: u64) -> Reply {
    reply
        .with("date", date(now))
        .with("server", "nginx")
        .with("x-mbx-uuid", uuid(number))
        .with("cache-control", "no-cache, no-store, must-revalidate")
}

/// What a proxy answers when what is behind it does not.
pub(super) fn bad_gateway() -> Reply {
    html(502, BAD_GATEWAY)
}

fn html(status: u16, page: &str) -> Reply {
    Reply::text(status, page.to_owned()).of(Content::Html)
}

/// A number in the form of a UUID, spread over all its digits.
fn uuid(number: u64) -> String {
    let spread = |salt: u64| {
        let mut x = number
            .wrapping_add(salt)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x ^ (x >> 27)
    };
    let text = format!("{:016x}{:016x}", spread(1), spread(2));
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-4{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

/// An instant as HTTP writes it.
fn date(at: Time) -> String {
    let seconds = at.millis().div_euclid(1_000);
    let days = seconds.div_euclid(86_400);
    let second = seconds.rem_euclid(86_400);
    let (year, month, day) = civil(days);
    let name = |names: &[&'static str], index: i64| {
        let index = usize::try_from(index).unwrap_or(0);
        names.get(index).copied().unwrap_or_default()
    };
    let weekday = name(
        &["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"],
        days.rem_euclid(7),
    );
    let month = name(
        &[
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
        month - 1,
    );
    format!(
        "{weekday}, {day:02} {month} {year} {:02}:{:02}:{:02} GMT",
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

/// Year, month and day of a day counted from 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests;
