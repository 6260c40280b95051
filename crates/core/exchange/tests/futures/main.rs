//! The futures exchange as its users meet it. Numbers F1 … are those of `docs/spec/futures.md`.

#[cfg(test)]
mod algos;
#[cfg(test)]
mod amending;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod funding;
#[cfg(test)]
mod liquidation;
#[cfg(test)]
mod margin;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod money;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod reducing;
#[cfg(test)]
mod restoring;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod stories;
