//! Statements over `raw_records` and `raw_arrivals`.

statements! {
    KEEP = "INSERT INTO raw_records (hash, source, received, bytes) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (hash) DO NOTHING";
    INSERT_ARRIVAL = "INSERT INTO raw_arrivals (hash, source, received) VALUES ($1, $2, $3)";
    BY_HASH = "SELECT hash, source, received, bytes FROM raw_records WHERE hash = $1";
    ARRIVALS = "SELECT number, hash, source, received FROM raw_arrivals \
                WHERE source = $1 AND number > $2 ORDER BY number LIMIT $3";
    LAST_OF = "SELECT r.hash, r.source, a.received, r.bytes FROM raw_arrivals a \
               JOIN raw_records r ON r.hash = a.hash \
               WHERE a.source = $1 ORDER BY a.number DESC LIMIT 1";
}
