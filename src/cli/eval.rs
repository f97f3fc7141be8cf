//! `whosaid eval`: scores against gold.

use super::{exit::ExitStatus, resource::ResourceArgs, terminal};
use crate::eval::attribution::{AttributionScores, Segment, TripleMeasure};
use crate::eval::predicted::{self, Predicted};
use crate::eval::speaker::{self, SpeakerScores};
use crate::eval::{boundary, names, report};
use crate::eval::{reliability::Reliability, worst::DocumentErrors};
use crate::gazetteer::Lexicons;
use crate::gold::{self, brat};
use crate::pipeline::{self, Depth};
use crate::resources::Resources;
use crate::{Article, Error};
use anyhow::{Context, Result};
use clap::{ArgGroup, Args};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Score claims, speakers, sentences or names against gold annotations
///
/// --gold takes a folder of attributions in brat standoff: either text/NAME.txt with attributions/NAME_ANNOTATOR.ann, or NAME.txt
/// with NAME.ann. If there are several annotators, the first by file name counts. Scores are percentages; undefined ones are
/// printed as such. The confidence table shows the share of correct claims (soft match) per band, and the expected calibration
/// error. docs/scoring.md defines every measure.
#[derive(Debug, Args)]
#[allow(clippy::doc_markdown, reason = "clap prints this as plain text")]
#[command(group = ArgGroup::new("what").required(true).multiple(true).args(["gold", "sentences", "golden_rules", "names"]))]
pub(super) struct EvalArgs {
    /// Folder of gold attributions, in brat standoff
    #[arg(long, value_name = "DIR")]
    gold: Option<PathBuf>,

    /// Score the claims in this JSON Lines file instead of running the pipeline
    #[arg(long, value_name = "FILE", requires = "gold")]
    pred: Option<PathBuf>,

    /// Also score speakers, against this JSON Lines file
    #[arg(long, value_name = "FILE", requires = "gold")]
    speakers: Option<PathBuf>,

    /// Show the N documents with the most errors, gold and prediction side by side
    #[arg(long, value_name = "N", default_value_t = 0, requires = "gold")]
    errors: usize,

    /// Leave out the document with this name; may be repeated
    #[arg(long, value_name = "NAME", requires = "gold")]
    exclude: Vec<String>,

    /// Score sentence boundaries against a treebank
    #[arg(long, value_name = "FILE.conllu")]
    sentences: Option<PathBuf>,

    /// Check sentence segmentation against the Golden Rules
    #[arg(long, value_name = "FILE.jsonl")]
    golden_rules: Option<PathBuf>,

    /// Score names: FILE.iob2, FILE.conllu with `Entity=`, or a folder with names-silver.tsv and text/
    #[arg(long, value_name = "PATH")]
    names: Option<PathBuf>,

    /// Print one JSON object instead of tables
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    resources: ResourceArgs,
}

impl EvalArgs {
    pub(super) fn run(&self) -> Result<ExitStatus> {
        let (resources, mut problems) = Resources::load(&self.resources.options()).context("cannot load resources")?;
        let mut all = serde_json::Map::new();
        let mut text: Vec<u8> = Vec::new();

        if let Some(dir) = &self.gold {
            all.insert("attribution".to_owned(), attributions(self, dir, &resources, &mut text, &mut problems)?);
        }
        if let Some(path) = &self.sentences {
            let documents = gold::conllu::read(path)?;
            let scores = boundary::score_treebank(&documents, &resources);
            report::write_boundaries(&scores, &mut text)?;
            let value = json!({
                "documents": scores.documents,
                "sentences": scores.sentences,
                "by_document": report::counts_json(scores.by_document),
                "whole_file": report::counts_json(scores.whole_file),
            });
            all.insert("sentences".to_owned(), value);
        }
        if let Some(path) = &self.golden_rules {
            all.insert("golden_rules".to_owned(), golden_rules(path, &resources, &mut text)?);
        }
        if let Some(path) = &self.names {
            let texts = read_names(path, &resources.lexicons)?;
            let scores = names::score(&texts, &resources);
            writeln!(text, "{} documents", texts.len())?;
            report::write_names(&scores, &mut text)?;
            all.insert("names".to_owned(), report::names_json(&scores));
        }

        if self.json {
            text.clear();
            serde_json::to_writer_pretty(&mut text, &all)?;
            text.push(b'\n');
        }
        let mut out = io::stdout().lock();
        out.write_all(&text)
            .and_then(|()| out.flush())
            .map_err(|source| Error::Output { target: "standard output".to_owned(), cause: source })?;

        problems.iter().for_each(terminal::error);
        Ok(ExitStatus::of_failures(problems.len() as u64))
    }
}

