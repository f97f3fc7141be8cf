//! Exports of news databases as text: several articles in a file, each between lines with what is known about it.
//!
//! | database | an article |
//! |---|---|
//! | Nexis | after "1 of 50 DOCUMENTS": outlet, date, headline, `LENGTH: 120 words`, text, `LOAD-DATE: …` |
//! | Nexis Uni | headline, outlet, date, `Length: 120 words`, `Body`, text, `Load-Date: …`, `End of Document` |
//! | Factiva | `HD`, `BY`, `PD`, `SN`, … each with its value, `LP` and `TD` with the text; or headline, author, `120 words`, date, outlet, text; at the end `Document XYZ…` |

use crate::article::Meta;
use crate::input::field::{byline::author_name, date};
use regex::Regex;
use std::sync::LazyLock;

/// An article of an export.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ExportedArticle {
    /// The database's own, where it gives one.
    pub(crate) id: Option<String>,
    pub(crate) meta: Meta,
    /// Other labels with their values.
    pub(crate) labels: Vec<(String, String)>,
    pub(crate) text: String,
}

/// "1 of 50 DOCUMENTS".
static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^[ \t]*\d+ of \d+ DOCUMENTS?[ \t]*\r?$").ok());
/// `Document GRDN000020200301eg3100001`, which may be a code's value.
static FACTIVA: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^(?:AN[ \t\r\n]+)?Document [A-Za-z]{2,12}\d[A-Za-z0-9]{12,}[ \t]*\r?$").ok());
const END: &str = "End of Document";
/// What Factiva writes after the last article: what was searched for.
const SEARCH: &str = "Search Summary";

/// The articles of an export; `None` for any other text.
pub(crate) fn articles(text: &str) -> Option<Vec<ExportedArticle>> {
    // Each has a line that begins so.
    let mark = ["DOCUMENT", "Document"].iter().find(|mark| text.contains(**mark))?;
    if *mark == "DOCUMENT" && NUMBER.as_ref()?.is_match(text) {
        return read_all(NUMBER.as_ref()?.split(text).skip(1), nexis);
    }
    if text.lines().any(|line| line.trim() == END) {
        return read_all(text.split(END), nexis);
    }
    let mark = FACTIVA.as_ref().filter(|mark| mark.is_match(text))?;
    let parts = mark.split(text).filter(|part| !part.trim_start().starts_with(SEARCH));
    let mut articles = read_all(parts, factiva)?;
    for (article, found) in articles.iter_mut().zip(mark.find_iter(text)) {
        article.id = found.as_str().split_whitespace().last().map(str::to_owned);
    }
    Some(articles)
}

/// Reads the parts of an export; `None` if none of them is an article. A part that is not keeps its words as an article of
/// its own, so that nothing is lost.
fn read_all<'t>(
    parts: impl Iterator<Item = &'t str>,
    read: fn(&str) -> Option<ExportedArticle>,
) -> Option<Vec<ExportedArticle>> {
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    let found: Vec<_> = parts.map(|part| (part, read(part))).collect();
    if found.iter().all(|(_, article)| article.is_none()) {
        return None;
    }
    let whole = |part: &str| ExportedArticle { text: part.to_owned(), ..ExportedArticle::default() };
    Some(found.into_iter().map(|(part, article)| article.unwrap_or_else(|| whole(part))).collect())
}

/// Labels of lines above the text in Nexis, in lower case, and of those below it.
const ABOVE: [&str; 8] = ["byline", "section", "length", "dateline", "headline", "highlight", "series", "edition"];
const BELOW: [&str; 16] = [
    "load-date", "language", "publication-type", "graphic", "url", "subject", "document-type", "journal-code",
    "classification", "correction", "correction-date", "pub-type", "copyright", "geographic", "person", "industry",
];

/// The label of a line and its value: "LENGTH: 120 words".
fn labeled(line: &str) -> Option<(String, &str)> {
    let (label, value) = line.split_once(':')?;
    let label = label.trim().to_lowercase();
    (ABOVE.contains(&&*label) || BELOW.contains(&&*label)).then(|| (label, value.trim()))
}

