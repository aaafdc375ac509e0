//! The corporate logo (LOGO-01..04).

use crate::{Failure, PhoneSystem, Requester};
use server_domain::{Refusal, logo::Logo};

impl PhoneSystem {
    /// The logo of the requester's company.
    pub async fn logo(&self, who: &Requester) -> Result<Logo, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.logo(who.site()).await?.ok_or(Refusal::NoLogo)?)
    }
}
