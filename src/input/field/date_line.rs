//! The line below a headline that ends with the date of publication.

use super::date::{Day, day_of, day_pattern};
use regex::Regex;
use std::sync::LazyLock;

/// A longer line is running text, whatever it ends with.
const MAX_CHARS: usize = 120;

/// A date at the end of a line.
static DATE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"(?xi) (?:^|[\s,;:|(/–—-]) {} \)? $", day_pattern())).ok());

/// The date that `line` ends with, if it is a date line: a short line that consists of a date, or of an outlet's or
/// author's name and a date. A lower-case word before the date ("signed on November 7, 2024") makes it running text.
///
/// The result is `YYYY-MM-DD`, or the date as written where day and month are ambiguous (07-11-2024).
pub(crate) fn date_line(line: &str) -> Option<String> {
    let line = line.trim();
    if !line.ends_with(|last: char| last.is_ascii_digit() || last == ')') || line.chars().count() > MAX_CHARS {
        return None;
    }
    let found = DATE.as_ref()?.captures(line)?;
    let date = found.name("date")?;
    let word_before = line[..date.start()].split_whitespace().next_back().unwrap_or_default();
    let label = ["published", "updated", "posted"].contains(&word_before.trim_end_matches(':'));
    if word_before.starts_with(char::is_lowercase) && !label {
        return None;
    }
    match day_of(&found)? {
        Day::Known(date) => Some(date.to_string()),
        Day::Ambiguous => Some(date.as_str().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_compile() {
        assert!(DATE.is_some());
    }

    #[test]
    fn date_lines() {
        for (line, date) in [
            ("2024-11-07", "2024-11-07"),
            ("November 7, 2024", "2024-11-07"),
            ("7 November 2024", "2024-11-07"),
            ("Harbour Post, 7th Nov. 2024", "2024-11-07"),
            ("Published: Sept. 30, 2023", "2023-09-30"),
            ("By Zoë Karlsson | 2023/9/3", "2023-09-03"),
            ("The Harbour Post (29.02.2024)", "2024-02-29"),
            // Only one reading is in the calendar, or both are the same day.
            ("Harbour Institute 25-11-2024", "2024-11-25"),
            ("Harbour Institute 11/25/2024", "2024-11-25"),
            ("Harbour Institute 05-05-2024", "2024-05-05"),
            // Two readings: kept as written.
            ("Harbour Institute 07-11-2024", "07-11-2024"),
        ] {
            assert_eq!(date_line(line).as_deref(), Some(date), "{line}");
        }
    }

    #[test]
    fn lines_that_are_not_date_lines() {
        for line in [
            "",
            "The treaty was signed on November 7, 2024",
            "The treaty was signed on November 7, 2024.",
            "Rudenko 7, 2024",
            "Harbour Institute 31-13-2024",
            "February 30, 2024",
            "Call 555-07-11-2024x",
            "In 2024",
        ] {
            assert_eq!(date_line(line), None, "{line}");
        }
        assert_eq!(date_line(&format!("{} 2024-11-07", "Word ".repeat(40))), None);
    }
}
