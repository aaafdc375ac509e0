//! Keywords between the client's names and the mailbox's numbers (RFC 3501 §2.3.2).
//!
//! A client learns a name by an untagged FLAGS response before it sees the first message that has it (§7.2.6), whoever
//! made it. Names are never taken back, so those once told stay true.

use server_domain::keywords::{FlagNames, Keywords};
use server_domain::mailbox::{FlagChange, Flags};

use crate::connection::{Connection, Fault, Transport};
use crate::reply::FlagList;
use crate::session::{Access, State};

impl<S: Transport> Connection<S> {
    /// Tells the client the names of these flags, if it does not know them, so that they may be said.
    pub(crate) async fn introduce(&mut self, flags: Flags) -> Result<(), Fault> {
        let State::Selected(who, selected) = &self.state else { return Ok(()) };
        if selected.view.keywords.know(flags) {
            return Ok(());
        }
        let keywords = self.phone().keywords(who).await?;
        self.tell_keywords(keywords).await
    }

    /// The flags of these names. Keywords that the mailbox does not have are made.
    pub(crate) async fn flags(&mut self, names: &FlagNames) -> Result<Flags, Fault> {
        let who = self.who()?;
        if let Some(flags) = self.known(names) {
            return Ok(flags);
        }
        let keywords = self.phone().make_keywords(&who, names).await?;
        let flags = names.among(&keywords);
        self.tell_keywords(keywords).await?;
        Ok(flags)
    }

    /// The change of these names. To take a keyword away does not make it.
    pub(crate) async fn flag_change(&mut self, change: &FlagChange<FlagNames>) -> Result<FlagChange, Fault> {
        let names = change.names();
        let flags = match (change, self.known(names)) {
            (_, Some(flags)) => flags,
            (FlagChange::Remove(_), None) => {
                let who = self.who()?;
                names.among(&self.phone().keywords(&who).await?)
            }
            (FlagChange::Replace(_) | FlagChange::Add(_), None) => self.flags(names).await?,
        };
        Ok(change.of(flags))
    }

    /// The flags of these names, if the client knows all of them.
    fn known(&self, names: &FlagNames) -> Option<Flags> {
        let none = Keywords::default();
        let keywords = match &self.state {
            State::Selected(_, selected) => &selected.view.keywords,
            State::NotAuthenticated { .. } | State::Authenticated(_) | State::Logout => &none,
        };
        names.missing(keywords).next().is_none().then(|| names.among(keywords))
    }

    async fn tell_keywords(&mut self, keywords: Keywords) -> Result<(), Fault> {
        let State::Selected(_, selected) = &mut self.state else { return Ok(()) };
        if selected.view.keywords != keywords {
            let said = responses(&keywords, selected.access);
            selected.view.keywords = keywords;
            self.lines.write(said.as_bytes()).await?;
        }
        Ok(())
    }
}

/// FLAGS and PERMANENTFLAGS, as SELECT says them and again whenever there is another keyword.
pub(crate) fn responses(keywords: &Keywords, access: Access) -> String {
    format!("{}{}", known(keywords), permanent(keywords, access))
}

/// `* FLAGS (…)` (RFC 3501 §7.2.6).
pub(crate) fn known(keywords: &Keywords) -> String {
    format!("* FLAGS {}\r\n", FlagList { flags: Flags::SYSTEM.with(keywords.flags()), keywords })
}

/// `* OK [PERMANENTFLAGS (…)]`, with `\*` while another keyword can be made (RFC 3501 §7.1).
pub(crate) fn permanent(keywords: &Keywords, access: Access) -> String {
    let list = match access {
        Access::ReadWrite => FlagList { flags: Flags::SYSTEM.with(keywords.flags()), keywords }.to_string(),
        Access::ReadOnly => "()".to_owned(),
    };
    let list = match list.strip_suffix(')') {
        Some(open) if access == Access::ReadWrite && !keywords.is_full() => format!("{open} \\*)"),
        _ => list,
    };
    format!("* OK [PERMANENTFLAGS {list}] Flags that can be kept\r\n")
}
