//! The name that is shown of an entity: the fullest form that the article uses, else the gazetteer's.

use super::linker::{Linker, one_line};
use crate::document::{Case, EntityKind, Mention, MentionRule, TokenKind};
use crate::entity::people::PersonName;

impl Linker<'_, '_, '_> {
    /// Names every person and organization as fully as the article does.
    pub(super) fn show_fullest_names(&mut self) {
        let mut fullest: Vec<Option<&Mention>> = vec![None; self.entities.len()];
        for mention in &self.mentions {
            let Some(entity) = mention.entity else { continue };
            let best = &mut fullest[entity as usize];
            let longer = best.is_none_or(|best| mention.tokens.len() > best.tokens.len());
            if longer && self.is_full(mention) {
                *best = Some(mention);
            }
        }
        let mut names = Vec::new();
        for (index, mention) in fullest.iter().enumerate() {
            let Some(mention) = mention else { continue };
            let name = one_line(mention.span.of(self.doc.text()));
            let known = &self.entities[index];
            // A local name is already the first full form; only a longer one is fuller.
            if known.entry.is_some() && name != known.name || name.len() > known.name.len() {
                names.push((index, name));
            }
        }
        for (index, name) in names {
            self.entities[index].name = name;
        }
    }

    /// True for a given name with a family name, and for an organization's name of several words.
    fn is_full(&self, mention: &Mention) -> bool {
        let doc = self.doc;
        let tokens = mention.tokens;
        let whole = matches!(
            mention.by,
            MentionRule::Gazetteer | MentionRule::PersonName | MentionRule::NameModel | MentionRule::HeadWord
        );
        if !whole
            || tokens.len() < 2
            || doc.tokens[tokens.start()].case != Case::Title && !self.has_initials(tokens.start())
        {
            return false;
        }
        match mention.kind {
            EntityKind::Person => {
                let shouted = doc.tokens[tokens.end() - 1].case == Case::Upper;
                !shouted && !PersonName::in_document(doc, tokens.range()).given.is_empty()
            }
            EntityKind::Organization => tokens.range().any(|index| doc.tokens[index].case == Case::Title),
            EntityKind::State => false,
        }
    }

    /// "J." or "G.B.H."
    fn has_initials(&self, at: usize) -> bool {
        self.doc.tokens[at].kind == TokenKind::Abbreviation
    }
}
