//! Messages that come in: staged to disk as they arrive, read once, then committed to all their mailboxes.

use crate::{Appended, Failure, PhoneSystem, Requester, greetings::is_greetings};
use jiff::Timestamp;
use server_domain::{
    AccountId, FolderId, MessageId, Refusal,
    greetings::Slot,
    mailbox::{Flags, Role},
    quota::Usage,
    routing::{self, Addressee},
    voicemail::Sender,
};
use server_message::{Reading, Unreadable};
use server_store::{Delivered, Deposited, NewBody, NewMessage, Replaced, Target};

/// A person who can be left a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Whose mailbox.
    pub account: AccountId,
    /// Their name, for answers.
    pub name: String,
}

/// A message on its way to disk. Dropped, it leaves nothing behind.
pub struct Staged {
    inner: server_store::Staged,
    limit: u64,
}

impl Staged {
    /// Appends bytes; refuses past the limit, and nothing of the message is kept then.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if self.inner.size().saturating_add(bytes.len() as u64) > self.limit {
            return Err(Refusal::MessageTooLarge { limit: self.limit }.into());
        }
        Ok(self.inner.write(bytes).await?)
    }

    /// Bytes so far.
    pub fn size(&self) -> u64 {
        self.inner.size()
    }
}

/// A message that is on disk and has been read, and is in no mailbox yet. Dropped, it leaves nothing behind.
pub struct Prepared {
    body: NewBody,
    sender: Sender,
    /// As what it greets callers, in the folder of greetings.
    greeting: Option<Slot>,
    /// What the mailbox held when it came, where there is a bound.
    usage: Option<Usage>,
}

/// A message for a folder of the requester's own.
pub struct Incoming {
    /// The message.
    pub message: Prepared,
    /// With which flags.
    pub flags: Flags,
    /// As if received then; now, if nothing is said.
    pub received_at: Option<Timestamp>,
}

impl PhoneSystem {
    /// The person an address means. Nothing is relayed: an address elsewhere is refused, whoever asks.
    pub async fn recipient(&self, who: &Requester, address: &str) -> Result<Recipient, Failure> {
        who.require_mobile_link()?;
        let addressee = routing::addressee(address, who.site_record())?;
        let account = self.inner.store.account_for(who.site(), &addressee).await?;
        let unknown = || Refusal::UnknownRecipient { address: address.chars().take(120).collect() };
        let account = account.ok_or_else(unknown)?;
        Ok(Recipient { account: account.id, name: account.display_name() })
    }

    /// Accepts an address that is the requester's own, or empty: nobody sends in another's name.
    pub fn check_sender(&self, who: &Requester, address: &str) -> Result<(), Refusal> {
        if address.is_empty() {
            return Ok(());
        }
        let own = match routing::addressee(address, who.site_record()) {
            Ok(Addressee::Username(name)) => name.as_str() == who.username(),
            Ok(Addressee::Extension(digits)) => digits.as_str() == who.extension(),
            Err(_) => false,
        };
        if own { Ok(()) } else { Err(Refusal::SenderNotYours { given: address.chars().take(120).collect() }) }
    }

    /// Begins a message.
    pub async fn stage(&self) -> Result<Staged, Failure> {
        Ok(Staged { inner: self.inner.store.stage().await?, limit: self.inner.limits.message_bytes })
    }

    /// Leaves a message in the inboxes of all recipients, or of none. Kept: what is answered with success survives a
    /// loss of power.
    ///
    /// Refuses an empty message, one whose author is somebody else, and audio that is not audio.
    pub async fn deposit(
        &self,
        who: &Requester,
        recipients: &[Recipient],
        staged: Staged,
    ) -> Result<Vec<MessageId>, Failure> {
        who.require_mobile_link()?;
        if recipients.len() > self.inner.limits.recipients {
            return Err(Refusal::TooManyRecipients { limit: self.inner.limits.recipients }.into());
        }
        let (staged, reading) = self.read(staged).await?;
        for author in &reading.authors {
            self.check_sender(who, author)?;
        }
        if let Some(problem) = reading.audio_problem {
            return Err(Refusal::AudioIsNotAudio {
                file: problem.file_name.unwrap_or_else(|| "audio".to_owned()),
                declared: problem.declared,
                found: problem.found,
            }
            .into());
        }
        let sender = Sender::Internal {
            account: who.account(),
            name: who.name().to_owned(),
            extension: who.extension().to_owned(),
        };
        let mut targets: Vec<Target> = Vec::with_capacity(recipients.len());
        for recipient in recipients {
            // Named twice, once by name and once by extension, is still one message.
            if targets.iter().all(|target| target.account != recipient.account) {
                targets.push(inbox(recipient.account));
            }
        }
        let delivered = self.put(staged, reading, sender, self.now(), targets).await?;
        Ok(delivered.into_iter().map(|delivered| delivered.id).collect())
    }

