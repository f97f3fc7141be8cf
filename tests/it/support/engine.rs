//! The engine: the embedded resources, loaded once, and annotated texts in readable form.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use whosaid::claim::Speaker;
use whosaid::pipeline::{Depth, annotate};
use whosaid::resources::{ResourceOptions, Resources};
use whosaid::{Article, Claim, Document, Span};

/// The embedded gazetteers and lexicons.
pub(crate) fn resources() -> &'static Resources {
    static LOADED: OnceLock<Resources> = OnceLock::new();
    LOADED.get_or_init(|| {
        let (resources, problems) = Resources::load(&ResourceOptions::default()).unwrap();
        assert!(problems.is_empty(), "{problems:?}");
        resources
    })
}

/// Annotates `text` and passes the document to `look`.
pub(crate) fn with_document<T>(text: &str, depth: Depth, look: impl FnOnce(&Document<'_>) -> T) -> T {
    let article = Article::new("t", text);
    look(&annotate(&article, resources(), depth))
}

/// The texts of the tokens.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    with_document(text, Depth::Text, |doc| (0..doc.tokens.len()).map(|index| doc.word(index).to_owned()).collect())
}

/// The texts of the sentences.
pub(crate) fn sentences(text: &str) -> Vec<String> {
    with_document(text, Depth::Text, |doc| doc.sentences.iter().map(|one| one.span.of(text).to_owned()).collect())
}

/// The texts of spans, separated by ` … `.
pub(crate) fn shown(text: &str, spans: &[Span]) -> String {
    spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … ")
}

/// Who says a claim, each by name, or by kind where they have none, and for whom; `-` without a speaker.
pub(crate) fn speaker_of(doc: &Document<'_>, claim: &Claim) -> String {
    let entity = |entity: u32| doc.entities[entity as usize].name.clone();
    let named = |speaker: &Speaker| match speaker {
        Speaker::Entity { entity: index, .. } => entity(*index),
        Speaker::Group => "(group)".to_owned(),
        Speaker::Unnamed => "(unnamed)".to_owned(),
        Speaker::Document => "(document)".to_owned(),
    };
    let all: Vec<String> = claim.speaker.iter().chain(&claim.co_speakers).map(named).collect();
    let all = if all.is_empty() { "-".to_owned() } else { all.join(" and ") };
    claim.on_behalf.map_or(all.clone(), |principal| format!("{all} for {}", entity(principal)))
}

/// The claims of a document, each as a block of lines.
pub(crate) fn claims_as_text(doc: &Document<'_>) -> String {
    let text = doc.text();
    let mut out = String::new();
    for claim in &doc.claims {
        let negated = if claim.negated { ", negated" } else { "" };
        let flags: Vec<_> = claim.flags.iter().map(|flag| flag.as_str()).collect();
        let flags = if flags.is_empty() { String::new() } else { format!(" [{}]", flags.join(", ")) };
        let (kind, by, lemma, class) = (claim.kind.as_str(), claim.by.as_str(), &claim.lemma, claim.class.as_str());
        writeln!(out, "{kind} by {by}, {lemma} ({class}){negated}{flags}").unwrap();
        writeln!(out, "    source   {}", shown(text, &claim.source)).unwrap();
        writeln!(out, "    speaker  {}", speaker_of(doc, claim)).unwrap();
        writeln!(out, "    cue      {}", shown(text, &claim.cue)).unwrap();
        for (name, spans) in [("to      ", &claim.addressee), ("occasion", &claim.occasion)] {
            if !spans.is_empty() {
                writeln!(out, "    {name} {}", shown(text, spans)).unwrap();
            }
        }
        writeln!(out, "    content  {}", shown(text, &claim.content)).unwrap();
    }
    out
}

/// The mentions of a text: their words, their type, and the name of the entity, or `?` where none was chosen.
pub(crate) fn mentions(text: &str) -> Vec<(String, &'static str, String)> {
    with_document(text, Depth::Entities, |doc| {
        let name = |entity: u32| doc.entities[entity as usize].name.clone();
        let one = |mention: &whosaid::document::Mention| {
            let entity = mention.entity.map_or_else(|| "?".to_owned(), name);
            (mention.span.of(text).to_owned(), mention.kind.as_str(), entity)
        };
        doc.mentions.iter().map(one).collect()
    })
}

/// The `.txt` files of `fixtures/articles`, by name.
pub(crate) fn fixture_articles() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    assert!(paths.len() >= 8, "only {} articles", paths.len());
    paths
}
