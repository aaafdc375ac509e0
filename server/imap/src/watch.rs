//! What a client that said NOTIFY (RFC 5465) has been told of its mailbox: names, subscriptions, annotations, and where folders
//! stand.
//!
//! Hints make the session look again; what differs from what was told is told. Many changes at once are told as one, which
//! RFC 5465 §5 allows, and only the folders are counted in which something has happened since.

use std::collections::BTreeMap;
use std::fmt::Write;

use server_core::{Annotation, Failure, FolderStatus, Revisions, Subscription};
use server_domain::FolderId;
use server_domain::annotations::Entry;
use server_domain::folders::Listed;
use server_domain::mailbox::{Folder, Role};

use crate::command::fetch::{self, Fetch, Modifiers};
use crate::command::notify::{Events, Filter, Group};
use crate::connection::{Connection, Fault, Transport, Waiting};
use crate::reply;
use crate::session::{Enabled, State};
use crate::syntax::words::Words;
use crate::view::{By, Messages, Numbers, Reflagged};

/// Folders that are counted for one client at every change.
const MOST: usize = 200;

/// What a client wants to be told of, and what it has been told.
pub(crate) struct Watch {
    groups: Vec<Group>,
    hints: Subscription,
    names: Vec<Listed>,
    annotations: Revisions,
    statuses: BTreeMap<FolderId, FolderStatus>,
}

/// How things stand at one look.
struct Look {
    /// Read before the names, so that there is a name for each folder that is there still.
    annotations: Revisions,
    names: Vec<Listed>,
    statuses: BTreeMap<FolderId, FolderStatus>,
}

/// Waits until something may have happened, and takes all that has as one; for ever where nothing is watched. Cancel-safe.
pub(crate) async fn stirs(watch: &mut Option<Box<Watch>>) {
    match watch {
        // In a box: every session has room for it, and few watch.
        Some(watch) => {
            Box::pin(watch.hints.next()).await;
            watch.hints.pass_over();
        }
        None => std::future::pending().await,
    }
}

impl Watch {
    /// Nothing has been told yet.
    pub(crate) fn new(groups: Vec<Group>, hints: Subscription) -> Self {
        let (names, annotations, statuses) = (Vec::new(), Revisions::new(), BTreeMap::new());
        Self { groups, hints, names, annotations, statuses }
    }

    /// Folders of which the client is told when messages come and go, but for the open one.
    pub(crate) fn statuses(&self, open: Option<FolderId>) -> impl Iterator<Item = &FolderStatus> {
        self.statuses.values().filter(move |status| Some(status.folder.id) != open)
    }

    /// How the folder stood at the last look, if nothing has happened in it since.
    fn still(&self, folder: &Folder, highest_modseq: Option<&u64>) -> Option<&FolderStatus> {
        let before = self.statuses.get(&folder.id)?;
        (highest_modseq == Some(&before.highest_modseq) && *folder == before.folder).then_some(before)
    }

    /// `* STATUS` and its line end.
    pub(crate) fn told(&self, status: &FolderStatus, enabled: Enabled) -> String {
        let FolderStatus { folder, messages, unseen, highest_modseq, .. } = status;
        let name = reply::folder_name(&folder.name, enabled);
        let modseq = match enabled.condstore {
            true => format!(" HIGHESTMODSEQ {highest_modseq}"),
            false => String::new(),
        };
        let (uid_next, uid_validity) = (folder.uid_next, folder.uid_validity);
        format!(
            "* STATUS {name} (MESSAGES {messages} UIDNEXT {uid_next} UIDVALIDITY {uid_validity} UNSEEN {unseen}{modseq})\r\n"
        )
    }

    /// What is to be told of the open folder, and whether its numbers may shift at any time.
    fn of_the_open_folder(&self) -> Option<(Numbers, &Events)> {
        self.groups.iter().find_map(|group| match group.of {
            Filter::Selected(numbers) => Some((numbers, &group.events)),
            _ => None,
        })
    }

    /// Whether the client is told of changed flags in the open folder; without a word of it, of nothing there (RFC 5465 §3.1).
    pub(crate) fn reflagged(&self) -> Reflagged {
        match self.of_the_open_folder() {
            Some((_, Events { flags: true, .. })) => Reflagged::Told,
            _ => Reflagged::Withheld,
        }
    }

    /// Whether one of the groups that have this folder asks for this.
    fn wants(&self, listed: &Listed, event: impl Fn(&Events) -> bool) -> bool {
        let has = |group: &Group| match &group.of {
            Filter::Selected(_) => false,
            Filter::Inboxes => listed.folder.as_ref().is_some_and(|folder| folder.role == Some(Role::Inbox)),
            Filter::Personal => true,
            Filter::Subscribed => listed.is_subscribed,
            Filter::Subtree(names) => {
                names.iter().any(|name| listed.name == name.0 || listed.is_below(&name.0))
            }
            Filter::Mailboxes(names) => names.iter().any(|name| listed.name == name.0),
        };
        self.groups.iter().any(|group| event(&group.events) && has(group))
    }

