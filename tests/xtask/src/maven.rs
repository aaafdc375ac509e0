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
    maven
        .args(["--batch-mode", "--no-transfer-progress", "--fail-at-end", "-Dstyle.color=never", "--file"])
        .arg(reactor());
    maven.arg("-Dmaven.wagon.http.retryHandler.count=3");
    maven.arg(format!("-Dmobilelink.library={}", profile.folder().display()));
    for (property, name) in [("server", "mobilelinkd"), ("client", "mobilelink")] {
        maven.arg(format!("-Dmobilelink.{property}={}", profile.program(name).display()));
    }
    maven.args(goals).current_dir(root());
    maven
}

/// Runs it, and counts the tests that it runs. Where Maven Central lacks Android's libraries, Google is asked for them.
pub(crate) fn run(maven: &mut Command) -> Result<(Tally, Result<(), String>), String> {
    let mut ran = run_once(maven)?;
    if ran.lacks.as_deref().is_some_and(is_googles) {
        println!("    not to be had here; once more with Google's own repository");
        ran = run_once(maven.args(["--activate-profiles", "google"]))?;
    }
    let Ran { mut tally, outcome, lacks } = ran;
    let outcome = outcome.map_err(|reason| match lacks {
        None => reason,
        Some(line) => format!(
            "Maven did not get what it needs: {line}\nIt needs Maven Central (repo.maven.apache.org), or a mirror of it \
             in settings.xml (maven.apache.org/guides/mini/guide-mirror-settings.html); what was fetched once is kept"
        ),
    });
    if outcome.is_err() {
        tally.died();
    }
    Ok((tally, outcome))
}

struct Ran {
    tally: Tally,
    outcome: Result<(), String>,
    /// What Maven said of the first thing that it did not get, when it failed.
    lacks: Option<String>,
}

fn run_once(maven: &mut Command) -> Result<Ran, String> {
    let (mut tally, mut lacks) = (Tally::default(), None);
    let outcome = listen(maven, true, |line| {
        tally.take(Teller::Maven, line);
        lacks = lacks.take().or_else(|| not_fetched(line));
    })?;
    let lacks = lacks.filter(|_| outcome.is_err());
    Ok(Ran { tally, outcome, lacks })
}

/// Without what Maven adds to lead to its pages of help.
fn not_fetched(line: &str) -> Option<String> {
    let told = line.strip_prefix("[ERROR] ")?;
    let told = told.split(" -> [Help").next().unwrap_or(told);
    NOT_FETCHED.iter().any(|said| told.contains(said)).then(|| told.to_owned())
}

/// Whether a thing that was not fetched is Android's.
fn is_googles(lacks: &str) -> bool {
    ["androidx.", "com.android."].iter().any(|group| lacks.contains(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_repository_lacks_is_told_from_other_errors_and_googles_things_from_others() {
        let line = "[ERROR] Failed to execute goal on project b: Could not resolve dependencies for project a:b:jar:1: \
                    Could not find artifact androidx.core:core:aar:1 in central -> [Help 1]";
        let lacks = not_fetched(line).expect("it lacks something");
        assert!(lacks.ends_with("in central") && is_googles(&lacks));
        assert_eq!(not_fetched("[WARNING] Could not transfer metadata from x"), None);
        assert_eq!(not_fetched("[ERROR] There are test failures."), None);
        assert!(!is_googles("Could not transfer artifact junit:junit:jar:4.13.2"));
    }
}
