//! Days and times as ISO 8601 writes them, by `jiff`.

use crate::article::Meta;
use jiff::Timestamp;
use jiff::civil::Date;

/// The day that a date or time begins with (`2026-11-24…`), if the calendar has it: as `YYYY-MM-DD`.
pub(crate) fn iso_day(text: &str) -> Option<&str> {
    leading_day(text).map(|(day, _)| day)
}

impl Meta {
    /// The day as `YYYY-MM-DD`, where [`Meta::date`] begins with it (ISO 8601, RFC 3339).
    pub fn iso_date(&self) -> Option<&str> {
        iso_day(self.date.as_deref()?)
    }
}

/// The same as a number that sorts by time: 20261124.
pub(crate) fn day_number(text: &str) -> Option<u32> {
    let (_, date) = leading_day(text)?;
    u32::try_from(i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())).ok()
}

fn leading_day(text: &str) -> Option<(&str, Date)> {
    let day = text.get(..10).filter(|day| day.as_bytes()[4] == b'-' && day.as_bytes()[7] == b'-')?;
    let date: Date = day.parse().ok()?;
    (date.year() > 0).then_some((day, date))
}

/// `YYYY-MM-DDTHH:MM:SS…` of the compact form `YYYYMMDDTHHMMSS…`, also without a time; anything else as it is.
pub(crate) fn expanded(date: &str) -> String {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let compact = date.get(..8).filter(|day| digits(day));
    let Some(day) = compact.and_then(|day| Date::strptime("%Y%m%d", day).ok()) else { return date.to_owned() };
    let rest = &date[8..];
    let time = rest.strip_prefix('T').and_then(|time| time.get(..6)).filter(|time| digits(time));
    match time {
        Some(time) => format!("{day}T{}:{}:{}{}", &time[..2], &time[2..4], &time[4..], &rest[7..]),
        None => format!("{day}{rest}"),
    }
}

/// Milliseconds since 1970 as UTC: `2026-11-24T14:05:09.123Z`.
pub(crate) fn utc_millis(millis: u64) -> String {
    let time = i64::try_from(millis).ok().and_then(|millis| Timestamp::from_millisecond(millis).ok());
    format!("{:.3}", time.unwrap_or(Timestamp::MAX))
}

/// The time in UTC as databases write it: `2026-11-24 14:05:09+00`.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) fn utc_now() -> String {
    Timestamp::now().strftime("%Y-%m-%d %H:%M:%S+00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        for (text, number) in [
            ("2026-11-24T10:00:00Z", Some(20_261_124)),
            ("2024-02-29", Some(20_240_229)),
            ("0001-01-01", Some(10_101)),
            ("2026-02-29", None),
            ("2026-13-01", None),
            ("0000-01-01", None),
            ("", None),
            ("24 November 2026", None),
            ("2026/11/24", None),
            ("2026-1-24", None),
            ("-002026-11-24", None),
            ("2026-W48-2", None),
            ("2026-1é-24", None),
        ] {
            assert_eq!(day_number(text), number, "{text}");
            assert_eq!(iso_day(text), number.and(text.get(..10)), "{text}");
        }
    }

    #[test]
    fn compact_dates() {
        for (compact, iso) in [
            ("20241107", "2024-11-07"),
            ("20241107T080000Z", "2024-11-07T08:00:00Z"),
            ("20241107T080000+0100", "2024-11-07T08:00:00+0100"),
            ("20241107T08", "2024-11-07T08"),
        ] {
            assert_eq!(expanded(compact), iso);
        }
        for same in ["20241399", "2024-11-07", "7 November", "2024110"] {
            assert_eq!(expanded(same), same);
        }
    }

    #[test]
    fn times() {
        for (millis, said) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_529_109_123, "2026-11-24T14:05:09.123Z"),
        ] {
            assert_eq!(utc_millis(millis), said);
        }
        #[cfg(any(feature = "postgres", feature = "sqlite"))]
        assert_eq!(utc_now().len(), "2026-11-24 14:05:09+00".len());
    }
}
