//! Use cases: permit, decide, commit, announce.