/// An article of Nexis, of either kind.
fn nexis(text: &str) -> Option<ExportedArticle> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut article = ExportedArticle::default();
    let length = lines.iter().position(|line| labeled(line).is_some_and(|(label, _)| label == "length"))?;
    // The text begins after the last label, or after "Body".
    let above = |line: &&str| labeled(line).is_some_and(|(label, _)| ABOVE.contains(&&*label));
    let body = lines[length..].iter().take(12).position(|line| matches!(*line, "Body" | "BODY:" | "BODY"));
    let start = length + body.unwrap_or_else(|| last_label(&lines[length..], above)) + 1;
    let is_below = |line: &str| {
        labeled(line).is_some_and(|(label, _)| BELOW.contains(&&*label))
            || ["Classification", "Notes", "Graphic"].contains(&line)
            || line.starts_with("Copyright ")
    };
    let end = lines[start..].iter().position(|line| is_below(line)).map_or(lines.len(), |end| start + end);
    let mut heads = Vec::new();
    for line in lines[..start].iter().filter(|line| !line.is_empty()) {
        match labeled(line) {
            Some((label, value)) => match &*label {
                "headline" => article.meta.title = Some(value.to_owned()),
                "byline" => article.meta.author = Some(author_name(value)),
                _ => article.labels.push((label, value.to_owned())),
            },
            None if line.starts_with("Copyright")
                || line.ends_with("All Rights Reserved")
                || line.starts_with("Body") => {}
            None if article.meta.date.is_none() && date_in(line).is_some() => article.meta.date = date_in(line),
            None => heads.push((*line, article.meta.date.is_some())),
        }
    }
    // Above the date are outlet and headline: the older form has only the outlet there.
    let before: Vec<&str> = heads.iter().filter(|(_, after)| !after).map(|(line, _)| *line).collect();
    let after: Vec<&str> = heads.iter().filter(|(_, after)| *after).map(|(line, _)| *line).collect();
    article.meta.outlet = before.last().map(|line| (*line).to_owned());
    let title = if before.len() > 1 { before[..before.len() - 1].join(" ") } else { without_edition(&after).join(" ") };
    article.meta.title = article.meta.title.or(Some(title).filter(|title| !title.is_empty()));
    article.text = paragraphs(&lines[start..end]);
    let mut open = false;
    for line in &lines[end..] {
        match (labeled(line), article.labels.last_mut()) {
            (Some(label), _) => article.labels.push((label.0, label.1.to_owned())),
            // A value that goes on.
            (None, Some((_, value))) if open && !line.is_empty() => *value = format!("{value} {line}"),
            _ => {}
        }
        open = labeled(line).is_some() || open && !line.is_empty();
    }
    Some(article).filter(|article| !article.text.is_empty())
}

/// Where the last of the labels above the text is: no more than a few lines, and blank ones, are between two.
fn last_label(lines: &[&str], is_label: impl Fn(&&str) -> bool) -> usize {
    let mut last = 0;
    for (index, line) in lines.iter().enumerate().skip(1) {
        if is_label(line) {
            last = index;
        } else if !line.is_empty() {
            break;
        }
    }
    last
}

/// The lines of a headline, without "Late Edition - Final" before it.
fn without_edition<'l>(lines: &[&'l str]) -> Vec<&'l str> {
    lines.iter().copied().filter(|line| !line.ends_with("Edition") && !line.contains("Edition - ")).collect()
}

/// The date that a line begins with: "March 1, 2020 Sunday 10:00 AM GMT".
fn date_in(line: &str) -> Option<String> {
    date::normalized(line).or_else(|| {
        let words: Vec<&str> = line.split_whitespace().collect();
        (3..=4)
            .rev()
            .filter(|&count| count <= words.len())
            .find_map(|count| date::normalized(&words[..count].join(" ")))
    })
}

/// Lines as paragraphs; blank lines are between two, and lines of one are joined.
fn paragraphs(lines: &[&str]) -> String {
    let blocks = lines.split(|line| line.is_empty()).filter(|block| !block.is_empty());
    blocks.map(|block| block.join(" ")).collect::<Vec<_>>().join("\n\n")
}

/// Codes of Factiva.
const CODES: [&str; 25] = [
    "SE", "HD", "BY", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "LA", "CY", "LP", "TD", "CT", "CO", "IN", "NS", "RE",
    "IPC", "IPD", "PUB", "AN", "CR", "ART",
];

