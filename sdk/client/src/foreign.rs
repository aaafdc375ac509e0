//! How Kotlin, Swift and Python see what is not a record: paths and fingerprints as text, checked on the way in.

use crate::{LinkError, options::Fingerprint};
use jiff::Timestamp;
use std::path::PathBuf;

uniffi::use_remote_type!(mobilelink_wire::Timestamp);

uniffi::custom_type!(PathBuf, String, {
    remote,
    try_lift: |text| Ok(PathBuf::from(text)),
    lower: |path| path.to_string_lossy().into_owned(),
});

uniffi::custom_type!(Fingerprint, String, {
    try_lift: |text| text.parse().map_err(|bad: crate::BadFingerprint| LinkError::from(bad).into()),
    lower: |fingerprint| fingerprint.to_string(),
});
