//! What Binance answers to questions about the market that make no sense. Never an answer about an order or an account.

use super::wording::refusals;

refusals! {
    /// Why a question about the market was refused.
    MarketRefusal {
        /// No such length of a candle.
        BadInterval = 400, -1120, "Invalid interval.";
        /// Parameters that exclude each other came together.
        BadCombination = 400, -1128, "Combination of optional parameters invalid.";
        /// A value that a parameter cannot have.
        BadValue(name: &'static str) = 400, -1130, "Data sent for parameter '{name}' is not valid.";
        /// No such status of a symbol.
        BadStatus = 400, -1122, "Invalid symbolStatus.";
        /// The symbol exists with another status.
        OtherStatus = 400, -1220, "The symbol's status does not match the requested symbolStatus.";
        /// A ticker is neither full nor small.
        BadTickerType = 400, -1139, "Invalid ticker type.";
        /// A symbol stands twice in a list.
        DuplicateSymbols = 400, -1151, "Symbol is present multiple times in the list.";
        /// Nothing sets a reference price for the symbol.
        NoReferencePrice = 400, -2043, "This symbol doesn't have a reference price.";
        /// Start and end lie too far apart.
        MoreThanHours(hours: u32) = 400, -1127, "More than {hours} hours between startTime and endTime.";
        /// The end lies before the start.
        EndBeforeStart = 400, -1023, "Start time is greater than end time.";
        /// Futures show so many levels of a book, or other fixed numbers, and no others.
        BadDepthLimit(limit: u64) = 400, -4021, "{limit} is not valid depth limit.";
        /// The pair is unknown to the statistics of futures.
        BadPair = 400, -4144, "Invalid pair";
    }
}