/// An article of Factiva: by its codes, or by the order of its lines.
fn factiva(text: &str) -> Option<ExportedArticle> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let code = |line: &str| {
        let first = line.split_whitespace().next()?;
        let rest = line[first.len()..].trim_start();
        let apart = rest.is_empty() || line[first.len()..].starts_with([' ', '\t']);
        CODES.iter().find(|code| **code == first && apart).map(|code| (*code, rest.to_owned()))
    };
    let coded = |wanted: &str| lines.iter().any(|line| code(line).is_some_and(|(code, _)| code == wanted));
    if coded("HD") && (coded("LP") || coded("TD")) {
        let mut fields: Vec<(&str, Vec<String>)> = Vec::new();
        for line in &lines {
            match (code(line), fields.last_mut()) {
                (Some((code, rest)), _) => fields.push((code, vec![rest])),
                (None, Some((_, value))) => value.push((*line).to_owned()),
                (None, None) => {}
            }
        }
        let value = |wanted: &str| {
            let (_, lines) = fields.iter().find(|(code, _)| *code == wanted)?;
            let text = paragraphs(&lines.iter().map(String::as_str).collect::<Vec<_>>());
            Some(text).filter(|text| !text.is_empty())
        };
        let text: Vec<String> = ["LP", "TD"].iter().filter_map(|code| value(code)).collect();
        let meta = Meta {
            title: value("HD"),
            author: value("BY").map(|byline| author_name(&byline)),
            date: value("PD"),
            outlet: value("SN"),
            ..Meta::default()
        };
        let used = ["HD", "BY", "PD", "SN", "LP", "TD", "AN"];
        let labels = fields.iter().filter(|(code, _)| !used.contains(code));
        let labels = labels.filter_map(|(code, _)| Some(((*code).to_owned(), value(code)?))).collect();
        let article = ExportedArticle { id: None, meta, labels, text: text.join("\n\n") };
        return Some(article).filter(|article| !article.text.is_empty());
    }
    let words = |line: &&str| {
        let number = line.strip_suffix(" words").unwrap_or_default();
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
    };
    let count = lines.iter().position(words)?;
    let head: Vec<&str> = lines[..count].iter().copied().filter(|line| !line.is_empty()).collect();
    let byline = head.last().filter(|line| head.len() > 1 && is_byline(line, head[head.len() - 2])).copied();
    let titles = &head[..head.len() - usize::from(byline.is_some())];
    let below: Vec<usize> = (count + 1..lines.len()).filter(|&index| !lines[index].is_empty()).take(9).collect();
    let date_at = below.iter().position(|&index| date_in(lines[index]).is_some())?;
    // After the date and perhaps a time: outlet, its code, perhaps a page, the language, the copyright.
    let outlet =
        below[date_at + 1..].iter().find(|&&index| !lines[index].starts_with(|char: char| char.is_ascii_digit()))?;
    let copyright =
        below.iter().rev().find(|&&index| lines[index].starts_with("Copyright") || lines[index].starts_with("(c)"));
    let language = below.iter().rev().find(|&&index| lines[index] == "English");
    let start = copyright.max(language)? + 1;
    let meta = Meta {
        title: titles.last().map(|line| (*line).to_owned()),
        author: byline.map(author_name),
        date: date_in(lines[below[date_at]]),
        outlet: Some(lines[*outlet].to_owned()),
        ..Meta::default()
    };
    let number = lines[count].split(' ').next().unwrap_or_default();
    let mut labels = vec![("words".to_owned(), number.to_owned())];
    if let [section, _, ..] = titles {
        labels.push(("section".to_owned(), (*section).to_owned()));
    }
    let article = ExportedArticle { id: None, meta, labels, text: paragraphs(&lines[start..]) };
    Some(article).filter(|article| !article.text.is_empty())
}

