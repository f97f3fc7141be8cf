//! Dates as records and pages write them, in ISO 8601 with the precision that they have.

use crate::date::{expanded, iso_day};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::rfc2822;
use regex::{Captures, Regex};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// Other four-digit numbers are not the year of an article.
const YEARS: RangeInclusive<i16> = 1000..=2999;

/// A longer text has more in it than a date, in bytes.
const MAX_LENGTH: usize = 80;

/// Names of months, as in a regular expression.
const MONTHS: &str = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|\
                      oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";

/// A day, as in a verbose regular expression. Months are matched by name, so that "Rudenko 7, 2024" is not a date.
pub(super) fn day_pattern() -> String {
    format!(
        r"(?<date>
            (?<y1>\d{{4}}) [-/.] (?<m1>\d{{1,2}}) [-/.] (?<d1>\d{{1,2}})
          | (?<a>\d{{1,2}}) [-/.] (?<b>\d{{1,2}}) [-/.] (?<y2>\d{{4}})
          | (?<m3>{MONTHS})\.? \s+ (?<d3>\d{{1,2}})(?:st|nd|rd|th)? ,? \s+ (?<y3>\d{{4}})
          | (?<d4>\d{{1,2}})(?:st|nd|rd|th)? [\s-]+ (?:of\s+)? (?<m4>{MONTHS})\.? [,\s-]+ (?<y4>\d{{4}})
        )"
    )
}

/// A date with what may stand around it: a label, the day of the week, the time.
static WHOLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let weekday = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?";
    let time = r"(?<hour>\d{1,2}) (?: [:.](?<minute>\d{2}) (?: :(?<second>\d{2}))? (?:\.\d+)? )? \s* (?<half>[ap]\.?m\b\.?)? \s*
                 (?<zone>z|utc|gmt|[a-z]{2,4})?";
    let label = r"(?: (?:(?:first|last)\s+)? (?:published|posted|updated|modified|issued|date) \s* (?:on\s+|:)? \s* )";
    Regex::new(&format!(
        r"(?xi) ^ {label}? (?:{weekday}[,\s]+)? {day} (?:[,\s]+{weekday})? (?: (?:[,\s|·•/–—-]|\bat\b)* {time} )? (?:[,\s]+{weekday})? $",
        day = day_pattern()
    ))
    .ok()
});

/// A month of a year.
static MONTH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"(?xi) ^ (?<month>{MONTHS})\.? ,? [\s-]+ (?<year>\d{{4}}) $")).ok());

/// What a date was given as, in ISO 8601: a day or a time, a month (`2020-03`), a year. `None` for what is no date, or could
/// be two.
pub(crate) fn normalized(given: &str) -> Option<String> {
    let given = given.trim();
    if given.len() > MAX_LENGTH || !given.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if iso_day(given).is_some() {
        return Some(given.to_owned());
    }
    let day = expanded(given);
    if day != given {
        return Some(day);
    }
    if let Some(number) = of_number(given) {
        return number;
    }
    if let Ok(zoned) = rfc2822::parse(given) {
        return Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
    }
    if let Some(found) = WHOLE.as_ref()?.captures(given) {
        let Day::Known(day) = day_of(&found)? else { return None };
        return Some(format!("{day}{}", time_of(&found).unwrap_or_default()));
    }
    let found = MONTH.as_ref()?.captures(given)?;
    let date = month_day(&found["month"], 1, found["year"].parse().ok()?)?;
    Some(date.strftime("%Y-%m").to_string())
}

/// True for a line that is a date and nothing else.
#[cfg(any(test, feature = "html"))]
pub(crate) fn is_date_only(line: &str) -> bool {
    let line = line.trim();
    let told = || WHOLE.as_ref().is_some_and(|whole| whole.is_match(line));
    line.len() <= MAX_LENGTH && line.len() > 5 && (told() || normalized(line).is_some())
}

/// A year, a month of one, or seconds or milliseconds since 1970; `None` for what is not made of digits.
#[allow(clippy::option_option, reason = "no number, or one that is no date, or its date")]
fn of_number(given: &str) -> Option<Option<String>> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let year = |text: &str| text.parse().is_ok_and(|year| YEARS.contains(&year));
    if let Some((before, month)) = given.split_once(['-', '/']) {
        let is_month =
            digits(month) && month.len() <= 2 && month.parse().is_ok_and(|month: u8| (1..=12).contains(&month));
        return (before.len() == 4 && digits(before) && is_month && year(before))
            .then(|| Some(format!("{before}-{month:0>2}")));
    }
    if !digits(given) {
        return None;
    }
    let number: i64 = given.parse().ok()?;
    let time = match given.len() {
        4 => return Some(year(given).then(|| given.to_owned())),
        10 => Timestamp::from_second(number),
        13 => Timestamp::from_millisecond(number),
        _ => return Some(None),
    };
    Some(time.ok().map(|time| time.to_string()))
}

