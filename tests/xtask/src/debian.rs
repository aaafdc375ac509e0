//! Programs that the tests talk to, from Debian: named before they are installed, and only when they lack.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cargo::run;
use crate::needed::{APP, Check, NEEDED, Needed};
use crate::part::Part;

/// Where the system's libraries are, by its own layout and by Debian's.
const LIBRARIES: &[&str] =
    &["/usr/lib", "/usr/lib64", "/lib64", "/usr/lib/ARCH-linux-gnu", "/lib/ARCH-linux-gnu"];

/// Installs what these parts of the tests lack, or says which command would, if it may not itself.
pub(crate) fn install_missing(parts: &[Part]) -> Result<(), String> {
    install(NEEDED.iter().filter(|needed| needed.parts.iter().any(|part| parts.contains(part))))
}

/// Installs what the desktop app lacks; libraries are looked for where they have these names.
pub(crate) fn install_missing_for_app() -> Result<(), String> {
    let looked_for = |check: &Check| cfg!(target_os = "linux") || !matches!(check, Check::Library(_));
    install(NEEDED.iter().filter(|needed| APP.contains(&needed.package) && looked_for(&needed.check)))
}

/// Installs what these packages bring, where it lacks.
pub(crate) fn install_missing_of(packages: &[&str]) -> Result<(), String> {
    install(NEEDED.iter().filter(|needed| packages.contains(&needed.package)))
}

fn install(wanted: impl Iterator<Item = &'static Needed>) -> Result<(), String> {
    let (there, missing): (Vec<&Needed>, Vec<&Needed>) = wanted.partition(|needed| is_there(&needed.check));
    if missing.is_empty() {
        println!("    all there: {}", names(&there));
        return Ok(());
    }
    for needed in &missing {
        println!("    missing: {} ({})", needed.package, needed.why);
    }
    let packages = names(&missing);
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

fn names(needed: &[&Needed]) -> String {
    needed.iter().map(|needed| needed.package).collect::<Vec<_>>().join(" ")
}

fn is_there(check: &Check) -> bool {
    match check {
        Check::Program(name) => in_path(name),
        Check::OneOf(names) => names.iter().any(|name| in_path(name)),
        Check::File(path) => Path::new(path).exists(),
        Check::Library(name) => LIBRARIES.iter().any(|folder| {
            let folder = folder.replace("ARCH", std::env::consts::ARCH);
            Path::new(&folder).join(name).exists()
        }),
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

/// Whether this process may install, mount and change roots.
pub(crate) fn is_root() -> bool {
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
        assert!(is_there(&Check::OneOf(&["no-such-program", "sh"])));
        assert!(is_there(&Check::Library("libc.so.6")) && !is_there(&Check::Library("libnothing.so.6")));
        assert!(is_there(&Check::File("/bin/sh")) && !is_there(&Check::File("/bin/no-such-program")));
    }
}
