//! Why a session is refused something that only sessions have. Data with Binance's codes and words.

/// Why a session's request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SessionRefusal {
    /// The text is no request.
    Json,
    /// The request's id is no id.
    Id,
    /// No such method.
    UnknownMethod(String),
    /// A session cannot log on with a key of this kind.
    KeyKind(&'static str),
    /// The account is followed already.
    SubscriptionActive,
    /// There is no such subscription.
    SubscriptionInactive,
    /// The session follows as many accounts as it may.
    TooManySubscriptions,
    /// The session has used up its subscription numbers.
    SubscriptionsUsedUp,
}

impl SessionRefusal {
    /// Binance's code.
    pub(crate) const fn code(&self) -> i32 {
        match self {
            Self::Json | Self::Id => -1135,
            Self::UnknownMethod(_) => -5000,
            Self::KeyKind(_) => -4056,
            Self::SubscriptionActive => -2035,
            Self::SubscriptionInactive => -2036,
            Self::TooManySubscriptions => -1191,
            Self::SubscriptionsUsedUp => -2042,
        }
    }

    /// Binance's words.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Json => "Invalid JSON Request".into(),
            Self::Id => "Invalid 'id' in JSON request; expected an integer, a string matching '^[a-zA-Z0-9-_]{1,36}$', or null.".into(),
            Self::UnknownMethod(method) => format!("Method {method} is invalid"),
            Self::KeyKind(kind) => format!("{kind} API key is not supported."),
            Self::SubscriptionActive => "User Data Stream subscription already active.".into(),
            Self::SubscriptionInactive => "User Data Stream subscription not active.".into(),
            Self::TooManySubscriptions => "Too many subscriptions. Connection may create up to '1000' subscriptions at a time.".into(),
            Self::SubscriptionsUsedUp => "Maximum subscription ID reached for this connection.".into(),
        }
    }
}
