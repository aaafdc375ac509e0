//! What is installed for the tests outside of the clone, so that later runs and other clones find it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

/// Names the folder, when it is not to be in the cache of the user.
const FOLDER: &str = "MOBILE_LINK_TEST_CACHE";

/// Where the thing of this name is kept.
pub(crate) fn folder(name: &str) -> Result<PathBuf, String> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = || set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")));
    let ours = set(FOLDER).or_else(|| Some(cache()?.join("mobile-link")));
    match ours {
        Some(folder) => Ok(folder.join(name)),
        None => Err(format!("neither {FOLDER} nor HOME is set: where should {name} be kept?")),
    }
}

/// As [`folder`], for what is made from these texts: clones that differ in them do not get into each other's way.
pub(crate) fn folder_made_from(name: &str, texts: &[String]) -> Result<PathBuf, String> {
    let mut hasher = DefaultHasher::new();
    texts.hash(&mut hasher);
    folder(&format!("{name}-{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_list_has_another_place_and_the_same_list_the_same() {
        let place = |list: &str| folder_made_from("python", &[list.to_owned()]).expect("a place");
        assert_eq!(place("a==1"), place("a==1"));
        assert_ne!(place("a==1"), place("a==2"));
    }
}
