//! Who the server is, signing in, and the account behind a session (ML-02, ML-03, architecture section 5).

use crate::{CurrentPresence, Secret};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Answer of `GET /server`, which needs no sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// `mobilelinkd`.
    pub product: String,
    /// The server's version, for example `0.1.0`.
    pub version: String,
    /// The version of this contract: `v1`.
    pub api: String,
    /// The server's clock.
    pub time: Timestamp,
    /// IMAP with STARTTLS; none when it is not served.
    pub imap_port: Option<u16>,
    /// SMTP submission with STARTTLS; none when it is not served.
    pub smtp_port: Option<u16>,
    /// IMAP inside TLS; none when it is not served.
    pub imaps_port: Option<u16>,
    /// SMTP submission inside TLS; none when it is not served.
    pub smtps_port: Option<u16>,
}

/// Body of `POST /session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// `mary`, or `mary@acme.example` on a server of many sites.
    pub username: String,
    /// The account's password; it is not kept on the device.
    pub password: Secret,
    /// What the user will see in the list of their devices.
    pub device: Device,
}

/// A device as it introduces itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// For example `Mary's phone`.
    pub name: String,
    /// For example `android`, `ios`, `terminal`.
    pub platform: String,
}

/// Answer of `POST /session` and `POST /session/refresh`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Always `Bearer`.
    pub token_type: TokenType,
    /// Goes into the `Authorization` header, and into IMAP and SMTP as OAUTHBEARER or XOAUTH2.
    pub access_token: Secret,
    /// When the access token stops working; refresh before.
    pub access_expires_at: Timestamp,
    /// Good for one refresh. Using it twice revokes the whole family.
    pub refresh_token: Secret,
    /// This device, as the server knows it.
    pub device_id: String,
    /// Whose session it is.
    pub user: User,
}

/// How the access token is presented (RFC 6750).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenType {
    /// `Authorization: Bearer …`
    Bearer,
}

/// Body of `POST /session/refresh`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refresh {
    /// The newest refresh token.
    pub refresh_token: Secret,
}

/// Answer of `GET /users/me`.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Opaque id.
    pub id: String,
    /// The name the user signs in with, without the site.
    pub username: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Primary extension, digits.
    pub extension: String,
    /// Name of the site, `default` on a server of one company.
    pub site: String,
    /// What follows the `@` in the mail addresses of this site.
    pub mail_domain: String,
    /// Whether the account has the Mobile Link key.
    pub mode: Mode,
    /// Names of what the account may do.
    pub permissions: Vec<String>,
    /// Names of the feature keys it holds.
    pub feature_keys: Vec<String>,
    /// Where the user is.
    pub presence: CurrentPresence,
    /// Unseen messages in the inbox (ML-30); none in evaluation.
    pub new_messages: Option<u32>,
    /// Names the logo's bytes; it changes when they do (LOGO-04).
    pub logo_revision: String,
}

/// What the account's feature keys allow (ML-03).
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Everything.
    Full,
    /// No Mobile Link key: presence only, the rest is refused with `feature_key_missing`.
    Evaluation,
}
