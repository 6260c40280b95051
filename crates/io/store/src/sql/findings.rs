//! Statements over `findings`.

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT name, kind, symbol, found, began, ended, orders, value, bound, words, judged, judge, reason \
             FROM findings WHERE ",
            $rest
        )
    };
}

statements! {
    INSERT = "INSERT INTO findings (name, kind, symbol, found, began, ended, orders, value, bound, words) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (name) DO NOTHING";
    JUDGE = "UPDATE findings SET judged = $2, judge = $3, reason = $4 WHERE name = $1 AND judged IS NULL";
    BY_NAME = select!("name = $1");
    ALL_OF_THEM = select!("found <= $1 ORDER BY found DESC, name DESC LIMIT $2");
    OPEN = select!("found <= $1 AND judged IS NULL ORDER BY found DESC, name DESC LIMIT $2");
    EXPLAINED = select!("found <= $1 AND judged IS NOT NULL ORDER BY found DESC, name DESC LIMIT $2");
}
