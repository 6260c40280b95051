//! How much may wait for the desk. Never about what only stops something: that has a lane of its own.

use super::layers::{Key, key};
use std::str::FromStr;

/// The keys.
pub(super) const KEYS: &[Key] = &[key(
    "server.commands_waiting_max",
    "1024",
    "commands that may wait for the desk (1 to 65536); the next is told that the desk is busy, halts and cancels never are",
)];

/// How many commands may wait.
pub(super) struct CommandsWaiting(pub(super) usize);

impl FromStr for CommandsWaiting {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(count @ 1..=65_536) => Ok(Self(count)),
            Ok(_) | Err(_) => Err("must be 1 to 65536 commands".to_owned()),
        }
    }
}
