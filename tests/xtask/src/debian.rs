//! Programs that the tests talk to, from Debian: named before they are installed, and only when they lack.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cargo::run;

/// One thing the tests need, and how to see whether it is there.
struct Needed {
    package: &'static str,
    why: &'static str,
    check: Check,
}

enum Check {
    /// A program in `PATH`.
    Program(&'static str),
    /// A command that succeeds.
    Succeeds(&'static [&'static str]),
}

const NEEDED: &[Needed] = &[
    Needed {
        package: "git",
        why: "lists the files that the architecture tests read",
        check: Check::Program("git"),
    },
    Needed { package: "curl", why: "speaks REST and IMAP as other people do", check: Check::Program("curl") },
    Needed { package: "swaks", why: "sends voicemails by SMTP", check: Check::Program("swaks") },
    Needed {
        package: "libnet-ssleay-perl",
        why: "lets swaks speak TLS",
        check: Check::Succeeds(&["perl", "-MNet::SSLeay", "-e", "1"]),
    },
    Needed { package: "isync", why: "brings mbsync, a mail client", check: Check::Program("mbsync") },
    Needed {
        package: "python3",
        why: "brings imaplib, an idling mail client",
        check: Check::Program("python3"),
    },
    Needed {
        package: "python3-venv",
        why: "keeps Python packages of the tests apart",
        check: Check::Succeeds(&["python3", "-c", "import ensurepip, venv"]),
    },
];

/// Installs what lacks, or says which command would, if it may not itself.
pub(crate) fn install_missing() -> Result<(), String> {
    let missing: Vec<&Needed> = NEEDED.iter().filter(|needed| !is_there(&needed.check)).collect();
    if missing.is_empty() {
        println!("    all there: {}", names(NEEDED.iter()));
        return Ok(());
    }
    for needed in &missing {
        println!("    missing: {} ({})", needed.package, needed.why);
    }
    let packages = names(missing.iter().copied());
    if !in_path("apt-get") {
        return Err(format!(
            "this system has no apt-get; install what Debian calls {packages}, then run this again"
        ));
    }
    if !is_root() {
        return Err(format!(
            "only root may install; type `sudo apt-get install --no-install-recommends {packages}`, then run this again"
        ));
    }
    // A list that is old, or one source of many that does not answer, need not hinder the installation.
    if let Err(reason) = run(apt_get().args(["update", "--quiet"])) {
        println!("    {reason}; going on with the list of packages as it is");
    }
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    run(apt_get().args(install).args(missing.iter().map(|needed| needed.package)))?;
    match missing.iter().find(|needed| !is_there(&needed.check)) {
        None => Ok(()),
        Some(needed) => Err(format!("{} was installed and is still not found", needed.package)),
    }
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    command
}

fn names<'a>(needed: impl Iterator<Item = &'a Needed>) -> String {
    needed.map(|needed| needed.package).collect::<Vec<_>>().join(" ")
}

fn is_there(check: &Check) -> bool {
    match check {
        Check::Program(name) => in_path(name),
        Check::Succeeds(words) => {
            let Some((program, arguments)) = words.split_first() else { return false };
            let mut command = Command::new(program);
            command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        }
    }
}

fn in_path(program: &str) -> bool {
    let runs = |file: &Path| {
        file.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
    };
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| runs(&folder.join(program))))
}

fn is_root() -> bool {
    Path::new("/proc/self").metadata().is_ok_and(|data| data.uid() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_told_from_what_is_not() {
        assert!(is_there(&Check::Program("sh")));
        assert!(!is_there(&Check::Program("no-such-program")));
        assert!(is_there(&Check::Succeeds(&["true"])));
        assert!(!is_there(&Check::Succeeds(&["false"])));
        assert!(!is_there(&Check::Succeeds(&["no-such-program"])));
    }
}
