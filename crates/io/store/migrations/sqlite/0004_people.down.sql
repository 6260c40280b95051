DROP TABLE signin_failures;
DROP TABLE setup_tokens;
DROP TABLE sessions;
DROP TABLE users;
