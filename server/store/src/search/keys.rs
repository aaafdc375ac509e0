//! Values of many messages in one text: a hundred thousand rows of sqlx cost more than sorting them.

/// Between the values of a message, and between messages. No value holds a control character.
const VALUE_END: char = '\u{1f}';
const MESSAGE_END: char = '\u{1e}';

/// What messages can be sorted or threaded by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// When received, in milliseconds since 1970.
    Arrival,
    /// When sent, else when received, in the same (RFC 5256 §2.2).
    Date,
    /// Bytes.
    Size,
    /// Base subject.
    Subject,
    /// Mailbox of the first address of From.
    From,
    /// Of To.
    To,
    /// Of Cc.
    Cc,
    /// What is shown for the first address of From (RFC 5957).
    DisplayFrom,
    /// Of To.
    DisplayTo,
    /// Message-ID.
    MessageId,
    /// The identifiers of what it answers, between spaces; the parent is last.
    References,
    /// `1` if its subject says that it is an answer or was passed on.
    IsReply,
}

impl Key {
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::Arrival => "m.received_at",
            Self::Date => "coalesce(s.sent_at, m.received_at)",
            Self::Size => "s.size",
            Self::Subject => "s.base_subject",
            Self::From => "s.from_mailbox",
            Self::To => "s.to_mailbox",
            Self::Cc => "s.cc_mailbox",
            Self::DisplayFrom => "s.from_display",
            Self::DisplayTo => "s.to_display",
            Self::MessageId => "s.message_id",
            Self::References => "s.in_reply_to",
            Self::IsReply => "s.is_reply",
        }
    }
}

/// Values of many messages.
#[derive(Debug, Clone, Default)]
pub struct Keys(pub(super) String);

impl Keys {
    /// Of values at hand, by rising UID.
    pub fn of<'a>(messages: impl Iterator<Item = (u32, impl IntoIterator<Item = &'a str>)>) -> Self {
        let mut text = String::new();
        for (uid, values) in messages {
            if !text.is_empty() {
                text.push(MESSAGE_END);
            }
            text.push_str(&uid.to_string());
            for value in values {
                text.push(VALUE_END);
                text.push_str(value);
            }
        }
        Self(text)
    }

    /// Each message's UID and the values that were asked for, in that order.
    pub fn rows(&self) -> impl Iterator<Item = (u32, impl Iterator<Item = &str>)> {
        self.0.split(MESSAGE_END).filter_map(|message| {
            let mut values = message.split(VALUE_END);
            Some((values.next()?.parse().ok()?, values))
        })
    }
}
