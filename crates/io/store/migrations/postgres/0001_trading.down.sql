-- Triggers and indexes go with their tables; functions do not.
DROP TABLE writer_epoch;
DROP TABLE request_keys;
DROP TABLE refusals;
DROP TABLE switches;
DROP TABLE halts;
DROP TABLE balances;
DROP TABLE positions;
DROP TABLE fills;
DROP TABLE orders;
DROP TABLE snapshots;
DROP TABLE journal;
DROP FUNCTION journal_continues();
DROP FUNCTION refuse_change();
