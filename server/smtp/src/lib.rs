//! SMTP submission and local delivery; nothing is relayed.
