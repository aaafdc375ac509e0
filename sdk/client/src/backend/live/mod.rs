//! The real backend: AMDS by REST and WebSocket, voicemail by IMAP, submission by SMTP.

mod examination;
mod mailbox;
mod mailbox_sign_in;
mod message;
mod pinning;
mod rest;
mod socket;
mod submission;
mod transport;

use crate::{
    backend::{
        Arrived, Backend, BackendError, Credentials, FolderListing, Hint, KnownFolder, LogoImage,
        MessageChange, Place, StoredPart,
    },
    cache::Cache,
    clock::Clock,
    error::LinkError,
    options::{LinkOptions, ServerSettings, Tls},
    state::{Lamp, Lamps, Leg},
};
pub(crate) use examination::examine;

use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::BoxStream};
use mailbox::Mailbox;
use mailbox_sign_in::Proof;
use mobilelink_wire::{
    CurrentPresence, Device, Folder, MAX_LIMIT, Mode, Secret, Server, SetPresence, SignIn, SyncPage, User,
};
use rest::Rest;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Mutex, watch};
use transport::{Dialer, Security};

/// A server, as one user has it.
pub(crate) struct Live {
    settings: ServerSettings,
    device: Device,
    dialer: Dialer,
    rest: Rest,
    lamps: watch::Sender<Lamps>,
    /// Dropped when it failed; the next use opens another.
    mailbox: Mutex<Option<Mailbox>>,
    /// What the server said about itself.
    server: Mutex<Option<Server>>,
    /// In memory only, for mail servers that take no token.
    password: Mutex<Option<SecretString>>,
}

impl Live {
    pub(crate) fn new(
        settings: ServerSettings,
        options: &LinkOptions,
        clock: Clock,
        cache: Cache,
        name: String,
    ) -> Result<Self, LinkError> {
        let (lamps, _) = watch::channel(Lamps::default());
        let dialer = Dialer::new(&settings, lamps.clone())?;
        let origin = dialer.origin(settings.port);
        let rest = Rest::new(&origin, dialer.config(), clock, cache, name)?;
        let device = Device { name: options.device_name.clone(), platform: options.platform.clone() };
        Ok(Self {
            settings,
            device,
            dialer,
            rest,
            lamps,
            mailbox: Mutex::new(None),
            server: Mutex::new(None),
            password: Mutex::new(None),
        })
    }

    /// Opens or continues a session, with the lamps telling how it goes.
    async fn open(
        &self,
        session: impl Future<Output = Result<User, BackendError>>,
    ) -> Result<User, BackendError> {
        let trying = Lamps { net: Lamp::Trying, mobile: Lamp::Trying, ..Lamps::default() };
        self.lamps.send_replace(trying);
        *self.mailbox.lock().await = None;
        let opened = async {
            self.dialer.resolve(self.settings.port).await?;
            let server = self.rest.server().await?;
            *self.server.lock().await = Some(server);
            session.await
        };
        let opened = opened.await;
        self.show(Leg::Mobile, &opened);
        if let Ok(User { mode: Mode::Full, .. }) = opened {
            self.lamps.send_modify(|lamps| (lamps.imap, lamps.smtp) = (Lamp::Trying, Lamp::Trying));
        }
        opened
    }

    /// Sets a leg's lamp by how something on it went. What is not permitted or not there says nothing about the leg.
    fn show<T>(&self, leg: Leg, result: &Result<T, BackendError>) {
        let lamp = match result {
            Ok(_)
            | Err(
                BackendError::NotPermitted { .. }
                | BackendError::Gone
                | BackendError::Refused { .. }
                | BackendError::CursorExpired,
            ) => Lamp::On,
            Err(error @ (BackendError::Unreachable { reason: _, .. } | BackendError::Full { .. })) => {
                let reason = match error {
                    BackendError::Unreachable { reason, .. } => reason.clone(),
                    other => other.to_string(),
                };
                Lamp::Failed { reason }
            }
            Err(error) => Lamp::Failed { reason: error.to_string() },
        };
        self.lamps.send_if_modified(|lamps| {
            let before = lamps.clone();
            lamps.set(leg, lamp);
            *lamps != before
        });
    }

    async fn proof(&self) -> Result<Proof, BackendError> {
        let access = self.rest.access().await?;
        let password = self.password.lock().await.clone();
        Ok(Proof { username: access.username, token: Some(access.token), password })
    }

    async fn mail_port(&self, leg: Leg) -> Result<(u16, Security), BackendError> {
        let server = self.server.lock().await.clone();
        mail_port(&self.settings, server.as_ref(), leg)
    }

    /// Does something with the mailbox, on a new connection if the old one has died in the meantime.
    async fn with_mailbox<T>(
        &self,
        mut work: impl AsyncFnMut(&mut Mailbox) -> Result<T, BackendError>,
    ) -> Result<T, BackendError> {
        let mut place = self.mailbox.lock().await;
        let done = async {
            if let Some(mut mailbox) = place.take() {
                match work(&mut mailbox).await {
                    Err(BackendError::Unreachable { .. }) => {
                        tracing::debug!("the mailbox connection had died; opening another");
                    }
                    done => {
                        if !is_spent(&done) {
                            *place = Some(mailbox);
                        }
                        return done;
                    }
                }
            }
            let (port, security) = self.mail_port(Leg::Imap).await?;
            let mut mailbox = Mailbox::open(&self.dialer, port, security, &self.proof().await?).await?;
            let done = work(&mut mailbox).await;
            if !is_spent(&done) {
                *place = Some(mailbox);
            }
            done
        };
        let done = done.await;
        self.show(Leg::Imap, &done);
        done
    }
}

