//! Texts that arrive damaged: what is certain is repaired, the rest is reported.
//!
//! | damage | what happens |
//! |---|---|
//! | UTF-8 decoded as windows-1252 ("â€œ"), control characters of windows-1252 | repaired (`encoding`) |
//! | other wrong encodings, characters lost to question marks | reported |
//! | HTML entities; tags, where the text is mostly markup | repaired (`markup`); in a plain text file, reported |
//! | single tags | reported |
//!
//! Offsets count into the repaired text, and the article record says that it was repaired.

mod encoding;
mod entities;
mod markup;

use super::field::date;
use super::options::ReadOptions;
use crate::article::{Article, Meta, TextWarning};

/// Repairs what is certain about the article, and adds its warnings. Without `undo_markup`, tags and entities in its text only
/// get a warning.
pub(super) fn mend(article: &mut Article, options: &ReadOptions, undo_markup: bool) {
    let Article { text, meta, warnings, replacements, .. } = article;
    let decoded_all = *replacements == 0;
    mend_text(text, options, undo_markup, warnings);
    if encoding::has_lost_characters(text) || decoded_all && text.contains(char::REPLACEMENT_CHARACTER) {
        warnings.push(TextWarning::LostCharacters);
    }
    if let Some(end) = end_before_cut(text) {
        if options.mend {
            text.truncate(end);
        }
        warnings.push(TextWarning::CutText);
    }
    let Meta { title, outlet, author, date, .. } = meta;
    for field in [title, outlet, author].into_iter().flatten() {
        if let (Some(mended), true) = (encoding::mended(field), options.mend) {
            *field = mended;
        }
        if let (Some(mended), true) = (markup::mended(field, options).text, options.mend) {
            *field = mended;
        }
    }
    if let Some(given) = date {
        match date::normalized(given) {
            Some(known) => *given = known,
            None => warnings.push(TextWarning::UnclearDate),
        }
    }
    warnings.sort_unstable();
    warnings.dedup();
}

fn mend_text(text: &mut String, options: &ReadOptions, undo_markup: bool, warnings: &mut Vec<TextWarning>) {
    match encoding::mended(text) {
        Some(mended) if options.mend => {
            *text = mended;
            warnings.push(TextWarning::MendedEncoding);
        }
        Some(_) => warnings.push(TextWarning::DamagedEncoding),
        None => {}
    }
    if encoding::is_damaged(text) {
        warnings.push(TextWarning::DamagedEncoding);
    }
    let markup::Mending { text: mended, left } = markup::mended(text, options);
    match mended {
        Some(mended) if undo_markup => {
            *text = mended;
            warnings.push(TextWarning::MendedMarkup);
        }
        Some(_) => warnings.push(TextWarning::MarkupInText),
        None => {}
    }
    if left {
        warnings.push(TextWarning::MarkupInText);
    }
}

/// Where the text ends before the mark with which some services cut it: "… [+2829 chars]", "... [2829 chars]".
fn end_before_cut(text: &str) -> Option<usize> {
    let number = text.trim_end().strip_suffix(" chars]")?;
    let rest = number.trim_end_matches(|char: char| char.is_ascii_digit());
    let cut = rest.strip_suffix("[+").or_else(|| {
        // Without a plus, only after dots.
        rest.strip_suffix('[').filter(|before| before.trim_end().ends_with(['…', '.']))
    });
    Some(cut.filter(|_| rest.len() < number.len())?.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str, mend: bool) -> (String, Vec<&'static str>) {
        let mut article = Article::new("a", text);
        super::mend(&mut article, &ReadOptions { mend, ..ReadOptions::default() }, mend);
        (article.text, article.warnings.into_iter().map(TextWarning::as_str).collect())
    }

    #[test]
    fn what_is_certain_is_undone_and_the_rest_is_said() {
        for (text, expected, warnings) in [
            ("The port is open. Is it?", "The port is open. Is it?", &[][..]),
            ("â€œIt is open,â€\u{9d} she said.", "“It is open,” she said.", &["mended-encoding"]),
            ("&quot;It is open,&quot; said AT&amp;T.", "\"It is open,\" said AT&T.", &["mended-markup"]),
            ("?It is open,? she said.", "?It is open,? she said.", &["lost-characters"]),
            ("It\u{fffd}s open, she said.", "It\u{fffd}s open, she said.", &["lost-characters"]),
            ("‚ÄúIt is open,‚Äù she said.", "‚ÄúIt is open,‚Äù she said.", &["damaged-encoding"]),
            ("It is <b>open</b>, she said.", "It is <b>open</b>, she said.", &["markup-in-text"]),
            ("It is open… [+2829 chars]", "It is open…", &["cut-text"]),
            ("It is open... [2829 chars]", "It is open...", &["cut-text"]),
            ("It is open [2829 chars]", "It is open [2829 chars]", &[]),
            ("It is open [+2829 chars] and so on", "It is open [+2829 chars] and so on", &[]),
        ] {
            assert_eq!(mended(text, true), (expected.to_owned(), warnings.to_vec()), "{text}");
        }
    }

    #[test]
    fn a_text_may_be_left_as_it_is() {
        for (text, warning) in [
            ("â€œIt is open,â€\u{9d} she said.", "damaged-encoding"),
            ("AT&amp;T said so.", "markup-in-text"),
            ("It is open… [+2829 chars]", "cut-text"),
        ] {
            assert_eq!(mended(text, false), (text.to_owned(), vec![warning]), "{text}");
        }
    }
}
