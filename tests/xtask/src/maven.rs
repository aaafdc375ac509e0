//! Runs Maven on the Kotlin part: the bindings, the Android app and the desktop app.

use std::path::PathBuf;
use std::process::Command;

use crate::cargo::{listen, program};
use crate::native::Profile;
use crate::root;
use crate::tally::{Tally, Teller};

/// What Maven says when a repository does not answer, or does not have what is asked for.
const NOT_FETCHED: &[&str] =
    &["Could not transfer", "Could not find artifact", "Could not resolve dependencies"];

/// The modules that Maven builds, all of them in one run.
pub(crate) fn reactor() -> PathBuf {
    root().join("tests/android/pom.xml")
}

/// Maven with these goals and options; the tests find the library and the programs of this profile by properties.
pub(crate) fn maven(profile: Profile, goals: &[&str]) -> Command {
    let mut maven = program("mvn");
    maven.args(["--batch-mode", "--no-transfer-progress", "-Dstyle.color=never", "--file"]).arg(reactor());
    maven.arg("-Dmaven.wagon.http.retryHandler.count=3");
    maven.arg(format!("-Dmobilelink.library={}", profile.folder().display()));
    for (property, name) in [("server", "mobilelinkd"), ("client", "mobilelink")] {
        maven.arg(format!("-Dmobilelink.{property}={}", profile.program(name).display()));
    }
    maven.args(goals).current_dir(root());
    maven
}

/// Runs it, and counts the tests that it runs.
pub(crate) fn run(maven: &mut Command) -> Result<(Tally, Result<(), String>), String> {
    let (mut tally, mut lacks) = (Tally::default(), None);
    let outcome = listen(maven, true, |line| {
        tally.take(Teller::Maven, line);
        if lacks.is_none()
            && line.starts_with("[ERROR]")
            && NOT_FETCHED.iter().any(|said| line.contains(said))
        {
            lacks = Some(line.trim_start_matches("[ERROR] ").to_owned());
        }
    })?;
    let outcome = outcome.map_err(|reason| match lacks {
        None => reason,
        Some(line) => format!(
            "Maven did not get what it needs: {line}\nIt needs Maven Central (repo.maven.apache.org), or a mirror of it \
             in settings.xml (maven.apache.org/guides/mini/guide-mirror-settings.html); what was fetched once is kept"
        ),
    });
    if outcome.is_err() && tally.failed == 0 {
        tally.died();
    }
    Ok((tally, outcome))
}
