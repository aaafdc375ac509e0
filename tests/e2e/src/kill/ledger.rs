//! What must be in the mailbox, from what its clients were told.
//!
//! Every message has one client, which does one thing after the other with it. So at a kill each client has at most one
//! thing under way, which afterwards was done whole or not at all; everything before it was done.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Flags that are one client's alone; the others are stirred by everybody.
const COUNTED: [&str; 4] = ["\\Seen", "\\Flagged", "\\Draft", "\\Deleted"];

/// A message in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Copy {
    folder: String,
    /// None where nobody was told.
    uid: Option<u64>,
    flags: BTreeSet<String>,
}

/// By subject, which is a message's name wherever it lies.
type Contents = BTreeMap<String, Vec<Copy>>;

/// What must be there.
#[derive(Default)]
pub(super) struct Ledger {
    contents: Contents,
    /// What each client asked for last and was not answered.
    underway: BTreeMap<String, Value>,
    digests: HashMap<String, String>,
    owners: BTreeMap<(String, u64), String>,
    /// The UID in each folder from which on messages have not been opened.
    unopened: BTreeMap<String, u64>,
    told: BTreeMap<String, u32>,
}

impl Ledger {
    /// Takes what is there at the start as it is.
    pub(super) fn begin(&mut self, messages: Vec<Value>) {
        self.contents = self.observed(&messages, "at the start");
    }

    /// Hears what a client says.
    pub(super) fn hear(&mut self, said: &Value) {
        let Some(client) = said["client"].as_str() else { return };
        assert!(said.get("refused").is_none(), "nothing is refused: {said}");
        if let Some(what) = said.get("trying") {
            if let (Some(subject), Some(digest)) = (what["subject"].as_str(), what["digest"].as_str()) {
                self.digests.insert(subject.to_owned(), digest.to_owned());
            }
            let before = self.underway.insert(client.to_owned(), what.clone());
            assert_eq!(before, None, "{client} does one thing after the other");
        }
        if let Some(facts) = said.get("done") {
            let what = self.underway.remove(client).expect("it was tried");
            *self.told.entry(text(&what["op"])).or_default() += 1;
            apply(&mut self.contents, &what, &facts["uids"]);
            for subject in subjects(&what) {
                for copy in self.contents.get(&subject).cloned().unwrap_or_default() {
                    self.owns(&subject, &copy, "as it was told");
                }
            }
        }
    }

    /// The UID in each folder from which on messages have not been opened.
    pub(super) fn unopened(&self) -> BTreeMap<String, u64> {
        self.unopened.clone()
    }

    /// Holds what is there against what must be, and takes it over. How many things that were under way were done, and
    /// how many were not.
    pub(super) fn settle(&mut self, messages: Vec<Value>, at: &str) -> (u32, u32) {
        let found = self.observed(&messages, at);
        let (mut done, mut not_done) = (0, 0);
        for (client, what) in std::mem::take(&mut self.underway) {
            let mut after = self.contents.clone();
            apply(&mut after, &what, &Value::Null);
            let subjects = subjects(&what);
            if subjects.iter().all(|subject| is_as(&self.contents, &found, subject)) {
                not_done += 1;
            } else if subjects.iter().all(|subject| is_as(&after, &found, subject)) {
                self.contents = after;
                done += 1;
            } else {
                let only = |contents: &Contents| -> Contents {
                    let some = contents.iter().filter(|(subject, _)| subjects.contains(*subject));
                    some.map(|(subject, copies)| (subject.clone(), copies.clone())).collect()
                };
                panic!(
                    "{at}: {client} had {what} under way, which was done by half\nbefore {:#?}\nfound {:#?}",
                    only(&self.contents),
                    only(&found)
                );
            }
        }
        for (subject, copies) in &self.contents {
            assert!(
                is_as(&self.contents, &found, subject),
                "{at}: {subject:?} must be\n{copies:#?}\nand is\n{:#?}",
                found.get(subject)
            );
        }
        for (subject, copies) in &found {
            assert!(
                self.contents.contains_key(subject),
                "{at}: nobody left {subject:?}, which is there as {copies:#?}"
            );
        }
        self.contents = found;
        (done, not_done)
    }

    /// Things clients were told are done, by what they are.
    pub(super) fn acknowledged(&self) -> BTreeMap<String, u32> {
        self.told.clone()
    }

    /// How many messages there are.
    pub(super) fn messages(&self) -> usize {
        self.contents.values().map(Vec::len).sum()
    }

    /// How many UIDs have been given to a message.
    pub(super) fn uids(&self) -> usize {
        self.owners.len()
    }

