//! AMDS over REST: tokens, and requests that carry them.
//!
//! The access token is refreshed a minute before it expires, by one request at a time. The refresh token rotates: the
//! new one is in the cache before the new session is used, because using an old one twice ends the session for good.

use super::transport::Dialer;
use crate::{
    backend::BackendError,
    cache::{Cache, KeptSession},
    clock::Clock,
    state::Leg,
};
use jiff::{SignedDuration, Timestamp};
use mobilelink_wire::{BASE_PATH, Problem, Refresh, Secret, Server, Session, SignIn, User};
use reqwest::{Client, RequestBuilder, Response, StatusCode, header};
use rustls::ClientConfig;
use serde::{Serialize, de::DeserializeOwned};
use std::{error::Error, time::Duration};
use tokio::sync::Mutex;

const LEG: Leg = Leg::Mobile;
/// How long before its end an access token is replaced.
const REFRESH_AHEAD: SignedDuration = SignedDuration::from_secs(60);

/// The REST side of one server.
pub(super) struct Rest {
    client: Client,
    base: String,
    clock: Clock,
    cache: Cache,
    /// The name of the server in the cache.
    server: String,
    tokens: Mutex<Option<Tokens>>,
}

struct Tokens {
    username: String,
    access: Secret,
    expires_at: Timestamp,
    refresh: Secret,
}

/// An access token, and for whom.
pub(super) struct Access {
    pub(super) username: String,
    pub(super) token: Secret,
}

impl Rest {
    /// `origin` is scheme, host and port.
    pub(super) fn new(
        origin: &str,
        config: ClientConfig,
        clock: Clock,
        cache: Cache,
        server: String,
    ) -> Result<Self, BackendError> {
        let client = client(config)?;
        let base = format!("{origin}{BASE_PATH}");
        Ok(Self { client, base, clock, cache, server, tokens: Mutex::new(None) })
    }

    /// Who the server is; refused unless it speaks this contract (ML-02).
    pub(super) async fn server(&self) -> Result<Server, BackendError> {
        server_at(&self.client, &self.base).await
    }

    pub(super) async fn sign_in(&self, sign_in: &SignIn) -> Result<User, BackendError> {
        let mut tokens = self.tokens.lock().await;
        let answer = read(self.client.post(format!("{}/session", self.base)).json(sign_in)).await;
        let session: Session = answer.map_err(|error| match error {
            BackendError::SessionEnded => BackendError::SignInRefused,
            other => other,
        })?;
        // The cache may still be another account's; `reopen` of a later run needs this to be known.
        self.cache.adopt(&self.server, &session.user).await?;
        self.take(session, &mut tokens).await
    }

    /// Continues the session in memory or, after a restart, the one in the cache.
    pub(super) async fn reopen(&self) -> Result<User, BackendError> {
        let kept = {
            let tokens = self.tokens.lock().await;
            match tokens.as_ref() {
                Some(_) => None,
                None => {
                    Some(self.cache.kept_session(&self.server).await?.ok_or(BackendError::SignInRefused)?)
                }
            }
        };
        match kept {
            None => self.get("/users/me", &[]).await,
            Some(kept) => {
                let mut tokens = self.tokens.lock().await;
                self.refresh(&kept, &mut tokens).await
            }
        }
    }

    /// Ends the session here and, if it answers, on the server.
    pub(super) async fn sign_out(&self) {
        // Once they are taken, nothing refreshes them any more; a refresh that is under way is waited for here.
        let tokens = self.tokens.lock().await.take();
        if let Err(error) = self.cache.keep_refresh_token(None).await {
            tracing::warn!(%error, "the kept session could not be removed");
        }
        let Some(tokens) = tokens else { return };
        let told = async {
            let access = match self.clock.now() + REFRESH_AHEAD >= tokens.expires_at {
                false => tokens.access,
                // Not kept: it lives for one request.
                true => self.refreshed(&tokens.refresh).await?.access_token,
            };
            send(self.client.delete(format!("{}/session", self.base)).bearer_auth(access.expose())).await
        };
        if let Err(error) = told.await {
            tracing::info!(%error, "the server was not told about the sign-out");
        }
    }

    /// Forgets the tokens in memory.
    pub(super) async fn forget(&self) {
        *self.tokens.lock().await = None;
    }

    /// A token that is good for at least another minute.
    pub(super) async fn access(&self) -> Result<Access, BackendError> {
        let mut tokens = self.tokens.lock().await;
        let current = tokens.as_ref().ok_or(BackendError::SessionEnded)?;
        if self.clock.now() + REFRESH_AHEAD >= current.expires_at {
            let kept =
                KeptSession { username: current.username.clone(), refresh_token: current.refresh.clone() };
            self.refresh(&kept, &mut tokens).await?;
        }
        let current = tokens.as_ref().ok_or(BackendError::SessionEnded)?;
        Ok(Access { username: current.username.clone(), token: current.access.clone() })
    }

    /// Replaces a token the server refused, unless somebody else has done so meanwhile.
    pub(super) async fn replace(&self, refused: &Secret) -> Result<(), BackendError> {
        let mut tokens = self.tokens.lock().await;
        match tokens.as_ref() {
            Some(current) if current.access == *refused => {
                let kept = KeptSession {
                    username: current.username.clone(),
                    refresh_token: current.refresh.clone(),
                };
                self.refresh(&kept, &mut tokens).await.map(|_| ())
            }
            Some(_) => Ok(()),
            None => Err(BackendError::SessionEnded),
        }
    }

    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<T, BackendError> {
        let url = format!("{}{path}", self.base);
        let send = |token: &Secret| self.client.get(&url).query(query).bearer_auth(token.expose());
        json(self.authorized(send).await?).await
    }

