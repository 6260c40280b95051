//! Every statement the store runs, as constants. No statement is put together from values.

/// Constants with a list of them all, so that a test can prepare each on each engine.
macro_rules! statements {
    ($($name:ident = $sql:expr;)+) => {
        $(pub(crate) const $name: &str = $sql;)+
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}

pub(crate) mod audit;
pub(crate) mod candles;
pub(crate) mod controls;
pub(crate) mod fills;
pub(crate) mod findings;
pub(crate) mod histories;
pub(crate) mod holdings;
pub(crate) mod integrity;
pub(crate) mod journal;
pub(crate) mod leases;
pub(crate) mod market_gaps;
pub(crate) mod messages;
pub(crate) mod orders;
pub(crate) mod people;
pub(crate) mod raw_records;
pub(crate) mod system;

/// Every statement that runs on both engines.
#[cfg(test)]
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    [
        audit::ALL,
        candles::ALL,
        controls::ALL,
        fills::ALL,
        findings::ALL,
        histories::ALL,
        holdings::ALL,
        integrity::ALL,
        journal::ALL,
        leases::ALL,
        market_gaps::ALL,
        messages::ALL,
        orders::ALL,
        people::ALL,
        raw_records::ALL,
        system::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
    .chain(orders::lists())
}
