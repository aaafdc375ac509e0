//! cargo xtask: what developers and CI run.

fn main() {}
