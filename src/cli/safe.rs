//! Untrusted text on a terminal. Articles, file names and field names may contain escape sequences that repaint the screen, or
//! marks that reorder text; neither gets through.

use crate::text::hidden::reorders;
use std::borrow::Cow;

/// The character to print: `char` itself, or U+FFFD if it is a control character (including line feed and tab, which callers
/// handle first) or changes the direction of the text after it.
pub(super) fn visible(char: char) -> char {
    if char.is_control() || reorders(char) { char::REPLACEMENT_CHARACTER } else { char }
}

/// A line of text that is safe to print.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    if text.chars().all(|char| visible(char) == char) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(visible).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursor_and_direction_stay_under_control() {
        assert_eq!(line("Zoë “said” – 🙂"), "Zoë “said” – 🙂");
        assert_eq!(
            line("a\x1b[2Jb\x07\u{9b}31m\u{202e}\r\n"),
            "a\u{fffd}[2Jb\u{fffd}\u{fffd}31m\u{fffd}\u{fffd}\u{fffd}"
        );
    }
}
