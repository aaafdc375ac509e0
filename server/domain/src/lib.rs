//! What a phone system's people, messages and conferences are, and every decision about them.
