//! IMAP4rev1 for voicemail.
