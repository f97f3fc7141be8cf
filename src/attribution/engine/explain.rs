//! Why a claim was made: the features that weighed most at each step. Computed only when asked for. A cue is explained by all
//! features of stage 1, even where the outline was sure without them; sources and contents by those that decided.

use super::model::Model;
use super::outline::Look;
use super::page::Page;
use super::stages::Buffers;
use super::{between, claim, cue, role, window};
use crate::attribution::reading::{ClaimReading, Runs};
use crate::claim::{HeaviestFeatures, Rule, Weighed};
use crate::crf::lattice::OPEN;
use crate::crf::sink::{FeatureSink, Template};
use crate::crf::table::{Sum, WeightTable};
use crate::document::Document;
use rustc_hash::FxHashMap;

/// How many features are shown for each step.
const SHOWN: usize = 5;
/// Most fields that a feature has.
const FIELDS: usize = 4;
/// No code of a word is less: smaller fields are counts, classes and the like.
const LEAST_CODE: u32 = 1 << 24;

// Which lanes of a table make a weight, and how often each counts.
const BEGIN_CUE: [i32; 2] = [1, 0];
const BEGIN_SOURCE: [i32; 4] = [1, 0, 0, 0];
const BEGIN_CONTENT: [i32; 4] = [0, 0, 1, 0];
const CLAIM: [i32; 2] = [256, 1];

/// Words of a document by their codes: those of their forms, and those of their dictionary forms.
type Codes<'d> = FxHashMap<u32, &'d str>;

fn codes<'d>(doc: &Document<'d>, page: &Page) -> Codes<'d> {
    let mut codes = Codes::default();
    for (index, atom) in page.atoms.iter().enumerate() {
        codes.entry(atom.word).or_insert_with(|| doc.word(index));
    }
    for (index, atom) in page.atoms.iter().enumerate() {
        codes.entry(atom.lemma).or_insert_with(|| doc.word(index));
    }
    codes
}

/// Weighs features instead of adding them up.
struct Scale<'e, const N: usize> {
    table: &'e WeightTable<N>,
    lanes: [i32; N],
    codes: &'e Codes<'e>,
    /// By name; features of one name count together.
    found: FxHashMap<String, f32>,
}

impl<'e, const N: usize> Scale<'e, N> {
    fn new(table: &'e WeightTable<N>, lanes: [i32; N], codes: &'e Codes<'e>) -> Self {
        Self { table, lanes, codes, found: FxHashMap::default() }
    }

    fn weigh(&mut self, name: String, weight: f32) {
        *self.found.entry(name).or_default() += weight;
    }

    /// The name of a feature, with the words that it holds.
    fn name(&self, template: impl Template, fields: &[u32]) -> String {
        let mut name = template.text().to_owned();
        let words = fields.iter().filter(|&&field| field >= LEAST_CODE).filter_map(|field| self.codes.get(field));
        for (index, word) in words.enumerate() {
            name.push_str(if index == 0 { ": " } else { " / " });
            name.push_str(word);
        }
        name
    }

    /// The features that weigh most, the heaviest first, in hundredths.
    fn heaviest(self) -> Vec<Weighed> {
        let rounded = |weight: f32| (weight * 100.0).round() / 100.0;
        let found = self.found.into_iter().map(|(feature, weight)| Weighed { feature, weight: rounded(weight) });
        let mut found: Vec<Weighed> = found.filter(|one| one.weight != 0.0).collect();
        found.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.feature.cmp(&b.feature)));
        found.truncate(SHOWN);
        found
    }
}

impl<const LANES: usize> FeatureSink for Scale<'_, LANES> {
    fn add<const N: usize>(&mut self, template: impl Template, fields: [u32; N]) {
        const { assert!(N <= FIELDS) };
        let mut sum = Sum::default();
        self.table.add(crate::crf::hash::key(template.number(), fields), &mut sum);
        let units: i32 = sum.lanes().iter().zip(self.lanes).map(|(lane, times)| lane * times).sum();
        if units != 0 {
            self.weigh(self.name(template, &fields), units as f32 * self.table.scale);
        }
    }
}

impl Model {
    /// What weighed most for each of `readings`, in their order; `buffers` still hold what [`Model::readings`] made of `doc`.
    /// Readings of a rule have nothing; of the others, what a rule has put in place of the model's source or content has no
    /// features.
    pub fn explain(
        &self,
        doc: &Document<'_>,
        readings: &[ClaimReading],
        buffers: &Buffers,
    ) -> Vec<Option<HeaviestFeatures>> {
        let Buffers { page, candidates, scratch, .. } = buffers;
        let codes = codes(doc, page);
        let (mut between, mut look) = (Vec::new(), Look::default());
        look.forget_document(page.atoms.len());
        let explain = |reading: &ClaimReading| {
            let at = reading.cue.start();
            let found = candidates.binary_search_by_key(&at, |candidate| candidate.cue.tokens.start());
            let index = found.ok().filter(|_| reading.by == Rule::Engine)?;
            let candidate = &candidates[index];
            let mut scale = Scale::new(&self.cue.weights, BEGIN_CUE, &codes);
            cue::features(page, at, &page.paragraph(at), &mut scale);
            let cue = scale.heaviest();

            let window = window::window(page, candidate.cue);
            between::walk(page, candidate.cue, &window, &scratch.landmarks, &mut between);
            let frame = role::Frame::new(page, candidate.cue, window, &between);
            look.first(&self.role, &frame);
            let edge = |read: &Runs, found: &Runs, lanes| {
                let (read, found) = (read.first()?.start(), found.first()?.start());
                if read != found {
                    return None;
                }
                let mut scale = Scale::new(&self.role.weights, lanes, &codes);
                frame.outlined(read, &mut scale);
                if look.clear[read - frame.window.start] == OPEN {
                    frame.beyond(read, &mut scale);
                }
                Some(scale.heaviest())
            };
            let source = edge(&reading.source, &candidate.source, BEGIN_SOURCE).unwrap_or_default();
            let content = edge(&reading.content, &candidate.content, BEGIN_CONTENT).unwrap_or_default();

            let mut scale = Scale::new(&self.claim.weights, CLAIM, &codes);
            claim::features(page, candidates, index, &mut scale);
            let numbers = claim::numbers(candidate);
            for ((number, weight), name) in numbers.iter().zip(&self.claim.numbers).zip(claim::NUMBER_NAMES) {
                scale.weigh(name.to_owned(), number * weight);
            }
            Some(HeaviestFeatures { cue, source, content, claim: scale.heaviest() })
        };
        readings.iter().map(explain).collect()
    }
}
