//! Why a request on a socket of streams is refused. Data with Binance's numbers and words.

use crate::venue::wording::refusals;

refusals! {
    /// Why a request on a socket of streams was refused.
    StreamRefusal {
        /// There is one property, and this is not it.
        UnknownProperty = 400, 0, "Unknown property";
        /// The property is on or off.
        NotBoolean = 400, 1, "Invalid value type: expected Boolean";
        /// The property is named by a text.
        BadProperty = 400, 2, "Invalid request: property name must be a string";
        /// An id is a whole number, a short text, or null.
        BadId = 400, 2, "Invalid request: request ID must be an unsigned integer";
        /// No such stream here, or no name of one.
        BadStream = 400, 2, "Invalid request: invalid stream";
        /// More than the request or the socket may bear.
        TooManyParameters = 400, 2, "Invalid request: too many parameters";
        /// JSON, and no request: what is wrong with it.
        Request(why: String) = 400, 2, "Invalid request: {why}";
        /// No JSON: what is wrong with it.
        Json(why: String) = 400, 3, "Invalid JSON: {why}";
    }
}
