//! XCHANGE_VM_LANG (OMTP Visual Voicemail 1.3 §2.5.2): the language of the prompts, by its number in the operator's list.

use crate::command::Command;
use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;
use crate::syntax::words::{Expected, Words};

/// ` LANG=2`.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    let expected = Expected("LANG= and a number up to 255");
    let word = words.atom().map_err(|_| expected)?.to_ascii_uppercase();
    let number = word.strip_prefix("LANG=").and_then(|number| number.parse().ok());
    number.map(Command::SetPromptLanguage).ok_or(expected)
}

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, language: u8) -> Result<Answer, Fault> {
    let who = on.who()?;
    on.phone().set_prompt_language(&who, language).await?;
    Ok(Answer::ok("language changed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_a_small_number() {
        assert!(matches!(parse(&mut Words::new(b" LANG=2")), Ok(Command::SetPromptLanguage(2))));
        for wrong in [" LANG=", " LANG=256", " LANG=-1", " LANG=en", " 2", ""] {
            assert!(parse(&mut Words::new(wrong.as_bytes())).is_err(), "{wrong}");
        }
    }
}
