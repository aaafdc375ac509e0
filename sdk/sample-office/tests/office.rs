//! The people, messages and conferences: what the demo promises, and that they fit together.

use sample_office::{Conference, DEMO_PASSWORD, Folder, Person, Sender, Voicemail, office};
use std::collections::HashSet;
use std::hash::Hash;

fn all_differ<T: Eq + Hash>(values: impl IntoIterator<Item = T>) -> bool {
    let mut met = HashSet::new();
    values.into_iter().all(|value| met.insert(value))
}

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
}

fn alices() -> Vec<&'static Voicemail> {
    office().mailbox("alice").collect()
}

#[test]
fn the_office_is_as_large_as_promised() {
    assert!(office().people.len() >= 12);
    assert!(alices().len() >= 15);
    assert_eq!(office().conferences.len(), 4);
    assert!(all_differ(office().conferences.iter().map(|conference| conference.state)));
}

#[test]
fn the_three_log_ins_are_of_three_kinds() {
    let [alice, bob, admin] = ["alice", "bob", "admin"].map(|name| office().person(name).unwrap());
    assert!(alice.feature_keys.contains(&"mobile_link") && !alice.admin);
    assert!(!bob.feature_keys.contains(&"mobile_link"), "ML-03");
    assert!(
        admin.admin && admin.permissions.contains(&"administer") && admin.permissions.contains(&"logo_write")
    );
    assert_eq!(office().people.iter().filter(|person| person.admin).count(), 1);
    assert_eq!(DEMO_PASSWORD, "mobile-link-demo");
}

#[test]
fn nobody_is_mistaken_for_somebody_else() {
    let people = office().people;
    assert!(all_differ(people.iter().map(|person| person.id)));
    assert!(all_differ(people.iter().map(|person| person.username)));
    assert!(all_differ(people.iter().map(|person| person.extension)));
    assert!(all_differ(people.iter().map(|person| person.pin)));
    assert!(all_differ(people.iter().map(Person::name)));
    for (index, person) in people.iter().enumerate() {
        assert_eq!(person.id as usize, 1000 * (index + 1), "{}", person.username);
        assert!(is_digits(person.extension, 3) && is_digits(person.pin, 5), "{}", person.username);
        assert!(person.username.bytes().all(|b| b.is_ascii_lowercase()), "{}", person.username);
    }
    let first: Vec<_> = people.iter().take(3).map(|person| person.username).collect();
    assert_eq!(first, ["alice", "bob", "carol"]);
    assert!(people.iter().any(|person| !person.last_name.is_ascii()), "names are not ASCII only");
}

#[test]
fn all_seven_presences_are_met_some_with_a_note() {
    let seven = ["in_office", "at_a_meeting", "on_vacation", "on_business_trip", "at_home", "away", "busy"];
    let met: HashSet<_> = office().people.iter().map(|person| person.presence.presence).collect();
    assert_eq!(met, HashSet::from(seven), "features 0.1");
    let notes: Vec<_> = office().people.iter().filter_map(|person| person.presence.note).collect();
    assert!(notes.len() >= 5 && notes.len() < office().people.len());
    assert!(notes.iter().all(|note| note.len() <= 140 && !note.contains(char::is_control)));
    assert!(office().people.iter().all(|person| person.presence.minutes_ago > 0));
}

#[test]
fn keys_and_permissions_are_the_words_of_the_wire() {
    for person in office().people {
        let keys = ["mobile_link", "conference_center"];
        assert!(person.feature_keys.iter().all(|key| keys.contains(key)), "{}", person.username);
        let permissions = ["administer", "schedule_conferences", "logo_write"];
        assert!(person.permissions.iter().all(|word| permissions.contains(word)), "{}", person.username);
        assert_eq!(person.admin, person.permissions.contains(&"administer"), "{}", person.username);
    }
}

#[test]
fn alice_has_messages_in_every_state() {
    let alices = alices();
    let some = |what: &str, suits: &dyn Fn(&Voicemail) -> bool| {
        assert!(alices.iter().any(|voicemail| suits(voicemail)), "none is {what}");
    };
    some("new", &|voicemail| !voicemail.seen && voicemail.folder == Folder::Inbox);
    some("seen", &|voicemail| voicemail.seen && voicemail.folder == Folder::Inbox);
    some("in Trash", &|voicemail| voicemail.folder == Folder::Trash);
    some("from a colleague", &|voicemail| matches!(voicemail.sender, Sender::Internal(_)));
    some("from a caller with a name", &|voicemail| {
        matches!(voicemail.sender, Sender::External { name: Some(_), .. })
    });
    some("from a number alone", &|voicemail| {
        matches!(voicemail.sender, Sender::External { number: "+12025550173", name: None })
    });
    some("from a caller who withheld the number", &|voicemail| {
        matches!(voicemail.sender, Sender::External { number: "", name: None })
    });
    some("passed on", &|voicemail| voicemail.recordings().count() == 2);
}

#[test]
fn others_have_messages_too_but_fewer() {
    let owners: HashSet<_> = office().voicemails.iter().map(|voicemail| voicemail.owner.username).collect();
    assert!(owners.len() >= 5);
    for owner in owners.into_iter().filter(|owner| *owner != "alice") {
        assert!((1..=3).contains(&office().mailbox(owner).count()), "{owner}");
    }
}

