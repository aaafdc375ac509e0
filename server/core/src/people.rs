//! People: oneself, presence, the directory.

use crate::{Failure, Listing, Page, PhoneSystem, Requester};
use server_domain::{
    Refusal,
    accounts::Account,
    presence::{self, Current, Presence, SetBy},
    sites::Site,
};

/// What a person sees of themselves.
#[derive(Debug, Clone)]
pub struct Me {
    /// The account, with its presence.
    pub account: Account,
    /// Its company.
    pub site: Site,
    /// New messages in the inbox (ML-30); nothing in Evaluation.
    pub new_messages: Option<u64>,
    /// Revision of the logo (LOGO-04), if there is one.
    pub logo_revision: Option<String>,
}

impl PhoneSystem {
    /// The requester's own account. Open to Evaluation.
    pub async fn me(&self, who: &Requester) -> Result<Me, Failure> {
        let store = &self.inner.store;
        let account = store.account(who.account()).await?.ok_or(Refusal::DeviceRevoked)?;
        let new_messages = match who.require_mobile_link() {
            Ok(()) => Some(store.new_messages(who.account()).await?),
            Err(_) => None,
        };
        let logo_revision = store.logo_revision(who.site()).await?;
        Ok(Me { account, site: who.site_record().clone(), new_messages, logo_revision })
    }

    /// Sets the requester's presence and tells the site (PRS-05). Open to Evaluation (PRS-06). Settled.
    pub async fn set_presence(
        &self,
        who: &Requester,
        presence: Presence,
        note: Option<&str>,
    ) -> Result<Current, Failure> {
        let note = presence::note(note)?;
        let current = Current { presence, note, set_at: self.now(), set_by: SetBy::User };
        self.inner.store.set_presence(who.account(), &current).await?;
        Ok(current)
    }

    /// A page of the site's people with their presences, by extension (WEB-10).
    pub async fn directory(&self, who: &Requester, page: Page) -> Result<Listing<Account>, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.people(who.site(), &page).await?)
    }
}
