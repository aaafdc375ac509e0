//! The corporate logo.

use crate::{Store, StoreError, What, write::Promise};
use jiff::Timestamp;
use server_domain::{Audience, SiteId, logo::Logo};
use sqlx::Row as _;

impl Store {
    /// Replaces the logo of a site (LOGO-01). Kept.
    pub async fn set_logo(&self, site: SiteId, logo: &Logo, now: Timestamp) -> Result<(), StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        sqlx::query(
            "INSERT INTO logos (site_id, revision, media_type, bytes) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (site_id) DO UPDATE SET revision = excluded.revision, media_type = excluded.media_type, \
             bytes = excluded.bytes",
        )
        .bind(site.0)
        .bind(&logo.revision)
        .bind(&logo.media_type)
        .bind(&logo.bytes)
        .execute(write.rows())
        .await?;
        let what = What::LogoChanged { site, revision: logo.revision.clone() };
        write.log_next(Audience::Site(site), now, what).await?;
        write.commit().await
    }

    /// The logo of a site.
    pub async fn logo(&self, site: SiteId) -> Result<Option<Logo>, StoreError> {
        let row = sqlx::query("SELECT revision, media_type, bytes FROM logos WHERE site_id = $1")
            .bind(site.0)
            .fetch_optional(&mut *self.inner.readers.acquire().await?)
            .await?;
        row.map(|row| {
            Ok(Logo {
                revision: row.try_get("revision")?,
                media_type: row.try_get("media_type")?,
                bytes: row.try_get("bytes")?,
            })
        })
        .transpose()
    }

    /// The revision of a site's logo.
    pub async fn logo_revision(&self, site: SiteId) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT revision FROM logos WHERE site_id = $1")
            .bind(site.0)
            .fetch_optional(&mut *self.inner.readers.acquire().await?)
            .await?)
    }
}
