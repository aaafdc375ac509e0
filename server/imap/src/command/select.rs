//! SELECT, EXAMINE (RFC 3501 §6.3.1, §6.3.2) and CLOSE (§6.4.2), with CONDSTORE and QRESYNC (RFC 7162 §3.1.8, §3.2.5) and
//! MAILBOXID (RFC 8474 §4.2).
//!
//! `\Recent` is not tracked: it means "this session is the first to be told", which is of no use to people with several
//! phones, and RFC 9051 has dropped it. So RECENT is always 0, which RFC 3501 allows.

mod resync;

use std::fmt::Write;

use server_core::OpenFolder;

pub(crate) use self::resync::{Resync, tell_vanished};
use crate::command::{Command, FolderName, list};
use crate::connection::{Connection, Fault, Transport};
use crate::keywords;
use crate::reply::{self, Answer, Code, MailboxId};
use crate::session::{Access, Selected, State};
use crate::syntax::words::{Expected, Words};
use crate::view::View;

/// Which folder is to be opened, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Select {
    /// Folder.
    pub name: FolderName,
    /// By SELECT or by EXAMINE.
    pub access: Access,
    /// Turns CONDSTORE on.
    pub condstore: bool,
    /// Asks for what changed since the client was here last.
    pub resync: Option<Resync>,
}

/// ` INBOX (QRESYNC (67890007 90060115194045000 41,43:211))`.
pub(crate) fn parse(words: &mut Words<'_>, access: Access) -> Result<Command, Expected> {
    words.space()?;
    let mut select = Select { name: words.folder()?, access, condstore: false, resync: None };
    if words.take(b' ') {
        words.list(|words| {
            if words.take_word("CONDSTORE") {
                select.condstore = true;
                Ok(())
            } else if words.take_word("QRESYNC") {
                words.space()?;
                select.resync = Some(resync::parse(words)?);
                Ok(())
            } else {
                Err(Expected("CONDSTORE or QRESYNC"))
            }
        })?;
    }
    Ok(Command::Select(select))
}

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, select: Select) -> Result<Answer, Fault> {
    if select.resync.is_some() && !on.enabled.qresync {
        return Err(Fault::Answer(Answer::bad("QRESYNC must be turned on first; say ENABLE QRESYNC")));
    }
    on.enabled.condstore |= select.condstore;
    // Even if the new one cannot be opened, the old one is closed (RFC 3501 §6.3.1).
    let was_open = matches!(on.state, State::Selected(..));
    on.state.unselect();
    if was_open && (on.enabled.qresync || on.enabled.rev2) {
        on.lines.write(b"* OK [CLOSED] What follows is of the other folder\r\n").await?;
    }
    let who = on.who()?;
    let since = select.resync.as_ref().map(|resync| resync.modseq);
    let OpenFolder { folder, entries, modseq, highest_modseq, missed, keywords } =
        on.phone().open_folder(&who, &select.name.0, since).await?;
    let mut view = View::new(&entries, modseq, highest_modseq);

    let mut said = format!("* {} EXISTS\r\n", view.count());
    if !on.enabled.rev2 {
        said.push_str("* 0 RECENT\r\n");
    }
    said.push_str(&keywords::known(&keywords));
    if let Some(number) = view.first_unseen().filter(|_| !on.enabled.rev2) {
        let _ = write!(said, "* OK [UNSEEN {number}] First message not heard\r\n");
    }
    let _ = write!(
        said,
        "{}* OK [UIDVALIDITY {}] UIDs are good\r\n\
         * OK [UIDNEXT {}] Next UID\r\n{}\
         * OK [MAILBOXID ({})] The same whatever its name\r\n",
        keywords::permanent(&keywords, select.access),
        folder.uid_validity,
        folder.uid_next,
        reply::highest_modseq(highest_modseq),
        MailboxId(folder.id)
    );
    view.keywords = keywords;
    if on.enabled.rev2
        && let Some(line) = list::line_for(on, &folder.name).await?
    {
        // RFC 9051 §6.3.2: the name as it is here.
        said.push_str(&line);
        said.push_str("\r\n");
    }
    on.lines.write(said.as_bytes()).await?;
    if let (Some(resync), Some(missed)) = (select.resync, missed)
        && resync.uid_validity == folder.uid_validity
    {
        resync.tell(on, &view, missed).await?;
    }
    on.state.select(Selected { folder: folder.id, access: select.access, view });
    Ok(match select.access {
        Access::ReadWrite => Answer::ok("Opened").with_code(Code::Word("READ-WRITE")),
        Access::ReadOnly => Answer::ok("Opened for reading").with_code(Code::Word("READ-ONLY")),
    })
}

/// CLOSE expunges, unless the folder was opened by EXAMINE, and says nothing of it: no untagged response (RFC 3501 §6.4.2)
/// and no HIGHESTMODSEQ (RFC 7162 §3.2.8), from which the client would miss what it has not been told.
pub(super) async fn close<S: Transport>(on: &mut Connection<S>) -> Result<Answer, Fault> {
    let (who, selected) = on.selected()?;
    let (folder, access) = (selected.folder, selected.access);
    if access == Access::ReadWrite {
        on.phone().expunge(&who, folder, None).await?;
    }
    on.state.unselect();
    Ok(Answer::ok("Closed"))
}

#[cfg(test)]
mod tests {
    use imap_types::sequence::SequenceSet;
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Select, Expected> {
        let mut words = Words::new(text.as_bytes());
        let command = parse(&mut words, Access::ReadWrite)?;
        words.end()?;
        let Command::Select(select) = command else { panic!("{text}") };
        Ok(select)
    }

    fn set(text: &str) -> SequenceSet {
        SequenceSet::try_from(text).unwrap()
    }

    #[test]
    fn what_a_client_knows_is_read_as_far_as_it_says() {
        assert!(read(" inbox (condstore)").unwrap().condstore);
        let resync = |text: &str| read(text).unwrap().resync.unwrap();
        let least = resync(" INBOX (QRESYNC (67890007 20050715194045000))");
        assert_eq!((least.uid_validity, least.modseq), (67_890_007, 20_050_715_194_045_000));
        assert_eq!((least.known, least.pairs), (None, None));
        let most = resync(" INBOX (QRESYNC (7 9 41,43:211 (1,29 41,70)) CONDSTORE)");
        assert_eq!(most.known, Some(set("41,43:211")));
        assert_eq!(most.pairs, Some((set("1,29"), set("41,70"))));
        assert_eq!(resync(" INBOX (QRESYNC (7 9 (1 41)))").pairs, Some((set("1"), set("41"))));
    }

    #[test]
    fn what_is_no_parameter_is_refused() {
        for wrong in [
            "",
            " INBOX ()",
            " INBOX (NOMODSEQ)",
            " INBOX (QRESYNC)",
            " INBOX (QRESYNC (7))",
            " INBOX (QRESYNC (0 9))",
            " INBOX (QRESYNC (7 0))",
            " INBOX (QRESYNC (7 9 1:*))",
            " INBOX (QRESYNC (7 9 1:3 (1 2) 4))",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[ -~]{0,60}") {
            let _ = read(&text);
            let _ = read(&format!(" INBOX (QRESYNC (7 9 {text}"));
        }
    }
}
