//! The native library that Kotlin, Swift and Python load, and the programs that generate their halves of it.

use std::path::PathBuf;

use crate::cargo::{cargo, run};
use crate::target;

/// How the library is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build: for tests.
    Dev,
    /// Quick to run: for people.
    Release,
}

impl Profile {
    /// Where the libraries and programs of this profile are.
    pub(crate) fn folder(self) -> PathBuf {
        target().join(match self {
            Self::Dev => "debug",
            Self::Release => "release",
        })
    }

    /// The library itself.
    pub(crate) fn library(self) -> PathBuf {
        self.folder().join(format!(
            "{}mobilelink{}",
            std::env::consts::DLL_PREFIX,
            std::env::consts::DLL_SUFFIX
        ))
    }

    /// A program of ours, by its name.
    pub(crate) fn program(self, name: &str) -> PathBuf {
        self.folder().join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}

/// Builds the library. The generator is built for tests always: it runs for a second and takes minutes to optimise.
pub(crate) fn build(profile: Profile) -> Result<(), String> {
    match profile {
        Profile::Dev => run(cargo().args(["build", "--package", "mobilelink-ffi", "--package", "bindgen"])),
        Profile::Release => {
            run(cargo().args(["build", "--package", "bindgen"]))?;
            run(cargo().args(["build", "--release", "--package", "mobilelink-ffi"]))
        }
    }
}
