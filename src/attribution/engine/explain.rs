//! Why a claim was made: the features that weighed most at each step. Computed only when asked for. A cue is explained by all
//! features of stage 1, even where the outline was sure without them; sources and contents by those that decided.

use super::model::Model;
use super::outline::ScoreCache;
use super::page::Page;
use super::stages::Buffers;
use super::{between, claim, cue, role, window};
use crate::attribution::reading::{ClaimReading, Runs};
use crate::claim::{Rule, Weighed, Why};
use crate::crf::lattice::{Clearing, OPEN};
use crate::crf::sink::Sink;
use crate::crf::table::{LANES, Sum, Table};
use crate::document::Document;
use crate::gazetteer::tsv;
use rustc_hash::FxHashMap;
use std::path::Path;
use std::sync::LazyLock;

/// How many features are shown for each step.
const SHOWN: usize = 5;
/// Most fields that a feature has.
const FIELDS: usize = 4;
/// No code of a word is less: smaller fields are counts, classes and the like.
const LEAST_CODE: u32 = 1 << 24;

/// Which lanes of a table make a weight, and how often each counts.
type Lanes = [i32; LANES];
const BEGIN_CUE: Lanes = [1, 0, 0, 0];
const BEGIN_SOURCE: Lanes = [1, 0, 0, 0];
const BEGIN_CONTENT: Lanes = [0, 0, 1, 0];
const CLAIM: Lanes = [256, 1, 0, 0];

/// `gazetteers/lexicons/feature-names.tsv` by stage and template.
static NAMES: LazyLock<FxHashMap<(&str, u32), &str>> = LazyLock::new(|| {
    const PATH: &str = "gazetteers/lexicons/feature-names.tsv";
    let text = include_str!("../../../gazetteers/lexicons/feature-names.tsv");
    // The file is part of the program and tested: there is no error to report.
    let Ok(table) = tsv::TsvTable::parse(Path::new(PATH), text, &["stage", "template", "name"]) else {
        return FxHashMap::default();
    };
    let [stage, template, name] = ["stage", "template", "name"].map(|column| table.column(column));
    let rows = table.rows().filter_map(Result::ok);
    rows.filter_map(|row| Some(((row.get(stage), row.get(template).parse().ok()?), row.get(name)))).collect()
});

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
struct Scale<'e> {
    table: &'e Table,
    stage: &'static str,
    lanes: Lanes,
    codes: &'e Codes<'e>,
    /// By name; features of one name count together.
    found: FxHashMap<String, f32>,
}

impl<'e> Scale<'e> {
    fn new(table: &'e Table, stage: &'static str, lanes: Lanes, codes: &'e Codes<'e>) -> Self {
        Self { table, stage, lanes, codes, found: FxHashMap::default() }
    }

    fn weigh(&mut self, name: String, weight: f32) {
        *self.found.entry(name).or_default() += weight;
    }

    /// The name of a feature, with the words that it holds.
    fn name(&self, template: u32, fields: &[u32]) -> String {
        let mut name = match NAMES.get(&(self.stage, template)) {
            Some(name) => (*name).to_owned(),
            None => format!("{} template {template}", self.stage),
        };
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

impl Sink for Scale<'_> {
    fn add<const N: usize>(&mut self, template: u32, fields: [u32; N]) {
        const { assert!(N <= FIELDS) };
        debug_assert!(NAMES.contains_key(&(self.stage, template)), "{} {template} has no name", self.stage);
        let mut sum = Sum::default();
        self.table.add(crate::crf::hash::key(template, fields), &mut sum);
        let units: i32 = sum.lanes().iter().zip(self.lanes).map(|(lane, times)| lane * times).sum();
        if units != 0 {
            self.weigh(self.name(template, &fields), units as f32 * self.table.scale);
        }
    }
}

impl Model {
    /// Why each of `readings` is one, in their order; `buffers` still hold what [`Model::readings`] made of `doc`. Readings
    /// of a rule name it; of the others, what a rule has put in place of the model's source or content has no features.
    #[must_use]
    pub fn explain(&self, doc: &Document<'_>, readings: &[ClaimReading], buffers: &Buffers) -> Vec<Why> {
        let Buffers { page, candidates, scratch, .. } = buffers;
        let codes = codes(doc, page);
        let (mut between, mut emissions, mut clear) = (Vec::new(), Vec::new(), Vec::new());
        let (mut cache, mut clearing) = (ScoreCache::default(), Clearing::default());
        cache.forget_document(page.atoms.len());
        let mut explain = |reading: &ClaimReading| {
            let at = reading.cue.start();
            let found = candidates.binary_search_by_key(&at, |candidate| candidate.cue.tokens.start());
            let index = found.ok().filter(|_| reading.by == Rule::Engine)?;
            let candidate = &candidates[index];
            let mut scale = Scale::new(&self.cue.weights, "cue", BEGIN_CUE, &codes);
            cue::features(page, at, &page.paragraph(at), &mut scale);
            let cue = scale.heaviest();

            let window = window::window(page, candidate.cue);
            between::walk(page, candidate.cue, &window, &scratch.landmarks, &mut between);
            let frame = role::Frame::new(page, candidate.cue, window, &between);
            self.role.outline.look_first(&frame, &mut cache, &mut clearing, &mut emissions, &mut clear);
            let edge = |read: &Runs, found: &Runs, lanes| {
                let (read, found) = (read.first()?.start(), found.first()?.start());
                if read != found {
                    return None;
                }
                let mut scale = Scale::new(&self.role.weights, "role", lanes, &codes);
                if clear[read - frame.window.start] == OPEN {
                    frame.features(read, &mut scale);
                } else {
                    scale.table = &self.role.outline.weights;
                    frame.outlined(read, &mut scale);
                }
                Some(scale.heaviest())
            };
            let source = edge(&reading.source, &candidate.source, BEGIN_SOURCE).unwrap_or_default();
            let content = edge(&reading.content, &candidate.content, BEGIN_CONTENT).unwrap_or_default();

            let mut scale = Scale::new(&self.claim.weights, "claim", CLAIM, &codes);
            claim::features(page, candidates, index, &mut scale);
            scale.stage = "number";
            for ((number, weight), template) in claim::numbers(candidate).iter().zip(&self.claim.numbers).zip(0..) {
                scale.weigh(scale.name(template, &[]), number * weight);
            }
            Some(Why::Features { cue, source, content, claim: scale.heaviest() })
        };
        readings.iter().map(|reading| explain(reading).unwrap_or(Why::Rule(reading.by))).collect()
    }
}
