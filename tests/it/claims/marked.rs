//! Texts with their sources in brackets and their contents in braces; the cue is the word after a source.

use crate::support::engine::resources;
use whosaid::attribution::reading::{ClaimReading, Runs};
use whosaid::attribution::speaker::{self, Resolved};
use whosaid::claim::{Rule, Speaker};
use whosaid::document::Entity;
use whosaid::gazetteer::LexicalView;
use whosaid::pipeline::{Depth, annotate};
use whosaid::{Article, Document, TokenSpan};

/// Whom one source of a marked text stands for.
pub(super) struct MarkedSpeaker {
    /// The name; "(group)" and the like for speakers without one, "-" where it is open.
    pub(super) name: String,
    /// Who speaks with them.
    pub(super) others: Vec<String>,
    /// For whom.
    pub(super) on_behalf: Option<String>,
}

/// Starts and ends, in bytes.
type Places = Vec<(usize, usize)>;

/// Reads the brackets and braces off a text.
fn unmark(marked: &str) -> (String, Places, Places) {
    let (mut text, mut sources, mut contents) = (String::new(), Vec::new(), Vec::new());
    let (mut source, mut content) = (0, 0);
    for c in marked.chars() {
        match c {
            '[' => source = text.len(),
            ']' => sources.push((source, text.len())),
            '{' => content = text.len(),
            '}' => contents.push((content, text.len())),
            c => text.push(c),
        }
    }
    (text, sources, contents)
}

pub(super) fn reading(source: TokenSpan, cue: TokenSpan, content: Runs) -> ClaimReading {
    ClaimReading::by_rule(Rule::Engine, 1.0, cue, vec![source], content)
}

pub(super) fn resolve(doc: &Document<'_>, readings: &[ClaimReading]) -> (Vec<Resolved>, Vec<Entity>) {
    let view = LexicalView { doc, lexicons: &resources().lexicons };
    let found = speaker::resolve(view, &resources().gazetteer, readings);
    (found.speakers, found.added)
}

/// The speakers of the sources of a marked text, in an article of that date.
pub(super) fn resolve_marked(date: &str, marked: &str) -> Vec<MarkedSpeaker> {
    let (text, sources, contents) = unmark(marked);
    let mut article = Article::new("t", text.as_str());
    article.meta.date = Some(date.to_owned()).filter(|date| !date.is_empty());
    let mut doc = annotate(&article, resources(), Depth::Entities);
    let tokens =
        |(start, end): (usize, usize)| TokenSpan::new(doc.token_at(start as u32), doc.token_at(end as u32 - 1) + 1);
    let readings: Vec<ClaimReading> = sources
        .iter()
        .map(|&source| {
            // A content belongs to the nearest source that is not inside it.
            let own = contents.iter().filter(|content| {
                let nearest = sources
                    .iter()
                    .filter(|s| s.0 < content.0 || s.0 >= content.1)
                    .min_by_key(|s| if s.0 < content.0 { content.0 - s.0 } else { s.0 - content.1 });
                nearest == Some(&source)
            });
            let source = tokens(source);
            reading(source, TokenSpan::one(source.end()), own.map(|&range| tokens(range)).collect())
        })
        .collect();
    let (resolved, added) = resolve(&doc, &readings);
    doc.entities.extend(added);
    let name = |speaker: &Speaker| match speaker {
        Speaker::Entity { entity, .. } => doc.entities[*entity as usize].name.clone(),
        Speaker::Group => "(group)".to_owned(),
        Speaker::Unnamed => "(unnamed)".to_owned(),
        Speaker::Document => "(document)".to_owned(),
    };
    let row = |one: &Resolved| {
        assert_eq!(one.speaker.is_none(), one.flag.is_some(), "{marked}: open without a flag, or flagged");
        MarkedSpeaker {
            name: one.speaker.as_ref().map_or_else(|| "-".to_owned(), name),
            others: one.co_speakers.iter().map(name).collect(),
            on_behalf: one.on_behalf.map(|principal| doc.entities[principal.entity as usize].name.clone()),
        }
    };
    resolved.iter().map(row).collect()
}
