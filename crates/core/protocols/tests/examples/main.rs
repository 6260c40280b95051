//! Every example payload of the venue's documents for what is used here is read by its reader. The examples are facts that
//! lie beside the tree and are never committed; without them the test is skipped, loudly.

#[cfg(test)]
mod documented;
#[cfg(test)]
mod shared;
#[cfg(test)]
mod spot;
