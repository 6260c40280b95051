//! What can go wrong in a request, and the one place that gives it a status and public words (RFC 9457).
//! Never text of another crate's insides: a caller reads what happened, what was not done, and what to do.

mod keys;
pub use keys::KeyProblem;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{CommandError, Kept, NotTaken};
use identity::{Denied, SetUpRefused, WeakPassword};
use serde::Serialize;
use std::fmt::Display;
use utoipa::ToSchema;

/// Before each problem's short name: a name for programs, not an address to open.
const TYPE_PREFIX: &str = "urn:cofferdam:problem:";
/// Longest detail handed out, in characters.
const DETAIL_CHARS_MAX: usize = 400;

/// Why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The body is no JSON, or not of the shape that this route takes.
    Body(String),
    /// The body is larger than this route takes.
    BodyTooLarge,
    /// The body is not of the media type that this route takes.
    MediaType(&'static str),
    /// One value of the request is wrong.
    Value {
        /// Its field.
        field: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Nobody is signed in, or the session is over.
    NotSignedIn,
    /// The person may not do this.
    Denied(Denied),
    /// The e-mail or the password is wrong, or the person is unknown, shut out or locked: never said which.
    SignInFailed,
    /// The set-up token is not taken.
    SetUp(SetUpRefused),
    /// The password is not taken.
    Weak(WeakPassword),
    /// The request came from a page of another origin.
    CrossSite,
    /// The form does not carry the word of this session.
    FormWord,
    /// The `Host` is none of this house's names.
    ForeignHost,
    /// Too many requests of this class.
    TooMany {
        /// After how many seconds the next one is taken.
        retry_after_secs: u64,
    },
    /// The gate refused an order.
    Refused(Box<Refusal>),
    /// There is no such symbol at this desk.
    UnknownSymbol(String),
    /// There is no such order.
    UnknownOrder(String),
    /// There is no such account.
    UnknownAccount(String),
    /// The order is over.
    AlreadyEnded(String),
    /// The venue does not deny the order.
    NotDenied(String),
    /// The order cannot be replaced as it stands.
    NotReplaceable(String),
    /// The order cannot be reduced as asked.
    NotAmendable(String),
    /// No order of this number waits for a second word of this person.
    NoTicket(String),
    /// There is no halt of exactly this scope.
    NotHalted(String),
    /// A flatten of the scope runs already, under this number.
    Flattening(String),
    /// Positions are not of people or strategies.
    NotOfPositions(String),
    /// There is no press of this number in memory.
    UnknownPress(String),
    /// There is no such disagreement with the venue.
    NoSuchBreak,
    /// What was wished of a venue with a backup does not fit how it stands.
    NotTaken(NotTaken),
    /// The request key was used for another order.
    KeyReused,
    /// Nothing was done with the credential of a venue.
    Key(KeyProblem),
    /// The change does not fit what is stored.
    Conflict,
    /// The symbol is known, but no market data of it has arrived.
    NoMarketYet(String),
    /// More waits than the desk takes.
    Busy,
    /// A change of controls was not taken; the words say why.
    NotProposed(String),
    /// It takes a second person, and was recorded as this proposal.
    SecondPerson(u64),
    /// The journal could not be written.
    NotRecorded,
    /// Halted, but not in the journal; what holds it.
    HeldByLatch(Kept),
    /// The cancels left, and the journal could not be written.
    CancelledUnrecorded,
    /// Halted, and the journal could not be written, so nothing was closed.
    HaltedNotFlattened,
    /// The desk is stopping.
    Stopping,
    /// The house is not ready to trade.
    NotReady,
    /// The database did not answer a question.
    DatabaseSilent,
    /// There is nothing at this path.
    NotFound,
    /// The path does not take this method.
    MethodNotAllowed,
    /// The stream takes only WebSocket upgrades.
    UpgradeRequired,
    /// It took longer than a request may.
    TooSlow,
    /// A defect of ours; the log has the details under the request's id.
    Internal,
}

/// A refusal of the gate in the gate's own numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule's stable code, like `GATE-02.order-value`.
    pub rule: String,
    /// How far the broken limit reaches.
    pub scope: String,
    /// What the rule looked at.
    pub value: Option<String>,
    /// What it allows.
    pub limit: Option<String>,
    /// The gate's sentence.
    pub sentence: String,
    /// The number under which the order waits for a second word, where one is all it lacks.
    pub waits: Option<String>,
}

