//! The corporate logo (LOGO-03, LOGO-04): fetched only when its revision is another one.

use crate::{
    backend::LogoImage,
    cache::{CacheError, Topic},
    error::LinkError,
    link::MobileLink,
    subscription::Subscription,
};

/// The corporate logo.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Changes when the image does.
    pub revision: String,
    /// `image/png` or `image/jpeg`.
    pub media_type: String,
    /// The image.
    pub bytes: Vec<u8>,
}

impl MobileLink {
    /// The newest logo if the server can be reached, otherwise the one last fetched. `Offline` when there is neither.
    pub async fn logo(&self) -> Result<Logo, LinkError> {
        let kept = self.cache().logo().await?;
        let revision = kept.as_ref().map(|logo| logo.revision.clone());
        let logo = match (self.backend().logo(revision).await, kept) {
            (Ok(Some(logo)), _) => {
                self.cache().put_logo(&logo).await?;
                logo
            }
            (Ok(None) | Err(_), Some(kept)) => kept,
            (Ok(None), None) => return Err(LinkError::Gone),
            (Err(error), None) => return Err(error.into()),
        };
        Ok(logo.into())
    }

    /// The logo as it was last fetched, and each newer one; nothing before the first (LOGO-03).
    ///
    /// Another revision is fetched by itself, when the link comes about and when the server says so.
    pub fn observe_logo(&self) -> Subscription<Logo> {
        self.observe(&[Topic::Logo], |cache| async move {
            cache.logo().await?.map(Logo::from).ok_or(CacheError::NotFound)
        })
    }
}

impl From<LogoImage> for Logo {
    fn from(image: LogoImage) -> Self {
        Self { revision: image.revision, media_type: image.media_type, bytes: image.bytes }
    }
}
