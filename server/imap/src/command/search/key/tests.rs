//! Every key, what is refused, and that no bytes upset the reader.

use proptest::prelude::*;

use super::*;

fn read(text: &[u8]) -> Result<Key, Expected> {
    let mut words = Words::new(text);
    let key = Key::all(&mut words, Charset::Unsaid)?;
    words.end().map(|()| key)
}

fn one(text: &str) -> Key {
    match read(text.as_bytes()) {
        Ok(Key::And(mut keys)) if keys.len() == 1 => keys.remove(0),
        other => panic!("{text}: {other:?}"),
    }
}

fn decided(keys: &str, flags: Flags, uid: u32) -> Option<bool> {
    let entry = |uid| server_core::Entry { uid, flags: Flags::NONE, modseq: 1 };
    let view = View::new(&[10, 20, 30].map(entry), 1, 1);
    read(keys.as_bytes()).unwrap().criterion(&view).decided(uid, flags)
}

#[test]
fn flags_and_sets_need_nothing_more() {
    assert_eq!(decided("UNSEEN", Flags::NONE, 10), Some(true));
    assert_eq!(decided("UNSEEN DELETED", Flags::NONE, 10), Some(false));
    assert_eq!(decided("1:2", Flags::NONE, 20), Some(true));
    assert_eq!(decided("2:*", Flags::NONE, 10), Some(false));
    assert_eq!(decided("UID 25:*", Flags::NONE, 30), Some(true));
    assert_eq!(decided("NOT (OR SEEN FLAGGED)", Flags::NONE, 10), Some(true));
    assert_eq!(decided("7:9", Flags::NONE, 10), Some(false), "a search for what is not there finds nothing");
    assert_eq!(decided("$", Flags::NONE, 10), Some(false), "nothing was saved");
}

#[test]
fn what_the_flags_decide_opens_no_message() {
    assert_eq!(decided("SEEN FROM alice", Flags::NONE, 10), Some(false));
    assert_eq!(decided("OR UNSEEN BODY x", Flags::NONE, 10), Some(true));
    assert_eq!(decided("UNSEEN FROM alice", Flags::NONE, 10), None);
    assert_eq!(decided("NOT SINCE 1-Nov-2026", Flags::NONE, 10), None);
}

#[test]
fn nothing_is_recent_and_a_keyword_nobody_used_is_on_no_message() {
    assert_eq!(decided("KEYWORD $Nobody", Flags::NONE, 10), Some(false));
    assert_eq!(decided("UNKEYWORD $Nobody", Flags::NONE, 10), Some(true));
    assert_eq!(decided("RECENT", Flags::NONE, 10), Some(false));
    assert_eq!(decided("OLD", Flags::NONE, 10), Some(true));
}

#[test]
fn each_key_is_read_in_any_case() {
    assert_eq!(one("older 3600"), Key::Plain(Criterion::Older(3600)));
    assert_eq!(one("Younger 1"), Key::Plain(Criterion::Younger(1)));
    assert_eq!(one("modseq 5"), Key::Plain(Criterion::Modseq(5)));
    assert_eq!(one("MODSEQ \"/flags/\\\\draft\" all 5"), Key::Plain(Criterion::Modseq(5)));
    assert_eq!(one("LARGER 4294967296"), Key::Plain(Criterion::Larger(4_294_967_296)));
    assert_eq!(one("header SUBJECT x"), Key::Plain(Criterion::Field(Field::Subject, "x".into())));
    assert_eq!(
        one("HEADER X-Odd \"\""),
        Key::Plain(Criterion::Header { name: "X-Odd".into(), text: String::new() })
    );
    assert_eq!(one("FROM {5}\r\nJ\u{fc}rg"), Key::Plain(Criterion::Field(Field::From, "Jürg".into())));
    assert_eq!(
        one("EMAILID M01934f3e-7c00-7000-8000-000000000001"),
        Key::Plain(Criterion::Body(BodyId::new("01934f3e-7c00-7000-8000-000000000001".to_owned()).unwrap()))
    );
    assert_eq!(one("EMAILID Mnothing"), Key::Plain(Criterion::Always(false)));
    assert_eq!(one("THREADID T1"), Key::Plain(Criterion::Always(false)));
    assert_eq!(one("$"), Key::Messages(Messages::Saved));
    assert_eq!(one("UID $"), Key::Uids(Messages::Saved));
    assert!(read(b"NOT MODSEQ 5").unwrap().asks_for_modseq());
    assert!(!read(b"ALL").unwrap().asks_for_modseq());
}

