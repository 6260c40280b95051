//! Binance USD-M futures read from what others recorded: the venue's own examples, and payloads of other programs' tests.
//! Says so, loudly, and passes where that data is not there.

#[cfg(test)]
mod examples;
#[cfg(test)]
mod recordings;
#[cfg(test)]
mod shared;
