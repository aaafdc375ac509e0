//! NOTIFY (RFC 5465): of what the client is told without asking, in the open folder and in others.

use std::fmt::Write;

use crate::command::fetch::{self, Item};
use crate::command::{Command, FolderName};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{Answer, Code};
use crate::syntax::words::{Expected, Words};
use crate::view::Numbers;
use crate::watch::Watch;

/// What NOTIFY asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notify {
    /// No more than RFC 3501 tells.
    Nothing,
    /// These events; of a folder that several groups have, the client is told what any of them asks for (RFC 5465 §6).
    Set {
        /// Where the folders stand now is told at once.
        status: bool,
        /// Who is told of what.
        groups: Vec<Group>,
    },
}

/// Folders and their events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// Of these folders.
    pub of: Filter,
    /// These events.
    pub events: Events,
}

/// Folders (RFC 5465 §6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filter {
    /// The open one; `selected` lets numbers shift at any time, `selected-delayed` does not.
    Selected(Numbers),
    /// Those into which messages are delivered.
    Inboxes,
    /// All of one's own, which are all there are.
    Personal,
    /// Those one is subscribed to.
    Subscribed,
    /// These and all below them.
    Subtree(Vec<FolderName>),
    /// These.
    Mailboxes(Vec<FolderName>),
}

/// Events (RFC 5465 §5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Events {
    /// `MessageNew` and `MessageExpunge`, which come together.
    pub messages: bool,
    /// What is told of a new message of the open folder; nothing for its number alone.
    pub attributes: Vec<Item>,
    /// `FlagChange`.
    pub flags: bool,
    /// `MailboxName`.
    pub names: bool,
    /// `SubscriptionChange`.
    pub subscriptions: bool,
    /// `MailboxMetadataChange`.
    pub metadata: bool,
    /// `ServerMetadataChange`: of the mailbox as a whole, whatever the folders of the group.
    pub server_metadata: bool,
    /// An event that is not offered.
    pub unknown: bool,
}

impl Events {
    /// Whether there is something among them that is not about messages, as what is asked of the open folder must be.
    fn are_of_folders(&self) -> bool {
        self.names || self.subscriptions || self.metadata || self.server_metadata
    }
}

/// ` SET STATUS (selected (MessageNew (UID) MessageExpunge)) (personal (MailboxName))`, or ` NONE`.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    if words.take_word("NONE") {
        return Ok(Command::Notify(Notify::Nothing));
    }
    if !words.take_word("SET") {
        return Err(Expected("SET or NONE"));
    }
    words.space()?;
    let status = words.take_word("STATUS");
    if status {
        words.space()?;
    }
    let mut groups = vec![group(words)?];
    while words.take(b' ') {
        groups.push(group(words)?);
    }
    Ok(Command::Notify(Notify::Set { status, groups }))
}

fn group(words: &mut Words<'_>) -> Result<Group, Expected> {
    words.open()?;
    let of = filter(words)?;
    words.space()?;
    let events = if words.take_word("NONE") { Events::default() } else { events(words)? };
    words.close()?;
    match &of {
        Filter::Selected(_) if events.are_of_folders() => {
            Err(Expected("MessageNew, MessageExpunge or FlagChange for the open folder"))
        }
        Filter::Selected(_) => Ok(Group { of, events }),
        _ if !events.attributes.is_empty() => Err(Expected("what to fetch of the open folder only")),
        _ => Ok(Group { of, events }),
    }
}

fn filter(words: &mut Words<'_>) -> Result<Filter, Expected> {
    let named = |words: &mut Words<'_>| {
        words.space()?;
        if words.peek() == Some(b'(') { words.list(Words::folder) } else { Ok(vec![words.folder()?]) }
    };
    Ok(match words.atom()?.to_ascii_lowercase().as_str() {
        "selected" => Filter::Selected(Numbers::MayShift),
        "selected-delayed" => Filter::Selected(Numbers::Stay),
        "inboxes" => Filter::Inboxes,
        "personal" => Filter::Personal,
        "subscribed" => Filter::Subscribed,
        "subtree" => Filter::Subtree(named(words)?),
        "mailboxes" => Filter::Mailboxes(named(words)?),
        _ => return Err(Expected("selected, inboxes, personal, subscribed, subtree or mailboxes")),
    })
}

