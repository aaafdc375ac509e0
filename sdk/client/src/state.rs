//! What the title bar and the Connection Status screen show: four states and four lamps (ML-17, ML-22, ML-28).

use std::fmt;

/// The connection as a user sees it, exactly four states (ML-22, features 19.1).
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// Not signed in, or a leg that is needed is missing; the lamps say which and why.
    Disconnected,
    /// Signed in without the Mobile Link key: presence works, the rest is disabled (ML-03).
    Evaluation,
    /// Signed in, all four legs work, and the cache is up to date.
    Connected,
    /// Signed in, and the cache is catching up.
    Syncing,
}

impl LinkState {
    /// The snake_case name, for scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disconnected => "disconnected",
            Self::Evaluation => "evaluation",
            Self::Connected => "connected",
            Self::Syncing => "syncing",
        }
    }
}

/// One of the four legs a connection stands on (ML-17).
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Leg {
    /// The server's address resolves and answers.
    Net,
    /// AMDS answers and took the sign-in.
    Mobile,
    /// The mailbox took the sign-in.
    Imap,
    /// Submission took the sign-in.
    Smtp,
}

impl fmt::Display for Leg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Net => "NET",
            Self::Mobile => "MOBILE",
            Self::Imap => "IMAP",
            Self::Smtp => "SMTP",
        })
    }
}

/// How one leg is doing.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Lamp {
    /// Not wanted now.
    #[default]
    Off,
    /// Being tried.
    Trying,
    /// Works.
    On,
    /// Did not work; the reason is a sentence for people, without secrets.
    Failed {
        /// Why.
        reason: String,
    },
}

/// The four lamps (ML-17).
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lamps {
    /// [`Leg::Net`]
    pub net: Lamp,
    /// [`Leg::Mobile`]
    pub mobile: Lamp,
    /// [`Leg::Imap`]
    pub imap: Lamp,
    /// [`Leg::Smtp`]
    pub smtp: Lamp,
}

impl Lamps {
    /// The four with their names, in the order they are shown.
    pub fn each(&self) -> [(Leg, &Lamp); 4] {
        [(Leg::Net, &self.net), (Leg::Mobile, &self.mobile), (Leg::Imap, &self.imap), (Leg::Smtp, &self.smtp)]
    }

    pub(crate) fn all_on() -> Self {
        Self { net: Lamp::On, mobile: Lamp::On, imap: Lamp::On, smtp: Lamp::On }
    }

    /// Evaluation asks for two legs only (features 19.1).
    pub(crate) fn evaluation() -> Self {
        Self { net: Lamp::On, mobile: Lamp::On, ..Self::default() }
    }

    pub(crate) fn set(&mut self, leg: Leg, lamp: Lamp) {
        match leg {
            Leg::Net => self.net = lamp,
            Leg::Mobile => self.mobile = lamp,
            Leg::Imap => self.imap = lamp,
            Leg::Smtp => self.smtp = lamp,
        }
    }
}
