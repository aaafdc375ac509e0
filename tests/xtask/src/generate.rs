//! Generates the Kotlin, Swift and Python halves of the bindings from the library that was built.
//!
//! Files that did not change are left alone, so that Maven and SwiftPM need not compile them again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::{program, run};
use crate::native::Profile;
use crate::shape::Language;
use crate::{root, target};

/// The one C module behind all Swift files.
const C_MODULE: &str = "MobileLinkFFI";

/// The crates with something to generate for.
const CRATES: &[&str] = &["mobilelink", "mobilelink_client", "mobilelink_wire"];

/// What one language got: the name of each generated module, and its text.
pub(crate) type Generated = Vec<(String, String)>;

/// Generates one language's files and puts them where its build looks for them.
pub(crate) fn generate(language: Language, profile: Profile) -> Result<Generated, String> {
    let fresh = target().join("bindings/fresh").join(language.name());
    let _ = fs::remove_dir_all(&fresh);
    fs::create_dir_all(&fresh).map_err(|error| format!("cannot make {}: {error}", fresh.display()))?;
    match language {
        Language::Swift => {
            let config = target().join("bindings/swift.toml");
            write(&config, &swift_config())?;
            let mut generator = generator("uniffi-bindgen-swift");
            generator.args(["--swift-sources", "--headers", "--config"]).arg(config);
            run(generator.arg(profile.library()).arg(&fresh))?;
        }
        Language::Kotlin | Language::Python => {
            let mut generator = generator("uniffi-bindgen");
            generator
                .args(["generate", "--no-format", "--language", language.name(), "--out-dir"])
                .arg(&fresh);
            run(generator.arg(profile.library()))?;
        }
    }
    let files = below(&fresh)?;
    if files.is_empty() {
        return Err(format!(
            "nothing was generated for {}: does the library export anything?",
            language.name()
        ));
    }
    place(language, &fresh, &files)?;
    let source = |path: &&PathBuf| path.extension().is_some_and(|end| end != "h");
    files.iter().filter(source).map(|path| Ok((stem(path), read(path)?))).collect()
}

/// One C module, and in it one header for each crate, which would otherwise have one name.
fn swift_config() -> String {
    let header =
        |name: &&str| format!("[crates.{name}.bindings.swift]\nffi_module_filename = \"{name}FFI\"\n");
    let headers: String = CRATES.iter().map(header).collect();
    format!("[defaults.bindings.swift]\nffi_module_name = \"{C_MODULE}\"\n{headers}")
}

/// It looks for each crate's `uniffi.toml` from the root of the workspace.
fn generator(name: &str) -> Command {
    let mut generator = program(Profile::Dev.program(name));
    generator.current_dir(root());
    generator
}

fn place(language: Language, fresh: &Path, files: &[PathBuf]) -> Result<(), String> {
    let wanted = match language {
        Language::Kotlin | Language::Python => {
            let to = target().join("bindings").join(language.name());
            let relative = files.iter().map(|path| path.strip_prefix(fresh).unwrap_or(path));
            vec![(
                to,
                relative
                    .map(|path| Ok((path.to_owned(), read(&fresh.join(path))?)))
                    .collect::<Result<_, String>>()?,
            )]
        }
        Language::Swift => {
            let sources = root().join("bindings/swift/Sources");
            let (mut swift, mut headers) = (Vec::new(), Vec::new());
            for path in files {
                let name = PathBuf::from(path.file_name().unwrap_or_default());
                let kind =
                    if path.extension().is_some_and(|end| end == "h") { &mut headers } else { &mut swift };
                kind.push((name, read(path)?));
            }
            let names = headers.iter().map(|(name, _)| format!("    header \"{}\"\n", name.display()));
            let map = format!("module {C_MODULE} {{\n{}    export *\n}}\n", names.collect::<String>());
            headers.push((PathBuf::from("module.modulemap"), map));
            vec![(sources.join("MobileLink/Generated"), swift), (sources.join(C_MODULE), headers)]
        }
    };
    wanted.into_iter().try_for_each(|(folder, files)| make_equal(&folder, &files))
}

/// Leaves in the folder exactly these files; one that is as it should be is not touched.
fn make_equal(folder: &Path, files: &[(PathBuf, String)]) -> Result<(), String> {
    for old in below(folder).unwrap_or_default() {
        if !files.iter().any(|(path, _)| folder.join(path) == old) {
            fs::remove_file(&old).map_err(|error| format!("cannot remove {}: {error}", old.display()))?;
        }
    }
    for (path, text) in files {
        let path = folder.join(path);
        if fs::read_to_string(&path).is_ok_and(|there| there == *text) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)
                .map_err(|error| format!("cannot make {}: {error}", parent.display()))?;
        }
        write(&path, text)?;
    }
    println!("    {} files in {}", files.len(), folder.strip_prefix(root()).unwrap_or(folder).display());
    Ok(())
}

/// Every file below a folder, in order.
fn below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let unread = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        if path.is_dir() {
            found.extend(below(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_written_and_what_is_no_longer_generated_goes() {
        let folder = std::env::temp_dir().join(format!("xtask-generate-{}", std::process::id()));
        let file = |text: &str| vec![(PathBuf::from("a/b.kt"), text.to_owned())];
        make_equal(&folder, &[file("one"), vec![(PathBuf::from("c.kt"), String::new())]].concat())
            .expect("written");
        let written =
            || fs::metadata(folder.join("a/b.kt")).and_then(|data| data.modified()).expect("is there");
        let before = written();
        make_equal(&folder, &file("one")).expect("left alone");
        assert_eq!((before, below(&folder).expect("read").len()), (written(), 1));
        make_equal(&folder, &file("two")).expect("written");
        assert_eq!(read(&folder.join("a/b.kt")).expect("read"), "two");
        fs::remove_dir_all(folder).expect("removed");
    }
}
