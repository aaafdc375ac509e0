//! How Kotlin, Swift and Python see what is not a record: times as their own moments, secrets as text.

use crate::Secret;
use jiff::Timestamp;
use std::time::SystemTime;

uniffi::custom_type!(Timestamp, SystemTime, {
    remote,
    try_lift: |moment| Ok(Timestamp::try_from(moment)?),
    lower: |moment| moment.into(),
});

uniffi::custom_type!(Secret, String, {
    try_lift: |text| Ok(Secret::new(text)),
    lower: |secret| secret.expose().to_owned(),
});
