//! The system's source of chance, for secrets, salts and request ids. Never used by anything that decides.

use crate::problem::Problem;

/// Fresh bytes of chance.
///
/// # Errors
/// The system has none to give; nothing that needs secrets goes on.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "the system gives no random bytes");
        Problem::Internal
    })?;
    Ok(bytes)
}
