//! Deposits: messages that come in, from SMTP, APPEND, REPLACE or the phone system. Kept.
//!
//! Files are written by their senders side by side; the rows of all that wait share one commit (group commit), so
//! many senders cost one wait for the disk and not one each.

use crate::{
    Change, NewBody, Rest, Store, StoreError, What, greetings, messages, moves,
    rows::to_json,
    search,
    write::{Promise, Write, Writer},
};
use jiff::Timestamp;
use server_domain::{
    AccountId, Audience, FolderId, MessageId, folders::canonical, greetings::Slot, mailbox::Flags,
    voicemail::Sender,
};
use sqlx::Row as _;
use std::sync::Arc;
use tokio::sync::{Mutex, mpsc, oneshot};

/// Most deposits that share one commit.
const GROUP: usize = 64;

/// A message to be put into mailboxes.
pub struct NewMessage {
    /// Its bytes, on disk, and what was read in them.
    pub body: NewBody,
    /// Who left it.
    pub sender: Sender,
    /// When.
    pub received_at: Timestamp,
    /// Into which mailboxes.
    pub targets: Vec<Target>,
    /// As what it greets callers from now on; the greeting before it goes for good.
    pub greeting: Option<Slot>,
}

/// One mailbox that gets the message.
#[derive(Debug, Clone)]
pub struct Target {
    /// Whose.
    pub account: AccountId,
    /// Name of the folder.
    pub folder: String,
    /// With which flags.
    pub flags: Flags,
}

/// Where a message was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivered {
    /// The message.
    pub id: MessageId,
    /// UIDVALIDITY of the folder.
    pub uid_validity: u32,
    /// UID in the folder.
    pub uid: u32,
}

/// A message that goes when the new ones are there (RFC 8508).
#[derive(Debug, Clone, Copy)]
pub struct Replaced {
    /// Whose.
    pub account: AccountId,
    /// Its folder.
    pub folder: FolderId,
    /// Its UID.
    pub uid: u32,
    /// Where it comes to rest, if it is in the inbox.
    pub rest: Rest,
}

/// What became of a deposit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deposited {
    /// All messages are in all their mailboxes.
    Delivered(Vec<Delivered>),
    /// Nothing was done: a folder is not there.
    NoSuchFolder,
    /// Nothing was done: the message to be replaced is gone.
    NoSuchMessage,
}

/// A deposit and who waits for it.
pub(crate) struct Job {
    messages: Vec<NewMessage>,
    replaced: Option<Replaced>,
    now: Timestamp,
    done: oneshot::Sender<Result<Deposited, StoreError>>,
}