    /// Reads a message of the requester's own and puts it on disk, ready for [`PhoneSystem::append`] to this folder. Any
    /// mail is accepted; among the greetings only one.
    pub async fn prepare(&self, who: &Requester, to: &str, staged: Staged) -> Result<Prepared, Failure> {
        who.require_mobile_link()?;
        let (read, usage) = tokio::join!(self.read(staged), self.bounded_usage(who.account()));
        let ((staged, reading), usage) = (read?, usage?);
        let greeting = match is_greetings(to) {
            true => Some(self.slot_of(&staged, &reading).await?),
            false => None,
        };
        let sender = match &reading.from {
            // What somebody puts into their own mailbox says who it is from, and nobody else is told.
            Some(from) if self.check_sender(who, &from.address).is_err() => {
                Sender::External { number: from.address.clone(), name: from.name.clone() }
            }
            _ => Sender::Internal {
                account: who.account(),
                name: who.name().to_owned(),
                extension: who.extension().to_owned(),
            },
        };
        Ok(Prepared { body: staged.seal(reading).await?, sender, greeting, usage })
    }

    /// Puts messages into a folder of the requester's own, all or none, as IMAP APPEND does. Kept.
    pub async fn append(
        &self,
        who: &Requester,
        to: &str,
        messages: Vec<Incoming>,
    ) -> Result<Appended, Failure> {
        self.place(who, to, messages, None).await
    }

    /// Puts a message into a folder of the requester's own and takes another away, both or neither (RFC 8508). Kept.
    pub async fn replace(
        &self,
        who: &Requester,
        folder: FolderId,
        uid: u32,
        to: &str,
        message: Incoming,
    ) -> Result<Appended, Failure> {
        let replaced = Replaced { account: who.account(), folder, uid, rest: self.inner.expunged };
        self.place(who, to, vec![message], Some(replaced)).await
    }

    async fn place(
        &self,
        who: &Requester,
        to: &str,
        messages: Vec<Incoming>,
        replaced: Option<Replaced>,
    ) -> Result<Appended, Failure> {
        who.require_mobile_link()?;
        let now = self.now();
        let bytes = messages.iter().map(|incoming| incoming.message.body.reading().size).sum();
        let more = Usage { bytes, messages: messages.len() as u64 };
        let less = match &replaced {
            Some(replaced) => self.inner.store.freed_by(replaced).await?,
            None => Usage::default(),
        };
        let usage = messages.last().and_then(|incoming| incoming.message.usage);
        self.check_exchange(usage, less, more)?;
        let new = |Incoming { message, flags, received_at }| NewMessage {
            body: message.body,
            sender: message.sender,
            received_at: received_at.unwrap_or(now),
            targets: vec![Target { account: who.account(), folder: to.to_owned(), flags }],
            greeting: message.greeting,
        };
        let messages = messages.into_iter().map(new).collect();
        let delivered = delivered(self.inner.store.deposit(messages, replaced, now).await?, to)?;
        let uid_validity = delivered.first().ok_or(Refusal::MessageEmpty)?.uid_validity;
        Ok(Appended { uid_validity, uids: delivered.iter().map(|delivered| delivered.uid).collect() })
    }

    /// Reads a staged message once, off the async threads and a few at a time; meanwhile it goes to disk.
    pub(crate) async fn read(&self, mut staged: Staged) -> Result<(server_store::Staged, Reading), Failure> {
        let turn = self.inner.readings.acquire().await.map_err(|_| Failure::Broken)?;
        let reading = staged.inner.reading();
        let reading = async move {
            let reading = tokio::task::spawn_blocking(reading).await;
            drop(turn);
            reading.map_err(|_| Failure::Broken)
        };
        // The disk first: while it is at work the processor is free to read.
        let (synced, reading) = tokio::join!(staged.inner.sync(), reading);
        synced?;
        match reading?? {
            Ok(reading) => Ok((staged.inner, reading)),
            Err(Unreadable::Empty) => Err(Refusal::MessageEmpty.into()),
        }
    }

    pub(crate) async fn put(
        &self,
        staged: server_store::Staged,
        reading: Reading,
        sender: Sender,
        received_at: Timestamp,
        targets: Vec<Target>,
    ) -> Result<Vec<Delivered>, Failure> {
        let folder = targets.first().map(|target| target.folder.clone()).unwrap_or_default();
        let more = Usage { bytes: reading.size, messages: 1 };
        for target in &targets {
            self.check_room(target.account, more).await?;
        }
        let body = staged.seal(reading).await?;
        let message = NewMessage { body, sender, received_at, targets, greeting: None };
        delivered(self.inner.store.deposit(vec![message], None, self.now()).await?, &folder)
    }
}

fn delivered(deposited: Deposited, folder: &str) -> Result<Vec<Delivered>, Failure> {
    match deposited {
        Deposited::Delivered(delivered) => Ok(delivered),
        Deposited::NoSuchFolder => {
            Err(Refusal::NoSuchFolder { name: folder.chars().take(80).collect() }.into())
        }
        Deposited::NoSuchMessage => Err(Refusal::NoSuchMessage.into()),
    }
}

pub(crate) fn inbox(account: AccountId) -> Target {
    Target { account, folder: Role::Inbox.folder_name().to_owned(), flags: Flags::NONE }
}
