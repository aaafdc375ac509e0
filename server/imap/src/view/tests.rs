//! Numbering, judged by a client that believes what it is told.

use proptest::prelude::*;

use super::*;

fn view(uids: &[u32]) -> View {
    let entries: Vec<Entry> = uids.iter().map(|&uid| entry((uid, Flags::NONE))).collect();
    View::new(&entries, 1, 1)
}

fn entry((uid, flags): (u32, Flags)) -> Entry {
    Entry { uid, flags, modseq: 5 }
}

fn changes(
    changed: impl IntoIterator<Item = (u32, Flags)>,
    vanished: impl IntoIterator<Item = u32>,
    modseq: u64,
) -> FolderChanges {
    FolderChanges {
        changed: changed.into_iter().map(entry).collect(),
        vanished: Some(vanished.into_iter().collect()),
        modseq,
        highest_modseq: modseq,
    }
}

fn named(number: u32, uid: u32) -> Named {
    Named { number, uid }
}

fn numbers(view: &View, set: &str, by: By) -> Result<Vec<u32>, NoSuchNumber> {
    let set = Messages::Set(SequenceSet::try_from(set).unwrap());
    Ok(view.select(&set, by)?.into_iter().map(|named| named.number).collect())
}

#[test]
fn a_set_names_each_message_once_in_the_order_of_the_folder() {
    let view = view(&[10, 20, 30, 40, 50]);
    assert_eq!(numbers(&view, "4:2,3,5", By::Number), Ok(vec![2, 3, 4, 5]));
    assert_eq!(numbers(&view, "*,1", By::Number), Ok(vec![1, 5]));
    assert_eq!(numbers(&view, "15:35,40", By::Uid), Ok(vec![2, 3, 4]));
    assert_eq!(numbers(&view, "1:*", By::Uid), Ok(vec![1, 2, 3, 4, 5]));
}

#[test]
fn a_uid_range_to_the_star_holds_the_last_message_though_it_is_lower() {
    assert_eq!(numbers(&view(&[10, 20]), "999:*", By::Uid), Ok(vec![2]));
}

#[test]
fn a_number_beyond_the_last_is_an_error_and_a_uid_is_not() {
    let view = view(&[10, 20]);
    assert_eq!(numbers(&view, "3", By::Number), Err(NoSuchNumber(3)));
    assert_eq!(numbers(&view, "1:3", By::Number), Err(NoSuchNumber(3)));
    assert_eq!(numbers(&view, "30", By::Uid), Ok(vec![]));
}

#[test]
fn everything_of_an_empty_folder_is_nothing_and_no_error() {
    let empty = view(&[]);
    assert_eq!(numbers(&empty, "1:*", By::Number), Ok(vec![]));
    assert_eq!(numbers(&empty, "*", By::Number), Ok(vec![]));
    assert_eq!(numbers(&empty, "1:*", By::Uid), Ok(vec![]));
    assert_eq!(numbers(&empty, "2:*", By::Number), Err(NoSuchNumber(2)));
}

#[test]
fn expunged_messages_are_named_from_the_highest_number_down() {
    let mut view = view(&[10, 20, 30, 40]);
    let news = view.learn(changes([(50, Flags::NONE)], [20, 40, 99], 7));
    let updates = view.report(news, Numbers::MayShift, Reflagged::Told);
    assert_eq!(updates, [Update::Expunge(named(4, 40)), Update::Expunge(named(2, 20)), Update::Exists(3)]);
    assert_eq!(view.find(30), Some(Named { number: 2, uid: 30 }));
    assert_eq!(view.modseq(), 7);
}

#[test]
fn a_vanished_message_keeps_its_number_while_numbers_must_stay() {
    let mut view = view(&[10, 20, 30]);
    let news = view.learn(changes([(40, Flags::NONE)], [10], 7));
    assert_eq!(view.report(news, Numbers::Stay, Reflagged::Told), [Update::Exists(4)]);
    assert_eq!(view.find(20), Some(Named { number: 2, uid: 20 }));
    let news = view.learn(changes([], [], 7));
    assert_eq!(view.report(news, Numbers::MayShift, Reflagged::Told), [Update::Expunge(named(1, 10))]);
    assert_eq!(view.find(20), Some(Named { number: 1, uid: 20 }));
}

#[test]
fn flags_the_client_knows_already_are_not_told_again() {
    let mut view = view(&[10, 20]);
    assert_eq!(view.set_flags(10, Flags::SEEN), Some(Named { number: 1, uid: 10 }));
    let news = view.learn(changes([(10, Flags::SEEN), (20, Flags::FLAGGED)], [], 9));
    let told = Update::Flags { named: named(2, 20), flags: Flags::FLAGGED, modseq: 5 };
    assert_eq!(view.report(news, Numbers::Stay, Reflagged::Told), [told]);
    assert_eq!(view.first_unseen(), Some(2));
}

/// A client that does nothing but believe what it is told: UIDs are what it would fetch, numbers what it counts.
#[derive(Default)]
struct Believer(Vec<(Option<u32>, Flags)>);

