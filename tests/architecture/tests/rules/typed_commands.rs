//! Commands that pages show.

use architecture::rules::typed_commands::check;
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

const SERVER: (&str, &str) = (
    "server/app/src/options.rs",
    "#[derive(Debug, Subcommand)]\nenum Command {\n /// Text, with a comma\n Demo(Demo),\n\
     #[command(name = \"serve\")]\n ServeAll { a: (u8, u8) },\n AddUser,\n}\n\
     struct Demo {\n #[arg(long, env = \"X\")]\n #[serde(default)]\n pub data_dir: PathBuf,\n\
     #[arg(short, long = \"rest-port\")]\n port: u16,\n #[arg(short)]\n quiet: bool,\n}\n",
);

const CLIENT: (&str, &str) = (
    "sdk/cli/src/main.rs",
    "#[derive(Subcommand)]\nenum Show { Watch }\nstruct A {\n#[arg(long)]\ndemo: bool }\n",
);

const TASKS: (&str, &str) = ("tests/xtask/src/main.rs", "#[derive(Subcommand)]\nenum Task { Test, Ci }\n");

#[test]
fn every_command_on_a_page_exists() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn a_readme_without_the_two_commands_is_found() {
    assert_found(&check(&Tree::of(&[("README.md", "`cargo xtask test`\n")])), &["README.md", "README.md"]);
}

#[test]
fn an_unknown_command_or_flag_is_found_for_every_program() {
    for command in [
        "cargo run --release -- dmo",
        "cargo run -- demo --data",
        "cargo run --release -p mobilelink -- --dmo watch",
        "cargo xtask deploy",
        "target/release/mobilelinkd serve-all",
        "echo hi | mobilelink wtch",
        "X=1 mobilelinkd demo --port=1",
    ] {
        assert_found(&check(&page(command)), &["docs/a.md:2"]);
    }
}

#[test]
fn what_the_programs_accept_and_other_programs_are_left_alone() {
    for command in [
        "cargo run --release -- demo --data-dir x --rest-port 0",
        "mobilelinkd serve",
        "mobilelinkd add-user mary --help",
        "cargo run --release -p mobilelink -- --demo watch",
        "cargo xtask test some_test",
        "cargo build --release --locked",
        "curl --silent http://127.0.0.1:8081/api/v1/server",
    ] {
        assert_kept(&check(&page(command)));
    }
}

fn page(command: &str) -> Tree {
    let text = format!("```sh\n{command}\n```\n");
    Tree::of(&[SERVER, CLIENT, TASKS, ("docs/a.md", &text)])
}
