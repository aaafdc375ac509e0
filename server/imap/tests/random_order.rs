//! Several clients change one folder in any order, and so do SMTP and REST: a model checks every answer against what each
//! client may know, and at the end all of them know the same.
//!
//! PROPTEST_CASES says how many orders are tried; a failure is shrunk to the shortest that still fails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, helpers too"
)]
#![allow(clippy::indexing_slicing, reason = "and by leaving its bounds")]

mod dialogue;
mod model;
mod office;

use std::sync::atomic::{AtomicU32, Ordering};

use model::session::{By, Session};
use model::{Folder, Heard, Names, Numbers, apply};
use office::{Office, PASSWORD};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use server_core::{Deletion, Leg, Page, Requester};
use server_domain::AccountId;
use server_domain::mailbox::{FlagChange, Flags, Role};

const CASES: u32 = 24;
const FLAGS: [&str; 3] = ["\\Seen", "\\Flagged", "\\Deleted"];
const CLIENTS: usize = 3;

#[derive(Debug, Clone)]
enum Deed {
    Append {
        flag: Option<usize>,
    },
    Store {
        by: By,
        which: Vec<Index>,
        sign: char,
        flag: usize,
        silent: bool,
    },
    /// Only if nobody has changed it since (RFC 7162 §3.1.3).
    StoreUnchanged {
        which: Index,
        flag: usize,
    },
    Copy {
        by: By,
        which: Vec<Index>,
        here: bool,
    },
    Move {
        by: By,
        which: Vec<Index>,
    },
    Expunge,
    UidExpunge {
        which: Vec<Index>,
    },
    Fetch {
        by: By,
        which: Option<Vec<Index>>,
    },
    Search {
        by: By,
        flag: usize,
        set: bool,
    },
    /// A number nobody has.
    Beyond,
    Noop,
    Idle,
    Close,
    Reconnect,
    /// SMTP.
    Deposit,
    /// REST.
    Mark {
        which: Index,
        seen: bool,
    },
    /// REST.
    Delete {
        which: Index,
    },
}

fn deed() -> impl Strategy<Value = Deed> {
    let by = || prop_oneof![Just(By::Number), Just(By::Uid)];
    let which = || prop::collection::vec(any::<Index>(), 1..4);
    let flag = || 0..FLAGS.len();
    prop_oneof![
        3 => prop::option::of(flag()).prop_map(|flag| Deed::Append { flag }),
        6 => (by(), which(), prop_oneof![Just('+'), Just('-')], flag(), any::<bool>())
            .prop_map(|(by, which, sign, flag, silent)| Deed::Store { by, which, sign, flag, silent }),
        2 => (any::<Index>(), flag()).prop_map(|(which, flag)| Deed::StoreUnchanged { which, flag }),
        2 => (by(), which(), any::<bool>()).prop_map(|(by, which, here)| Deed::Copy { by, which, here }),
        2 => (by(), which()).prop_map(|(by, which)| Deed::Move { by, which }),
        3 => Just(Deed::Expunge),
        2 => which().prop_map(|which| Deed::UidExpunge { which }),
        4 => (by(), prop::option::of(which())).prop_map(|(by, which)| Deed::Fetch { by, which }),
        3 => (by(), flag(), any::<bool>()).prop_map(|(by, flag, set)| Deed::Search { by, flag, set }),
        1 => Just(Deed::Beyond),
        2 => Just(Deed::Noop),
        2 => Just(Deed::Idle),
        1 => Just(Deed::Close),
        5 => Just(Deed::Reconnect),
        3 => Just(Deed::Deposit),
        2 => (any::<Index>(), any::<bool>()).prop_map(|(which, seen)| Deed::Mark { which, seen }),
        3 => any::<Index>().prop_map(|which| Deed::Delete { which }),
    ]
}

