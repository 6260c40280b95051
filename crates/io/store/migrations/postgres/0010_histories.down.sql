DROP TABLE history_records;
DROP TABLE history_walks;