impl Store {
    /// Puts messages into all their mailboxes, in the place of another if one is named; everything or nothing.
    ///
    /// Runs to its end even if the caller stops waiting.
    pub async fn deposit(
        &self,
        messages: Vec<NewMessage>,
        replaced: Option<Replaced>,
        now: Timestamp,
    ) -> Result<Deposited, StoreError> {
        let (done, answer) = oneshot::channel();
        self.inner
            .deposits
            .send(Job { messages, replaced, now, done })
            .await
            .map_err(|_| StoreError::Closed)?;
        answer.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Begins a message.
    pub async fn stage(&self) -> Result<crate::Staged, StoreError> {
        self.inner.bytes.stage().await
    }

    /// Opens the bytes of a message.
    pub async fn bytes(&self, body: &server_domain::BodyId) -> Result<crate::MessageFile, StoreError> {
        self.inner.bytes.read(body).await
    }
}

/// Takes what waits, commits it together, and answers each.
pub(crate) async fn run(
    mut jobs: mpsc::Receiver<Job>,
    writer: Arc<Mutex<Writer>>,
    bytes: crate::bytes::MessageBytes,
) {
    let mut group = Vec::with_capacity(GROUP);
    while jobs.recv_many(&mut group, GROUP).await > 0 {
        let mut outcomes = Vec::with_capacity(group.len());
        let committed = commit_together(&writer, &bytes, &mut group, &mut outcomes).await;
        let failure = committed.err().map(|error| error.to_string());
        for (job, outcome) in
            group.drain(..).zip(outcomes.into_iter().map(Some).chain(std::iter::repeat_with(|| None)))
        {
            let answer = match (&failure, outcome) {
                (None, Some(outcome)) => outcome,
                (Some(reason), _) => Err(StoreError::Database(sqlx::Error::Protocol(reason.clone()))),
                (None, None) => Err(StoreError::Closed),
            };
            // Whoever stopped waiting will find the message all the same.
            let _ = job.done.send(answer);
        }
    }
}

async fn commit_together(
    writer: &Arc<Mutex<Writer>>,
    bytes: &crate::bytes::MessageBytes,
    group: &mut [Job],
    outcomes: &mut Vec<Result<Deposited, StoreError>>,
) -> Result<(), StoreError> {
    let mut write = Write::begin(writer, Promise::Kept, bytes).await?;
    if let [alone] = group {
        let outcome = put_all(&mut write, alone).await;
        let is_delivered = matches!(outcome, Ok(Deposited::Delivered(_)));
        outcomes.push(outcome);
        return if is_delivered {
            write.commit().await
        } else {
            write.abandon().await;
            Ok(())
        };
    }
    for job in group {
        // One that cannot be put must not take the others with it.
        let mark = write.mark();
        sqlx::query("SAVEPOINT deposit").execute(write.rows()).await?;
        let outcome = put_all(&mut write, job).await;
        if !matches!(outcome, Ok(Deposited::Delivered(_))) {
            sqlx::query("ROLLBACK TO deposit").execute(write.rows()).await?;
            write.forget_after(mark);
        }
        sqlx::query("RELEASE deposit").execute(write.rows()).await?;
        outcomes.push(outcome);
    }
    write.commit().await
}

async fn put_all(write: &mut Write, job: &mut Job) -> Result<Deposited, StoreError> {
    let Job { messages, replaced, now, .. } = job;
    if let Some(Replaced { account, folder, uid, .. }) = *replaced
        && moves::present(write, account, folder, &[uid]).await?.is_empty()
    {
        return Ok(Deposited::NoSuchMessage);
    }
    let mut delivered = Vec::with_capacity(messages.len());
    let mut greeting = Vec::new();
    for message in messages.iter() {
        put_body(write, &message.body).await?;
        for target in &message.targets {
            let Some(place) = put_into(write, message, target, *now).await? else {
                return Ok(Deposited::NoSuchFolder);
            };
            greeting.extend(message.greeting.map(|slot| (target.account, slot, place.id)));
            delivered.push(place);
        }
    }
    if let Some(Replaced { account, folder, uid, rest }) = *replaced {
        moves::take_away(write, account, folder, &[uid], rest, *now).await?;
    }
    for (account, slot, message) in greeting {
        greetings::set(write, account, slot, message, *now).await?;
    }
    messages.iter_mut().for_each(|message| message.body.keep());
    Ok(Deposited::Delivered(delivered))
}

async fn put_body(write: &mut Write, body: &NewBody) -> Result<(), StoreError> {
    const INSERT: &str = concat!(
        "INSERT INTO bodies (id, size, sent_at, header_size, envelope, body_plain, body_structure, sections, subject, text, \
         introduction, recording, preview) VALUES ($1, $2, $3, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30); ",
        search::insert_searched!()
    );
    let reading = &body.reading;
    let sent_at = reading.date.map(|date| date.as_millisecond());
    let insert = search::bind(sqlx::query(INSERT), &body.id, reading.size, sent_at, &reading.searched)
        .bind(reading.header_size.cast_signed())
        .bind(&reading.envelope)
        .bind(&reading.body)
        .bind(&reading.body_structure)
        .bind(to_json(&reading.sections)?)
        .bind(reading.subject.as_deref().unwrap_or(""))
        .bind(&reading.text)
        .bind(reading.introduction.as_ref().map(to_json).transpose()?)
        .bind(reading.recording.as_ref().map(to_json).transpose()?)
        .bind(&reading.preview);
    write.batch(insert).await?;
    Ok(())
}

/// Nothing when there is no such folder; the numbers that were taken then must be rolled back.
async fn put_into(
    write: &mut Write,
    message: &NewMessage,
    target: &Target,
    now: Timestamp,
) -> Result<Option<Delivered>, StoreError> {
    const INSERT: &str = concat!(
        "UPDATE accounts SET seq = seq + 1 WHERE id = $1; \
         UPDATE folders SET uid_next = uid_next + 1 WHERE account_id = $1 AND name = $2 \
         RETURNING uid_validity; \
         INSERT INTO messages (account_id, folder_id, uid, modseq, body_id, flags, received_at, saved_at, \
         sender_account, sender_name, sender_number) \
         SELECT $1, f.id, f.uid_next - 1, a.seq, $3, $4, $5, $6, $7, $8, $9 \
         FROM folders f JOIN accounts a ON a.id = f.account_id WHERE f.account_id = $1 AND f.name = $2; \
         INSERT INTO changes (audience, seq, at, kind, subject, detail) SELECT $10, m.modseq, $6, 'arrived', m.id, '' \
         FROM folders f JOIN messages m ON m.folder_id = f.id AND m.uid = f.uid_next - 1 \
         WHERE f.account_id = $1 AND f.name = $2; ",
        messages::select_voicemail!("WHERE f.account_id = $1 AND f.name = $2 AND m.uid = f.uid_next - 1")
    );
    let audience = Audience::Account(target.account);
    let (account, name, number) = match &message.sender {
        Sender::Internal { account, name, extension } => (Some(account.0), Some(name), extension),
        Sender::External { number, name } => (None, name.as_ref(), number),
    };
    let insert = sqlx::query(INSERT)
        .bind(target.account.0)
        .bind(canonical(&target.folder).into_owned())
        .bind(message.body.id.as_str())
        .bind(target.flags.bits())
        .bind(message.received_at.as_millisecond())
        .bind(now.as_millisecond())
        .bind(account)
        .bind(name)
        .bind(number)
        .bind(audience.to_string());
    let answers = write.batch(insert).await?;
    let mut rows = answers.iter().flatten();
    let (Some(folder), Some(arrived)) = (rows.next(), rows.next()) else {
        return Ok(None);
    };
    let (uid_validity, arrived) = (folder.try_get("uid_validity")?, messages::read(arrived)?);
    let (id, uid, seq) = (arrived.id, arrived.uid, arrived.modseq);
    write.took(target.account, seq);
    write.announce(Change::new(audience, seq, now, What::VoicemailArrived(arrived)));
    Ok(Some(Delivered { id, uid_validity, uid }))
}
