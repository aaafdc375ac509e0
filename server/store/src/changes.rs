//! The change log: what was committed, numbered per audience. The bus carries hints, this carries the truth.

use crate::{Store, StoreError, accounts, messages, rows::time};
use jiff::Timestamp;
use server_domain::{
    AccountId, Audience, ConferenceId, MessageId, SiteId, accounts::Account, mailbox::Role,
    voicemail::Voicemail,
};
use sqlx::Row as _;
use std::{fmt, str::FromStr, sync::Arc};

/// Called with each commit, in order.
pub type Announcer = Arc<dyn Fn(Commit) + Send + Sync>;

/// What one transaction changed.
#[derive(Debug, Default)]
pub struct Commit {
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// Audiences whose log has grown by too much to be said one by one.
    pub bulk: Vec<Audience>,
}

impl Commit {
    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.bulk.is_empty()
    }
}

/// Something that was committed. There is no public constructor: what was not committed cannot be announced.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    audience: Audience,
    seq: u64,
    at: Timestamp,
    what: What,
}

impl Change {
    pub(crate) fn new(audience: Audience, seq: u64, at: Timestamp, what: What) -> Self {
        Self { audience, seq, at, what }
    }

    /// Who may learn of it.
    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// Its number in the audience's sequence; for a message also its MODSEQ.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// When it was committed.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// What happened.
    pub fn what(&self) -> &What {
        &self.what
    }
}

/// What happened, with the thing as it is now.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A person's presence, or the person, changed.
    PresenceSet(Account),
    /// A message came into a mailbox.
    VoicemailArrived(Voicemail),
    /// A message's flags or folder changed.
    VoicemailChanged(Voicemail),
    /// A message is gone for good.
    VoicemailGone {
        /// Which one.
        id: MessageId,
        /// The folder it was in last.
        role: Option<Role>,
        /// Its last UID there.
        uid: u32,
    },
    /// A conference was made or changed.
    ConferenceChanged(ConferenceId),
    /// The logo was replaced.
    LogoChanged {
        /// Of which site.
        site: SiteId,
        /// The new revision.
        revision: String,
    },
}

impl What {
    /// Kind, subject and detail of the log row.
    pub(crate) fn row(&self) -> (&'static str, i64, String) {
        match self {
            Self::PresenceSet(account) => ("presence", account.id.0, String::new()),
            Self::VoicemailArrived(message) => ("arrived", message.id.0, String::new()),
            Self::VoicemailChanged(message) => ("changed", message.id.0, String::new()),
            Self::VoicemailGone { id, role, uid } => {
                ("gone", id.0, format!("{} {uid}", role.map_or("", Role::wire_id)))
            }
            Self::ConferenceChanged(conference) => ("conference", conference.0, String::new()),
            Self::LogoChanged { site, revision } => ("logo", site.0, revision.clone()),
        }
    }
}

/// How far a reader has read: the last number of its account and of its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// In the account's sequence.
    pub account: u64,
    /// In the site's sequence.
    pub site: u64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.account, self.site)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (account, site) = text.split_once('.').ok_or(())?;
        let number = |digits: &str| match digits.bytes().all(|b| b.is_ascii_digit()) {
            true => digits.parse().map_err(|_| ()),
            false => Err(()),
        };
        Ok(Self { account: number(account)?, site: number(site)? })
    }
}

/// A stretch of the log.
#[derive(Debug)]
pub struct Changes {
    /// In order within each audience.
    pub items: Vec<Change>,
    /// Where to go on.
    pub cursor: Cursor,
    /// Whether there is more already.
    pub more: bool,
}

impl Store {
    /// The position of somebody who has read everything.
    pub async fn cursor(&self, account: AccountId, site: SiteId) -> Result<Cursor, StoreError> {
        let (account, site): (i64, i64) =
            sqlx::query_as("SELECT a.seq, s.seq FROM accounts a JOIN sites s ON s.id = $2 WHERE a.id = $1")
                .bind(account.0)
                .bind(site.0)
                .fetch_one(&mut *self.inner.readers.acquire().await?)
                .await?;
        Ok(Cursor { account: account.cast_unsigned(), site: site.cast_unsigned() })
    }

