//! The command line of `mobilelinkd`. What can be configured is in `config.rs`.

use crate::config::Options;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Presence, voicemail and conferences for a company's people, from one server.
#[derive(Debug, Parser)]
#[command(name = "mobilelinkd", version, max_term_width = 100)]
pub struct CommandLine {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `mobilelinkd` can do.
#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "made once, at the start")]
pub enum Command {
    /// Run the server: AMDS (REST and WebSocket), IMAP and SMTP.
    ///
    /// Settings come from a TOML file, then the environment, then flags; the later wins. A port may be `off`, and 0
    /// means any free one.
    Serve {
        /// What can be configured.
        #[command(flatten)]
        options: Options,
    },
    /// Run the server on loopback with a sample office, and say what to open and who to log in as.
    ///
    /// Without --data everything is in a temporary folder that goes at the end.
    Demo {
        /// What can be configured.
        #[command(flatten)]
        options: Options,
    },
    /// Add and list people, set passwords and feature keys; also beside a running server.
    User {
        /// Which site and data folder.
        #[command(flatten)]
        place: Place,
        /// What to do.
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Add and list sites: the companies on this server.
    Site {
        /// Which data folder.
        #[command(flatten)]
        place: Place,
        /// What to do.
        #[command(subcommand)]
        command: SiteCommand,
    },
    /// Check the configuration and print what the server would use.
    Check {
        /// What can be configured.
        #[command(flatten)]
        options: Options,
    },
}

/// Where an administrator's command works.
#[derive(Debug, Args)]
pub struct Place {
    /// Folder of the database and the messages.
    #[arg(long, global = true, env = "MOBILE_LINK_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// TOML file with settings.
    #[arg(long, global = true, env = "MOBILE_LINK_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The company; without it, the one that is always there.
    #[arg(long, global = true, value_name = "NAME")]
    pub site: Option<String>,
}

/// What can be done about people. A password is asked for, or read from MOBILE_LINK_NEW_PASSWORD; it is never an
/// argument, which others could see.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a person.
    Add {
        /// What they log in as.
        username: String,
        /// Their telephone extension, 2 to 6 digits.
        #[arg(long, value_name = "DIGITS")]
        extension: String,
        /// Given name.
        #[arg(long, value_name = "NAME", default_value = "")]
        first_name: String,
        /// Family name.
        #[arg(long, value_name = "NAME", default_value = "")]
        last_name: String,
        /// A feature key to give them; may be repeated.
        #[arg(long = "key", value_name = "KEY")]
        keys: Vec<Key>,
        /// Make them an administrator.
        #[arg(long)]
        admin: bool,
    },
    /// List the people.
    List,
    /// Replace a password; every device of the person is signed out.
    Password {
        /// Whose.
        username: String,
    },
    /// Give or take a feature key.
    Key {
        /// Whose.
        username: String,
        /// Give or take.
        change: KeyChange,
        /// Which key.
        key: Key,
    },
}

/// What can be done about sites.
#[derive(Debug, Subcommand)]
pub enum SiteCommand {
    /// Add a company.
    Add {
        /// What log-ins name it by, a host name: `acme.example`.
        name: String,
        /// The name people read.
        #[arg(long, value_name = "NAME")]
        display_name: Option<String>,
        /// Domain of its people's mail addresses; without it, the name.
        #[arg(long, value_name = "DOMAIN")]
        mail_domain: Option<String>,
    },
    /// List the companies.
    List,
}

/// A feature key, as it is typed: as other options are, or as every answer of the server spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Key {
    /// Voicemail and conferences in the app; without it, presence only.
    #[value(alias = "mobile_link")]
    MobileLink,
    /// The conference center.
    #[value(alias = "conference_center")]
    ConferenceCenter,
}

/// Give or take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KeyChange {
    /// The person has it from now on.
    Give,
    /// The person no longer has it.
    Take,
}
