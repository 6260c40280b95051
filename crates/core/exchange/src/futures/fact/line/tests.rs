//! Lines that are no facts, and the words of every enum.

use super::*;
use crate::futures::view::{FuturesExpiry, IncomeKind};

#[test]
fn f53_a_broken_line_is_refused_at_its_word() {
    let read = |line: &str| line.parse::<FuturesFact>().map(drop);
    assert_eq!(read("nonsense 1"), Err(FuturesFactError::UnknownKind));
    assert_eq!(read(""), Err(FuturesFactError::TooShort));
    assert_eq!(read("countdown 1"), Err(FuturesFactError::TooShort));
    assert_eq!(
        read("countdown 1 BTC/USDT:USDT - more"),
        Err(FuturesFactError::TooLong)
    );
    assert_eq!(
        read("countdown 1 BTC/USDT:USDT soon"),
        Err(FuturesFactError::BadWord { place: 3 })
    );
    assert_eq!(read("countdown 1 BTC/USDT:USDT -"), Ok(()));
}

#[test]
fn f53_words_of_enums_are_those_of_ever() {
    struct Line<T>(T);
    impl<T: Said> fmt::Display for Line<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.say(f)
        }
    }
    let text = alloc::format!("{}", Line(IncomeKind::RealizedPnl));
    assert_eq!(text, " realized-pnl");
    let text = alloc::format!("{}", Line(FuturesExpiry::NothingToReduce));
    assert_eq!(text, " nothing-to-reduce");
}