    fn observed(&mut self, messages: &[Value], at: &str) -> Contents {
        let mut found = Contents::new();
        for message in messages {
            let folder = text(&message["folder"]);
            let uid = message["uid"].as_u64().expect("a number");
            let subject = match message["subject"].as_str() {
                Some(subject) => {
                    let digest = message["digest"].as_str().unwrap_or("it does not open");
                    let sent = self.digests.entry(subject.to_owned()).or_insert_with(|| digest.to_owned());
                    assert_eq!(digest, sent, "{at}: {subject:?} is not what was sent");
                    subject.to_owned()
                }
                None => self.owners.get(&(folder.clone(), uid)).expect("it was opened before").clone(),
            };
            let unopened = self.unopened.entry(folder.clone()).or_insert(1);
            *unopened = (uid + 1).max(*unopened);
            let copy = Copy { folder, uid: Some(uid), flags: counted(&message["flags"]) };
            self.owns(&subject, &copy, at);
            found.entry(subject).or_default().push(copy);
        }
        found
    }

    fn owns(&mut self, subject: &str, copy: &Copy, at: &str) {
        let Some(uid) = copy.uid else { return };
        let owner = self.owners.entry((copy.folder.clone(), uid)).or_insert_with(|| subject.to_owned());
        assert_eq!(owner, subject, "{at}: UID {uid} of {} was given twice", copy.folder);
    }
}

/// Whether what is found of one message is what is expected.
fn is_as(expected: &Contents, found: &Contents, subject: &str) -> bool {
    let copies = |contents: &Contents| contents.get(subject).cloned().unwrap_or_default();
    let (expected, mut left) = (copies(expected), copies(found));
    let (known, unknown): (Vec<Copy>, Vec<Copy>) = expected.into_iter().partition(|copy| copy.uid.is_some());
    for copy in known {
        let Some(place) = left.iter().position(|other| *other == copy) else { return false };
        left.swap_remove(place);
    }
    let without_uids = |copies: Vec<Copy>| {
        let mut copies: Vec<Copy> = copies.into_iter().map(|copy| Copy { uid: None, ..copy }).collect();
        copies.sort();
        copies
    };
    without_uids(unknown) == without_uids(left)
}

/// Does what a client asked for; `uids` are those that its messages got, where it was told.
fn apply(contents: &mut Contents, what: &Value, uids: &Value) {
    let folder = text(&what["folder"]);
    let told = |nth: usize| uids[nth].as_u64();
    if what["op"] == "put" {
        let copy = Copy { folder, uid: told(0), flags: counted(&what["flags"]) };
        contents.entry(text(&what["subject"])).or_default().push(copy);
        return;
    }
    for (nth, one) in what["of"].as_array().expect("a list").iter().enumerate() {
        let (subject, uid) = (text(&one[0]), one[1].as_u64());
        let copies = contents.entry(subject.clone()).or_default();
        // A client that was not told a UID has asked for it since.
        let place = copies
            .iter()
            .position(|copy| copy.folder == folder && copy.uid == uid)
            .or_else(|| copies.iter().position(|copy| copy.folder == folder && copy.uid.is_none()))
            .unwrap_or_else(|| panic!("{what}: {subject:?} is not where its client has it: {copies:?}"));
        copies[place].uid = uid;
        match what["op"].as_str().expect("text") {
            "copy" => {
                let copy = Copy { folder: text(&what["to"]), uid: told(nth), ..copies[place].clone() };
                copies.push(copy);
            }
            "move" => {
                copies[place].folder = text(&what["to"]);
                copies[place].uid = told(nth);
                copies[place].flags.remove("\\Deleted");
            }
            "store" if what["sign"] == "+" => copies[place].flags.extend(counted(&what["flags"])),
            "store" => {
                let removed = counted(&what["flags"]);
                copies[place].flags.retain(|flag| !removed.contains(flag));
            }
            "expunge" => {
                let mut gone = copies.swap_remove(place);
                // From the inbox it comes to rest in Trash, once.
                if folder == "INBOX" && copies.iter().all(|copy| copy.folder != "Trash") {
                    gone.flags.remove("\\Deleted");
                    copies.push(Copy { folder: "Trash".into(), uid: None, ..gone });
                }
            }
            "purge" => drop(copies.swap_remove(place)),
            other => panic!("nobody can {other}"),
        }
        if copies.is_empty() {
            contents.remove(&subject);
        }
    }
}

fn subjects(what: &Value) -> BTreeSet<String> {
    let of = what["of"].as_array().into_iter().flatten().map(|one| text(&one[0]));
    of.chain(what["subject"].as_str().map(str::to_owned)).collect()
}

fn counted(flags: &Value) -> BTreeSet<String> {
    let flags = flags.as_array().expect("a list").iter().map(text);
    flags.filter(|flag| COUNTED.contains(&flag.as_str())).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not text")).to_owned()
}
