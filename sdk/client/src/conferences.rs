//! Conferences as apps see them (ML-60, ML-61, CNF-07).

use crate::{cache::Topic, error::LinkError, link::MobileLink, subscription::Subscription};
use mobilelink_wire::Conference;

impl MobileLink {
    /// The conferences of the user, soonest first, standing bridges last; from the cache.
    pub async fn conferences(&self) -> Result<Vec<Conference>, LinkError> {
        Ok(self.cache().conferences().await?)
    }

    /// The conferences now and after every change.
    pub fn observe_conferences(&self) -> Subscription<Vec<Conference>> {
        self.observe(&[Topic::Conferences], |cache| async move { cache.conferences().await })
    }

    /// One conference, by its id or by the number people dial. `Gone` when there is none.
    pub async fn conference(&self, id_or_number: &str) -> Result<Conference, LinkError> {
        let mut conferences = self.cache().conferences().await?.into_iter();
        conferences.find(|c| c.id == id_or_number || c.number == id_or_number).ok_or(LinkError::Gone)
    }
}
