//! BINARY (RFC 3516): whatever part of a part is asked for, it is the slice of the whole.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, helpers too"
)]
#![allow(clippy::indexing_slicing, reason = "and by leaving its bounds")]

mod office;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use office::{Client, Office};
use server_domain::mailbox::{Flags, Role};
use tokio::net::TcpStream;

/// Longer than what is decoded and what is sent at once.
const LENGTH: usize = 150_000;

/// No two windows of it are alike, and every byte is in it, NUL too.
fn content() -> Vec<u8> {
    (0_u32..).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).take(LENGTH).collect()
}

fn in_lines(text: &str, chars: usize) -> String {
    text.as_bytes().chunks(chars).map(|line| format!("{}\r\n", std::str::from_utf8(line).unwrap())).collect()
}

/// Its parts are the content in base64, in base64 of odd lines, in quoted-printable, and as it is, but for line ends.
fn message() -> Vec<u8> {
    let content = content();
    let base64 = BASE64_STANDARD.encode(&content);
    let quoted: String = content
        .chunks(25)
        .map(|line| {
            let line: String = line.iter().map(|byte| format!("={byte:02X}")).collect();
            format!("{line}=\r\n")
        })
        .collect();
    let part = |encoding: &str, body: &str| {
        format!(
            "--b\r\nContent-Type: application/x\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n"
        )
    };
    let parts = [
        part("base64", &in_lines(&base64, 76)),
        part("base64", &in_lines(&base64, 61)),
        part("quoted-printable", &quoted),
        part("8bit", "as it is"),
    ];
    format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{}--b--\r\n", parts.concat()).into_bytes()
}

async fn fetched(client: &mut Client<TcpStream>, item: &str) -> Vec<u8> {
    client.say(format!("t FETCH 1 {item}\r\n").as_bytes()).await;
    let line = client.hear().await;
    let (_, announced) = line.split_once(" ~{").unwrap_or_else(|| panic!("{line}"));
    let bytes = client.hear_bytes(announced.trim_end_matches('}').parse().unwrap()).await;
    assert_eq!(client.hear().await, ")");
    assert_eq!(client.hear().await, "t OK That is all of it");
    bytes
}

#[tokio::test]
async fn any_window_of_a_decoded_part_is_the_slice_of_the_whole() {
    let office = Office::open().await;
    office.leave(Role::Inbox, Flags::NONE, &message()).await;
    let mut client = office.alice().await;
    let content = content();
    let sizes = client.ask("z FETCH 1 (BINARY.SIZE[1] BINARY.SIZE[2] BINARY.SIZE[3] BINARY.SIZE[4])").await;
    let expected = format!(
        "* 1 FETCH (BINARY.SIZE[1] {LENGTH} BINARY.SIZE[2] {LENGTH} BINARY.SIZE[3] {LENGTH} BINARY.SIZE[4] 8)"
    );
    assert_eq!(sizes[0], expected);
    for part in 1..=3 {
        assert!(fetched(&mut client, &format!("BINARY.PEEK[{part}]")).await == content, "all of part {part}");
        for origin in
            [0, 1, 2, 3, 56, 57, 24_575, 24_576, 24_577, 131_071, 131_072, LENGTH - 1, LENGTH, LENGTH + 9]
        {
            for count in [1, 2, 57, 32_768, 131_073, LENGTH * 2] {
                let window = fetched(&mut client, &format!("BINARY.PEEK[{part}]<{origin}.{count}>")).await;
                let start = origin.min(LENGTH);
                let slice = &content[start..(start + count).min(LENGTH)];
                assert!(window == slice, "{count} bytes at {origin} of part {part}");
            }
        }
    }
    assert_eq!(fetched(&mut client, "BINARY.PEEK[4]<3.2>").await, b"it");
}
