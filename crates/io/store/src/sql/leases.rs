//! Statements over `leases`.

statements! {
    INSERT = "INSERT INTO leases (token, process, host, folder, since) VALUES ($1, $2, $3, $4, $5)";
    NEWEST = "SELECT token, process, host, folder, since FROM leases WHERE token <= $1 ORDER BY token DESC LIMIT $2";
}
