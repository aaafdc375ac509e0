//! `GET /users/me/voicemails/{id}/audio`: a recording, decoded, whole or a range of it (ML-40).
//!
//! Hearing it over and over changes nothing. A recording is read in windows while it is sent, so its length costs no
//! memory; what a slow client has not taken is not read.

use super::voicemails::named;
use crate::{
    Amds,
    etag::ETag,
    problem::Problem,
    range::{Wanted, wanted},
    request::{Authenticated, Parameters},
};
use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use futures_util::stream;
use server_core::{Audio, Failure};
use server_domain::voicemail::Part;
use std::ops::Range;

/// Most bytes held at once for one listener.
const WINDOW: u64 = 256 * 1024;

pub(super) async fn read(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
    Path(id): Path<String>,
    mut parameters: Parameters,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let part = parameters.read("part", "recording or introduction", |given| given.parse().ok())?;
    parameters.finish()?;
    let audio = amds.phone.audio(&who, named(&id)?, part.unwrap_or(Part::Recording)).await?;
    let (size, tag) = (audio.size(), ETag::new(audio.etag()));
    if tag.is_known_to(&headers) {
        return Ok(tag.not_modified());
    }
    // A range is defined for GET alone (RFC 9110 §14.2).
    let wanted = if method == Method::GET { wanted(&headers, tag.as_str(), size)? } else { Wanted::Whole };
    let (status, range) = match wanted {
        Wanted::Whole => (StatusCode::OK, 0..size),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
    };

    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    let head = response.headers_mut();
    if let Ok(media_type) = HeaderValue::from_str(audio.media_type()) {
        head.insert(header::CONTENT_TYPE, media_type);
    }
    head.insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    head.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if status == StatusCode::PARTIAL_CONTENT {
        let place = format!("bytes {}-{}/{size}", range.start, range.end - 1);
        head.extend(HeaderValue::from_str(&place).ok().map(|place| (header::CONTENT_RANGE, place)));
    }
    tag.mark(&mut response);
    if method == Method::GET {
        *response.body_mut() = body(audio, range).await?;
    }
    Ok(response)
}

/// The first window is read before the status is sent, so that what cannot be read is an error and not a broken body.
async fn body(audio: Audio, range: Range<u64>) -> Result<Body, Failure> {
    let (first, rest) = cut(range);
    let bytes = audio.read(first).await?;
    if rest.is_empty() {
        return Ok(bytes.into());
    }
    let windows = stream::unfold((audio, rest, Some(bytes)), |(audio, rest, read_already)| async move {
        match read_already {
            Some(bytes) => Some((Ok(Bytes::from(bytes)), (audio, rest, None))),
            None if rest.is_empty() => None,
            None => {
                let (window, rest) = cut(rest);
                // An error breaks the connection off: the length was promised, and the client sees that it is short.
                let bytes = audio.read(window).await.map(Bytes::from);
                Some((bytes, (audio, rest, None)))
            }
        }
    });
    Ok(Body::from_stream(windows))
}

fn cut(range: Range<u64>) -> (Range<u64>, Range<u64>) {
    let at = range.end.min(range.start.saturating_add(WINDOW));
    (range.start..at, at..range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_into_windows_without_a_gap() {
        assert_eq!(cut(0..10), (0..10, 10..10));
        assert_eq!(cut(5..WINDOW + 6), (5..WINDOW + 5, WINDOW + 5..WINDOW + 6));
    }
}
