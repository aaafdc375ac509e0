//! Mail programs that know nothing of us: one program, one file. All make the round of [`e2e::round`], by their own way.

mod aioimaplib;
mod angus;
mod async_imap;
mod curl;
mod dialer;
mod fetchmail;
mod getmail;
mod go_imap;
mod imapclient;
mod imapflow;
mod imaplib;
mod mbsync;
mod neomutt;
mod offlineimap;
