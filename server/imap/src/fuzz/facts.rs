//! Arbitrary facts for the reply writer: whatever they are, what is written is one response.

use std::time::Duration;

use arbitrary::{Result, Unstructured};
use jiff::Timestamp;
use server_core::Appended;
use server_domain::Refusal;

use super::heard;
use crate::reply::{self, Answer, Code};
use crate::utf7;

/// Makes facts of the bytes and has them written.
pub fn replies(bytes: &[u8]) {
    // Too few bytes make no facts.
    let _ = write(&mut Unstructured::new(bytes));
}

fn write(facts: &mut Unstructured<'_>) -> Result<()> {
    while !facts.is_empty() {
        match facts.int_in_range(0..=4)? {
            0 => {
                let text: String = facts.arbitrary()?;
                let answer = match facts.int_in_range(0..=5)? {
                    0 => Answer::ok(text),
                    1 => Answer::bad(text),
                    2 => Answer::bye(text),
                    3 => Answer::cannot(text),
                    4 => Answer::limit(text),
                    _ => Answer::unavailable_in_part(facts.arbitrary()?),
                };
                is_one(&answer);
                is_one(&answer.with_code(code(facts)?));
            }
            1 => is_one(&reply::refusal(&refusal(facts)?)),
            2 => {
                let text: String = facts.arbitrary()?;
                let text = text.replace('\0', "");
                let said = format!("* LIST () \"/\" {}\r\n", reply::string(&text));
                heard::one(said.as_bytes()).unwrap();
                assert!(reads_as(&reply::string(&text), &text), "{text:?} is read back");
            }
            3 => {
                let name: String = facts.arbitrary()?;
                let said = format!("* LIST () \"/\" {}\r\n", reply::string(&utf7::encode(&name)));
                heard::one(said.as_bytes()).unwrap();
                assert!(said.is_ascii(), "{name:?} in ASCII");
            }
            _ => {
                let at = Timestamp::from_second(facts.int_in_range(-62_000_000_000..=253_000_000_000)?);
                let date = reply::internal_date(at.unwrap_or_default());
                assert_eq!(date.len(), 28, "{date}");
            }
        }
    }
    Ok(())
}

fn is_one(answer: &Answer) {
    heard::one(&answer.tagged("a1")).unwrap();
    heard::one(&answer.untagged()).unwrap();
}

fn code(facts: &mut Unstructured<'_>) -> Result<Code> {
    Ok(match facts.int_in_range(0..=3)? {
        0 => Code::Word("CANNOT"),
        1 => Code::BadCharset,
        2 => Code::AppendUid(Appended { uid_validity: facts.arbitrary()?, uids: facts.arbitrary()? }),
        _ => Code::CopyUid { uid_validity: facts.arbitrary()?, pairs: facts.arbitrary()? },
    })
}

/// Those that carry what somebody else has said.
fn refusal(facts: &mut Unstructured<'_>) -> Result<Refusal> {
    let given: String = facts.arbitrary()?;
    Ok(match facts.int_in_range(0..=7)? {
        0 => Refusal::NoSuchFolder { name: given },
        1 => Refusal::SiteNameUnsuitable { given },
        2 => {
            Refusal::AudioIsNotAudio { file: given, declared: facts.arbitrary()?, found: facts.arbitrary()? }
        }
        3 => Refusal::UnknownRecipient { address: given },
        4 => Refusal::SenderNotYours { given },
        5 => Refusal::TooManyAttempts { retry_after: Duration::from_secs(facts.arbitrary()?) },
        6 => Refusal::NoSuchPart { part: given },
        _ => Refusal::MessageTooLarge { limit: facts.arbitrary()? },
    })
}

/// Reads a quoted string or a literal as a client does.
fn reads_as(string: &str, text: &str) -> bool {
    let Some(inside) = string.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return string.strip_prefix(&format!("{{{}}}\r\n", text.len())) == Some(text);
    };
    let (mut letters, mut read) = (inside.chars(), String::new());
    while let Some(letter) = letters.next() {
        read.extend(if letter == '\\' { letters.next() } else { Some(letter) });
    }
    read == text
}
