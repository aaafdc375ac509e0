//! One file per rule; each is a function from a tree to what breaks the rule there.

pub mod anatomy;
pub mod changelog;
pub mod comments;
pub mod crypto;
pub mod dependencies;
pub mod documents;
pub mod feature_ids;
pub mod headers;
pub mod layers;
pub mod lints;
pub mod machine_paths;
pub mod names;
pub mod sizes;
pub mod twins;
pub mod typed_commands;
pub mod unfinished;
