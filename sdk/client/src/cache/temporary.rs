//! The folder of a cache that nobody keeps.
//!
//! A process that is killed, or ends while it holds a link, cannot remove its folder; the next that makes one removes it.
//! A file in it, locked as long as its owner lives, says that somebody does.

use std::{fs::File, io, path::Path};
use tempfile::TempDir;

const PREFIX: &str = "mobilelink-cache-";
const OWNER: &str = "owner";

/// Goes with its last holder, or with the next such folder that is made.
pub(super) struct TemporaryFolder {
    // First, so that the folder goes while its lock is still held.
    folder: TempDir,
    _owned: File,
}

impl TemporaryFolder {
    /// Makes one that only this user can read, and removes those beside it whose owners are gone.
    pub(super) fn make_in(parent: &Path) -> io::Result<Self> {
        remove_abandoned(parent);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
        let unnamed = folder.path().join("new");
        let owned = File::create(&unnamed)?;
        owned.lock()?;
        // Under its name it is locked already: whoever removes what nobody lives in never finds it open.
        std::fs::rename(unnamed, folder.path().join(OWNER))?;
        Ok(Self { folder, _owned: owned })
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// What cannot be looked at or removed stays: it is somebody else's.
fn remove_abandoned(parent: &Path) {
    let Ok(entries) = parent.read_dir() else { return };
    for folder in entries.flatten().map(|entry| entry.path()).filter(|path| is_cache(path)) {
        let owner = folder.join(OWNER);
        // One without the file was made a moment ago; one with something else there would keep whoever opens it.
        if !owner.symlink_metadata().is_ok_and(|owner| owner.is_file()) {
            continue;
        }
        let Ok(owner) = File::open(owner) else { continue };
        if owner.try_lock().is_ok()
            && let Err(error) = std::fs::remove_dir_all(&folder)
        {
            tracing::debug!(folder = %folder.display(), %error, "an abandoned cache stays");
        }
    }
}

fn is_cache(path: &Path) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(PREFIX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_goes_with_its_holder() {
        let parent = tempfile::tempdir().unwrap();
        let folder = TemporaryFolder::make_in(parent.path()).unwrap();
        let path = folder.path().to_owned();
        assert!(path.is_dir());
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn the_folder_of_a_process_that_ended_early_is_removed_by_the_next_and_one_in_use_is_not() {
        let parent = tempfile::tempdir().unwrap();
        let used = TemporaryFolder::make_in(parent.path()).unwrap();
        // A process that is killed lets go of its lock and leaves its files.
        let TemporaryFolder { folder, _owned: lock } = TemporaryFolder::make_in(parent.path()).unwrap();
        let left = folder.keep();
        drop(lock);
        let foreign = parent.path().join("somebody-else");
        std::fs::create_dir(&foreign).unwrap();

        let next = TemporaryFolder::make_in(parent.path()).unwrap();
        assert!(!left.exists());
        assert!(used.path().is_dir() && next.path().is_dir() && foreign.is_dir());
    }
}
