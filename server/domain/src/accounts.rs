//! Accounts: who may come in and what they may do (ACC-01..09, ADM-01, ADM-02).

use crate::{
    ids::{AccountId, SiteId},
    presence,
    refusal::Refusal,
    sites::SiteName,
};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// Shortest password, in characters.
pub const PASSWORD_MINIMUM: usize = 8;
/// Longest password, in bytes; a bound on the work of hashing it.
pub const PASSWORD_LIMIT: usize = 1024;

/// A username: 1 to 64 of `a-z 0-9 . _ -`, not digits alone (those are extensions). Compared without case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Username(String);

impl Username {
    /// The name as written in rows.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Username {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let name = text.to_ascii_lowercase();
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        let ends_well = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
        let suits = (1..=64).contains(&name.len())
            && name.bytes().all(allowed)
            && ends_well(name.bytes().next())
            && ends_well(name.bytes().last())
            && !name.bytes().all(|b| b.is_ascii_digit());
        if suits { Ok(Self(name)) } else { Err(Refusal::UsernameUnsuitable) }
    }
}

/// A telephone extension: 2 to 6 digits (features 0.3).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Extension(String);

impl Extension {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Extension {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        if (2..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Refusal::ExtensionUnsuitable)
        }
    }
}

/// Accepts a PIN of 5 to 10 digits (ACC-04, golden fact 16).
pub fn check_pin(pin: &str) -> Result<(), Refusal> {
    let problem = match pin.len() {
        _ if !pin.bytes().all(|b| b.is_ascii_digit()) => PinProblem::NotDigits,
        0..5 => PinProblem::TooShort,
        5..=10 => return Ok(()),
        _ => PinProblem::TooLong,
    };
    Err(Refusal::PinUnsuitable { problem })
}

/// Why a PIN cannot be one (ACC-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinProblem {
    /// Fewer than 5 digits.
    TooShort,
    /// More than 10 digits.
    TooLong,
    /// Something else than digits.
    NotDigits,
}

impl fmt::Display for PinProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort => "fewer than 5 digits",
            Self::TooLong => "more than 10 digits",
            Self::NotDigits => "digits only",
        })
    }
}

/// Accepts a password within the length policy.
pub fn check_password(password: &str) -> Result<(), Refusal> {
    if password.chars().count() < PASSWORD_MINIMUM || password.len() > PASSWORD_LIMIT {
        return Err(Refusal::PasswordUnsuitable { minimum: PASSWORD_MINIMUM, limit: PASSWORD_LIMIT });
    }
    Ok(())
}

/// What is typed to log in: `mary`, or `mary@acme.example` on a host of several companies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Whose account.
    pub username: Username,
    /// Which company, when it was said.
    pub site: Option<SiteName>,
}

impl FromStr for Login {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let refused = |_| Refusal::SignInRefused;
        match text.split_once('@') {
            None => Ok(Self { username: text.parse().map_err(refused)?, site: None }),
            Some((user, site)) => Ok(Self {
                username: user.parse().map_err(refused)?,
                site: Some(site.parse().map_err(refused)?),
            }),
        }
    }
}

macro_rules! wire_words {
    ($name:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word on the wire and in rows.
            pub fn wire_id(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The one with this word.
            pub fn from_wire_id(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use wire_words;

/// What an administrator may allow a person (ADM-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// Administer the site; the built-in `admin` has it.
    Administer,
    /// Create scheduled conferences (CNF-02).
    ScheduleConferences,
    /// Replace the corporate logo (LOGO-02, AMB-29).
    WriteLogo,
}

wire_words!(Permission {
    Administer => "administer",
    ScheduleConferences => "schedule_conferences",
    WriteLogo => "logo_write",
});

/// What was bought (ADM-01). A key is switched on for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeatureKey {
    /// Without it a log-in is Evaluation: presence only (ML-03).
    MobileLink,
    /// Without it there is no conference center (CNF-01).
    ConferenceCenter,
}

wire_words!(FeatureKey {
    MobileLink => "mobile_link",
    ConferenceCenter => "conference_center",
});

/// How much a log-in may use (ML-03, ML-22).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Everything the permissions allow.
    Full,
    /// No Mobile Link key: presence and nothing else.
    Evaluation,
}

/// A person of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Identifier.
    pub id: AccountId,
    /// Whose company.
    pub site: SiteId,
    /// What they log in as.
    pub username: Username,
    /// Their primary extension.
    pub extension: Extension,
    /// Given name; may be empty.
    pub first_name: String,
    /// Family name; may be empty.
    pub last_name: String,
    /// Where they say they are.
    pub presence: presence::Current,
    /// What they may do.
    pub permissions: BTreeSet<Permission>,
    /// What was bought for them.
    pub feature_keys: BTreeSet<FeatureKey>,
    /// Grows when live log-ins must end: a new password, other keys.
    pub epoch: i64,
}

impl Account {
    /// Full, or Evaluation without the Mobile Link key (ML-03).
    pub fn mode(&self) -> Mode {
        if self.feature_keys.contains(&FeatureKey::MobileLink) { Mode::Full } else { Mode::Evaluation }
    }

    /// First and last name, or the username when neither is known.
    pub fn display_name(&self) -> String {
        match (self.first_name.as_str(), self.last_name.as_str()) {
            ("", "") => self.username.to_string(),
            (name, "") | ("", name) => name.to_owned(),
            (first, last) => format!("{first} {last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_is_never_mistaken_for_a_username() {
        assert!("101".parse::<Username>().is_err());
        assert!("mary101".parse::<Username>().is_ok());
        assert_eq!("Mary".parse::<Username>().map(|name| name.to_string()), Ok("mary".into()));
        for wrong in ["", "a b", "a@b", ".a", "a.", "ä", &"a".repeat(65)] {
            assert!(wrong.parse::<Username>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_pin_of_four_digits_is_refused_and_of_five_accepted() {
        let problem = PinProblem::TooShort;
        assert_eq!(check_pin("1234"), Err(Refusal::PinUnsuitable { problem }), "ACC-04, golden fact 16");
        assert_eq!(check_pin("12345"), Ok(()));
        assert!(check_pin("12345678901").is_err());
        assert!(check_pin("1234a").is_err());
    }

    #[test]
    fn a_login_may_name_the_company() -> Result<(), Refusal> {
        let login: Login = "mary@acme.example".parse()?;
        assert_eq!((login.username.as_str(), login.site.is_some()), ("mary", true));
        assert_eq!("mary".parse::<Login>()?.site, None);
        assert_eq!(
            "@acme".parse::<Login>(),
            Err(Refusal::SignInRefused),
            "says no more than a wrong password"
        );
        Ok(())
    }

    #[test]
    fn every_word_on_the_wire_reads_back() {
        assert!(Permission::ALL.iter().all(|each| Permission::from_wire_id(each.wire_id()) == Some(*each)));
        assert!(FeatureKey::ALL.iter().all(|each| FeatureKey::from_wire_id(each.wire_id()) == Some(*each)));
    }
}
