//! Where Swift is had from: the system's own, or a Debian 13 in a folder, because Debian 12 has none.
//!
//! The folder is kept outside of the clone and found again. It is entered as a container would be, without one: in a
//! mount namespace of its own, so that nothing of it is seen outside and nothing stays mounted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cache;
use crate::cargo::{program, run};
use crate::debian::is_root;
use crate::{root, target};

/// Names the folder, when it is not in the cache of the user.
const FOLDER: &str = "MOBILE_LINK_SWIFT_ROOT";

/// Foundation does not load without libc6-dev, and swiftlang only suggests it.
const PACKAGES: &str = "--include=swiftlang,libc6-dev";

const KEYRING: &str = "--keyring=/usr/share/keyrings/debian-archive-keyring.gpg";

const MIRROR: &str = "http://deb.debian.org/debian";

/// A Swift 6 that runs.
#[derive(Debug)]
pub(crate) enum Swift {
    /// The system's own.
    Host,
    /// A Debian in this folder.
    Root(PathBuf),
}

/// The Swift that is there, or one made now.
pub(crate) fn find() -> Result<Swift, String> {
    if is_six(program("swift")) {
        println!("    there: the system's own");
        return Ok(Swift::Host);
    }
    let folder = folder()?;
    if !is_root() {
        return Err(format!(
            "there is no Swift 6 here, and only root may enter the Debian 13 in {} that would have it; install Swift 6 \
             (swift.org/install), run this as root, or leave it out with `--only rust` and so on",
            folder.display()
        ));
    }
    if is_made(&folder) {
        println!("    there: {}", folder.display());
    } else {
        make(&folder)?;
    }
    let swift = Swift::Root(folder);
    if is_six(swift.command("swift", &root())) {
        return Ok(swift);
    }
    let Swift::Root(folder) = swift else { return Ok(swift) };
    Err(format!("the Swift in {0} does not start; remove {0} to have it made anew", folder.display()))
}

impl Swift {
    /// A program of Swift's, in this folder, with nothing to read.
    pub(crate) fn command(&self, name: &str, folder: &Path) -> Command {
        let mut command = match self {
            Self::Host => program(name),
            Self::Root(system) => {
                let mut command = program(root().join("tests/xtask/swift-root.sh"));
                if !target().starts_with(root()) {
                    command.env("CARGO_TARGET_DIR", target());
                }
                command.env(FOLDER, system).arg(name);
                command
            }
        };
        command.current_dir(folder);
        command
    }
}

/// Removes what was linked in this folder: the linker does not see that our library changed.
pub(crate) fn forget_linked(folder: &Path) -> Result<(), String> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    for product in files.filter(|path| path.extension().is_some_and(|end| end == "xctest")) {
        fs::remove_file(&product).map_err(|error| format!("cannot remove {}: {error}", product.display()))?;
    }
    Ok(())
}

fn folder() -> Result<PathBuf, String> {
    match std::env::var_os(FOLDER).filter(|value| !value.is_empty()) {
        Some(named) => Ok(named.into()),
        None => cache::folder("swift-trixie"),
    }
}

/// Makes the Debian under another name and renames it, so that one that was cut short is never used.
fn make(folder: &Path) -> Result<(), String> {
    println!(
        "    Debian 12 has no Swift, Debian 13 has 6.0: a small Debian 13 with nothing but Swift in it is made in"
    );
    println!("    {} (0.55 GB are fetched, 2.5 GB kept).", folder.display());
    println!(
        "    One to five minutes, once; later runs and other clones find it there. {FOLDER} names another place."
    );
    let mut part = folder.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let failed = |what: &str, path: &Path, error| format!("cannot {what} {}: {error}", path.display());
    if part.exists() {
        println!("    one that was cut short is removed first");
        fs::remove_dir_all(&part).map_err(|error| failed("remove", &part, error))?;
    }
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).map_err(|error| failed("make", parent, error))?;
    }
    let mut mmdebstrap = program("mmdebstrap");
    mmdebstrap.args(["--variant=minbase", PACKAGES, KEYRING, "--format=directory"]);
    mmdebstrap.args(["--aptopt=Acquire::Retries \"3\"", "trixie"]).arg(&part).arg(MIRROR);
    run(&mut mmdebstrap).map_err(|reason| {
        format!("{reason}; it needs {MIRROR} and 3 GB in {}", folder.parent().unwrap_or(folder).display())
    })?;
    match fs::rename(&part, folder) {
        // Somebody else was quicker.
        Err(_) if is_made(folder) => {
            fs::remove_dir_all(&part).map_err(|error| failed("remove", &part, error))
        }
        outcome => outcome.map_err(|error| failed("rename", &part, error)),
    }
}

/// A link that leads somewhere inside only, so it must not be followed from here.
fn is_made(folder: &Path) -> bool {
    fs::symlink_metadata(folder.join("usr/bin/swift")).is_ok()
}

fn is_six(mut swift: Command) -> bool {
    let told = swift.arg("--version").stderr(Stdio::null()).output();
    told.is_ok_and(|told| told.status.success() && major(&String::from_utf8_lossy(&told.stdout)) >= Some(6))
}

/// The 6 of `Swift version 6.0.3 (…)`.
fn major(told: &str) -> Option<u32> {
    let (_, version) = told.split_once("Swift version ")?;
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_wherever_it_stands() {
        assert_eq!(major("Swift version 6.0.3 (swift-6.0.3-RELEASE)\nTarget: x86_64"), Some(6));
        assert_eq!(major("swift-driver version: 1.90 Apple Swift version 5.10 (swiftlang)"), Some(5));
        assert_eq!(major("OpenStack Swift"), None);
    }

    #[test]
    fn a_command_inside_works_in_the_same_folder() {
        let command = Swift::Root(PathBuf::from("/swift")).command("swift", Path::new("/clone/ios-demo"));
        assert_eq!(command.get_args().collect::<Vec<_>>(), ["swift"]);
        assert_eq!(command.get_current_dir(), Some(Path::new("/clone/ios-demo")));
    }
}
