//! A sampled article with its marks.

use super::html::Html;
use crate::audit::page::view::{ArticleView, MarkedPart, ShownClaim, TextPiece, TextState};
use crate::audit::run::AuditedRun;
use crate::record::SpeakerRecord;

pub(super) fn article(html: &mut Html, run: &AuditedRun, number: usize, view: &ArticleView) {
    let known = &run.articles.all[number];
    html.raw("<article class=\"sample\" data-outlet=\"").text(run.articles.outlet(number).unwrap_or_default());
    html.raw("\"><h3>").text(known.title.as_deref().unwrap_or(&known.doc)).raw("</h3><p class=\"quiet\">");
    let facts = [run.articles.outlet(number), known.date.as_deref(), known.author.as_deref(), Some(&*known.doc)];
    for (at, fact) in facts.into_iter().flatten().enumerate() {
        html.raw(if at > 0 { " · " } else { "" }).text(fact);
    }
    if let Some(url) = &known.url {
        html.raw(" · ");
        link(html, url);
    }
    html.raw("</p>");
    match view.state {
        TextState::Here => {}
        TextState::Changed => {
            html.raw("<p class=\"notice\">The text of this article has changed since the run and is not shown.</p>");
        }
        TextState::Missing | TextState::Coming => {
            html.raw("<p class=\"notice\">This article was not found in the inputs.</p>");
        }
    }
    if !view.paragraphs.is_empty() {
        html.raw("<div class=\"text\" lang=\"en\">");
        for paragraph in &view.paragraphs {
            html.raw("<p>");
            for one in paragraph {
                piece(html, view, one);
            }
            html.raw("</p>");
        }
        html.raw("</div>");
    }
    html.raw("<ol class=\"said-list\">");
    view.claims.iter().for_each(|shown| claim(html, shown));
    html.raw("</ol></article>\n");
}

fn piece(html: &mut Html, view: &ArticleView, piece: &TextPiece) {
    let part = |mark: u32| view.marks[mark as usize].part;
    let mut marks: Vec<u32> = piece.marks.iter().copied().filter(|&mark| part(mark) != MarkedPart::Mention).collect();
    // Content outside everything else, the longest outermost.
    marks.sort_by_key(|&mark| part(mark) != MarkedPart::Content);
    let contents = marks.iter().filter(|&&mark| part(mark) == MarkedPart::Content).count();
    for (at, &mark) in marks.iter().enumerate() {
        let mark = &view.marks[mark as usize];
        let shown = &view.claims[mark.of as usize];
        html.raw(&format!("<span class=\"{} {}", mark.part.as_str(), look(shown.claim.speaker.as_ref())));
        if mark.part == MarkedPart::Content {
            html.raw(&format!(" d{}", (contents - 1 - at).min(2)));
        }
        html.raw(&format!("\" data-claim=\"{}\"", shown.number));
        let begins = mark.part == MarkedPart::Content && mark.span.start == piece.span.start;
        let is_first = begins && shown.places.content.first().is_some_and(|&[start, _]| start == piece.start);
        if is_first && let Some(name) = shown.claim.speaker.as_ref().and_then(|speaker| speaker.name.as_ref()) {
            html.raw(" data-label=\"").text(&initials(name)).raw("\"");
        }
        html.raw(">");
    }
    html.text(piece.span.of(&view.text));
    html.raw(&"</span>".repeat(marks.len()));
}

