//! What may arrive at the loop from outside, beside commands, and how much. Never a command.

use crate::histories::HistoryArrival;
use crate::messages::Message;
use store::{KeptCandle, MarketNotes, RawArrival};
use trading::Input;

/// Most arrivals that may wait for the loop.
pub(crate) const ARRIVALS_MAX: usize = 8_192;

/// Most presses of the switch and cancels that may wait for the loop: they have a lane of their own, which orders cannot fill.
pub(crate) const STOPS_MAX: usize = 256;

/// One arrival.
#[derive(Debug)]
pub(crate) enum Arrival {
    /// Something for trading.
    Trading(Box<Input>),
    /// Bytes of the venue to keep.
    Raw(RawArrival),
    /// What was said about orders of ours, to keep beside them.
    Message(Box<Message>),
    /// A page of a history to keep with its records, and where it goes on.
    History(Box<HistoryArrival>),
    /// A closed candle to keep.
    Candle(KeptCandle),
    /// What is known of the quality of market data, with the candles that it puts in their place.
    Market(Box<(Vec<KeptCandle>, MarketNotes)>),
}
