//! What only ever rises: the account's number, each message's, and the UIDs of a folder.

use serde_json::Value;
use std::collections::HashMap;

/// The highest that was seen or told of each.
#[derive(Default)]
pub(super) struct History {
    seq: u64,
    /// Told to a client.
    told: u64,
    modseqs: HashMap<(u64, u64), u64>,
    /// UIDVALIDITY and UIDNEXT.
    folders: HashMap<String, (u64, u64)>,
}

impl History {
    /// Hears what a client was told of the sequence.
    pub(super) fn hear(&mut self, said: &Value) {
        self.told = self.told.max(said["modseq"].as_u64().unwrap_or(0));
    }

    /// Holds the rows against what was seen and told before.
    pub(super) fn goes_on(&mut self, rows: &Value, at: &str) {
        let seq = number(&rows["seq"]);
        assert!(seq >= self.seq, "{at}: MODSEQ went back from {} to {seq}", self.seq);
        assert!(seq >= self.told, "{at}: a client was told MODSEQ {} and now it is {seq}", self.told);
        assert!(number(&rows["last"]) <= seq, "{at}: a change has a number above {seq}");
        self.seq = seq;
        for message in rows["messages"].as_array().expect("a list") {
            let (folder, uid, modseq) = (number(&message[0]), number(&message[1]), number(&message[2]));
            assert!(modseq <= seq, "{at}: UID {uid} has MODSEQ {modseq}, above the folder's {seq}");
            let before = self.modseqs.insert((folder, uid), modseq).unwrap_or(0);
            assert!(before <= modseq, "{at}: MODSEQ of UID {uid} went back from {before} to {modseq}");
        }
    }

    /// Holds the folders against what they were.
    pub(super) fn keeps_uids(&mut self, folders: &[Value], at: &str) {
        for folder in folders {
            let name = folder["folder"].as_str().expect("text");
            let now = (number(&folder["uid_validity"]), number(&folder["uid_next"]));
            let before = *self.folders.entry(name.to_owned()).or_insert(now);
            assert_eq!(before.0, now.0, "{at}: UIDVALIDITY of {name} changed");
            assert!(before.1 <= now.1, "{at}: UIDNEXT of {name} went back from {} to {}", before.1, now.1);
            self.folders.insert(name.to_owned(), now);
        }
        assert!(self.folders.len() <= folders.len(), "{at}: a folder is gone");
    }

    /// The account's number.
    pub(super) fn modseq(&self) -> u64 {
        self.seq
    }
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is not a number"))
}
