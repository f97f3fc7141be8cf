//! Text that was decoded wrongly before: UTF-8 taken for windows-1252 (or ISO 8859-1) and saved again, and the control
//! characters that windows-1252 taken for ISO 8859-1 leaves.
//!
//! A sequence is undone where it cannot be anything else: "â€œ" is no word. What might be (É followed by a closing mark) is
//! undone only beside such a sequence, and inside a word. The method is that of `ftfy`, with less courage.

use memchr::{memchr, memchr2_iter};

/// The characters of windows-1252 from 0x80 to 0x9F; five of them have none.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// How many times a text may have been damaged.
const LAYERS: usize = 3;

/// The character of a byte from 0x80 to 0x9F.
pub(super) fn windows_char(byte: u8) -> char {
    WINDOWS[usize::from(byte & 0x1f)]
}

/// The text without damage that can be undone; `None` where there is none.
pub(super) fn mended(text: &str) -> Option<String> {
    let mut mended: Option<String> = None;
    for _ in 0..LAYERS {
        let text = mended.as_deref().unwrap_or(text);
        if !is_suspect(text) {
            break;
        }
        match undo(text) {
            Some(better) => mended = Some(better),
            None => break,
        }
    }
    mended
}

/// True if the text has what only damage leaves.
pub(super) fn is_damaged(text: &str) -> bool {
    is_suspect(text)
        && (text.contains("‚Ä") || text.contains("â€") || text.contains(|char| is_control(char) && char != '\u{85}'))
}

fn is_control(char: char) -> bool {
    ('\u{80}'..='\u{9f}').contains(&char)
}

/// True if the text has a control character of C1, or a character beyond ASCII after one that a sequence may begin with, or
/// before one. Most texts have none, and are not looked at any further.
fn is_suspect(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr2_iter(0xc2, 0xc3, bytes).any(|at| {
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        match bytes[at] {
            0xc2 => next < 0xa0,
            // À to ô.
            _ => {
                next < 0xb5 && (bytes.get(at + 2).is_some_and(|&byte| byte >= 0x80) || at > 0 && bytes[at - 1] >= 0x80)
            }
        }
    })
}

/// How sure it is that a sequence is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainty {
    Certain,
    /// If others are.
    Likely,
}