impl Believer {
    fn hear(&mut self, updates: &[Update]) {
        for update in updates {
            match *update {
                Update::Expunge(named) => {
                    let (uid, _) = self.0.remove(named.number as usize - 1);
                    assert!(uid.is_none_or(|uid| uid == named.uid), "VANISHED says the same as EXPUNGE");
                }
                Update::Exists(count) => {
                    assert!(count as usize >= self.0.len(), "messages vanish by EXPUNGE only");
                    self.0.resize(count as usize, (None, Flags::NONE));
                }
                Update::Flags { named, flags, .. } => {
                    self.0[named.number as usize - 1] = (Some(named.uid), flags);
                }
            }
        }
    }
}

#[derive(Debug, Clone)]
enum Event {
    Arrives,
    Vanishes(prop::sample::Index),
    IsReflagged(prop::sample::Index, i64),
    Reports(Numbers),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Arrives),
        any::<prop::sample::Index>().prop_map(Event::Vanishes),
        (any::<prop::sample::Index>(), 0..32_i64).prop_map(|(which, bits)| Event::IsReflagged(which, bits)),
        Just(Event::Reports(Numbers::Stay)),
        Just(Event::Reports(Numbers::MayShift)),
    ]
}

proptest! {
    /// What somebody else does to the folder, in any order, against what the client can know.
    #[test]
    fn who_believes_what_it_is_told_counts_as_the_server_does(events in prop::collection::vec(event(), 0..60)) {
        let (mut folder, mut next_uid) = (Vec::<(u32, Flags)>::new(), 1);
        let (mut changed, mut vanished) = (std::collections::BTreeMap::new(), Vec::new());
        let mut view = View::default();
        let mut client = Believer::default();
        for event in events.into_iter().chain([Event::Reports(Numbers::MayShift)]) {
            match event {
                Event::Arrives => {
                    folder.push((next_uid, Flags::NONE));
                    changed.insert(next_uid, Flags::NONE);
                    next_uid += 1;
                }
                Event::Vanishes(which) if !folder.is_empty() => {
                    let (uid, _) = folder.remove(which.index(folder.len()));
                    changed.remove(&uid);
                    vanished.push(uid);
                }
                Event::IsReflagged(which, bits) if !folder.is_empty() => {
                    let at = which.index(folder.len());
                    folder[at].1 = Flags::from_bits(bits);
                    changed.insert(folder[at].0, folder[at].1);
                }
                Event::Vanishes(_) | Event::IsReflagged(..) => {}
                Event::Reports(numbers) => {
                    let news = view.learn(changes(std::mem::take(&mut changed), std::mem::take(&mut vanished), 1));
                    let updates = view.report(news, numbers, Reflagged::Told);
                    let said_expunge = updates.iter().any(|update| matches!(update, Update::Expunge(_)));
                    prop_assert!(numbers == Numbers::MayShift || !said_expunge);
                    client.hear(&updates);
                    prop_assert_eq!(client.0.len(), view.count() as usize);
                    for ((uid, _), (named, _)) in client.0.iter().zip(view.all()) {
                        prop_assert!(uid.is_none_or(|uid| uid == named.uid), "a number means another message");
                    }
                }
            }
        }
        let known: Vec<_> = view.all().map(|(named, flags)| (named.uid, flags)).collect();
        prop_assert_eq!(known, folder);
    }
}

#[test]
fn a_message_that_came_and_went_between_two_reports_is_never_mentioned() {
    let mut view = view(&[10]);
    let news = view.learn(changes([], [20], 9));
    assert_eq!(view.report(news, Numbers::MayShift, Reflagged::Told), []);
}

#[test]
fn where_it_is_forgotten_what_is_gone_all_that_is_not_there_is() {
    let mut view = view(&[10, 20, 30]);
    let all = changes([(20, Flags::SEEN), (40, Flags::NONE)], [], 9);
    let news = view.learn(FolderChanges { vanished: None, ..all });
    let told = Update::Flags { named: named(1, 20), flags: Flags::SEEN, modseq: 5 };
    let gone = [Update::Expunge(named(3, 30)), Update::Expunge(named(1, 10))];
    assert_eq!(
        view.report(news, Numbers::MayShift, Reflagged::Told),
        [gone[0], gone[1], Update::Exists(2), told]
    );
}

#[test]
fn a_set_is_as_many_ranges_of_uids_as_it_has_gaps() {
    let mut view = view(&[10, 20, 30, 40, 50]);
    let ranges =
        |view: &View, set: &str, by| view.uid_ranges(&Messages::Set(SequenceSet::try_from(set).unwrap()), by);
    assert_eq!(ranges(&view, "1:*", By::Number), [10..=50]);
    assert_eq!(ranges(&view, "5,1:2,9", By::Number), [10..=20, 50..=50]);
    assert_eq!(ranges(&view, "15:45,60:70", By::Uid), [20..=40]);
    assert_eq!(ranges(&View::default(), "1:*", By::Uid), []);
    view.save(vec![10, 20, 40]);
    assert_eq!(view.uid_ranges(&Messages::Saved, By::Uid), [10..=20, 40..=40]);
}

