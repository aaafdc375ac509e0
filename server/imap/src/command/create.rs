//! CREATE (RFC 3501 §6.3.3), with a use for the new folder (RFC 6154 §3); answers with its MAILBOXID (RFC 8474 §4.1).

use server_domain::Refusal;
use server_domain::folders::SpecialUse;

use crate::command::{Command, FolderName};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{Answer, Code};
use crate::syntax::words::{Expected, Words};

/// ` Work/2026 (USE (\Archive))`.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    let name = words.folder()?;
    let mut uses = Vec::new();
    if words.take(b' ') {
        words.open()?;
        if !words.take_word("USE") {
            return Err(Expected("USE"));
        }
        words.space()?;
        uses = words.list_or_empty(|words| {
            if !words.take(b'\\') {
                return Err(Expected("a use, such as \\Archive"));
            }
            words.atom().map(|attribute| format!("\\{attribute}"))
        })?;
        words.close()?;
    }
    Ok(Command::Create { name, uses })
}

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    name: &FolderName,
    uses: &[String],
) -> Result<Answer, Fault> {
    let special_use = match uses {
        [] => None,
        [one] => Some(SpecialUse::from_attribute(one)?),
        several => return Err(Refusal::UseNotPossible { given: several.join(" ") }.into()),
    };
    let who = on.who()?;
    let folder = on.phone().create_folder(&who, &name.0, special_use).await?;
    Ok(Answer::ok("Made").with_code(Code::MailboxId(folder.id)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_use_may_stand_behind_the_name() {
        let mut words = Words::new(b" Old (USE (\\Archive))");
        let Command::Create { name, uses } = parse(&mut words).unwrap() else { panic!() };
        assert_eq!((name.0.as_str(), uses), ("Old", vec!["\\Archive".to_owned()]));
        assert!(words.is_at_end());
        assert!(parse(&mut Words::new(b" Old (SIZE 5)")).is_err());
    }

    proptest! {
        #[test]
        fn no_arguments_upset_the_reader(text in "[ -~]{0,40}") {
            let _ = parse(&mut Words::new(text.as_bytes()));
        }
    }
}
