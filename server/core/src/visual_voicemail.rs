//! What a visual voicemail client sets (OMTP 1.3): the PIN, the language of the prompts, the end of the tutorial.

use crate::{Failure, PhoneSystem, Requester};
use secrecy::{ExposeSecret as _, SecretString};
use server_domain::{Refusal, accounts};

impl PhoneSystem {
    /// Replaces the requester's PIN (AMC-58). Kept.
    ///
    /// Refuses one that the policy does not allow, and a wrong old one; wrong ones are counted as wrong passwords are.
    /// Who has no PIN yet sets the first with any old one: they have signed in by their password.
    pub async fn change_pin(
        &self,
        who: &Requester,
        old: &SecretString,
        new: &SecretString,
    ) -> Result<(), Failure> {
        who.require_mobile_link()?;
        accounts::check_pin(new.expose_secret())?;
        let present = self.inner.store.pin_hash(who.account()).await?;
        if !present.is_empty() {
            let counted = who.account().to_string();
            let may_try = || self.inner.pin_attempts.check(&counted, self.now());
            may_try()?;
            if !self.inner.passwords.check(old, Some(&present), may_try).await? {
                self.inner.pin_attempts.wrong(counted, self.now());
                return Err(Refusal::PinWrong.into());
            }
            self.inner.pin_attempts.right(&counted);
        }
        let hash = self.inner.passwords.hash(new).await?;
        Ok(self.inner.store.set_pin(who.account(), &hash).await?)
    }

    /// Chooses the language of the prompts, by its number in the operator's list. Settled.
    pub async fn set_prompt_language(&self, who: &Requester, language: u8) -> Result<(), Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.set_prompt_language(who.account(), language).await?)
    }

    /// The language that was chosen for the prompts.
    pub async fn prompt_language(&self, who: &Requester) -> Result<Option<u8>, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.prompt_language(who.account()).await?)
    }

    /// Notes that the new user's tutorial is over. Settled.
    pub async fn close_tutorial(&self, who: &Requester) -> Result<(), Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.close_tutorial(who.account()).await?)
    }
}
