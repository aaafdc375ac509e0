//! A recording, decoded from where it stands in its message; nothing is parsed.

use crate::{Failure, MessageFile, PhoneSystem, Requester};
use server_domain::{MessageId, Refusal, voicemail::Part};
use server_message::Voice;
use std::ops::Range;

/// Encoded bytes that are read at once.
const WINDOW: usize = 64 * 1024;

/// A recording that can be read in pieces.
pub struct Audio {
    voice: Voice,
    file: MessageFile,
    etag: String,
}

impl PhoneSystem {
    /// One of a message's recordings. Listening marks nothing: the app says when it was heard.
    pub async fn audio(&self, who: &Requester, id: MessageId, part: Part) -> Result<Audio, Failure> {
        who.require_mobile_link()?;
        let store = &self.inner.store;
        let message = store.voicemail(who.account(), id).await?.ok_or(Refusal::NoSuchMessage)?;
        let voice = store.voice(who.account(), id, part).await?;
        let voice = voice.ok_or_else(|| Refusal::NoSuchPart { part: part.wire_id().to_owned() })?;
        let file = store.bytes(&message.body).await?;
        Ok(Audio { voice, file, etag: format!("{}-{}", message.body, part.wire_id()) })
    }
}

impl Audio {
    /// `audio/wav`.
    pub fn media_type(&self) -> &str {
        &self.voice.media_type
    }

    /// Size in bytes, decoded.
    pub fn size(&self) -> u64 {
        self.voice.decoded_size
    }

    /// Names these bytes for ever: a message is never rewritten.
    pub fn etag(&self) -> &str {
        &self.etag
    }

    /// The decoded bytes of a range; shorter only at the end. They are held in memory, so ask for windows; of what they are
    /// decoded from a little is.
    pub async fn read(&self, range: Range<u64>) -> Result<Vec<u8>, Failure> {
        if range.start > self.size() {
            return Err(Refusal::RangeOutside { size: self.size() }.into());
        }
        let slice = self.voice.slice(range);
        let (mut decoding, mut encoded) = (slice.decoding(), Vec::new());
        let mut at = slice.file.start;
        while at < slice.file.end && decoding.wants_more() {
            let left = usize::try_from(slice.file.end - at).unwrap_or(WINDOW);
            encoded.clear();
            self.file.read(at, &mut encoded, left.min(WINDOW)).await?;
            if encoded.is_empty() {
                break;
            }
            decoding.push(&encoded);
            at = at.saturating_add(encoded.len() as u64);
        }
        decoding.finish().map_err(|damaged| {
            tracing::error!(%damaged, "a message file is not what was read at its deposit");
            Failure::Broken
        })
    }
}
