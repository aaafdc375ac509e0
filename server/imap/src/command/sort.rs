//! SORT (RFC 5256 §3), SORT=DISPLAY (RFC 5957) and ESORT (RFC 5267 §3).

mod order;

use server_core::Key as Value;

use self::order::{Order, sorted};
use crate::command::Command;
use crate::command::search::key::{Charset, Key};
use crate::command::search::returns::Returns;
use crate::command::search::{self, listed, modseq};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;
use crate::syntax::words::{Expected, Words};
use crate::view::{By, Named};

/// Sort keys of one command. There are nine, and a second time none says anything new.
const MOST: usize = 18;

/// SORT or UID SORT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sort {
    /// What to tell of the result; `None` for the response of RFC 5256.
    pub returns: Option<Returns>,
    /// The first counts most.
    pub orders: Vec<Order>,
    /// In which the strings are.
    pub charset: Charset,
    /// Which messages.
    pub keys: Key,
    /// Whether to answer with numbers or UIDs.
    pub by: By,
}

/// ` RETURN (COUNT) (REVERSE DATE SUBJECT) UTF-8 UNSEEN`.
pub(crate) fn parse(words: &mut Words<'_>, by: By) -> Result<Command, Expected> {
    let returns = Returns::read(words)?;
    words.space()?;
    let orders = words.list(order)?;
    if orders.len() > MOST {
        return Err(Expected("at most 18 sort keys"));
    }
    words.space()?;
    let charset = Charset::named(&words.astring()?);
    words.space()?;
    let keys = Key::all(words, charset)?;
    Ok(Command::Sort(Sort { returns, orders, charset, keys, by }))
}

fn order(words: &mut Words<'_>) -> Result<Order, Expected> {
    let is_reverse = words.take_word("REVERSE");
    if is_reverse {
        words.space()?;
    }
    let value = match words.atom()?.to_ascii_uppercase().as_str() {
        "ARRIVAL" => Value::Arrival,
        "CC" => Value::Cc,
        "DATE" => Value::Date,
        "DISPLAYFROM" => Value::DisplayFrom,
        "DISPLAYTO" => Value::DisplayTo,
        "FROM" => Value::From,
        "SIZE" => Value::Size,
        "SUBJECT" => Value::Subject,
        "TO" => Value::To,
        _ => return Err(Expected("a sort key, such as REVERSE DATE or SUBJECT")),
    };
    Ok(Order { value, is_reverse })
}

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, sort: Sort) -> Result<Answer, Fault> {
    let Sort { returns, orders, charset, keys, by } = sort;
    let found = search::found(on, charset, &keys, by).await?;
    let uids: Vec<u32> = found.iter().map(|named| named.uid).collect();
    let (who, selected) = on.selected()?;
    let folder = selected.folder;
    let sorted = if uids.len() < 2 {
        uids
    } else {
        let values: Vec<Value> = orders.iter().map(|order| order.value).collect();
        let rows = on.phone().keys(&who, folder, &uids, &values).await?;
        search::ordered(uids.len(), move || sorted(&rows, &orders, &uids)).await?
    };
    let (_, selected) = on.selected()?;
    let found: Vec<Named> = sorted.into_iter().filter_map(|uid| selected.view.find(uid)).collect();
    let said = match returns {
        Some(returns) => {
            if returns.save {
                selected.view.save(returns.saved(&found));
            }
            let modseq = modseq(on, &keys, returns.told(&found)).await?;
            returns.response(on.tag.as_str(), by, &found, modseq)
        }
        None => {
            let modseq = modseq(on, &keys, found.iter().collect()).await?;
            listed("SORT", &found, by, modseq)
        }
    };
    on.lines.write(said.as_bytes()).await?;
    Ok(Answer::ok("Sorted"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax;

    fn orders(text: &str) -> Result<Vec<Order>, Expected> {
        let line = format!(" ({text}) UTF-8 ALL");
        match parse(&mut Words::new(line.as_bytes()), By::Number)? {
            Command::Sort(sort) => Ok(sort.orders),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn keys_are_read_in_their_order() {
        assert_eq!(
            orders("subject REVERSE Date"),
            Ok(vec![
                Order { value: Value::Subject, is_reverse: false },
                Order { value: Value::Date, is_reverse: true }
            ])
        );
        assert!(
            syntax::parse(
                b"a UID SORT RETURN (ALL) (DISPLAYFROM) UTF-8 UNSEEN",
                crate::session::Enabled::default()
            )
            .is_ok()
        );
    }

    #[test]
    fn what_is_no_order_is_refused() {
        assert_eq!(orders("LENGTH"), Err(Expected("a sort key, such as REVERSE DATE or SUBJECT")));
        assert_eq!(orders("REVERSE"), Err(Expected("a space")));
        assert_eq!(orders(&["DATE"; 19].join(" ")), Err(Expected("at most 18 sort keys")));
        assert!(orders("").is_err());
    }
}
