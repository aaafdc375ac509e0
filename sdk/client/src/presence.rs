//! The own presence and the directory, as apps see and call them (PRS-01 to PRS-06, ML-30).

use crate::{
    cache::Topic,
    error::LinkError,
    intention::{Intention, Submission},
    link::MobileLink,
    subscription::Subscription,
};
use mobilelink_wire::{CurrentPresence, Person, Presence, SetPresence, User};

impl MobileLink {
    /// The signed-in account, from the cache. `Gone` before the first sign-in.
    pub async fn user(&self) -> Result<User, LinkError> {
        Ok(self.cache().user().await?)
    }

    /// The signed-in account now and after every change of mode, permissions or names.
    ///
    /// Its presence is the server's word; for what the user said since, see [`MobileLink::observe_presence`].
    pub fn observe_user(&self) -> Subscription<User> {
        self.observe(&[Topic::Account], |cache| async move { cache.user().await })
    }

    /// The own presence, from the cache.
    pub async fn presence(&self) -> Result<CurrentPresence, LinkError> {
        Ok(self.cache().shown_presence(self.clock().now()).await?)
    }

    /// The own presence now and after every change, from wherever it was set (PRS-05).
    pub fn observe_presence(&self) -> Subscription<CurrentPresence> {
        let clock = self.clock().clone();
        self.observe(&[Topic::Account], move |cache| {
            let now = clock.now();
            async move { cache.shown_presence(now).await }
        })
    }

    /// Sets the own presence; also in Evaluation (PRS-06). `Unsupported` for [`Presence::Unknown`].
    pub async fn set_presence(
        &self,
        presence: Presence,
        note: Option<String>,
    ) -> Result<Submission, LinkError> {
        if presence == Presence::Unknown {
            return Err(LinkError::Unsupported { found: "the presence `unknown` cannot be set".into() });
        }
        self.cache().user().await?;
        self.act(Intention::SetPresence(SetPresence { presence, note })).await
    }

    /// Everybody of the site with their presence, by last name (ML-13), from the cache.
    pub async fn directory(&self) -> Result<Vec<Person>, LinkError> {
        Ok(self.cache().people().await?)
    }

    /// The directory now and after every change.
    pub fn observe_directory(&self) -> Subscription<Vec<Person>> {
        self.observe(&[Topic::People], |cache| async move { cache.people().await })
    }
}
