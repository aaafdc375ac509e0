//! Configuration: a TOML file, the environment and flags, in that order of growing strength.

mod bounded;

use self::bounded::Bounded;
use crate::Problem;
use clap::Args;
use serde::Deserialize;
use server_core::{History, Limits, Rest, Settings, Settled};
use server_domain::quota::Quota;
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

/// The file that is read when none is named and it exists.
const DEFAULT_FILE: &str = "/etc/mobilelink.toml";
/// Where a server keeps its data unless told otherwise.
const DEFAULT_DATA: &str = "/var/lib/mobilelink";

/// Longest command in bytes: RFC 9051 §4.3 has clients count on so much, and AUTHENTICATE needs it for a token.
type CommandBytes = Bounded<8192, { u32::MAX }>;

type AtLeastOne = Bounded<1, { u32::MAX }>;

/// All that can be set. Each is a flag, an environment variable and a key of the file with the same name.
#[derive(Debug, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// TOML file with settings [default: /etc/mobilelink.toml, if it is there].
    #[arg(long, env = "MOBILE_LINK_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Folder of the database and the messages [default: /var/lib/mobilelink].
    #[arg(long, env = "MOBILE_LINK_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address to listen on [default: all of them; for the demo 127.0.0.1].
    #[arg(long, env = "MOBILE_LINK_LISTEN", value_name = "ADDRESS")]
    pub listen: Option<IpAddr>,
    /// AMDS: REST and WebSocket [default: 8081].
    #[arg(long, env = "MOBILE_LINK_AMDS_PORT", value_name = "PORT")]
    pub amds_port: Option<Port>,
    /// IMAP with STARTTLS [default: 143; for the demo 1143].
    #[arg(long, env = "MOBILE_LINK_IMAP_PORT", value_name = "PORT")]
    pub imap_port: Option<Port>,
    /// IMAP inside TLS [default: 993; for the demo 1993].
    #[arg(long, env = "MOBILE_LINK_IMAPS_PORT", value_name = "PORT")]
    pub imaps_port: Option<Port>,
    /// SMTP with STARTTLS [default: 25; for the demo 1025].
    #[arg(long, env = "MOBILE_LINK_SMTP_PORT", value_name = "PORT")]
    pub smtp_port: Option<Port>,
    /// SMTP inside TLS [default: 465; for the demo 1465].
    #[arg(long, env = "MOBILE_LINK_SMTPS_PORT", value_name = "PORT")]
    pub smtps_port: Option<Port>,
    /// SMTP submission with STARTTLS [default: 587; for the demo off].
    #[arg(long, env = "MOBILE_LINK_SUBMISSION_PORT", value_name = "PORT")]
    pub submission_port: Option<Port>,
    /// Speak plain HTTP on the AMDS port, for a proxy that does the TLS [default: false; for the demo true].
    #[arg(long, env = "MOBILE_LINK_AMDS_PLAIN", value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub amds_plain: Option<bool>,
    /// Take passwords without TLS from other machines too; anybody on the way can read them [default: false].
    #[arg(long, env = "MOBILE_LINK_ALLOW_PLAINTEXT", value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub allow_plaintext: Option<bool>,
    /// PEM file with the certificate and its chain; without it one is made at the first start.
    #[arg(long, env = "MOBILE_LINK_CERTIFICATE", value_name = "FILE", requires = "key")]
    pub certificate: Option<PathBuf>,
    /// PEM file with the certificate's private key.
    #[arg(long, env = "MOBILE_LINK_KEY", value_name = "FILE", requires = "certificate")]
    pub key: Option<PathBuf>,
    /// Name of this machine in greetings and in the certificate that is made [default: the machine's own].
    #[arg(long, env = "MOBILE_LINK_HOSTNAME", value_name = "NAME")]
    pub hostname: Option<String>,
    /// Most IMAP connections at once; 16 is what the classic server allowed [default: 10000].
    #[arg(long, env = "MOBILE_LINK_IMAP_CONNECTIONS", value_name = "N")]
    pub imap_connections: Option<usize>,
    /// Most SMTP connections at once [default: 1000].
    #[arg(long, env = "MOBILE_LINK_SMTP_CONNECTIONS", value_name = "N")]
    pub smtp_connections: Option<usize>,
    /// Most AMDS connections at once [default: 20000].
    #[arg(long, env = "MOBILE_LINK_AMDS_CONNECTIONS", value_name = "N")]
    pub amds_connections: Option<usize>,
    /// Most connections of one kind from one address [default: as many as there may be].
    #[arg(long, env = "MOBILE_LINK_PER_ADDRESS", value_name = "N")]
    pub per_address: Option<usize>,
    /// Largest message in bytes [default: 52428800].
    #[arg(long, env = "MOBILE_LINK_MESSAGE_BYTES", value_name = "N")]
    pub message_bytes: Option<u64>,
    /// Most bytes in one mailbox, all folders together; 0 = no limit [default: 68719476736].
    #[arg(long, env = "MOBILE_LINK_MAILBOX_BYTES", value_name = "N")]
    pub mailbox_bytes: Option<u64>,
    /// Most messages in one mailbox, all folders together; 0 = no limit [default: 1000000].
    #[arg(long, env = "MOBILE_LINK_MAILBOX_MESSAGES", value_name = "N")]
    pub mailbox_messages: Option<u64>,
    /// Most IMAP connections of one person at once [default: 256].
    #[arg(long, env = "MOBILE_LINK_IMAP_PER_PERSON", value_name = "N")]
    pub imap_per_person: Option<usize>,
    /// Minutes after which an IMAP client that says nothing is sent away; IMAP asks for 30 or more [default: 30].
    #[arg(long, env = "MOBILE_LINK_IMAP_IDLE", value_name = "MINUTES")]
    pub imap_idle: Option<AtLeastOne>,
    /// Seconds after which an IMAP client that has not signed in is sent away when it says nothing [default: 120].
    #[arg(long, env = "MOBILE_LINK_IMAP_IDLE_BEFORE_LOGIN", value_name = "SECONDS")]
    pub imap_idle_before_login: Option<AtLeastOne>,
    /// Longest line of an IMAP command in bytes, and most bytes of its literals, messages excepted [default: 65536].
    #[arg(long, env = "MOBILE_LINK_IMAP_COMMAND_BYTES", value_name = "N")]
    pub imap_command_bytes: Option<CommandBytes>,
    /// Most search keys inside one another in an IMAP SEARCH, at most 200 [default: 100].
    #[arg(long, env = "MOBILE_LINK_IMAP_SEARCH_DEPTH", value_name = "N")]
    pub imap_search_depth: Option<Bounded<1, 200>>,
    /// Most seconds for which one IMAP SEARCH may look through a folder [default: 10].
    #[arg(long, env = "MOBILE_LINK_IMAP_SEARCH_SECONDS", value_name = "SECONDS")]
    pub imap_search_seconds: Option<AtLeastOne>,
    /// Days for which it is remembered what changed; who comes back later reads everything anew [default: 90].
    #[arg(long, env = "MOBILE_LINK_HISTORY_DAYS", value_name = "DAYS")]
    pub history_days: Option<AtLeastOne>,
    /// Most changes of one person, and of one site, that are remembered [default: 100000].
    #[arg(long, env = "MOBILE_LINK_HISTORY_CHANGES", value_name = "N")]
    pub history_changes: Option<AtLeastOne>,
    /// Put what a mail program expunges from the inbox into Trash, so that it can be undone [default: true].
    #[arg(long, env = "MOBILE_LINK_EXPUNGE_TO_TRASH", value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub expunge_to_trash: Option<bool>,
    /// Make flags and presence survive a loss of power too, each waiting for the disk [default: false].
    #[arg(long, env = "MOBILE_LINK_DURABLE_FLAGS", value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub durable_flags: Option<bool>,
    /// What to log: error, warn, info, debug, or a filter such as server_imap=debug [default: info; for the demo warn].
    #[arg(long, env = "MOBILE_LINK_LOG", value_name = "FILTER")]
    pub log: Option<String>,
}

