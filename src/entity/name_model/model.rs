//! The model: its weights, its file, and how it labels a document.

use super::features::{NameView, stretches};
use super::labels::{MAY_FOLLOW, label, spans};
use crate::crf::file::{ModelReader, ModelWriter, pack, unpack};
use crate::crf::lattice::{Lattice, NEVER, Transitions};
use crate::crf::sink::FeatureKeys;
use crate::crf::table::{Sum, WeightTable};
use crate::deadline::tick;
use crate::document::{EntityKind, MentionRule};
use crate::entity::found::{FoundName, TaggedNames};
use crate::entity::title;
use crate::error::Result;
use std::mem;
use std::ops::Range;

/// Changes with every change of the format or of the features.
const MAGIC: &[u8] = b"whosaid-names/4\n";

/// The model.
#[derive(Debug, Clone, PartialEq)]
pub struct NameModel {
    /// The labels against [`label::OUTSIDE`].
    pub weights: WeightTable,
    /// Of the labels.
    pub transitions: Transitions<{ label::COUNT }>,
    /// How much the first token of a person's and of an organization's name must score above no name: above 0, precision
    /// rises and recall falls.
    pub caution: [f32; 2],
}

/// Buffers that are reused for each document.
#[derive(Debug, Default)]
pub struct NameModelBuffers {
    stretches: Vec<Range<usize>>,
    emissions: Vec<[f32; label::COUNT]>,
    lattice: Lattice<{ label::COUNT }>,
    path: Vec<u8>,
}

impl NameModel {
    /// Labels the stretches of `view` that the rules leave open, and updates `tagged`, the names that the rules found: names
    /// that the model confirms stay, others are removed, new ones are added.
    pub fn read(&self, view: &NameView<'_, '_>, buffers: &mut NameModelBuffers, tagged: &mut TaggedNames<'_>) {
        let doc = view.doc;
        buffers.stretches.clear();
        stretches(view, &mut buffers.stretches);
        buffers.stretches.retain(|stretch| stretch.clone().any(|index| view.may_change(index)));
        if buffers.stretches.is_empty() {
            return;
        }
        let mut old = mem::take(&mut tagged.names).into_iter().peekable();
        let mut names = Vec::with_capacity(old.len() + buffers.stretches.len());
        let mut dropped = Vec::new();
        // By its last token: a name may begin before its stretch, with a small letter ("al-Qaeda").
        let is_sure = |name: &FoundName<'_>| name.kind == EntityKind::State || view.sure(name.end - 1).is_some();
        // The article may yet show that it is meant.
        let waits = |name: &FoundName<'_>| name.kind == EntityKind::Organization && name.needs_evidence();
        // A longer name may replace a titled one, but it is a person in any case.
        let titled = |name: &FoundName<'_>| {
            name.kind == EntityKind::Person
                && (name.by == MentionRule::TitledName || title::before(doc, name.start).is_some())
        };
        for stretch in &buffers.stretches {
            names.extend(std::iter::from_fn(|| old.next_if(|name| name.end <= stretch.start)));
            buffers.emissions.clear();
            // True where no name is open that the next token could continue.
            let mut closed = true;
            for index in stretch.clone() {
                tick();
                let sure = view.sure(index);
                // A token that neither begins nor continues a name is outside of all, whatever its features.
                let outside = closed && sure.is_none() && view.begins_nothing(index);
                closed = outside || sure.is_some();
                let label = if outside { Some(label::OUTSIDE) } else { sure };
                buffers.emissions.push(label.map_or_else(|| self.emission(view, index, stretch), only));
            }
            let mut bias = [0.0; label::COUNT];
            bias[usize::from(label::PERSON)] = -self.caution[0];
            bias[usize::from(label::ORGANIZATION)] = -self.caution[1];
            buffers.lattice.best(&buffers.emissions, &self.transitions, bias, &mut buffers.path);
            for (tokens, kind) in spans(&buffers.path) {
                let (mut start, mut end) = (stretch.start + tokens.start, stretch.start + tokens.end);
                if kind == EntityKind::Person {
                    start = view.after_titles(start..end);
                    end += usize::from(end < stretch.end && view.is_suffix(end));
                }
                // The rules' names that end before this one or overlap it.
                let mut same = None;
                let mut taken = false;
                while let Some(name) = old.next_if(|name| name.start < end) {
                    if (name.start, name.end, name.kind) == (start, end, kind) {
                        same = Some(name);
                    } else if is_sure(&name) || name.end > name.start + 1 && name.end > start {
                        // Of a rule's name of several words, the model decides whether it is one, not where it ends.
                        taken |= name.end > start;
                        names.push(name);
                    } else if name.end <= start && (titled(&name) || waits(&name)) {
                        names.push(name);
                    } else {
                        dropped.push(name);
                    }
                }
                let headline = view.headlines[doc.sentence_of(start)];
                let believable = match kind {
                    EntityKind::Person => {
                        (!headline || view.is_full_name(&(start..end)))
                            && !view.ends_as_thing(end)
                            && !view.is_place(start..end)
                    }
                    _ => {
                        !headline
                            && (end > start + 1 || !view.is_only_head(start))
                            && !view.ends_as_no_organization(end)
                    }
                };
                if let Some(name) = same {
                    let by = if waits(&name) && believable { MentionRule::NameModel } else { name.by };
                    names.push(FoundName { by, ..name });
                } else if !taken && believable {
                    names.push(FoundName::local(start, end, kind, MentionRule::NameModel));
                }
            }
            while let Some(name) = old.next_if(|name| name.start < stretch.end) {
                // In a headline the model is too weak to overrule the rules.
                let headline = view.headlines[doc.sentence_of(name.start)];
                if is_sure(&name) || headline || titled(&name) || waits(&name) {
                    names.push(name);
                } else {
                    dropped.push(name);
                }
            }
        }
        names.extend(old);
        // Capitals whose name was removed.
        let capitals = |name: FoundName<'_>| {
            (name.start..name.end).filter(|&index| doc.tokens[index].is_word() && doc.tokens[index].case.is_capital())
        };
        tagged.loose.extend(dropped.into_iter().flat_map(capitals).map(|index| index as u32));
        tagged.loose.sort_unstable();
        let mut next = 0;
        tagged.loose.retain(|&index| {
            while names.get(next).is_some_and(|name| name.end <= index as usize) {
                next += 1;
            }
            names.get(next).is_none_or(|name| name.start > index as usize)
        });
        tagged.names = names;
    }

    /// The scores of the labels of a token that is open.
    fn emission(&self, view: &NameView<'_, '_>, index: usize, stretch: &Range<usize>) -> [f32; label::COUNT] {
        let mut sum = Sum::default();
        view.features(index, stretch, FeatureKeys(|key| self.weights.add(key, &mut sum)));
        let lanes = sum.lanes().map(|lane| lane as f32 * self.weights.scale);
        let mut scores = [0.0, lanes[0], lanes[1], lanes[2], lanes[3]];
        if view.begins_nothing(index) {
            scores[usize::from(label::PERSON)] = NEVER;
            scores[usize::from(label::ORGANIZATION)] = NEVER;
        }
        // A sure name does not continue.
        if index > stretch.start && view.sure(index - 1).is_some_and(|before| before != label::OUTSIDE) {
            scores[usize::from(label::IN_PERSON)] = NEVER;
            scores[usize::from(label::IN_ORGANIZATION)] = NEVER;
        }
        scores
    }

    /// Reads a model from the bytes of its file.
    ///
    /// # Errors
    /// Bytes that are not a model of this version.
    pub fn load(bytes: &[u8]) -> Result<Self> {
        unpack("name model", MAGIC, bytes, |reader: &mut ModelReader<'_>| {
            let weights = reader.table()?;
            Some(Self {
                weights,
                transitions: reader.transitions(MAY_FOLLOW)?,
                caution: [reader.f32()?, reader.f32()?],
            })
        })
    }

    /// The bytes of the model's file.
    ///
    /// # Errors
    /// Never in practice: the compressor reports what it can.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        pack("name model", MAGIC, |out: &mut ModelWriter| {
            out.table(&self.weights);
            out.transitions(&self.transitions);
            self.caution.iter().for_each(|&caution| out.f32(caution));
        })
    }
}

