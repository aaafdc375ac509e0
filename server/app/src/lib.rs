//! The Mobile Link server, as a library.