#[test]
fn messages_are_told_apart_and_stand_in_the_order_of_arrival() {
    assert!(all_differ(office().voicemails.iter().map(|voicemail| voicemail.id)));
    assert!(office().voicemails.is_sorted_by(|older, newer| older.minutes_ago > newer.minutes_ago));
    for person in office().people {
        for (index, voicemail) in (1..).zip(office().mailbox(person.username)) {
            assert_eq!(voicemail.id, person.id + index, "{}", voicemail.subject);
            assert!(voicemail.minutes_ago > 0 && !voicemail.subject.is_empty());
        }
    }
}

#[test]
fn everybody_speaks_with_their_own_voice() {
    for voicemail in &office().voicemails {
        let first = voicemail.introduction.unwrap_or(voicemail.recording);
        match voicemail.sender {
            Sender::Internal(person) => assert_eq!(first.voice, person.username, "{}", voicemail.subject),
            Sender::External { .. } => {
                assert!(office().person(first.voice).is_none(), "{} is a colleague", first.voice);
            }
        }
        assert!(voicemail.sender != Sender::Internal(voicemail.owner), "{}", voicemail.subject);
    }
}

#[test]
fn what_is_passed_on_came_to_whoever_passes_it_on() {
    let mut forwards = 0;
    for voicemail in office().voicemails.iter().filter(|voicemail| voicemail.introduction.is_some()) {
        let Sender::Internal(person) = voicemail.sender else {
            panic!("a caller passed on {}", voicemail.subject)
        };
        let original = office()
            .mailbox(person.username)
            .find(|original| original.recording == voicemail.recording)
            .unwrap_or_else(|| panic!("{} never had {}", person.username, voicemail.subject));
        assert!(original.minutes_ago > voicemail.minutes_ago);
        assert_eq!(voicemail.subject, format!("Fwd: {}", original.subject));
        assert!(voicemail.text().ends_with(&format!("\n\n{}", original.text())), "VM-06");
        forwards += 1;
    }
    assert!(forwards >= 2);
}

#[test]
fn alices_messages_say_how_to_use_the_app() {
    let hints: Vec<_> = alices()
        .into_iter()
        .filter(|voicemail| {
            matches!(voicemail.sender, Sender::Internal(_)) && voicemail.introduction.is_none()
        })
        .map(Voicemail::text)
        .collect();
    assert!(hints.len() >= 10, "ML-10");
    let subjects = [
        "starts to play",
        "drag the bar",
        "hold your finger",
        "undo",
        "reply",
        "presence",
        "conferences",
        "lamps",
        "speakerphone",
        "compose",
        "forward",
        "demo mode",
    ];
    for subject in subjects {
        assert!(hints.iter().any(|hint| hint.to_lowercase().contains(subject)), "no hint about: {subject}");
    }
}

#[test]
fn telephone_numbers_are_of_the_ranges_kept_for_fiction() {
    let called = office().voicemails.iter().filter_map(|voicemail| match voicemail.sender {
        Sender::External { number, .. } if !number.is_empty() => Some(number),
        _ => None,
    });
    for number in called.chain([office().site.main_number]) {
        let london = number.strip_prefix("+442079460").is_some_and(|rest| is_digits(rest, 3));
        let america = number.strip_prefix("+120255501").is_some_and(|rest| is_digits(rest, 2));
        assert!(london || america, "{number}");
    }
    assert!(office().site.mail_domain.ends_with(".example"));
}

#[test]
fn the_state_of_a_conference_is_what_its_times_say() {
    for Conference { name, state, schedule, .. } in &office().conferences {
        let true_now = match schedule {
            None => *state == "enabled",
            Some(schedule) => {
                assert!([0, 1, 7, 14, 21, 28].contains(&schedule.repeat_days), "CNF-16: {name}");
                match (schedule.starts_in_minutes, schedule.starts_in_minutes + schedule.lasts_minutes) {
                    (1.., _) => *state == "queued",
                    (_, 1..) => *state == "active",
                    _ => *state == "expired" && schedule.repeat_days == 0,
                }
            }
        };
        assert!(true_now, "{name} is not {state}");
    }
}

#[test]
fn no_conference_can_be_entered_by_guessing_its_number() {
    let conferences = &office().conferences;
    assert!(all_differ(conferences.iter().map(|conference| conference.number)));
    assert!(all_differ(conferences.iter().map(|conference| conference.password)));
    assert!(all_differ(conferences.iter().map(|conference| conference.id)));
    for conference in conferences {
        assert!(is_digits(conference.password, 5), "{}", conference.name);
        assert!(!conference.password.contains(conference.number), "features 25: {}", conference.name);
    }
}

#[test]
fn the_standing_bridge_is_the_administrators() {
    let bridges: Vec<_> =
        office().conferences.iter().filter(|conference| conference.schedule.is_none()).collect();
    assert_eq!(bridges.iter().map(|bridge| bridge.number).collect::<Vec<_>>(), ["480"], "CNF-03");
    assert!(bridges.iter().all(|bridge| bridge.creator.admin), "CNF-02");
    for conference in office().conferences.iter().filter(|conference| conference.schedule.is_some()) {
        assert!(
            conference.creator.permissions.contains(&"schedule_conferences"),
            "CNF-02: {}",
            conference.name
        );
    }
}

#[test]
fn alice_may_see_all_conferences_carol_two_and_ivan_none() {
    let seen_by = |username: &str| {
        let person = office().person(username).unwrap();
        let seen = |conference: &&Conference| {
            conference.creator == person || conference.moderators.contains(&person)
        };
        office().conferences.iter().filter(seen).count()
    };
    assert_eq!((seen_by("alice"), seen_by("carol"), seen_by("ivan")), (4, 2, 0), "CNF-07");
}
