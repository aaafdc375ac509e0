//! How much a mailbox may hold (RFC 9208), counted over all its folders, Trash among them.
//!
//! A copy counts as much as its original: what people see is what is counted.

use crate::refusal::Refusal;
use std::fmt;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// Bytes of all messages, as they were sent.
    Storage,
    /// Messages.
    Messages,
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Storage => "storage",
            Self::Messages => "messages",
        })
    }
}

/// How much there is in a mailbox, or is to come into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Bytes.
    pub bytes: u64,
    /// Messages.
    pub messages: u64,
}

/// How much a mailbox may hold; nothing where there is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quota {
    /// Bytes.
    pub bytes: Option<u64>,
    /// Messages.
    pub messages: Option<u64>,
}

impl Quota {
    /// Refuses what would bring a mailbox over a limit. One that is over already may still lose messages.
    pub fn admit(self, present: Usage, more: Usage) -> Result<(), Refusal> {
        self.exchange(present, Usage::default(), more)
    }

    /// The same where `less` goes in the same step: what takes no more room than that is let in, however full it is.
    pub fn exchange(self, present: Usage, less: Usage, more: Usage) -> Result<(), Refusal> {
        for (resource, limit, there, less, more) in [
            (Resource::Storage, self.bytes, present.bytes, less.bytes, more.bytes),
            (Resource::Messages, self.messages, present.messages, less.messages, more.messages),
        ] {
            if let Some(limit) = limit
                && more > less
                && there.saturating_sub(less).saturating_add(more) > limit
            {
                return Err(Refusal::OverQuota { resource, limit });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_takes_what_fits_to_the_last_byte() {
        let quota = Quota { bytes: Some(100), messages: Some(3) };
        let present = Usage { bytes: 60, messages: 2 };
        assert_eq!(quota.admit(present, Usage { bytes: 40, messages: 1 }), Ok(()));
        let refused = Refusal::OverQuota { resource: Resource::Storage, limit: 100 };
        assert_eq!(quota.admit(present, Usage { bytes: 41, messages: 1 }), Err(refused));
        let refused = Refusal::OverQuota { resource: Resource::Messages, limit: 3 };
        assert_eq!(quota.admit(present, Usage { bytes: 0, messages: 2 }), Err(refused));
        assert_eq!(Quota::default().admit(present, Usage { bytes: u64::MAX, messages: 9 }), Ok(()));
    }

    #[test]
    fn an_exchange_counts_what_goes_and_one_for_less_is_always_possible() {
        let quota = Quota { bytes: Some(100), messages: Some(3) };
        let present = Usage { bytes: 100, messages: 3 };
        let old = Usage { bytes: 40, messages: 1 };
        assert_eq!(quota.exchange(present, old, Usage { bytes: 40, messages: 1 }), Ok(()));
        let refused = Refusal::OverQuota { resource: Resource::Storage, limit: 100 };
        assert_eq!(quota.exchange(present, old, Usage { bytes: 41, messages: 1 }), Err(refused));
        let over = Usage { bytes: 500, messages: 9 };
        assert_eq!(quota.exchange(over, old, Usage { bytes: 39, messages: 1 }), Ok(()));
    }
}
