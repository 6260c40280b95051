-- Who did what. leaf = SHA-256(0x00 || record), head = SHA-256(0x01 || head before || leaf).
CREATE TABLE audit (
    seq    INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    record TEXT    NOT NULL,
    leaf   BLOB    NOT NULL CHECK (length(leaf) = 32),
    head   BLOB    NOT NULL CHECK (length(head) = 32)
) STRICT;
CREATE TRIGGER audit_continues BEFORE INSERT ON audit
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit)
BEGIN SELECT RAISE(ABORT, 'the audit log continues without gaps or repeats'); END;
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
