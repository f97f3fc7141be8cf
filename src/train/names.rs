//! The name model: what it learns from, and how it is fitted.

use super::corpus::Deal;
use super::crf::{self, Data, Fit};
use crate::article::Article;
use crate::crf::sink::FeatureKeys;
use crate::document::{Document, EntityKind};
use crate::entity::found::FoundName;
use crate::entity::mention::rules_only;
use crate::entity::name_model::{MAY_FOLLOW, NameModel, NameTags, NameView, label, label_in, stretches};
use crate::gazetteer::LexicalView;
use crate::gold::{NameClass, NamedText};
use crate::resources::Resources;
use crate::text;
use rayon::prelude::*;

/// Settings. The defaults are what the shipped model is made with.
#[derive(Debug, Clone, Copy)]
pub struct NameRecipe {
    /// Decides the order of examples.
    pub seed: u64,
    /// See [`NameModel::caution`].
    pub caution: [f32; 2],
    /// A feature must occur this often.
    pub cut: u32,
    /// Table rows, as a logarithm.
    pub bits: u32,
    /// Keys that the model may keep.
    pub keys: usize,
}

impl Default for NameRecipe {
    fn default() -> Self {
        Self { seed: 7, caution: [-0.2, 0.6], cut: 3, bits: 19, keys: 200_000 }
    }
}

/// Fits a name model on texts with names. `resources` must have none, so that it learns from what the rules say alone.
#[must_use]
pub fn fit(texts: &[NamedText], resources: &Resources, recipe: &NameRecipe) -> NameModel {
    let parts: Vec<Data> = texts.par_iter().map(|text| gather(text, resources)).collect();
    let data = Data::finish(parts, recipe.cut, recipe.bits);
    let options = Fit { epochs: 12, averaged: 4, rate: 0.04, l2: 0.02, drop: 0.3, runs: 3, seed: recipe.seed };
    let fitted = crf::fit::<{ label::COUNT }, 4, 1>(&data, MAY_FOLLOW, None, options);
    let weights = crf::quantize(&fitted, &data, recipe.keys, 1);
    NameModel { weights, transitions: fitted.transitions, caution: recipe.caution }
}

fn gather(text: &NamedText, resources: &Resources) -> Data {
    let article = Article::new(text.id.as_str(), text.text.as_str());
    let mut doc = Document::new(&article);
    text::annotate(&mut doc, &resources.lexicons.text);
    resources.lexicons.vocabulary.mark(&mut doc);
    let mut tags = NameTags::default();
    let mut headlines = Vec::new();
    let tagged = rules_only(&doc, &resources.entity_needs(), &mut tags, &mut headlines);
    let mut labels = labels(&doc, text);
    let words = LexicalView { doc: &doc, lexicons: &resources.lexicons };
    let view = NameView { doc: words, words: &resources.name_codes, tags: &tags, headlines: &headlines };
    let mut found = Vec::new();
    stretches(&view, &mut found);
    let doubtful = if text.partial { complete(&view, &mut labels, &tagged.names) } else { vec![false; labels.len()] };
    let mut data = Data::default();
    for stretch in found {
        // Nobody has said what the others name.
        let named = |index: usize| view.sure(index).is_none() && labels[index] != label::OUTSIDE;
        if text.partial && !stretch.clone().any(named) || stretch.clone().any(|index| doubtful[index]) {
            continue;
        }
        let mut previous = label::OUTSIDE;
        for index in stretch.clone() {
            view.features(index, &stretch, FeatureKeys(|key| data.feature(key)));
            // A name that begins before the stretch, with a small letter, begins here.
            let label = match labels[index] {
                label if MAY_FOLLOW[usize::from(previous)][usize::from(label)] => label,
                label => label - 1,
            };
            data.token(label);
            previous = label;
        }
        data.sequence(Deal { fold: 0, weight: 1.0 });
    }
    data
}

/// Labels the sure names that the rules found where the text has no gold name. Returns which tokens only doubtful names have:
/// a model that learned those as gold would believe all of them.
fn complete(view: &NameView<'_, '_>, labels: &mut [u8], found: &[FoundName<'_>]) -> Vec<bool> {
    let mut doubtful = vec![false; labels.len()];
    for name in found.iter().filter(|name| name.kind != EntityKind::State) {
        if labels[name.tokens()].iter().any(|&label| label != label::OUTSIDE) {
            continue;
        }
        for index in name.tokens() {
            match view.sure(index) {
                Some(_) => labels[index] = label_in(name.kind, name.start, index),
                None => doubtful[index] = true,
            }
        }
    }
    doubtful
}

/// The gold label of each token.
fn labels(doc: &Document<'_>, text: &NamedText) -> Vec<u8> {
    let mut labels = vec![label::OUTSIDE; doc.tokens.len()];
    for name in &text.names {
        let kind = match name.class {
            NameClass::Person => EntityKind::Person,
            NameClass::Organization => EntityKind::Organization,
            NameClass::Place => continue,
        };
        let (start, end) = (doc.token_at(name.span.start), doc.token_at(name.span.end - 1) + 1);
        for index in start..end {
            labels[index] = label_in(kind, start, index);
        }
    }
    labels
}
