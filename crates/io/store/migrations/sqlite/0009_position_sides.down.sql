CREATE TABLE positions_net (
    account          INTEGER NOT NULL,
    symbol           TEXT    NOT NULL,
    exposure         TEXT    NOT NULL CHECK (exposure IN ('flat', 'long', 'short')),
    qty              TEXT    NOT NULL,
    value            TEXT    NOT NULL,
    realised         TEXT    NOT NULL,
    fees             TEXT    NOT NULL,
    fees_other_count INTEGER NOT NULL CHECK (fees_other_count >= 0),
    updated          INTEGER NOT NULL,
    PRIMARY KEY (account, symbol)
) STRICT, WITHOUT ROWID;
INSERT INTO positions_net
    (account, symbol, exposure, qty, value, realised, fees, fees_other_count, updated)
SELECT account, symbol, exposure, qty, value, realised, fees, fees_other_count, updated
FROM positions WHERE side = 'both';
DROP TABLE positions;
ALTER TABLE positions_net RENAME TO positions;
ALTER TABLE fills DROP COLUMN position_side;
