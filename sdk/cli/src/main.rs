//! Mobile Link in a terminal.

fn main() {}
