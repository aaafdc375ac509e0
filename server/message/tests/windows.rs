//! A message that is not in memory is read a window at a time: with the same result as one that is, and in memory that does
//! not grow with it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof, proptest};
use proptest::prop_assert_eq;
use proptest::sample::Index;
use proptest::test_runner::Config;
use server_message::{MORE_AUTHORS, Reading, Unreadable, read, read_windows};

mod hostile;
mod sample;
use hostile::hostile;
use sample::{base64_lines, wav};

/// Messages are put together of these so that a window ends in the middle of everything that means something.
const PIECES: &[&str] = &[
    "\r\n",
    "\n",
    "\r\n\r\n",
    "\r\n--a\r\n",
    "\n--a \t\r\n",
    "\r\n--b\r\n",
    "\r\n--a--\r\n",
    "--",
    "-",
    "a",
    "From: a@b\r\n",
    "Content-Type: multipart/mixed; boundary=a\r\n\r\n",
    "Content-Type: multipart/digest; boundary=\"b\"\r\n\r\n",
    "\r\n--a\r\nContent-Type: message/rfc822\r\n\r\n",
    "\r\n--a\r\nContent-Type: audio/wav\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    "\r\n--a\r\nContent-Type: audio/wav\r\n\r\nRIFF\0\0\0\0WAVE",
    "\r\n--a\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
    "\r\n--a\r\n\r\n",
    "fmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\0\0\0\0\x01\0\x08\0",
    "data\x03\0\0\0",
    "UklGRiQAAABXQVZF",
    "QUJD\r\n",
    "QQ==",
    "=\r\n",
    "=3D",
    "=",
    " ",
    "é",
    "\0",
    "x",
];

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        9 => proptest::sample::select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..6),
    ];
    vec(piece, 1..60).prop_map(|pieces| pieces.concat())
}

/// A recording in any encoding, and what may have become of it on the way.
fn recordings() -> impl Strategy<Value = Vec<u8>> {
    let damage = (any::<Index>(), proptest::sample::select(&b"\r\n =A-"[..]));
    (0_u32..400, 0..5, 1_usize..100, vec(damage, 0..3)).prop_map(|(millis, how, line, damage)| {
        let file = wav(8000, millis);
        let (encoding, mut content) = match how {
            0 => ("8bit", file),
            1 => ("quoted-printable", file.iter().flat_map(|byte| format!("={byte:02X}").into_bytes()).collect()),
            2 => ("base64", base64_lines(&file, line, "\r\n")),
            _ => ("base64", base64_lines(&file, line * 4, if how == 3 { "\r\n" } else { "\n" })),
        };
        for (place, byte) in damage {
            content.insert(place.index(content.len()), byte);
        }
        let mut message = format!(
            "From: a@b\r\nContent-Type: multipart/mixed; boundary=\"a\"\r\n\r\n--a\r\nContent-Type: audio/wav\r\n\
             Content-Transfer-Encoding: {encoding}\r\n\r\n"
        )
        .into_bytes();
        message.extend(content);
        message.extend(b"\r\n--a--\r\n");
        message
    })
}

fn read_in(window: usize, message: &[u8]) -> Result<Reading, Unreadable> {
    let fetch = |place: u64, window: &mut [u8]| {
        let place = usize::try_from(place).unwrap();
        window.copy_from_slice(message.get(place..place + window.len()).ok_or("beyond the end")?);
        Ok(())
    };
    read_windows(message.len() as u64, window, fetch).unwrap_or_else(|error: &str| panic!("{error}"))
}

proptest! {
    #![proptest_config(Config { cases: 512, failure_persistence: None, ..Config::default() })]

    #[test]
    fn whatever_the_windows_the_reading_is_the_same(message in pieces(), window in 1_usize..200) {
        prop_assert_eq!(read_in(window, &message), read(&message));
        prop_assert_eq!(read_in(1, &message), read(&message));
    }

    #[test]
    fn a_recording_is_measured_the_same_in_windows(message in recordings(), window in 1_usize..200) {
        prop_assert_eq!(read_in(window, &message), read(&message));
    }
}

#[test]
fn what_strangers_send_is_read_the_same_in_windows() {
    for message in hostile() {
        for (about, windows) in [(700, &[1, 7][..]), (5_000, &[1, 200]), (400_000, &[4096])] {
            let mut whole = vec![0; message.size(about)];
            message.fill(whole.len(), 0, &mut whole);
            let expected = read(&whole).unwrap();
            for window in windows {
                assert!(message.read(about, *window) == expected, "{} in windows of {window}", message.what);
            }
        }
    }
}

#[test]
fn of_a_header_longer_than_any_the_beginning_is_understood_and_the_rest_is_kept() {
    let junk = "X-Nothing: of use\r\n".repeat(20_000);
    let message = format!("From: a@b\r\nSubject: first\r\n{junk}To: c@d\r\n\r\nHello");
    let reading = read(message.as_bytes()).unwrap();
    assert_eq!((reading.subject.as_deref(), reading.text.as_deref()), (Some("first"), Some("Hello")));
    assert_eq!(reading.header_size, message.len() as u64 - 5);
    assert_eq!(reading.searched.to, None, "it stands beyond what is understood");
    assert_eq!(reading.authors, ["a@b"]);
}

#[test]
fn whoever_hides_an_author_behind_a_long_header_or_a_long_list_is_seen() {
    let understood = 256 * 1024;
    for hidden in ["From: boss@b\r\n", "SENDER : boss@b\r\n", "from:\r\n boss@b\r\n"] {
        // The end of what is understood falls upon each byte of the field.
        for cut in 0..hidden.len() {
            let head = "From: a@b\r\nX: ";
            let filler = "x".repeat(understood - cut - head.len() - 2);
            let message = format!("{head}{filler}\r\n{hidden}Subject: x\r\n\r\nHello");
            let reading = read(message.as_bytes()).unwrap();
            assert_eq!(reading.authors.last().unwrap(), MORE_AUTHORS, "{hidden:?} cut at {cut}");
            assert_eq!(read_in(200, message.as_bytes()).unwrap(), reading);
        }
    }
    let crowd = format!("From: {}boss@b\r\n\r\n", "a@b, ".repeat(1000));
    assert_eq!(read(crowd.as_bytes()).unwrap().authors.last().unwrap(), MORE_AUTHORS);
}

#[test]
fn what_cannot_be_fetched_ends_the_reading() {
    let read = read_windows(1000, 100, |place, window: &mut [u8]| {
        window.fill(b'x');
        if place > 500 { Err("torn") } else { Ok(()) }
    });
    assert_eq!(read, Err("torn"));
    assert_eq!(read_windows(0, 100, |_, _: &mut [u8]| Err("asked")), Ok(Err(Unreadable::Empty)));
}
