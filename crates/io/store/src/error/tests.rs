//! Cases of error meanings.
