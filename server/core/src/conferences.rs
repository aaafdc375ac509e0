//! Conferences as their creators and moderators see them (CNF-04, CNF-07, ML-60).

use crate::{Failure, Listing, Page, PhoneSystem, Requester};
use server_domain::{
    AccountId, ConferenceId, Refusal,
    accounts::Account,
    conferences::{self, Conference, State},
};
use std::collections::{BTreeSet, HashMap};

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
        who.require_mobile_link()?;
        let is_ahead = |conference: &Conference| {
            page.after.as_deref().is_none_or(|after| conference.number.as_str() > after)
        };
        let mut found = self.inner.store.conferences(who.site()).await?;
        found.retain(|conference| may_see(who, conference) && is_ahead(conference));
        let more = found.len() > usize::from(page.limit);
        found.truncate(usize::from(page.limit));
        let next = found.last().filter(|_| more).map(|last| last.number.to_string());
        let people = self.people_beside(who, &found).await?;
        let items = found.into_iter().map(|conference| self.view(who, conference, &people)).collect();
        Ok(Listing { items, next })
    }

    /// One conference; one that the requester may not see is refused as if it were not there.
    ///
    /// Every socket of a site asks this when a conference changes, so it reads that conference and its people alone.
    pub async fn conference(&self, who: &Requester, id: ConferenceId) -> Result<ConferenceView, Failure> {
        who.require_mobile_link()?;
        let found = self.inner.store.conference(who.site(), id).await?;
        let found = found.filter(|conference| may_see(who, conference)).ok_or(Refusal::NoSuchConference)?;
        let people = self.people_beside(who, std::slice::from_ref(&found)).await?;
        Ok(self.view(who, found, &people))
    }

    /// Creators and moderators, by account.
    async fn people_beside(
        &self,
        who: &Requester,
        conferences: &[Conference],
    ) -> Result<HashMap<AccountId, PersonRef>, Failure> {
        let named = |conference: &Conference| {
            std::iter::once(conference.creator).chain(conference.moderators.clone())
        };
        let ids: BTreeSet<AccountId> = conferences.iter().flat_map(named).collect();
        let accounts = self.inner.store.accounts(who.site(), &ids).await?;
        let person = |account: Account| {
            let (name, extension) = (account.display_name(), account.extension.to_string());
            (account.id, PersonRef { id: account.id, name, extension })
        };
        Ok(accounts.into_iter().map(person).collect())
    }

    /// A conference as of now.
    fn view(
        &self,
        who: &Requester,
        mut conference: Conference,
        people: &HashMap<AccountId, PersonRef>,
    ) -> ConferenceView {
        let person = |id: &AccountId| {
            let nobody = || PersonRef { id: *id, name: String::new(), extension: String::new() };
            people.get(id).cloned().unwrap_or_else(nobody)
        };
        let now = self.now();
        conference.schedule = conference.schedule.map(|schedule| conferences::occurrence_at(schedule, now));
        conference.state = conferences::state_at(&conference, now);
        let over = conference.schedule.is_some_and(|schedule| schedule.end() <= now);
        ConferenceView {
            overtime: conference.state == State::Active && over,
            creator: person(&conference.creator),
            moderators: conference.moderators.iter().map(person).collect(),
            can_modify: conferences::may_modify(who.account_record(), &conference),
            conference,
        }
    }
}

fn may_see(who: &Requester, conference: &Conference) -> bool {
    conferences::may_see(who.account_record(), conference)
}
