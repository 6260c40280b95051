-- In hedge mode an account has a long and a short position in a contract: a position and the fills that move it say which.
ALTER TABLE fills ADD COLUMN position_side TEXT NOT NULL DEFAULT 'both'
    CHECK (position_side IN ('both', 'long', 'short'));

ALTER TABLE positions RENAME TO positions_net;
CREATE TABLE positions (
    account          INTEGER NOT NULL,
    symbol           TEXT    NOT NULL,
    side             TEXT    NOT NULL CHECK (side IN ('both', 'long', 'short')),
    exposure         TEXT    NOT NULL CHECK (exposure IN ('flat', 'long', 'short')),
    qty              TEXT    NOT NULL,
    value            TEXT    NOT NULL,
    realised         TEXT    NOT NULL,
    fees             TEXT    NOT NULL,
    fees_other_count INTEGER NOT NULL CHECK (fees_other_count >= 0),
    updated          INTEGER NOT NULL,
    PRIMARY KEY (account, symbol, side)
) STRICT, WITHOUT ROWID;
INSERT INTO positions
    (account, symbol, side, exposure, qty, value, realised, fees, fees_other_count, updated)
SELECT account, symbol, 'both', exposure, qty, value, realised, fees, fees_other_count, updated FROM positions_net;
DROP TABLE positions_net;
