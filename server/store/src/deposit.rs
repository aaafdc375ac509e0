//! Deposits: messages that come in, from SMTP, APPEND, REPLACE or the phone system. Kept.
//!
//! Files are written by their senders side by side; the rows of all that wait share one commit (group commit), so
//! many senders cost one wait for the disk and not one each.

use crate::{
    NewBody, Rest, Store, StoreError, What, folders, greetings, messages, moves,
    rows::to_json,
    search,
    write::{Promise, Write, Writer},
};
use jiff::Timestamp;
use server_domain::{
    AccountId, Audience, FolderId, MessageId,
    greetings::Slot,
    mailbox::{Flags, Folder},
    voicemail::Sender,
};
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
    for job in group {
        // One that cannot be put must not take the others with it.
        let mark = write.mark();
        sqlx::query("SAVEPOINT deposit").execute(write.rows()).await?;
        let outcome = put_all(&mut write, &job.messages, job.replaced, job.now).await;
        if matches!(outcome, Ok(Deposited::Delivered(_))) {
            job.messages.iter_mut().for_each(|message| message.body.keep());
        } else {
            sqlx::query("ROLLBACK TO deposit").execute(write.rows()).await?;
            write.forget_after(mark);
        }
        sqlx::query("RELEASE deposit").execute(write.rows()).await?;
        outcomes.push(outcome);
    }
    write.commit().await
}

async fn put_all(
    write: &mut Write,
    messages: &[NewMessage],
    replaced: Option<Replaced>,
    now: Timestamp,
) -> Result<Deposited, StoreError> {
    if let Some(Replaced { account, folder, uid, .. }) = replaced
        && moves::present(write, account, folder, &[uid]).await?.is_empty()
    {
        return Ok(Deposited::NoSuchMessage);
    }
    let mut delivered = Vec::with_capacity(messages.len());
    let mut greeting = Vec::new();
    for message in messages {
        put_body(write, &message.body).await?;
        for target in &message.targets {
            let Some(folder) = folders::by_name(write.rows(), target.account, &target.folder).await? else {
                return Ok(Deposited::NoSuchFolder);
            };
            let placed = put_into(write, message, target, &folder, now).await?;
            greeting.extend(message.greeting.map(|slot| (target.account, slot, placed.id)));
            delivered.push(placed);
        }
    }
    if let Some(Replaced { account, folder, uid, rest }) = replaced {
        moves::take_away(write, account, folder, &[uid], rest, now).await?;
    }
    for (account, slot, message) in greeting {
        greetings::set(write, account, slot, message, now).await?;
    }
    Ok(Deposited::Delivered(delivered))
}

async fn put_body(write: &mut Write, body: &NewBody) -> Result<(), StoreError> {
    let reading = &body.reading;
    sqlx::query(
        "INSERT INTO bodies (id, size, header_size, envelope, body_plain, body_structure, sections, subject, text, \
         sent_at, introduction, recording, preview) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(body.id.as_str())
    .bind(reading.size.cast_signed())
    .bind(reading.header_size.cast_signed())
    .bind(&reading.envelope)
    .bind(&reading.body)
    .bind(&reading.body_structure)
    .bind(to_json(&reading.sections)?)
    .bind(reading.subject.as_deref().unwrap_or(""))
    .bind(&reading.text)
    .bind(reading.date.map(|date| date.as_millisecond()))
    .bind(reading.introduction.as_ref().map(to_json).transpose()?)
    .bind(reading.recording.as_ref().map(to_json).transpose()?)
    .bind(&reading.preview)
    .execute(write.rows())
    .await?;

    let sent_at = reading.date.map(|date| date.as_millisecond());
    search::insert(write.rows(), &body.id, reading.size, sent_at, &reading.searched).await
}

async fn put_into(
    write: &mut Write,
    message: &NewMessage,
    target: &Target,
    folder: &Folder,
    now: Timestamp,
) -> Result<Delivered, StoreError> {
    let audience = Audience::Account(target.account);
    let seq = write.take_numbers(audience, 1).await? + 1;
    let uid = folders::take_uids(write.rows(), folder.id, 1).await?;
    let (account, name, number) = match &message.sender {
        Sender::Internal { account, name, extension } => (Some(account.0), Some(name), extension),
        Sender::External { number, name } => (None, name.as_ref(), number),
    };
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO messages (account_id, folder_id, uid, body_id, flags, modseq, received_at, saved_at, \
         sender_account, sender_name, sender_number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id",
    )
    .bind(target.account.0)
    .bind(folder.id.0)
    .bind(uid)
    .bind(message.body.id.as_str())
    .bind(target.flags.bits())
    .bind(seq.cast_signed())
    .bind(message.received_at.as_millisecond())
    .bind(now.as_millisecond())
    .bind(account)
    .bind(name)
    .bind(number)
    .fetch_one(write.rows())
    .await?;
    let id = MessageId(id);
    let arrived = messages::by_id(write.rows(), id).await?.ok_or(StoreError::Unreadable("messages"))?;
    write.log(audience, seq, now, What::VoicemailArrived(arrived)).await?;
    Ok(Delivered { id, uid_validity: folder.uid_validity, uid })
}
