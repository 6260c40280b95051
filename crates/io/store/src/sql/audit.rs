//! Statements over `audit`.

statements! {
    INSERT = "INSERT INTO audit (seq, at, record, leaf, head) VALUES ($1, $2, $3, $4, $5)";
    FROM = "SELECT seq, at, record, leaf, head FROM audit WHERE seq >= $1 ORDER BY seq LIMIT $2";
    BEFORE = "SELECT seq, at, record, leaf, head FROM audit WHERE seq < $1 ORDER BY seq DESC LIMIT $2";
    TIP = "SELECT seq, head FROM audit ORDER BY seq DESC LIMIT 1";
}