/// True for the line with the author below a headline: "By Zoë Karlsson"; without "By", a few capitalized words below a
/// headline that is written like a sentence.
fn is_byline(line: &str, headline: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_name = |word: &&str| {
        *word == "and" || word.starts_with(char::is_uppercase) && !word.contains(['?', '!', ':', '’', '\''])
    };
    let sentence =
        headline.split_whitespace().skip(1).any(|word| word.len() > 3 && word.starts_with(char::is_lowercase));
    author_name(line).len() < line.len() || (2..=7).contains(&words.len()) && words.iter().all(is_name) && sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_compile() {
        assert!(NUMBER.is_some() && FACTIVA.is_some());
    }

    fn shown(text: &str) -> Vec<[String; 5]> {
        let own = |text: Option<String>| text.unwrap_or_default();
        let found = articles(text).unwrap_or_default().into_iter();
        found
            .map(|ExportedArticle { meta, text, .. }| {
                [own(meta.title), own(meta.author), own(meta.date), own(meta.outlet), text]
            })
            .collect()
    }

    #[test]
    fn nexis_as_it_was() {
        let one = |number: u32, title: &str| {
            format!(
                "                               {number} of 2 DOCUMENTS\n\n\n                        The Harbour Post\n\n                    \
                 November 7, 2024 Thursday\n                      Late Edition - Final\n\n{title}\n\nBYLINE: By ZOË KARLSSON\n\n\
                 SECTION: Section A; Pg. 1\n\nLENGTH: 120 words\n\nDATELINE: BODEN\n\n“The port is\nopen,” she said.\n\nAt last.\n\n\
                 GRAPHIC: PHOTO: The port\n\nLOAD-DATE: November 7, 2024\n\nLANGUAGE: ENGLISH\n\n              Copyright 2024 Harbour \
                 Post\n                      All Rights Reserved\n\n"
            )
        };
        let expected = |title: &str| {
            [title, "ZOË KARLSSON", "2024-11-07", "The Harbour Post", "“The port is open,” she said.\n\nAt last."]
                .map(str::to_owned)
        };
        assert_eq!(
            shown(&(one(1, "Port reopens") + &one(2, "Ferry runs"))),
            [expected("Port reopens"), expected("Ferry runs")]
        );
    }

    #[test]
    fn nexis_uni() {
        let one = "Port reopens\nThe Harbour Post (Boden)\nNovember 7, 2024 Thursday 10:00 AM GMT\n\nCopyright 2024 Harbour Post All Rights \
            Reserved\n\nSection: LOCAL; Version:1\nLength: 120 words\nByline: Zoë Karlsson\n\nBody\n\n\n“The port is open,” she said.\n\n\
            At last.\n\nClassification\n\n\nLanguage: ENGLISH\n\nLoad-Date: November 7, 2024\n\n\nEnd of Document\n";
        let expected = [
            "Port reopens",
            "Zoë Karlsson",
            "2024-11-07T10:00Z",
            "The Harbour Post (Boden)",
            "“The port is open,” she said.\n\nAt last.",
        ];
        assert_eq!(shown(&one.repeat(2)), [expected.map(str::to_owned), expected.map(str::to_owned)]);
    }

    #[test]
    fn a_part_that_is_not_an_article_is_kept() {
        let one = "Port reopens\nThe Harbour Post\nNovember 7, 2024\n\nLength: 120 words\n\nBody\n\nAt last.\n\nEnd of Document\n";
        let cut = "Ferry runs\n\nThe ferry runs again";
        let found = shown(&format!("{one}Not in the usual form.\nEnd of Document\n{cut}"));
        assert_eq!(
            found.iter().map(|article| &*article[4]).collect::<Vec<_>>(),
            ["At last.", "Not in the usual form.", cut]
        );
        assert!(articles(&format!("{cut}\nEnd of Document\n")).is_none(), "a plain text with such a line");
    }

    #[test]
    fn factiva_with_codes_and_without() {
        let expected =
            ["Port reopens", "Zoë Karlsson", "2024-11-07", "The Harbour Post", "The port is open.\n\nAt last."];
        let codes = "SE   Local\nHD   Port reopens\nBY   By Zoë Karlsson\nWC   120 words\nPD   7 November 2024\nSN   The Harbour Post\nSC   \
            HARB\nLA   English\nCY   Copyright 2024\n\nLP   \nThe port is open.\n\nTD   \nAt last.\n\nNS   gpol : Politics\n\nAN\nDocument \
            HARB000020241107eg3100001\n";
        let mut coded = shown(&codes.repeat(2));
        assert_eq!(coded.len(), 2);
        assert_eq!(coded[0][2], "7 November 2024");
        coded[0][2] = "2024-11-07".to_owned();
        assert_eq!(coded[0], expected);
        let plain = "Local\nPort reopens\n\nBy Zoë Karlsson\n120 words\n7 November 2024\nThe Harbour Post\nHARB\n1\nEnglish\nCopyright 2024\n\nThe \
            port is open.\n\nAt last.\n\nDocument HARB000020241107eg3100001\n";
        assert_eq!(shown(&plain.repeat(2)), [expected.map(str::to_owned), expected.map(str::to_owned)]);
    }

    #[test]
    fn other_texts() {
        for text in [
            "",
            "The port is open.",
            "Documents show that the port is open.\n\nLENGTH: 120 words",
            "Body\n\nEnd of the Document",
        ] {
            assert_eq!(articles(text), None, "{text}");
        }
    }
}
