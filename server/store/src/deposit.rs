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
    AccountId, Audience, FolderId, MessageId,
    folders::canonical,
    greetings::Slot,
    mailbox::Flags,
    voicemail::{Sender, Voicemail},
};
use sqlx::{
    Row as _, Sqlite,
    error::ErrorKind,
    query::Query,
    sqlite::{SqliteArguments, SqliteRow},
};
use std::{
    collections::HashMap,
    sync::{Arc, MutexGuard, PoisonError},
};
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
    /// The number of its account's sequence under which it came.
    pub modseq: u64,
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

/// Where each account was last left something, and under which number: as long as nothing else happens to it, that folder is
/// there, and nobody needs to ask the database. Never out of date for who was answered: only DELETE and RENAME take a name
/// away, each takes a number, and that is known ([`crate::latest`]) before either is answered.
#[derive(Default)]
pub(crate) struct LastPlaces(std::sync::Mutex<HashMap<AccountId, (String, u64)>>);

impl LastPlaces {
    fn note(&self, target: &Target, modseq: u64) {
        let place = (target.folder.clone(), modseq);
        self.places().insert(target.account, place);
    }

    fn number(&self, account: AccountId, folder: &str) -> Option<u64> {
        self.places().get(&account).filter(|(name, _)| name == folder).map(|(_, modseq)| *modseq)
    }

    /// Storage is closed: whoever asks is to be told so by asking the database.
    pub(crate) fn forget(&self) {
        self.places().clear();
    }

    fn places(&self) -> MutexGuard<'_, HashMap<AccountId, (String, u64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
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

    /// Whether a folder is known to be there without a look into the database. A deposit looks again.
    pub fn is_known_folder(&self, account: AccountId, name: &str) -> bool {
        let left = self.inner.last_places.number(account, name);
        left.is_some_and(|modseq| self.is_latest(account, modseq))
    }

