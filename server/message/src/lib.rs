//! Reads RFC 5322 bytes once, at write time, into all that readers will ask for.
