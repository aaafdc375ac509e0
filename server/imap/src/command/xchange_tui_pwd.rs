//! XCHANGE_TUI_PWD (OMTP Visual Voicemail 1.3 §2.5.1): a new PIN for the telephone, from a dialer.
//!
//! Dialers compare the texts of refusals letter by letter, and a response code would stand in their place; so there is none,
//! and each text is OMTP's.

use secrecy::SecretString;
use server_core::Failure;
use server_domain::Refusal;
use server_domain::accounts::PinProblem;

use crate::command::Command;
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{self, Answer};
use crate::syntax::words::{Expected, Words};

/// ` PWD=54321 OLD_PWD=12345`.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    let new = value(words, "PWD=")?;
    words.space()?;
    let old = value(words, "OLD_PWD=")?;
    Ok(Command::ChangePin { new: new.into(), old: old.into() })
}

/// The rest of a word that begins so. A PIN that is empty or holds anything else is the policy's affair.
fn value(words: &mut Words<'_>, name: &str) -> Result<String, Expected> {
    let expected = Expected("PWD=new OLD_PWD=old");
    let word = words.atom().map_err(|_| expected)?;
    let (head, value) = word.split_at_checked(name.len()).ok_or(expected)?;
    if head.eq_ignore_ascii_case(name) { Ok(value.to_owned()) } else { Err(expected) }
}

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    new: &SecretString,
    old: &SecretString,
) -> Result<Answer, Fault> {
    let who = on.who()?;
    match on.phone().change_pin(&who, old, new).await {
        Ok(()) => Ok(Answer::ok("password changed")),
        Err(Failure::Refused(refusal)) => Err(Fault::Answer(answer(&refusal))),
        Err(broken @ Failure::Broken) => Err(broken.into()),
    }
}

fn answer(refusal: &Refusal) -> Answer {
    match refusal {
        Refusal::PinUnsuitable { problem: PinProblem::TooShort } => Answer::plain_no("password too short"),
        Refusal::PinUnsuitable { problem: PinProblem::TooLong } => Answer::plain_no("password too long"),
        Refusal::PinUnsuitable { problem: PinProblem::NotDigits } => {
            Answer::plain_no("password contains invalid characters")
        }
        Refusal::PinWrong => Answer::plain_no("old password mismatch"),
        Refusal::TooManyAttempts { .. } => Answer::plain_no("user is blocked"),
        other => reply::refusal(other),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn both_pins_are_read_as_a_dialer_writes_them() {
        let mut words = Words::new(b" PWD=54321 OLD_PWD=12345");
        let Command::ChangePin { new, old } = parse(&mut words).unwrap() else { panic!() };
        assert_eq!((new.expose_secret(), old.expose_secret()), ("54321", "12345"));
        assert!(parse(&mut Words::new(b" OLD_PWD=12345 PWD=54321")).is_err());
        assert!(parse(&mut Words::new(b" PWD=54321")).is_err());
        let mut empty = Words::new(b" PWD= OLD_PWD=");
        assert!(parse(&mut empty).is_ok(), "too short, and said so");
    }

    proptest! {
        #[test]
        fn no_arguments_upset_the_reader(text in "[ -~]{0,40}") {
            let _ = parse(&mut Words::new(text.as_bytes()));
        }
    }
}
