//! `mobilelinkd serve` as one of the two: full-cost passwords, its defaults, a data folder of its own.

use crate::{
    Failure,
    demo::Programs,
    imap::{
        PASSWORD,
        peer::{Peer, Ports, Whose},
        people,
    },
    wire,
};
use rustls::client::Resumption;
use serde_json::{Value, json};
use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

/// Enough for the crowd that waits, and for who looks at it.
const CONNECTIONS: &str = "12000";

/// Where it is and how it is started.
pub(crate) struct Ours {
    programs: Programs,
    folder: PathBuf,
}

impl Ours {
    /// Makes the folder and the people, unless they are there.
    pub(crate) fn prepare(programs: &Programs, folder: &Path) -> Result<Self, Failure> {
        let ours = Self { programs: programs.clone(), folder: folder.to_owned() };
        let stamp = folder.join("people");
        if !stamp.exists() {
            fs::create_dir_all(folder)?;
            // Whatever /etc/mobilelink.toml says here is not what is measured.
            fs::write(ours.settings(), "")?;
            for (nth, name) in people().enumerate() {
                ours.add(&name, &(1_000 + nth).to_string())?;
            }
            fs::write(stamp, "")?;
        }
        Ok(ours)
    }

    fn settings(&self) -> PathBuf {
        self.folder.join("settings.toml")
    }

    fn add(&self, name: &str, extension: &str) -> Result<(), Failure> {
        let mut add = Command::new(self.programs.path("mobilelinkd"));
        add.args(["user", "add", name, "--extension", extension, "--key", "mobile-link", "--data"]);
        add.arg(self.folder.join("data")).arg("--config").arg(self.settings());
        add.env("MOBILE_LINK_NEW_PASSWORD", PASSWORD).stdout(Stdio::null());
        match add.status()?.success() {
            true => Ok(()),
            false => Err(format!("{name} could not be added to Mobile Link").into()),
        }
    }

    /// Starts it, with further options.
    pub(crate) fn start(&self, options: &[&str]) -> Result<Peer, Failure> {
        let ports = Ports::free()?;
        let data = self.folder.join("data");
        let mut serve = Command::new(self.programs.path("mobilelinkd"));
        serve.args(["serve", "--listen", "127.0.0.1", "--amds-plain", "--log", "warn", "--config"]);
        serve.arg(self.settings()).arg("--data").arg(&data);
        serve.args(["--imap-port", &ports.plain.to_string(), "--imaps-port", &ports.inside_tls.to_string()]);
        serve.args(["--amds-port", &ports.amds.to_string(), "--smtp-port", "off", "--smtps-port", "off"]);
        serve.args(["--submission-port", "off", "--imap-connections", CONNECTIONS]);
        serve.args(["--imap-per-person", CONNECTIONS]).args(options);
        // The certificate is made by the first start, and TLS to it can be had only then.
        let certificate = data.join("certificate.pem");
        if !certificate.exists() {
            let unsure = wire::trusting_nobody()?;
            let log = || "What it said is above.".to_owned();
            let mut first = Command::new(serve.get_program());
            first.args(serve.get_args());
            Peer::start(Whose::Ours, first, &ports, Arc::new(unsure), log)?.end()?;
        }
        let mut tls = wire::trusting(&certificate)?;
        tls.resumption = Resumption::disabled();
        Peer::start(Whose::Ours, serve, &ports, Arc::new(tls), || "What it said is above.".to_owned())
    }

    /// The certificate that Dovecot is to show as well, and its key.
    pub(crate) fn certificate(&self) -> (PathBuf, PathBuf) {
        let data = self.folder.join("data");
        (data.join("certificate.pem"), data.join("key.pem"))
    }
}

/// An access token of ours, as a phone has one; by hand, because it is one request.
pub(crate) fn access_token(peer: &Peer, user: &str) -> Result<String, Failure> {
    let device = json!({"name": "bench", "platform": "terminal"});
    let body = json!({"username": user, "password": PASSWORD, "device": device}).to_string();
    let mut wire = TcpStream::connect(peer.amds.ok_or("only Mobile Link has AMDS")?)?;
    write!(
        wire,
        "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    wire.read_to_string(&mut answer)?;
    let (_, body) = answer.split_once("\r\n\r\n").ok_or("the sign-in was not answered")?;
    let session: Value = serde_json::from_str(body)?;
    let token = session.get("access_token").and_then(Value::as_str);
    Ok(token.ok_or_else(|| format!("the sign-in was answered with {body}"))?.to_owned())
}
