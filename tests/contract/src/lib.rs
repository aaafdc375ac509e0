//! Every promise of the SDK, on demo and live: see `tests/promises.rs`. Nothing here ships.
