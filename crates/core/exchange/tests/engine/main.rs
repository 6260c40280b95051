//! The exchange as its users meet it: inputs in, effects out. Numbers X1 … are those of `docs/spec/exchange.md`.

#[cfg(test)]
mod asking;
#[cfg(test)]
mod bands;
#[cfg(test)]
mod by_quote;
#[cfg(test)]
mod changing;
#[cfg(test)]
mod commission;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod house;
#[cfg(test)]
mod icebergs;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod matching;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod money;
#[cfg(test)]
mod naive;
#[cfg(test)]
mod pairs;
#[cfg(test)]
mod pegs;
#[cfg(test)]
mod placing;
#[cfg(test)]
mod preventing;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod random;
#[cfg(test)]
mod references;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod restoring;
#[cfg(test)]
mod script;
#[cfg(test)]
mod self_trade;
#[cfg(test)]
mod slow_triggers;
#[cfg(test)]
mod stops;
#[cfg(test)]
mod takes;
#[cfg(test)]
mod trailing;
#[cfg(test)]
mod whole;
