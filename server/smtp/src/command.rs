//! One command, one file. Each takes the part of the state that it may change and says what comes next.

pub(crate) mod auth;
pub(crate) mod data;
pub(crate) mod ehlo;
pub(crate) mod help;
pub(crate) mod mail;
pub(crate) mod noop;
pub(crate) mod quit;
pub(crate) mod rcpt;
pub(crate) mod rset;
pub(crate) mod starttls;
pub(crate) mod vrfy;
