//! Counts tests from what their programs print, while it passes by.

/// Tests so far.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
    /// Names of failed tests, in the order they failed.
    pub(crate) failures: Vec<String>,
}

/// Whose way to tell of tests is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Teller {
    Cargo,
    /// Surefire, under Maven.
    Maven,
    /// XCTest and Swift Testing.
    Swift,
    /// unittest and pytest.
    Python,
}

impl Tally {
    /// Takes one line into account; lines that say nothing about the count change nothing.
    pub(crate) fn take(&mut self, teller: Teller, line: &str) {
        let taken = match teller {
            Teller::Cargo => self.take_cargo(line),
            Teller::Maven => self.take_maven(line),
            Teller::Swift => self.take_swift(line),
            Teller::Python => self.take_python(line),
        };
        // A line of another shape is no line about tests.
        taken.unwrap_or_default();
    }

    /// Notes that the run failed: a test program that died printed no result, and must not look like success.
    pub(crate) fn died(&mut self) {
        self.failed = self.failed.max(1);
    }

    /// Adds the tests of another run.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
        self.failures.extend(other.failures);
    }

    fn take_cargo(&mut self, line: &str) -> Option<()> {
        if let Some(name) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED")) {
            self.failures.push(name.to_owned());
        }
        let result = line.strip_prefix("test result: ")?;
        for (number, kind) in result.split([';', '.']).filter_map(counted) {
            match kind {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
        Some(())
    }

    /// Each class has a line of its own with the time it took, and each module the sum without.
    fn take_maven(&mut self, line: &str) -> Option<()> {
        let (_, told) = line.strip_prefix('[')?.split_once("] ")?;
        if let Some(sum) = told.strip_prefix("Tests run: ").filter(|sum| !sum.contains("Time elapsed")) {
            let numbers: Option<Vec<u64>> =
                sum.split(',').map(|part| part.rsplit(' ').next()?.trim().parse().ok()).collect();
            let [run, failures, errors, skipped] = numbers?.as_slice().try_into().ok()?;
            let failed: u64 = failures + errors;
            self.passed += run.checked_sub(failed + skipped)?;
            self.failed += failed;
            self.ignored += skipped;
        } else if !told.starts_with("Tests run: ")
            && (told.contains("<<< FAILURE!") || told.contains("<<< ERROR!"))
        {
            let name = told.split("Time elapsed").next()?.trim_end_matches([' ', '-']);
            self.failures.push(name.to_owned());
        }
        Some(())
    }

    /// XCTest: `Test Case 'X.testOne' passed (…)`. Swift Testing: `✔ Test "name" passed after …`.
    fn take_swift(&mut self, line: &str) -> Option<()> {
        let (name, outcome) = match line.strip_prefix("Test Case ") {
            Some(told) => {
                let (name, outcome) = told.strip_prefix('\'')?.split_once("' ")?;
                (name, outcome.split(" (").next()?)
            }
            None => {
                let (_, told) = line.split_once(' ')?;
                let told = told.strip_prefix("Test ").filter(|told| !told.starts_with("run with "))?;
                let found = [" passed after ", " failed after ", " skipped"];
                let (at, outcome) = found.iter().find_map(|end| Some((told.rfind(end)?, end)))?;
                (told.get(..at)?.trim_matches('"'), outcome.split_whitespace().next()?)
            }
        };
        match outcome {
            "passed" => self.passed += 1,
            "failed" => {
                self.failed += 1;
                self.failures.push(name.to_owned());
            }
            "skipped" => self.ignored += 1,
            _ => {}
        }
        Some(())
    }

    /// unittest tells how many ran, then how many of these did not pass; pytest tells all in its last line.
    fn take_python(&mut self, line: &str) -> Option<()> {
        let names = ["FAIL: ", "ERROR: ", "FAILED tests", "ERROR tests"];
        if let Some(prefix) = names.iter().find(|prefix| line.starts_with(**prefix)) {
            let name = line.get(prefix.trim_end_matches("tests").len()..)?;
            self.failures.push(name.split(" - ").next()?.to_owned());
        } else if let Some(ran) = line.strip_prefix("Ran ") {
            self.passed += ran.split(' ').next()?.parse::<u64>().ok()?;
        } else if let Some(list) = line.strip_prefix("OK (").or_else(|| line.strip_prefix("FAILED (")) {
            for part in list.trim_end_matches(')').split(", ") {
                let (kind, number) = part.split_once('=')?;
                let number: u64 = number.parse().ok()?;
                self.passed = self.passed.checked_sub(number)?;
                match kind {
                    "failures" | "errors" | "unexpected successes" => self.failed += number,
                    _ => self.ignored += number,
                }
            }
        } else {
            let told = line.trim_matches(['=', ' ']);
            let (sum, time) = told.rsplit_once(" in ")?;
            time.split(' ').next()?.strip_suffix('s')?.parse::<f64>().ok()?;
            for (number, kind) in sum.split(',').filter_map(counted) {
                match kind {
                    "passed" => self.passed += number,
                    "failed" | "error" | "errors" => self.failed += number,
                    "skipped" | "xfailed" => self.ignored += number,
                    _ => {}
                }
            }
        }
        Some(())
    }
}