    /// Whether annotations need to be looked at.
    fn watches_annotations(&self) -> bool {
        self.groups.iter().any(|group| group.events.metadata || group.events.server_metadata)
    }

    /// The client itself has set these annotations, or removed them, and is not told (RFC 5465 §5).
    pub(crate) fn annotated(&mut self, changes: Vec<(Annotation, Option<i64>)>) {
        for (annotation, revision) in changes {
            match revision {
                Some(revision) => drop(self.annotations.insert(annotation, revision)),
                None => drop(self.annotations.remove(&annotation)),
            }
        }
    }

    /// Takes in how things stand now, and returns what is new in it.
    fn learn(&mut self, look: Look, open: Option<FolderId>, enabled: Enabled) -> String {
        let Look { annotations, names, statuses } = look;
        let mut said = self.new_names(&names, enabled);
        said.push_str(&self.new_annotations(&annotations, &names, enabled));
        self.names = names;
        self.annotations = annotations;
        let before = std::mem::replace(&mut self.statuses, statuses);
        for status in self.statuses(open) {
            let has_news = match before.get(&status.folder.id) {
                Some(before) => {
                    let came_or_went = before.messages != status.messages
                        || before.folder.uid_next != status.folder.uid_next;
                    let reflagged = before.highest_modseq != status.highest_modseq;
                    came_or_went || (reflagged && self.tells_flags(status.folder.id))
                }
                None => status.messages > 0,
            };
            if has_news {
                said.push_str(&self.told(status, enabled));
            }
        }
        said
    }

    fn tells_flags(&self, folder: FolderId) -> bool {
        let listed = self.names.iter().find(|listed| id(listed) == Some(folder));
        listed.is_some_and(|listed| self.wants(listed, |events| events.flags))
    }

    /// LIST for each folder that is new, gone, has another name or another subscription (RFC 5465 §5.4, §5.5).
    fn new_names(&self, now: &[Listed], enabled: Enabled) -> String {
        let mut said = String::new();
        let is_named = |listed: &Listed| self.wants(listed, |events| events.names);
        let is_subscription = |listed: &Listed| self.wants(listed, |events| events.subscriptions);
        for listed in now.iter().filter(|listed| listed.folder.is_some()) {
            let before = self.names.iter().find(|before| id(before) == id(listed));
            let name = reply::folder_name(&listed.name, enabled);
            let attribute = if listed.is_subscribed { "\\Subscribed" } else { "" };
            let _ = match before {
                None if is_named(listed) => write!(said, "* LIST ({attribute}) \"/\" {name}\r\n"),
                Some(before)
                    if before.name != listed.name && self.follows_its_parent(before, listed, now) =>
                {
                    Ok(())
                }
                Some(before) if before.name != listed.name && (is_named(listed) || is_named(before)) => {
                    let old = reply::folder_name(&before.name, enabled);
                    write!(said, "* LIST ({attribute}) \"/\" {name} (\"OLDNAME\" ({old}))\r\n")
                }
                Some(before)
                    if before.is_subscribed != listed.is_subscribed
                        && (is_subscription(listed) || is_subscription(before)) =>
                {
                    write!(said, "* LIST ({attribute}) \"/\" {name}\r\n")
                }
                _ => Ok(()),
            };
        }
        let is_gone = |before: &&Listed| {
            before.folder.is_some() && !now.iter().any(|listed| id(listed) == id(before)) && is_named(before)
        };
        for gone in self.names.iter().filter(is_gone) {
            let _ =
                write!(said, "* LIST (\\NonExistent) \"/\" {}\r\n", reply::folder_name(&gone.name, enabled));
        }
        said
    }

    /// Whether the folder has another name because one above it has, of which the client is told (RFC 5465 §5.4).
    fn follows_its_parent(&self, before: &Listed, listed: &Listed, now: &[Listed]) -> bool {
        now.iter().filter(|parent| listed.is_below(&parent.name) && parent.folder.is_some()).any(|parent| {
            let was = self.names.iter().find(|was| id(was) == id(parent));
            was.is_some_and(|was| {
                let rest = before.name.strip_prefix(&was.name);
                was.name != parent.name
                    && before.is_below(&was.name)
                    && rest == listed.name.strip_prefix(&parent.name)
                    && [was, parent].iter().any(|parent| self.wants(parent, |events| events.names))
            })
        })
    }

