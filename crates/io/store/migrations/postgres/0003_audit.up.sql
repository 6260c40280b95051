-- Who did what. leaf = SHA-256(0x00 || record), head = SHA-256(0x01 || head before || leaf).
CREATE TABLE audit (
    seq    BIGINT PRIMARY KEY,
    at     BIGINT NOT NULL,
    record TEXT   NOT NULL,
    leaf   BYTEA  NOT NULL CHECK (length(leaf) = 32),
    head   BYTEA  NOT NULL CHECK (length(head) = 32)
);

CREATE FUNCTION audit_continues() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit) THEN
        RAISE EXCEPTION 'the audit log continues without gaps or repeats';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_continues BEFORE INSERT ON audit
FOR EACH ROW EXECUTE FUNCTION audit_continues();
CREATE TRIGGER audit_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the audit log is append-only');
