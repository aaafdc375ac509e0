//! Where a session stands, and which commands it may say there (RFC 3501 §3).
//!
//! Pure. What belongs to a state lives inside it, so a folder cannot stay selected behind a log-out. `Who` is the
//! signed-in person; it is a parameter so that the table can be tested without a phone system.

use crate::command::Command;
use crate::syntax::words::Version;
use crate::utf7::Names;
use crate::view::{By, View};
use server_domain::FolderId;

/// The states of RFC 3501 §3.
#[derive(Debug)]
pub(crate) enum State<Who> {
    /// Nobody has signed in yet.
    NotAuthenticated {
        /// Failed attempts on this connection.
        failures: u32,
    },
    /// Somebody has.
    Authenticated(Who),
    /// And has a folder open.
    Selected(Who, Selected),
    /// The session is over.
    Logout,
}

/// The open folder.
#[derive(Debug)]
pub(crate) struct Selected {
    /// Which one.
    pub folder: FolderId,
    /// By SELECT or by EXAMINE.
    pub access: Access,
    /// What the client knows of it.
    pub view: View,
}

/// What may be done to the open folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// SELECT.
    ReadWrite,
    /// EXAMINE: nothing changes, not even by reading (RFC 3501 §6.3.2).
    ReadOnly,
}

/// What the client has turned on by ENABLE or by a command that implies it (RFC 5161, RFC 7162 §3.1); for the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Enabled {
    /// MODSEQ in FETCH responses (RFC 7162 §3.1).
    pub condstore: bool,
    /// VANISHED in place of EXPUNGE (RFC 7162 §3.2); brings `condstore`.
    pub qresync: bool,
    /// Names and quoted strings in UTF-8 (RFC 6855).
    pub utf8: bool,
    /// RFC 9051 in place of RFC 3501.
    pub rev2: bool,
}

impl Enabled {
    /// How a message is named in a FETCH response to a command that named it so: with QRESYNC always by UID as well
    /// (RFC 7162 §3.2.4).
    pub(crate) fn named(self, by: By) -> By {
        if self.qresync { By::Uid } else { by }
    }
}

/// Why a command may not be said now. Always the client's mistake, so the answer is BAD, but for the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denied {
    /// It needs somebody signed in.
    NotSignedIn,
    /// It is for those who have not signed in yet.
    AlreadySignedIn,
    /// It needs an open folder.
    NoFolderSelected,
    /// It would change a folder that was opened by EXAMINE.
    ReadOnly,
    /// The session is over.
    LoggedOut,
}

impl Enabled {
    /// Which IMAP is spoken.
    pub(crate) fn version(self) -> Version {
        if self.rev2 { Version::Rev2 } else { Version::Rev1 }
    }

    /// How folder names are written (RFC 6855 §3, RFC 9051 §5.1).
    pub(crate) fn names(self) -> Names {
        if self.utf8 || self.rev2 { Names::Utf8 } else { Names::Utf7 }
    }
}

impl<Who> State<Who> {
    /// The signed-in person.
    pub(crate) fn who(&self) -> Option<&Who> {
        match self {
            Self::Authenticated(who) | Self::Selected(who, _) => Some(who),
            Self::NotAuthenticated { .. } | Self::Logout => None,
        }
    }

    /// Opens a folder; whatever was open is closed without expunging.
    pub(crate) fn select(&mut self, selected: Selected) {
        *self = match std::mem::replace(self, Self::Logout) {
            Self::Authenticated(who) | Self::Selected(who, _) => Self::Selected(who, selected),
            unchanged @ (Self::NotAuthenticated { .. } | Self::Logout) => unchanged,
        };
    }

    /// Closes the folder, if one is open.
    pub(crate) fn unselect(&mut self) {
        *self = match std::mem::replace(self, Self::Logout) {
            Self::Selected(who, _) => Self::Authenticated(who),
            unchanged => unchanged,
        };
    }

    /// Whether this command may be said now.
    pub(crate) fn permits(&self, command: &Command) -> Result<(), Denied> {
        match (command, self) {
            (_, Self::Logout) => Err(Denied::LoggedOut),

            (Command::Capability | Command::Noop | Command::Logout | Command::Id, _) => Ok(()),

            (
                Command::StartTls | Command::Authenticate { .. } | Command::LogIn { .. },
                Self::NotAuthenticated { .. },
            ) => Ok(()),
            (Command::StartTls | Command::Authenticate { .. } | Command::LogIn { .. }, _) => {
                Err(Denied::AlreadySignedIn)
            }

            (_, Self::NotAuthenticated { .. }) => Err(Denied::NotSignedIn),

            (
                Command::Select(_)
                | Command::Create { .. }
                | Command::Delete(_)
                | Command::Rename { .. }
                | Command::Subscribe(_)
                | Command::Unsubscribe(_)
                | Command::List { .. }
                | Command::Lsub { .. }
                | Command::Namespace
                | Command::Status { .. }
                | Command::GetMetadata(_)
                | Command::SetMetadata { .. }
                | Command::GetQuota(_)
                | Command::GetQuotaRoot(_)
                | Command::SetQuota
                | Command::ChangePin { .. }
                | Command::SetPromptLanguage(_)
                | Command::CloseTutorial
                | Command::Append
                | Command::Enable(_)
                | Command::Compress
                | Command::Notify(_)
                | Command::Idle,
                Self::Authenticated(_) | Self::Selected(..),
            ) => Ok(()),

            (
                Command::Check
                | Command::Close
                | Command::Unselect
                | Command::Expunge { .. }
                | Command::Search(_)
                | Command::Sort(_)
                | Command::Thread(_)
                | Command::Fetch(_)
                | Command::Store(_)
                | Command::Copy { .. }
                | Command::Move { .. }
                | Command::Replace,
                Self::Authenticated(_),
            ) => Err(Denied::NoFolderSelected),

            (
                Command::Expunge { .. } | Command::Store(_) | Command::Move { .. } | Command::Replace,
                Self::Selected(_, Selected { access: Access::ReadOnly, .. }),
            ) => Err(Denied::ReadOnly),
            (
                Command::Check
                | Command::Close
                | Command::Unselect
                | Command::Expunge { .. }
                | Command::Search(_)
                | Command::Sort(_)
                | Command::Thread(_)
                | Command::Fetch(_)
                | Command::Store(_)
                | Command::Copy { .. }
                | Command::Move { .. }
                | Command::Replace,
                Self::Selected(..),
            ) => Ok(()),
        }
    }
}