    pub(super) async fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, BackendError> {
        let url = format!("{}{path}", self.base);
        let send = |token: &Secret| self.client.put(&url).json(body).bearer_auth(token.expose());
        json(self.authorized(send).await?).await
    }

    /// Bytes with their media type and ETag; none when the ETag still is `known`.
    pub(super) async fn image(&self, path: &str, known: Option<&str>) -> Result<Option<Image>, BackendError> {
        let send = |token: &Secret| {
            let request = self.client.get(format!("{}{path}", self.base)).bearer_auth(token.expose());
            match known {
                Some(known) => request.header(header::IF_NONE_MATCH, format!("\"{known}\"")),
                None => request,
            }
        };
        let answer = self.authorized(send).await?;
        if answer.status() == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let text =
            |name| answer.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let (media_type, etag) = (text(header::CONTENT_TYPE), text(header::ETAG));
        let bytes = answer.bytes().await.map_err(|error| unreachable(&error))?;
        Ok(Some(Image { media_type, revision: etag.trim_matches('"').to_owned(), bytes: bytes.to_vec() }))
    }

    /// Sends with a token, and once more with a new one when the server refuses it early.
    async fn authorized(&self, build: impl Fn(&Secret) -> RequestBuilder) -> Result<Response, BackendError> {
        let token = self.access().await?.token;
        match send(build(&token)).await {
            Err(BackendError::SessionEnded) => {
                self.replace(&token).await?;
                send(build(&self.access().await?.token)).await
            }
            answer => answer,
        }
    }

    async fn refresh(&self, kept: &KeptSession, tokens: &mut Option<Tokens>) -> Result<User, BackendError> {
        let session = self.refreshed(&kept.refresh_token).await?;
        tracing::debug!(username = %kept.username, "access token refreshed");
        self.take(session, tokens).await
    }

    async fn refreshed(&self, refresh_token: &Secret) -> Result<Session, BackendError> {
        let body = Refresh { refresh_token: refresh_token.clone() };
        read(self.client.post(format!("{}/session/refresh", self.base)).json(&body)).await
    }

    async fn take(&self, session: Session, tokens: &mut Option<Tokens>) -> Result<User, BackendError> {
        self.cache.keep_refresh_token(Some(&session.refresh_token)).await?;
        *tokens = Some(Tokens {
            username: session.user.username.clone(),
            access: session.access_token,
            expires_at: session.access_expires_at,
            refresh: session.refresh_token,
        });
        Ok(session.user)
    }
}

/// Who the server is that this dialer leads to, for somebody who is not signed in.
pub(super) async fn server_of(dialer: &Dialer, port: u16) -> Result<Server, BackendError> {
    let base = format!("{}{BASE_PATH}", dialer.origin(port));
    server_at(&client(dialer.config())?, &base).await
}

async fn server_at(client: &Client, base: &str) -> Result<Server, BackendError> {
    let server: Server = read(client.get(format!("{base}/server"))).await?;
    if server.api == "v1" {
        Ok(server)
    } else {
        Err(BackendError::Unsupported {
            found: format!("{} {}, API {}", server.product, server.version, server.api),
        })
    }
}

fn client(config: ClientConfig) -> Result<Client, BackendError> {
    Client::builder()
        .tls_backend_preconfigured(config)
        // IMAP and SMTP would not go through a proxy either.
        .no_proxy()
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(30))
        .build()
        .map_err(|error| unreachable(&error))
}

/// An image as it came.
pub(super) struct Image {
    pub(super) media_type: String,
    pub(super) revision: String,
    pub(super) bytes: Vec<u8>,
}

async fn read<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, BackendError> {
    json(send(request).await?).await
}

async fn json<T: DeserializeOwned>(answer: Response) -> Result<T, BackendError> {
    answer.json().await.map_err(|error| match error.is_decode() {
        true => BackendError::Misbehaved { leg: LEG, what: root_cause(&error) },
        false => unreachable(&error),
    })
}

/// An answer that is no error.
async fn send(request: RequestBuilder) -> Result<Response, BackendError> {
    let answer = request.send().await.map_err(|error| unreachable(&error))?;
    let status = answer.status();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        return Ok(answer);
    }
    // A proxy in between answers without a problem document.
    let code = answer.json::<Problem>().await.map(|problem| problem.code).unwrap_or_default();
    Err(match status {
        StatusCode::UNAUTHORIZED => BackendError::SessionEnded,
        StatusCode::FORBIDDEN => BackendError::NotPermitted { code },
        StatusCode::NOT_FOUND => BackendError::Gone,
        StatusCode::GONE => BackendError::CursorExpired,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => BackendError::Full { leg: LEG },
        status if status.is_server_error() => {
            BackendError::Unreachable { leg: LEG, reason: format!("the server answers {status}") }
        }
        status => BackendError::Misbehaved { leg: LEG, what: format!("{status} {code}") },
    })
}

fn unreachable(error: &reqwest::Error) -> BackendError {
    BackendError::Unreachable { leg: LEG, reason: root_cause(error) }
}

/// The innermost cause: what happened, without the URL and without the layers it went through.
fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