/// For what a configuration is made; they differ in their defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A company's server.
    Service,
    /// A sample office on loopback.
    Demo,
}

/// What the server will use.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// Folder of the database and the messages.
    pub data: PathBuf,
    /// Address to listen on.
    pub listen: IpAddr,
    /// The six ports.
    pub ports: Ports,
    /// Plain HTTP on the AMDS port.
    pub amds_plain: bool,
    /// Take passwords without TLS from other machines.
    pub allow_plaintext: bool,
    /// Certificate and key files; none = made at the first start.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// Name of this machine; none = its own.
    pub hostname: Option<String>,
    /// Most connections: IMAP, SMTP, AMDS, and from one address.
    pub connections: Connections,
    /// Bounds on messages and mailboxes.
    pub limits: Limits,
    /// Most IMAP connections of one person.
    pub imap_per_person: usize,
    /// After so much silence an IMAP client is sent away.
    pub imap_idle: Duration,
    /// The same of one that has not signed in.
    pub imap_idle_before_login: Duration,
    /// Longest line of an IMAP command, and most bytes of its literals.
    pub imap_command_bytes: u32,
    /// Most search keys inside one another.
    pub imap_search_depth: usize,
    /// How far back it is remembered what changed.
    pub history: History,
    /// Whether messages expunged from the inbox rest in Trash.
    pub expunge_to_trash: bool,
    /// What flags and presence survive.
    pub settled: Settled,
    /// What to log.
    pub log: String,
}

