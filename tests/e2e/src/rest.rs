//! AMDS through curl.

use crate::command::run;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::process::Command;

/// A person who is signed in to AMDS.
#[derive(Debug, Clone)]
pub struct Rest {
    amds: SocketAddr,
    /// The access token.
    pub token: String,
    /// The answer to the sign-in.
    pub session: Value,
}

/// An answer: HTTP status and JSON body, null where there is none.
pub type Answer = (u16, Value);

impl Rest {
    /// Signs in; the test fails when that is refused.
    pub async fn sign_in(amds: SocketAddr, username: &str, password: &str) -> Self {
        let (status, session) = Self::try_sign_in(amds, username, password).await;
        assert_eq!(status, 200, "{session}");
        let token = session["access_token"].as_str().expect("a token").to_owned();
        Self { amds, token, session }
    }

    /// Tries to sign in.
    pub async fn try_sign_in(amds: SocketAddr, username: &str, password: &str) -> Answer {
        let device = json!({"name": "e2e", "platform": "test"});
        let body = json!({"username": username, "password": password, "device": device});
        ask(amds, None, "POST", "/session", Some(&body)).await
    }

    /// GET below `/api/v1`.
    pub async fn get(&self, path: &str) -> Answer {
        ask(self.amds, Some(&self.token), "GET", path, None).await
    }

    /// PUT.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        ask(self.amds, Some(&self.token), "PUT", path, Some(&body)).await
    }

    /// PATCH.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        ask(self.amds, Some(&self.token), "PATCH", path, Some(&body)).await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        ask(self.amds, Some(&self.token), "DELETE", path, None).await
    }

    /// The messages of a folder, newest first.
    pub async fn voicemails(&self, folder: &str) -> Vec<Value> {
        let (status, page) = self.get(&format!("/users/me/voicemails?folder={folder}&limit=100")).await;
        assert_eq!(status, 200, "{page}");
        page["items"].as_array().expect("items").clone()
    }

    /// The one message of a folder with this subject; none when there is none.
    pub async fn voicemail(&self, folder: &str, subject: &str) -> Option<Value> {
        let mut found = self.voicemails(folder).await;
        found.retain(|voicemail| voicemail["subject"] == subject);
        assert!(found.len() <= 1, "{subject} is there more than once: {found:#?}");
        found.pop()
    }

    /// The audio of a message, as bytes.
    pub async fn audio(&self, id: &str) -> Vec<u8> {
        let url = format!("http://{}/api/v1/users/me/voicemails/{id}/audio", self.amds);
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--fail", "--noproxy", "*", "--header"]);
        curl.arg(format!("Authorization: Bearer {}", self.token)).arg(url);
        run(&mut curl).await.well().bytes
    }
}

async fn ask(
    amds: SocketAddr,
    token: Option<&str>,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> Answer {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--noproxy", "*", "--request", method]);
    curl.args(["--write-out", "\n%{http_code}"]);
    if let Some(token) = token {
        curl.args(["--header", &format!("Authorization: Bearer {token}")]);
    }
    if let Some(body) = body {
        curl.args(["--header", "Content-Type: application/json", "--data", &body.to_string()]);
    }
    curl.arg(format!("http://{amds}/api/v1{path}"));
    let said = run(&mut curl).await.well().said;
    let (body, status) = said.rsplit_once('\n').expect("a status");
    let value = if body.is_empty() { Value::Null } else { serde_json::from_str(body).expect("JSON") };
    (status.parse().expect("a status"), value)
}
