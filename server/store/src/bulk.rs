//! Changes of many messages in few statements, however many there are: their numbers, their log, their announcement.

use crate::{Change, StoreError, What, messages, write::Write};
use jiff::Timestamp;
use server_domain::{AccountId, Audience, FolderId, MessageId, mailbox::Folder};

/// Up to this many changes are announced one by one; past it, readers are told to read the log.
pub(crate) const ANNOUNCED_SINGLY: usize = 32;

/// What became of messages that are still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Became {
    /// They are new.
    Arrived,
    /// Their flags or their folder are others.
    Changed,
}

/// A message that is gone for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gone {
    /// Which one.
    pub id: MessageId,
    /// Its last UID.
    pub uid: u32,
    /// Its number in the account's sequence.
    pub seq: u64,
}

/// Numbers as one value for `IN (SELECT value FROM json_each($n))`: one statement, prepared once, for however many.
pub(crate) fn list<N: std::fmt::Display>(numbers: impl IntoIterator<Item = N>) -> String {
    let mut list = String::from("[");
    for number in numbers {
        if list.len() > 1 {
            list.push(',');
        }
        list.push_str(&number.to_string());
    }
    list.push(']');
    list
}

impl Write {
    /// Logs what became of the messages of a folder whose numbers are past `before`, each under its number.
    pub(crate) async fn log_messages(
        &mut self,
        account: AccountId,
        folder: FolderId,
        before: u64,
        at: Timestamp,
        became: Became,
    ) -> Result<(), StoreError> {
        let audience = Audience::Account(account);
        let kind = match became {
            Became::Arrived => "arrived",
            Became::Changed => "changed",
        };
        let logged = sqlx::query(
            "INSERT INTO changes (audience, seq, at, kind, subject) \
             SELECT $1, modseq, $2, $3, id FROM messages WHERE folder_id = $4 AND modseq > $5",
        )
        .bind(audience.to_string())
        .bind(at.as_millisecond())
        .bind(kind)
        .bind(folder.0)
        .bind(before.cast_signed())
        .execute(self.rows())
        .await?
        .rows_affected();
        if logged > ANNOUNCED_SINGLY as u64 {
            self.announce_in_bulk(audience);
        } else if logged > 0 {
            for message in messages::changed_after(self.rows(), folder, before).await? {
                let seq = message.modseq;
                let what = match became {
                    Became::Arrived => What::VoicemailArrived(message),
                    Became::Changed => What::VoicemailChanged(message),
                };
                self.announce(Change::new(audience, seq, at, what));
            }
        }
        Ok(())
    }

    /// Logs that messages of `folder` are gone for good.
    pub(crate) async fn log_gone(
        &mut self,
        account: AccountId,
        folder: &Folder,
        gone: &[Gone],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let audience = Audience::Account(account);
        let rows = gone.iter().map(|gone| format!("[{},{},{}]", gone.seq, gone.id.0, gone.uid));
        sqlx::query(
            "INSERT INTO changes (audience, seq, at, kind, subject, detail) \
             SELECT $1, value ->> 0, $2, 'gone', value ->> 1, $3 || ' ' || (value ->> 2) FROM json_each($4)",
        )
        .bind(audience.to_string())
        .bind(at.as_millisecond())
        .bind(folder.role.map_or("", server_domain::mailbox::Role::wire_id))
        .bind(list(rows))
        .execute(self.rows())
        .await?;
        if gone.len() > ANNOUNCED_SINGLY {
            self.announce_in_bulk(audience);
            return Ok(());
        }
        for Gone { id, uid, seq } in gone {
            let what = What::VoicemailGone { id: *id, role: folder.role, uid: *uid };
            self.announce(Change::new(audience, *seq, at, what));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_numbers_is_one_value() {
        assert_eq!(list([3_u32, 5, 8]), "[3,5,8]");
        assert_eq!(list::<u32>([]), "[]");
    }
}
