//! The one shape of every core. Holds no machine itself.

use crate::time::Time;

/// A core: takes facts and wishes, gives effects. It never waits, never logs, never fails; a refusal is an effect.
pub trait Machine {
    /// What may happen to it: a closed enum.
    type Input;
    /// What it wants done: a closed enum.
    type Effect;

    /// Takes one input at instant `now` and puts every effect, in order, into `out`.
    fn step(&mut self, now: Time, input: Self::Input, out: &mut impl Extend<Self::Effect>);

    /// When it wants to be stepped again even if nothing happens; `None` while only an input can matter.
    fn wake_at(&self) -> Option<Time>;
}
