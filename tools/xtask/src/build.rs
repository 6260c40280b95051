//! Builds programs of the workspace as they ship. Never changes the lock file.

use crate::metadata::Metadata;
use crate::process::{self, Echo, Ending};
use crate::tree;
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// Longest that a release build may take on two cores.
const BUILD_BOUND: Duration = Duration::from_secs(30 * 60);

/// Builds a program without optimising and gives its path.
///
/// # Errors
/// It does not build.
pub(crate) fn debug(program: &str) -> Result<PathBuf> {
    let root = tree::root()?;
    let mut command = Command::new("cargo");
    command
        .args(["build", "--locked", "--package", program])
        .current_dir(&root);
    if process::run(&mut command, BUILD_BOUND, Echo::Aloud)?.ending != Ending::Success {
        bail!("{program} does not build");
    }
    let target = Metadata::ask(&root, &[])?.target_folder();
    Ok(target.join("debug").join(program))
}

/// Builds a program for release and gives its path.
///
/// # Errors
/// It does not build.
pub(crate) fn release(program: &str) -> Result<PathBuf> {
    let root = tree::root()?;
    let mut command = Command::new("cargo");
    command
        .args(["build", "--release", "--locked", "--package", program])
        .current_dir(&root);
    if process::run(&mut command, BUILD_BOUND, Echo::Aloud)?.ending != Ending::Success {
        bail!("{program} does not build");
    }
    let target = Metadata::ask(&root, &[])?.target_folder();
    Ok(target.join("release").join(program))
}
