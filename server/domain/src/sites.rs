//! Sites: one company each. A fresh install has `default`, and nobody has to name it.

use crate::{ids::SiteId, refusal::Refusal};
use std::{fmt, str::FromStr};

/// The site that exists from the start.
pub const DEFAULT: &str = "default";

/// A site's name: a lower-case host name, `default` or `acme.example`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SiteName(String);

impl SiteName {
    /// The name as written in rows and log-ins.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for SiteName {
    fn default() -> Self {
        Self(DEFAULT.to_owned())
    }
}

impl fmt::Display for SiteName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SiteName {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let name = text.to_ascii_lowercase();
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if name.len() <= 253 && name.split('.').all(label) {
            Ok(Self(name))
        } else {
            Err(Refusal::SiteNameUnsuitable { given: text.chars().take(80).collect() })
        }
    }
}

/// One company on this server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its identifier.
    pub id: SiteId,
    /// What a log-in names it, `mary@acme.example`.
    pub name: SiteName,
    /// The name people read.
    pub display_name: String,
    /// The domain of its people's mail addresses.
    pub mail_domain: String,
}

impl Site {
    /// Whether mail for `domain` belongs here. `localhost` always does, as does the site's name: both can only
    /// mean this machine.
    pub fn receives_for(&self, domain: &str) -> bool {
        [self.mail_domain.as_str(), self.name.as_str(), "localhost"]
            .iter()
            .any(|own| own.eq_ignore_ascii_case(domain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_named_like_a_host() {
        assert_eq!(
            "Acme.Example".parse::<SiteName>().map(|name| name.to_string()),
            Ok("acme.example".into())
        );
        for wrong in ["", "a b", "-a", "a..b", ".a", "a_b", &"a".repeat(64)] {
            assert!(wrong.parse::<SiteName>().is_err(), "{wrong}");
        }
    }
}
