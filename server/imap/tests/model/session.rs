//! A client of the model on the line: says commands, believes the answers, goes idle, comes back.

use std::collections::BTreeMap;

use proptest::sample::Index;
use tokio::net::TcpStream;

use super::{Believed, Believer, Folder, Gone, Heard, Names, Numbers, list_after, uids};
use crate::office::{Client, Office, PASSWORD};

/// How a client names messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Number,
    Uid,
}

/// A client on the line.
pub(crate) struct Session {
    pub(crate) name: String,
    pub(crate) nth: usize,
    pub(crate) client: Client<TcpStream>,
    pub(crate) believer: Believer,
    /// What it has turned on, of CONDSTORE and QRESYNC.
    pub(crate) enabled: Option<&'static str>,
    pub(crate) is_idle: bool,
    pub(crate) uid_validity: String,
    /// Up to which change it takes itself to know the folder.
    pub(crate) modseq: u64,
}

/// Lines of an answer before its end, and how it ended.
pub(crate) type Answer = (Vec<Heard>, String);

impl Session {
    pub(crate) async fn open(
        office: &Office,
        name: &str,
        nth: usize,
        folder: &mut Folder,
    ) -> Result<Self, String> {
        let mut client = office.connect().await;
        let greeting = client.hear().await;
        // The first knows nothing of either, the others of what there is.
        let wanted = [None, Some("CONDSTORE"), Some("QRESYNC")][nth % 3];
        let enabled = wanted.filter(|word| greeting.contains(&format!(" {word}")));
        client.ask(&format!("l LOGIN {name} {PASSWORD}")).await;
        if let Some(word) = enabled {
            client.ask(&format!("e ENABLE {word}")).await;
        }
        let gone = if enabled == Some("QRESYNC") { Gone::Vanished } else { Gone::Expunge };
        let mut session = Self {
            name: name.to_owned(),
            nth,
            client,
            believer: Believer::new(gone),
            enabled,
            is_idle: false,
            uid_validity: String::new(),
            modseq: 0,
        };
        session.selects("SELECT INBOX", folder).await?;
        session.asks("FETCH 1:* (UID FLAGS)", folder, Numbers::Stay).await?;
        session.believer.is_up_to_date(folder)?;
        Ok(session)
    }

    /// Opens the folder, of which it believes nothing yet; the lines that were said.
    async fn selects(&mut self, command: &str, folder: &mut Folder) -> Result<Vec<String>, String> {
        let mut lines = self.client.ask(&format!("s {command}")).await;
        let last = lines.pop().unwrap_or_default();
        if !last.starts_with("s OK") {
            return Err(last);
        }
        for line in lines.iter().filter(|line| line.ends_with(" EXISTS")) {
            self.believer.hear(line, folder, Numbers::MayShift)?;
        }
        let told = |name| lines.iter().find_map(|line| code(line, name)).unwrap_or_default();
        self.uid_validity = told("[UIDVALIDITY ").to_owned();
        self.modseq = told("[HIGHESTMODSEQ ").parse().map_err(|_| "no HIGHESTMODSEQ")?;
        Ok(lines)
    }

    /// Comes back after a while away. With QRESYNC what it remembers must become the truth by what it is told.
    pub(crate) async fn reconnects(&mut self, office: &Office, folder: &mut Folder) -> Result<(), String> {
        if self.enabled != Some("QRESYNC") {
            *self = Self::open(office, &self.name, self.nth, folder).await?;
            return Ok(());
        }
        self.is_idle = false;
        self.client = office.connect().await;
        self.client.hear().await;
        self.client.ask(&format!("l LOGIN {} {PASSWORD}", self.name)).await;
        self.client.ask("e ENABLE QRESYNC").await;
        self.resumes(folder).await
    }

    /// Closes the folder, of which it must hear nothing, and opens it again.
    pub(crate) async fn closes(&mut self, folder: &mut Folder) -> Result<(), String> {
        let lines = self.client.ask("a CLOSE").await;
        if lines != ["a OK Closed"] {
            return Err(format!("CLOSE: {lines:?}"));
        }
        if self.enabled == Some("QRESYNC") {
            return self.resumes(folder).await;
        }
        self.believer = Believer::new(Gone::Expunge);
        self.selects("SELECT INBOX", folder).await?;
        self.asks("FETCH 1:* (UID FLAGS)", folder, Numbers::Stay).await?;
        self.believer.is_up_to_date(folder)
    }

