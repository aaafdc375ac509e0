//! Between backend and cache: `pull` writes facts, `push` sends intentions.

pub(crate) mod pull;
pub(crate) mod push;
