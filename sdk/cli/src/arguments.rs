//! What can be typed. A password never can: it is asked for, or comes from the environment.

use clap::{Args, Parser, Subcommand, ValueEnum};
use mobilelink_client::{DEFAULT_PORT, Fingerprint, Folder, PartKind, Presence};
use std::{path::PathBuf, str::FromStr};

/// Presence, voicemail and conferences from the terminal.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "\
Try it without a server:  mobilelink --demo voicemail list
The password is asked for, or taken from MOBILE_LINK_PASSWORD; it is never an argument.
Exit codes: 0 done, 1 refused or failed, 2 wrong usage."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) link: LinkArguments,

    /// Write JSON for scripts: one document, or one line per change for `watch`.
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Which link.
#[derive(Debug, Args)]
pub(crate) struct LinkArguments {
    /// Use the sample office: no server, no password, no network.
    #[arg(long, global = true, conflicts_with = "server")]
    pub(crate) demo: bool,

    /// The server, for example phone.acme.example or 192.168.2.254:8081.
    #[arg(long, global = true, value_name = "HOST[:PORT]", env = "MOBILE_LINK_SERVER")]
    pub(crate) server: Option<Address>,

    /// Who signs in, for example mary or mary@acme.example.
    #[arg(long, global = true, value_name = "NAME", env = "MOBILE_LINK_USER")]
    pub(crate) user: Option<String>,

    /// Trust only the certificate with this SHA-256 fingerprint, which the server printed at its first start.
    #[arg(long, global = true, value_name = "SHA256")]
    pub(crate) fingerprint: Option<Fingerprint>,

    /// IMAP port; without it the server is asked.
    #[arg(long, global = true, value_name = "PORT")]
    pub(crate) imap_port: Option<u16>,

    /// SMTP port; without it the server is asked.
    #[arg(long, global = true, value_name = "PORT")]
    pub(crate) smtp_port: Option<u16>,

    /// Connect without TLS to a server that is not this machine. Everybody on the way can read the password.
    #[arg(long, global = true, conflicts_with = "fingerprint")]
    pub(crate) plaintext: bool,
}

/// Host and port of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl FromStr for Address {
    type Err = String;

    /// `host`, `host:port`, `[::1]`, `[::1]:port`, or a bare IPv6 address.
    fn from_str(text: &str) -> Result<Self, String> {
        let bare_ipv6 = text.matches(':').count() > 1 && !text.starts_with('[');
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !bare_ipv6 && !port.ends_with(']') => {
                let port = port.parse().map_err(|_| format!("`{port}` is no port"))?;
                (host, port)
            }
            _ => (text, DEFAULT_PORT),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() {
            return Err("the host is missing".into());
        }
        Ok(Self { host: host.to_owned(), port })
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print a line per change until Ctrl-C.
    Watch,
    /// Show the connection, its four lamps, and the account.
    Status,
    /// Examine a server without signing in, and say what is wrong; needs only --server.
    Doctor,
    /// Show or set your presence.
    Presence {
        #[command(subcommand)]
        change: Option<PresenceChange>,
    },
    /// Show everybody and where they are.
    Directory,
    /// List, hear and tidy up voicemail.
    #[command(subcommand)]
    Voicemail(VoicemailCommand),
    /// Show your conferences.
    #[command(subcommand)]
    Conference(ConferenceCommand),
}

/// `presence set`.
#[derive(Debug, Subcommand)]
pub(crate) enum PresenceChange {
    /// Set your presence, for example: presence set at_home
    Set {
        /// Where you are.
        presence: PresenceName,
        /// A few words for your colleagues.
        #[arg(long)]
        note: Option<String>,
    },
}

/// `voicemail …`
#[derive(Debug, Subcommand)]
pub(crate) enum VoicemailCommand {
    /// List messages, newest first; new ones are bold.
    List {
        /// Which folder.
        #[arg(long, value_enum, default_value_t = FolderName::Inbox)]
        folder: FolderName,
    },
    /// Play a message and mark it seen.
    Play(OnePart),
    /// Write the audio of a message to a file.
    Save {
        #[command(flatten)]
        which: OnePart,
        /// Where to; without it a name is made up in this folder.
        file: Option<PathBuf>,
    },
    /// Mark a message seen.
    Seen(OneMessage),
    /// Mark a message new again.
    Unseen(OneMessage),
    /// Put a message into Trash; one that is there already is deleted for good.
    Delete(OneMessage),
    /// Take a message back out of Trash.
    Restore(OneMessage),
}

/// Names one message.
#[derive(Debug, Args)]
pub(crate) struct OneMessage {
    /// The id that `voicemail list` shows; its beginning is enough if only one message begins so.
    pub(crate) id: String,
}

/// Names one audio part of a message.
#[derive(Debug, Args)]
pub(crate) struct OnePart {
    #[command(flatten)]
    pub(crate) message: OneMessage,
    /// Which part of a message that was passed on.
    #[arg(long, value_enum, default_value_t = PartName::Recording)]
    pub(crate) part: PartName,
}

/// `conference …`
#[derive(Debug, Subcommand)]
pub(crate) enum ConferenceCommand {
    /// List your conferences.
    List,
    /// Show one conference.
    Show {
        /// Its id, or the number people dial.
        id: String,
    },
}

/// A presence as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum PresenceName {
    InOffice,
    AtAMeeting,
    OnVacation,
    OnBusinessTrip,
    AtHome,
    Away,
    Busy,
}

impl From<PresenceName> for Presence {
    fn from(name: PresenceName) -> Self {
        match name {
            PresenceName::InOffice => Self::InOffice,
            PresenceName::AtAMeeting => Self::AtAMeeting,
            PresenceName::OnVacation => Self::OnVacation,
            PresenceName::OnBusinessTrip => Self::OnBusinessTrip,
            PresenceName::AtHome => Self::AtHome,
            PresenceName::Away => Self::Away,
            PresenceName::Busy => Self::Busy,
        }
    }
}

/// A folder as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FolderName {
    Inbox,
    Trash,
    Sent,
    Drafts,
}

impl From<FolderName> for Folder {
    fn from(name: FolderName) -> Self {
        match name {
            FolderName::Inbox => Self::Inbox,
            FolderName::Trash => Self::Trash,
            FolderName::Sent => Self::Sent,
            FolderName::Drafts => Self::Drafts,
        }
    }
}

/// An audio part as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PartName {
    Introduction,
    Recording,
}

impl From<PartName> for PartKind {
    fn from(name: PartName) -> Self {
        match name {
            PartName::Introduction => Self::Introduction,
            PartName::Recording => Self::Recording,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn addresses_are_read_in_all_their_forms() {
        let read = |text: &str| text.parse::<Address>().map(|a| (a.host, a.port));
        assert_eq!(read("phone.acme.example"), Ok(("phone.acme.example".into(), 8081)));
        assert_eq!(read("192.168.2.254:9000"), Ok(("192.168.2.254".into(), 9000)));
        assert_eq!(read("[::1]:9000"), Ok(("::1".into(), 9000)));
        assert_eq!(read("[::1]"), Ok(("::1".into(), 8081)));
        assert_eq!(read("fe80::1"), Ok(("fe80::1".into(), 8081)));
        assert!(read("host:port").is_err());
        assert!(read(":8081").is_err());
    }
}
