//! Sign-in and set-up as programs see them. Debug output hides what must stay hidden.

use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// Address and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ana@example.com", "password": "four unrelated plain words"}))]
pub(crate) struct SignInBody {
    /// The address.
    pub(crate) email: String,
    /// The password.
    #[serde(deserialize_with = "super::secret")]
    #[schema(value_type = String)]
    pub(crate) password: Zeroizing<String>,
}

/// What makes the first owner.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "0a1b…", "email": "ana@example.com", "name": "ana", "password": "four unrelated plain words"}))]
pub(crate) struct SetUpBody {
    /// The token that was printed on the terminal.
    #[serde(deserialize_with = "super::secret")]
    #[schema(value_type = String)]
    pub(crate) token: Zeroizing<String>,
    /// The address.
    pub(crate) email: String,
    /// A user name: 2 to 32 letters, digits, dots, dashes or underscores.
    pub(crate) name: String,
    /// The password: at least 12 characters.
    #[serde(deserialize_with = "super::secret")]
    #[schema(value_type = String)]
    pub(crate) password: Zeroizing<String>,
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"name": "ana", "role": "owner", "mode": "PAPER"}))]
pub(crate) struct SessionView {
    /// The name.
    pub(crate) name: String,
    /// The role.
    pub(crate) role: &'static str,
    /// `PAPER`, `TESTNET` or `LIVE`.
    pub(crate) mode: &'static str,
}

impl fmt::Debug for SignInBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignInBody(hidden)")
    }
}

impl fmt::Debug for SetUpBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetUpBody(hidden)")
    }
}