/// A problem as it goes out (`application/problem+json`).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemView {
    /// A stable name for programs.
    #[schema(example = "urn:cofferdam:problem:gate-refused")]
    pub r#type: String,
    /// The same words for every problem of this type.
    #[schema(example = "The gate refused the order")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened, what was not done, what to do.
    pub detail: String,
    /// The request's id, the same as in the log and the `x-request-id` header.
    pub request_id: String,
    /// The gate's rule, where the gate refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "GATE-02.order-value")]
    pub rule: Option<String>,
    /// What the rule looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What the rule allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// Where whoever wished the order can confirm it as it stands, where that is all it lacks; for a short time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/api/v1/orders/57/confirm")]
    pub confirm: Option<String>,
    /// The field that is wrong, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
}

/// Status, short name and title of one kind of problem.
struct Kind(StatusCode, &'static str, &'static str);

impl Problem {
    /// A wrong value of a request's field.
    pub fn value(field: &'static str, why: impl Display) -> Self {
        Self::Value {
            field,
            why: why.to_string(),
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.kind().0
    }

    /// The stable short name: `gate-refused`, `not-signed-in` …
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.kind().1
    }

    /// The same words for every problem of this kind.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.kind().2
    }

    /// Every error of the house gets its status here and nowhere else.
    #[rustfmt::skip]
    fn kind(&self) -> Kind {
        use StatusCode as S;
        match self {
            Self::Body(_) => Kind(S::BAD_REQUEST, "body", "The body could not be read"),
            Self::BodyTooLarge => Kind(S::PAYLOAD_TOO_LARGE, "body-too-large", "The body is too large"),
            Self::MediaType(_) => Kind(S::UNSUPPORTED_MEDIA_TYPE, "media-type", "The body is of another media type"),
            Self::Value { .. } => Kind(S::UNPROCESSABLE_ENTITY, "value", "A value is wrong"),
            Self::NotSignedIn => Kind(S::UNAUTHORIZED, "not-signed-in", "Nobody is signed in"),
            Self::Denied(Denied::NotSignedIn) => Kind(S::UNAUTHORIZED, "not-signed-in", "Nobody is signed in"),
            Self::Denied(Denied::RoleLacks { .. } | Denied::TaskLacks { .. }) => Kind(S::FORBIDDEN, "denied", "This role may not do this"),
            Self::SignInFailed => Kind(S::UNAUTHORIZED, "sign-in-failed", "The sign-in failed"),
            Self::SetUp(SetUpRefused::Wrong) => Kind(S::FORBIDDEN, "set-up-token", "The set-up token is not taken"),
            Self::SetUp(SetUpRefused::TooOld) => Kind(S::FORBIDDEN, "set-up-token", "The set-up token is not taken"),
            Self::SetUp(SetUpRefused::Done) => Kind(S::CONFLICT, "set-up-done", "The set-up is done"),
            Self::Weak(_) => Kind(S::UNPROCESSABLE_ENTITY, "weak-password", "The password is not taken"),
            Self::CrossSite => Kind(S::FORBIDDEN, "cross-site", "The request came from another site"),
            Self::FormWord => Kind(S::FORBIDDEN, "form-word", "The form is not of this session"),
            Self::ForeignHost => Kind(S::MISDIRECTED_REQUEST, "foreign-host", "This house does not answer to that name"),
            Self::TooMany { .. } => Kind(S::TOO_MANY_REQUESTS, "too-many", "Too many requests"),
            Self::Refused(_) => Kind(S::UNPROCESSABLE_ENTITY, "gate-refused", "The gate refused the order"),
            Self::UnknownSymbol(_) => Kind(S::NOT_FOUND, "unknown-symbol", "There is no such symbol"),
            Self::UnknownOrder(_) => Kind(S::NOT_FOUND, "unknown-order", "There is no such order"),
            Self::UnknownAccount(_) => Kind(S::NOT_FOUND, "unknown-account", "There is no such account"),
            Self::AlreadyEnded(_) => Kind(S::CONFLICT, "already-ended", "The order is over already"),
            Self::Flattening(_) => Kind(S::CONFLICT, "flattening", "A flatten of this scope runs already"),
            Self::NotOfPositions(_) => Kind(S::UNPROCESSABLE_ENTITY, "not-of-positions", "Positions are kept by account"),
            Self::UnknownPress(_) => Kind(S::NOT_FOUND, "unknown-press", "There is no such press"),
            Self::NoSuchBreak => Kind(S::CONFLICT, "no-such-break", "There is no such break"),
            Self::NotDenied(_) => Kind(S::CONFLICT, "not-denied", "The venue does not deny the order"),
            Self::NotReplaceable(_) => Kind(S::CONFLICT, "not-replaceable", "The order cannot be replaced as it stands"),
            Self::NoTicket(_) => Kind(S::NOT_FOUND, "no-ticket", "No such order waits for your word"),
            Self::NotAmendable(_) => Kind(S::CONFLICT, "not-amendable", "The order cannot be reduced as asked"),
            Self::NotHalted(_) => Kind(S::CONFLICT, "not-halted", "There is no such halt"),
            Self::NotTaken(NotTaken::NoBackup) => Kind(S::NOT_FOUND, "no-backup", "The account has no backup"),
            Self::NotTaken(NotTaken::AwayAlready) => Kind(S::CONFLICT, "away-already", "The venue counts as away already"),
            Self::NotTaken(NotTaken::NotAway) => Kind(S::CONFLICT, "not-away", "The venue does not count as away"),
            Self::NotProposed(_) => Kind(S::CONFLICT, "not-proposed", "The change was not taken"),
            Self::SecondPerson(_) => Kind(S::CONFLICT, "second-person", "A second person has to agree"),
            Self::KeyReused => Kind(S::CONFLICT, "key-reused", "The request key was used for another order"),
            Self::Key(problem) => problem.kind(),
            Self::Conflict => Kind(S::CONFLICT, "conflict", "The change does not fit what is stored"),
            Self::NoMarketYet(_) => Kind(S::SERVICE_UNAVAILABLE, "no-market-yet", "No market data has arrived"),
            Self::Busy => Kind(S::SERVICE_UNAVAILABLE, "busy", "The desk is busy"),
            Self::NotRecorded => Kind(S::SERVICE_UNAVAILABLE, "not-recorded", "The journal could not be written"),
            Self::HeldByLatch(Kept::InFile) => Kind(S::ACCEPTED, "held-by-latch", "Halted: held by the latch, the journal could not be written"),
            Self::HeldByLatch(Kept::Nowhere) => Kind(S::SERVICE_UNAVAILABLE, "halted-in-memory", "Halted in memory only"),
            Self::CancelledUnrecorded => Kind(S::SERVICE_UNAVAILABLE, "cancelled-unrecorded", "The cancels left without a record"),
            Self::HaltedNotFlattened => Kind(S::SERVICE_UNAVAILABLE, "halted-not-flattened", "Halted, and nothing was closed"),
            Self::Stopping => Kind(S::SERVICE_UNAVAILABLE, "stopping", "The house is stopping"),
            Self::NotReady => Kind(S::SERVICE_UNAVAILABLE, "not-ready", "The house is not ready"),
            Self::DatabaseSilent => Kind(S::SERVICE_UNAVAILABLE, "database-silent", "The database did not answer"),
            Self::NotFound => Kind(S::NOT_FOUND, "not-found", "There is nothing here"),
            Self::MethodNotAllowed => Kind(S::METHOD_NOT_ALLOWED, "method", "This path does not take that method"),
            Self::UpgradeRequired => Kind(S::UPGRADE_REQUIRED, "upgrade-required", "The stream takes only WebSocket upgrades"),
            Self::TooSlow => Kind(S::GATEWAY_TIMEOUT, "too-slow", "The answer took too long"),
            Self::Internal => Kind(S::INTERNAL_SERVER_ERROR, "internal", "Something broke in the house"),
        }
    }

    /// What happened, what was not done, what to do.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Body(why) => format!("{why}. Nothing was done. Correct the body and send it again."),
            Self::BodyTooLarge => "The body is larger than 16 KiB. It was not read and nothing was done.".to_owned(),
            Self::MediaType(wanted) => format!("Send the body as {wanted}. Nothing was done."),
            Self::Value { field, why } => format!("{field}: {why}. Nothing was done."),
            Self::NotSignedIn | Self::Denied(Denied::NotSignedIn) => {
                "There is no live session. Nothing was done. Sign in and try again.".to_owned()
            }
            Self::Denied(why @ (Denied::RoleLacks { .. } | Denied::TaskLacks { .. })) => {
                format!("Nothing was done: {why}. An owner or admin can change roles.")
            }
            Self::SignInFailed => "The e-mail and the password do not fit together, or too many tries failed. Nobody was signed in. Check both; after five failed tries wait 15 minutes.".to_owned(),
            Self::SetUp(why) => format!("Nobody was added: {why}."),
            Self::Weak(why) => format!("Nothing was changed: {why}."),
            Self::CrossSite => "The browser says that a page of another site sent this. Nothing was done. Open this house's own page and try again.".to_owned(),
            Self::FormWord => "The form does not belong to this session: it is old, or a page of another site sent it. Nothing was done. Load the page again and repeat.".to_owned(),
            Self::ForeignHost => "The request names a host that this house was not told is its own. Nothing was done. Use the address that the house printed, or add the name to its settings.".to_owned(),
            Self::TooMany { retry_after_secs } => format!("The limit of this kind of request is reached. Nothing was done. Try again in {retry_after_secs} s."),
            Self::Refused(refusal) => format!("{}. Nothing was sent.", refusal.sentence.trim_end_matches('.')),
            Self::UnknownSymbol(symbol) => format!("{symbol} is not traded at this desk. Nothing was done. The list is at /api/v1/instruments."),
            Self::UnknownOrder(order) => format!("There is no order {order}. Nothing was done."),
            Self::UnknownAccount(account) => format!("There is no account {account} at this desk. Nothing was done."),
            Self::AlreadyEnded(order) => format!("Order {order} is over, so there was nothing to cancel. Nothing was done."),
            Self::Flattening(press) => format!("A flatten of this scope runs already as press {press}; nothing more was done. How far it is stands at /api/v1/presses/{press}."),
            Self::NotOfPositions(scope) => format!("Positions are kept by account, so {scope} cannot be flattened. Nothing was done. Halt it and cancel its orders, or flatten an account or a symbol."),
            Self::UnknownPress(press) => format!("There is no press {press} in memory; the latest are at /api/v1/presses, and the journal has them all."),
            Self::NoSuchBreak => "There is no such break in force, so nothing was changed. Those in force are at /api/v1/reconciliation.".to_owned(),
            Self::NotDenied(order) => format!("The venue does not deny order {order}: it ends by the venue's word, not by a person's. Nothing was done."),
            Self::NotReplaceable(order) => format!("Order {order} cannot be replaced: the venue's word of it is not known yet, its end is asked for, it is one of a pair, or the other order is in another symbol. Nothing was sent."),
            Self::NoTicket(order) => format!("No order {order} waits for a second word of yours: it never did, its time is over, or it was confirmed before. This request sent nothing. If the answer to a confirmation was lost, look at /api/v1/orders before wishing it again; what waits stands at /api/v1/tickets."),
            Self::NotAmendable(order) => format!("Order {order} cannot be reduced to this: only a working limit order of its own can, whose end is not asked for, to less than it is of and more than has traded. Nothing was sent."),
            Self::NotHalted(scope) => format!("There is no halt of exactly {scope}, so there was nothing to release. The halts in force are at /api/v1/halts."),
            Self::NotTaken(_) => "Nothing was changed. How venues and backups stand is at /api/v1/backup.".to_owned(),
            Self::NotProposed(why) => format!("{why}. Nothing was changed. The limits in force and what waits are at /api/v1/limits."),
            Self::SecondPerson(number) => format!("This takes two persons: it was recorded as proposal {number} and holds once another person agrees to it, on the page Limits. Nothing was changed yet."),
            Self::KeyReused => "This request key was used for an order with other terms. Nothing was sent. Use another key for another order.".to_owned(),
            Self::Key(problem) => problem.detail(),
            Self::Conflict => "The same e-mail is taken, or what was to change is gone. Nothing was changed.".to_owned(),
            Self::NoMarketYet(symbol) => format!("The order book of {symbol} is not loaded. Try again in a moment."),
            Self::Busy => "More commands wait than the desk takes. Nothing was done. Try again in a moment.".to_owned(),
            Self::NotRecorded => "The journal could not be written, so nothing was sent. See the status page before trying again.".to_owned(),
            Self::HeldByLatch(Kept::InFile) => "Everything asked for is halted and the cancels left. The latch, a file beside the database, holds the halt, also over a restart; the journal could not be written. It is written there as soon as it can be. See the status page.".to_owned(),
            Self::HeldByLatch(Kept::Nowhere) => "Everything asked for is halted in memory and the cancels left, but neither the journal nor the latch beside it could be written. Do not restart: a restart would forget the halt. See the status page.".to_owned(),
            Self::CancelledUnrecorded => "The cancels left, but the journal could not be written, so no press tells of them. Look at the orders at the venue, and see the status page.".to_owned(),
            Self::HaltedNotFlattened => "Everything asked for is halted, but the journal could not be written, so no position was closed. Press again once it can be. See the status page.".to_owned(),
            Self::Stopping => "The house is stopping. Nothing was done. Try again when it is back.".to_owned(),
            Self::NotReady => "A part of the house that trading needs does not serve. Sign in and see /api/v1/health.".to_owned(),
            Self::DatabaseSilent => "The database did not answer, so there is nothing to show. Nothing was changed. Try again, and see the status page.".to_owned(),
            Self::NotFound => "There is nothing at this path.".to_owned(),
            Self::MethodNotAllowed => "The path is right but takes another method. Nothing was done. See /openapi.json.".to_owned(),
            Self::UpgradeRequired => "Open this path as a WebSocket.".to_owned(),
            Self::TooSlow => "The answer took too long. A command may still be done: look at the orders before repeating it, or repeat it with the same request key.".to_owned(),
            Self::Internal => "A defect of the house stopped this request. Look at the orders before repeating a command. The log has the details under this request's id.".to_owned(),
        }
    }

    /// The view with the request's id.
    #[must_use]
    pub fn view(&self, request_id: &str) -> ProblemView {
        let refusal = if let Self::Refused(refusal) = self {
            Some(refusal)
        } else {
            None
        };
        let waits = refusal.and_then(|refusal| refusal.waits.as_ref());
        let field = if let Self::Value { field, .. } = self {
            Some(*field)
        } else {
            None
        };
        let mut kind = String::from(TYPE_PREFIX);
        kind.push_str(self.name());
        ProblemView {
            r#type: kind,
            title: self.title(),
            status: self.status().as_u16(),
            detail: self.detail().chars().take(DETAIL_CHARS_MAX).collect(),
            request_id: request_id.to_owned(),
            rule: refusal.map(|refusal| refusal.rule.clone()),
            value: refusal.and_then(|refusal| refusal.value.clone()),
            limit: refusal.and_then(|refusal| refusal.limit.clone()),
            confirm: waits.map(|order| format!("/api/v1/orders/{order}/confirm")),
            field,
        }
    }

    /// The problem as JSON; `request_id` joins it to the log.
    pub(crate) fn to_json(&self, request_id: &str) -> Response {
        let mut response = (self.status(), Json(self.view(request_id))).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        self.add_headers(&mut response);
        response
    }

    /// The headers a status asks for.
    pub(crate) fn add_headers(&self, response: &mut Response) {
        if let Self::TooMany { retry_after_secs } = self {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_secs));
        }
    }
}

