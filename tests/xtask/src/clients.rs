//! Mail clients for the tests that neither Debian nor PyPI has: from npm, the Go proxy and Maven Central, as pinned beside
//! their probes.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cache;
use crate::cargo::{program, run};
use crate::root;

/// Where the probes are, with the versions of what they use.
const PROBES: &str = "tests/e2e/probes";

/// What decides what is installed: the lists of each client, and the source of the one that is compiled.
const MADE_FROM: &[&str] = &[
    "imapflow/package.json",
    "imapflow/package-lock.json",
    "go-imap/go.mod",
    "go-imap/go.sum",
    "go-imap/main.go",
    "angus/pom.xml",
];

/// The folder that has them: `node_modules`, the program `go-imap`, and `angus` with jars. Installed now if it lacks;
/// `python` is the environment that has Node.
pub(crate) fn installed(python: &Path) -> Result<PathBuf, String> {
    let probes = root().join(PROBES);
    let text = |file: &&str| {
        let path = probes.join(file);
        fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))
    };
    let folder =
        cache::folder_made_from("clients", &MADE_FROM.iter().map(text).collect::<Result<Vec<_>, String>>()?)?;
    // Written last: an installation that was cut short is done again.
    let stamp = folder.join("installed");
    if stamp.exists() {
        println!("    there: {}", folder.display());
        return Ok(folder);
    }
    println!("    missing: imapflow (npm), go-imap (Go), Angus Mail (Maven), going to {}", folder.display());
    fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    install_imapflow(python, &probes.join("imapflow"), &folder)?;
    let mut go = program("go");
    // Without C, it needs no compiler but its own.
    go.env("CGO_ENABLED", "0").args(["build", "-o"]).arg(folder.join("go-imap"));
    run(go.current_dir(probes.join("go-imap")))?;
    run(program("mvn")
        .args(["--batch-mode", "--quiet", "--file"])
        .arg(probes.join("angus/pom.xml"))
        .arg("dependency:copy-dependencies")
        .arg(format!("-DoutputDirectory={}", folder.join("angus").display())))?;
    fs::write(&stamp, "").map_err(|error| format!("cannot write {}: {error}", stamp.display()))?;
    Ok(folder)
}

/// By the npm of the Python environment.
fn install_imapflow(python: &Path, lists: &Path, folder: &Path) -> Result<(), String> {
    for list in ["package.json", "package-lock.json"] {
        let copied = fs::copy(lists.join(list), folder.join(list));
        copied.map_err(|error| format!("cannot copy {list} to {}: {error}", folder.display()))?;
    }
    let mut npm = program(python.with_file_name("npm"));
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]);
    run(npm.current_dir(folder))
}
