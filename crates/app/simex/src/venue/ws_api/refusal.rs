//! Why a session is refused something that only sessions have. Data with Binance's codes and words.

use crate::venue::wording::refusals;

refusals! {
    /// Why a session's request was refused.
    SessionRefusal {
        /// The text is no request.
        Json = 400, -1135, "Invalid JSON Request";
        /// The request's id is no id.
        Id = 400, -1135,
            "Invalid 'id' in JSON request; expected an integer, a string matching '^[a-zA-Z0-9-_]{{1,36}}$', or null.";
        /// No such method.
        UnknownMethod(method: String) = 400, -5000, "Method {method} is invalid";
        /// A session cannot log on with a key of this kind.
        KeyKind(kind: &'static str) = 400, -4056, "{kind} API key is not supported.";
        /// The account is followed already.
        SubscriptionActive = 400, -2035, "User Data Stream subscription already active.";
        /// There is no such subscription.
        SubscriptionInactive = 400, -2036, "User Data Stream subscription not active.";
        /// The session follows as many accounts as it may.
        TooManySubscriptions = 400, -1191,
            "Too many subscriptions. Connection may create up to '1000' subscriptions at a time.";
        /// The session has used up its subscription numbers.
        SubscriptionsUsedUp = 400, -2042, "Maximum subscription ID reached for this connection.";
    }
}