fn claim(html: &mut Html, shown: &ShownClaim) {
    let claim = &shown.claim;
    let speaker = claim.speaker.as_ref();
    html.raw(&format!("<li id=\"c{0}\" data-claim=\"{0}\" data-kind=\"", shown.number)).text(&claim.kind);
    html.raw("\" data-speaker=\"").text(&called(speaker)).raw("\" data-with=\"");
    html.text(&claim.co_speakers.iter().map(|one| called(Some(one))).collect::<Vec<_>>().join("|")).raw("\">");
    html.raw(&format!("<span class=\"chip {}\">", look(speaker)));
    html.text(&speaker.and_then(|speaker| speaker.name.as_ref()).map_or_else(|| "–".to_owned(), |name| initials(name)));
    html.raw("</span> <strong class=\"name\">").text(&called(speaker)).raw("</strong>");
    for one in &claim.co_speakers {
        html.raw(" and <strong class=\"name\">").text(&called(Some(one))).raw("</strong>");
    }
    if let Some(principal) = claim.on_behalf() {
        html.raw(" <span class=\"quiet\">for</span> <span class=\"name\">").text(&principal.name).raw("</span>");
    }
    html.raw(" <span class=\"quiet\">");
    html.raw(if claim.negated { "not " } else { "" }).text(&claim.cue.text).raw("</span> <span class=\"said\">");
    html.text(&claim.content.text).raw("</span> <span class=\"quiet\">").text(&claim.kind);
    html.raw(&format!(", {:.2}", claim.confidence));
    for flag in &claim.flags {
        html.raw(", ").text(flag);
    }
    html.raw(if shown.broken { ", does not match the text" } else { "" }).raw("</span></li>");
}

fn called(speaker: Option<&SpeakerRecord<'_>>) -> String {
    match speaker {
        None => "no speaker".to_owned(),
        Some(SpeakerRecord { name: Some(name), .. }) => name.to_string(),
        Some(speaker) => match &*speaker.kind {
            "group" => "a group".to_owned(),
            "document" => "a document".to_owned(),
            kind => kind.to_owned(),
        },
    }
}

/// The CSS classes for a speaker's color and line style, the same as on the page (`look` in `dom.js`).
fn look(speaker: Option<&SpeakerRecord<'_>>) -> String {
    let Some(speaker) = speaker.filter(|speaker| speaker.name.is_some()) else { return "nobody p0".to_owned() };
    let called = speaker.id.as_ref().map_or_else(|| format!("type:{}", speaker.kind), ToString::to_string);
    let fnv = |hash: u32, char: char| (hash ^ u32::from(char)).wrapping_mul(0x0100_0193);
    let hash = called.chars().fold(0x811c_9dc5, fnv);
    format!("s{} p{}", hash % 7, hash / 7 % 3)
}

/// The initials of the first and last word.
fn initials(name: &str) -> String {
    let mut words = name.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    match (words.next(), words.next_back()) {
        (Some(first), Some(last)) => {
            first.chars().next().into_iter().chain(last.chars().next()).flat_map(char::to_uppercase).collect()
        }
        (Some(only), None) => only.chars().take(2).collect(),
        _ => "?".to_owned(),
    }
}

/// A web address as a link, anything else as text.
pub(super) fn link(html: &mut Html, url: &str) {
    let lower = url.to_ascii_lowercase();
    let is_web = lower.starts_with("http://") || lower.starts_with("https://");
    if is_web && !url.chars().any(|char| char.is_control() || char.is_whitespace()) {
        html.raw("<a rel=\"noopener noreferrer\" target=\"_blank\" href=\"").text(url).raw("\">").text(url).raw("</a>");
    } else {
        html.raw("<span class=\"name\">").text(url).raw("</span>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_links() {
        for (url, is_link) in [
            ("https://example.org/a?b=c&d", true),
            ("HTTP://example.org", true),
            ("javascript:alert(1)", false),
            (" javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("//example.org", false),
            ("https://example.org/\" onclick=\"x", false),
        ] {
            let mut html = Html::default();
            link(&mut html, url);
            let html = html.into_string();
            assert_eq!(html.contains("<a "), is_link, "{html}");
            assert!(!html.contains("onclick=\""), "{html}");
        }
    }

    #[test]
    fn initials_of_names() {
        for (name, short) in [("Ada Voss", "AV"), ("Nguyễn Thị Dung", "ND"), ("Voltaris", "Vo"), ("…", "?")] {
            assert_eq!(initials(name), short);
        }
    }
}
