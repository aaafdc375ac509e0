//! Conferences as their creators and moderators see them (CNF-04, CNF-07, ML-60).

use crate::{Failure, Listing, Page, PhoneSystem, Requester};
use server_domain::{
    AccountId, ConferenceId, Refusal,
    conferences::{self, Conference, State},
};
use std::collections::HashMap;

/// A person, as named beside a conference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRef {
    /// The account.
    pub id: AccountId,
    /// First and last name.
    pub name: String,
    /// Primary extension.
    pub extension: String,
}

/// A conference as of now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConferenceView {
    /// The conference; state and schedule are those of this moment.
    pub conference: Conference,
    /// Past its planned end and still going (AMB-24).
    pub overtime: bool,
    /// Who made it.
    pub creator: PersonRef,
    /// Who else may run it.
    pub moderators: Vec<PersonRef>,
    /// Whether the requester may change name and password (ML-61).
    pub can_modify: bool,
}

impl PhoneSystem {
    /// A page of the conferences that the requester may see, by number.
    pub async fn conferences(&self, who: &Requester, page: Page) -> Result<Listing<ConferenceView>, Failure> {
        let mut items = self.visible(who).await?;
        if let Some(after) = &page.after {
            items.retain(|view| view.conference.number.as_str() > after.as_str());
        }
        let more = items.len() > usize::from(page.limit);
        items.truncate(usize::from(page.limit));
        let next = items.last().filter(|_| more).map(|last| last.conference.number.to_string());
        Ok(Listing { items, next })
    }

    /// One conference; one that the requester may not see is refused as if it were not there.
    pub async fn conference(&self, who: &Requester, id: ConferenceId) -> Result<ConferenceView, Failure> {
        let found = self.visible(who).await?.into_iter().find(|view| view.conference.id == id);
        Ok(found.ok_or(Refusal::NoSuchConference)?)
    }

    async fn visible(&self, who: &Requester) -> Result<Vec<ConferenceView>, Failure> {
        who.require_mobile_link()?;
        let conferences = self.inner.store.conferences(who.site()).await?;
        let whole = Page { after: None, limit: u16::MAX };
        let people = self.inner.store.people(who.site(), &whole).await?.items;
        let people: HashMap<AccountId, PersonRef> = people
            .into_iter()
            .map(|account| {
                let (name, extension) = (account.display_name(), account.extension.to_string());
                (account.id, PersonRef { id: account.id, name, extension })
            })
            .collect();
        let person = |id: &AccountId| {
            let nobody = || PersonRef { id: *id, name: String::new(), extension: String::new() };
            people.get(id).cloned().unwrap_or_else(nobody)
        };
        let now = self.now();
        let views = conferences
            .into_iter()
            .filter(|conference| conferences::may_see(who.account_record(), conference));
        Ok(views
            .map(|mut conference| {
                conference.schedule =
                    conference.schedule.map(|schedule| conferences::occurrence_at(schedule, now));
                conference.state = conferences::state_at(&conference, now);
                let over = conference.schedule.is_some_and(|schedule| schedule.end() <= now);
                ConferenceView {
                    overtime: conference.state == State::Active && over,
                    creator: person(&conference.creator),
                    moderators: conference.moderators.iter().map(person).collect(),
                    can_modify: conferences::may_modify(who.account_record(), &conference),
                    conference,
                }
            })
            .collect())
    }
}
