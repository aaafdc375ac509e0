//! Threads as people see them, and that identifiers made to confuse lose no message.

use proptest::prelude::*;

use super::*;

fn message<'a>(number: u32, subject: &'a str, id: &'a str, references: &'a str) -> Message<'a> {
    let is_reply = subject.starts_with("re:");
    let subject = subject.strip_prefix("re:").unwrap_or(subject);
    Message { number, date: i64::from(number), subject, is_reply, id, references }
}

fn threaded(messages: &[Message<'_>]) -> String {
    threads(messages).to_string()
}

#[test]
fn answers_stand_below_what_they_answer() {
    let messages = [
        message(1, "a", "1", ""),
        message(2, "re:a", "2", "1"),
        message(3, "b", "3", ""),
        message(4, "re:a", "4", "1 2"),
        message(5, "re:a", "5", "1"),
    ];
    assert_eq!(threaded(&messages), " (1 (2 4)(5))(3)");
}

#[test]
fn an_answer_to_a_missing_message_stands_alone_and_several_stay_together() {
    assert_eq!(threaded(&[message(1, "a", "1", "gone")]), " (1)");
    assert_eq!(threaded(&[message(1, "a", "1", "gone"), message(2, "b", "2", "gone")]), " ((1)(2))");
    let below = [message(1, "a", "1", ""), message(2, "x", "2", "1 gone"), message(3, "y", "3", "1 gone")];
    assert_eq!(threaded(&below), " (1 (2)(3))", "below the root the children take its place");
}

#[test]
fn who_answers_without_saying_whom_is_found_by_subject() {
    assert_eq!(threaded(&[message(1, "a", "1", ""), message(2, "re:a", "2", "")]), " (1 2)");
    assert_eq!(threaded(&[message(1, "re:a", "1", ""), message(2, "a", "2", "")]), " (2 1)");
    assert_eq!(threaded(&[message(1, "a", "1", ""), message(2, "a", "2", "")]), " ((1)(2))");
    let three = [message(1, "a", "1", ""), message(2, "a", "2", ""), message(3, "a", "3", "")];
    assert_eq!(threaded(&three), " ((1)(2)(3))");
    assert_eq!(
        threaded(&[message(1, "", "1", ""), message(2, "", "2", "")]),
        " (1)(2)",
        "no subject is none"
    );
    let dummies = [
        message(1, "a", "1", "x"),
        message(2, "b", "2", "x"),
        message(3, "a", "3", "y"),
        message(4, "c", "4", "y"),
        message(5, "re:a", "5", ""),
    ];
    assert_eq!(threaded(&dummies), " ((1)(2)(3)(4)(5))");
}

#[test]
fn siblings_and_threads_come_by_date() {
    let mut messages = [
        message(1, "a", "1", ""),
        message(2, "b", "2", ""),
        message(3, "x", "3", "2"),
        message(4, "y", "4", "2"),
    ];
    messages[0].date = 9;
    messages[2].date = 8;
    assert_eq!(threaded(&messages), " (2 (4)(3))(1)");
}

#[test]
fn circles_and_doubles_lose_nothing() {
    assert_eq!(threaded(&[message(1, "a", "1", "1")]), " (1)");
    assert_eq!(threaded(&[message(1, "a", "1", "2"), message(2, "b", "2", "1")]), " (2 1)");
    assert_eq!(
        threaded(&[message(1, "a", "1", ""), message(2, "b", "1", "")]),
        " (1)(2)",
        "one identifier twice"
    );
    assert_eq!(threaded(&[message(1, "a", "", ""), message(2, "b", "", "")]), " (1)(2)", "no identifier");
}

#[test]
fn a_long_conversation_is_threaded_in_no_time() {
    let ids: Vec<String> = (0..=50_000).map(|id| format!("id{id}")).collect();
    let messages: Vec<Message<'_>> = (1..=50_000_u32)
        .map(|number| message(number, "a", &ids[number as usize], &ids[number as usize - 1]))
        .collect();
    let written = threaded(&messages);
    assert!(written.starts_with(" (1 2 3 ") && written.ends_with(" 49999 50000)"));
}

proptest! {
    #[test]
    fn each_message_is_in_the_threads_once(
        mail in prop::collection::vec((0..12_u8, prop::collection::vec(0..12_u8, 0..4), 0..4_u8, any::<bool>(), 0..5_i64), 0..25),
    ) {
        let texts: Vec<(String, String, String)> = mail
            .iter()
            .map(|(id, references, subject, ..)| {
                let references: Vec<String> = references.iter().map(u8::to_string).collect();
                let id = if *id == 0 { String::new() } else { id.to_string() };
                (id, references.join(" "), ["", "a", "b", "c"][usize::from(*subject)].to_owned())
            })
            .collect();
        let messages: Vec<Message<'_>> = (1..)
            .zip(texts.iter().zip(&mail))
            .map(|(number, ((id, references, subject), (_, _, _, is_reply, date)))| Message {
                number, date: *date, subject, is_reply: *is_reply, id, references,
            })
            .collect();
        let written = threaded(&messages);
        let mut numbers: Vec<u32> = written
            .split(|character: char| !character.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        numbers.sort_unstable();
        prop_assert_eq!(numbers, (1..).take(messages.len()).collect::<Vec<u32>>(), "{}", written);
        prop_assert!(!written.contains("()"), "{}", written);
    }
}
