//! Cases of the text of facts.