    /// At most `limit` changes of each of the two audiences after `cursor`; nothing when the cursor is not one of
    /// this log, or reaches back further than the log does.
    pub async fn changes_since(
        &self,
        account: AccountId,
        site: SiteId,
        cursor: Cursor,
        limit: usize,
    ) -> Result<Option<Changes>, StoreError> {
        let mut connection = self.inner.readers.acquire().await?;
        // One snapshot, so that things are read as they were when the log was.
        let mut rows = sqlx::Connection::begin(&mut *connection).await?;
        let ends: (i64, i64, i64, i64) = sqlx::query_as(
            "SELECT a.oldest_seq, a.seq, s.oldest_seq, s.seq FROM accounts a JOIN sites s ON s.id = $2 WHERE a.id = $1",
        )
        .bind(account.0)
        .bind(site.0)
        .fetch_one(&mut *rows)
        .await?;
        let known = |given: u64, oldest: i64, newest: i64| {
            (oldest..=newest).contains(&i64::try_from(given).unwrap_or(i64::MAX))
        };
        if !known(cursor.account, ends.0, ends.1) || !known(cursor.site, ends.2, ends.3) {
            return Ok(None);
        }

        let mut changes = Changes { items: Vec::new(), cursor, more: false };
        for (audience, since) in
            [(Audience::Site(site), cursor.site), (Audience::Account(account), cursor.account)]
        {
            let found = sqlx::query(
                "SELECT seq, at, kind, subject, detail FROM changes WHERE audience = $1 AND seq > $2 \
                 ORDER BY seq LIMIT $3",
            )
            .bind(audience.to_string())
            .bind(since.cast_signed())
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(&mut *rows)
            .await?;
            changes.more |= found.len() >= limit;
            for row in found {
                let seq = row.try_get::<i64, _>("seq")?.cast_unsigned();
                match audience {
                    Audience::Account(_) => changes.cursor.account = seq,
                    Audience::Site(_) => changes.cursor.site = seq,
                }
                let what = read_what(
                    &mut rows,
                    row.try_get("kind")?,
                    row.try_get("subject")?,
                    row.try_get("detail")?,
                );
                if let Some(what) = what.await? {
                    changes.items.push(Change::new(audience, seq, time(row.try_get("at")?)?, what));
                }
            }
        }
        Ok(Some(changes))
    }

    /// Everything there is for an account, as if it had just happened, and the cursor that goes with it.
    pub async fn snapshot(
        &self,
        account: AccountId,
        site: SiteId,
        now: Timestamp,
    ) -> Result<Changes, StoreError> {
        let mut connection = self.inner.readers.acquire().await?;
        let mut rows = sqlx::Connection::begin(&mut *connection).await?;
        let (account_seq, site_seq): (i64, i64) =
            sqlx::query_as("SELECT a.seq, s.seq FROM accounts a JOIN sites s ON s.id = $2 WHERE a.id = $1")
                .bind(account.0)
                .bind(site.0)
                .fetch_one(&mut *rows)
                .await?;
        let cursor = Cursor { account: account_seq.cast_unsigned(), site: site_seq.cast_unsigned() };
        let mut items = Vec::new();
        let of_site = |what| Change::new(Audience::Site(site), cursor.site, now, what);
        let of_account = |what| Change::new(Audience::Account(account), cursor.account, now, what);
        for person in accounts::of_site(&mut rows, site).await? {
            items.push(of_site(What::PresenceSet(person)));
        }
        let conferences: Vec<i64> =
            sqlx::query_scalar("SELECT id FROM conferences WHERE site_id = $1 ORDER BY id")
                .bind(site.0)
                .fetch_all(&mut *rows)
                .await?;
        items.extend(conferences.into_iter().map(|id| of_site(What::ConferenceChanged(ConferenceId(id)))));
        let logo: Option<String> = sqlx::query_scalar("SELECT revision FROM logos WHERE site_id = $1")
            .bind(site.0)
            .fetch_optional(&mut *rows)
            .await?;
        items.extend(logo.map(|revision| of_site(What::LogoChanged { site, revision })));
        for message in messages::of_account(&mut rows, account).await? {
            items.push(of_account(What::VoicemailArrived(message)));
        }
        Ok(Changes { items, cursor, more: false })
    }
}

/// The thing a log row speaks of, as it is now; nothing when it has gone since, which a later row says.
async fn read_what(
    rows: &mut sqlx::SqliteConnection,
    kind: &str,
    subject: i64,
    detail: String,
) -> Result<Option<What>, StoreError> {
    Ok(match kind {
        "presence" => accounts::by_id(rows, AccountId(subject)).await?.map(What::PresenceSet),
        "arrived" => messages::by_id(rows, MessageId(subject)).await?.map(What::VoicemailArrived),
        "changed" => messages::by_id(rows, MessageId(subject)).await?.map(What::VoicemailChanged),
        "gone" => {
            let (role, uid) = detail.split_once(' ').ok_or(StoreError::Unreadable("changes.detail"))?;
            let uid = uid.parse().map_err(|_| StoreError::Unreadable("changes.detail"))?;
            Some(What::VoicemailGone { id: MessageId(subject), role: role.parse().ok(), uid })
        }
        "conference" => Some(What::ConferenceChanged(ConferenceId(subject))),
        "logo" => Some(What::LogoChanged { site: SiteId(subject), revision: detail }),
        _ => return Err(StoreError::Unreadable("changes.kind")),
    })
}
