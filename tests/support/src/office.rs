//! A server inside the test's own process.

use crate::PASSWORD;
use mobilelinkd::{Configuration, Port, Ports, Server};
use server_core::{Inbound, NewPerson, PasswordCost, PhoneSystem, Settings};
use server_domain::{
    AccountId, MessageId,
    accounts::{FeatureKey, Permission},
    mailbox::{Flags, Role},
    voicemail::Sender,
};
use server_message::{Mailbox, NewVoicemail, Sound, compose};
use std::{
    net::SocketAddr,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};
use tempfile::TempDir;

/// A server on free ports of loopback, with alice (101), bob (102), carol (103) and admin (199).
///
/// AMDS speaks plain HTTP there; IMAP and SMTP take STARTTLS, and passwords without it, because it is loopback.
pub struct TestServer {
    server: Server,
    folder: TempDir,
    /// Alice's account.
    pub alice: AccountId,
    /// Bob's account, in Evaluation.
    pub bob: AccountId,
    /// Carol's account.
    pub carol: AccountId,
}

impl TestServer {
    /// Starts one with empty mailboxes.
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// As [`TestServer::start`], with the configuration changed first.
    pub async fn start_with(change: impl FnOnce(&mut Configuration)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut configuration = configuration(folder.path());
        change(&mut configuration);
        let settings = Settings { password_cost: PasswordCost::Least, ..configuration.settings() };
        let phone = PhoneSystem::open(settings).await.expect("the phone system opens");
        let all = [FeatureKey::MobileLink, FeatureKey::ConferenceCenter];
        let alice = add(&phone, "alice", "101", &all, &[]).await;
        let bob = add(&phone, "bob", "102", &[], &[]).await;
        let carol = add(&phone, "carol", "103", &all, &[]).await;
        add(&phone, "admin", "199", &all, Permission::ALL).await;
        let server = Server::start(&configuration, phone).await.expect("the server starts");
        Self { server, folder, alice, bob, carol }
    }

    /// Starts one with the sample office, whose password is the demo's.
    pub async fn start_with_sample_office() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let configuration = configuration(folder.path());
        let settings = Settings { password_cost: PasswordCost::Least, ..configuration.settings() };
        let phone = PhoneSystem::open(settings).await.expect("the phone system opens");
        mobilelinkd::fill_with_sample_office(&phone).await.expect("the sample office is sound");
        let server = Server::start(&configuration, phone).await.expect("the server starts");
        let account = async |name: &str| {
            let administration = server.phone().administration();
            let site = administration.site(None).await.expect("the default site").id;
            administration.person(site, &name.parse().expect("a name")).await.expect("a person").id
        };
        let (alice, bob, carol) = (account("alice").await, account("bob").await, account("carol").await);
        Self { server, folder, alice, bob, carol }
    }

    /// Where AMDS is.
    pub fn amds(&self) -> SocketAddr {
        self.server.addresses().amds.expect("on")
    }

    /// Where IMAP with STARTTLS is.
    pub fn imap(&self) -> SocketAddr {
        self.server.addresses().imap.expect("on")
    }

    /// Where IMAP inside TLS is.
    pub fn imaps(&self) -> SocketAddr {
        self.server.addresses().imaps.expect("on")
    }

    /// Where SMTP with STARTTLS is.
    pub fn smtp(&self) -> SocketAddr {
        self.server.addresses().smtp.expect("on")
    }

    /// Where SMTP inside TLS is.
    pub fn smtps(&self) -> SocketAddr {
        self.server.addresses().smtps.expect("on")
    }

    /// The certificate's fingerprint, as `mobilelink --fingerprint` takes it.
    pub fn fingerprint(&self) -> String {
        self.server.fingerprint().to_string()
    }

    /// The phone system itself, for what no protocol can do.
    pub fn phone(&self) -> &PhoneSystem {
        self.server.phone()
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A caller from outside leaves `to` a spoken message.
    pub async fn caller_leaves(&self, to: AccountId, subject: &str) -> MessageId {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let nth = COUNT.fetch_add(1, Ordering::Relaxed);
        let received_at = self.phone().clock().now();
        let recording = sample_office::office().voicemails[0].recording;
        let bytes = compose(&NewVoicemail {
            from: Mailbox { name: Some("Caller".into()), address: "5854213850@localhost".into() },
            to: vec![],
            subject: subject.into(),
            date: received_at,
            message_id: format!("test-{nth}@localhost"),
            text: recording.text.into(),
            introduction: None,
            recording: Sound {
                media_type: "audio/wav",
                file_name: "message.wav",
                duration: None,
                bytes: recording.wav,
            },
        });
        let sender = Sender::External { number: "5854213850".into(), name: Some("Caller".into()) };
        let (folder, flags) = (Role::Inbox, Flags::NONE);
        let message = Inbound { to, folder, sender, received_at, flags, bytes };
        self.phone().administration().leave_message(message).await.expect("the message is left")
    }

    /// Stops it and waits until it has.
    pub async fn stop(self) {
        self.server.stop().await;
    }
}

fn configuration(data: &Path) -> Configuration {
    let any = Port::On(0);
    let ports = Ports { amds: any, imap: any, imaps: any, smtp: any, smtps: any, submission: Port::Off };
    Configuration { ports, ..Configuration::demo(data) }
}

async fn add(
    phone: &PhoneSystem,
    name: &str,
    extension: &str,
    keys: &[FeatureKey],
    permissions: &[Permission],
) -> AccountId {
    let administration = phone.administration();
    let mut first_name = name.to_owned();
    first_name[..1].make_ascii_uppercase();
    let person = NewPerson {
        site: administration.site(None).await.expect("the default site").id,
        username: name.parse().expect("a name"),
        extension: extension.parse().expect("an extension"),
        first_name,
        last_name: "Tester".into(),
        password: PASSWORD.into(),
        pin: Some("12345".into()),
        permissions: permissions.iter().copied().collect(),
        feature_keys: keys.iter().copied().collect(),
    };
    administration.add_person(person).await.expect("the person is added").id
}
