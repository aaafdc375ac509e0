//! SELECT, EXAMINE (RFC 3501 §6.3.1, §6.3.2) and CLOSE (§6.4.2).
//!
//! `\Recent` is not tracked: it means "this session is the first to be told", which is of no use to people with several
//! phones, and RFC 9051 has dropped it. So RECENT is always 0, which RFC 3501 allows.

use std::fmt::Write;

use server_core::OpenFolder;

use crate::command::FolderName;
use crate::connection::{Connection, Fault, Transport};
use crate::keywords;
use crate::reply::{Answer, Code};
use crate::session::{Access, Selected};
use crate::view::View;

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    name: &FolderName,
    access: Access,
) -> Result<Answer, Fault> {
    // Even if the new one cannot be opened, the old one is closed (RFC 3501 §6.3.1).
    on.state.unselect();
    let who = on.who()?;
    let OpenFolder { folder, entries, modseq, keywords } = on.phone().open_folder(&who, &name.0).await?;
    let mut view = View::new(entries.iter().map(|entry| (entry.uid, entry.flags)), modseq);

    let mut said = format!("* {} EXISTS\r\n* 0 RECENT\r\n{}", view.count(), keywords::known(&keywords));
    if let Some(number) = view.first_unseen() {
        let _ = write!(said, "* OK [UNSEEN {number}] First message not heard\r\n");
    }
    let _ = write!(
        said,
        "{}* OK [UIDVALIDITY {}] UIDs are good\r\n\
         * OK [UIDNEXT {}] Next UID\r\n",
        keywords::permanent(&keywords, access),
        folder.uid_validity,
        folder.uid_next
    );
    view.keywords = keywords;
    on.lines.write(said.as_bytes()).await?;
    on.state.select(Selected { folder: folder.id, access, view });
    Ok(match access {
        Access::ReadWrite => Answer::ok("Opened").with_code(Code::Word("READ-WRITE")),
        Access::ReadOnly => Answer::ok("Opened for reading").with_code(Code::Word("READ-ONLY")),
    })
}

/// CLOSE expunges without a word, unless the folder was opened by EXAMINE.
pub(super) async fn close<S: Transport>(on: &mut Connection<S>) -> Result<Answer, Fault> {
    let (who, selected) = on.selected()?;
    let (folder, access) = (selected.folder, selected.access);
    if access == Access::ReadWrite {
        on.phone().expunge(&who, folder, None).await?;
    }
    on.state.unselect();
    Ok(Answer::ok("Closed"))
}
