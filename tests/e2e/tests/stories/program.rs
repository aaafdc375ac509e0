//! `mobilelinkd` as people meet it: the demo that can be pasted, an end by Ctrl-C, and mistakes that are told clearly.

use e2e::{Ended, Rest, Socket, run, script, within};
use sample_office::DEMO_PASSWORD;
use std::{net::TcpListener, path::Path, process::Stdio, time::Duration};
use test_support::{Process, program};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
    time::Instant,
};

/// `mobilelinkd` with these arguments and none of the caller's settings.
fn mobilelinkd(arguments: &[&str]) -> Command {
    let mut command = Command::new(program("mobilelinkd"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("MOBILE_LINK_") {
            command.env_remove(name);
        }
    }
    command.args(arguments);
    command
}

async fn says(arguments: &[&str]) -> String {
    run(&mut mobilelinkd(arguments)).await.well().said
}

/// A command of the greeting, as it stands behind its label; our own programs are those that were built.
fn line_after(server: &Process, label: &str) -> String {
    let line =
        server.greeting.iter().find_map(|line| line.strip_prefix(label)).expect("a line of the greeting");
    let line = line.split("   (").next().expect("a part").trim();
    let terminal = program("mobilelink");
    line.replace("cargo run --release -p mobilelink --", &terminal.display().to_string())
}

async fn paste(line: &str) -> Ended {
    run(Command::new("bash").args(["-c", line])).await.well()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_that_the_demo_prints_works_when_it_is_pasted() {
    within(120, async {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Process::demo(folder.path()).await;
        assert!(server.greeting.len() <= 25);

        let mut watch = Command::new("bash");
        watch.args(["-c", &line_after(&server, "Watch")]).stdout(Stdio::piped()).kill_on_drop(true);
        let mut watch = watch.spawn().expect("bash runs");
        let mut lines = BufReader::new(watch.stdout.take().expect("piped")).lines();
        let mut first = lines.next_line().await.expect("readable").expect("a line");
        assert!(first.contains("Watching"), "{first}");

        let sent = paste(&line_after(&server, "Send")).await;
        assert!(sent.said.contains("250 2.0.0"), "{}", sent.said);
        while !first.contains("Hello") {
            first = lines.next_line().await.expect("readable").expect("a line");
        }
        assert!(first.contains("New message of Carol"), "{first}");

        let read = paste(&line_after(&server, "Read")).await;
        assert!(read.said.contains("\"Hello\""), "{}", read.said);
        let session = paste(&line_after(&server, "REST")).await;
        assert!(session.said.contains("access_token"), "{}", session.said);
        let status = paste(&line_after(&server, "Alone")).await;
        assert!(!status.said.is_empty());
        assert!(server.interrupt().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_the_demo_well_and_its_temporary_folder_is_gone() {
    within(120, async {
        let temporary = tempfile::tempdir().expect("a folder");
        let mut command = mobilelinkd(&["demo", "--amds-port=0", "--imap-port=0", "--imaps-port=0"]);
        command.args(["--smtp-port=0", "--smtps-port=0"]).env("TMPDIR", temporary.path());
        let server = Process::start(command).await;
        let entries = || std::fs::read_dir(temporary.path()).expect("readable").count();
        assert_eq!(entries(), 1, "its data");
        let rest = Rest::sign_in(server.amds(), "alice", DEMO_PASSWORD).await;
        let mut socket = Socket::open(server.amds(), &rest.token).await;
        assert!(server.interrupt().await, "exit code 0, with a client connected");
        assert_eq!(socket.is_closed().await, 1001, "the client is told");
        assert_eq!(entries(), 0, "nothing is left behind");
    })
    .await;
}

/// Runs a command that must fail: the one sentence it says.
async fn complaint(command: &mut Command) -> String {
    let ended = run(command).await;
    assert!(!ended.is_well(), "it must fail: {}", ended.said);
    let said = ended.complained.trim().to_owned();
    assert_eq!(said.lines().count(), 1, "one sentence: {said}");
    assert!(said.starts_with("mobilelinkd: ") && !said.contains("panicked"), "{said}");
    said
}

/// The demo on free ports, but for what is given.
fn demo(data: &Path, arguments: &[&str]) -> Command {
    let mut command = mobilelinkd(&["demo", "--data"]);
    command.arg(data);
    for port in ["--amds-port", "--imap-port", "--imaps-port", "--smtp-port", "--smtps-port"] {
        if !arguments.contains(&port) {
            command.args([port, "0"]);
        }
    }
    command.args(arguments);
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_in_use_is_told_with_the_option_that_moves_it() {
    within(120, async {
        let folder = tempfile::tempdir().expect("a folder");
        let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = taken.local_addr().expect("bound").port().to_string();
        for option in ["--amds-port", "--imap-port", "--imaps-port", "--smtp-port", "--smtps-port"] {
            let said = complaint(&mut demo(folder.path(), &[option, &port])).await;
            assert!(said.contains(&port) && said.contains("in use") && said.contains(option), "{said}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_used_is_told_with_the_way_out() {
    within(120, async {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a-file");
        std::fs::write(&file, "not a folder").expect("written");
        for data in [file.clone(), file.join("below"), "/proc/mobilelink".into()] {
            let said = complaint(&mut demo(&data, &[])).await;
            assert!(said.contains(data.to_str().expect("text")) && said.contains("--data"), "{said}");
        }
        let garbage = folder.path().join("garbage");
        std::fs::create_dir(&garbage).expect("made");
        std::fs::write(garbage.join("mobilelink.sqlite"), "this is no database".repeat(500))
            .expect("written");
        let said = complaint(&mut demo(&garbage, &[])).await;
        assert!(said.contains("--data") && said.contains("mobilelink.sqlite"), "{said}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_database_and_a_folder_in_use_are_told_and_left_alone() {
    within(120, async {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Process::demo(folder.path()).await;
        let said = complaint(&mut demo(folder.path(), &[])).await;
        assert!(said.contains("in use by another server") && said.contains("--data"), "{said}");
        assert!(server.interrupt().await);

        run(script("database").arg(folder.path()).arg("newer")).await.well();
        let said = complaint(&mut demo(folder.path(), &[])).await;
        assert!(said.contains("9999") && said.contains("newer") && said.contains("--data"), "{said}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_adds_people_and_companies_beside_a_running_server() {
    within(120, async {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Process::demo(folder.path()).await;
        let data = folder.path().to_str().expect("text");
        let with_password = |arguments: &[&str]| {
            let mut command = mobilelinkd(arguments);
            command.args(["--data", data]).env("MOBILE_LINK_NEW_PASSWORD", "a long new password");
            command
        };
        let zoe = ["user", "add", "zoe", "--extension", "150", "--first-name", "Zoe"];
        let added = run(&mut with_password(&zoe)).await.well();
        assert!(added.said.contains("extension 150"));
        let zoe = Rest::sign_in(server.amds(), "zoe", "a long new password").await;
        assert_eq!(zoe.session["user"]["mode"], "evaluation", "no key yet (ML-03)");
        says(&["user", "key", "zoe", "give", "mobile_link", "--data", data]).await;
        let zoe = Rest::sign_in(server.amds(), "zoe", "a long new password").await;
        assert_eq!(zoe.get("/users/me/voicemails").await.0, 200);
        let list = says(&["user", "list", "--data", data]).await;
        assert!(list.lines().any(|line| line.starts_with("zoe ") && line.contains("mobile_link")), "{list}");

        says(&["site", "add", "acme.example", "--display-name", "Acme", "--data", data]).await;
        let list = says(&["site", "list", "--data", data]).await;
        assert!(list.contains("acme.example") && list.contains("Acme"), "{list}");
        let arguments =
            ["user", "add", "zoe", "--extension", "101", "--key", "mobile-link", "--site", "acme.example"];
        run(&mut with_password(&arguments)).await.well();
        let (status, _) = Rest::try_sign_in(server.amds(), "zoe@acme.example", "a long new password").await;
        assert_eq!(status, 200, "another zoe, with an extension that the first company has too");

        for (arguments, names) in [
            (&["user", "add", "zoe", "--extension", "151"][..], "zoe"),
            (&["user", "add", "yan", "--extension", "150"], "150"),
            (&["user", "add", "yan", "--extension", "1"], "2 to 6 digits"),
            (&["user", "add", "7", "--extension", "151"], "username"),
            (&["user", "password", "nobody"], "user list"),
            (&["user", "list", "--site", "nowhere.example"], "site list"),
            (&["site", "add", "acme.example"], "acme.example"),
        ] {
            let said = complaint(&mut with_password(arguments)).await;
            assert!(said.contains(names), "{arguments:?}: {said}");
        }
        assert!(server.interrupt().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_changed_beside_a_running_server_closes_the_live_socket_within_a_second() {
    within(120, async {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Process::demo(folder.path()).await;
        let rest = Rest::sign_in(server.amds(), "alice", DEMO_PASSWORD).await;
        let mut socket = Socket::open(server.amds(), &rest.token).await;
        let mut change = mobilelinkd(&["user", "password", "alice", "--data"]);
        change.arg(folder.path()).env("MOBILE_LINK_NEW_PASSWORD", "a long new password");
        run(&mut change).await.well();
        let changed = Instant::now();
        assert_eq!(socket.is_closed().await, 4003, "revoked");
        let took = changed.elapsed();
        println!("a socket was closed {} ms after its password was replaced", took.as_millis());
        assert!(took < Duration::from_secs(1), "{took:?}");
        assert_eq!(rest.get("/users/me").await.0, 401);
        assert_eq!(Rest::try_sign_in(server.amds(), "alice", DEMO_PASSWORD).await.0, 401);
        assert_eq!(Rest::try_sign_in(server.amds(), "alice", "a long new password").await.0, 200);
        assert!(server.interrupt().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flag_is_stronger_than_the_environment_and_that_than_the_file() {
    within(120, async {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("mobilelink.toml");
        let text = "imap_port = 1\nsmtp_port = 1\namds_port = 1\nsubmission_port = \"off\"\n";
        std::fs::write(&file, text).expect("written");
        let mut check = mobilelinkd(&["check", "--imap-port", "3", "--config"]);
        check.arg(&file).env("MOBILE_LINK_IMAP_PORT", "2").env("MOBILE_LINK_SMTP_PORT", "2");
        let said = run(&mut check).await.well().said;
        let value = |name: &str| {
            let line = said.lines().find(|line| line.starts_with(&format!("{name} "))).expect("a line");
            line.split_whitespace().nth(1).expect("a value").to_owned()
        };
        assert_eq!(
            [value("imap_port"), value("smtp_port"), value("amds_port"), value("submission_port")],
            ["3", "2", "1", "off"]
        );
        assert!(said.contains("sound"), "{said}");

        std::fs::write(&file, "imap_prot = 1\n").expect("written");
        let ended = run(mobilelinkd(&["check", "--config"]).arg(&file)).await;
        assert!(!ended.is_well() && ended.complained.contains("imap_prot"), "{}", ended.complained);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn help_explains_every_option_and_its_environment_variable() {
    within(120, async {
        let said = says(&["serve", "--help"]).await;
        let lines: Vec<&str> = said.lines().collect();
        let mut options = 0;
        for (index, line) in lines.iter().enumerate() {
            let Some(option) = line.trim_start().strip_prefix("--") else { continue };
            options += 1;
            let below: Vec<&str> = lines[index + 1..]
                .iter()
                .map(|line| line.trim())
                .take_while(|line| !line.starts_with("--"))
                .collect();
            assert!(
                below.iter().any(|line| line.len() > 10 && !line.starts_with('[')),
                "{option} is explained"
            );
            assert!(below.iter().any(|line| line.contains("[env: MOBILE_LINK_")), "{option} has a variable");
        }
        assert!(options >= 18, "only {options} options");
        for word in ["[default: 8081]", "[default: 143", "off"] {
            assert!(said.contains(word), "{word}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_at_work_says_who_can_log_in_and_ends_by_sigterm() {
    within(120, async {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = mobilelinkd(&["serve", "--listen", "127.0.0.1", "--amds-port=0", "--imap-port=0"]);
        command.args([
            "--imaps-port=off",
            "--smtp-port=0",
            "--smtps-port=0",
            "--submission-port=0",
            "--data",
        ]);
        command.arg(folder.path()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut server = command.spawn().expect("starts");
        let mut lines = BufReader::new(server.stderr.take().expect("piped")).lines();
        let mut said = String::new();
        while !said.contains("user add") {
            said.push_str(&lines.next_line().await.expect("readable").expect("a line"));
        }
        assert!(said.contains("fingerprint") && said.contains("nobody can log in yet"), "{said}");
        let id = server.id().expect("running").to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.expect("kill runs").success());
        while lines.next_line().await.expect("readable").is_some() {}
        assert!(server.wait().await.expect("ends").success());
    })
    .await;
}
