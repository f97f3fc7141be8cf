//! The line below a headline that ends with the date of publication.

use jiff::civil::Date;
use regex::{Captures, Regex};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// A longer line is running text, whatever it ends with.
const MAX_CHARS: usize = 120;

/// Other four-digit numbers are not the year of an article.
const YEARS: RangeInclusive<i16> = 1000..=2999;

/// A date at the end of a line. Months are matched by name, so that "Rudenko 7, 2024" is not a date.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let month = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|\
                 oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
    Regex::new(&format!(
        r"(?xi) (?:^|[\s,;:|(/–—-]) (?<date>
            (?<y1>\d{{4}}) [-/.] (?<m1>\d{{1,2}}) [-/.] (?<d1>\d{{1,2}})
          | (?<a>\d{{1,2}}) [-/.] (?<b>\d{{1,2}}) [-/.] (?<y2>\d{{4}})
          | (?<m3>{month})\.? \s+ (?<d3>\d{{1,2}})(?:st|nd|rd|th)? ,? \s+ (?<y3>\d{{4}})
          | (?<d4>\d{{1,2}})(?:st|nd|rd|th)? \s+ (?<m4>{month})\.? ,? \s+ (?<y4>\d{{4}})
        ) \)? $"
    ))
    .ok()
});

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
    match resolve(&found)? {
        Day::Known(date) => Some(date.to_string()),
        Day::Ambiguous => Some(date.as_str().to_owned()),
    }
}

enum Day {
    Known(Date),
    /// Day and month cannot be told apart.
    Ambiguous,
}

/// The day that was found; `None` if the calendar does not have it.
fn resolve(found: &Captures<'_>) -> Option<Day> {
    let number = |name: &str| found.name(name).and_then(|text| text.as_str().parse::<i16>().ok());
    let date = |year: i16, month: i16, day: i16| {
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        YEARS.contains(&year).then_some(date)
    };
    if let (Some(year), Some(month), Some(day)) = (number("y1"), number("m1"), number("d1")) {
        return date(year, month, day).map(Day::Known);
    }
    if let (Some(a), Some(b), Some(year)) = (number("a"), number("b"), number("y2")) {
        return match (date(year, b, a), date(year, a, b)) {
            (Some(day_first), Some(month_first)) if day_first != month_first => Some(Day::Ambiguous),
            (day_first, month_first) => day_first.or(month_first).map(Day::Known),
        };
    }
    let (day, year) = (number("d3").or(number("d4"))?, number("y3").or(number("y4"))?);
    let month = found.name("m3").or(found.name("m4"))?.as_str().get(..3)?;
    let date = Date::strptime("%b %d %Y", format!("{month} {day} {year:04}")).ok()?;
    YEARS.contains(&year).then_some(Day::Known(date))
}

#[cfg(test)]
mod tests {
    use super::*;

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
