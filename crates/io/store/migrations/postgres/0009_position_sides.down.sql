DELETE FROM positions WHERE side <> 'both';
ALTER TABLE positions DROP CONSTRAINT positions_pkey;
ALTER TABLE positions DROP COLUMN side;
ALTER TABLE positions ADD PRIMARY KEY (account, symbol);
ALTER TABLE fills DROP COLUMN position_side;
