//! The session: a pure table and the task that runs its effects.

pub(crate) mod driver;
pub(crate) mod machine;

#[cfg(test)]
mod tests;