/// A day that was found.
pub(super) enum Day {
    Known(Date),
    /// Day and month cannot be told apart.
    Ambiguous,
}

/// The day that [`day_pattern`] found; `None` if the calendar does not have it.
pub(super) fn day_of(found: &Captures<'_>) -> Option<Day> {
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
    let month = found.name("m3").or(found.name("m4"))?;
    month_day(month.as_str(), day, year).map(Day::Known)
}

/// The day of a month by its name.
fn month_day(month: &str, day: i16, year: i16) -> Option<Date> {
    let date = Date::strptime("%b %d %Y", format!("{} {day} {year:04}", month.get(..3)?)).ok()?;
    YEARS.contains(&year).then_some(date)
}

/// The time that was found, to the minute or second; `None` without one, or for what the clock does not have. Only the zone
/// of Greenwich is kept: other abbreviations mean several.
fn time_of(found: &Captures<'_>) -> Option<String> {
    let number = |name: &str| found.name(name)?.as_str().parse::<u8>().ok();
    let half = found.name("half").map(|half| half.as_str().to_lowercase());
    let minute = number("minute").or(half.is_some().then_some(0))?;
    let hour = match (number("hour")?, half.as_deref()) {
        (12, Some(half)) if half.starts_with('a') => 0,
        (hour @ 1..=11, Some(half)) if half.starts_with('p') => hour + 12,
        (hour, _) => hour,
    };
    if hour > 23 || minute > 59 {
        return None;
    }
    let second = number("second").map(|second| format!(":{second:02}")).unwrap_or_default();
    let zone = found.name("zone").map(|zone| zone.as_str().to_lowercase());
    let zone = if zone.is_some_and(|zone| ["z", "utc", "gmt"].contains(&&*zone)) { "Z" } else { "" };
    Some(format!("T{hour:02}:{minute:02}{second}{zone}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_compile() {
        assert!(WHOLE.is_some() && MONTH.is_some());
    }

    #[test]
    fn dates_in_many_shapes() {
        for (given, expected) in [
            ("2020-03-01", "2020-03-01"),
            ("2020-03-01T10:30:00Z", "2020-03-01T10:30:00Z"),
            ("2020-03-01 10:30:00", "2020-03-01 10:30:00"),
            ("20200301", "2020-03-01"),
            ("2020-3-1", "2020-03-01"),
            ("2020/03/01", "2020-03-01"),
            ("March 1, 2020", "2020-03-01"),
            ("Mar. 1st, 2020", "2020-03-01"),
            ("MARCH 1 2020", "2020-03-01"),
            ("1 March 2020", "2020-03-01"),
            ("1-Mar-2020", "2020-03-01"),
            ("1st of March, 2020", "2020-03-01"),
            ("Sunday, March 1, 2020", "2020-03-01"),
            ("March 1, 2020 Sunday", "2020-03-01"),
            ("Sun 1 Mar 2020", "2020-03-01"),
            ("March 1, 2020 Sunday 10:00 AM GMT", "2020-03-01T10:00Z"),
            ("Published: March 1, 2020", "2020-03-01"),
            ("Last updated on 1 March 2020 at 10.30", "2020-03-01T10:30"),
            ("March 1, 2020 10:30 PM EST", "2020-03-01T22:30"),
            ("March 1, 2020, 12:05 a.m.", "2020-03-01T00:05"),
            ("1 March 2020 10:30:15 GMT", "2020-03-01T10:30:15Z"),
            ("Sun, 01 Mar 2020 10:30:00 +0100", "2020-03-01T10:30:00+01:00"),
            ("Sun, 01 Mar 2020 10:30:00 GMT", "2020-03-01T10:30:00+00:00"),
            ("31/03/2020", "2020-03-31"),
            ("03/31/2020", "2020-03-31"),
            ("03/03/2020", "2020-03-03"),
            ("2020-03", "2020-03"),
            ("2020/3", "2020-03"),
            ("March 2020", "2020-03"),
            ("2020", "2020"),
            ("1583058600", "2020-03-01T10:30:00Z"),
            ("1583058600000", "2020-03-01T10:30:00Z"),
        ] {
            assert_eq!(normalized(given).as_deref(), Some(expected), "{given}");
        }
    }

    #[test]
    fn no_dates_and_those_that_could_be_two() {
        for given in [
            "", "unknown", "n/a", "last week", "03/04/2020", "3/4/20", "2020-02-30", "2020-13", "February 30, 2020",
            "12345", "9999", "Rudenko 7, 2020", "in March 2020 or so", "1 March", "12.5",
        ] {
            assert_eq!(normalized(given), None, "{given}");
        }
        assert!(is_date_only("Updated: 03/04/2020") && is_date_only("March 1, 2020, 10:30 am"));
        assert!(!is_date_only("2020") && !is_date_only("It ended on March 1, 2020"));
    }
}
