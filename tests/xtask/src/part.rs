//! The parts that the tests are run in, each with a toolchain of its own.

/// One part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Part {
    /// The server, the SDK, and everything else in Rust.
    Rust,
    /// The Python bindings.
    Python,
    /// The Kotlin bindings, the Android app and the desktop app.
    Kotlin,
    /// The Swift bindings and the iOS app.
    Swift,
}

impl Part {
    pub(crate) const ALL: [Self; 4] = [Self::Rust, Self::Python, Self::Kotlin, Self::Swift];
}
