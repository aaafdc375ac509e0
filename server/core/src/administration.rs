//! Administration from the machine itself: sites, people, keys, sample data. No requester: whoever runs the program
//! may do this.

use crate::{Failure, NewConference, Page, PhoneSystem, deposit::inbox, tokens::hex};
use aws_lc_rs::digest;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use server_domain::{
    AccountId, ConferenceId, MessageId, Refusal, SiteId,
    accounts::{self, Account, Extension, FeatureKey, Permission, Username},
    logo::Logo,
    mailbox::{Flags, Role},
    presence::Current,
    routing::Addressee,
    sites::{Site, SiteName},
    voicemail::Sender,
};
use server_store::{NewAccount, StoreError, Target};
use std::collections::BTreeSet;

/// A person to be added.
pub struct NewPerson {
    /// Whose company.
    pub site: SiteId,
    /// What they log in as.
    pub username: Username,
    /// Their primary extension.
    pub extension: Extension,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Secret for app, mail and web (ACC-03).
    pub password: SecretString,
    /// Secret for telephones (ACC-02), if there is one already.
    pub pin: Option<SecretString>,
    /// What they may do.
    pub permissions: BTreeSet<Permission>,
    /// What was bought for them.
    pub feature_keys: BTreeSet<FeatureKey>,
}

/// A message from the phone system itself, or of sample data.
pub struct Inbound {
    /// Whose mailbox.
    pub to: AccountId,
    /// Into which folder.
    pub folder: Role,
    /// Who left it.
    pub sender: Sender,
    /// When.
    pub received_at: Timestamp,
    /// With which flags.
    pub flags: Flags,
    /// The message, RFC 5322.
    pub bytes: Vec<u8>,
}

/// What the person who runs the server may do.
pub struct Administration<'a> {
    system: &'a PhoneSystem,
}

impl PhoneSystem {
    /// Administration from the machine itself.
    pub fn administration(&self) -> Administration<'_> {
        Administration { system: self }
    }
}

