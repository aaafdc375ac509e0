//! Whose mailbox an address means. Mail is for this site's people and for nobody else, ever.

use crate::{
    accounts::{Extension, Username},
    refusal::Refusal,
    sites::Site,
};

/// A person named by an address, not yet looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addressee {
    /// By username.
    Username(Username),
    /// By extension.
    Extension(Extension),
}

/// Who `address` means at `site`: `mary`, `101`, or either with `@` and a domain of the site.
///
/// Refuses an address elsewhere as a relay attempt, whoever asks; an impossible name as unknown.
pub fn addressee(address: &str, site: &Site) -> Result<Addressee, Refusal> {
    let unknown = || Refusal::UnknownRecipient { address: shown(address) };
    let local = match address.rsplit_once('@') {
        None => address,
        Some((local, domain)) if site.receives_for(domain) => local,
        Some((_, domain)) => {
            return Err(Refusal::RelayDenied { domain: shown(domain) });
        }
    };
    if let Ok(extension) = local.parse() {
        return Ok(Addressee::Extension(extension));
    }
    local.parse().map(Addressee::Username).map_err(|_| unknown())
}

/// The part of what was given that is fit to be shown again.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SiteId;

    fn site() -> Site {
        Site {
            id: SiteId(1),
            name: Default::default(),
            display_name: "Harbour".into(),
            mail_domain: "harbour.example".into(),
        }
    }

    #[test]
    fn a_person_is_found_by_name_and_by_extension() {
        for address in
            ["mary", "mary@harbour.example", "MARY@Harbour.Example", "mary@localhost", "mary@default"]
        {
            assert!(matches!(addressee(address, &site()), Ok(Addressee::Username(_))), "{address}");
        }
        assert!(matches!(addressee("101@harbour.example", &site()), Ok(Addressee::Extension(_))));
    }

    #[test]
    fn nothing_is_relayed_however_it_is_written() {
        for address in ["x@other.example", "x%other.example@evil.example", "a@harbour.example@other.example"]
        {
            assert!(matches!(addressee(address, &site()), Err(Refusal::RelayDenied { .. })), "{address}");
        }
        for address in ["a%b@localhost", "a!b@localhost", "a@b@localhost", "@localhost", "", "a b@localhost"]
        {
            assert!(
                matches!(addressee(address, &site()), Err(Refusal::UnknownRecipient { .. })),
                "{address}"
            );
        }
    }
}