    /// METADATA with the names of what was set or removed, for the mailbox and for each folder (RFC 5465 §5.6, §5.7).
    fn new_annotations(&self, now: &Revisions, names: &[Listed], enabled: Enabled) -> String {
        let set =
            now.iter().filter(|(annotation, revision)| self.annotations.get(annotation) != Some(revision));
        let removed = self.annotations.keys().filter(|annotation| !now.contains_key(annotation));
        let mut changed: BTreeMap<Option<FolderId>, Vec<&Entry>> = BTreeMap::new();
        for (of, entry) in set.map(|(annotation, _)| annotation).chain(removed) {
            changed.entry(*of).or_default().push(entry);
        }
        let mut said = String::new();
        for (of, entries) in changed {
            let name = match of {
                None => self.groups.iter().any(|group| group.events.server_metadata).then_some(""),
                Some(folder) => names
                    .iter()
                    .find(|listed| id(listed) == Some(folder))
                    .filter(|listed| self.wants(listed, |events| events.metadata))
                    .map(|listed| listed.name.as_str()),
            };
            let Some(name) = name else { continue };
            let entries: Vec<_> = entries.into_iter().map(reply::entry).collect();
            let _ =
                write!(said, "* METADATA {} {}\r\n", reply::folder_name(name, enabled), entries.join(" "));
        }
        said
    }
}

fn id(listed: &Listed) -> Option<FolderId> {
    listed.folder.as_ref().map(|folder| folder.id)
}

impl<S: Transport> Connection<S> {
    /// The open folder, if one is open.
    pub(crate) fn open_folder(&self) -> Option<FolderId> {
        match &self.state {
            State::Selected(_, selected) => Some(selected.folder),
            State::NotAuthenticated { .. } | State::Authenticated(_) | State::Logout => None,
        }
    }

    /// Tells what has happened and is watched: in the open folder, with what is wanted of each new message, and elsewhere.
    pub(crate) async fn tell_watched(&mut self, when: Waiting) -> Result<(), Fault> {
        let Some(watch) = &self.watch else { return Ok(()) };
        if let (Some((numbers, events)), Some(_)) = (watch.of_the_open_folder(), self.open_folder())
            && events.messages
        {
            let wanted = events.attributes.clone();
            // IDLE is a command in which numbers may shift (RFC 5465 §6.1.2).
            self.refresh(if when == Waiting::Idle { Numbers::MayShift } else { numbers }).await?;
            Box::pin(self.describe_newcomers(wanted)).await?;
        }
        match self.look_elsewhere().await {
            Err(Fault::Answer(_)) => self.overflow().await,
            looked => looked,
        }
    }

    async fn describe_newcomers(&mut self, items: Vec<fetch::Item>) -> Result<(), Fault> {
        let (_, selected) = self.selected()?;
        let Some(new) = selected.view.newcomers() else { return Ok(()) };
        let numbers = format!("{}:{}", new.start(), new.end());
        let Ok(set) = Words::new(numbers.as_bytes()).set() else { return Ok(()) };
        if items.is_empty() {
            return Ok(());
        }
        let set = Messages::Set(set);
        let fetch = Fetch { set, items, modifiers: Modifiers::default(), by: By::Number };
        fetch::run(self, fetch).await.map(drop)
    }

    /// Looks at the names and at the folders that are watched; tells what is new since the last look.
    pub(crate) async fn look_elsewhere(&mut self) -> Result<(), Fault> {
        let who = self.who()?;
        let watches_annotations = self.watch.as_ref().is_some_and(|watch| watch.watches_annotations());
        let annotations = match watches_annotations {
            true => self.phone().annotation_revisions(&who).await?,
            false => Revisions::new(),
        };
        let names = self.phone().folder_names(&who).await?;
        let highest = self.phone().highest_modseqs(&who).await?;
        let Some(watch) = &self.watch else { return Ok(()) };
        let is_first = watch.names.is_empty();
        let is_counted = |listed: &&Listed| watch.wants(listed, |events| events.messages);
        let counted: Vec<&Folder> =
            names.iter().filter(is_counted).filter_map(|listed| listed.folder.as_ref()).collect();
        if counted.len() > MOST {
            return self.overflow().await;
        }
        let mut statuses = BTreeMap::new();
        for folder in counted {
            if let Some(status) = watch.still(folder, highest.get(&folder.id)) {
                statuses.insert(folder.id, status.clone());
                continue;
            }
            match self.phone().folder_status(&who, &folder.name).await {
                Ok(status) => drop(statuses.insert(status.folder.id, status)),
                // Gone since it was listed; its hint is on the way.
                Err(Failure::Refused(_)) => {}
                Err(broken) => return Err(broken.into()),
            }
        }
        let (open, enabled) = (self.open_folder(), self.enabled);
        let Some(watch) = &mut self.watch else { return Ok(()) };
        let said = watch.learn(Look { annotations, names, statuses }, open, enabled);
        if is_first {
            return Ok(());
        }
        Ok(self.lines.write(said.as_bytes()).await?)
    }

    /// More happens than can be told: from now on the client must ask (RFC 5465 §5.8).
    async fn overflow(&mut self) -> Result<(), Fault> {
        self.watch = None;
        let said = b"* OK [NOTIFICATIONOVERFLOW] Too much to tell; ask from now on, or say NOTIFY for fewer folders\r\n";
        Ok(self.lines.write(said).await?)
    }
}
