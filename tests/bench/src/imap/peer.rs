//! One of the two servers that are compared: where it listens, what it can do, what it needs.

use crate::{
    Failure,
    imap::{client::Client, processes},
    wire::Security,
};
use rustls::ClientConfig;
use serde::Serialize;
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::{Child, Command},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

/// A server that does not listen within this time will not.
const STARTS_WITHIN: Duration = Duration::from_secs(60);
const ENDS_WITHIN: Duration = Duration::from_secs(30);

/// Whose server it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Whose {
    Ours,
    Dovecots,
}

/// A server that runs. Ends when dropped.
pub(crate) struct Peer {
    pub(crate) whose: Whose,
    plain: SocketAddr,
    inside_tls: SocketAddr,
    /// Where ours takes a password for an access token.
    pub(crate) amds: Option<SocketAddr>,
    /// Trusts the certificate that both servers show; each handshake is a full one.
    pub(crate) tls: Arc<ClientConfig>,
    child: Child,
}

/// Ports that nobody listens on.
pub(crate) struct Ports {
    pub(crate) plain: u16,
    pub(crate) inside_tls: u16,
    pub(crate) amds: u16,
}

impl Ports {
    /// Free now; somebody quicker may still take one before the server does, which then says so.
    pub(crate) fn free() -> Result<Self, Failure> {
        let listeners = [(); 3].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
        let [plain, inside_tls, amds] = listeners.map(|listener| listener?.local_addr());
        Ok(Self { plain: plain?.port(), inside_tls: inside_tls?.port(), amds: amds?.port() })
    }
}

impl Peer {
    /// Starts the command and waits until it listens on its ports; `log` is what to read when it does not.
    pub(crate) fn start(
        whose: Whose,
        mut command: Command,
        ports: &Ports,
        tls: Arc<ClientConfig>,
        log: impl Fn() -> String,
    ) -> Result<Self, Failure> {
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let child = command
            .spawn()
            .map_err(|error| format!("{} could not be started: {error}", command.get_program().display()))?;
        let (plain, inside_tls) = (at(ports.plain), at(ports.inside_tls));
        let amds = (whose == Whose::Ours).then(|| at(ports.amds));
        let mut peer = Self { whose, plain, inside_tls, amds, tls, child };
        let began = Instant::now();
        for address in [Some(plain), Some(inside_tls), amds].into_iter().flatten() {
            while TcpStream::connect(address).is_err() {
                let ended = peer.child.try_wait()?;
                if ended.is_some() || began.elapsed() > STARTS_WITHIN {
                    return Err(format!("{} does not listen on {address}. {}", peer.name(), log()).into());
                }
                thread::sleep(Duration::from_millis(20));
            }
        }
        Ok(peer)
    }

    /// For tables and errors.
    pub(crate) fn name(&self) -> &'static str {
        self.whose.name()
    }

    /// Where to connect.
    pub(crate) fn address(&self, security: Security) -> SocketAddr {
        match security {
            Security::Plain => self.plain,
            Security::Tls => self.inside_tls,
        }
    }

    /// What it says it can do, once somebody has signed in.
    pub(crate) fn capabilities(&self, user: &str) -> Result<Vec<String>, Failure> {
        let mut client = Client::connect(self, Security::Plain)?;
        client.log_in(user)?;
        let mut words = Vec::new();
        client.run("CAPABILITY", |response| {
            words = String::from_utf8_lossy(response.text).split_whitespace().map(str::to_owned).collect();
            Ok(())
        })?;
        Ok(words)
    }

    /// Memory of all its processes in KiB; what they share is shared out among them (PSS), and files are not counted.
    pub(crate) fn memory(&self) -> u64 {
        processes::tree(self.child.id()).into_iter().filter_map(processes::pss_kib).sum()
    }

    /// Asks it to end and waits until it has.
    pub(crate) fn end(mut self) -> Result<(), Failure> {
        self.ask_to_end()?;
        let began = Instant::now();
        while self.child.try_wait()?.is_none() {
            if began.elapsed() > ENDS_WITHIN {
                return Err(format!("{} does not end", self.name()).into());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn ask_to_end(&self) -> Result<(), Failure> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        Ok(())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Dovecot's master ends its children only when it is asked and not when it is killed.
        if matches!(self.child.try_wait(), Ok(None)) && self.ask_to_end().is_ok() {
            let _ = self.child.wait();
        }
    }
}

impl Whose {
    /// For tables and errors.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ours => "Mobile Link",
            Self::Dovecots => "Dovecot",
        }
    }
}
