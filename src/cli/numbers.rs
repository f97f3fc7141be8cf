//! Numbers on the command line and in messages.

pub(super) use crate::eval::report::grouped;

/// Parses "16777216", "200M", "1G", "512 KiB". Units are powers of 1024.
pub(super) fn parse_size(text: &str) -> Result<usize, String> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let shift = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        _ => return Err("expected a number of bytes, or a number followed by K, M or G".to_owned()),
    };
    let number: usize = number.parse().map_err(|error| format!("{error}"))?;
    match number.checked_mul(1 << shift) {
        Some(0) => Err("the size must be greater than zero".to_owned()),
        Some(bytes) => Ok(bytes),
        None => Err("too large for this machine".to_owned()),
    }
}

/// A number and what it counts: "1 claim", "2,000 claims".
pub(super) fn count(number: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(parse_size("16777216"), Ok(16 << 20));
        assert_eq!(parse_size("200M"), Ok(200 << 20));
        assert_eq!(parse_size("1g"), Ok(1 << 30));
        assert_eq!(parse_size("512 KiB"), Ok(512 << 10));
        for wrong in ["", "M", "-1", "1.5G", "1T", "0", "99999999999999999999", "99999999999G"] {
            assert!(parse_size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn groups() {
        assert_eq!([0, 999, 1000, 12_345_678].map(grouped), ["0", "999", "1,000", "12,345,678"]);
    }
}
