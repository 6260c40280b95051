//! The wallet as its users meet it: inputs in, effects out, engines asked. Numbers W1 … are those of `docs/spec/wallet.md`.

#[cfg(test)]
mod conversions;
#[cfg(test)]
mod deposits;
#[cfg(test)]
mod family;
#[cfg(test)]
mod keeping;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod table;
#[cfg(test)]
mod toy;
#[cfg(test)]
mod withdrawals;