/// Most connections at once.
#[derive(Debug, Clone, Copy)]
pub struct Connections {
    /// Over both IMAP ports.
    pub imap: usize,
    /// Over all SMTP ports.
    pub smtp: usize,
    /// AMDS.
    pub amds: usize,
    /// Of one kind from one address.
    pub per_address: usize,
}

/// The ports, each of which may be off.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "named for the options")]
pub struct Ports {
    pub amds: Port,
    pub imap: Port,
    pub imaps: Port,
    pub smtp: Port,
    pub smtps: Port,
    pub submission: Port,
}

/// A port number, or `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// Listen there; 0 means any free one.
    On(u16),
    /// Do not listen.
    Off,
}

impl Configuration {
    /// Puts file, environment and flags together; `options` holds the latter two.
    pub fn assemble(options: Options, purpose: Purpose) -> Result<Self, Problem> {
        let file = match &options.config {
            Some(path) => read(path)?,
            // The demo is to be the same on every machine.
            None if purpose == Purpose::Service && Path::new(DEFAULT_FILE).exists() => {
                read(Path::new(DEFAULT_FILE))?
            }
            None => Options::default(),
        };
        let usual = match purpose {
            Purpose::Service => Self::service(),
            Purpose::Demo => Self::demo(Path::new(DEFAULT_DATA)),
        };
        let certificate = match (options.certificate.or(file.certificate), options.key.or(file.key)) {
            (Some(chain), Some(key)) => Some((chain, key)),
            (None, None) => None,
            _ => return Err(Problem::CertificateWithoutKey),
        };
        let ports = Ports {
            amds: options.amds_port.or(file.amds_port).unwrap_or(usual.ports.amds),
            imap: options.imap_port.or(file.imap_port).unwrap_or(usual.ports.imap),
            imaps: options.imaps_port.or(file.imaps_port).unwrap_or(usual.ports.imaps),
            smtp: options.smtp_port.or(file.smtp_port).unwrap_or(usual.ports.smtp),
            smtps: options.smtps_port.or(file.smtps_port).unwrap_or(usual.ports.smtps),
            submission: options.submission_port.or(file.submission_port).unwrap_or(usual.ports.submission),
        };
        ports.check()?;
        let message_bytes = options.message_bytes.or(file.message_bytes);
        let settled = match options.durable_flags.or(file.durable_flags) {
            Some(true) => Settled::Always,
            Some(false) | None => Settled::BeforePowerLoss,
        };
        Ok(Self {
            data: options.data.or(file.data).unwrap_or(usual.data),
            listen: options.listen.or(file.listen).unwrap_or(usual.listen),
            ports,
            amds_plain: options.amds_plain.or(file.amds_plain).unwrap_or(usual.amds_plain),
            allow_plaintext: options
                .allow_plaintext
                .or(file.allow_plaintext)
                .unwrap_or(usual.allow_plaintext),
            certificate,
            hostname: options.hostname.or(file.hostname),
            connections: Connections {
                imap: options.imap_connections.or(file.imap_connections).unwrap_or(usual.connections.imap),
                smtp: options.smtp_connections.or(file.smtp_connections).unwrap_or(usual.connections.smtp),
                amds: options.amds_connections.or(file.amds_connections).unwrap_or(usual.connections.amds),
                per_address: options
                    .per_address
                    .or(file.per_address)
                    .unwrap_or(usual.connections.per_address),
            },
            limits: Limits {
                message_bytes: message_bytes.unwrap_or(usual.limits.message_bytes),
                quota: Quota {
                    bytes: unless_zero(
                        options.mailbox_bytes.or(file.mailbox_bytes),
                        usual.limits.quota.bytes,
                    ),
                    messages: unless_zero(
                        options.mailbox_messages.or(file.mailbox_messages),
                        usual.limits.quota.messages,
                    ),
                },
                search: options
                    .imap_search_seconds
                    .or(file.imap_search_seconds)
                    .map_or(usual.limits.search, |seconds| Duration::from_secs(seconds.get().into())),
                ..usual.limits
            },
            imap_per_person: options
                .imap_per_person
                .or(file.imap_per_person)
                .unwrap_or(usual.imap_per_person),
            imap_idle: options
                .imap_idle
                .or(file.imap_idle)
                .map_or(usual.imap_idle, |minutes| Duration::from_secs(u64::from(minutes.get()) * 60)),
            imap_idle_before_login: options
                .imap_idle_before_login
                .or(file.imap_idle_before_login)
                .map_or(usual.imap_idle_before_login, |seconds| Duration::from_secs(seconds.get().into())),
            imap_command_bytes: options
                .imap_command_bytes
                .or(file.imap_command_bytes)
                .map_or(usual.imap_command_bytes, Bounded::get),
            imap_search_depth: options
                .imap_search_depth
                .or(file.imap_search_depth)
                .map_or(usual.imap_search_depth, |depth| depth.get() as usize),
            history: History {
                kept: options.history_days.or(file.history_days).map_or(usual.history.kept, |days| {
                    Duration::from_secs(u64::from(days.get()) * 24 * 60 * 60)
                }),
                changes: options
                    .history_changes
                    .or(file.history_changes)
                    .map_or(usual.history.changes, Bounded::get),
            },
            expunge_to_trash: options
                .expunge_to_trash
                .or(file.expunge_to_trash)
                .unwrap_or(usual.expunge_to_trash),
            settled,
            log: options.log.or(file.log).unwrap_or(usual.log),
        })
    }

