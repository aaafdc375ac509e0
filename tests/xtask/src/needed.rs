//! The table of what tests need from Debian, for which part, and why.

use crate::part::Part::{self, Kotlin, Python, Rust, Swift};

/// One thing the tests need, and how to see whether it is there.
pub(crate) struct Needed {
    pub(crate) package: &'static str,
    pub(crate) parts: &'static [Part],
    /// Shown before it is installed.
    pub(crate) why: &'static str,
    pub(crate) check: Check,
}

/// How to see whether something is there, whoever installed it.
pub(crate) enum Check {
    /// A program in `PATH`.
    Program(&'static str),
    /// One of these programs in `PATH`.
    OneOf(&'static [&'static str]),
    /// A shared library, by the name programs load it with.
    Library(&'static str),
    File(&'static str),
    /// A command that succeeds.
    Succeeds(&'static [&'static str]),
}

const fn needed(package: &'static str, parts: &'static [Part], why: &'static str, check: Check) -> Needed {
    Needed { package, parts, why, check }
}

/// Compose opens windows, which the headless half of a JDK cannot.
const JDK_WITH_WINDOWS: &str = r#"
test "$(javac -version 2>&1 | sed 's/javac \([0-9]*\).*/\1/')" -ge 17 &&
test -e "$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")/lib/libawt_xawt.so""#;

const ROBOTO: &str = "/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf";

/// What of it the desktop app itself needs.
pub(crate) const APP: &[&str] =
    &["openjdk-17-jdk", "maven", "libgl1", "libx11-6", "libfontconfig1", "libasound2"];

/// What the measurement against another server needs.
pub(crate) const BENCH_IMAP: &[&str] = &["dovecot-imapd", "isync"];

pub(crate) const NEEDED: &[Needed] = &[
    needed("git", &Part::ALL, "lists files, and shows what changed", Check::Program("git")),
    needed("curl", &[Rust], "speaks REST and IMAP as other people do", Check::Program("curl")),
    needed("swaks", &[Rust, Kotlin], "sends voicemails by SMTP", Check::Program("swaks")),
    needed(
        "libnet-ssleay-perl",
        &[Rust],
        "lets swaks speak TLS",
        Check::Succeeds(&["perl", "-MNet::SSLeay", "-e", "1"]),
    ),
    needed("isync", &[Rust], "brings mbsync, a mail client", Check::Program("mbsync")),
    needed(
        "dovecot-imapd",
        &[],
        "is the mail server that ours is measured against",
        Check::OneOf(&["dovecot", "/usr/sbin/dovecot"]),
    ),
    needed("fetchmail", &[Rust], "is a mail client that fetches", Check::Program("fetchmail")),
    needed("neomutt", &[Rust], "is a mail client in a terminal", Check::Program("neomutt")),
    needed("tmux", &[Rust], "is a terminal that a test can type in and read", Check::Program("tmux")),
    needed("golang-go", &[Rust], "compiles go-imap, a mail client's library", Check::Program("go")),
    needed("ca-certificates", &[Rust], "lets Go fetch it", Check::File("/etc/ssl/certs/ca-certificates.crt")),
    needed("python3", &[Rust, Python], "brings imaplib, an idling mail client", Check::Program("python3")),
    needed(
        "python3-venv",
        &[Rust, Python],
        "keeps Python packages of the tests apart",
        Check::Succeeds(&["python3", "-c", "import ensurepip, venv"]),
    ),
    needed(
        "openjdk-17-jdk",
        &[Rust, Kotlin],
        "compiles and runs Kotlin, opens the desktop app's window, and runs Angus Mail, a mail client",
        Check::Succeeds(&["sh", "-c", JDK_WITH_WINDOWS]),
    ),
    needed("maven", &[Rust, Kotlin], "builds Kotlin, and fetches what it needs", Check::Program("mvn")),
    needed("xvfb", &[Kotlin], "is a screen where there is none", Check::Program("Xvfb")),
    needed("libgl1", &[Kotlin], "draws for Compose", Check::Library("libGL.so.1")),
    needed("libx11-6", &[Kotlin], "lets Compose open a window", Check::Library("libX11.so.6")),
    needed("libfontconfig1", &[Kotlin], "finds fonts for Compose", Check::Library("libfontconfig.so.1")),
    needed("libasound2", &[Kotlin], "lets Java play sound", Check::Library("libasound.so.2")),
    needed(
        "fonts-roboto-unhinted",
        &[Kotlin],
        "is Android's font: pictures of screens are alike on every machine",
        Check::File(ROBOTO),
    ),
    needed("aapt", &[Kotlin], "brings aapt2, which compiles Android's resources", Check::Program("aapt2")),
    needed("unzip", &[Kotlin], "opens Android's libraries", Check::Program("unzip")),
    needed(
        "mmdebstrap",
        &[Swift],
        "makes the Debian 13 that has Swift",
        Check::OneOf(&["swift", "mmdebstrap"]),
    ),
    needed(
        "debian-archive-keyring",
        &[Swift],
        "knows a true Debian 13 from a false one",
        Check::File("/usr/share/keyrings/debian-archive-keyring.gpg"),
    ),
    needed("util-linux", &[Swift], "brings unshare, which enters it", Check::OneOf(&["swift", "unshare"])),
];
