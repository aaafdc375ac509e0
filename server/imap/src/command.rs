//! The commands of RFC 3501 and of the extensions that are announced, one file each.
//!
//! Whatever parses them ([`crate::syntax`]), this is what they mean here. Messages are still as the client named them;
//! the open folder's view knows which they are.

mod append;
mod authenticate;
pub(crate) mod capability;
pub(crate) mod compress;
pub(crate) mod copy;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod enable;
pub(crate) mod expunge;
pub(crate) mod fetch;
mod id;
pub(crate) mod incoming;
pub(crate) mod list;
mod log_in;
pub(crate) mod lsub;
pub(crate) mod metadata;
mod namespace;
pub(crate) mod notify;
pub(crate) mod quota;
pub(crate) mod rename;
mod replace;
pub(crate) mod search;
pub(crate) mod select;
pub(crate) mod sort;
pub(crate) mod status;
pub(crate) mod store;
pub(crate) mod subscribe;
pub(crate) mod thread;
pub(crate) mod xchange_tui_pwd;
pub(crate) mod xchange_vm_lang;
mod xclose_nut;

use secrecy::SecretString;
use server_domain::annotations::Entry;
use server_sasl::Mechanism;

use crate::command::fetch::Fetch;
use crate::command::notify::Notify;
use crate::command::search::Search;
use crate::command::sort::Sort;
use crate::command::thread::Thread;
use crate::connection::{Connection, Fault, Transport};
use crate::literal::Literal;
use crate::reply::Answer;
use crate::session::Enabled;
use crate::syntax::words::{Expected, Words};
use crate::view::{By, Messages, NoSuchNumber, Numbers};

/// Runs a command that is permitted and returns what ends it. What it says before that, it has written.
///
/// STARTTLS, COMPRESS, IDLE and LOGOUT change what the connection does next, and the messages of APPEND and REPLACE are
/// still in it: those are the connection's.
pub(crate) async fn run<S: Transport>(on: &mut Connection<S>, command: Command) -> Result<Answer, Fault> {
    match command {
        Command::Capability => capability::run(on).await,
        Command::Id => id::run(on).await,
        Command::Authenticate { mechanism, initial } => authenticate::run(on, mechanism, initial).await,
        Command::LogIn { login, password } => log_in::run(on, &login, &password).await,
        Command::Select(wanted) => select::run(on, wanted).await,
        Command::Create { name, uses } => create::run(on, &name, &uses).await,
        Command::Delete(name) => delete::run(on, &name).await,
        Command::Rename { from, to } => rename::run(on, &from, &to).await,
        Command::Subscribe(name) => subscribe::run(on, &name).await,
        Command::Unsubscribe(name) => subscribe::end(on, &name).await,
        Command::List(list) => list::run(on, &list).await,
        Command::Lsub(names) => lsub::run(on, &names).await,
        Command::Namespace => namespace::run(on).await,
        Command::Status { name, items } => status::run(on, &name, &items).await,
        Command::GetMetadata(wanted) => metadata::get(on, &wanted).await,
        Command::SetMetadata { of, changes } => metadata::set(on, &of, &changes).await,
        Command::GetQuota(root) => quota::get(on, &root).await,
        Command::GetQuotaRoot(name) => quota::get_root(on, &name).await,
        Command::SetQuota => Err(Fault::Answer(quota::set())),
        Command::ChangePin { new, old } => xchange_tui_pwd::run(on, &new, &old).await,
        Command::SetPromptLanguage(language) => xchange_vm_lang::run(on, language).await,
        Command::CloseTutorial => xclose_nut::run(on).await,
        Command::Enable(wanted) => enable::run(on, wanted).await,
        Command::Notify(wanted) => notify::run(on, wanted).await,
        Command::Noop | Command::Check => {
            on.refresh(Numbers::MayShift).await?;
            Ok(Answer::ok("Done"))
        }
        Command::Close => select::close(on).await,
        Command::Unselect => {
            on.state.unselect();
            Ok(Answer::ok("Closed; nothing was expunged"))
        }
        Command::Expunge { uids } => expunge::run(on, uids.as_ref()).await,
        Command::Search(search) => search::run(on, search).await,
        Command::Sort(sort) => sort::run(on, sort).await,
        Command::Thread(thread) => thread::run(on, thread).await,
        Command::Fetch(fetch) => fetch::run(on, fetch).await,
        Command::Store(wanted) => store::run(on, wanted).await,
        Command::Copy { set, to, by } => copy::run(on, &set, &to, by).await,
        Command::Move { set, to, by } => copy::run_move(on, &set, &to, by).await,
        Command::StartTls
        | Command::Compress
        | Command::Idle
        | Command::Logout
        | Command::Append
        | Command::Replace => Ok(Answer::bad("This is no time for that")),
    }
}

