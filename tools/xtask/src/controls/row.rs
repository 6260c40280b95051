//! What stands in a row of the table of controls. Never a result.

/// One control.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Control {
    /// Its number.
    pub(crate) number: u32,
    /// What it does.
    pub(crate) title: &'static str,
    /// Where it comes from.
    pub(crate) source: &'static str,
    /// Codes of the gate's rules that keep it.
    pub(crate) rules: &'static [&'static str],
    /// What shows it.
    pub(crate) shown: &'static [Shown],
    /// What of it is not built yet; empty: nothing.
    pub(crate) missing: &'static str,
}

/// What shows a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shown {
    /// A test: its package and its name.
    Test(&'static str, &'static str),
    /// A campaign against a running house.
    Campaign(Campaign),
}

/// A campaign against a running house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Campaign {
    /// Orders race against the halt.
    HaltRaces,
    /// The switch is pressed in every way through every fault.
    HaltMatrix,
    /// Each scope is pressed, and everything on four accounts.
    HaltScopes,
    /// The house is killed at drawn moments.
    Crashes,
    /// Everything goes wrong around orders.
    Faults,
}

impl Campaign {
    /// How the whole of it is run.
    pub(crate) const fn command(self) -> &'static str {
        match self {
            Self::HaltRaces => "cargo xtask kill-race",
            Self::HaltMatrix => "cargo xtask kill-race --matrix",
            Self::HaltScopes => "cargo xtask kill-race --scopes",
            Self::Crashes => "cargo xtask crash",
            Self::Faults => "cargo xtask faults",
        }
    }
}

impl Control {
    /// Package and name of every test that shows it.
    pub(crate) fn tests(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.shown.iter().filter_map(|shown| match shown {
            Shown::Test(package, name) => Some((*package, *name)),
            Shown::Campaign(_) => None,
        })
    }

    /// The campaigns that show it.
    pub(crate) fn campaigns(&self) -> impl Iterator<Item = Campaign> {
        self.shown.iter().filter_map(|shown| match shown {
            Shown::Test(..) => None,
            Shown::Campaign(campaign) => Some(*campaign),
        })
    }
}