fn events(words: &mut Words<'_>) -> Result<Events, Expected> {
    let mut events = Events::default();
    let mut is_told_of_gone = false;
    words.list(|words| {
        match words.atom()?.to_ascii_lowercase().as_str() {
            "messagenew" => {
                events.messages = true;
                let mut ahead = words.clone();
                if ahead.take(b' ') && ahead.peek() == Some(b'(') {
                    *words = ahead;
                    events.attributes = fetch::items(words)?;
                }
            }
            "messageexpunge" => is_told_of_gone = true,
            "flagchange" => events.flags = true,
            "mailboxname" => events.names = true,
            "subscriptionchange" => events.subscriptions = true,
            "mailboxmetadatachange" => events.metadata = true,
            "servermetadatachange" => events.server_metadata = true,
            _ => events.unknown = true,
        }
        Ok(())
    })?;
    if events.messages != is_told_of_gone || (events.flags && !events.messages) {
        // RFC 5465 §5.
        return Err(Expected("MessageNew with MessageExpunge, and both beside FlagChange"));
    }
    Ok(events)
}

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, notify: Notify) -> Result<Answer, Fault> {
    let Notify::Set { status, groups } = notify else {
        on.watch = None;
        return Ok(Answer::ok("Nothing is told unasked any more"));
    };
    if groups.iter().any(|group| group.events.unknown) {
        return Err(Fault::Answer(Answer::no(
            Code::Word(
                "BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange MailboxMetadataChange \
                 ServerMetadataChange)",
            ),
            "Not all of these events can be told; choose among those in the code",
        )));
    }
    // RFC 5465 §3.1: it is a NOOP too.
    on.refresh(Numbers::MayShift).await?;
    let who = on.who()?;
    // Listens before it looks, so that nothing falls between the two.
    let hints = on.phone().subscribe_mailbox(&who);
    on.watch = Some(Box::new(Watch::new(groups, hints)));
    if let Err(fault) = on.look_elsewhere().await {
        on.watch = None;
        return Err(fault);
    }
    // What was withheld until now, if it is asked for from now on.
    on.refresh(Numbers::MayShift).await?;
    if let Ok((_, selected)) = on.selected() {
        // Those that are known by now are not new.
        let _ = selected.view.newcomers();
    }
    if let (true, Some(watch)) = (status, &on.watch) {
        let mut said = String::new();
        for status in watch.statuses(on.open_folder()) {
            let _ = write!(said, "{}", watch.told(status, on.enabled));
        }
        on.lines.write(said.as_bytes()).await?;
    }
    Ok(Answer::ok("What happens is told from now on"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Vec<Group>, Expected> {
        let mut words = Words::new(text.as_bytes());
        let command = parse(&mut words)?;
        words.end()?;
        match command {
            Command::Notify(Notify::Set { groups, .. }) => Ok(groups),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_group_has_its_folders_and_its_events() {
        let groups = read(
            " SET STATUS (selected-delayed (MessageNew (UID FLAGS) MessageExpunge FlagChange)) \
             (subtree Work (MailboxName)) (mailboxes (INBOX \"Sent\") NONE)",
        )
        .unwrap();
        assert_eq!(groups[0].of, Filter::Selected(Numbers::Stay));
        assert_eq!(groups[0].events.attributes, [Item::Uid, Item::Flags]);
        assert!(groups[0].events.messages && groups[0].events.flags);
        assert_eq!(groups[1].of, Filter::Subtree(vec![FolderName("Work".into())]));
        assert!(groups[1].events.names && !groups[1].events.messages);
        assert_eq!(groups[2].events, Events::default());
        assert!(read(" SET (personal (Telepathy))").unwrap()[0].events.unknown);
    }

    #[test]
    fn events_that_need_another_and_places_that_are_wrong_are_refused() {
        for wrong in [
            "",
            " SET",
            " SET (selected)",
            " SET (nobody (MailboxName))",
            " SET (personal (MessageNew))",
            " SET (personal (FlagChange))",
            " SET (personal (MessageNew (UID) MessageExpunge))",
            " SET (selected (MailboxName))",
            " SET (selected (MailboxMetadataChange))",
            " SET (selected-delayed (MessageNew MessageExpunge ServerMetadataChange))",
            " SET (subtree (MailboxName))",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[ -~]{0,60}") {
            let _ = parse(&mut Words::new(text.as_bytes()));
            let _ = parse(&mut Words::new(format!(" SET ({text}").as_bytes()));
        }
    }
}
