//! What is held while a message is read does not grow with the message, whatever it is.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]

mod hostile;
mod sample;
use hostile::hostile;

/// What a reading of many megabytes may hold, with all that it keeps, in KiB.
const MOST: u64 = 8 * 1024;

/// The most memory this process had since it was asked before, in KiB.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn many_megabytes_of_anything_are_read_in_a_few() {
    const SIZE: usize = 12 * 1024 * 1024;
    most_memory();
    let before = most_memory();
    for message in hostile() {
        let _reading = message.read(SIZE, 64 * 1024);
        let most = most_memory();
        assert!(most < before + MOST, "{}: {most} KiB, and {before} before", message.what);
    }
}
