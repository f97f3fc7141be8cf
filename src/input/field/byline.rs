//! Names of authors.

/// A name without the word before it.
pub(crate) fn author_name(byline: &str) -> String {
    let name = byline.trim();
    let by = name.get(..3).filter(|by| by.eq_ignore_ascii_case("by ") || by.eq_ignore_ascii_case("by:"));
    name[by.map_or(0, str::len)..].trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_by() {
        for (byline, name) in
            [("By Zoë Karlsson", "Zoë Karlsson"), ("BY: ZOË", "ZOË"), ("Byron Lee", "Byron Lee"), ("", "")]
        {
            assert_eq!(author_name(byline), name);
        }
    }
}