#[test]
fn what_was_saved_shrinks_as_messages_go() {
    let mut view = view(&[10, 20, 30]);
    assert_eq!(view.select(&Messages::Saved, By::Number), Ok(vec![]), "nothing was saved yet");
    view.save(vec![10, 30]);
    let uids = |view: &View| -> Vec<u32> {
        view.matching(&Messages::Saved, By::Uid).map(|named| named.uid).collect()
    };
    assert_eq!(uids(&view), [10, 30]);
    let news = view.learn(changes([], [10], 2));
    view.report(news, Numbers::MayShift, Reflagged::Told);
    assert_eq!(uids(&view), [30]);
}

#[test]
fn what_is_missing_is_what_was_known_and_is_not_there() {
    let view = view(&[3, 5, 6, 10]);
    let missing = |known: &str, after| {
        let set = SequenceSet::try_from(known).unwrap();
        view.missing(&Uids::new(Some(&set), 12), after)
    };
    assert_eq!(missing("1:100", 0), [1..=2, 4..=4, 7..=9, 11..=12]);
    assert_eq!(missing("5:8,3", 0), [7..=8]);
    assert_eq!(missing("1:12", 5), [7..=9, 11..=12]);
    assert_eq!(view.missing(&Uids::new(None, 4), 0), [1..=2, 4..=4]);
    assert_eq!(View::default().missing(&Uids::new(None, 0), 0), []);
}

proptest! {
    #[test]
    fn missing_uids_are_those_that_one_would_count_out(
        here in prop::collection::btree_set(1..40_u32, 0..30),
        known in prop::collection::vec((1..50_u32, 1..50_u32), 1..5),
        after in 0..45_u32,
    ) {
        let view = view(&here.iter().copied().collect::<Vec<_>>());
        let text: Vec<String> = known.iter().map(|(from, to)| format!("{from}:{to}")).collect();
        let uids = Uids::new(Some(&SequenceSet::try_from(text.join(",").as_str()).unwrap()), 40);
        let named = |uid: &u32| known.iter().any(|(from, to)| (from.min(to)..=from.max(to)).contains(&uid));
        let expected: Vec<u32> =
            (1..=40).filter(|uid| named(uid) && *uid > after && !here.contains(uid)).collect();
        prop_assert!((1..=40).all(|uid| uids.contains(uid) == named(&uid)));
        prop_assert_eq!(view.missing(&uids, after).into_iter().flatten().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn the_highest_modseq_stands_still_while_something_vanished_is_held_back() {
    let mut view = view(&[10, 20]);
    let news = view.learn(changes([], [10], 7));
    view.report(news, Numbers::Stay, Reflagged::Told);
    assert_eq!((view.highest_modseq(), view.end_command()), (1, None), "nothing was told");
    view.follow(7, 8, Some(8));
    assert_eq!((view.highest_modseq(), view.end_command(), view.end_command()), (1, Some(1), None));
    let news = view.learn(changes([], [], 8));
    view.report(news, Numbers::MayShift, Reflagged::Told);
    assert_eq!((view.highest_modseq(), view.end_command()), (8, None));
}

#[test]
fn what_another_session_did_in_the_same_moment_is_not_passed_over() {
    let mut view = view(&[10, 20]);
    // Somebody expunged under the number 2 what this session has not looked at when it stores under the number 3.
    view.follow(2, 3, Some(3));
    assert_eq!((view.modseq(), view.end_command()), (1, Some(1)));
    let news = view.learn(changes([(20, Flags::NONE)], [10], 3));
    view.report(news, Numbers::MayShift, Reflagged::Told);
    assert_eq!((view.highest_modseq(), view.end_command()), (3, None));
}

#[test]
fn the_highest_modseq_stands_still_while_flags_are_withheld() {
    let mut view = view(&[10, 20]);
    let news = view.learn(changes([(10, Flags::SEEN), (20, Flags::SEEN)], [], 7));
    assert_eq!(view.report(news, Numbers::MayShift, Reflagged::Withheld), []);
    assert_eq!((view.flags(10), view.highest_modseq()), (Some(Flags::SEEN), 1));
    assert!(view.has_withheld(Reflagged::Told) && !view.has_withheld(Reflagged::Withheld));
    let news = view.learn(changes([], [10], 8));
    let gone = Update::Expunge(named(1, 10));
    assert_eq!(view.report(news, Numbers::MayShift, Reflagged::Withheld), [gone]);
    assert_eq!(view.highest_modseq(), 1);
    let news = view.learn(changes([], [], 8));
    let told = Update::Flags { named: named(1, 20), flags: Flags::SEEN, modseq: 5 };
    assert_eq!(view.report(news, Numbers::MayShift, Reflagged::Told), [told]);
    assert_eq!(view.highest_modseq(), 8);
}
