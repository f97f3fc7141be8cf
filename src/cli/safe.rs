//! Text of others on a terminal. Articles, file names and field names may hold escape sequences that repaint the screen,
//! or marks that reorder what is read; none of them reaches a terminal from here.

use std::borrow::Cow;

/// What stands for a character on a terminal: itself, or U+FFFD if it is a control character (line feed and tab are left
/// to the caller and count as such here) or changes the direction of what follows.
pub(super) fn visible(char: char) -> char {
    let reorders = matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if char.is_control() || reorders { char::REPLACEMENT_CHARACTER } else { char }
}

/// A line of text as it may be printed.
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
    fn nothing_that_moves_the_cursor_or_the_direction() {
        assert_eq!(line("Zoë “said” – 🙂"), "Zoë “said” – 🙂");
        assert_eq!(
            line("a\x1b[2Jb\x07\u{9b}31m\u{202e}\r\n"),
            "a\u{fffd}[2Jb\u{fffd}\u{fffd}31m\u{fffd}\u{fffd}\u{fffd}"
        );
    }
}
