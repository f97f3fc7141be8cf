//! The language of a text. English is recognized by its function words, which are marked already; the rest is left to
//! `whatlang`.

use crate::document::{Document, TokenKind};
use crate::gazetteer::Vocabulary;
use whatlang::{Detector, Lang};

/// The language that is read; see [`language`].
pub(super) const ENGLISH: &str = "en";

/// How many tokens are looked at, and how many bytes of the text.
const TOKENS: usize = 4000;
const BYTES: usize = 2000;

/// A text with fewer letters is too short to tell.
const MIN_LETTERS: usize = 80;

/// In English, two in five words are function words; in its nearest relatives, one in eight looks like an English one.
const ENGLISH_SHARE: usize = 4;

/// The ISO 639-1 code of the language of a text, or its ISO 639-3 code where it has no other; `None` where that is not clear.
pub(super) fn language(doc: &Document<'_>, vocabulary: &Vocabulary) -> Option<&'static str> {
    let (mut words, mut functions) = (0, 0);
    for (index, &word) in doc.words.iter().enumerate().take(TOKENS) {
        if doc.kind(index) == Some(TokenKind::Word) {
            words += 1;
            functions += usize::from(vocabulary.info(word).function.is_some());
        }
    }
    if functions > 1 && functions * ENGLISH_SHARE >= words {
        return Some(ENGLISH);
    }
    of_text(doc.text())
}

/// The same by the letters alone.
fn of_text(text: &str) -> Option<&'static str> {
    let end = text.char_indices().map(|(at, _)| at).find(|&at| at >= BYTES).unwrap_or(text.len());
    let sample = &text[..end];
    if sample.chars().filter(|char| char.is_alphabetic()).take(MIN_LETTERS).count() < MIN_LETTERS {
        return None;
    }
    let info = Detector::new().detect(sample)?;
    (info.is_reliable() || info.lang() == Lang::Eng).then(|| code(info.lang()))
}

/// The shortest code of a language.
fn code(lang: Lang) -> &'static str {
    let known = SHORT.split(", ").filter_map(|pair| pair.split_once(' ')).find(|(long, _)| *long == lang.code());
    known.map_or_else(|| lang.code(), |(_, short)| short)
}

/// ISO 639-3 codes, each with its ISO 639-1 code.
const SHORT: &str = "afr af, aka ak, amh am, ara ar, aze az, bel be, ben bn, bul bg, cat ca, ces cs, cmn zh, dan da, deu de, ell el, \
    eng en, epo eo, est et, fin fi, fra fr, guj gu, heb he, hin hi, hrv hr, hun hu, hye hy, ind id, ita it, jav jv, \
    jpn ja, kan kn, kat ka, khm km, kor ko, lat la, lav lv, lit lt, mal ml, mar mr, mkd mk, mya my, nep ne, nld nl, \
    nob nb, ori or, pan pa, pes fa, pol pl, por pt, ron ro, rus ru, sin si, slk sk, slv sl, sna sn, spa es, srp sr, \
    swe sv, tam ta, tel te, tgl tl, tha th, tuk tk, tur tr, ukr uk, urd ur, uzb uz, vie vi, yid yi, zul zu";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::document::Depth;
    use crate::pipeline::workspace::Workspace;
    use crate::resources::{ResourceOptions, Resources};

    #[test]
    fn the_language_of_a_text() {
        let (resources, _) = Resources::load(&ResourceOptions::default()).unwrap();
        for (text, expected) in [
            (
                "“The port is open,” the mayor said on Monday after a year of repairs that cost the city dearly.",
                Some("en"),
            ),
            ("PORT REOPENS\n\nThe mayor said so.", Some("en")),
            (
                "Der Hafen ist wieder offen, sagte die Bürgermeisterin am Montag nach einem Jahr der Reparaturen, die die \
                 Stadt teuer zu stehen kamen. „Wir haben lange genug gewartet“, sagte sie in der Halle.",
                Some("de"),
            ),
            (
                "Le port est rouvert, a déclaré la maire lundi après une année de réparations qui ont coûté cher à la \
                 ville. « Nous avons attendu assez longtemps », a-t-elle dit aux journalistes.",
                Some("fr"),
            ),
            (
                "De haven is weer open, zei de burgemeester maandag na een jaar van reparaties die de stad veel geld \
                 hebben gekost. “We hebben lang genoeg gewacht”, zei ze in de hal.",
                Some("nl"),
            ),
            (
                "Порт снова открыт, заявила мэр города в понедельник после года ремонта, который дорого обошёлся городу.",
                Some("ru"),
            ),
            ("Angela Merkel, Emmanuel Macron", None),
            ("", None),
        ] {
            let article = Article::new("a", text);
            let doc = Workspace::default().annotate(&article, &resources, Depth::Entities);
            assert_eq!(language(&doc, &resources.lexicons.vocabulary), expected, "{text}");
        }
    }
}