/// Whether the connection must not be used again: it broke, or what is known of the mailbox is no longer true.
fn is_spent<T>(done: &Result<T, BackendError>) -> bool {
    matches!(done, Err(BackendError::Unreachable { .. } | BackendError::Misbehaved { .. }))
}

/// The port of a mail leg and how TLS begins there: what was set, or what the server says.
fn mail_port(
    settings: &ServerSettings,
    server: Option<&Server>,
    leg: Leg,
) -> Result<(u16, Security), BackendError> {
    let (set, plain, tls, usual_tls) = match leg {
        Leg::Imap => {
            let said = server.map(|s| (s.imap_port, s.imaps_port)).unwrap_or_default();
            (settings.imap_port, said.0, said.1, 993)
        }
        _ => {
            let said = server.map(|s| (s.smtp_port, s.smtps_port)).unwrap_or_default();
            (settings.smtp_port, said.0, said.1, 465)
        }
    };
    let is_protected = !matches!(settings.tls, Tls::Plaintext { .. });
    let port = match (set, is_protected) {
        (Some(port), _) => Some(port),
        (None, true) => tls.or(plain),
        (None, false) => plain,
    };
    let port =
        port.ok_or(BackendError::Unreachable { leg, reason: "the server names no port for it".into() })?;
    let security = match is_protected {
        false => Security::Plain,
        true if Some(port) == tls || port == usual_tls => Security::Tls,
        true => Security::StartTls,
    };
    Ok((port, security))
}

impl Backend for Live {
    fn sign_in(&self, credentials: Credentials) -> BoxFuture<'_, Result<User, BackendError>> {
        async move {
            self.rest.forget().await;
            let request = SignIn {
                username: credentials.username,
                password: Secret::new(credentials.password.expose_secret()),
                device: self.device.clone(),
            };
            let opened = self.open(self.rest.sign_in(&request)).await;
            *self.password.lock().await = opened.is_ok().then_some(credentials.password);
            opened
        }
        .boxed()
    }

    fn reopen(&self) -> BoxFuture<'_, Result<User, BackendError>> {
        async move { self.open(self.rest.reopen()).await }.boxed()
    }

    fn sign_out(&self) -> BoxFuture<'_, ()> {
        async move {
            *self.password.lock().await = None;
            self.rest.sign_out().await;
            *self.mailbox.lock().await = None;
            self.lamps.send_replace(Lamps::default());
        }
        .boxed()
    }

    fn forget(&self) -> BoxFuture<'_, ()> {
        async move {
            *self.password.lock().await = None;
            self.rest.forget().await;
        }
        .boxed()
    }

    fn changes_since(&self, cursor: Option<String>) -> BoxFuture<'_, Result<SyncPage, BackendError>> {
        async move {
            let since = cursor.map(|cursor| ("since", cursor));
            let query: Vec<_> = since.into_iter().chain([("limit", MAX_LIMIT.to_string())]).collect();
            let page = self.rest.get("/sync", &query).await;
            self.show(Leg::Mobile, &page);
            page
        }
        .boxed()
    }

    fn hints(&self, cursor: Option<String>) -> BoxStream<'_, Result<Hint, BackendError>> {
        socket::hints(&self.dialer, &self.rest, self.settings.port, cursor)
            .inspect(|hint| {
                if hint.is_err() {
                    self.show(Leg::Mobile, hint);
                }
            })
            .boxed()
    }

    fn mailbox(&self, known: Vec<KnownFolder>) -> BoxFuture<'_, Result<Vec<FolderListing>, BackendError>> {
        self.with_mailbox(async move |mailbox| mailbox.list(known.clone()).await).boxed()
    }

    fn details(
        &self,
        folder: Folder,
        uid_validity: u32,
        uids: Vec<u32>,
    ) -> BoxFuture<'_, Result<Vec<Arrived>, BackendError>> {
        self.with_mailbox(async move |mailbox| mailbox.details(folder, uid_validity, &uids).await).boxed()
    }

    fn set_presence(&self, presence: SetPresence) -> BoxFuture<'_, Result<CurrentPresence, BackendError>> {
        async move { self.rest.put("/users/me/presence", &presence).await }.boxed()
    }

    fn change(&self, place: Place, change: MessageChange) -> BoxFuture<'_, Result<(), BackendError>> {
        self.with_mailbox(async move |mailbox| mailbox.change(place, change).await).boxed()
    }

    fn audio(&self, place: Place, part: StoredPart) -> BoxFuture<'_, Result<Vec<u8>, BackendError>> {
        self.with_mailbox(async move |mailbox| mailbox.audio(place, &part).await).boxed()
    }

    fn logo(&self, known: Option<String>) -> BoxFuture<'_, Result<Option<LogoImage>, BackendError>> {
        async move {
            let image = self.rest.image("/logo", known.as_deref()).await?;
            Ok(image.map(|image| LogoImage {
                revision: image.revision,
                media_type: image.media_type,
                bytes: image.bytes,
            }))
        }
        .boxed()
    }

    fn check_submission(&self) -> BoxFuture<'_, Result<(), BackendError>> {
        async move {
            let checked = async {
                let (port, security) = self.mail_port(Leg::Smtp).await?;
                submission::check(&self.dialer, port, security, &self.proof().await?).await
            };
            let checked = checked.await;
            self.show(Leg::Smtp, &checked);
            checked
        }
        .boxed()
    }

    fn lamps(&self) -> watch::Receiver<Lamps> {
        self.lamps.subscribe()
    }
}
