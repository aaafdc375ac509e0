//! QUIT (RFC 5321 section 4.1.1.10). A message that was begun is dropped.

use crate::{
    reply::Reply,
    session::{Handles, Profile, Step},
};

pub(crate) fn run<H: Handles>(profile: &Profile) -> Step<H> {
    Step::close(Reply::new(221, "2.0.0", format!("{} says goodbye", profile.hostname)))
}
