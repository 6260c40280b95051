//! The futures exchange as its users meet it. Numbers F1 … are those of `docs/spec/futures.md`.

#[cfg(test)]
mod orders;
#[cfg(test)]
mod stage;
