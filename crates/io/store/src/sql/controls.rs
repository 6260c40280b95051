//! Statements over `halts`, `switches` and `refusals`.

macro_rules! refusals {
    ($rest:literal) => {
        concat!(
            "SELECT number, at, account, symbol, origin, rule, words, detail FROM refusals WHERE ",
            $rest,
            " ORDER BY number DESC LIMIT $2"
        )
    };
}

statements! {
    PUT_HALT = "INSERT INTO halts (scope, since, origin, reason) VALUES ($1, $2, $3, $4) \
                ON CONFLICT (scope) DO UPDATE SET since = excluded.since, origin = excluded.origin, \
                reason = excluded.reason";
    LIFT_HALT = "DELETE FROM halts WHERE scope = $1";
    HALTS = "SELECT scope, since, origin, reason FROM halts ORDER BY since, scope";
    PUT_SWITCH = "INSERT INTO switches (name, position, since, origin) VALUES ($1, $2, $3, $4) \
                  ON CONFLICT (name) DO UPDATE SET position = excluded.position, \
                  since = excluded.since, origin = excluded.origin";
    SWITCHES = "SELECT name, position, since, origin FROM switches ORDER BY name";
    INSERT_REFUSAL = "INSERT INTO refusals (at, account, symbol, origin, rule, words, detail) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7)";
    REFUSALS = refusals!("number < $1");
    REFUSALS_OF = refusals!("number < $1 AND account = $3");
}
