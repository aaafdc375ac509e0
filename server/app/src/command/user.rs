//! `mobilelinkd user`: people, their passwords and keys.

use super::{DataFolder, open_beside};
use crate::{
    Problem,
    cli::{Key, KeyChange, Place, UserCommand},
};
use secrecy::SecretString;
use server_core::NewPerson;
use server_domain::accounts::{FeatureKey, Mode, Permission};

/// Holds the new password where nobody can be asked.
const PASSWORD_VARIABLE: &str = "MOBILE_LINK_NEW_PASSWORD";

pub(super) async fn run(place: Place, command: UserCommand) -> Result<(), Problem> {
    let folder = match command {
        UserCommand::Add { .. } => DataFolder::MayBeNew,
        UserCommand::List | UserCommand::Password { .. } | UserCommand::Key { .. } => DataFolder::MustExist,
    };
    let phone = open_beside(&place, folder).await?;
    let administration = phone.administration();
    let site = place.site.as_deref().map(str::parse).transpose()?;
    let site = administration.site(site.as_ref()).await?;
    match command {
        UserCommand::Add { username, extension, first_name, last_name, keys, admin } => {
            let permissions: &[Permission] = if admin { Permission::ALL } else { &[] };
            let new = NewPerson {
                site: site.id,
                username: username.parse()?,
                extension: extension.parse()?,
                first_name,
                last_name,
                password: new_password()?,
                pin: None,
                permissions: permissions.iter().copied().collect(),
                feature_keys: keys.into_iter().map(feature_key).collect(),
            };
            let account = administration.add_person(new).await?;
            let mode = match account.mode() {
                Mode::Full => "",
                Mode::Evaluation => " Without the key mobile-link they can use presence only.",
            };
            anstream::println!("Added {} with extension {}.{mode}", account.username, account.extension);
        }
        UserCommand::List => {
            let people = administration.people(site.id).await?;
            anstream::println!(
                "{:<20} {:<9} {:<24} {:<16} KEYS",
                "USERNAME",
                "EXTENSION",
                "NAME",
                "PRESENCE"
            );
            for person in people {
                let keys: Vec<&str> = person.feature_keys.iter().map(|key| key.wire_id()).collect();
                let keys = if keys.is_empty() { "none (Evaluation)".to_owned() } else { keys.join(" ") };
                anstream::println!(
                    "{:<20} {:<9} {:<24} {:<16} {keys}",
                    person.username.as_str(),
                    person.extension.as_str(),
                    person.display_name(),
                    person.presence.presence.wire_id(),
                );
            }
        }
        UserCommand::Password { username } => {
            let account = administration.person(site.id, &username.parse()?).await?;
            administration.set_password(account.id, &new_password()?).await?;
            anstream::println!(
                "The password of {} is replaced, and their devices are signed out.",
                account.username
            );
        }
        UserCommand::Key { username, change, key } => {
            let account = administration.person(site.id, &username.parse()?).await?;
            let mut keys = account.feature_keys;
            match change {
                KeyChange::Give => keys.insert(feature_key(key)),
                KeyChange::Take => keys.remove(&feature_key(key)),
            };
            administration.set_feature_keys(account.id, &keys).await?;
            let keys: Vec<&str> = keys.iter().map(|key| key.wire_id()).collect();
            let keys = if keys.is_empty() { "no key (Evaluation)".to_owned() } else { keys.join(" ") };
            anstream::println!("{} has {keys} now.", account.username);
        }
    }
    phone.close().await;
    Ok(())
}

fn feature_key(key: Key) -> FeatureKey {
    match key {
        Key::MobileLink => FeatureKey::MobileLink,
        Key::ConferenceCenter => FeatureKey::ConferenceCenter,
    }
}

fn new_password() -> Result<SecretString, Problem> {
    if let Ok(password) = std::env::var(PASSWORD_VARIABLE) {
        return Ok(password.into());
    }
    let password = rpassword::prompt_password("New password: ").map_err(Problem::Password)?;
    let again = rpassword::prompt_password("The same again: ").map_err(Problem::Password)?;
    if password != again {
        return Err(Problem::Password(std::io::Error::other("the two are not the same")));
    }
    Ok(password.into())
}