    /// The demo's, with its data in `data`.
    pub fn demo(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
            listen: IpAddr::V4(Ipv4Addr::LOCALHOST),
            ports: Ports {
                amds: Port::On(8081),
                imap: Port::On(1143),
                imaps: Port::On(1993),
                smtp: Port::On(1025),
                smtps: Port::On(1465),
                submission: Port::Off,
            },
            amds_plain: true,
            allow_plaintext: false,
            certificate: None,
            hostname: None,
            connections: Connections { imap: 10_000, smtp: 1_000, amds: 20_000, per_address: usize::MAX },
            limits: Limits::default(),
            imap_per_person: server_imap::Settings::default().per_person,
            imap_idle: server_imap::Settings::default().idle,
            imap_idle_before_login: server_imap::Settings::default().idle_before_login,
            imap_command_bytes: 64 * 1024,
            imap_search_depth: server_imap::Settings::default().search_depth,
            history: History::default(),
            expunge_to_trash: true,
            settled: Settled::BeforePowerLoss,
            log: "warn".to_owned(),
        }
    }

    /// A service's defaults.
    fn service() -> Self {
        Self {
            listen: IpAddr::V6(Ipv6Addr::UNSPECIFIED),
            ports: Ports {
                amds: Port::On(8081),
                imap: Port::On(143),
                imaps: Port::On(993),
                smtp: Port::On(25),
                smtps: Port::On(465),
                submission: Port::On(587),
            },
            amds_plain: false,
            log: "info".to_owned(),
            ..Self::demo(Path::new(DEFAULT_DATA))
        }
    }

    /// How the phone system is to be opened.
    pub fn settings(&self) -> Settings {
        Settings {
            limits: self.limits,
            history: self.history,
            settled: self.settled,
            expunged: if self.expunge_to_trash { Rest::InTrash } else { Rest::Nowhere },
            ..Settings::in_folder(&self.data)
        }
    }

    /// Where to listen for a port that is on.
    pub fn address(&self, port: Port) -> Option<SocketAddr> {
        match port {
            Port::On(port) => Some(SocketAddr::new(self.listen, port)),
            Port::Off => None,
        }
    }
}

impl Ports {
    /// Refuses one port for two services.
    fn check(&self) -> Result<(), Problem> {
        let named = [
            ("amds", self.amds),
            ("imap", self.imap),
            ("imaps", self.imaps),
            ("smtp", self.smtp),
            ("smtps", self.smtps),
            ("submission", self.submission),
        ];
        for (nth, (second, port)) in named.into_iter().enumerate() {
            let earlier = named.iter().take(nth).find(|(_, other)| *other == port);
            if let (Port::On(number @ 1..), Some((first, _))) = (port, earlier) {
                return Err(Problem::PortTwice { first, second, number });
            }
        }
        Ok(())
    }
}