/// A gold document with its predicted claims.
struct ScoredDocument<'g> {
    gold: &'g gold::GoldArticle,
    claims: Vec<Predicted>,
}

impl ScoredDocument<'_> {
    fn spans(&self) -> Vec<gold::Attribution> {
        self.claims.iter().map(|claim| claim.spans.clone()).collect()
    }
}

fn attributions(
    args: &EvalArgs,
    dir: &Path,
    resources: &Resources,
    out: &mut dyn Write,
    problems: &mut Vec<Error>,
) -> Result<Value> {
    let (mut corpus, bad) = brat::read_dir(dir).context("cannot read gold")?;
    problems.extend(bad);
    for name in &args.exclude {
        let before = corpus.articles.len();
        corpus.articles.retain(|article| article.id != *name);
        anyhow::ensure!(corpus.articles.len() < before, "--exclude {name}: no such document in {}", dir.display());
    }
    let texts: BTreeMap<&str, &str> =
        corpus.articles.iter().map(|article| (article.id.as_str(), article.text.as_str())).collect();

    let mut from_file = match &args.pred {
        Some(path) => {
            let (found, bad) = predicted::read_jsonl(path, &texts).context("cannot read predictions")?;
            problems.extend(bad);
            if found.elsewhere > 0 {
                log::warn!("{} claims are in documents without gold and are not scored", found.elsewhere);
            }
            if found.text_differs > 0 {
                log::warn!("{} claims have a text that differs from the one at their offsets", found.text_differs);
            }
            Some(found.claims)
        }
        None => None,
    };
    let scored: Vec<ScoredDocument<'_>> = match &mut from_file {
        Some(claims) => corpus
            .articles
            .iter()
            .map(|gold| ScoredDocument { gold, claims: claims.remove(&gold.id).unwrap_or_default() })
            .collect(),
        None => corpus
            .articles
            .par_iter()
            .map(|gold| {
                let article = Article::new(gold.id.as_str(), gold.text.as_str());
                let doc = pipeline::annotate(&article, resources, Depth::Claims);
                ScoredDocument { gold, claims: predicted::of_document(&doc) }
            })
            .collect(),
    };

    let scores = scored
        .par_iter()
        .map(|one| AttributionScores::of(&one.gold.text, &one.spans(), one.gold.first()))
        .reduce(AttributionScores::default, |mut all, one| {
            all.add(&one);
            all
        });
    let statistics = statistics(&corpus, &scores, out)?;
    report::write_scores(&scores, out)?;
    let mut reliability = Reliability::default();
    for one in &scored {
        reliability.add(&one.gold.text, &one.claims, one.gold.first());
    }
    report::write_reliability("claims", &reliability, out)?;
    let mut value = json!({
        "gold": statistics,
        "scores": report::scores_json(&scores),
        "reliability": report::reliability_json(&reliability),
    });

    if let Some(path) = &args.speakers {
        let speakers = speaker::read(path, &texts).context("cannot read gold speakers")?;
        let mut scores = SpeakerScores::default();
        for one in &scored {
            if let Some(speakers) = speakers.get(&one.gold.id) {
                scores.add(&one.claims, speakers);
            }
        }
        report::write_speakers(&scores, out)?;
        value["speakers"] = report::speakers_json(&scores);
    }
    if args.errors > 0 {
        value["errors"] = worst(&scored, args.errors, out)?;
    }
    Ok(value)
}

