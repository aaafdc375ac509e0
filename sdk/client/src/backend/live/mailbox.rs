//! The mailbox over IMAP: any IMAP4rev1 server will do (RFC 3501), ours is the best one and not the only one.
//!
//! UIDPLUS, MOVE and SPECIAL-USE are used when announced and done without when not. A connection that failed is
//! dropped by its owner, never repaired. IMAP4rev2 is not enabled: the library cannot read its answers.

use super::{
    mailbox_sign_in::{self, Proof, failed},
    message::{self, DETAILS},
    transport::{BoxedWire, Dialer, Security},
};
use crate::{
    backend::{
        Arrived, BATCH, BackendError, FolderListing, KnownFolder, MessageChange, Place, Present, Reading,
        StoredPart,
    },
    state::Leg,
};
use async_imap::{
    Session,
    error::Error,
    imap_proto::{NameAttribute, Response, ResponseCode, Status},
    types::{Fetch, Flag, Name},
};
use futures_util::TryStreamExt;
use mobilelink_wire::Folder;
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};
use tokio::{io::BufReader, time::timeout};

const LEG: Leg = Leg::Imap;
/// How long any one answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// The folders that have an attribute, and what they are called where it is not announced; the first is ours.
const FOLDERS: &[(Folder, NameAttribute<'_>, &[&str])] = &[
    (Folder::Trash, NameAttribute::Trash, &["Trash", "Deleted Items", "Deleted Messages"]),
    (Folder::Sent, NameAttribute::Sent, &["Sent", "Sent Items", "Sent Messages"]),
    (Folder::Drafts, NameAttribute::Drafts, &["Drafts", "Draft"]),
];

/// An authenticated connection.
pub(super) struct Mailbox {
    session: Session<BufReader<BoxedWire>>,
    /// What the folders are called there.
    names: HashMap<Folder, String>,
    can_move: bool,
    can_uidplus: bool,
}

impl Mailbox {
    /// Connects and signs in.
    pub(super) async fn open(
        dialer: &Dialer,
        port: u16,
        security: Security,
        proof: &Proof,
    ) -> Result<Self, BackendError> {
        let session = mailbox_sign_in::sign_in(dialer, port, security, proof).await?;
        let mut mailbox = Self { session, names: HashMap::new(), can_move: false, can_uidplus: false };
        let granted = within(mailbox.session.capabilities()).await?;
        mailbox.can_move = granted.has_str("MOVE");
        mailbox.can_uidplus = granted.has_str("UIDPLUS");
        mailbox.names = within(mailbox.find_folders()).await?;
        Ok(mailbox)
    }

    /// What is in these folders; a folder the server does not have reads as empty.
    pub(super) async fn list(&mut self, known: Vec<KnownFolder>) -> Result<Vec<FolderListing>, BackendError> {
        let mut listings = Vec::new();
        for folder in known {
            listings.push(self.list_folder(folder).await?);
        }
        Ok(listings)
    }

    /// Does something to a message. `Refused` or `NotPermitted` when the server will not, however often it is asked.
    pub(super) async fn change(&mut self, place: Place, change: MessageChange) -> Result<(), BackendError> {
        self.select(place.folder).await?;
        let uid = place.uid.to_string();
        match change {
            MessageChange::Seen(true) => self.store(&uid, "+FLAGS.SILENT (\\Seen)").await,
            MessageChange::Seen(false) => self.store(&uid, "-FLAGS.SILENT (\\Seen)").await,
            MessageChange::MoveTo(to) => {
                let target = self.name_of_or_create(to).await?;
                let target = quoted(&target);
                if self.can_move {
                    return self.order(&format!("UID MOVE {uid} {target}")).await;
                }
                self.order(&format!("UID COPY {uid} {target}")).await?;
                self.remove(&uid).await
            }
            MessageChange::Purge => self.remove(&uid).await,
        }
    }

    /// The decoded bytes of one part, without marking the message seen.
    pub(super) async fn audio(&mut self, place: Place, part: &StoredPart) -> Result<Vec<u8>, BackendError> {
        self.select(place.folder).await?;
        let query = format!("(UID BODY.PEEK[{}])", part.section);
        let fetched = self.fetch(&place.uid.to_string(), &query).await?;
        let section = message::section_path(&part.section);
        let body =
            fetched.iter().filter(|fetch| fetch.uid == Some(place.uid)).find_map(|f| f.section(&section));
        message::decode(body.ok_or(BackendError::Gone)?, &part.encoding).ok_or_else(|| {
            BackendError::Misbehaved { leg: LEG, what: "audio that is not encoded as it says".into() }
        })
    }

    async fn list_folder(&mut self, known: KnownFolder) -> Result<FolderListing, BackendError> {
        let folder = known.folder;
        if !self.names.contains_key(&folder) {
            let (present, arrived, left) = Default::default();
            let reading = Reading::Whole;
            return Ok(FolderListing { folder, uid_validity: 0, reading, present, arrived, left });
        }
        // Selecting again, even the selected one, is how a client learns about it in one round trip.
        let selected = self.select(folder).await?;
        let uid_validity = selected.uid_validity.unwrap_or_default();
        let is_same = known.uid_validity == Some(uid_validity);
        if let (Reading::Arrivals, true, Some(newest)) = (known.reading, is_same, known.uids.last().copied())
        {
            // `n:*` always names at least the last message, however old (RFC 3501 §6.4.8).
            let newer = format!("{}:*", newest.saturating_add(1));
            let arrived = self.describe(&newer, |uid| uid > newest).await?;
            let present =
                arrived.iter().map(|message| Present { uid: message.uid, seen: message.seen }).collect();
            let (reading, left) = (Reading::Arrivals, Vec::new());
            return Ok(FolderListing { folder, uid_validity, reading, present, arrived, left });
        }
        let mut present = Vec::new();
        if selected.exists > 0 {
            let listed = self.fetch("1:*", "(UID FLAGS)").await?;
            // The library takes a refused FETCH for one that found nothing, and the cache would be emptied.
            if listed.len() < usize::try_from(selected.exists).unwrap_or_default() {
                return Err(short_answer());
            }
            for fetch in listed {
                if let Some(uid) = fetch.uid.filter(|_| !has(&fetch, &Flag::Deleted)) {
                    present.push(Present { uid, seen: has(&fetch, &Flag::Seen) });
                }
            }
        }
        let is_known = |uid: u32| is_same && known.uids.contains(&uid);
        let mut newest: Vec<u32> =
            present.iter().map(|present| present.uid).filter(|uid| !is_known(*uid)).collect();
        newest.sort_unstable_by(|a, b| b.cmp(a));
        let left = newest.split_off(newest.len().min(BATCH));
        let arrived = self.describe_all(&newest).await?;
        Ok(FolderListing { folder, uid_validity, reading: Reading::Whole, present, arrived, left })
    }

    /// The details of messages that a listing left out.
    pub(super) async fn details(
        &mut self,
        folder: Folder,
        uid_validity: u32,
        uids: &[u32],
    ) -> Result<Vec<Arrived>, BackendError> {
        if self.select(folder).await?.uid_validity != Some(uid_validity) {
            return Err(BackendError::Misbehaved {
                leg: LEG,
                what: "a folder that was numbered anew".into(),
            });
        }
        self.describe_all(uids).await
    }

    async fn describe_all(&mut self, uids: &[u32]) -> Result<Vec<Arrived>, BackendError> {
        if uids.is_empty() {
            return Ok(Vec::new());
        }
        let wanted: HashSet<u32> = uids.iter().copied().collect();
        let described = self.describe(&uid_set(uids), |uid| wanted.contains(&uid)).await?;
        if described.len() < wanted.len() {
            // One that cannot be read must not keep the others, or the next reading, from being shown.
            let lacking = wanted.len() - described.len();
            tracing::warn!(
                lacking,
                "messages that are listed could not be read; the next reading asks again"
            );
        }
        Ok(described)
    }

    /// The details of these messages, but for those that are only waiting to be expunged.
    async fn describe(
        &mut self,
        uids: &str,
        wanted: impl Fn(u32) -> bool,
    ) -> Result<Vec<Arrived>, BackendError> {
        let fetched = self.fetch(uids, DETAILS).await?;
        let arrived = fetched.iter().filter(|fetch| !has(fetch, &Flag::Deleted)).filter_map(|fetch| {
            let uid = fetch.uid.filter(|uid| wanted(*uid))?;
            let (received_at, facts) = message::facts(fetch)?;
            Some(Arrived { uid, seen: has(fetch, &Flag::Seen), received_at, facts })
        });
        Ok(arrived.collect())
    }

    async fn select(&mut self, folder: Folder) -> Result<async_imap::types::Mailbox, BackendError> {
        let name = self.names.get(&folder).ok_or(BackendError::Gone)?.clone();
        within(self.session.select(&name)).await
    }

    async fn fetch(&mut self, uids: &str, query: &str) -> Result<Vec<Fetch>, BackendError> {
        within(async { self.session.uid_fetch(uids, query).await?.try_collect().await }).await
    }

    async fn store(&mut self, uids: &str, query: &str) -> Result<(), BackendError> {
        self.order(&format!("UID STORE {uids} {query}")).await
    }

    /// A command that changes something, and the server's word on it. The library's own methods leave out that word
    /// where other answers come before it.
    async fn order(&mut self, command: &str) -> Result<(), BackendError> {
        let answered = async {
            let tag = self.session.run_command(command).await?;
            while let Some(answer) = self.session.read_response().await? {
                if let Response::Done { tag: done, status, outcome } = answer.parsed()
                    && *done == tag
                {
                    return Ok(verdict(status, outcome.code.as_ref(), outcome.information.as_deref()));
                }
            }
            Err(Error::ConnectionLost)
        };
        within(answered).await?
    }

    /// Removes messages for good. Without UIDPLUS, EXPUNGE also takes what other clients marked (RFC 4315 §2.1).
    async fn remove(&mut self, uids: &str) -> Result<(), BackendError> {
        self.store(uids, "+FLAGS.SILENT (\\Deleted)").await?;
        match self.can_uidplus {
            true => self.order(&format!("UID EXPUNGE {uids}")).await,
            false => self.order("EXPUNGE").await,
        }
    }

    async fn name_of_or_create(&mut self, folder: Folder) -> Result<String, BackendError> {
        if let Some(name) = self.names.get(&folder) {
            return Ok(name.clone());
        }
        let usual =
            FOLDERS.iter().find(|(known, ..)| *known == folder).and_then(|(_, _, names)| names.first());
        let name = usual.copied().ok_or(BackendError::Gone)?.to_owned();
        within(self.session.create(&name)).await?;
        self.names.insert(folder, name.clone());
        Ok(name)
    }

    /// INBOX by definition, the others by their attributes (RFC 6154), or else by the usual names.
    async fn find_folders(&mut self) -> Result<HashMap<Folder, String>, Error> {
        let names: Vec<_> = self.session.list(Some(""), Some("*")).await?.try_collect().await?;
        let mut folders = HashMap::from([(Folder::Inbox, "INBOX".to_owned())]);
        for (folder, attribute, usual) in FOLDERS {
            let marked = names.iter().find(|name| name.attributes().contains(attribute));
            let called = |name: &&Name| {
                let last = name.name().rsplit(name.delimiter().unwrap_or("/")).next().unwrap_or_default();
                usual.iter().any(|usual| usual.eq_ignore_ascii_case(last))
            };
            if let Some(found) = marked.or_else(|| names.iter().find(called)) {
                folders.insert(*folder, found.name().to_owned());
            }
        }
        Ok(folders)
    }
}

fn has(fetch: &Fetch, flag: &Flag<'_>) -> bool {
    fetch.flags().any(|found| found == *flag)
}

/// What a tagged answer says about the message it is about: done, try again later, or never (RFC 5530 §3).
fn verdict(
    status: &Status,
    code: Option<&ResponseCode<'_>>,
    information: Option<&str>,
) -> Result<(), BackendError> {
    let text = information.unwrap_or_default().trim();
    // Codes that the library does not know are left in the text.
    let (said, text) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).unwrap_or(("", text));
    let said = said.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    let reason = match text.trim() {
        "" => said.to_ascii_lowercase(),
        text => text.to_owned(),
    };
    match (status, said.as_str()) {
        (Status::Ok | Status::PreAuth, _) => Ok(()),
        (Status::Bye, _)
        | (Status::No, "UNAVAILABLE" | "INUSE" | "SERVERBUG" | "LIMIT" | "EXPUNGEISSUED") => {
            Err(BackendError::Unreachable { leg: LEG, reason })
        }
        (Status::No, "OVERQUOTA") => Err(BackendError::Full { leg: LEG }),
        // The folder has gone; on a new connection the folders are looked for again.
        (Status::No, _) if code == Some(&ResponseCode::TryCreate) => {
            Err(BackendError::Unreachable { leg: LEG, reason })
        }
        (Status::No, "NOPERM") => Err(BackendError::NotPermitted { code: "imap_noperm".into() }),
        (Status::No | Status::Bad, _) => Err(BackendError::Refused { leg: LEG, reason }),
    }
}

