//! USD-M futures of the simulated exchange, stepped by hand: whole lives of orders and positions, settings, refusals, streams.

#[cfg(test)]
mod bench;
#[cfg(test)]
mod brackets;
#[cfg(test)]
mod life;
#[cfg(test)]
mod liquidation;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod restart;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod streams;