fn statistics(corpus: &brat::GoldCorpus, scores: &AttributionScores, out: &mut dyn Write) -> Result<Value> {
    let articles = &corpus.articles;
    let people: BTreeSet<&str> = articles.iter().flat_map(|article| &article.names).map(String::as_str).collect();
    let annotations: usize = articles.iter().map(|article| article.annotators.len()).sum();
    let several = articles.iter().filter(|article| article.annotators.len() > 1).count();
    let first: usize = articles.iter().map(|article| article.first().len()).sum();
    let all: usize = articles.iter().flat_map(|article| &article.annotators).map(Vec::len).sum();
    let no_source = articles.iter().flat_map(gold::GoldArticle::first).filter(|one| one.source.is_empty()).count();
    let brat::BratWarnings { text_differs, dangling, empty, stray_newlines, unannotated } = corpus.warnings;
    let documents = articles.len();
    let predicted = scores.triple(TripleMeasure::Exact, Segment::All).predicted;
    writeln!(
        out,
        "gold         {documents} documents, {first} attributions by the first annotator ({no_source} without a source)"
    )?;
    writeln!(
        out,
        "annotators   {}; {annotations} annotations with {all} attributions, {several} documents have more than one",
        people.len()
    )?;
    writeln!(
        out,
        "tolerated    {text_differs} differing texts, {dangling} dangling roles, {empty} empty events, {stray_newlines} stray line breaks, {unannotated} texts without annotation"
    )?;
    writeln!(out, "predictions  {predicted} claims\n")?;
    Ok(json!({
        "documents": documents,
        "attributions": first,
        "without_source": no_source,
        "annotators": people.len(),
        "annotations": annotations,
        "attributions_of_all_annotators": all,
        "documents_with_several_annotators": several,
        "tolerated": {
            "text_differs": text_differs,
            "dangling_roles": dangling,
            "empty_events": empty,
            "stray_newlines": stray_newlines,
            "texts_without_annotation": unannotated,
        },
    }))
}

fn worst(scored: &[ScoredDocument<'_>], count: usize, out: &mut dyn Write) -> Result<Value> {
    let mut documents: Vec<(DocumentErrors, &ScoredDocument<'_>)> = scored
        .iter()
        .map(|one| (DocumentErrors::of(&one.gold.text, &one.spans(), one.gold.first()), one))
        .filter(|(errors, _)| errors.weight() > 0)
        .collect();
    documents.sort_by(|a, b| b.0.weight().cmp(&a.0.weight()).then(a.1.gold.id.cmp(&b.1.gold.id)));
    documents.truncate(count);
    let mut list = Vec::new();
    for (errors, one) in documents {
        errors.write(&one.gold.id, &one.gold.text, &one.spans(), one.gold.first(), out)?;
        list.push(json!({
            "doc": one.gold.id,
            "missed": errors.missed.len(),
            "spurious": errors.spurious.len(),
            "different": errors.different.len(),
        }));
    }
    Ok(Value::Array(list))
}

fn golden_rules(path: &Path, resources: &Resources, out: &mut dyn Write) -> Result<Value> {
    let rules = boundary::read_golden_rules(path)?;
    let broken = boundary::broken_rules(&rules, resources);
    writeln!(out, "golden rules {} of {} passed", rules.len() - broken.len(), rules.len())?;
    for one in &broken {
        writeln!(out, "  {}\n    expected {:?}\n    got      {:?}", one.rule.name, one.rule.sentences, one.got)?;
    }
    Ok(json!({
        "rules": rules.len(),
        "kept": rules.len() - broken.len(),
        "broken": broken.iter().map(|one| one.rule.name.as_str()).collect::<Vec<_>>(),
    }))
}

pub(super) fn read_names(path: &Path, lexicons: &Lexicons) -> Result<Vec<gold::NamedText>> {
    if path.is_dir() {
        let speakers = path.join("speakers.jsonl");
        if speakers.is_file() {
            return Ok(gold::read_names_of_speakers(&speakers, &path.join("text"), lexicons)?);
        }
        return Ok(gold::read_names_tsv(&path.join("names-silver.tsv"), &path.join("text"))?);
    }
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("conllu") => Ok(names::of_treebank(&gold::conllu::read(path)?, lexicons)),
        Some("iob2" | "conll") => Ok(gold::iob2::read(path)?),
        _ => anyhow::bail!("{}: expected a .iob2 or .conllu file, or a folder", path.display()),
    }
}