/// Undoes one layer of damage.
fn undo(text: &str) -> Option<String> {
    let mut certain = false;
    let mut controls = 0_usize;
    let (mut at, mut beside) = (0, false);
    while let Some(char) = text[at..].chars().next() {
        let found = found_at(text, at, beside);
        beside = found.is_some();
        if let Some((_, length, certainty)) = found {
            certain |= certainty == Certainty::Certain;
            at += length;
        } else {
            controls += usize::from(is_control(char) && windows_char(char as u8) != char && char != '\u{85}');
            at += char.len_utf8();
        }
    }
    if !certain && controls == 0 {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    // Quotations that were opened by a mended mark.
    let mut open = 0_usize;
    let (mut rest, mut beside) = (text, false);
    while let Some(char) = rest.chars().next() {
        let here = text.len() - rest.len();
        let found = found_at(text, here, beside).filter(|_| certain);
        beside = found.is_some();
        let length = if let Some((found, length, _)) = found {
            match found {
                '“' => open += 1,
                '”' => open = open.saturating_sub(1),
                _ => {}
            }
            // A byte order mark inside a text is none of it.
            if found != '\u{feff}' {
                out.push(found);
            }
            length
        } else if open > 0 && rest.starts_with("â€") {
            // The last byte of a closing mark has no character in windows-1252, and is often lost.
            open -= 1;
            out.push('”');
            "â€".len()
        } else {
            out.push(if is_control(char) && controls > 0 { windows_char(char as u8) } else { char });
            char.len_utf8()
        };
        rest = &rest[length..];
    }
    Some(out)
}

/// The byte that windows-1252, or ISO 8859-1, has for a character beyond ASCII.
fn byte_of(char: char) -> Option<u8> {
    if let '\u{80}'..='\u{ff}' = char {
        return Some(char as u8);
    }
    WINDOWS.iter().position(|&known| known == char).map(|index| 0x80 + index as u8)
}

/// The character whose UTF-8 was taken for the characters at `at`, how many bytes they are, and how sure that is. `beside`
/// says that the characters before are another one.
fn found_at(text: &str, at: usize, beside: bool) -> Option<(char, usize, Certainty)> {
    let rest = &text[at..];
    let mut chars = rest.chars();
    let lead = byte_of(chars.next()?)?;
    let more = match lead {
        0xc2..=0xdf => 1,
        0xe2 | 0xef => 2,
        0xf0 => 3,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    let mut last = '\0';
    for byte in &mut bytes[1..=more] {
        last = chars.next()?;
        *byte = byte_of(last).filter(|byte| (0x80..=0xbf).contains(byte))?;
    }
    let found = std::str::from_utf8(&bytes[..=more]).ok()?.chars().next()?;
    let length = rest.len() - chars.as_str().len();
    let inside_word = || {
        let before = text[..at].chars().next_back();
        before.is_some_and(char::is_lowercase) || chars.as_str().chars().next().is_some_and(char::is_lowercase)
    };
    let certainty = match lead {
        0xc2 if found > '\u{9f}' => Certainty::Certain,
        // It was damaged twice.
        0xc2 if beside => Certainty::Likely,
        0xc2 => return None,
        0xc3 if !is_mark(last) => Certainty::Certain,
        // The first half of a letter that was damaged twice, such as Ł.
        0xc3 if starts_with_control(chars.as_str()) => Certainty::Certain,
        0xc3..=0xdf => {
            if !beside && (!found.is_alphabetic() || is_mark(last) && !inside_word()) {
                return None;
            }
            Certainty::Likely
        }
        _ if is_symbol(found) => Certainty::Certain,
        _ => return None,
    };
    Some((found, length, certainty))
}

/// True for Â and a control character, which no good text has.
fn starts_with_control(text: &str) -> bool {
    text.strip_prefix('Â').and_then(|rest| rest.chars().next()).is_some_and(is_control)
}

/// Characters that may follow a letter in good text.
fn is_mark(char: char) -> bool {
    matches!(char, '‘' | '’' | '“' | '”' | '‹' | '›' | '«' | '»' | '–' | '—' | '…' | '•' | '\u{a0}')
}

/// Characters of three or four bytes that texts in Latin letters have.
fn is_symbol(char: char) -> bool {
    matches!(char,
        // Spaces, dashes, quotation marks, currencies, letter-like symbols, arrows, operators.
        '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{20cf}' | '\u{2100}'..='\u{22ff}'
        // Check marks and the like, ligatures, a byte order mark, the replacement character, pictographs.
        | '\u{2600}'..='\u{27bf}' | '\u{fb00}'..='\u{fb06}' | '\u{feff}' | '\u{fffd}' | '\u{1f000}'..='\u{1faff}')
}

/// True if question marks stand where quotation marks or apostrophes must have been: "?We are done,? she said", "don?t".
pub(super) fn has_lost_characters(text: &str) -> bool {
    let (mut opening, mut closing, mut apostrophes) = (0, 0, 0);
    let mut at = 0;
    while let Some(found) = memchr(b'?', &text.as_bytes()[at..]) {
        let here = at + found;
        at = here + 1;
        let before = text[..here].chars().next_back();
        let after = &text[at..];
        let next = after.chars().next();
        let ends = |char: Option<char>| char.is_none_or(char::is_whitespace);
        if next.is_some_and(char::is_alphabetic) {
            opening += usize::from(ends(before) || before == Some('('));
            let word = after.find(|char: char| !char.is_alphabetic()).unwrap_or(after.len());
            let clitic = matches!(&after[..word], "s" | "t" | "re" | "ve" | "ll" | "d" | "m");
            let stop = after[word..].chars().next();
            let stops = ends(stop) || stop.is_some_and(|char| matches!(char, ',' | '.' | ';' | ':' | '!'));
            apostrophes += usize::from(clitic && stops && before.is_some_and(char::is_alphabetic));
        } else if ends(next) {
            closing += usize::from(matches!(before, Some(',' | '.' | '!')));
        }
    }
    apostrophes > 1 || opening > 0 && closing > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text as it looks after its UTF-8 was taken for windows-1252.
    fn damaged(text: &str) -> String {
        text.bytes()
            .map(|byte| if (0x80..0xa0).contains(&byte) { windows_char(byte) } else { char::from(byte) })
            .collect()
    }

    #[test]
    fn utf8_taken_for_windows_1252() {
        for text in [
            "“We’re done,” Angela Merkel said. “It’s over – finally,” said José Muñoz, the mayor.",
            "It costs £5 or 7 €, he said: “20\u{a0}°C…”",
            "“Yes,” said Lech Wałęsa of Gdańsk and Dvořák’s heirs in Besançon, Øresund and Ísafjörður.",
            "“À Ébène, Óscar Ñandú Ürümqi Öland” ✓ 🙂",
            "“Łódź,” said Łukasz.",
        ] {
            let once = damaged(text);
            assert_eq!(mended(&once).as_deref(), Some(text), "{once}");
            let latin1: String = text.bytes().map(char::from).collect();
            assert_eq!(mended(&latin1).as_deref(), Some(text));
            assert_eq!(mended(&damaged(&once)).as_deref(), Some(text));
            assert_eq!(mended(text), None, "{text}");
        }
        let lost = damaged("“We are done,” she said. “Yes,” he said.").replace('\u{9d}', "");
        assert_eq!(mended(&lost).as_deref(), Some("“We are done,” she said. “Yes,” he said."));
        assert_eq!(mended("\u{93}We\u{92}re done,\u{94} she said.").as_deref(), Some("“We’re done,” she said."));
    }

    #[test]
    fn good_text_is_left_alone() {
        for text in [
            "“CAFÉ”, “the café”—she said; ‘voilà’… the CAFÉ’s “Señor” «à» 20 °C, £5, naïve.",
            "Ürümqi, “SÃO JOÃO”, the château, “IRMÃ” – and so on.",
            "Он сказал: «нет». 総理は言った。",
            "Line\u{85}Line",
            "Â is a letter, and Ã another.",
        ] {
            assert_eq!(mended(text), None, "{text}");
            assert!(!is_damaged(text), "{text}");
        }
    }

    #[test]
    fn characters_lost_to_question_marks() {
        for text in ["?We are done,? she said.", "It?s done and we don?t care.", "(?Yes.? he said)"] {
            assert!(has_lost_characters(text), "{text}");
        }
        for text in [
            "Is it over? She said yes. “Really?” he said.",
            "https://post.example/?s=1 and https://post.example/a?t=2 b?s",
            "Who?s there",
            "Why? ?Que?",
        ] {
            assert!(!has_lost_characters(text), "{text}");
        }
    }
}
