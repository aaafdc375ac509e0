//! SEARCH (RFC 3501 §6.4.4).
//!
//! Knowledge is bought in rising order of price: flags and UIDs are known, dates and sizes are in the row, header and
//! text in the file. A message for which the cheap answers decide is not opened; one is in memory at a time.

mod criterion;
mod decoded;

use imap_types::core::Charset;
use imap_types::search::SearchKey;
use server_core::{MessageFile, Row};

use self::criterion::{Criterion, Known};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{Answer, Code};
use crate::view::{By, Named};

/// Rows read at once.
const ROWS: usize = 256;

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    charset: Option<&Charset<'_>>,
    keys: &SearchKey<'_>,
    by: By,
) -> Result<Answer, Fault> {
    let is_known = charset.is_none_or(|charset| {
        let name: &str = charset.as_ref();
        ["US-ASCII", "UTF-8"].iter().any(|known| known.eq_ignore_ascii_case(name))
    });
    if !is_known {
        return Err(Fault::Answer(Answer::no(Code::BadCharset, "Say it in UTF-8")));
    }
    on.refresh(by.numbers()).await?;
    let (_, selected) = on.selected()?;
    let criterion = Criterion::new(keys, &selected.view)?;

    let mut found: Vec<Named> = Vec::new();
    let mut undecided: Vec<Named> = Vec::new();
    for (named, flags) in selected.view.all() {
        match criterion.holds(&Known { uid: named.uid, flags, row: None, header: None, text: None }) {
            Some(true) => found.push(named),
            Some(false) => {}
            None => undecided.push(named),
        }
    }
    for chunk in undecided.chunks(ROWS) {
        found.extend(among(on, chunk, &criterion).await?);
    }
    found.sort_unstable_by_key(|named| named.number);

    let mut said = "* SEARCH".to_owned();
    for named in found {
        let value = match by {
            By::Number => named.number,
            By::Uid => named.uid,
        };
        said.push(' ');
        said.push_str(&value.to_string());
    }
    said.push_str("\r\n");
    on.lines.write(said.as_bytes()).await?;
    Ok(Answer::ok("Searched"))
}

/// Those of a chunk for which the criterion holds, once rows and, where needed, files are asked.
async fn among<S: Transport>(
    on: &mut Connection<S>,
    chunk: &[Named],
    criterion: &Criterion,
) -> Result<Vec<Named>, Fault> {
    let (who, selected) = on.selected()?;
    let folder = selected.folder;
    let uids: Vec<u32> = chunk.iter().map(|named| named.uid).collect();
    let mut found = Vec::new();
    for row in on.phone().rows(&who, folder, &uids).await? {
        let (_, selected) = on.selected()?;
        let Some(named) = selected.view.find(row.uid) else { continue };
        let mut known = Known { uid: row.uid, flags: row.flags, row: Some(&row), header: None, text: None };
        let holds = match criterion.holds(&known) {
            Some(holds) => holds,
            None => {
                let file = on.phone().bytes(&who, &row.body).await?;
                let raw = header(&file, &row).await?;
                let header = decoded::Header::read(&raw);
                known.header = Some(&header);
                match criterion.holds(&known) {
                    Some(holds) => holds,
                    None => {
                        let text = text(&file, &row).await?;
                        known.text = Some(&text);
                        criterion.holds(&known).unwrap_or(false)
                    }
                }
            }
        };
        if holds {
            found.push(named);
        }
    }
    Ok(found)
}

async fn header(file: &MessageFile, row: &Row) -> Result<Vec<u8>, Fault> {
    let mut raw = Vec::new();
    let length = usize::try_from(row.header_size).unwrap_or(usize::MAX).min(decoded::MOST);
    file.read(0, &mut raw, length).await.map_err(failed)?;
    Ok(raw)
}

/// The readable parts, decoded and folded.
async fn text(file: &MessageFile, row: &Row) -> Result<String, Fault> {
    let mut all = String::new();
    let mut raw = Vec::new();
    for section in &row.sections {
        let header = bounded(section.header_start, section.body_start);
        file.read(section.header_start, &mut raw, header).await.map_err(failed)?;
        if decoded::is_text(&raw) {
            raw.clear();
            let body = bounded(section.body_start, section.end);
            file.read(section.body_start, &mut raw, body).await.map_err(failed)?;
            all.push_str(&decoded::text(&raw, section.encoding));
            all.push('\n');
        }
        raw.clear();
    }
    Ok(all)
}

fn bounded(start: u64, end: u64) -> usize {
    usize::try_from(end.saturating_sub(start)).unwrap_or(usize::MAX).min(decoded::MOST)
}

fn failed(error: impl Into<server_core::Failure>) -> Fault {
    Fault::from(error.into())
}
