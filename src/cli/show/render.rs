//! Draws a document: the article with its claims marked, then a list of the claims.

use super::flow::Flow;
use super::marks::{ClaimMark, DrawStep, ShownPart, marks, steps};
use crate::claim::{Claim, HeaviestFeatures, Speaker, Why};
use crate::{Document, Span};
use anstyle::{Ansi256Color, Style};
use std::{collections::HashMap, fmt::Write as _};

#[derive(Debug, Clone, Copy)]
pub(super) struct DrawStyle {
    /// True for colors, false for brackets.
    pub(super) color: bool,
    /// Line width in columns; `None` turns wrapping off.
    pub(super) width: Option<usize>,
}

/// Colors of the 256-color palette that are distinct on dark and on light backgrounds.
const PALETTE: [u8; 12] = [33, 166, 71, 170, 37, 203, 136, 99, 107, 205, 67, 173];

pub(super) fn render(doc: &Document<'_>, look: DrawStyle) -> String {
    let painter = Painter { doc, look, colors: colors(doc) };
    let mut flow = Flow::new(look.width);
    painter.header(&mut flow);
    painter.body(&mut flow);
    flow.end_line();
    painter.list(&mut flow);
    flow.finish()
}

/// What identifies a speaker: the entity, or else the words of the source.
#[derive(Debug, PartialEq, Eq, Hash)]
enum ColorKey {
    Entity(u32),
    Words(String),
}

fn who(doc: &Document<'_>, claim: &Claim) -> Option<ColorKey> {
    match claim.speaker {
        Some(Speaker::Entity { entity, .. }) => Some(ColorKey::Entity(entity)),
        _ if claim.source.is_empty() => None,
        _ => Some(ColorKey::Words(joined(doc, &claim.source).to_lowercase())),
    }
}

/// The color of each claim: one per speaker, in order of appearance.
fn colors(doc: &Document<'_>) -> Vec<Option<Ansi256Color>> {
    let mut order: Vec<usize> = (0..doc.claims.len()).collect();
    order.sort_by_key(|&claim| doc.claims[claim].source.first().copied());
    let mut known = HashMap::new();
    let mut colors = vec![None; doc.claims.len()];
    for claim in order {
        if let Some(who) = who(doc, &doc.claims[claim]) {
            let next = known.len();
            let index = *known.entry(who).or_insert(next);
            colors[claim] = Some(Ansi256Color(PALETTE[index % PALETTE.len()]));
        }
    }
    colors
}

/// The text of spans on one line, joined by an ellipsis.
fn joined(doc: &Document<'_>, spans: &[Span]) -> String {
    let parts: Vec<_> = spans.iter().map(|span| span.of(doc.text())).collect();
    parts.join(" … ").split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Painter<'a> {
    doc: &'a Document<'a>,
    look: DrawStyle,
    colors: Vec<Option<Ansi256Color>>,
}

