//! A Maildir, as programs that synchronise leave it and find it: one file a message, its flags at the end of its name.

use crate::round::{DELETED, KEPT, MOVED, Round, Saw};
use mail_parser::{MessageParser, MimeHeaders as _};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folders of a mailbox below one path, each a Maildir of the folder's own name.
#[derive(Debug, Clone)]
pub struct Maildir {
    root: PathBuf,
}

impl Maildir {
    /// Below this path.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The path itself.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Files of the messages of a folder, in the order of their names.
    pub fn files(&self, folder: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for part in ["new", "cur"] {
            for file in fs::read_dir(self.root.join(folder).join(part)).expect("a Maildir") {
                found.push(file.expect("readable").path());
            }
        }
        found.sort();
        found
    }

    /// The one message of a folder with this subject; the test fails when it is not there.
    pub fn file(&self, folder: &str, subject: &str) -> PathBuf {
        let line = format!("Subject: {subject}\n");
        let is_it = |path: &PathBuf| {
            let text = fs::read_to_string(path).expect("readable");
            text.replace('\r', "").contains(&line)
        };
        let mut found = self.files(folder).into_iter().filter(is_it);
        let one = found.next().unwrap_or_else(|| panic!("{subject} is in {:?}", self.files(folder)));
        assert_eq!(found.next(), None, "{subject} is there once");
        one
    }

    /// Gives a message these flags and no others: letters such as `FS`, in the order of the alphabet.
    pub fn set_flags(&self, folder: &str, subject: &str, flags: &str) {
        let file = self.file(folder, subject);
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let base = name.split_once(":2,").map_or(name.as_str(), |(base, _)| base);
        fs::rename(&file, self.root.join(folder).join("cur").join(format!("{base}:2,{flags}")))
            .expect("renamed");
    }

    /// Puts a message into another folder as a new one, as a mail program does; the synchroniser's mark of where it was goes.
    pub fn move_to(&self, from: &str, subject: &str, to: &str) {
        let file = self.file(from, subject);
        fs::rename(file, self.root.join(to).join("cur/2.moved.here:2,S")).expect("renamed");
    }

    /// Removes a message.
    pub fn remove(&self, folder: &str, subject: &str) {
        fs::remove_file(self.file(folder, subject)).expect("removed");
    }

    /// The audio of a message.
    pub fn audio(&self, folder: &str, subject: &str) -> Vec<u8> {
        audio_of(&fs::read(self.file(folder, subject)).expect("readable"))
    }

    /// What a person does with it on the round, between one synchronisation and the next; answers with what was there.
    pub fn make_round(&self, round: &Round) -> Saw {
        let folders = fs::read_dir(&self.root).expect("a folder").flatten();
        let saw = Saw {
            folders: folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect(),
            audio: self.audio("INBOX", KEPT),
            heard: false,
        };
        self.set_flags("INBOX", KEPT, "FS");
        self.move_to("INBOX", MOVED, "Sent");
        self.remove("INBOX", DELETED);
        let draft = self.root.join("Drafts/cur/1.draft.here:2,DS");
        fs::copy(round.draft(), draft).expect("copied");
        saw
    }
}

/// The audio of a message as it came, decoded.
pub fn audio_of(message: &[u8]) -> Vec<u8> {
    let message = MessageParser::default().parse(message).expect("a message");
    let is_audio = |part: &&mail_parser::MessagePart<'_>| {
        part.content_type().is_some_and(|kind| kind.ctype() == "audio")
    };
    message.parts.iter().find(is_audio).expect("an audio part").contents().to_vec()
}
