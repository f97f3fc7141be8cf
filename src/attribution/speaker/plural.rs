//! The singular of nouns for organizations.

/// "company" of "companies".
pub(super) fn singular(noun: &str) -> String {
    match noun.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => noun.strip_suffix('s').unwrap_or(noun).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::singular;

    #[test]
    fn one_of_several() {
        for (several, one) in [("companies", "company"), ("banks", "bank"), ("bank", "bank")] {
            assert_eq!(singular(several), one);
        }
    }
}