/// Deeds in any order, and now and then those together that cost a client with QRESYNC a message once: while numbers stay it
/// stores, and hears nothing of what somebody has deleted; then its line drops.
fn deeds() -> impl Strategy<Value = Vec<(usize, Deed)>> {
    const WITH_QRESYNC: usize = 2;
    let indices = || prop::collection::vec(any::<Index>(), 4);
    let held_back = (indices(), any::<Index>(), 0..FLAGS.len()).prop_map(|(which, deleted, flag)| {
        let store = Deed::Store { by: By::Number, which, sign: '+', flag, silent: false };
        vec![
            (0, Deed::Deposit),
            (0, Deed::Deposit),
            (WITH_QRESYNC, Deed::Noop),
            (0, Deed::Delete { which: deleted }),
            (WITH_QRESYNC, store),
            (WITH_QRESYNC, Deed::Reconnect),
        ]
    });
    let one = (0..CLIENTS, deed()).prop_map(|deed| vec![deed]);
    let some = prop_oneof![12 => one, 1 => held_back];
    prop::collection::vec(some, 1..50).prop_map(|deeds| deeds.concat())
}

#[test]
fn whatever_the_order_every_client_is_told_what_it_may_know_and_in_the_end_all_there_is() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let office = runtime.block_on(Office::open());
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    };
    let people = AtomicU32::new(0);
    let told = TestRunner::new(config).run(&deeds(), |deeds| {
        let number = people.fetch_add(1, Ordering::Relaxed);
        runtime.block_on(story(&office, number, deeds)).map_err(TestCaseError::fail)
    });
    told.unwrap_or_else(|failure| panic!("{failure}"));
}

async fn story(office: &Office, number: u32, deeds: Vec<(usize, Deed)>) -> Result<(), String> {
    let name = format!("person{number}");
    let account = office.person(&name, &(10_000 + number).to_string()).await;
    let who = office.phone.sign_in(&name, &PASSWORD.into(), Leg::Amds).await.unwrap();
    let mut world = World { office, account, who, folder: Folder::empty() };
    let mut clients = Vec::new();
    for nth in 0..CLIENTS {
        clients.push(Session::open(office, &name, nth, &mut world.folder).await?);
    }
    for (nth, deed) in deeds {
        let client = &mut clients[nth];
        world.does(client, &deed).await.map_err(|wrong| format!("client {nth}, {deed:?}: {wrong}"))?;
        world.folder.settle();
    }
    for (nth, client) in clients.iter_mut().enumerate() {
        client.ends(&mut world.folder).await.map_err(|wrong| format!("client {nth}, at the end: {wrong}"))?;
    }
    Ok(())
}

struct World<'a> {
    office: &'a Office,
    account: AccountId,
    who: Requester,
    folder: Folder,
}

