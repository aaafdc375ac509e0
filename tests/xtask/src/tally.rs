//! Counts tests from what cargo's test programs print, while it passes by.

/// Tests so far.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
    /// Names of failed tests, in the order they failed.
    pub(crate) failures: Vec<String>,
}

impl Tally {
    /// Takes one line into account; lines that say nothing about the count change nothing.
    pub(crate) fn take(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            for count in result.split([';', '.']).map(str::trim) {
                let Some((number, kind)) = count.split_once(' ') else { continue };
                let Ok(number) = number.parse::<u64>() else { continue };
                match kind {
                    "passed" => self.passed += number,
                    "failed" => self.failed += number,
                    "ignored" => self.ignored += number,
                    _ => {}
                }
            }
        } else if let Some(name) =
            line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED"))
        {
            self.failures.push(name.to_owned());
        }
    }

    /// Notes that cargo failed: a test program that died printed no result, and must not look like success.
    pub(crate) fn died(&mut self) {
        self.failed = self.failed.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_programs_are_added_up() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test a ... ok",
            "test b::c ... FAILED",
            "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 7 filtered out; finished in 0.53s",
            "test result: ok. 30 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
        ] {
            tally.take(line);
        }
        let failures = vec!["b::c".to_owned()];
        assert_eq!(tally, Tally { passed: 42, failed: 1, ignored: 2, failures });
    }

    #[test]
    fn a_test_program_that_died_counts_as_a_failure() {
        let mut tally = Tally::default();
        tally.take(
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s",
        );
        tally.died();
        assert_eq!((tally.passed, tally.failed), (5, 1));
        tally.take("test result: FAILED. 0 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        tally.died();
        assert_eq!(tally.failed, 3);
    }
}
