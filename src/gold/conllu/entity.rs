//! The `Entity=` marks of `CorefUD` and GUM: brackets that open and close mentions at words.

use super::document::{EntityMention, TreebankDocument};
use crate::span::Span;

/// Mentions that are open, and the order of the fields.
#[derive(Debug)]
pub(super) struct OpenMentions {
    fields: Vec<String>,
    mentions: Vec<EntityMention>,
}

impl Default for OpenMentions {
    fn default() -> Self {
        let mut open = Self { fields: Vec::new(), mentions: Vec::new() };
        open.set_fields("GRP-etype-infstat-salience-centering-minspan-link-identity");
        open
    }
}

impl OpenMentions {
    /// Takes the field order of a `# global.Entity` comment.
    pub(super) fn set_fields(&mut self, value: &str) {
        self.fields = value.trim().split('-').map(str::to_owned).collect();
    }

    /// Reads the marks of the word that `doc` got last, such as `(4-abstract-…(5-object-…)` or `4)3)`.
    pub(super) fn read(&mut self, marks: &str, doc: &mut TreebankDocument) -> Result<(), String> {
        let word = doc.words.len() - 1;
        let mut rest = marks;
        while !rest.is_empty() {
            if let Some(opened) = rest.strip_prefix('(') {
                let end = opened.find(['(', ')']).unwrap_or(opened.len());
                self.mentions.push(self.mention(&opened[..end], word));
                rest = &opened[end..];
                if let Some(after) = rest.strip_prefix(')') {
                    rest = after;
                    self.finish(self.mentions.len() - 1, doc);
                }
            } else {
                let end = rest.find(')').ok_or_else(|| format!("an entity mark without bracket: {marks:?}"))?;
                let group = &rest[..end];
                let index = self.mentions.iter().rposition(|mention| mention.group == group);
                self.finish(index.ok_or_else(|| format!("entity {group} is closed but was not opened"))?, doc);
                rest = &rest[end + 1..];
            }
        }
        Ok(())
    }

    /// Forgets what a document left open.
    pub(super) fn close(&mut self) {
        self.mentions.clear();
    }

    fn mention(&self, fields: &str, word: usize) -> EntityMention {
        let values: Vec<&str> = fields.splitn(self.fields.len(), '-').collect();
        let value = |name: &str| {
            let at = self.fields.iter().position(|field| field == name)?;
            values.get(at).copied().filter(|value| !value.is_empty())
        };
        EntityMention {
            group: value("GRP").or(value("eid")).unwrap_or_default().to_owned(),
            kind: value("etype").unwrap_or_default().to_owned(),
            span: Span::default(),
            words: word..word,
            // 1-based within the mention: shifted to the document when it closes.
            minimal: value("minspan")
                .map_or(Vec::new(), |list| list.split(',').filter_map(|n| n.parse().ok()).collect()),
            identity: value("identity").map(str::to_owned),
        }
    }

    fn finish(&mut self, index: usize, doc: &mut TreebankDocument) {
        let mut mention = self.mentions.remove(index);
        mention.words.end = doc.words.len();
        mention.span = doc.words[mention.words.start].span.cover(doc.words[mention.words.end - 1].span);
        for at in &mut mention.minimal {
            *at = (mention.words.start + *at).saturating_sub(1).min(mention.words.end - 1);
        }
        doc.entities.push(mention);
    }
}