impl Administration<'_> {
    pub(crate) async fn ensure_default_site(&self) -> Result<(), StoreError> {
        let (store, name) = (&self.system.inner.store, SiteName::default());
        if store.site(&name).await?.is_none() {
            store.add_site(&name, "Mobile Link", "localhost", self.system.now()).await?;
        }
        Ok(())
    }

    /// Adds a company. Kept.
    pub async fn add_site(
        &self,
        name: &SiteName,
        display_name: &str,
        mail_domain: &str,
    ) -> Result<Site, Failure> {
        let added =
            self.system.inner.store.add_site(name, display_name, mail_domain, self.system.now()).await?;
        Ok(added.ok_or_else(|| Refusal::SiteExists { name: name.to_string() })?)
    }

    /// All companies.
    pub async fn sites(&self) -> Result<Vec<Site>, Failure> {
        Ok(self.system.inner.store.sites().await?)
    }

    /// The company of this name; `None` means the one that is always there.
    pub async fn site(&self, name: Option<&SiteName>) -> Result<Site, Failure> {
        let default = SiteName::default();
        let name = name.unwrap_or(&default);
        let site = self.system.inner.store.site(name).await?;
        Ok(site.ok_or_else(|| Refusal::NoSuchSite { name: name.to_string() })?)
    }

    /// Says what people read and where mail for the company's people goes. Kept.
    pub async fn describe_site(
        &self,
        id: SiteId,
        display_name: &str,
        mail_domain: &SiteName,
    ) -> Result<(), Failure> {
        Ok(self.system.inner.store.describe_site(id, display_name, mail_domain.as_str()).await?)
    }

    /// Adds a person, In Office, with the four folders. Kept.
    pub async fn add_person(&self, new: NewPerson) -> Result<Account, Failure> {
        accounts::check_password(new.password.expose_secret())?;
        let passwords = &self.system.inner.passwords;
        let pin_hash = match &new.pin {
            Some(pin) => {
                accounts::check_pin(pin.expose_secret())?;
                passwords.hash(pin).await?
            }
            None => String::new(),
        };
        let taken = |what: Addressee| async move {
            Ok::<_, Failure>(self.system.inner.store.account_for(new.site, &what).await?.is_some())
        };
        if taken(Addressee::Username(new.username.clone())).await? {
            return Err(Refusal::UsernameTaken { username: new.username.to_string() }.into());
        }
        let account = NewAccount {
            site: new.site,
            username: new.username,
            extension: new.extension.clone(),
            first_name: new.first_name,
            last_name: new.last_name,
            password_hash: passwords.hash(&new.password).await?,
            pin_hash,
            permissions: new.permissions,
            feature_keys: new.feature_keys,
        };
        let added = self.system.inner.store.add_account(&account, self.system.now()).await?;
        Ok(added.ok_or_else(|| Refusal::ExtensionTaken { extension: new.extension.to_string() })?)
    }

    /// The people of a company, by extension.
    pub async fn people(&self, site: SiteId) -> Result<Vec<Account>, Failure> {
        let whole = Page { after: None, limit: u16::MAX };
        Ok(self.system.inner.store.people(site, &whole).await?.items)
    }

    /// The person of this username.
    pub async fn person(&self, site: SiteId, username: &Username) -> Result<Account, Failure> {
        let found = self.system.inner.store.account_for(site, &Addressee::Username(username.clone())).await?;
        Ok(found.ok_or_else(|| Refusal::NoSuchAccount { username: username.to_string() })?)
    }

    /// Replaces a password; every device of the person is signed out. Kept.
    pub async fn set_password(&self, id: AccountId, password: &SecretString) -> Result<(), Failure> {
        accounts::check_password(password.expose_secret())?;
        let hash = self.system.inner.passwords.hash(password).await?;
        self.system.inner.store.set_password(id, &hash, self.system.now()).await?;
        self.system.inner.signed_in.end_account(id);
        Ok(())
    }

    /// Replaces a person's feature keys; live connections end and come back with what is allowed then. Kept.
    pub async fn set_feature_keys(&self, id: AccountId, keys: &BTreeSet<FeatureKey>) -> Result<(), Failure> {
        self.system.inner.store.set_feature_keys(id, keys, self.system.now()).await?;
        self.system.inner.signed_in.end_account(id);
        Ok(())
    }

    /// Sets a person's presence as it was at another time, for sample data.
    pub async fn place(&self, id: AccountId, current: &Current) -> Result<(), Failure> {
        Ok(self.system.inner.store.set_presence(id, current).await?)
    }

    /// Leaves a message that came from the phone system. Kept.
    pub async fn leave_message(&self, message: Inbound) -> Result<MessageId, Failure> {
        let mut staged = self.system.stage().await?;
        staged.write(&message.bytes).await?;
        let (staged, reading) = self.system.read(staged).await?;
        let target = Target {
            folder: message.folder.folder_name().to_owned(),
            flags: message.flags,
            ..inbox(message.to)
        };
        let put = self.system.put(staged, reading, message.sender, message.received_at, vec![target]).await?;
        Ok(put.first().ok_or(Failure::Broken)?.id)
    }

    /// Adds a conference. Kept.
    pub async fn add_conference(&self, site: SiteId, new: &NewConference) -> Result<ConferenceId, Failure> {
        let added = self.system.inner.store.add_conference(site, new, self.system.now()).await?;
        Ok(added.ok_or_else(|| Refusal::ConferenceNumberTaken { number: new.number.to_string() })?)
    }

    /// Replaces a company's logo. Kept.
    pub async fn set_logo(&self, site: SiteId, media_type: &str, bytes: Vec<u8>) -> Result<(), Failure> {
        let revision = hex(digest::digest(&digest::SHA256, &bytes).as_ref());
        let logo = Logo { revision, media_type: media_type.to_owned(), bytes };
        Ok(self.system.inner.store.set_logo(site, &logo, self.system.now()).await?)
    }

    /// Whether nobody was ever added.
    pub async fn is_empty(&self) -> Result<bool, Failure> {
        for site in self.sites().await? {
            if !self.people(site.id).await?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
