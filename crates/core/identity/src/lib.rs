//! Who may do what: roles, actors, permits, passwords, sessions, lock-out, the set-up token, names of people.
//! It decides from facts it is given; it never reads a clock, a source of chance, a disk or a socket.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod action;
mod actor;
mod lockout;
mod name;
mod password;
mod permit;
mod policy;
mod role;
mod secret;
mod session;
mod set_up;

pub use action::{
    Action, ActionKind, Cancel, Halt, ManageKeys, ManageUsers, Place, ReadAudit, ReadTrading,
    Release, SetLimits, SetSwitch, SignIn,
};
pub use actor::{Actor, SystemTask};
pub use lockout::{Failures, Lock, LockoutRules};
pub use name::{Email, NameError, UserName};
pub use password::{Checked, HashError, PasswordHash, Rehash, SALT_BYTES, check_password};
pub use permit::{Denied, Permit, can};
pub use policy::{NewPassword, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, WeakPassword};
pub use role::{Role, RoleError};
pub use secret::{CsrfToken, SECRET_BYTES, Secret, SecretError, SecretHash};
pub use session::{
    Expired, Session, SessionLife, SessionRefused, SessionRules, Touch, UserStanding,
};
pub use set_up::{SET_UP_LIFE, SetUp, SetUpGrant, SetUpRefused};
