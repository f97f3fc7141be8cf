//! The copies of the list of hidden characters, in JavaScript and Python, are the same as the library's.

use std::ops::RangeInclusive;
use std::path::Path;
use whosaid::text::hidden::is_hidden;

/// The ranges of the character class in a source file, written with `\\uXXXX`, `\\u{XXXXX}` or `\\UXXXXXXXX`.
fn ranges(file: &str) -> Vec<RangeInclusive<u32>> {
    let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let start = source
        .find("[\\u0000")
        .or_else(|| source.find("[\\\\u0000"))
        .unwrap_or_else(|| panic!("{file}: no character class"));
    let class = &source[start + 1..start + source[start..].find(']').unwrap()];
    let mut found = Vec::new();
    let mut rest = class;
    let mut range_of = None;
    while let Some(at) = rest.find('\\') {
        let joined = rest[..at].ends_with('-');
        rest = rest[at..].trim_start_matches('\\');
        let digits: String = rest[1..].trim_start_matches('{').chars().take_while(char::is_ascii_hexdigit).collect();
        // `\uXXXX` has four digits; what follows may be a digit too.
        let digits = if rest.starts_with('u') && !rest[1..].starts_with('{') { &digits[..4] } else { &digits[..] };
        let code = u32::from_str_radix(digits, 16).unwrap();
        if joined && let Some(first) = range_of.take() {
            found.pop();
            found.push(first..=code);
        } else {
            found.push(code..=code);
            range_of = Some(code);
        }
    }
    found
}

#[test]
fn copies_are_equal() {
    for file in ["src/audit/page/assets/dom.js", "python/whosaid/_show.py"] {
        let ranges = ranges(file);
        assert!(ranges.len() > 20, "{file}: {ranges:?}");
        for char in (0..=u32::from(char::MAX)).filter_map(char::from_u32).filter(|&char| char != '\u{200d}') {
            let copied = ranges.iter().any(|range| range.contains(&u32::from(char)));
            assert_eq!(copied, is_hidden(char, 'a'), "{file}: U+{:04X}", u32::from(char));
        }
    }
}
