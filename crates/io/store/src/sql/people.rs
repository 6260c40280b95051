//! Statements over `users`, `sessions`, `setup_tokens` and `signin_failures`.

macro_rules! users {
    ($rest:literal) => {
        concat!(
            "SELECT id, email, name, password_hash, role, created, disabled FROM users WHERE ",
            $rest
        )
    };
}

macro_rules! sessions {
    ($rest:literal) => {
        concat!(
            "SELECT token, public_id, user_id, created, last_seen, expires, revoked FROM sessions WHERE ",
            $rest
        )
    };
}

statements! {
    INSERT_USER = "INSERT INTO users (id, email, name, password_hash, role, created, disabled) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
    UPDATE_USER = "UPDATE users SET email = $2, name = $3, password_hash = $4, role = $5, \
                   created = $6, disabled = $7 WHERE id = $1";
    USER_BY_EMAIL = users!("email = $1");
    USER_BY_ID = users!("id = $1");
    USERS = users!("id > $1 ORDER BY id LIMIT $2");
    LAST_USER_ID = "SELECT id FROM users ORDER BY id DESC LIMIT 1";
    INSERT_SESSION = "INSERT INTO sessions (token, public_id, user_id, created, last_seen, expires, \
                      revoked) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    TOUCH_SESSION = "UPDATE sessions SET last_seen = $2, expires = $3 \
                     WHERE token = $1 AND revoked IS NULL";
    REVOKE_SESSION = "UPDATE sessions SET revoked = coalesce(revoked, $2) WHERE public_id = $1";
    REVOKE_SESSIONS_OF = "UPDATE sessions SET revoked = $2 WHERE user_id = $1 AND revoked IS NULL";
    FORGET_SESSIONS = "DELETE FROM sessions WHERE expires < $1 OR revoked < $1";
    SESSION = sessions!("token = $1");
    SESSIONS_OF = sessions!("user_id = $1 ORDER BY created DESC, public_id DESC LIMIT $2");
    INSERT_SETUP_TOKEN = "INSERT INTO setup_tokens (token, created, expires, used) \
                          VALUES ($1, $2, $3, $4)";
    VOID_SETUP_TOKENS = "UPDATE setup_tokens SET expires = $1 WHERE used IS NULL AND expires > $1";
    USE_SETUP_TOKEN = "UPDATE setup_tokens SET used = $2 \
                       WHERE token = $1 AND used IS NULL AND expires > $2";
    FORGET_SETUP_TOKENS = "DELETE FROM setup_tokens WHERE expires < $1";
    SETUP_TOKEN = "SELECT token, created, expires, used FROM setup_tokens WHERE token = $1";
    PUT_SIGNIN_FAILURES = "INSERT INTO signin_failures (subject, failures, window_start, locked_until) \
                           VALUES ($1, $2, $3, $4) ON CONFLICT (subject) DO UPDATE SET \
                           failures = excluded.failures, window_start = excluded.window_start, \
                           locked_until = excluded.locked_until";
    CLEAR_SIGNIN_FAILURES = "DELETE FROM signin_failures WHERE subject = $1";
    SIGNIN_FAILURES = "SELECT subject, failures, window_start, locked_until FROM signin_failures \
                       WHERE subject = $1";
}
