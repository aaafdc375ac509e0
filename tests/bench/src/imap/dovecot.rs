//! Debian's Dovecot as the other: as it is shipped, but for ports, folders, users and limits, which are the bench's own, and COMPRESS.
//!
//! It hashes the passwords of [`HASHED`] and [`READER`] with argon2id at our cost; those of the others are kept plain, so that
//! its log-ins cost it nothing where log-ins are not what is measured. What else it should be told, `--dovecot-conf` says.

use crate::{
    Failure,
    imap::{
        HASHED, PASSWORD, READER,
        peer::{Peer, Ports, Whose},
        people,
    },
    wire,
};
use argon2::{Argon2, password_hash::PasswordHasher};
use rustls::client::Resumption;
use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};
use tempfile::TempDir;

/// Who owns the mail when root starts it; Dovecot never reads mail as root.
const MAIL_USER: u32 = 5_000;

/// How it keeps mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// A file a message, flags in its name: what Debian's users mostly have.
    Maildir,
    /// Dovecot's own: a file a message, flags in its index.
    Sdbox,
}

/// Where it is and how it is started.
pub(crate) struct Dovecot {
    folder: PathBuf,
    /// Short, because sockets lie in it.
    run: TempDir,
    format: Format,
    waiting: usize,
    further: Option<PathBuf>,
}

impl Dovecot {
    /// Its version, or how to get it.
    pub(crate) fn version() -> Result<String, Failure> {
        match Command::new(program()).arg("--version").output() {
            Ok(output) if output.status.success() => {
                let said = String::from_utf8_lossy(&output.stdout);
                Ok(said.split_whitespace().next().unwrap_or("?").to_owned())
            }
            _ => Err("there is no Dovecot to compare with; `apt-get install dovecot-imapd` brings it (and \
                      `cargo xtask bench imap` does so as root)"
                .into()),
        }
    }

    /// Makes the folder and the users; `waiting` connections are to be possible at once.
    pub(crate) fn prepare(
        folder: &Path,
        format: Format,
        waiting: usize,
        further: Option<PathBuf>,
    ) -> Result<Self, Failure> {
        fs::create_dir_all(folder.join("mail"))?;
        fs::write(folder.join("users"), users()?)?;
        let run = TempDir::with_prefix("bench-")?;
        fs::set_permissions(run.path(), Permissions::from_mode(0o755))?;
        if is_root(run.path())? {
            chown(folder.join("mail"), Some(MAIL_USER), Some(MAIL_USER))?;
        }
        Ok(Self { folder: folder.to_owned(), run, format, waiting, further })
    }

    /// Starts it with this certificate and key.
    pub(crate) fn start(&self, certificate: &Path, key: &Path) -> Result<Peer, Failure> {
        let ports = Ports::free()?;
        let settings = self.folder.join("dovecot.conf");
        fs::write(&settings, self.settings(&ports, certificate, key)?)?;
        let mut tls = wire::trusting(certificate)?;
        tls.resumption = Resumption::disabled();
        let mut dovecot = Command::new(program());
        dovecot.arg("-F").arg("-c").arg(&settings);
        let log = self.folder.join("log");
        Peer::start(Whose::Dovecots, dovecot, &ports, Arc::new(tls), || {
            let said = fs::read_to_string(&log).unwrap_or_default();
            let last: Vec<&str> = said.lines().rev().take(3).collect();
            format!("Its log {} ends (last line first): {}", log.display(), last.join(" | "))
        })
    }

    fn settings(&self, ports: &Ports, certificate: &Path, key: &Path) -> Result<String, Failure> {
        let folder = self.folder.display();
        let run = self.run.path().display();
        let format = match self.format {
            Format::Maildir => "maildir:~/Maildir",
            Format::Sdbox => "sdbox:~/sdbox",
        };
        let rights = if is_root(self.run.path())? {
            format!("mail_uid = {MAIL_USER}\nmail_gid = {MAIL_USER}\n")
        } else {
            let (me, group) = (told_by("id", "-un")?, told_by("id", "-gn")?);
            format!(
                "default_internal_user = {me}\ndefault_login_user = {me}\ndefault_internal_group = {group}\n\
                 mail_uid = {me}\nmail_gid = {group}\n\
                 service imap-login {{\n chroot =\n}}\nservice anvil {{\n chroot =\n}}\n"
            )
        };
        let (certificate, key) = (certificate.display(), key.display());
        let (plain, inside_tls) = (ports.plain, ports.inside_tls);
        // Log-in, mail and what stands between them, for each connection.
        let (processes, clients) = (self.waiting + 100, 4 * self.waiting + 1_000);
        let mut settings = format!(
            "protocols = imap\nlisten = 127.0.0.1\nbase_dir = {run}/run\nstate_dir = {run}/state\n\
             log_path = {folder}/log\nmail_location = {format}\n\
             ssl = yes\nssl_cert = <{certificate}\nssl_key = <{key}\n\
             mail_max_userip_connections = 0\ndefault_client_limit = {clients}\n{rights}\
             service imap-login {{\n process_limit = {processes}\n\
             inet_listener imap {{\n port = {plain}\n }}\n inet_listener imaps {{\n port = {inside_tls}\n ssl = yes\n }}\n}}\n\
             service imap {{\n process_limit = {processes}\n}}\nprotocol imap {{\n mail_plugins = imap_zlib\n}}\n\
             passdb {{\n driver = passwd-file\n args = username_format=%n {folder}/users\n}}\n\
             userdb {{\n driver = static\n args = home={folder}/mail/%n\n}}\n\
             namespace inbox {{\n inbox = yes\n mailbox Drafts {{\n auto = create\n special_use = \\Drafts\n }}\n}}\n"
        );
        if let Some(further) = &self.further {
            settings.push_str(&format!("!include {}\n", further.canonicalize()?.display()));
        }
        Ok(settings)
    }
}

/// Debian puts it where only root looks for programs.
fn program() -> &'static str {
    let usual = "/usr/sbin/dovecot";
    if Path::new(usual).exists() { usual } else { "dovecot" }
}

fn users() -> Result<String, Failure> {
    let hashed = Argon2::default()
        .hash_password(PASSWORD.as_bytes())
        .map_err(|error| format!("argon2id failed: {error}"))?;
    let users = people().map(|name| match name.as_str() {
        HASHED | READER => format!("{name}:{{ARGON2ID}}{hashed}\n"),
        _ => format!("{name}:{{PLAIN}}{PASSWORD}\n"),
    });
    Ok(users.collect())
}

/// Whether this process may start Dovecot with its usual users: who made the folder is who we are.
fn is_root(made: &Path) -> Result<bool, Failure> {
    Ok(fs::metadata(made)?.uid() == 0)
}

fn told_by(program: &str, option: &str) -> Result<String, Failure> {
    let output = Command::new(program).arg(option).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