/// What was said, 0 meaning none; the usual where nothing was.
fn unless_zero(said: Option<u64>, usual: Option<u64>) -> Option<u64> {
    said.map_or(usual, |limit| (limit > 0).then_some(limit))
}

fn read(path: &Path) -> Result<Options, Problem> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| Problem::ConfigurationUnreadable { path: path.to_owned(), source })?;
    toml::from_str(&text)
        .map_err(|error| Problem::ConfigurationWrong { path: path.to_owned(), reason: error.to_string() })
}

impl FromStr for Port {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::Off),
            digits => digits
                .parse()
                .map(Self::On)
                .map_err(|_| "a port is a number from 0 (any) to 65535, or off".to_owned()),
        }
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(0) => f.write_str("any"),
            Self::On(port) => port.fmt(f),
            Self::Off => f.write_str("off"),
        }
    }
}

impl<'de> Deserialize<'de> for Port {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u16),
            Word(String),
        }
        match Written::deserialize(deserializer) {
            Ok(Written::Number(port)) => Ok(Self::On(port)),
            Ok(Written::Word(word)) => word.parse().map_err(serde::de::Error::custom),
            Err(_) => Err(serde::de::Error::custom("a port is a number from 0 (any) to 65535, or \"off\"")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assembled(flags: Options, file: &str) -> Result<Configuration, Problem> {
        let path = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(path.path(), file).expect("written");
        Configuration::assemble(Options { config: Some(path.path().to_owned()), ..flags }, Purpose::Service)
    }

    #[test]
    fn a_flag_is_stronger_than_the_file_and_the_file_than_the_default() {
        let flags = Options { imap_port: Some(Port::On(1)), ..Options::default() };
        let configuration = assembled(flags, "imap_port = 2\nsmtp_port = \"off\"\n").expect("sound");
        assert_eq!(configuration.ports.imap, Port::On(1));
        assert_eq!(configuration.ports.smtp, Port::Off);
        assert_eq!(configuration.ports.amds, Port::On(8081), "SRV-01, golden fact 2");
    }

    #[test]
    fn what_is_expunged_from_the_inbox_goes_where_the_file_says() {
        let settings = |file| assembled(Options::default(), file).expect("sound").settings();
        assert_eq!(settings("").expunged, Rest::InTrash);
        assert_eq!(settings("expunge_to_trash = false").expunged, Rest::Nowhere);
    }

    #[test]
    fn how_long_something_may_take_and_is_kept_can_be_said() {
        let file =
            "imap_search_seconds = 3\nimap_idle_before_login = 20\nhistory_days = 7\nhistory_changes = 500";
        let said = assembled(Options::default(), file).expect("sound");
        let (settings, week) = (said.settings(), Duration::from_secs(7 * 24 * 60 * 60));
        assert_eq!(settings.history, History { kept: week, changes: 500 });
        assert_eq!(settings.limits.search, Duration::from_secs(3));
        assert_eq!(said.imap_idle_before_login, Duration::from_secs(20));
        let usual = assembled(Options::default(), "").expect("sound");
        assert_eq!(usual.settings().history, History::default());
    }

    #[test]
    fn a_wrong_file_is_said_with_its_place() {
        for (file, names) in [
            ("imap_prot = 2", "imap_prot"),
            ("imap_port = 70000", "0 (any) to 65535"),
            ("imap_port = ", "line 1"),
            ("imap_search_depth = 201", "from 1 to 200"),
            ("imap_command_bytes = 100", "at least 8192"),
            ("imap_idle = 0", "at least 1"),
            ("history_days = 0", "at least 1"),
            ("imap_search_seconds = 0", "at least 1"),
        ] {
            let problem = assembled(Options::default(), file).expect_err("refused").to_string();
            assert!(problem.contains(names), "{problem}");
        }
        let twice = assembled(Options::default(), "imap_port = 25").expect_err("refused").to_string();
        assert!(twice.contains("imap and smtp"), "{twice}");
        let problem = assembled(Options::default(), "certificate = \"a.pem\"").expect_err("refused");
        assert!(matches!(problem, Problem::CertificateWithoutKey));
    }
}
