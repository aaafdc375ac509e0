//! The drawing as data: who may depend on whom. What is missing is forbidden.
//!
//! `app → rest, imap, smtp → core → store → domain`; the SDK sees the server only through `mobilelink-wire`. Rows are in
//! the order of their dependencies, so an arrow that points back cannot be written down.

/// Each package that ships, with the packages of this workspace that it may name.
pub const ALLOWED: &[(&str, &[&str])] = &[
    ("server-domain", &[]),
    ("server-message", &[]),
    ("server-net", &[]),
    ("server-sasl", &[]),
    ("mobilelink-wire", &[]),
    ("sample-office", &[]),
    ("server-store", &["server-domain", "server-message"]),
    ("server-core", &["server-domain", "server-message", "server-store"]),
    ("server-rest", &["server-domain", "server-core", "server-net", "mobilelink-wire"]),
    ("server-imap", &["server-domain", "server-core", "server-net", "server-sasl", "server-message"]),
    ("server-smtp", &["server-domain", "server-core", "server-net", "server-sasl", "server-message"]),
    (
        "mobilelinkd",
        &[
            "server-domain",
            "server-message",
            "server-store",
            "server-core",
            "server-net",
            "server-rest",
            "server-imap",
            "server-smtp",
            "sample-office",
        ],
    ),
    ("mobilelink-client", &["mobilelink-wire", "sample-office"]),
    ("mobilelink", &["mobilelink-client"]),
    ("mobilelink-ffi", &["mobilelink-client"]),
    ("bindgen", &[]),
    ("architecture", &[]),
    ("xtask", &[]),
];

/// Packages that judge and never ship; they may name anything.
pub const JUDGES: &[&str] = &["test-support", "contract", "e2e", "bench"];

/// Packages whose generated scaffolding exports C functions; unsafe code that a person wrote is in none of them.
pub const SCAFFOLDING: &[&str] = &["mobilelink-ffi"];

/// What the tests of a shipping package may name on top of its row.
pub const FOR_TESTS: &[&str] = &["test-support", "sample-office"];

/// Packages that may name sqlx; everybody else asks them.
pub const SQL: &[&str] = &["server-store", "mobilelink-client"];

/// Folders of the adapters: they speak a protocol, and reach data through the core alone.
pub const ADAPTERS: &[&str] = &["server/rest/", "server/imap/", "server/smtp/"];

/// Adapters whose protocol goes line by line, and which therefore share one anatomy.
pub const LINE_ADAPTERS: &[&str] = &["server/imap/", "server/smtp/"];