impl Painter<'_> {
    fn style(&self, style: Style) -> Style {
        if self.look.color { style } else { Style::new() }
    }

    /// The metadata of the article; the title only if the text does not start with it.
    fn header(&self, flow: &mut Flow) {
        let meta = &self.doc.article.meta;
        let about = [Some(&self.doc.article.id), meta.outlet.as_ref(), meta.author.as_ref(), meta.date.as_ref()];
        let about: Vec<_> = about.into_iter().flatten().map(String::as_str).collect();
        flow.push(self.style(Style::new().dimmed()), &about.join(" · "));
        flow.end_line();
        flow.end_line();
        if let Some(title) = meta.title.as_ref().filter(|title| !self.doc.text().trim_start().starts_with(*title)) {
            flow.push(self.style(Style::new().bold()), title);
            flow.end_line();
            flow.end_line();
        }
    }

    fn body(&self, flow: &mut Flow) {
        let text = self.doc.text().trim_end();
        let mut open: Vec<ClaimMark> = Vec::new();
        for step in steps(text, &marks(self.doc)) {
            match step {
                DrawStep::Text(span) => {
                    let style = open.iter().fold(Style::new(), |style, mark| self.marked(style, mark));
                    flow.push(self.style(style), span.of(self.doc.text()));
                }
                DrawStep::Open(mark) => {
                    open.push(mark);
                    if !self.look.color {
                        let letter = match mark.part {
                            ShownPart::Content => 'q',
                            ShownPart::Source => 's',
                            ShownPart::Cue => 'c',
                        };
                        flow.push(Style::new(), &format!("[{letter}{} ", mark.claim + 1));
                    }
                }
                DrawStep::Close(_) => {
                    open.pop();
                    if !self.look.color {
                        flow.push(Style::new(), "]");
                    }
                }
            }
        }
        flow.end_line();
    }

    fn marked(&self, style: Style, mark: &ClaimMark) -> Style {
        match mark.part {
            ShownPart::Content => style.italic(),
            ShownPart::Cue => style.underline(),
            ShownPart::Source => style.bold().fg_color(self.colors[mark.claim].map(Into::into)),
        }
    }

    fn list(&self, flow: &mut Flow) {
        if self.doc.claims.is_empty() {
            flow.push(self.style(Style::new().dimmed()), "No claims.");
            flow.end_line();
        }
        let digits = self.doc.claims.len().to_string().len();
        for (index, claim) in self.doc.claims.iter().enumerate() {
            flow.set_indent(digits + 2);
            flow.push(Style::new(), &format!("{:>digits$}. [{}] ", index + 1, claim.kind.as_str()));
            let speaker = Style::new().bold().fg_color(self.colors[index].map(Into::into));
            flow.push(self.style(speaker), &self.speaker(claim));
            for other in &claim.co_speakers {
                flow.push(Style::new(), " and ");
                flow.push(self.style(Style::new().bold()), &self.named(other));
            }
            if let Some(principal) = claim.on_behalf.and_then(|entity| self.doc.entities.get(entity as usize)) {
                flow.push(Style::new(), &format!(" for {}", principal.name));
            }
            if !claim.source.is_empty() {
                flow.push(Style::new(), &format!(" (source “{}”)", joined(self.doc, &claim.source)));
            }
            flow.push(Style::new(), " — ");
            flow.push(self.style(Style::new().underline()), &joined(self.doc, &claim.cue));
            flow.push(Style::new(), ": ");
            flow.push(self.style(Style::new().italic()), &joined(self.doc, &claim.content));
            flow.end_line();
            flow.push(self.style(Style::new().dimmed()), &format!("{:digits$}  {}", "", notes(claim)));
            flow.end_line();
            for line in claim.why.iter().flat_map(|why| reasons(why)) {
                flow.set_indent(digits + 4);
                flow.push(self.style(Style::new().dimmed()), &format!("{:digits$}  {line}", ""));
                flow.end_line();
            }
        }
        flow.set_indent(0);
    }

    /// The speaker, or why there is none.
    fn speaker(&self, claim: &Claim) -> String {
        match &claim.speaker {
            Some(speaker) => self.named(speaker),
            None if claim.source.is_empty() => "(no source)".to_owned(),
            None => "(open)".to_owned(),
        }
    }

    /// A speaker, with the office.
    fn named(&self, speaker: &Speaker) -> String {
        match speaker {
            Speaker::Entity { entity, .. } => match self.doc.entities.get(*entity as usize) {
                Some(entity) => match &entity.role {
                    Some(role) => format!("{}, {role}", entity.name),
                    None => entity.name.clone(),
                },
                None => "(unknown)".to_owned(),
            },
            Speaker::Group => "(a group)".to_owned(),
            Speaker::Unnamed => "(someone unnamed)".to_owned(),
            Speaker::Document => "(a document)".to_owned(),
        }
    }
}

