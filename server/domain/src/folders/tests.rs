//! Names and trees, by example and at random.

use super::*;
use proptest::prelude::*;

fn tree(names: &[&str]) -> Vec<Folder> {
    let system = Role::ALL.map(|role| (role.folder_name(), Some(role)));
    let own = names.iter().map(|name| (*name, None));
    let folder = |(at, (name, role)): (usize, (&str, Option<Role>))| Folder {
        id: FolderId(i64::try_from(at).unwrap() + 1),
        role,
        special_use: None,
        name: name.to_owned(),
        uid_validity: 1,
        uid_next: 1,
    };
    system.into_iter().chain(own).enumerate().map(folder).collect()
}

fn name(text: &str) -> FolderName {
    text.parse().unwrap()
}

#[test]
fn a_name_keeps_its_levels_and_inbox_its_capitals() {
    assert_eq!(name("Work/2026/").as_str(), "Work/2026");
    assert_eq!(name("inBox/Old").as_str(), "INBOX/Old");
    assert_eq!(name("inboxes").as_str(), "inboxes");
    assert_eq!(name("a/b/c").parents().collect::<Vec<_>>(), ["a", "a/b"]);
}

#[test]
fn a_name_that_cannot_be_one_is_refused_with_its_reason() {
    let long = "x".repeat(NAME_BYTES + 1);
    let deep = vec!["x"; NAME_LEVELS + 1].join("/");
    for (text, problem) in [
        ("", NameProblem::EmptyLevel),
        ("/a", NameProblem::EmptyLevel),
        ("a//b", NameProblem::EmptyLevel),
        ("a*", NameProblem::Character('*')),
        ("a\tb", NameProblem::Character('\t')),
        ("a\u{85}", NameProblem::Character('\u{85}')),
        (&long, NameProblem::TooLong),
        (&deep, NameProblem::TooDeep),
    ] {
        assert_eq!(text.parse::<FolderName>(), Err(Refusal::FolderNameUnsuitable { problem }), "{text}");
    }
}

#[test]
fn missing_parents_are_made_first() {
    assert_eq!(to_create(&tree(&["a"]), &name("a/b/c"), None).unwrap(), ["a/b", "a/b/c"]);
    assert_eq!(to_create(&tree(&["a"]), &name("a"), None), Err(Refusal::FolderExists { name: "a".into() }));
}

#[test]
fn a_folder_takes_its_children_along() {
    let renaming = to_rename(&tree(&["a", "a/b", "ab"]), "a", &name("x/y")).unwrap();
    assert_eq!(renaming.parents, ["x"]);
    let moved = vec![(FolderId(5), "x/y".to_owned()), (FolderId(6), "x/y/b".to_owned())];
    assert_eq!(renaming.what, Renamed::Folders(moved));
}

#[test]
fn a_folder_cannot_become_its_own_child_or_another() {
    let all = tree(&["a", "b", "c/x", "a/x"]);
    assert_eq!(to_rename(&all, "a", &name("a/c")), Err(Refusal::FolderIntoItself { name: "a".into() }));
    assert_eq!(to_rename(&all, "a", &name("b")), Err(Refusal::FolderExists { name: "b".into() }));
    assert_eq!(to_rename(&all, "a", &name("c")), Err(Refusal::FolderExists { name: "c/x".into() }));
    assert_eq!(to_rename(&all, "Sent", &name("d")), Err(Refusal::FolderStays { name: "Sent".into() }));
    assert!(matches!(to_rename(&all, "inbox", &name("d")).unwrap().what, Renamed::Inbox(..)));
}

#[test]
fn what_has_children_only_is_listed_and_cannot_be_deleted() {
    let all = tree(&["a/b"]);
    assert_eq!(to_delete(&all, "a"), Err(Refusal::FolderHasChildren { name: "a".into() }));
    assert_eq!(to_delete(&all, "Trash"), Err(Refusal::FolderStays { name: "Trash".into() }));
    let listed = listing(all, &BTreeSet::from(["gone".to_owned()]));
    let seen: Vec<_> = listed
        .iter()
        .skip(4)
        .map(|each| (each.name.as_str(), each.folder.is_some(), each.has_children, each.is_subscribed))
        .collect();
    assert_eq!(seen, [("a", false, true, false), ("a/b", true, false, false), ("gone", false, false, true)]);
}

proptest! {
    #[test]
    fn a_name_that_is_accepted_is_accepted_again_unchanged(text in "\\PC{0,60}|[a/*%iI\\t]{0,12}") {
        if let Ok(name) = text.parse::<FolderName>() {
            prop_assert_eq!(name.as_str().parse::<FolderName>().unwrap(), name.clone());
            prop_assert!(name.as_str().len() <= NAME_BYTES);
        }
    }

    /// Whatever is renamed to whatever, no two folders come to have one name, and none is lost.
    #[test]
    fn names_stay_apart(
        names in proptest::collection::btree_set("[ab](/[ab]){0,2}", 0..6),
        from in "[ab](/[ab]){0,2}",
        to in "[abc](/[ab]){0,2}",
    ) {
        let all = tree(&names.iter().map(String::as_str).collect::<Vec<_>>());
        if let Ok(Renaming { parents, what: Renamed::Folders(renamed) }) = to_rename(&all, &from, &name(&to)) {
            let mut after: Vec<String> = all.iter().map(|folder| {
                let new = renamed.iter().find(|(id, _)| *id == folder.id);
                new.map_or_else(|| folder.name.clone(), |(_, name)| name.clone())
            }).chain(parents).collect();
            let count = after.len();
            after.sort();
            after.dedup();
            prop_assert_eq!(after.len(), count);
        }
    }
}
