//! The rules of this workspace as pure functions over a tree of files.
//!
//! Each rule takes a [`tree::Tree`] and returns what breaks it. `tests/rules` runs every rule on the workspace, where
//! it must find nothing, and on a wrong example, where it must find exactly that: a rule that cannot fire is no rule.

pub mod drawing;
pub mod markdown;
pub mod rules;
pub mod source;
pub mod tree;
pub mod violation;
