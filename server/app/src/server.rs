//! Wiring: one phone system, its listeners, and an orderly stop.

use crate::{Configuration, Problem, config::Port};
use server_core::PhoneSystem;
use server_net::{
    Certificate, Fingerprint, Gate, Limits, Listener, ListenerConfig, Mode, Origin, PlaintextLogin, Tls,
};
use std::{net::SocketAddr, time::Duration};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long connections may take to end once the server stops.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// A server that is running.
pub struct Server {
    phone: PhoneSystem,
    addresses: Addresses,
    fingerprint: Fingerprint,
    origin: Origin,
    stop: CancellationToken,
    listeners: JoinSet<()>,
}

/// Where the server listens; none where a port is off.
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs, reason = "named for the ports")]
pub struct Addresses {
    pub amds: Option<SocketAddr>,
    pub imap: Option<SocketAddr>,
    pub imaps: Option<SocketAddr>,
    pub smtp: Option<SocketAddr>,
    pub smtps: Option<SocketAddr>,
    pub submission: Option<SocketAddr>,
}

/// Listeners that are bound and not yet served.
struct Bound {
    amds: Option<Listener>,
    imap: Vec<Listener>,
    smtp: Vec<Listener>,
}

impl Server {
    /// Binds every port, then serves `phone` on them. Fails before anything is served.
    pub async fn start(configuration: &Configuration, phone: PhoneSystem) -> Result<Self, Problem> {
        let hostname = configuration.hostname.clone().unwrap_or_else(|| "localhost".to_owned());
        let names: Vec<String> = configuration.hostname.iter().cloned().collect();
        let (certificate, origin) = match &configuration.certificate {
            Some((chain, key)) => (Certificate::load(chain, key)?, Origin::Found),
            None => Certificate::load_or_make(&configuration.data, &names)?,
        };
        let tls = Tls::new(&certificate)?;
        let (bound, addresses) = bind(configuration, &tls)?;

        let stop = CancellationToken::new();
        let mut listeners = JoinSet::new();
        listeners.spawn({
            let (phone, stop) = (phone.clone(), stop.clone());
            async move { phone.watch_beside(stop).await }
        });
        listeners.spawn({
            let (phone, stop) = (phone.clone(), stop.clone());
            async move { phone.forget_regularly(stop).await }
        });
        let plaintext_login = match configuration.allow_plaintext {
            true => PlaintextLogin::Anywhere,
            false => PlaintextLogin::LoopbackOnly,
        };
        let port = |address: Option<SocketAddr>| address.map(|address| address.port());
        if let Some(listener) = bound.amds {
            let settings = server_rest::Settings {
                ports: server_rest::Ports {
                    imap: port(addresses.imap),
                    smtp: port(addresses.submission.or(addresses.smtp)),
                    imaps: port(addresses.imaps),
                    smtps: port(addresses.smtps),
                },
                plaintext_login,
            };
            let app = server_rest::app(phone.clone(), settings);
            let stop = stop.clone();
            listeners.spawn(async move {
                server_rest::serve(listener, app, stop).await;
            });
        }
        let command_bytes = usize::try_from(configuration.imap_command_bytes).unwrap_or(usize::MAX);
        // One service for both ports, so that a person's connections are counted together.
        let imap = server_imap::Service::new(
            phone.clone(),
            server_imap::Settings {
                plaintext_login,
                per_person: configuration.imap_per_person,
                idle: configuration.imap_idle,
                idle_before_login: configuration.imap_idle_before_login,
                line_bytes: command_bytes,
                literal_bytes: u64::from(configuration.imap_command_bytes),
                search_depth: configuration.imap_search_depth,
                ..Default::default()
            },
        );
        for listener in bound.imap {
            let (service, stop) = (imap.clone(), stop.clone());
            listeners.spawn(async move {
                let handler = move |stream, permit| service.clone().serve(stream, permit);
                listener.serve(stop, handler, server_imap::refusal).await;
            });
        }
        for listener in bound.smtp {
            let settings =
                server_smtp::Settings { plaintext_login, ..server_smtp::Settings::new(hostname.clone()) };
            let (phone, stop) = (phone.clone(), stop.clone());
            listeners.spawn(async move {
                server_smtp::serve(listener, phone, settings, stop).await;
            });
        }
        Ok(Self { phone, addresses, fingerprint: certificate.fingerprint(), origin, stop, listeners })
    }

    /// Where it listens.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The certificate's fingerprint, for pinning.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Whether the certificate was made just now.
    pub fn made_certificate(&self) -> bool {
        self.origin == Origin::Made
    }

    /// The phone system that is served.
    pub fn phone(&self) -> &PhoneSystem {
        &self.phone
    }

    /// Says goodbye to every client, waits for the writes under way, and returns.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while self.listeners.join_next().await.is_some() {}
        self.phone.close().await;
    }
}

fn bind(configuration: &Configuration, tls: &Tls) -> Result<(Bound, Addresses), Problem> {
    let gate =
        |connections| Gate::new(Limits { connections, per_peer: configuration.connections.per_address });
    let (imap, smtp) = (gate(configuration.connections.imap), gate(configuration.connections.smtp));
    let one = |name, port: Port, mode: Mode, gate: &Gate| {
        let Some(address) = configuration.address(port) else {
            return Ok(None);
        };
        Listener::bind(ListenerConfig { name, address, mode, gate: gate.clone(), stop_within: STOP_WITHIN })
            .map(Some)
    };
    let ports = configuration.ports;
    let amds_mode = match configuration.amds_plain {
        true => Mode::Plain,
        false => Mode::Tls(tls.clone().with_alpn(&[b"http/1.1"])),
    };
    let amds = one("amds", ports.amds, amds_mode, &gate(configuration.connections.amds))?;
    let imap_plain = one("imap", ports.imap, Mode::StartTls(tls.clone()), &imap)?;
    let imap_tls = one("imaps", ports.imaps, Mode::Tls(tls.clone()), &imap)?;
    let smtp_plain = one("smtp", ports.smtp, Mode::StartTls(tls.clone()), &smtp)?;
    let smtp_tls = one("smtps", ports.smtps, Mode::Tls(tls.clone()), &smtp)?;
    let submission = one("submission", ports.submission, Mode::StartTls(tls.clone()), &smtp)?;
    let at = |listener: &Option<Listener>| listener.as_ref().map(Listener::local_addr);
    let addresses = Addresses {
        amds: at(&amds),
        imap: at(&imap_plain),
        imaps: at(&imap_tls),
        smtp: at(&smtp_plain),
        smtps: at(&smtp_tls),
        submission: at(&submission),
    };
    let bound = Bound {
        amds,
        imap: imap_plain.into_iter().chain(imap_tls).collect(),
        smtp: smtp_plain.into_iter().chain(smtp_tls).chain(submission).collect(),
    };
    Ok((bound, addresses))
}
