-- In hedge mode an account has a long and a short position in a contract: a position and the fills that move it say which.
ALTER TABLE fills ADD COLUMN position_side TEXT NOT NULL DEFAULT 'both'
    CHECK (position_side IN ('both', 'long', 'short'));
ALTER TABLE positions ADD COLUMN side TEXT COLLATE "C" NOT NULL DEFAULT 'both'
    CHECK (side IN ('both', 'long', 'short'));
ALTER TABLE positions DROP CONSTRAINT positions_pkey;
ALTER TABLE positions ADD PRIMARY KEY (account, symbol, side);
