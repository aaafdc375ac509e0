//! Every "no" the system can say: facts inside, words and codes in each protocol's `reply.rs`.
//!
//! No adapter may match with a wildcard: a new refusal does not compile until all of them have an answer.

use crate::{
    accounts::{FeatureKey, Permission, PinProblem},
    folders::NameProblem,
    greetings::GreetingProblem,
    quota::Resource,
};
use std::time::Duration;

/// Why something was not done. Nothing was changed when one of these is returned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    // Who is asking.
    /// Unknown user, unknown site or wrong password; deliberately one and the same.
    #[error("unknown user or wrong password")]
    SignInRefused,
    /// Too many wrong passwords for this account.
    #[error("too many attempts; wait {} s", retry_after.as_secs())]
    TooManyAttempts {
        /// How long until another attempt is looked at.
        retry_after: Duration,
    },
    /// The token is not one of ours, or is damaged.
    #[error("access token not valid")]
    TokenInvalid,
    /// The token was good once.
    #[error("access token expired")]
    TokenExpired,
    /// A refresh token was used twice: the whole family is dead, because one of the two users stole it.
    #[error("refresh token used twice; the device was signed out")]
    RefreshTokenReused,
    /// The device was signed out.
    #[error("device signed out")]
    DeviceRevoked,
    /// A password was offered over an unprotected connection from elsewhere.
    #[error("log-in needs TLS")]
    PlaintextRefused,
    /// The person lacks a feature key (ML-03).
    #[error("feature key missing: {}", key.wire_id())]
    FeatureKeyMissing {
        /// Which one.
        key: FeatureKey,
    },
    /// The person lacks a permission.
    #[error("not permitted: {}", permission.wire_id())]
    NotPermitted {
        /// Which one.
        permission: Permission,
    },
    /// More is being asked than the server will queue.
    #[error("server busy")]
    Overloaded,

    // Names and secrets.
    /// Not 1 to 64 of `a-z 0-9 . _ -` with a letter in it.
    #[error("username not suitable")]
    UsernameUnsuitable,
    /// Not 2 to 6 digits.
    #[error("extension not suitable")]
    ExtensionUnsuitable,
    /// Not 5 to 10 digits (ACC-04).
    #[error("PIN not suitable: {problem}")]
    PinUnsuitable {
        /// What is wrong with it.
        problem: PinProblem,
    },
    /// The old PIN, which a new one must come with, is another.
    #[error("not the present PIN")]
    PinWrong,
    /// Shorter or longer than the policy.
    #[error("password must have at least {minimum} characters and at most {limit} bytes")]
    PasswordUnsuitable {
        /// Fewest characters.
        minimum: usize,
        /// Most bytes.
        limit: usize,
    },
    /// Not a host name.
    #[error("site name not suitable: {given}")]
    SiteNameUnsuitable {
        /// What was given.
        given: String,
    },
    /// Another account has this username.
    #[error("username {username} is taken")]
    UsernameTaken {
        /// The name.
        username: String,
    },
    /// Another account has this extension.
    #[error("extension {extension} is taken")]
    ExtensionTaken {
        /// The digits.
        extension: String,
    },
    /// A site of this name exists.
    #[error("site {name} exists")]
    SiteExists {
        /// The name.
        name: String,
    },
    /// No such account at this site.
    #[error("no user {username}")]
    NoSuchAccount {
        /// The name.
        username: String,
    },
    /// No such site.
    #[error("no site {name}")]
    NoSuchSite {
        /// The name.
        name: String,
    },

    // Presence.
    /// Not one of the seven (features 0.1).
    #[error("no such presence: {given}")]
    PresenceNotSettable {
        /// What was given.
        given: String,
    },
    /// Too long, or more than one line.
    #[error("note must be one line of at most {limit} characters")]
    NoteUnsuitable {
        /// Most characters.
        limit: usize,
    },

    // Deposits.
    /// An address of some other host. There is no setting that allows it.
    #[error("no relay to {domain}")]
    RelayDenied {
        /// The other host.
        domain: String,
    },
    /// Nobody here has this name or extension.
    #[error("unknown recipient {address}")]
    UnknownRecipient {
        /// As given.
        address: String,
    },
    /// More recipients than one message may have.
    #[error("more than {limit} recipients")]
    TooManyRecipients {
        /// Most recipients.
        limit: usize,
    },
    /// The message names somebody else as its author.
    #[error("{given} is not an address of the signed-in user")]
    SenderNotYours {
        /// The address that was given.
        given: String,
    },
    /// The message is larger than the limit.
    #[error("message larger than {limit} bytes")]
    MessageTooLarge {
        /// Most bytes.
        limit: u64,
    },
    /// Not a single byte.
    #[error("message empty")]
    MessageEmpty,
    /// A part that says it is audio and is not.
    #[error("{file} is declared {declared} and is {found}")]
    AudioIsNotAudio {
        /// File name; `audio` when it has none.
        file: String,
        /// The declared media type.
        declared: String,
        /// What it is instead, in a word.
        found: String,
    },

    // Mailboxes.
    /// No message of this identifier in this mailbox.
    #[error("no such message")]
    NoSuchMessage,
    /// The message has no such recording.
    #[error("message has no {part}")]
    NoSuchPart {
        /// The word for it.
        part: String,
    },
    /// No folder of this name.
    #[error("no folder {name}")]
    NoSuchFolder {
        /// The name.
        name: String,
    },
    /// Not an atom, or too long, so no name of a keyword.
    #[error("{given} cannot name a keyword; an atom of at most {limit} bytes can")]
    KeywordUnsuitable {
        /// What was given.
        given: String,
        /// Most bytes.
        limit: usize,
    },
    /// The mailbox has as many keywords as it can have.
    #[error("a mailbox has at most {limit} keywords")]
    TooManyKeywords {
        /// Most keywords.
        limit: usize,
    },
    /// There is a folder of this name.
    #[error("folder {name} exists")]
    FolderExists {
        /// The name.
        name: String,
    },
    /// Not a name that a folder can have.
    #[error("folder name not suitable: {problem}")]
    FolderNameUnsuitable {
        /// What is wrong with it.
        problem: NameProblem,
    },
    /// The folder belongs to the mailbox: one of the four, or the greetings'.
    #[error("folder {name} cannot be removed or renamed")]
    FolderStays {
        /// The name.
        name: String,
    },
    /// The name is there for the folders below it only.
    #[error("there are folders below {name}")]
    FolderHasChildren {
        /// The name.
        name: String,
    },
    /// A folder cannot be moved below itself.
    #[error("folder {name} cannot be below itself")]
    FolderIntoItself {
        /// The name.
        name: String,
    },
    /// More folders than a mailbox may have, or more subscriptions.
    #[error("more than {limit} folders")]
    TooManyFolders {
        /// Most of them.
        limit: usize,
    },
    /// No folder can be given this use, or another one has it (RFC 6154).
    #[error("no folder can be given the use {given}")]
    UseNotPossible {
        /// The attribute that was asked for.
        given: String,
    },
    /// The mailbox would hold more than it may (RFC 9208).
    #[error("mailbox full: {resource} limit {limit}")]
    OverQuota {
        /// What there would be too much of.
        resource: Resource,
        /// Most of it: bytes, or messages.
        limit: u64,
    },
    /// What was put into the greetings' folder is no greeting (AMC-50).
    #[error("not a greeting: {problem}")]
    NotAGreeting {
        /// What is wrong with it.
        problem: GreetingProblem,
    },
    /// More annotations than a mailbox may have (RFC 5464).
    #[error("more than {limit} annotations")]
    TooManyAnnotations {
        /// Most of them.
        limit: usize,
    },
    /// The value of an annotation is too long (RFC 5464).
    #[error("annotation longer than {limit} bytes")]
    AnnotationTooLarge {
        /// Most bytes.
        limit: usize,
    },
    /// Nobody but the administrator may set this annotation.
    #[error("annotation {entry} cannot be set")]
    AnnotationFixed {
        /// Its name.
        entry: String,
    },
    /// Looking through the folder took longer than one search may.
    #[error("search took longer than {} s", limit.as_secs())]
    SearchTooLong {
        /// How long it may take.
        limit: Duration,
    },
    /// The bytes end before the range begins.
    #[error("range begins after the end, {size} bytes")]
    RangeOutside {
        /// How many bytes there are.
        size: u64,
    },

    // Conferences, logo, changes.
    /// No conference of this identifier that the person may see.
    #[error("no such conference")]
    NoSuchConference,
    /// Another conference of the site has this number.
    #[error("conference {number} exists")]
    ConferenceNumberTaken {
        /// The digits.
        number: String,
    },
    /// The site has no logo.
    #[error("no logo")]
    NoLogo,
    /// The cursor is not one of ours, or reaches further back than the log.
    #[error("cursor expired")]
    CursorExpired,
}
