DROP TABLE raw_arrivals;
DROP TABLE raw_records;
DROP TABLE candles;
