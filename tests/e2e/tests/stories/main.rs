//! Stories across protocols, told by real programs. One area, one file.

mod arrival;
mod kill;
mod presence;
mod seen_and_deleted;
