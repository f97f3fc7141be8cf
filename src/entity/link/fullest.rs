//! The name that is shown of an entity: the fullest form that the article uses, else the gazetteer's.

use super::linker::{Linker, one_line};
use crate::document::{Case, EntityKind, Mention, MentionRule, TokenKind};
use crate::entity::people::PersonName;
use crate::text::form::plain;
use rustc_hash::FxHashMap;

impl<'a, 'r> Linker<'_, 'a, 'r>
where
    'a: 'r,
{
    /// Names every person and organization as fully as the article does.
    pub(super) fn show_fullest_names(&mut self) {
        let mut fullest: Vec<Option<&Mention>> = vec![None; self.entities.len()];
        let mut given: FxHashMap<(u32, &str), u32> = FxHashMap::default();
        for mention in self.mentions.iter().filter(|mention| mention.kind == EntityKind::Person) {
            if let Some(entity) = mention.entity.filter(|_| self.is_full(mention)) {
                *given.entry((entity, self.given_in(mention))).or_default() += 1;
            }
        }
        for mention in &self.mentions {
            let Some(entity) = mention.entity else { continue };
            // "Ted Voss, born Rafael Edward Voss": the given name that the article uses most, or else the everyday one.
            let weight = |mention: &Mention| {
                let uses = given.get(&(entity, self.given_in(mention))).copied().unwrap_or_default();
                let known = &self.entities[entity as usize];
                let everyday = known
                    .entry
                    .is_some_and(|entry| self.gazetteer.name(entry).split(' ').next() == Some(self.given_in(mention)));
                (uses, everyday, mention.tokens.len())
            };
            let best = &mut fullest[entity as usize];
            if self.is_full(mention) && best.is_none_or(|best| weight(mention) > weight(best)) {
                *best = Some(mention);
            }
        }
        let mut names = Vec::new();
        for (index, mention) in fullest.iter().enumerate() {
            let Some(mention) = mention else { continue };
            let name = match mention.by {
                MentionRule::InvertedName => {
                    let parts = PersonName::in_document(self.doc, mention.tokens.range());
                    format!("{} {}", plain(parts.given), plain(parts.surname))
                }
                _ => one_line(mention.span.of(self.doc.text())),
            };
            let known = &self.entities[index];
            // A local name is already the first full form; only a longer one is fuller.
            let reordered = mention.by == MentionRule::InvertedName;
            if (known.entry.is_some() || reordered) && name != known.name || name.len() > known.name.len() {
                names.push((index, name));
            }
        }
        for (index, name) in names {
            self.entities[index].name = name;
        }
    }

    /// The given name in a mention of a person; empty for others.
    fn given_in(&self, mention: &Mention) -> &'a str {
        match mention.kind {
            EntityKind::Person => PersonName::in_document(self.doc, mention.tokens.range()).given,
            _ => "",
        }
    }

    /// True for a given name with a family name, and for an organization's name of several words.
    fn is_full(&self, mention: &Mention) -> bool {
        let doc = self.doc;
        let tokens = mention.tokens;
        let whole = matches!(
            mention.by,
            MentionRule::Gazetteer
                | MentionRule::PersonName
                | MentionRule::NameModel
                | MentionRule::HeadWord
                | MentionRule::InvertedName
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
                // "Benedict XVI" has no family name.
                let numbered = mention.by == MentionRule::Gazetteer && is_numeral(doc.word(tokens.end() - 1));
                numbered || !shouted && !self.given_in(mention).is_empty()
            }
            EntityKind::Organization => tokens.range().any(|index| doc.tokens[index].case == Case::Title),
            EntityKind::State => false,
        }
    }

    /// "J.", "G.B.H." or "AJ"
    fn has_initials(&self, at: usize) -> bool {
        self.doc.tokens[at].kind == TokenKind::Abbreviation || self.doc.word(at).len() == 2
    }
}

/// True for the number of a monarch or pope.
fn is_numeral(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|letter| matches!(letter, b'I' | b'V' | b'X'))
}