/// `12 passed` as a number and a word.
fn counted(part: &str) -> Option<(u64, &str)> {
    let (number, kind) = part.trim().split_once(' ')?;
    Some((number.parse().ok()?, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_told(teller: Teller, lines: &[&str], counts: (u64, u64, u64), failures: &[&str]) {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.take(teller, line));
        assert_eq!((tally.passed, tally.failed, tally.ignored), counts);
        assert_eq!(tally.failures, failures);
    }

    #[test]
    fn results_of_several_programs_are_added_up() {
        let lines = [
            "running 3 tests",
            "test a ... ok",
            "test b::c ... FAILED",
            "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 7 filtered out; finished in 0.53s",
            "test result: ok. 30 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
        ];
        assert_told(Teller::Cargo, &lines, (42, 1, 2), &["b::c"]);
    }

    #[test]
    fn surefire_is_counted_by_module_and_not_by_class_again() {
        let lines = [
            "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 0.1 s -- in org.A",
            "[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.07 s <<< FAILURE! -- in org.B",
            "[ERROR] org.B.a person signs in (ML-10) -- Time elapsed: 0.005 s <<< FAILURE!",
            "[INFO] Results:",
            "[ERROR]   B.a person signs in (ML-10):12 expected: <1> but was: <2>",
            "[ERROR] Tests run: 5, Failures: 1, Errors: 0, Skipped: 1",
            "[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0",
            "Tests run: 100, Failures: 0, Errors: 0, Skipped: 0",
        ];
        assert_told(Teller::Maven, &lines, (7, 1, 1), &["org.B.a person signs in (ML-10)"]);
    }

    #[test]
    fn both_ways_of_swift_are_counted_by_test() {
        let lines = [
            "Test Case 'X.testOne' started at 2026-11-21 12:55:09.910",
            "Test Case 'X.testOne' passed (0.002 seconds)",
            "Test Case 'X.testSkip' skipped (0.0 seconds)",
            "Test Case 'X.testTwo' failed (0.0 seconds)",
            "\t Executed 3 tests, with 1 test skipped and 1 failure (0 unexpected) in 0.003 (0.003) seconds",
            "◇ Test \"a person signs in (ML-10)\" started.",
            "✔ Test \"a person signs in (ML-10)\" passed after 0.001 seconds.",
            "✘ Test off() skipped: \"no\"",
            "✘ Test plain() recorded an issue at t.swift:5:22: Expectation failed: (a → 1) == 2",
            "✘ Test plain() failed after 0.003 seconds with 1 issue.",
            "✘ Suite \"the list\" failed after 0.003 seconds with 1 issue.",
            "✘ Test run with 3 tests failed after 0.003 seconds with 1 issue.",
        ];
        assert_told(Teller::Swift, &lines, (2, 2, 2), &["X.testTwo", "plain()"]);
    }

    #[test]
    fn both_ways_of_python_are_counted() {
        let unittest = [
            "FAIL: test_list (story.Story.test_list)",
            "Ran 12 tests in 0.1s",
            "FAILED (failures=1, errors=2, skipped=1)",
        ];
        assert_told(Teller::Python, &unittest, (8, 3, 1), &["test_list (story.Story.test_list)"]);
        assert_told(Teller::Python, &["Ran 5 tests in 0.1s", "OK"], (5, 0, 0), &[]);
        let pytest = [
            "FAILED tests/test_story.py::test_list - assert 1 == 2",
            "===== 1 failed, 5 passed, 2 skipped in 65.12s (0:01:05) =====",
            "5 people, 3 passed by in a hurry",
        ];
        assert_told(Teller::Python, &pytest, (5, 1, 2), &["tests/test_story.py::test_list"]);
    }

    #[test]
    fn a_test_program_that_died_counts_as_a_failure() {
        let mut tally = Tally::default();
        let sum = |passed, failed| format!("test result: ok. {passed} passed; {failed} failed; 0 ignored");
        tally.take(Teller::Cargo, &sum(5, 0));
        tally.died();
        assert_eq!((tally.passed, tally.failed), (5, 1));
        tally.take(Teller::Cargo, &sum(0, 2));
        tally.died();
        assert_eq!(tally.failed, 3);
    }

    #[test]
    fn runs_are_added_up() {
        let mut tally = Tally { passed: 2, failed: 1, ignored: 0, failures: vec!["a".to_owned()] };
        tally.add(Tally { passed: 3, failed: 1, ignored: 4, failures: vec!["b".to_owned()] });
        let failures = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(tally, Tally { passed: 5, failed: 2, ignored: 4, failures });
    }
}