    /// Opens the folder with what it remembers, which must become the truth by what it is told.
    async fn resumes(&mut self, folder: &mut Folder) -> Result<(), String> {
        // Of what it only counted while it was idle, it remembers nothing.
        let named = self.believer.known.drain(..).filter(|known| known.uid > 0);
        let mut remembered: BTreeMap<u32, Option<Names>> =
            named.map(|known| (known.uid, known.flags)).collect();
        self.believer = Believer::new(Gone::Vanished);
        let command = format!("SELECT INBOX (QRESYNC ({} {}))", self.uid_validity, self.modseq);
        for line in self.selects(&command, folder).await? {
            if line.starts_with("* VANISHED (EARLIER) ") {
                for uid in uids(line.rsplit(' ').next().unwrap_or_default()) {
                    remembered.remove(&uid);
                }
            } else if line.contains(" FETCH (") {
                let Heard::Fetch { uid, has_uid: true, flags } =
                    self.believer.hear(&line, folder, Numbers::Stay)?
                else {
                    return Err(format!("without a UID: {line}"));
                };
                remembered.insert(uid, flags);
            }
        }
        self.believer.known =
            remembered.into_iter().map(|(uid, flags)| Believed { uid, flags, modseq: None }).collect();
        self.believer.is_up_to_date(folder)
    }

    /// Says a command and believes the answer. One that is not understood is an error here.
    pub(crate) async fn asks(
        &mut self,
        command: &str,
        folder: &mut Folder,
        numbers: Numbers,
    ) -> Result<Answer, String> {
        self.wakes(folder).await?;
        let (heard, last) = self.says(command, folder, numbers).await?;
        if last.starts_with("OK") { Ok((heard, last)) } else { Err(format!("{command}: {last}")) }
    }

    pub(crate) async fn says(
        &mut self,
        command: &str,
        folder: &mut Folder,
        numbers: Numbers,
    ) -> Result<Answer, String> {
        self.client.say(format!("a {command}\r\n").as_bytes()).await;
        self.hears(folder, numbers).await.map_err(|wrong| format!("{command}: {wrong}"))
    }

    async fn hears(&mut self, folder: &mut Folder, numbers: Numbers) -> Result<Answer, String> {
        let (mut heard, mut seen, mut told) = (Vec::new(), self.modseq, None);
        loop {
            let line = self.client.hear().await;
            told = code(&line, "[HIGHESTMODSEQ ").and_then(|number| number.parse().ok()).or(told);
            let modseq = list_after(&line, "MODSEQ (").and_then(|number| number.parse().ok());
            seen = seen.max(modseq.unwrap_or(0));
            match line.strip_prefix("a ") {
                Some(last) => {
                    // RFC 7162 §6: the code, or else the greatest number of any message.
                    self.modseq = told.unwrap_or(seen);
                    return Ok((heard, last.to_owned()));
                }
                // Where moved messages went is said before they go.
                None => heard.push(self.believer.hear(&line, folder, numbers)?),
            }
        }
    }

    pub(crate) async fn idles(&mut self) {
        self.client.say(b"a IDLE\r\n").await;
        assert_eq!(self.client.hear().await, "+ idling");
        self.is_idle = true;
        self.believer.away();
    }

    pub(crate) async fn wakes(&mut self, folder: &mut Folder) -> Result<(), String> {
        if !std::mem::take(&mut self.is_idle) {
            return Ok(());
        }
        self.client.say(b"DONE\r\n").await;
        self.hears(folder, Numbers::MayShift).await.map_err(|wrong| format!("idle: {wrong}"))?;
        self.says("NOOP", folder, Numbers::MayShift).await?;
        self.believer.back(folder)
    }

    /// Messages it believes in: as a set, and their UIDs, each once. None when it knows of none.
    pub(crate) fn picks(&self, which: &[Index], by: By) -> Option<(String, Vec<u32>)> {
        let count = self.believer.known.len();
        if count == 0 {
            return None;
        }
        let mut places: Vec<usize> = which.iter().map(|index| index.index(count)).collect();
        places.sort_unstable();
        places.dedup();
        let uids: Vec<u32> = places.iter().map(|place| self.believer.known[*place].uid).collect();
        let words: Vec<String> = match by {
            By::Number => places.iter().map(|place| (place + 1).to_string()).collect(),
            By::Uid => uids.iter().map(ToString::to_string).collect(),
        };
        Some((words.join(","), uids))
    }

    /// All it is told at the end is the truth.
    pub(crate) async fn ends(&mut self, folder: &mut Folder) -> Result<(), String> {
        self.asks("NOOP", folder, Numbers::MayShift).await?;
        self.believer.is_up_to_date(folder)?;
        let (heard, _) = self.asks("FETCH 1:* (UID FLAGS)", folder, Numbers::Stay).await?;
        if heard.len() < folder.messages.len() {
            return Err(format!("{} of {} messages", heard.len(), folder.messages.len()));
        }
        self.believer.is_up_to_date(folder)
    }

    /// The same messages, as they are named now; none if the client no longer knows of one.
    pub(crate) fn still(&self, by: By, set: String, uids: Vec<u32>) -> Option<(String, Vec<u32>)> {
        let numbers: Option<Vec<String>> = uids
            .iter()
            .map(|uid| {
                Some((self.believer.known.iter().position(|known| known.uid == *uid)? + 1).to_string())
            })
            .collect();
        let numbers = numbers?.join(",");
        Some((if by == By::Number { numbers } else { set }, uids))
    }
}

/// What stands in a response code behind its name.
fn code<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    Some(line.split_once(name)?.1.split_once(']')?.0)
}