/// The scores of a token that can have only one label.
fn only(label: u8) -> [f32; label::COUNT] {
    let mut scores = [NEVER; label::COUNT];
    scores[usize::from(label)] = 0.0;
    scores
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Article;
    use crate::pipeline::{Depth, annotate};
    use crate::resources::{ResourceOptions, Resources};

    #[test]
    fn a_file_is_read_as_it_was_written_or_refused() {
        let bytes = include_bytes!("../../../models/names.bin");
        let model = NameModel::load(bytes).unwrap();
        assert_eq!(model.to_bytes().unwrap(), bytes);
        assert!(NameModel::load(&bytes[..bytes.len() / 2]).is_err());
        assert!(NameModel::load(b"whosaid-names/1\n").is_err());
    }

    #[test]
    fn names_on_a_path() {
        let names: Vec<_> = spans(&[0, 1, 2, 1, 0, 3, 4, 4]).collect();
        let (person, organization) = (EntityKind::Person, EntityKind::Organization);
        assert_eq!(names, [(1..3, person), (3..4, person), (5..8, organization)]);
    }

    #[test]
    fn what_is_sure_stays() {
        let (resources, _) = Resources::load(&ResourceOptions::default()).unwrap();
        for (text, wanted) in [
            ("Officials blamed al-Qaeda Zorblax on Monday.", "al-Qaeda"),
            ("They met al-Qaeda and Morvan Quist in the hills.", "al-Qaeda"),
            ("It was al-Shabaab Commander Quist who left.", "al-Shabaab"),
            ("They saw Barack Obama Zorblax leave.", "Barack Obama"),
        ] {
            let article = Article::new("a1", text);
            let doc = annotate(&article, &resources, Depth::Entities);
            let names: Vec<_> = doc.mentions.iter().map(|mention| mention.span.of(text)).collect();
            assert!(names.contains(&wanted), "{text}: {names:?}");
        }
    }
}
