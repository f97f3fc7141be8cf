//! Wraps styled text to a given width. Everything that is printed passes through here, so this is also where characters that
//! control a terminal are removed.

use crate::cli::safe::visible;
use anstyle::Style;
use unicode_segmentation::UnicodeSegmentation;

/// The lines so far.
pub(super) struct Flow {
    out: String,
    /// Line width in columns; `None` turns wrapping off.
    width: Option<usize>,
    /// Spaces before the second and further lines of a paragraph.
    indent: usize,
    /// Width of the current line.
    column: usize,
    /// White space since the last word, dropped if the line is broken there.
    space: Vec<(Style, char)>,
    /// The current word.
    word: Vec<(Style, char)>,
    /// The style that the terminal is set to.
    current: Style,
}

impl Flow {
    pub(super) fn new(width: Option<usize>) -> Self {
        Self {
            out: String::new(),
            width,
            indent: 0,
            column: 0,
            space: Vec::new(),
            word: Vec::new(),
            current: Style::new(),
        }
    }

    /// Sets the indentation of the second and further lines of a paragraph.
    pub(super) fn set_indent(&mut self, indent: usize) {
        self.indent = indent;
    }

    /// Adds text. Line feeds and CRLF end lines.
    pub(super) fn push(&mut self, style: Style, text: &str) {
        let mut chars = text.chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '\r' if chars.peek() == Some(&'\n') => {}
                '\n' => self.end_line(),
                ' ' | '\t' => {
                    self.end_word();
                    self.space.push((style, ' '));
                }
                _ => self.word.push((style, visible(char))),
            }
        }
    }

    /// Ends a line.
    pub(super) fn end_line(&mut self) {
        self.end_word();
        self.space.clear();
        self.set(Style::new());
        self.out.push('\n');
        self.column = 0;
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let plain: String = self.word.iter().map(|&(_, char)| char).collect();
        let width = plain.graphemes(true).count();
        let space = std::mem::take(&mut self.space);
        let full = self.width.is_some_and(|limit| self.column + space.len() + width > limit);
        if full && self.column > self.indent {
            self.set(Style::new());
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', self.indent));
            self.column = self.indent;
        } else {
            self.column += space.len();
            self.write(space);
        }
        let word = std::mem::take(&mut self.word);
        self.write(word);
        self.column += width;
    }

    fn write(&mut self, chars: Vec<(Style, char)>) {
        for (style, char) in chars {
            self.set(style);
            self.out.push(char);
        }
    }

    fn set(&mut self, style: Style) {
        if style == self.current {
            return;
        }
        if self.current != Style::new() {
            self.out.push_str(&self.current.render_reset().to_string());
        }
        self.out.push_str(&style.render().to_string());
        self.current = style;
    }

    /// Returns the text, which ends with a line feed.
    pub(super) fn finish(mut self) -> String {
        if self.column > 0 || !self.word.is_empty() {
            self.end_line();
        }
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flowed(width: Option<usize>, text: &str) -> String {
        let mut flow = Flow::new(width);
        flow.set_indent(2);
        flow.push(Style::new(), text);
        flow.finish()
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(flowed(Some(12), "The harbour reopened today"), "The harbour\n  reopened\n  today\n");
        assert_eq!(flowed(None, "The harbour  reopened"), "The harbour  reopened\n");
        assert_eq!(flowed(Some(5), "extraordinarily so"), "extraordinarily\n  so\n");
        assert_eq!(flowed(Some(12), "one \r\n\r\ntwo\n"), "one\n\ntwo\n");
    }

    #[test]
    fn styles_end_before_the_line_does() {
        let mut flow = Flow::new(Some(5));
        let bold = Style::new().bold();
        flow.push(bold, "one two");
        flow.push(Style::new(), "!");
        assert_eq!(flow.finish(), "\x1b[1mone\x1b[0m\n\x1b[1mtwo\x1b[0m!\n");
    }

    #[test]
    fn control_characters_are_removed() {
        assert_eq!(flowed(None, "a\x1b[2Jb\rc"), "a\u{fffd}[2Jb\u{fffd}c\n");
    }
}
