//! Keywords of a mailbox: flags that its mail programs name themselves.

use crate::{Failure, PhoneSystem, Requester};
use server_domain::{
    Refusal,
    keywords::{FlagNames, Keyword, Keywords},
};

impl PhoneSystem {
    /// The keywords of the requester's mailbox.
    pub async fn keywords(&self, who: &Requester) -> Result<Keywords, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.keywords(who.account()).await?)
    }

    /// The same, once those named have been made where they are missing. All or none; refused when a name cannot be
    /// used, or when there is no room for all.
    pub async fn make_keywords(&self, who: &Requester, named: &FlagNames) -> Result<Keywords, Failure> {
        who.require_mobile_link()?;
        let wanted: Vec<Keyword> =
            named.keywords.iter().map(|name| Keyword::new(name)).collect::<Result<_, _>>()?;
        let keywords = self.inner.store.make_keywords(who.account(), &wanted).await?;
        Ok(keywords.ok_or(Refusal::TooManyKeywords { limit: Keywords::MOST })?)
    }
}