/// A command that was understood.
#[derive(Debug)]
pub(crate) enum Command {
    /// RFC 3501 §6.1.1.
    Capability,
    /// RFC 3501 §6.1.2.
    Noop,
    /// RFC 3501 §6.1.3.
    Logout,
    /// RFC 2971; what the client says of itself is not kept.
    Id,
    /// RFC 3501 §6.2.1.
    StartTls,
    /// RFC 3501 §6.2.2, with the initial response of RFC 4959.
    Authenticate {
        /// `None` for one that is not offered.
        mechanism: Option<Mechanism>,
        /// Decoded; it holds a secret.
        initial: Option<SecretString>,
    },
    /// RFC 3501 §6.2.3.
    LogIn {
        /// As typed.
        login: String,
        /// The secret.
        password: SecretString,
    },
    /// RFC 3501 §6.3.1 and §6.3.2 (EXAMINE).
    Select(select::Select),
    /// RFC 3501 §6.3.3.
    Create {
        /// Folder.
        name: FolderName,
        /// Attributes of RFC 6154.
        uses: Vec<String>,
    },
    /// RFC 3501 §6.3.4.
    Delete(FolderName),
    /// RFC 3501 §6.3.5.
    Rename {
        /// From.
        from: FolderName,
        /// To.
        to: FolderName,
    },
    /// RFC 3501 §6.3.6.
    Subscribe(FolderName),
    /// RFC 3501 §6.3.7.
    Unsubscribe(FolderName),
    /// RFC 3501 §6.3.8.
    List(list::List),
    /// RFC 3501 §6.3.9.
    Lsub(list::Names),
    /// RFC 2342.
    Namespace,
    /// RFC 3501 §6.3.10.
    Status {
        /// Folder.
        name: FolderName,
        /// What is asked.
        items: Vec<StatusItem>,
    },
    /// RFC 5464 §4.2.
    GetMetadata(metadata::Wanted),
    /// RFC 5464 §4.3.
    SetMetadata {
        /// Folder; empty for the whole mailbox.
        of: FolderName,
        /// Values; none removes.
        changes: Vec<(Entry, Option<Vec<u8>>)>,
    },
    /// RFC 9208 §4.2, of this root.
    GetQuota(String),
    /// RFC 9208 §4.3.
    GetQuotaRoot(FolderName),
    /// RFC 9208 §4.1; it is refused, whatever is asked.
    SetQuota,
    /// OMTP's XCHANGE_TUI_PWD.
    ChangePin {
        /// The PIN to be.
        new: SecretString,
        /// The PIN that is.
        old: SecretString,
    },
    /// OMTP's XCHANGE_VM_LANG.
    SetPromptLanguage(u8),
    /// OMTP's XCLOSE_NUT.
    CloseTutorial,
    /// RFC 3501 §6.3.11. Its arguments are an [`Upload`], its messages are still in the connection.
    Append,
    /// RFC 8508. The same is true of it.
    Replace,
    /// RFC 4978, by DEFLATE.
    Compress,
    /// RFC 5161.
    Enable(Enabled),
    /// RFC 5465.
    Notify(Notify),
    /// RFC 2177.
    Idle,
    /// RFC 3501 §6.4.1.
    Check,
    /// RFC 3501 §6.4.2.
    Close,
    /// RFC 3691.
    Unselect,
    /// RFC 3501 §6.4.3, or `UID EXPUNGE` (RFC 4315) of these.
    Expunge {
        /// Only these.
        uids: Option<Messages>,
    },
    /// RFC 3501 §6.4.4.
    Search(Search),
    /// RFC 5256.
    Sort(Sort),
    /// RFC 5256.
    Thread(Thread),
    /// RFC 3501 §6.4.5.
    Fetch(Fetch),
    /// RFC 3501 §6.4.6.
    Store(store::Store),
    /// RFC 3501 §6.4.7.
    Copy {
        /// Messages.
        set: Messages,
        /// Into this folder.
        to: FolderName,
        /// How messages were named.
        by: By,
    },
    /// RFC 6851.
    Move {
        /// Messages.
        set: Messages,
        /// Into this folder.
        to: FolderName,
        /// How messages were named.
        by: By,
    },
}

/// A folder's name, UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FolderName(pub String);

/// What STATUS may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatusItem {
    /// Number of messages.
    Messages,
    /// Always 0: it is not tracked.
    Recent,
    /// The UID that the next message gets.
    UidNext,
    /// UIDVALIDITY.
    UidValidity,
    /// Number of messages without `\Seen`.
    Unseen,
    /// Number of messages with `\Deleted`.
    Deleted,
    /// Bytes of messages with `\Deleted`.
    DeletedStorage,
    /// Bytes of all messages.
    Size,
    /// The last change.
    HighestModSeq,
    /// Most bytes of an APPEND.
    AppendLimit,
    /// What the folder keeps when it is renamed.
    MailboxId,
}

/// A command that brings messages, up to the first of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Upload {
    /// RFC 3501 §6.3.11.
    Append(append::Append),
    /// RFC 8508.
    Replace(replace::Replace),
}

impl Upload {
    /// Reads the arguments up to the announcement of a literal; nothing if that literal is not a message, or if the
    /// command is another.
    pub(crate) fn parse(verb: &str, words: &mut Words<'_>, by: By) -> Result<Option<Self>, Expected> {
        Ok(match (verb.to_ascii_uppercase().as_str(), by) {
            ("APPEND", By::Number) => append::parse(words)?.map(Self::Append),
            ("REPLACE", by) => replace::parse(words, by)?.map(Self::Replace),
            _ => None,
        })
    }
}

/// Runs a command that brings messages; the connection is where the first begins, and behind the command afterwards.
pub(crate) async fn take_in<S: Transport>(
    on: &mut Connection<S>,
    upload: Upload,
    literal: Literal,
) -> Result<Answer, Fault> {
    match upload {
        Upload::Append(append) => append::run(on, append, literal).await,
        Upload::Replace(replace) => replace::run(on, replace, literal).await,
    }
}

/// A number was named that does not exist (RFC 3501 §9, `seq-number`).
fn no_such_number(NoSuchNumber(number): NoSuchNumber) -> Fault {
    Fault::Answer(Answer::bad(format!("There is no message {number}; NOOP brings the numbers up to date")))
}
