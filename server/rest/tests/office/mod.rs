//! A small office behind the router, without a port: alice, bob (no Mobile Link key), carol, and admin.

#![allow(dead_code, reason = "each test file uses its own part")]

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::{SignedDuration, Timestamp};
use mobilelink_wire::{Problem, Session};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use server_core::{Inbound, NewConference, NewPerson, PasswordCost, PhoneSystem, Settings};
use server_domain::{
    AccountId, Clock, ConferenceId, MessageId, SiteId,
    accounts::{Account, FeatureKey, Permission},
    conferences::{self, Number, Schedule},
    mailbox::{Flags, Role},
    voicemail::Sender,
};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

pub(crate) const PASSWORD: &str = "mobile-link-demo";

pub(crate) struct Office {
    pub(crate) phone: PhoneSystem,
    pub(crate) app: Router,
    pub(crate) clock: Arc<ShiftedClock>,
    pub(crate) site: SiteId,
    pub(crate) alice: Account,
    pub(crate) bob: Account,
    pub(crate) carol: Account,
    pub(crate) admin: Account,
    _folder: tempfile::TempDir,
}

/// A clock that stands still until it is shifted.
pub(crate) struct ShiftedClock(Mutex<Timestamp>);

impl ShiftedClock {
    pub(crate) fn shift(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(by).unwrap();
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

impl Office {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ShiftedClock(Mutex::new("2026-03-02T09:00:00Z".parse().unwrap())));
        let settings = Settings {
            password_cost: PasswordCost::Least,
            clock: clock.clone(),
            ..Settings::in_folder(folder.path())
        };
        let phone = PhoneSystem::open(settings).await.unwrap();
        let site = phone.administration().site(None).await.unwrap().id;
        let person =
            async |username: &str, extension: &str, keys: &[FeatureKey], permissions: &[Permission]| {
                let new = NewPerson {
                    site,
                    username: username.parse().unwrap(),
                    extension: extension.parse().unwrap(),
                    first_name: username.to_uppercase(),
                    last_name: "Example".into(),
                    password: PASSWORD.into(),
                    pin: None,
                    permissions: permissions.iter().copied().collect(),
                    feature_keys: keys.iter().copied().collect(),
                };
                phone.administration().add_person(new).await.unwrap()
            };
        let key = &[FeatureKey::MobileLink][..];
        let alice = person("alice", "101", key, &[]).await;
        let bob = person("bob", "102", &[], &[]).await;
        let carol = person("carol", "103", key, &[]).await;
        let admin = person("admin", "100", key, &[Permission::Administer]).await;
        let ports = server_rest::Ports { imap: Some(1143), ..Default::default() };
        let app = server_rest::app(phone.clone(), server_rest::Settings { ports, ..Default::default() });
        Self { phone, app, clock, site, alice, bob, carol, admin, _folder: folder }
    }

    /// Signs in and gives the whole session.
    pub(crate) async fn session(&self, username: &str) -> Session {
        let device = json!({"name": "phone", "platform": "test"});
        let body = json!({"username": username, "password": PASSWORD, "device": device});
        let answer = self.post("/session", &body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    /// Signs in and gives the access token.
    pub(crate) async fn token(&self, username: &str) -> String {
        self.session(username).await.access_token.expose().to_owned()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, None, Some(body), &[]).await
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(Method::GET, path, Some(token), None, &[]).await
    }

    pub(crate) async fn get_with(&self, token: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(Method::GET, path, Some(token), None, headers).await
    }

    pub(crate) async fn ask(&self, method: Method, token: &str, path: &str, body: Option<&Value>) -> Answer {
        self.send(method, path, Some(token), body, &[]).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            None => Body::empty(),
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
        };
        self.raw(request.body(body).unwrap()).await
    }

    pub(crate) async fn raw(&self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        assert!(parts.headers.contains_key("x-request-id"), "every answer has a request id");
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// A message from outside with a recording of so many bytes.
    pub(crate) async fn voicemail(&self, to: AccountId, audio: usize) -> MessageId {
        self.message(to, Role::Inbox, &recording(audio)).await
    }

    pub(crate) async fn message(&self, to: AccountId, folder: Role, audio: &[u8]) -> MessageId {
        let sender = Sender::External { number: "+15550100".into(), name: None };
        let (received_at, bytes) = (self.clock.now(), mail(audio));
        let inbound = Inbound { to, folder, sender, received_at, flags: Flags::NONE, bytes };
        self.phone.administration().leave_message(inbound).await.unwrap()
    }

    /// A conference of an hour that starts now.
    pub(crate) async fn conference(
        &self,
        number: &str,
        creator: AccountId,
        moderators: Vec<AccountId>,
    ) -> ConferenceId {
        let schedule =
            Schedule { start: self.clock.now(), duration: SignedDuration::from_hours(1), repeat_days: 0 };
        let new = NewConference {
            number: Number::new(number.into()).unwrap(),
            name: format!("Conference {number}"),
            password: "90210".into(),
            kind: conferences::Kind::Scheduled,
            state: conferences::State::Queued,
            creator,
            moderators,
            schedule: Some(schedule),
        };
        self.phone.administration().add_conference(self.site, &new).await.unwrap()
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The problem, which must have the one shape of all problems.
    pub(crate) fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(problem.type_uri, format!("/problems/{}", problem.code));
        assert_eq!(problem.request_id.as_deref(), Some(self.header("x-request-id")));
        assert!(problem.instance.as_ref().is_some_and(|path| path.starts_with('/') && !path.contains('?')));
        assert_eq!(self.header("content-length"), self.body.len().to_string());
        problem
    }

    /// Status and code of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status.as_u16(), self.problem().code)
    }
}

/// A WAV file of exactly so many bytes (at least its header), no two samples alike.
pub(crate) fn recording(size: usize) -> Vec<u8> {
    let data = u32::try_from(size.max(44) - 44).unwrap();
    let mut wav = Vec::with_capacity(size);
    wav.extend(b"RIFF");
    wav.extend((data + 36).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(8000u32.to_le_bytes());
    wav.extend(16000u32.to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend(data.to_le_bytes());
    wav.extend((0..data).map(|at| u8::try_from((at * 31 + at / 251) % 256).unwrap()));
    wav
}

fn mail(audio: &[u8]) -> Vec<u8> {
    let encoded = BASE64_STANDARD.encode(audio);
    let lines: Vec<&str> = encoded.as_bytes().chunks(76).map(|line| str::from_utf8(line).unwrap()).collect();
    format!(
        "From: <+15550100@localhost>\r\nTo: <alice@localhost>\r\nSubject: Voicemail from +15550100\r\n\
         Date: Mon, 2 Mar 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello, please call me back.\r\n\
         --b\r\nContent-Type: audio/wav; name=\"message.wav\"\r\nContent-Disposition: attachment; filename=\"message.wav\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}
