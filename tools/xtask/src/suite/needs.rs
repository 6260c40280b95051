//! Programs that tests need beyond the Rust toolchain, and how a Debian-like machine gets them.
//! Never installs what is there, and never fails a run: what cannot be had is said and skipped.

use crate::process::{self, Echo, Ending};
use crate::say;
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// Longest that the package manager may take for one step.
const INSTALL_BOUND: Duration = Duration::from_secs(300);

/// One thing that tests need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need {
    /// Programs, any of which serves.
    pub(crate) programs: &'static [&'static str],
    /// The Debian package that brings the first of them.
    pub(crate) package: &'static str,
    /// What is skipped without it.
    pub(crate) serves: &'static str,
}

/// A browser for the checks of the pages.
pub(crate) const BROWSER: Need = Need {
    programs: &["chromium", "chromium-browser", "google-chrome"],
    package: "chromium",
    serves: "checks of the pages in a browser",
};
/// Runs the scripts that drive the browser.
pub(crate) const NODE: Need = Need {
    programs: &["node", "nodejs"],
    package: "nodejs",
    serves: "checks of the pages in a browser",
};
/// Fetches what those scripts import.
pub(crate) const NPM: Need = Need {
    programs: &["npm"],
    package: "npm",
    serves: "checks of the pages in a browser",
};
/// Recomputes candles in another language.
pub(crate) const PYTHON: Need = Need {
    programs: &["python3"],
    package: "python3",
    serves: "results recomputed by a script in another language",
};

/// How packages can be installed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Installer {
    /// As the user we are.
    Root,
    /// Through sudo, which asks for no password.
    Sudo,
    /// Not at all, because…
    None(&'static str),
}

impl Need {
    /// Whether one of its programs is there.
    pub(crate) fn is_met(&self) -> bool {
        self.program().is_some()
    }

    /// Where the first of its programs lies that is there.
    pub(crate) fn program(&self) -> Option<PathBuf> {
        self.programs
            .iter()
            .find_map(|program| process::path_of(program))
    }
}

/// Installs what is missing where that is possible, and returns the needs that stay unmet.
///
/// # Errors
/// A program that was found cannot be started.
pub(crate) fn meet(needs: &[Need]) -> Result<Vec<Need>> {
    let missing: Vec<Need> = needs
        .iter()
        .filter(|need| !need.is_met())
        .copied()
        .collect();
    if missing.is_empty() {
        return Ok(missing);
    }
    match installer() {
        Installer::None(why) => say::line(format_args!("nothing can be installed here: {why}")),
        by @ (Installer::Root | Installer::Sudo) => install(by, &missing)?,
    }
    let unmet: Vec<Need> = missing.into_iter().filter(|need| !need.is_met()).collect();
    for need in &unmet {
        say::line(format_args!(
            "skipping {}: no {} here (package {})",
            need.serves,
            need.programs.join(" or "),
            need.package
        ));
    }
    Ok(unmet)
}

fn installer() -> Installer {
    if !process::found("apt-get") {
        return Installer::None("there is no apt-get");
    }
    let user = Command::new("id").arg("-u").output();
    if user.is_ok_and(|answer| answer.stdout.trim_ascii() == b"0") {
        return Installer::Root;
    }
    let sudo = Command::new("sudo").args(["-n", "true"]).output();
    if sudo.is_ok_and(|answer| answer.status.success()) {
        return Installer::Sudo;
    }
    Installer::None("it needs root, or a sudo that asks for no password")
}

fn install(by: Installer, missing: &[Need]) -> Result<()> {
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    say::line(format_args!(
        "installing {} with apt-get",
        packages.join(", ")
    ));
    let bring = ["install", "--yes", "--quiet", "--no-install-recommends"];
    for arguments in [
        &["update", "--quiet"][..],
        &[&bring[..], &packages].concat(),
    ] {
        let mut command = match by {
            Installer::Sudo => {
                let mut sudo = Command::new("sudo");
                sudo.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
                sudo
            }
            Installer::Root | Installer::None(_) => {
                let mut apt = Command::new("apt-get");
                apt.env("DEBIAN_FRONTEND", "noninteractive");
                apt
            }
        };
        let ran = process::run(command.args(arguments), INSTALL_BOUND, Echo::Silent)?;
        if ran.ending != Ending::Success {
            let last = ran.lines.last().map_or("it said nothing", String::as_str);
            say::line(format_args!(
                "apt-get {} did not succeed: {last}",
                arguments.join(" ")
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
