//! What the kernel tells of processes: who started whom, how much memory each has, how much time ours has used.

use rustix::time::{ClockId, clock_gettime};
use std::{collections::BTreeMap, fs, time::Instant};

/// A process and all that it started, and what those started.
pub(crate) fn tree(root: u32) -> Vec<u32> {
    let mut children = BTreeMap::<u32, Vec<u32>>::new();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    for process in entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()) {
        let Ok(stat) = fs::read_to_string(format!("/proc/{process}/stat")) else { continue };
        if let Some(parent) = parent(&stat) {
            children.entry(parent).or_default().push(process);
        }
    }
    let mut found = vec![root];
    let mut at = 0;
    while let Some(process) = found.get(at) {
        found.extend(children.remove(process).unwrap_or_default());
        at += 1;
    }
    found
}

/// From `/proc/<pid>/stat`: the fourth field, behind a name that may have blanks and brackets.
fn parent(stat: &str) -> Option<u32> {
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

/// Memory of one process in KiB; pages that several have are counted in parts. Pages of files are not counted: the system
/// takes them back when it likes, and a database that is mapped would hide everything else. `None` when it has ended.
pub(crate) fn pss_kib(process: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let kib = |name: &str| -> Option<u64> {
        let line = rollup.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    };
    Some(kib("Pss_Anon:")? + kib("Pss_Shmem:")?)
}

/// A clock that also knows how busy this process was, so that it is seen when the client is what is measured.
pub(crate) struct Stopwatch {
    began: Instant,
    used_ms: f64,
}

/// What a stopwatch showed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lap {
    pub(crate) ms: f64,
    /// Time of processors that this process used meanwhile; more than `ms` if several of its threads worked.
    pub(crate) used_ms: f64,
}

impl Stopwatch {
    /// Runs from now on.
    pub(crate) fn start() -> Self {
        Self { began: Instant::now(), used_ms: used_ms() }
    }

    /// Since its start.
    pub(crate) fn lap(&self) -> Lap {
        Lap { ms: self.began.elapsed().as_secs_f64() * 1e3, used_ms: used_ms() - self.used_ms }
    }
}

fn used_ms() -> f64 {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    used.tv_sec as f64 * 1e3 + used.tv_nsec as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_is_found_whatever_the_process_is_called() {
        assert_eq!(parent("12 (imap) S 7 12 12"), Some(7));
        assert_eq!(parent("12 (a) b (c) S 7 12 12"), Some(7));
        assert_eq!(parent("12"), None);
    }

    #[test]
    fn this_process_is_in_its_own_tree_and_has_memory() {
        let own = std::process::id();
        assert!(tree(own).contains(&own));
        assert!(pss_kib(own).is_some_and(|kib| kib > 100));
    }
}