/// Confidence, rule, class and flags of a claim.
fn notes(claim: &Claim) -> String {
    let mut notes = format!("{:.2} by {}, {}", claim.confidence, claim.by.as_str(), claim.class.as_str());
    if claim.speaker_confidence > 0.0 {
        // Writing to a string cannot fail.
        let _ = write!(notes, ", speaker {:.2}", claim.speaker_confidence);
    }
    if claim.negated {
        notes.push_str(", negated");
    }
    for (index, flag) in claim.flags.iter().enumerate() {
        let before = if index == 0 { "; " } else { ", " };
        let _ = write!(notes, "{before}{}", flag.as_str());
    }
    notes
}

/// Why a claim was extracted: a sentence, and a line per step with the features of the engine.
fn reasons(why: &Why) -> Vec<String> {
    let mut lines = vec![why.sentence.clone()];
    if let Some(HeaviestFeatures { cue, source, content, claim }) = &why.features {
        let steps = [("cue", cue), ("source", source), ("content", content), ("claim", claim)];
        lines.extend(steps.into_iter().filter(|(_, features)| !features.is_empty()).map(|(step, features)| {
            let features: Vec<_> = features.iter().map(|one| format!("{} ({:+.2})", one.feature, one.weight)).collect();
            format!("{step}: {}", features.join("; "))
        }));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Article;
    use crate::claim::{ClaimKind, CueClass, Flag, Rule, SourceForm};
    use crate::document::{Entity, EntityKind, Gender, GenderSource};

    const TEXT: &str = "Port reopens\n\n“The harbour is open,” Zoë Karlsson said, “and it stays open.” She added that critics \
                        said the \x1b[31mcranes\x1b[0m were old.";

    fn span(part: &str) -> Span {
        let start = TEXT.find(part).unwrap();
        Span::new(start, start + part.len())
    }

    fn claim(source: &[&str], cue: &str, content: &[&str], speaker: Option<Speaker>) -> Claim {
        Claim {
            kind: ClaimKind::Direct,
            source: source.iter().map(|part| span(part)).collect(),
            form: Some(SourceForm::Name),
            speaker,
            co_speakers: Vec::new(),
            on_behalf: None,
            document: None,
            speaker_confidence: 0.0,
            cue: vec![span(cue)],
            lemma: "say".into(),
            class: CueClass::Statement,
            addressee: Vec::new(),
            occasion: Vec::new(),
            content: content.iter().map(|part| span(part)).collect(),
            sentence: 0,
            paragraph: 0,
            negated: false,
            mentions: Vec::new(),
            confidence: 0.97,
            by: Rule::Engine,
            flags: Vec::new(),
            why: None,
        }
    }

    fn document(article: &Article) -> Document<'_> {
        let mut doc = Document::new(article);
        doc.entities.push(Entity {
            id: "local/karlsson".into(),
            kind: EntityKind::Person,
            name: "Zoë Karlsson".into(),
            role: Some("Harbour Master".into()),
            state: None,
            gender: Gender::Female,
            gender_by: Some(GenderSource::GivenName),
            first: span("Zoë Karlsson"),
            entry: None,
        });
        let karlsson = || Some(Speaker::Entity { entity: 0, first: span("Zoë Karlsson") });
        let inner = "the \x1b[31mcranes\x1b[0m were old";
        let outer = "that critics said the \x1b[31mcranes\x1b[0m were old";
        doc.claims = vec![
            claim(&["Zoë Karlsson"], "said", &["“The harbour is open,”", "“and it stays open.”"], karlsson()),
            Claim { kind: ClaimKind::Indirect, ..claim(&["She"], "added", &[outer], karlsson()) },
            Claim {
                kind: ClaimKind::Indirect,
                cue: vec![Span::new(TEXT.rfind("said").unwrap(), TEXT.rfind("said").unwrap() + 4)],
                negated: true,
                flags: vec![Flag::NominalUnresolved],
                ..claim(&["critics"], "said", &[inner], Some(Speaker::Group))
            },
        ];
        doc
    }

    #[test]
    fn plain_is_brackets_without_escapes() {
        let article = Article::new("port", TEXT);
        let drawn = render(&document(&article), DrawStyle { color: false, width: None });
        assert_eq!(
            drawn,
            "port\n\nPort reopens\n\n\
             [q1 “The harbour is open,”] [s1 Zoë Karlsson] [c1 said], [q1 “and it stays open.”] [s2 She] [c2 added] \
             [q2 that [s3 critics] [c3 said] [q3 the \u{fffd}[31mcranes\u{fffd}[0m were old]].\n\n\
             1. [direct] Zoë Karlsson, Harbour Master (source “Zoë Karlsson”) — said: “The harbour is open,” … “and it stays open.”\n   \
             0.97 by crf, statement\n\
             2. [indirect] Zoë Karlsson, Harbour Master (source “She”) — added: that critics said the \u{fffd}[31mcranes\u{fffd}[0m were old\n   \
             0.97 by crf, statement\n\
             3. [indirect] (a group) (source “critics”) — said: the \u{fffd}[31mcranes\u{fffd}[0m were old\n   \
             0.97 by crf, statement, negated; nominal-unresolved\n"
        );
        assert!(!drawn.contains('\x1b'));
    }

    #[test]
    fn everybody_who_speaks_is_listed() {
        let article = Article::new("port", TEXT);
        let mut doc = document(&article);
        let port = Entity {
            id: "local/port".into(),
            kind: EntityKind::Organization,
            name: "Port of Oslo".into(),
            role: None,
            ..doc.entities[0].clone()
        };
        doc.entities.push(port);
        doc.claims[0].co_speakers = vec![Speaker::Group, Speaker::Entity { entity: 1, first: span("Port") }];
        doc.claims[0].speaker_confidence = 0.914;
        doc.claims[2].on_behalf = Some(1);
        let drawn = render(&doc, DrawStyle { color: false, width: None });
        for line in [
            "1. [direct] Zoë Karlsson, Harbour Master and (a group) and Port of Oslo (source “Zoë Karlsson”) — said",
            "0.97 by crf, statement, speaker 0.91\n",
            "3. [indirect] (a group) for Port of Oslo (source “critics”) — said",
        ] {
            assert!(drawn.contains(line), "{line} in {drawn}");
        }
    }

    #[test]
    fn the_same_speaker_has_the_same_color() {
        let article = Article::new("port", TEXT);
        let drawn = render(&document(&article), DrawStyle { color: true, width: None });
        let karlsson = format!("\x1b[1m\x1b[38;5;{}m", PALETTE[0]);
        assert!(drawn.contains(&format!("{karlsson}Zoë Karlsson\x1b[0m \x1b[4msaid\x1b[0m,")), "{drawn:?}");
        assert!(drawn.contains(&format!("{karlsson}She\x1b[0m")), "{drawn:?}");
        let other = format!("\x1b[38;5;{}m", PALETTE[1]);
        assert!(drawn.contains(&format!("\x1b[1m\x1b[3m{other}critics\x1b[0m\x1b[3m ")), "{drawn:?}");
        // Escapes in the article are removed.
        assert!(!drawn.contains("\x1b[31m"));
    }

    #[test]
    fn brackets_and_colors_show_the_same_words() {
        let article = Article::new("port", TEXT);
        let colored = render(&document(&article), DrawStyle { color: true, width: Some(40) });
        let stripped = anstream::adapter::strip_str(&colored).to_string();
        assert!(stripped.lines().all(|line| line.chars().count() <= 40), "{stripped}");
        for word in ["Port", "harbour", "critics", "cranes"] {
            assert!(stripped.contains(word), "{word} in {stripped}");
        }
    }

    #[test]
    fn nothing_to_show() {
        let article = Article::new("empty", "");
        assert_eq!(
            render(&Document::new(&article), DrawStyle { color: false, width: None }),
            "empty\n\n\n\nNo claims.\n"
        );
    }
}
