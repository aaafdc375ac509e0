//! Audio that was fetched once, as files a player can open.

use super::{Cache, CacheError};
use mobilelink_wire::PartKind;
use std::{io, path::PathBuf};

impl Cache {
    /// Where the audio of this part lies once it was fetched.
    pub(crate) fn audio_path(&self, id: &str, part: PartKind, media_type: &str) -> PathBuf {
        let part = match part {
            PartKind::Introduction => "introduction",
            PartKind::Recording => "recording",
        };
        self.inner.folder.join("audio").join(format!("{id}-{part}.{}", extension(media_type)))
    }

    /// Writes a part's audio; whoever reads sees all of it or none.
    pub(crate) async fn put_audio(&self, path: &PathBuf, audio: &[u8]) -> Result<(), CacheError> {
        let written = async {
            let unfinished = path.with_extension("part");
            tokio::fs::write(&unfinished, audio).await?;
            tokio::fs::rename(&unfinished, path).await
        };
        written.await.map_err(|source| CacheError::Folder { folder: path.clone(), source })
    }

    /// Removes all audio, when another account takes over the cache.
    pub(super) async fn forget_audio(&self) {
        let folder = self.inner.folder.join("audio");
        let emptied: io::Result<()> = async {
            tokio::fs::remove_dir_all(&folder).await?;
            tokio::fs::create_dir_all(&folder).await
        }
        .await;
        if let Err(error) = emptied {
            tracing::warn!(%error, "audio of the previous account could not be removed");
        }
    }
}

/// What players expect a file of this type to be called.
fn extension(media_type: &str) -> &'static str {
    match media_type {
        "audio/wav" | "audio/x-wav" | "audio/wave" | "audio/vnd.wave" => "wav",
        "audio/mpeg" => "mp3",
        "audio/ogg" | "audio/opus" => "ogg",
        "audio/amr" => "amr",
        "audio/mp4" | "audio/aac" => "m4a",
        _ => "audio",
    }
}