fn short_answer() -> BackendError {
    BackendError::Misbehaved { leg: LEG, what: "fewer messages than the folder has".into() }
}

/// A folder's name as a command holds it (RFC 3501 §4.3). Names come from a server, and none can hold a line end.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

fn uid_set(uids: &[u32]) -> String {
    uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

async fn within<T>(answer: impl Future<Output = Result<T, Error>>) -> Result<T, BackendError> {
    match timeout(ANSWER_TIMEOUT, answer).await {
        Ok(answer) => answer.map_err(failed),
        Err(_) => Err(BackendError::Unreachable { leg: LEG, reason: "the server takes too long".into() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{backend::Retry, options::ServerSettings, state::Lamps};
    use tokio::{
        io::{AsyncBufReadExt, AsyncWriteExt},
        net::TcpListener,
        sync::watch,
    };

    /// A mailbox of one message on a server that answers commands which begin so with these words.
    async fn mailbox(words: &'static [(&'static str, &'static str)]) -> Mailbox {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let mut stream = BufReader::new(listener.accept().await.unwrap().0);
            stream.write_all(b"* OK hello\r\n").await.unwrap();
            let mut line = String::new();
            while stream.read_line(&mut line).await.unwrap() > 0 {
                let (tag, command) = line.trim_end().split_once(' ').unwrap();
                let scripted = words.iter().find(|(begin, _)| command.starts_with(begin));
                let answer = match (scripted, command.split(' ').next().unwrap()) {
                    (Some((_, answer)), _) => answer,
                    (_, "CAPABILITY") => "* CAPABILITY IMAP4rev1 MOVE UIDPLUS\r\nTAG OK",
                    (_, "LIST") => "* LIST () \"/\" INBOX\r\n* LIST (\\Trash) \"/\" \"The bin\"\r\nTAG OK",
                    (_, "SELECT") => "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] fine\r\nTAG OK",
                    _ => "TAG OK done",
                };
                stream.write_all(format!("{}\r\n", answer.replace("TAG", tag)).as_bytes()).await.unwrap();
                if answer.starts_with("* BYE") {
                    break;
                }
                line.clear();
            }
        });
        let (lamps, _) = watch::channel(Lamps::default());
        let dialer = Dialer::new(&ServerSettings::new("127.0.0.1", port), lamps).unwrap();
        let proof =
            Proof { username: "mary".into(), token: None, password: Some("secret".to_owned().into()) };
        Mailbox::open(&dialer, port, Security::Plain, &proof).await.unwrap()
    }

    const PLACE: Place = Place { folder: Folder::Inbox, uid: 1 };

    #[tokio::test]
    async fn a_refusal_is_final_whatever_was_to_be_done_with_the_message() {
        let changes = [
            (MessageChange::Seen(true), &[("UID STORE", "TAG NO you may not")]),
            (MessageChange::MoveTo(Folder::Trash), &[("UID MOVE", "TAG NO you may not")]),
            (MessageChange::Purge, &[("UID EXPUNGE", "TAG NO you may not")]),
        ] as [(_, &'static [_]); 3];
        for (change, words) in changes {
            let refused = mailbox(words).await.change(PLACE, change).await.unwrap_err();
            assert!(
                matches!(&refused, BackendError::Refused { reason, .. } if reason == "you may not"),
                "{refused:?}"
            );
            assert_eq!(refused.retry(), Retry::Never);
        }
        let bad =
            mailbox(&[("UID STORE", "TAG BAD what?")]).await.change(PLACE, MessageChange::Seen(true)).await;
        assert_eq!(bad.unwrap_err().retry(), Retry::Never);
    }

    #[tokio::test]
    async fn a_refusal_for_the_moment_is_asked_again_later_rfc_5530() {
        for words in [
            &[("UID STORE", "TAG NO [UNAVAILABLE] the disk sleeps")],
            &[("UID STORE", "TAG NO [INUSE] somebody packs it")],
            &[("UID STORE", "TAG NO [SERVERBUG] sorry")],
            &[("UID STORE", "TAG NO [OVERQUOTA] full")],
            &[("UID STORE", "* BYE going down")],
        ] as [&'static [_]; 5]
        {
            let refused = mailbox(words).await.change(PLACE, MessageChange::Seen(true)).await.unwrap_err();
            assert_eq!(refused.retry(), Retry::Later, "{words:?}");
        }
        let mut full = mailbox(&[("UID MOVE", "TAG NO [OVERQUOTA] full")]).await;
        let full = full.change(PLACE, MessageChange::MoveTo(Folder::Trash)).await;
        assert!(matches!(full, Err(BackendError::Full { .. })), "{full:?}");
    }

    #[tokio::test]
    async fn what_was_done_is_done_whatever_comes_before_the_word_on_it() {
        let words = &[
            ("UID STORE", "* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n* 2 EXISTS\r\nTAG OK"),
            ("UID MOVE 1 \"The bin\"", "* 1 EXPUNGE\r\nTAG OK [COPYUID 8 1 5] moved"),
            ("UID MOVE", "TAG BAD the name is not quoted"),
        ];
        let mut mailbox = mailbox(words).await;
        mailbox.change(PLACE, MessageChange::Seen(true)).await.unwrap();
        mailbox.change(PLACE, MessageChange::MoveTo(Folder::Trash)).await.unwrap();
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_read_does_not_read_as_empty() {
        let inbox = || {
            let (folder, uids, reading) = (Folder::Inbox, Default::default(), Reading::Whole);
            vec![KnownFolder { folder, uid_validity: Some(7), uids, reading }]
        };
        let refused = &[("UID FETCH 1:*", "TAG NO [SERVERBUG] sorry")];
        let listed = mailbox(refused).await.list(inbox()).await;
        assert!(matches!(listed, Err(BackendError::Misbehaved { .. })), "{listed:?}");

        // One message that nobody can read is no reason to lose the folder.
        let one_lacks = &[
            ("UID FETCH 1:*", "* 1 FETCH (UID 1 FLAGS ())\r\nTAG OK"),
            ("UID FETCH 1 ", "TAG NO [SERVERBUG] sorry"),
        ];
        let listed = mailbox(one_lacks).await.list(inbox()).await.unwrap();
        assert_eq!((listed[0].present.len(), listed[0].arrived.len()), (1, 0));
    }
}
