//! Writes HTML so that no text can become markup.

use crate::text::hidden::is_hidden;
use std::fmt::Write as _;

/// A page being written. All untrusted text goes through [`Html::text`].
#[derive(Debug, Default)]
pub(super) struct Html {
    out: String,
}

impl Html {
    /// Appends our own markup.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Appends untrusted text, as content or in a quoted attribute. Characters that are invisible or reorder text are shown
    /// by number.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        let mut before = '\0';
        for char in text.chars() {
            match char {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                '`' => self.out.push_str("&#96;"),
                char if is_hidden(char, before) => {
                    let _ = write!(self.out, "⟨U+{:04X}⟩", u32::from(char));
                }
                char => self.out.push(char),
            }
            before = char;
        }
        self
    }

    /// Appends a number.
    pub(super) fn number(&mut self, number: usize) -> &mut Self {
        self.out.push_str(&grouped(number));
        self
    }

    /// Its length in bytes.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// The page.
    pub(super) fn into_string(self) -> String {
        self.out
    }
}

/// A number with thousands separators.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text() {
        let mut html = Html::default();
        html.text("<b onclick='x'>\"&`\u{202e}\0é 👩\u{200d}💻 a\u{200d}b").number(1_234_567).number(12);
        let expected =
            "&lt;b onclick=&#39;x&#39;&gt;&quot;&amp;&#96;⟨U+202E⟩⟨U+0000⟩é 👩\u{200d}💻 a⟨U+200D⟩b1,234,56712";
        assert_eq!(html.into_string(), expected);
    }
}
