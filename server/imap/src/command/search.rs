//! SEARCH (RFC 3501 §6.4.4), ESEARCH (RFC 4731), SEARCHRES (RFC 5182) and PARTIAL (RFC 9394).
//!
//! Knowledge is bought in rising order of price: what flags and UIDs decide is known here, the rest is asked of the store at
//! once. A client that does not say RETURN is answered as in 2003, unless it has enabled IMAP4rev2.

pub(crate) mod key;
pub(crate) mod returns;

use std::fmt::Write;

use self::key::{Bound, Charset, Key};
use self::returns::Returns;
use crate::command::Command;
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{Answer, Code};
use crate::syntax::words::{Expected, Words};
use crate::view::{By, Named};

/// Messages that are sorted or threaded where commands are run; more would make other sessions wait.
const AT_ONCE: usize = 1000;

/// SEARCH or UID SEARCH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Search {
    /// What to tell of the result; `None` for the response of RFC 3501.
    pub returns: Option<Returns>,
    /// In which the strings are.
    pub charset: Charset,
    /// All must be true.
    pub keys: Key,
    /// Whether to answer with numbers or UIDs.
    pub by: By,
}

/// ` RETURN (COUNT) CHARSET UTF-8 UNSEEN`.
pub(crate) fn parse(words: &mut Words<'_>, by: By) -> Result<Command, Expected> {
    let returns = Returns::read(words)?;
    words.space()?;
    let charset = if words.take_word("CHARSET") {
        words.space()?;
        let charset = Charset::named(&words.astring()?);
        words.space()?;
        charset
    } else {
        Charset::Unsaid
    };
    let keys = Key::all(words, charset)?;
    Ok(Command::Search(Search { returns, charset, keys, by }))
}

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, search: Search) -> Result<Answer, Fault> {
    let Search { returns, charset, keys, by } = search;
    if on.enabled.utf8 && charset != Charset::Unsaid {
        // RFC 6855 §3.
        return Err(Fault::Answer(Answer::bad("With UTF8=ACCEPT every string is UTF-8: leave CHARSET out")));
    }
    let returns = if on.enabled.rev2 { returns.or(Some(Returns::ALL)) } else { returns };
    let saves = returns.is_some_and(|returns| returns.save);
    let found = match found(on, charset, &keys, by).await {
        Err(Fault::Answer(refused)) => {
            if saves && !refused.is_bad() {
                // RFC 5182 §2.1: behind a search that was refused there is nothing saved.
                on.selected()?.1.view.save(Vec::new());
            }
            return Err(Fault::Answer(refused));
        }
        found => found?,
    };
    let modseq = match returns {
        Some(returns) => modseq(on, &keys, returns.told(&found)).await?,
        None => modseq(on, &keys, found.iter().collect()).await?,
    };
    let said = match returns {
        Some(returns) => {
            if returns.save {
                on.selected()?.1.view.save(returns.saved(&found));
            }
            returns.response(on.tag.as_str(), by, &found, modseq)
        }
        None => listed("SEARCH", &found, by, modseq),
    };
    on.lines.write(said.as_bytes()).await?;
    Ok(Answer::ok("Searched"))
}

/// The messages for which the keys hold, by rising number.
pub(crate) async fn found<S: Transport>(
    on: &mut Connection<S>,
    charset: Charset,
    keys: &Key,
    by: By,
) -> Result<Vec<Named>, Fault> {
    if charset == Charset::Unknown {
        return Err(Fault::Answer(Answer::no(Code::BadCharset, "Say it in UTF-8")));
    }
    let depth = on.service.settings.search_depth.min(key::DEEPEST);
    keys.within(depth).map_err(|bound| Fault::Answer(too_much(bound, depth)))?;
    if keys.asks_for_modseq() {
        on.turn_on_condstore().await?;
    }
    on.refresh(by.numbers()).await?;
    let (who, selected) = on.selected()?;
    let (folder, criterion) = (selected.folder, keys.criterion(&selected.view));
    let mut found: Vec<Named> = Vec::new();
    let mut undecided: Vec<u32> = Vec::new();
    for (named, flags) in selected.view.all() {
        match criterion.decided(named.uid, flags) {
            Some(true) => found.push(named),
            Some(false) => {}
            None => undecided.push(named.uid),
        }
    }
    if !undecided.is_empty() {
        let uids = on.phone().search(&who, folder, &undecided, &criterion).await?;
        let (_, selected) = on.selected()?;
        found.extend(uids.into_iter().filter_map(|uid| selected.view.find(uid)));
        found.sort_unstable_by_key(|named| named.number);
    }
    Ok(found)
}

/// Puts so many messages in order: many of them where nobody else's command waits for it.
pub(crate) async fn ordered<T: Send + 'static>(
    messages: usize,
    order: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    if messages <= AT_ONCE {
        return Ok(order());
    }
    tokio::task::spawn_blocking(order).await.map_err(|_| Fault::Answer(Answer::unavailable()))
}

/// Which limit the keys of a command meet.
fn too_much(bound: Bound, depth: usize) -> Answer {
    match bound {
        Bound::Depth => {
            Answer::limit(format!("Search keys inside one another: at most {depth}; ask for less at once"))
        }
        Bound::Number => Answer::limit(format!("Search keys: at most {}; ask for less at once", key::MOST)),
        Bound::Saved => Answer::limit(format!(
            "Search keys that name $: at most {}; ask for less at once",
            key::MOST_SAVED
        )),
        Bound::Texts => Answer::limit(format!(
            "Search keys that look through texts: at most {}; ask for less at once",
            key::MOST_TEXTS
        )),
    }
}

/// The highest MODSEQ of these messages, if the keys ask for one (RFC 7162 §3.1.5).
pub(crate) async fn modseq<S: Transport>(
    on: &mut Connection<S>,
    keys: &Key,
    messages: Vec<&Named>,
) -> Result<Option<u64>, Fault> {
    if !keys.asks_for_modseq() || messages.is_empty() {
        return Ok(None);
    }
    let uids: Vec<u32> = messages.into_iter().map(|named| named.uid).collect();
    let (who, selected) = on.selected()?;
    let folder = selected.folder;
    let highest = on.phone().highest_modseq(&who, folder, &uids).await?;
    // A client may go on from this number as from one that FETCH told it.
    on.selected()?.1.view.tell(highest);
    Ok(highest)
}

/// `* SEARCH 2 3 5 (MODSEQ 7)`.
pub(crate) fn listed(word: &str, found: &[Named], by: By, modseq: Option<u64>) -> String {
    let mut said = format!("* {word}");
    for named in found {
        let _ = write!(said, " {}", named.value(by));
    }
    if let Some(modseq) = modseq {
        let _ = write!(said, " (MODSEQ {modseq})");
    }
    said.push_str("\r\n");
    said
}
