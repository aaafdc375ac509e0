//! How much a mailbox holds, from the counts that its folders keep.

use crate::{Replaced, Rest, Store, StoreError, folders};
use server_domain::{AccountId, FolderId, mailbox::Role, quota::Usage};
use sqlx::QueryBuilder;

/// Numbers that fit in one statement comfortably.
const CHUNK: usize = 500;

impl Store {
    /// Bytes and messages in all folders of an account.
    pub async fn usage(&self, account: AccountId) -> Result<Usage, StoreError> {
        let (bytes, messages): (i64, i64) = sqlx::query_as(
            "SELECT coalesce(sum(byte_count), 0), coalesce(sum(message_count), 0) FROM folders WHERE account_id = $1",
        )
        .bind(account.0)
        .fetch_one(&mut *self.inner.readers.acquire().await?)
        .await?;
        Ok(Usage { bytes: bytes.cast_unsigned(), messages: messages.cast_unsigned() })
    }

    /// Bytes and messages that the given UIDs stand for, as far as they are there.
    pub async fn usage_of(
        &self,
        account: AccountId,
        folder: FolderId,
        uids: &[u32],
    ) -> Result<Usage, StoreError> {
        let mut usage = Usage::default();
        for chunk in uids.chunks(CHUNK) {
            let mut query = QueryBuilder::new(
                "SELECT coalesce(sum(b.size), 0), count(*) FROM messages m JOIN bodies b ON b.id = m.body_id WHERE m.account_id = ",
            );
            query
                .push_bind(account.0)
                .push(" AND m.folder_id = ")
                .push_bind(folder.0)
                .push(" AND m.uid IN (");
            let mut listed = query.separated(", ");
            for uid in chunk {
                listed.push(*uid);
            }
            query.push(")");
            let (bytes, messages): (i64, i64) = query
                .build_query_as()
                .persistent(false)
                .fetch_one(&mut *self.inner.readers.acquire().await?)
                .await?;
            usage.bytes = usage.bytes.saturating_add(bytes.cast_unsigned());
            usage.messages = usage.messages.saturating_add(messages.cast_unsigned());
        }
        Ok(usage)
    }

    /// What leaves the account for good when a message is replaced: nothing, if it comes to rest in Trash.
    pub async fn freed_by(&self, replaced: &Replaced) -> Result<Usage, StoreError> {
        let Replaced { account, folder, uid, rest } = *replaced;
        let rests = match rest {
            Rest::Nowhere => false,
            Rest::InTrash => folders::by_name(
                &mut *self.inner.readers.acquire().await?,
                account,
                Role::Inbox.folder_name(),
            )
            .await?
            .is_some_and(|inbox| inbox.id == folder),
        };
        if rests { Ok(Usage::default()) } else { self.usage_of(account, folder, &[uid]).await }
    }
}
