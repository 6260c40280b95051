//! Cases of the integer grid.
