//! Sites.

use crate::{Store, StoreError, rows::word, write::Promise};
use jiff::Timestamp;
use server_domain::{
    SiteId,
    sites::{Site, SiteName},
};
use sqlx::{Row as _, sqlite::SqliteRow};

impl Store {
    /// Makes a site; nothing when one of this name exists. Kept.
    pub async fn add_site(
        &self,
        name: &SiteName,
        display_name: &str,
        mail_domain: &str,
        now: Timestamp,
    ) -> Result<Option<Site>, StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let row = sqlx::query(
            "INSERT INTO sites (name, display_name, mail_domain, created_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (name) DO NOTHING RETURNING id, name, display_name, mail_domain",
        )
        .bind(name.as_str())
        .bind(display_name)
        .bind(mail_domain)
        .bind(now.as_millisecond())
        .fetch_optional(write.rows())
        .await?;
        write.commit().await?;
        row.as_ref().map(read).transpose()
    }

    /// Says what people read and which mail domain is the site's. Kept.
    pub async fn describe_site(
        &self,
        id: SiteId,
        display_name: &str,
        mail_domain: &str,
    ) -> Result<(), StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        sqlx::query("UPDATE sites SET display_name = $1, mail_domain = $2 WHERE id = $3")
            .bind(display_name)
            .bind(mail_domain)
            .bind(id.0)
            .execute(write.rows())
            .await?;
        write.commit().await
    }

    /// The site of this name.
    pub async fn site(&self, name: &SiteName) -> Result<Option<Site>, StoreError> {
        let row = sqlx::query("SELECT id, name, display_name, mail_domain FROM sites WHERE name = $1")
            .bind(name.as_str())
            .fetch_optional(&mut *self.inner.readers.acquire().await?)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The site of this identifier.
    pub async fn site_by_id(&self, id: SiteId) -> Result<Option<Site>, StoreError> {
        let row = sqlx::query("SELECT id, name, display_name, mail_domain FROM sites WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *self.inner.readers.acquire().await?)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// All sites, oldest first.
    pub async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        let rows = sqlx::query("SELECT id, name, display_name, mail_domain FROM sites ORDER BY id")
            .fetch_all(&mut *self.inner.readers.acquire().await?)
            .await?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &SqliteRow) -> Result<Site, StoreError> {
    Ok(Site {
        id: SiteId(row.try_get("id")?),
        name: word(row.try_get("name")?, "sites.name")?,
        display_name: row.try_get("display_name")?,
        mail_domain: row.try_get("mail_domain")?,
    })
}