impl World<'_> {
    async fn does(&mut self, client: &mut Session, deed: &Deed) -> Result<(), String> {
        let nothing: &[Index] = &[];
        let picked = |which: &[Index], by| client.picks(which, by);
        match deed {
            Deed::Append { flag } => self.append(client, flag.map(|flag| FLAGS[flag])).await,
            Deed::Store { by, which, sign, flag, silent } => match picked(which, *by) {
                Some(named) => self.store(client, *by, named, (*sign, FLAGS[*flag]), *silent).await,
                None => Ok(()),
            },
            Deed::StoreUnchanged { which, flag } => self.store_unchanged(client, which, FLAGS[*flag]).await,
            Deed::Copy { by, which, here } => match picked(which, *by) {
                Some(named) => self.copy(client, *by, named, *here).await,
                None => Ok(()),
            },
            Deed::Move { by, which } => match picked(which, *by) {
                Some((set, uids)) => {
                    self.takes(client, &format!("{}MOVE {set} Sent", prefix(*by)), |uid, _| {
                        uids.contains(&uid)
                    })
                    .await
                }
                None => Ok(()),
            },
            Deed::Expunge => self.takes(client, "EXPUNGE", |_, flags| flags.contains("\\Deleted")).await,
            Deed::UidExpunge { which } => match picked(which, By::Uid) {
                Some((set, uids)) => {
                    let goes = |uid, flags: &Names| uids.contains(&uid) && flags.contains("\\Deleted");
                    self.takes(client, &format!("UID EXPUNGE {set}"), goes).await
                }
                None => Ok(()),
            },
            Deed::Fetch { by, which } => {
                let named = picked(which.as_deref().unwrap_or(nothing), *by);
                self.fetch(client, *by, named.filter(|(set, _)| !set.is_empty())).await
            }
            Deed::Search { by, flag, set } => self.search(client, *by, *flag, *set).await,
            Deed::Beyond => {
                client.wakes(&mut self.folder).await?;
                let (_, last) = client.says("FETCH 4000 FLAGS", &mut self.folder, Numbers::Stay).await?;
                if last.starts_with("BAD There is no message 4000") { Ok(()) } else { Err(last) }
            }
            Deed::Noop => {
                client.asks("NOOP", &mut self.folder, Numbers::MayShift).await?;
                client.believer.is_up_to_date(&self.folder)
            }
            Deed::Idle => {
                client.wakes(&mut self.folder).await?;
                client.idles().await;
                Ok(())
            }
            Deed::Close => {
                client.wakes(&mut self.folder).await?;
                self.folder.messages.retain(|_, message| !message.flags.contains("\\Deleted"));
                client.closes(&mut self.folder).await
            }
            Deed::Reconnect => client.reconnects(self.office, &mut self.folder).await,
            Deed::Deposit => {
                self.office.leave_to(self.account, Flags::NONE, &dialogue::message("plain.eml")).await;
                self.folder.add(Names::new());
                Ok(())
            }
            Deed::Mark { which, seen } => self.mark(which, *seen).await,
            Deed::Delete { which } => self.delete(which).await,
        }
    }

    async fn append(&mut self, client: &mut Session, flag: Option<&str>) -> Result<(), String> {
        // What an idling client hears first is from before.
        client.wakes(&mut self.folder).await?;
        let uid = self.folder.add(flag.map(str::to_owned).into_iter().collect());
        let command = format!("APPEND INBOX ({}) {{16+}}\r\nSubject: two\r\n\r\n", flag.unwrap_or_default());
        let (_, last) = client.asks(&command, &mut self.folder, Numbers::MayShift).await?;
        let told =
            last.split_once("[APPENDUID ").and_then(|(_, code)| code.split([' ', ']']).nth(1)?.parse().ok());
        if told == Some(uid) { Ok(()) } else { Err(format!("UID {uid} and not {last}")) }
    }

    async fn store(
        &mut self,
        client: &mut Session,
        by: By,
        (set, uids): (String, Vec<u32>),
        (sign, flag): (char, &str),
        silent: bool,
    ) -> Result<(), String> {
        client.wakes(&mut self.folder).await?;
        // What the idling client heard may have shifted its numbers.
        let Some((set, uids)) = client.still(by, set, uids) else { return Ok(()) };
        for uid in &uids {
            self.folder.reflag(*uid, flag, sign);
        }
        let word = if silent { "FLAGS.SILENT" } else { "FLAGS" };
        let command = format!("{}STORE {set} {sign}{word} ({flag})", prefix(by));
        let (heard, _) = client.asks(&command, &mut self.folder, numbers(by)).await?;
        for uid in uids {
            let Some(message) = self.folder.messages.get(&uid) else { continue };
            let Some(known) = client.believer.known.iter_mut().find(|known| known.uid == uid) else {
                continue;
            };
            if let Some(flags) = known.flags.as_mut().filter(|_| silent) {
                // Who asks for silence does it in its own copy.
                apply(flags, flag, sign);
            }
            let told = heard.iter().any(|heard| {
                matches!(heard, Heard::Fetch { uid: one, has_uid, flags: Some(flags) }
                    if *one == uid && *flags == message.flags && (*has_uid || by == By::Number))
            });
            if !silent && !told {
                return Err(format!("what became of UID {uid} is not told"));
            }
        }
        Ok(())
    }

    async fn store_unchanged(
        &mut self,
        client: &mut Session,
        which: &Index,
        flag: &str,
    ) -> Result<(), String> {
        client.wakes(&mut self.folder).await?;
        if client.enabled.is_none() || client.believer.known.is_empty() {
            return Ok(());
        }
        let known = &client.believer.known[which.index(client.believer.known.len())];
        let (uid, Some((modseq, changes))) = (known.uid, known.modseq) else { return Ok(()) };
        let message = self.folder.messages.get(&uid);
        let is_unchanged = message.is_some_and(|message| message.changes == changes);
        if is_unchanged {
            self.folder.reflag(uid, flag, '+');
        }
        let is_there = self.folder.messages.contains_key(&uid);
        let command = format!("UID STORE {uid} (UNCHANGEDSINCE {modseq}) +FLAGS ({flag})");
        let (_, last) = client.says(&command, &mut self.folder, Numbers::MayShift).await?;
        match last.contains("[MODIFIED ") {
            refused if !is_there || refused != is_unchanged => Ok(()),
            _ => Err(format!("unchanged is {is_unchanged}, and {command} is answered {last}")),
        }
    }

    async fn copy(
        &mut self,
        client: &mut Session,
        by: By,
        (set, uids): (String, Vec<u32>),
        here: bool,
    ) -> Result<(), String> {
        client.wakes(&mut self.folder).await?;
        let Some((set, uids)) = client.still(by, set, uids) else { return Ok(()) };
        let there: Vec<u32> = uids.into_iter().filter(|uid| self.folder.messages.contains_key(uid)).collect();
        let mut new = Vec::new();
        if here {
            for uid in &there {
                let flags = self.folder.messages[uid].flags.clone();
                new.push(self.folder.add(flags));
            }
        }
        let to = if here { "INBOX" } else { "Sent" };
        let command = format!("{}COPY {set} {to}", prefix(by));
        let (_, last) = client.asks(&command, &mut self.folder, Numbers::MayShift).await?;
        let code =
            last.split_once("[COPYUID ").and_then(|(_, code)| code.split_once(']')).map(|(code, _)| code);
        let mut sets = code.unwrap_or_default().split(' ').skip(1).map(model::uids);
        let (old, told) = (sets.next().unwrap_or_default(), sets.next().unwrap_or_default());
        if old == there && (told == new || !here) {
            Ok(())
        } else {
            Err(format!("{there:?} became {new:?}: {last}"))
        }
    }

    /// A command by which messages go.
    async fn takes(
        &mut self,
        client: &mut Session,
        command: &str,
        goes: impl Fn(u32, &Names) -> bool,
    ) -> Result<(), String> {
        if client.is_idle {
            // Its numbers may have shifted; next time.
            return client.wakes(&mut self.folder).await;
        }
        self.folder.messages.retain(|uid, message| !goes(*uid, &message.flags));
        client.asks(command, &mut self.folder, Numbers::MayShift).await?;
        client.believer.is_up_to_date(&self.folder)
    }

    async fn fetch(
        &mut self,
        client: &mut Session,
        by: By,
        named: Option<(String, Vec<u32>)>,
    ) -> Result<(), String> {
        client.wakes(&mut self.folder).await?;
        let named = named.and_then(|(set, uids)| client.still(by, set, uids));
        let set = named.as_ref().map_or("1:*", |(set, _)| set);
        let modseq = if client.enabled.is_some() { " MODSEQ" } else { "" };
        let command = format!("{}FETCH {set} (FLAGS{modseq})", prefix(by));
        let (heard, _) = client.asks(&command, &mut self.folder, numbers(by)).await?;
        let asked = match named {
            Some((_, uids)) => uids,
            None => client.believer.known.iter().map(|known| known.uid).collect(),
        };
        for uid in asked.into_iter().filter(|uid| self.folder.messages.contains_key(uid)) {
            let is_told = |heard: &Heard| match heard {
                Heard::Fetch { uid: one, has_uid, flags } => {
                    *one == uid && flags.is_some() && (*has_uid || by == By::Number)
                }
                Heard::Search(_) | Heard::Other => false,
            };
            if !heard.iter().any(is_told) {
                return Err(format!("{command}: nothing of UID {uid}"));
            }
        }
        Ok(())
    }

    async fn search(&mut self, client: &mut Session, by: By, flag: usize, set: bool) -> Result<(), String> {
        let key =
            [["UNSEEN", "SEEN"], ["UNFLAGGED", "FLAGGED"], ["UNDELETED", "DELETED"]][flag][usize::from(set)];
        let command = format!("{}SEARCH {key}", prefix(by));
        let (heard, _) = client.asks(&command, &mut self.folder, numbers(by)).await?;
        let found = heard.iter().find_map(|heard| match heard {
            Heard::Search(found) => Some(found.clone()),
            Heard::Fetch { .. } | Heard::Other => None,
        });
        let found = found.ok_or("no SEARCH")?;
        for (at, known) in client.believer.known.iter().enumerate() {
            let value = if by == By::Uid { known.uid } else { u32::try_from(at).unwrap() + 1 };
            let Some(message) = self.folder.messages.get(&known.uid) else { continue };
            if found.contains(&value) != (message.flags.contains(FLAGS[flag]) == set) {
                return Err(format!("{command}: {found:?}, and UID {} is {:?}", known.uid, message.flags));
            }
        }
        let most = if by == By::Uid {
            self.folder.uid_next
        } else {
            u32::try_from(client.believer.known.len()).unwrap() + 1
        };
        if found.iter().all(|value| *value < most) { Ok(()) } else { Err(format!("{command}: {found:?}")) }
    }

    async fn mark(&mut self, which: &Index, seen: bool) -> Result<(), String> {
        let Some((uid, id)) = self.listed(which).await else { return Ok(()) };
        let change = if seen { FlagChange::Add(Flags::SEEN) } else { FlagChange::Remove(Flags::SEEN) };
        self.office.phone.change_flags(&self.who, id, change).await.unwrap();
        self.folder.reflag(uid, "\\Seen", if seen { '+' } else { '-' });
        Ok(())
    }

    async fn delete(&mut self, which: &Index) -> Result<(), String> {
        let Some((uid, id)) = self.listed(which).await else { return Ok(()) };
        self.office.phone.delete(&self.who, id, Deletion::ToTrash).await.unwrap();
        self.folder.messages.remove(&uid);
        Ok(())
    }

    /// A message as the app lists it.
    async fn listed(&self, which: &Index) -> Option<(u32, server_domain::MessageId)> {
        let page = Page { after: None, limit: 200 };
        let listed = self.office.phone.voicemails(&self.who, Role::Inbox, page).await.unwrap().items;
        let mut listed: Vec<_> = listed.iter().map(|message| (message.uid, message.id)).collect();
        listed.sort_unstable_by_key(|(uid, _)| *uid);
        let there: Vec<u32> = self.folder.messages.keys().copied().collect();
        assert_eq!(
            listed.iter().map(|(uid, _)| *uid).collect::<Vec<_>>(),
            there,
            "the app lists what is there"
        );
        if listed.is_empty() { None } else { Some(listed[which.index(listed.len())]) }
    }
}

fn prefix(by: By) -> &'static str {
    if by == By::Uid { "UID " } else { "" }
}

fn numbers(by: By) -> Numbers {
    if by == By::Uid { Numbers::MayShift } else { Numbers::Stay }
}
