//! Cases of the writer.
