//! The Mobile Link server.

fn main() {}