/// A handler's problem leaves the handler bare; the outermost layer, which knows the request's id and whether a
/// person or a program reads, gives it a body.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<&desk::Refusal> for Refusal {
    fn from(refusal: &desk::Refusal) -> Self {
        let figure =
            |figure: &desk::Figure| (*figure != desk::Figure::Nothing).then(|| figure.to_string());
        Self {
            rule: refusal.rule.to_string(),
            scope: refusal.scope.to_string(),
            value: figure(&refusal.value),
            limit: figure(&refusal.limit),
            sentence: refusal.to_string(),
            waits: None,
        }
    }
}

impl From<CommandError> for Problem {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Refused(refusal) => Self::Refused(Box::new((&refusal).into())),
            CommandError::Unconfirmed(order, refusal) => Self::Refused(Box::new(Refusal {
                waits: Some(order.to_string()),
                ..(&refusal).into()
            })),
            CommandError::NoTicket(order) => Self::NoTicket(order.to_string()),
            CommandError::Busy => Self::Busy,
            CommandError::NotRecorded => Self::NotRecorded,
            CommandError::HeldByLatch(kept) => Self::HeldByLatch(kept),
            CommandError::CancelledUnrecorded => Self::CancelledUnrecorded,
            CommandError::HaltedNotFlattened => Self::HaltedNotFlattened,
            CommandError::Closed => Self::Stopping,
            CommandError::UnknownOrder(order) => Self::UnknownOrder(order.to_string()),
            CommandError::AlreadyEnded(order) => Self::AlreadyEnded(order.to_string()),
            CommandError::UnknownAccount(account) => Self::UnknownAccount(account.to_string()),
            CommandError::NoSuchBreak => Self::NoSuchBreak,
            CommandError::NotDenied(order) => Self::NotDenied(order.to_string()),
            CommandError::NotReplaceable(order) => Self::NotReplaceable(order.to_string()),
            CommandError::NotAmendable(order) => Self::NotAmendable(order.to_string()),
            CommandError::NotHalted(scope) => Self::NotHalted(scope.to_string()),
            CommandError::NotTaken(why) => Self::NotTaken(why),
            CommandError::NotProposed(why) => Self::NotProposed(why.to_string()),
            CommandError::SecondPerson(number) => Self::SecondPerson(number),
            CommandError::Flattening(press) => Self::Flattening(press.to_string()),
            CommandError::NotOfPositions(scope) => Self::NotOfPositions(scope.to_string()),
            CommandError::KeyReused => Self::KeyReused,
            CommandError::Conflict => Self::Conflict,
        }
    }
}

#[cfg(test)]
mod tests;