    /// Begins a message.
    pub async fn stage(&self) -> Result<crate::Staged, StoreError> {
        self.inner.bytes.stage()
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
    last_places: Arc<LastPlaces>,
) {
    let mut group = Vec::with_capacity(GROUP);
    while jobs.recv_many(&mut group, GROUP).await > 0 {
        let mut outcomes = Vec::with_capacity(group.len());
        let committed = commit_together(&writer, &bytes, &group, &mut outcomes).await;
        let failure = committed.err().map(|error| error.to_string());
        for (job, outcome) in
            group.drain(..).zip(outcomes.into_iter().map(Some).chain(std::iter::repeat_with(|| None)))
        {
            let answer = match (&failure, outcome) {
                (None, Some(outcome)) => {
                    if let Ok(Deposited::Delivered(delivered)) = &outcome {
                        let targets = job.messages.iter().flat_map(|message| &message.targets);
                        targets.zip(delivered).for_each(|(target, it)| last_places.note(target, it.modseq));
                    }
                    outcome
                }
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
    group: &[Job],
    outcomes: &mut Vec<Result<Deposited, StoreError>>,
) -> Result<(), StoreError> {
    if let [alone] = group {
        outcomes.push(commit_alone(writer, bytes, alone).await);
        return Ok(());
    }
    let mut write = Write::begin(writer, Promise::Kept, bytes).await?;
    for job in group {
        outcomes.push(put_beside_others(&mut write, job).await?);
    }
    write.commit().await
}

async fn commit_alone(
    writer: &Arc<Mutex<Writer>>,
    bytes: &crate::bytes::MessageBytes,
    job: &Job,
) -> Result<Deposited, StoreError> {
    if let Some((message, target)) = single(job) {
        let insert = one_visit(ALONE, message, target, job.now)?;
        let mut write = Write::about_to_begin(writer, Promise::Kept, bytes).await?;
        if write.may_commit_in_batch() {
            message.body.keep();
            match put_in_one_visit(&mut write, insert, message, target, job.now).await {
                Ok(delivered) => {
                    write.committed().await;
                    return Ok(Deposited::Delivered(vec![delivered]));
                }
                Err(error) => {
                    write.undo().await;
                    // How far a batch came cannot be told from its error. Where the database does not answer, the file stays.
                    match kept_all_the_same(&mut write, &message.body, target.account).await {
                        Ok(Some(delivered)) => {
                            write.committed().await;
                            return Ok(Deposited::Delivered(vec![delivered]));
                        }
                        Ok(None) => message.body.let_go(),
                        Err(_) => {}
                    }
                    if !is_missing(&error) {
                        return Err(error);
                    }
                }
            }
        }
        write.abandon().await;
    }
    let mut write = Write::begin(writer, Promise::Kept, bytes).await?;
    let outcome = put_all(&mut write, job).await;
    match outcome {
        Ok(Deposited::Delivered(_)) => write.commit().await.and(outcome),
        _ => {
            write.abandon().await;
            outcome
        }
    }
}

/// Where a message is that was put, although what was answered cannot be read; nothing if it is nowhere. It is announced
/// without a word of what it says, because nobody may be told that what is kept was not.
async fn kept_all_the_same(
    write: &mut Write,
    body: &NewBody,
    account: AccountId,
) -> Result<Option<Delivered>, StoreError> {
    let place: Option<(i64, u32, u32, i64)> = sqlx::query_as(
        "SELECT m.id, f.uid_validity, m.uid, m.modseq FROM messages m JOIN folders f ON f.id = m.folder_id \
         WHERE m.body_id = $1 AND m.account_id = $2 ORDER BY m.id DESC LIMIT 1",
    )
    .bind(body.id.as_str())
    .bind(account.0)
    .fetch_optional(write.rows())
    .await?;
    let Some((id, uid_validity, uid, modseq)) = place else { return Ok(None) };
    let modseq = modseq.cast_unsigned();
    write.took(account, modseq);
    write.announce_in_bulk(Audience::Account(account));
    Ok(Some(Delivered { id: MessageId(id), uid_validity, uid, modseq }))
}

/// In a savepoint: one that cannot be put must not take the others with it. An error of its own is inside; one outside is an
/// error of all.
async fn put_beside_others(
    write: &mut Write,
    job: &Job,
) -> Result<Result<Deposited, StoreError>, StoreError> {
    let mark = write.mark();
    if let Some((message, target)) = single(job) {
        let insert = match one_visit(IN_GROUP, message, target, job.now) {
            Ok(insert) => insert,
            Err(error) => return Ok(Err(error)),
        };
        match put_in_one_visit(write, insert, message, target, job.now).await {
            Ok(delivered) => {
                message.body.keep();
                return Ok(Ok(Deposited::Delivered(vec![delivered])));
            }
            Err(error) => {
                sqlx::raw_sql("ROLLBACK TO deposit; RELEASE deposit").execute(write.rows()).await?;
                if !is_missing(&error) {
                    return Ok(Err(error));
                }
            }
        }
    }
    sqlx::query("SAVEPOINT deposit").execute(write.rows()).await?;
    let outcome = put_all(write, job).await;
    if !matches!(outcome, Ok(Deposited::Delivered(_))) {
        sqlx::query("ROLLBACK TO deposit").execute(write.rows()).await?;
        write.forget_after(mark);
    }
    sqlx::query("RELEASE deposit").execute(write.rows()).await?;
    Ok(outcome)
}

/// What nearly every deposit is: one message for one mailbox, and nothing goes for it.
fn single(job: &Job) -> Option<(&NewMessage, &Target)> {
    match (job.messages.as_slice(), &job.replaced) {
        ([message @ NewMessage { greeting: None, .. }], None) => match message.targets.as_slice() {
            [target] => Some((message, target)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a row had nothing to belong to. There is no other reason why a value could be missing.
fn is_missing(error: &StoreError) -> bool {
    let StoreError::Database(error) = error else { return false };
    error.as_database_error().is_some_and(|error| error.kind() == ErrorKind::NotNullViolation)
}

async fn put_all(write: &mut Write, job: &Job) -> Result<Deposited, StoreError> {
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
    messages.iter().for_each(|message| message.body.keep());
    Ok(Deposited::Delivered(delivered))
}

/// Inserts a body, and what is searched of it. The values are those of [`bind_body`].
macro_rules! insert_body {
    () => {
        concat!(
            "INSERT INTO bodies (id, size, sent_at, header_size, envelope, body_plain, body_structure, sections, subject, text, \
             introduction, recording, preview) VALUES ($1, $2, $3, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30); ",
            search::insert_searched!()
        )
    };
}

/// Inserts a message and its change and returns both what was put and where. The values are those of [`bind_message`], under
/// these numbers. Where there is no such folder it fails, because a message must have one: what was written before must not
/// be committed.
macro_rules! insert_message {
    ($body:literal, $account:literal, $folder:literal, $flags:literal, $received_at:literal, $saved_at:literal,
     $sender:literal, $name:literal, $number:literal, $audience:literal) => {
        concat!(
            "UPDATE accounts SET seq = seq + 1 WHERE id = ", $account, "; ",
            "UPDATE folders SET uid_next = uid_next + 1 WHERE account_id = ", $account, " AND name = ", $folder,
            " RETURNING uid_validity; ",
            "INSERT INTO messages (account_id, folder_id, uid, modseq, body_id, flags, received_at, saved_at, ",
            "sender_account, sender_name, sender_number) SELECT ", $account, ", f.id, f.uid_next - 1, a.seq, ", $body, ", ",
            $flags, ", ", $received_at, ", ", $saved_at, ", ", $sender, ", ", $name, ", ", $number,
            " FROM (SELECT 1) AS always LEFT JOIN folders f ON f.account_id = ", $account, " AND f.name = ", $folder,
            " LEFT JOIN accounts a ON a.id = f.account_id; ",
            "INSERT INTO changes (audience, seq, at, kind, subject, detail) SELECT ", $audience, ", m.modseq, ", $saved_at,
            ", 'arrived', m.id, '' FROM folders f JOIN messages m ON m.folder_id = f.id AND m.uid = f.uid_next - 1 ",
            "WHERE f.account_id = ", $account, " AND f.name = ", $folder, "; ",
            messages::select_voicemail!("WHERE f.account_id = "), $account, " AND f.name = ", $folder,
            " AND m.uid = f.uid_next - 1"
        )
    };
}

/// A whole deposit, with these statements before and after it.
macro_rules! deposit {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "; ",
            insert_body!(),
            " ",
            insert_message!("$1", "$31", "$32", "$33", "$34", "$35", "$36", "$37", "$38", "$39"),
            "; ",
            $after
        )
    };
}

const ALONE: &str = deposit!("BEGIN IMMEDIATE", "COMMIT");
const IN_GROUP: &str = deposit!("SAVEPOINT deposit", "RELEASE deposit");

/// A statement and its values.
type Bound<'q> = Query<'q, Sqlite, SqliteArguments>;

fn one_visit<'q>(
    sql: &'static str,
    message: &'q NewMessage,
    target: &Target,
    now: Timestamp,
) -> Result<Bound<'q>, StoreError> {
    Ok(bind_message(bind_body(sql, &message.body)?, message, target, now))
}

async fn put_in_one_visit(
    write: &mut Write,
    insert: Bound<'_>,
    message: &NewMessage,
    target: &Target,
    now: Timestamp,
) -> Result<Delivered, StoreError> {
    let answers = write.batch(insert).await?;
    arrived(write, &answers, message, target, now).await
}

async fn put_body(write: &mut Write, body: &NewBody) -> Result<(), StoreError> {
    write.batch(bind_body(insert_body!(), body)?).await?;
    Ok(())
}

/// Nothing when there is no such folder; what was written before must be rolled back then.
async fn put_into(
    write: &mut Write,
    message: &NewMessage,
    target: &Target,
    now: Timestamp,
) -> Result<Option<Delivered>, StoreError> {
    const INSERT: &str = insert_message!("$10", "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9");
    let insert = bind_message(sqlx::query(INSERT), message, target, now).bind(message.body.id.as_str());
    match write.batch(insert).await {
        Ok(answers) => arrived(write, &answers, message, target, now).await.map(Some),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

fn bind_body<'q>(sql: &'static str, body: &'q NewBody) -> Result<Bound<'q>, StoreError> {
    let reading = &body.reading;
    let sent_at = reading.date.map(|date| date.as_millisecond());
    Ok(search::bind(sqlx::query(sql), &body.id, reading.size, sent_at, &reading.searched)
        .bind(reading.header_size.cast_signed())
        .bind(&reading.envelope)
        .bind(&reading.body)
        .bind(&reading.body_structure)
        .bind(to_json(&reading.sections)?)
        .bind(reading.subject.as_deref().unwrap_or(""))
        .bind(&reading.text)
        .bind(reading.introduction.as_ref().map(to_json).transpose()?)
        .bind(reading.recording.as_ref().map(to_json).transpose()?)
        .bind(&reading.preview))
}

/// Binds all values of `insert_message!` but the first.
fn bind_message<'q>(
    statement: Bound<'q>,
    message: &'q NewMessage,
    target: &Target,
    now: Timestamp,
) -> Bound<'q> {
    let (account, name, number) = match &message.sender {
        Sender::Internal { account, name, extension } => (Some(account.0), Some(name), extension),
        Sender::External { number, name } => (None, name.as_ref(), number),
    };
    statement
        .bind(target.account.0)
        .bind(canonical(&target.folder).into_owned())
        .bind(target.flags.bits())
        .bind(message.received_at.as_millisecond())
        .bind(now.as_millisecond())
        .bind(account)
        .bind(name)
        .bind(number)
        .bind(Audience::Account(target.account).to_string())
}

/// Says where a message was put, and remembers to announce it. It may have been committed already, so it is never given up.
async fn arrived(
    write: &mut Write,
    answers: &[Vec<SqliteRow>],
    message: &NewMessage,
    target: &Target,
    now: Timestamp,
) -> Result<Delivered, StoreError> {
    let account = target.account;
    match read_arrived(answers) {
        Ok((uid_validity, arrived)) => {
            let (id, uid, seq) = (arrived.id, arrived.uid, arrived.modseq);
            write.took(account, seq);
            let what = What::VoicemailArrived(arrived);
            write.announce(Change::new(Audience::Account(account), seq, now, what));
            Ok(Delivered { id, uid_validity, uid, modseq: seq })
        }
        Err(unreadable) => kept_all_the_same(write, &message.body, account).await?.ok_or(unreadable),
    }
}

/// UIDVALIDITY of the folder and the message, as `insert_message!` answers them.
fn read_arrived(answers: &[Vec<SqliteRow>]) -> Result<(u32, Voicemail), StoreError> {
    let mut rows = answers.iter().flatten();
    let (Some(folder), Some(arrived)) = (rows.next(), rows.next()) else {
        return Err(StoreError::Unreadable("a message that was put"));
    };
    Ok((folder.try_get("uid_validity")?, messages::read(arrived)?))
}

#[cfg(test)]
mod tests;
