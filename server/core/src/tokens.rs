//! Tokens: short-lived signed access tokens, and refresh tokens that are kept as digests only.

use aws_lc_rs::{digest, rand};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use server_domain::{AccountId, DeviceId, Refusal};
use server_store::StoreError;
use std::{io, path::Path};

/// How long an access token is good for.
pub(crate) const ACCESS_LIFETIME: SignedDuration = SignedDuration::from_mins(15);
/// How long a device that is not used stays signed in.
pub(crate) const REFRESH_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 60);

/// What an access token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    sub: String,
    device: String,
    iat: i64,
    exp: i64,
}

/// Signs and checks.
pub(crate) struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl Tokens {
    /// Reads the signing key of the data folder, or makes it, readable to the owner alone.
    pub(crate) async fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join("token.key");
        let failed = |source: io::Error| StoreError::File { path: path.clone(), source };
        let key = match std::fs::read(&path) {
            Ok(key) => key,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = random_bytes().map_err(failed)?.to_vec();
                write_private(&path, &key).map_err(failed)?;
                key
            }
            Err(error) => return Err(failed(error)),
        };
        if key.len() != KEY_BYTES {
            return Err(failed(io::Error::other(
                "a signing key has 32 bytes; remove the file to make a new one",
            )));
        }
        Ok(Self { encoding: EncodingKey::from_secret(&key), decoding: DecodingKey::from_secret(&key) })
    }

    /// An access token for a device, and when it expires.
    pub(crate) fn mint(
        &self,
        account: AccountId,
        device: DeviceId,
        now: Timestamp,
    ) -> Result<(SecretString, Timestamp), jsonwebtoken::errors::Error> {
        let expires_at = now.saturating_add(ACCESS_LIFETIME).unwrap_or(Timestamp::MAX);
        let claims = Claims {
            sub: account.to_string(),
            device: device.to_string(),
            iat: now.as_second(),
            exp: expires_at.as_second(),
        };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)?;
        Ok((token.into(), expires_at))
    }

    /// Whose an access token is. Whether the device is still signed in is another question.
    pub(crate) fn check(&self, token: &str, now: Timestamp) -> Result<(AccountId, DeviceId), Refusal> {
        let mut validation = Validation::new(Algorithm::HS256);
        // By our clock, below; the library would ask the machine's.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation)
            .map_err(|_| Refusal::TokenInvalid)?
            .claims;
        if claims.exp <= now.as_second() {
            return Err(Refusal::TokenExpired);
        }
        let account = claims.sub.parse().map_err(|_| Refusal::TokenInvalid)?;
        let device = claims.device.parse().map_err(|_| Refusal::TokenInvalid)?;
        Ok((account, device))
    }
}

const KEY_BYTES: usize = 32;

/// A new refresh token and its digest.
pub(crate) fn new_refresh_token() -> io::Result<(SecretString, String)> {
    let token = SecretString::from(BASE64_URL_SAFE_NO_PAD.encode(random_bytes()?));
    let digest = digest_of(&token);
    Ok((token, digest))
}

/// What is kept of a refresh token.
pub(crate) fn digest_of(token: &SecretString) -> String {
    hex(digest::digest(&digest::SHA256, token.expose_secret().as_bytes()).as_ref())
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn random_bytes() -> io::Result<[u8; KEY_BYTES]> {
    let mut bytes = [0; KEY_BYTES];
    rand::fill(&mut bytes).map_err(|_| io::Error::other("no random numbers to be had"))?;
    Ok(bytes)
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    let mut file = std::fs::File::options().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