#[test]
fn days_begin_at_midnight() {
    let fifth: Timestamp = "2026-11-05T00:00:00Z".parse().unwrap();
    let sixth: Timestamp = "2026-11-06T00:00:00Z".parse().unwrap();
    assert_eq!(
        one("ON 5-nov-2026"),
        Key::Plain(Criterion::Received(Period { since: Some(fifth), before: Some(sixth) }))
    );
    assert_eq!(
        one("SAVEDSINCE \"05-Nov-2026\""),
        Key::Plain(Criterion::Saved(Period { since: Some(fifth), before: None }))
    );
    assert_eq!(one("SENTON 2-Jan-1970"), Key::Plain(Criterion::Sent { since: Some(1), before: Some(2) }));
    assert_eq!(one("SENTBEFORE 31-Dec-1969"), Key::Plain(Criterion::Sent { since: None, before: Some(-1) }));
}

#[test]
fn what_is_missing_is_named() {
    assert_eq!(read(b""), Err(Expected("a search key")));
    assert_eq!(read(b"FUZZY SUBJECT x"), Err(Expected("a search key")));
    assert_eq!(read(b"ALL "), Err(Expected("a search key")));
    assert_eq!(read(b"(ALL"), Err(Expected("a closing parenthesis")));
    assert_eq!(read(b"SINCE 31-Feb-2026"), Err(Expected("a date, such as 5-Nov-2026")));
    assert_eq!(read(b"SINCE 2026-11-05"), Err(Expected("a date, such as 5-Nov-2026")));
    assert_eq!(read(b"OLDER 0"), Err(Expected("a number of seconds above 0")));
    assert_eq!(read(b"FROM {1}\r\n\xff"), Err(Expected("text in UTF-8")));
    assert_eq!(read(b"EMAILID a.b"), Err(Expected("an identifier of letters, digits, - and _")));
}

#[test]
fn depth_and_number_are_bounded_whatever_the_settings_say() {
    let deep = |depth: usize| format!("{}ALL{}", "(".repeat(depth), ")".repeat(depth));
    let within = |keys: &str, depth| read(keys.as_bytes()).unwrap().within(depth);
    assert_eq!(within(&deep(200), 1000), Ok(()));
    assert_eq!(within(&deep(201), 1000), Err(Bound::Depth));
    assert_eq!(within(&"(".repeat(60_000), 1000), Err(Bound::Depth));
    assert_eq!(within(&"NOT ".repeat(15_000), 1000), Err(Bound::Depth));
    assert_eq!(within(&format!("ALL{}", " ALL".repeat(1000)), 1000), Err(Bound::Number));
    let many = |key: &str, count: usize| vec![key; count].join(" ");
    assert_eq!(within(&many("NOT TEXT a", 32), 1000), Ok(()));
    assert_eq!(within(&many("OR BODY a TEXT a", 17), 1000), Err(Bound::Texts));
    assert_eq!(within(&many("HEADER X-A a", 33), 1000), Err(Bound::Texts));
    assert_eq!(within(&many("$", 4), 1000), Ok(()));
    assert_eq!(within(&many("OR $ UID $", 3), 1000), Err(Bound::Saved));
    assert_eq!(within(&many("FROM a", 33), 1000), Ok(()), "what most programs ask for in many ways is cheap");
    assert_eq!(within("SEEN (ALL OR UNSEEN NOT DRAFT)", 3), Ok(()));
    assert_eq!(within("SEEN (ALL OR UNSEEN NOT DRAFT)", 2), Err(Bound::Depth));
    assert_eq!(within("SEEN UID 1", 0), Ok(()));
}

#[test]
fn in_a_charset_that_is_not_known_any_bytes_are_text() {
    let mut words = Words::new(b"FROM {1}\r\n\xff");
    assert!(Key::all(&mut words, Charset::Unknown).is_ok());
    assert_eq!(Charset::named(b"utf-8"), Charset::Known);
    assert_eq!(Charset::named(b"KOI8-R"), Charset::Unknown);
}

/// Keys as clients could write them.
fn written() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("SEEN".to_owned()),
        "[1-9]:\\*",
        "(FROM|BODY|TEXT) [a-z]{1,5}",
        "(BEFORE|SENTON) [1-9]-Nov-20[0-9]{2}",
        "HEADER [A-Z]{1,5} \"[a-z ]{0,5}\"",
        "(LARGER|OLDER|MODSEQ) [1-9]{1,5}",
    ];
    leaf.prop_recursive(4, 30, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|key| format!("NOT {key}")),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("OR {one} {other}")),
            prop::collection::vec(inner, 1..4).prop_map(|keys| format!("({})", keys.join(" "))),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(text in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&text);
    }

    #[test]
    fn what_clients_write_is_read(keys in prop::collection::vec(written(), 1..4)) {
        prop_assert!(read(keys.join(" ").as_bytes()).is_ok());
    }

    #[test]
    fn half_a_key_is_refused(key in written()) {
        // All but the last key word or its argument.
        if let Some((half, _)) = key.rsplit_once(' ') {
            let cut = format!("({half}");
            prop_assert!(read(cut.as_bytes()).is_err());
        }
    }
}
