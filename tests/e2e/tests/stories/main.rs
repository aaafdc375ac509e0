//! Stories across protocols, told by real programs. One area, one file.

mod arrival;
mod burden;
mod clients;
mod diagnosis;
mod kill;
mod presence;
mod program;
mod refusals;
mod seen_and_deleted;
mod senders;
