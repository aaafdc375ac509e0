//! One file per task.

pub(crate) mod app;
pub(crate) mod bench;
pub(crate) mod bindings;
pub(crate) mod calls;
pub(crate) mod ci;
pub(crate) mod kill;
pub(crate) mod test;
