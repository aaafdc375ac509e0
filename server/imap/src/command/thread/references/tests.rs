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

#[test]
fn identifiers_made_to_keep_the_server_busy_take_a_bounded_number_of_steps_and_lose_nothing() {
    // One message names a chain; the others ask of its two ends, again and again, whether they may be linked.
    let ids: Vec<String> = (0..5_000).map(|id| format!("id{id}")).collect();
    let chain = ids.join(" ");
    let asking = format!("{} {} ", ids[4_999], ids[0]).repeat(50);
    let own: Vec<String> = (0..4_096).map(|id| format!("own{id}")).collect();
    let mut messages = vec![message(1, "a", "own", &chain)];
    messages.extend((2..).zip(&own).map(|(number, own)| message(number, "a", own, &asking)));

    let threading = linked(&messages);
    let allowed = STEPS + STEPS_FOR_EACH * messages.len();
    assert_eq!(threading.steps_left, 0, "1,000 million steps were asked for, {allowed} are taken");
    let numbers = threaded(&messages)
        .split(|character: char| !character.is_ascii_digit())
        .filter(|number| !number.is_empty())
        .count();
    assert_eq!(numbers, messages.len());
}

#[test]
fn mail_in_any_order_takes_few_steps() {
    let ids: Vec<String> = (0..=1_000).map(|id| format!("id{id}")).collect();
    let mut messages: Vec<Message<'_>> = (1..=1_000_u32)
        .map(|number| message(number, "a", &ids[number as usize], &ids[number as usize - 1]))
        .collect();
    for _ in 0..2 {
        let threading = linked(&messages);
        let taken = STEPS + STEPS_FOR_EACH * messages.len() - threading.steps_left;
        assert!(taken <= 2 * messages.len(), "{taken}");
        messages.reverse();
    }
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
