//! Characters that cannot be seen or that reorder text. Whatever shows untrusted text to a person replaces them, so that nothing
//! in an article is hidden.
//!
//! The review page (`dom.js`) and the Python package (`_show.py`) have copies of this list, which a test compares with it.

/// Hidden characters that are not control characters, as inclusive ranges in ascending order.
const HIDDEN: [(char, char); 18] = [
    ('\u{ad}', '\u{ad}'),     // soft hyphen
    ('\u{34f}', '\u{34f}'),   // combining grapheme joiner
    ('\u{61c}', '\u{61c}'),   // Arabic letter mark
    ('\u{115f}', '\u{1160}'), // Hangul fillers
    ('\u{17b4}', '\u{17b5}'), // Khmer inherent vowels
    ('\u{180b}', '\u{180f}'), // Mongolian variation selectors
    ('\u{200b}', '\u{200f}'), // zero-width characters, direction marks
    ('\u{2028}', '\u{2029}'), // line and paragraph separator
    BIDI_EMBEDDINGS,
    ('\u{2060}', '\u{2065}'), // word joiner, invisible operators
    BIDI_ISOLATES,
    ('\u{206a}', '\u{206f}'),   // deprecated format characters
    ('\u{3164}', '\u{3164}'),   // Hangul filler
    ('\u{feff}', '\u{feff}'),   // byte order mark
    ('\u{ffa0}', '\u{ffa0}'),   // halfwidth Hangul filler
    ('\u{fff0}', '\u{fffb}'),   // unassigned, interlinear annotation
    ('\u{1d173}', '\u{1d17a}'), // musical format characters
    ('\u{e0000}', '\u{e0fff}'), // tags and variation selectors
];

const BIDI_EMBEDDINGS: (char, char) = ('\u{202a}', '\u{202e}');
const BIDI_ISOLATES: (char, char) = ('\u{2066}', '\u{2069}');

/// Joins emoji into one.
const JOINER: char = '\u{200d}';

/// True if a character is hidden: a control character other than tab and line break, or one of the list above. A joiner after an
/// emoji, given as `before`, is not hidden.
#[must_use]
pub fn is_hidden(char: char, before: char) -> bool {
    match char {
        '\t' | '\n' | '\r' | ' '..='~' => false,
        JOINER => !matches!(before, '\u{fe0f}' | '\u{203c}'..='\u{3299}' | '\u{1f000}'..='\u{1faff}'),
        _ => char.is_control() || HIDDEN.iter().any(|&(first, last)| (first..=last).contains(&char)),
    }
}

/// True if a character changes the direction of the text after it.
#[must_use]
pub fn reorders(char: char) -> bool {
    [BIDI_EMBEDDINGS, BIDI_ISOLATES].iter().any(|&(first, last)| (first..=last).contains(&char))
}
