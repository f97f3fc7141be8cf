//! Entities of HTML in a text that is none.

use super::encoding::windows_char;
use memchr::memchr;
use quick_xml::escape::resolve_html5_entity;

/// The longest name of an entity, in bytes.
const MAX_NAME: usize = 32;

/// How many times a text may have been escaped.
const LAYERS: usize = 3;

/// The text with its entities resolved; `None` where it has none. What is no entity (`R&D;`) stays.
pub(super) fn resolved(text: &str) -> Option<String> {
    let mut resolved: Option<String> = None;
    for _ in 0..LAYERS {
        match resolve(resolved.as_deref().unwrap_or(text)) {
            Some(better) => resolved = Some(better),
            None => break,
        }
    }
    resolved
}

/// Resolves one layer.
pub(super) fn resolve(text: &str) -> Option<String> {
    let mut out: Option<String> = None;
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = memchr(b'&', &text.as_bytes()[at..]) {
        let start = at + found;
        at = start + 1;
        let name = &text.as_bytes()[at..text.len().min(at + MAX_NAME)];
        // Cut before a semicolon: a character boundary.
        let whole = memchr(b';', name).and_then(|end| Some((text.get(at..at + end).and_then(meaning)?, end + 1)));
        let Some((meaning, length)) = whole.or_else(|| unended(name)) else { continue };
        let out = out.get_or_insert_with(|| String::with_capacity(text.len()));
        out.push_str(&text[copied..start]);
        out.push_str(&meaning);
        at += length;
        copied = at;
    }
    out.map(|out| out + &text[copied..])
}

/// Names that are no beginnings of words: without their semicolon, they are entities whatever follows.
const NO_WORDS: [&str; 8] = ["nbsp", "rsquo", "lsquo", "rdquo", "ldquo", "mdash", "ndash", "hellip"];

/// What an entity without its semicolon stands for, and its length: numbers, [`NO_WORDS`], and `&amp` and `&quot` where no word in
/// lower case goes on (`AT&ampT`, but not `sound&amplifiers`). Names of values in an address (`?a=1&quot=2`) are none.
fn unended(name: &[u8]) -> Option<(String, usize)> {
    let length = name.iter().skip(1).take_while(|byte| byte.is_ascii_digit()).count();
    if name.first() == Some(&b'#') && (2..=6).contains(&length) {
        let number = std::str::from_utf8(&name[..=length]).ok()?;
        return Some((meaning(number)?, length + 1));
    }
    let known = NO_WORDS.iter().chain(&["amp", "quot"]).find(|known| name.starts_with(known.as_bytes()))?;
    let rest = &name[known.len()..];
    let word = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
    let names_a_value = matches!(rest.get(word), Some(b'=' | b';'));
    let ends = NO_WORDS.contains(known)
        || rest.first().is_none_or(|next| !next.is_ascii_lowercase() && !matches!(next, b'_' | b'-'));
    (ends && !names_a_value).then(|| Some((meaning(known)?, known.len())))?
}

/// What an entity with this name stands for, as browsers read it.
fn meaning(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else { return resolve_html5_entity(name).map(str::to_owned) };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let char = match code {
        0x80..=0x9f => windows_char(code as u8),
        0 => char::REPLACEMENT_CHARACTER,
        code => char::from_u32(code)?,
    };
    Some(char.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities() {
        for (text, expected) in [
            ("&quot;We&rsquo;re done,&quot; said AT&amp;T.", Some("\"We’re done,\" said AT&T.")),
            ("&#8220;Yes&#x201D;, &#147;no&#148;", Some("“Yes”, “no”")),
            ("R&amp;amp;D costs 5&nbsp;&euro;", Some("R&D costs 5\u{a0}€")),
            ("&amp;quot;Yes&amp;quot;", Some("\"Yes\"")),
            ("AT&T; R&D; Q&A & so on; &#xD800; &; &nosuchthing;", None),
            ("don&#8217t, Ben &amp Jerry said &quotyes&quot.", Some("don’t, Ben & Jerry said &quotyes\".")),
            ("AT&ampT, R&ampD, &quotWe are done,&quot", Some("AT&T, R&D, \"We are done,\"")),
            ("It&rsquos over,&rdquo she said&mdash&nbspand left", Some("It’s over,” she said—\u{a0}and left")),
            ("sound&amplifiers, notes&quotes, &nbspx=1 &ampX;", None),
            ("https://post.example/?a=1&quot=2&amp_x=3&ampX=4&rsquos=5 &#1", None),
            ("none", None),
        ] {
            assert_eq!(resolved(text).as_deref(), expected, "{text}");
        }
    }
}
