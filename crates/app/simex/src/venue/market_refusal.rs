//! What Binance answers to questions about the market that make no sense. Never an answer about an order or an account.

/// Why a question about the market was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarketRefusal {
    /// No such length of a candle.
    BadInterval,
    /// Parameters that exclude each other came together.
    BadCombination,
    /// A value that a parameter cannot have.
    BadValue(&'static str),
    /// No such status of a symbol.
    BadStatus,
    /// The symbol exists with another status.
    OtherStatus,
    /// A ticker is neither full nor small.
    BadTickerType,
    /// A symbol stands twice in a list.
    DuplicateSymbols,
    /// A list of symbols is no list of symbols.
    BadList(&'static str),
    /// Nothing sets a reference price for the symbol.
    NoReferencePrice,
    /// Start and end lie too far apart.
    MoreThanHours(u32),
    /// The end lies before the start.
    EndBeforeStart,
    /// Futures show so many levels of a book, or other fixed numbers, and no others.
    BadDepthLimit(u64),
    /// The pair is unknown to the statistics of futures.
    BadPair,
}

impl MarketRefusal {
    /// Binance's code.
    pub(crate) const fn code(self) -> i32 {
        match self {
            Self::BadInterval => -1120,
            Self::BadCombination => -1128,
            Self::BadValue(_) => -1130,
            Self::BadStatus => -1122,
            Self::OtherStatus => -1220,
            Self::BadTickerType => -1139,
            Self::DuplicateSymbols => -1151,
            Self::BadList(_) => -1100,
            Self::NoReferencePrice => -2043,
            Self::MoreThanHours(_) => -1127,
            Self::EndBeforeStart => -4055,
            Self::BadDepthLimit(_) => -4021,
            Self::BadPair => -1121,
        }
    }

    /// Binance's words.
    pub(crate) fn text(self) -> String {
        match self {
            Self::BadInterval => "Invalid interval.".into(),
            Self::BadCombination => "Combination of optional parameters invalid.".into(),
            Self::BadValue(name) => format!("Data sent for parameter '{name}' is not valid."),
            Self::BadStatus => "Invalid symbolStatus.".into(),
            Self::OtherStatus => {
                "The symbol's status does not match the requested symbolStatus.".into()
            }
            Self::BadTickerType => "Invalid ticker type.".into(),
            Self::DuplicateSymbols => "Symbol is present multiple times in the list.".into(),
            Self::BadList(name) => format!(
                "Illegal characters found in parameter '{name}'; legal range is '^\\[(\"[\\w\\-._&&[^a-z]]{{1,50}}\"(,\"[\\w\\-._&&[^a-z]]{{1,50}}\"){{0,}}){{0,1}}\\]$'."
            ),
            Self::NoReferencePrice => "This symbol doesn't have a reference price.".into(),
            Self::MoreThanHours(hours) => {
                format!("More than {hours} hours between startTime and endTime.")
            }
            Self::EndBeforeStart => {
                "Parameter startTime should not be greater than endTime.".into()
            }
            Self::BadDepthLimit(limit) => format!("{limit} is not valid depth limit."),
            Self::BadPair => "Invalid symbol.".into(),
        }
    }
}