#[cfg(test)]
mod golden;

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::syntax;

    /// One of each command, as a client says it.
    const COMMANDS: &[&str] = &[
        "CAPABILITY",
        "NOOP",
        "LOGOUT",
        "ID NIL",
        "STARTTLS",
        "AUTHENTICATE PLAIN",
        "LOGIN alice secret",
        "SELECT INBOX",
        "EXAMINE INBOX",
        "CREATE Work",
        "DELETE Work",
        "RENAME Work Play",
        "SUBSCRIBE INBOX",
        "UNSUBSCRIBE INBOX",
        "LIST \"\" *",
        "LSUB \"\" *",
        "NAMESPACE",
        "STATUS INBOX (MESSAGES)",
        "GETMETADATA \"\" /private/a",
        "SETMETADATA \"\" (/private/a NIL)",
        "GETQUOTA \"\"",
        "GETQUOTAROOT INBOX",
        "SETQUOTA \"\" ()",
        "XCHANGE_TUI_PWD PWD=1 OLD_PWD=2",
        "XCHANGE_VM_LANG LANG=1",
        "XCLOSE_NUT",
        "APPEND INBOX {3}",
        "ENABLE CONDSTORE",
        "COMPRESS DEFLATE",
        "NOTIFY NONE",
        "IDLE",
        "CHECK",
        "CLOSE",
        "UNSELECT",
        "EXPUNGE",
        "UID EXPUNGE 1",
        "SEARCH ALL",
        "UID SEARCH ALL",
        "SORT (DATE) UTF-8 ALL",
        "THREAD REFERENCES X ALL",
        "FETCH 1 FLAGS",
        "UID FETCH 1 FLAGS",
        "STORE 1 FLAGS ()",
        "UID STORE 1 FLAGS ()",
        "COPY 1 Trash",
        "UID COPY 1 Trash",
        "MOVE 1 Trash",
        "UID MOVE 1 Trash",
        "REPLACE 1 Drafts {3}",
    ];

    #[test]
    fn each_command_is_permitted_in_its_states_and_no_others() {
        let open = |access| Selected { folder: FolderId(1), access, view: View::default() };
        let states: [(&str, State<()>); 5] = [
            ("before log-in", State::NotAuthenticated { failures: 0 }),
            ("signed in", State::Authenticated(())),
            ("selected", State::Selected((), open(Access::ReadWrite))),
            ("examined", State::Selected((), open(Access::ReadOnly))),
            ("logged out", State::Logout),
        ];
        let mut grid = format!("{:24}", "");
        for (name, _) in &states {
            write!(grid, "{name:18}").unwrap();
        }
        for line in COMMANDS {
            let text = format!("a {line}");
            let command = match line.strip_suffix(" {3}") {
                Some(line) if line.starts_with("APPEND") => Command::Append,
                Some(_) => Command::Replace,
                None => syntax::parse(text.as_bytes(), Enabled::default()).unwrap().1,
            };
            write!(grid, "\n{line:24}").unwrap();
            for (_, state) in &states {
                let cell = match state.permits(&command) {
                    Ok(()) => "yes".to_owned(),
                    Err(denied) => format!("{denied:?}"),
                };
                write!(grid, "{cell:18}").unwrap();
            }
        }
        let trimmed: Vec<&str> = grid.lines().map(str::trim_end).collect();
        insta::assert_snapshot!("command_by_state", trimmed.join("\n"));
    }

    #[test]
    fn nothing_stays_open_behind_a_log_out() {
        let mut state = State::Authenticated("alice");
        state.select(Selected { folder: FolderId(1), access: Access::ReadOnly, view: View::default() });
        assert!(matches!(state, State::Selected("alice", _)));
        state.unselect();
        assert!(matches!(state, State::Authenticated("alice")));

        let mut over: State<&str> = State::Logout;
        over.select(Selected { folder: FolderId(1), access: Access::ReadOnly, view: View::default() });
        assert!(matches!(over, State::Logout));
    }
}
