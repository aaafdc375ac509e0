//! The corporate logo (LOGO-01..04).

/// A site's logo. Its revision is a digest of its bytes, so a client fetches it only when it differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Lower-case hex digest, the ETag.
    pub revision: String,
    /// `image/png` or `image/jpeg`.
    pub media_type: String,
    /// The image itself.
    pub bytes: Vec<u8>,
}
