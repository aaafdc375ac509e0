//! The Mobile Link SDK.
