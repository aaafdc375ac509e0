//! `GET /logo`: the corporate logo, downloaded only when it is another one (LOGO-04).

use crate::{Amds, etag::ETag, problem::Problem, request::Authenticated};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

pub(super) async fn read(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let logo = amds.phone.logo(&who).await?;
    let tag = ETag::new(&logo.revision);
    if tag.is_known_to(&headers) {
        return Ok(tag.not_modified());
    }
    let media_type = HeaderValue::from_str(&logo.media_type).ok();
    let mut response = Body::from(logo.bytes).into_response();
    response.headers_mut().extend(media_type.map(|media_type| (header::CONTENT_TYPE, media_type)));
    tag.mark(&mut response);
    Ok(response)
}
