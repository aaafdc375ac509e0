//! A data folder as a kill leaves it, and as the next start mends it: rows against files.

use crate::{run, script};
use serde_json::Value;
use std::{collections::HashSet, fs, path::Path};

/// Rows and files are the same, while the server is up and nobody writes.
pub(super) async fn no_file_is_without_a_row(folder: &Path, at: &str) {
    assert_eq!(files(folder), rows(folder, at).await, "{at}: files and rows are the same after the sweep");
}

/// Looks at a copy of the database, because to open it would mend it. How many files have no row.
pub(super) async fn no_row_is_without_a_file(folder: &Path, at: &str) -> usize {
    let copy = tempfile::tempdir().expect("a folder");
    for file in fs::read_dir(folder).expect("readable") {
        let file = file.expect("readable");
        if file.file_name().to_string_lossy().starts_with("mobilelink.sqlite") {
            fs::copy(file.path(), copy.path().join(file.file_name())).expect("copied");
        }
    }
    let (rows, files) = (rows(copy.path(), at).await, files(folder));
    let missing: Vec<&String> = rows.difference(&files).collect();
    assert!(missing.is_empty(), "{at}: rows without a file: {missing:?}");
    files.difference(&rows).count()
}

/// Alice's numbers.
pub(super) async fn sequence(folder: &Path) -> Value {
    database(folder, "sequence").await
}

async fn rows(folder: &Path, at: &str) -> HashSet<String> {
    let database = database(folder, "bodies").await;
    assert_eq!(database["orphans"], 0, "{at}: no message is without its body");
    let rows = database["bodies"].as_array().expect("a list").iter();
    rows.map(|id| id.as_str().expect("text").to_owned()).collect()
}

async fn database(folder: &Path, task: &str) -> Value {
    let said = run(script("database").arg(folder).arg(task)).await.well().said;
    serde_json::from_str(&said).expect("JSON")
}

fn files(folder: &Path) -> HashSet<String> {
    let mut files = HashSet::new();
    for shelf in fs::read_dir(folder.join("messages")).expect("readable") {
        for file in fs::read_dir(shelf.expect("readable").path()).expect("readable") {
            let path = file.expect("readable").path();
            assert_eq!(path.extension().and_then(|extension| extension.to_str()), Some("eml"));
            files.insert(path.file_stem().expect("a name").to_string_lossy().into_owned());
        }
    }
    files
}
