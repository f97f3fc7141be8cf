//! A report in one file that opens anywhere: figures and plots of the whole run, and a sample of articles with their marks.
//! It loads nothing, and its content security policy forbids every script but its own.

mod article;
mod figures;
mod html;
mod plot;

use crate::audit::page::view::{ArticleView, TextState};
use crate::audit::review;
use crate::audit::{review::rate::Rate, run::AuditedRun};
use crate::error::Result;
use crate::eval::report::grouped;
use crate::input;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use figures::{RunFigures, Verified};
use html::Html;
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// What a report shows.
#[derive(Debug, Clone)]
pub struct ReportOptions {
    /// Number of sampled articles.
    pub sample: usize,
    /// Seed of the sample: the same run and seed give the same sample.
    pub seed: u64,
    /// Where the articles are now, if not where the run read them.
    pub articles: Vec<PathBuf>,
    /// How to read them.
    pub reading: input::ReadOptions,
}

/// A report and what was left out of it.
#[derive(Debug)]
pub struct AuditReport {
    /// The HTML file.
    pub html: String,
    /// Articles shown.
    pub shown: usize,
    /// Articles of the sample whose text was not found or has changed.
    pub missing: usize,
    /// Articles of the sample left out to keep the file small.
    pub left_out: usize,
    /// What could not be read, as messages.
    pub problems: Vec<String>,
}

/// Most bytes of articles: the whole file stays below 20 MB.
const ROOM: usize = 16 << 20;

const STYLE: &str = concat!(
    include_str!("../assets/colors.css"),
    include_str!("../assets/marks.css"),
    include_str!("../assets/report.css")
);
const SCRIPT: &str = include_str!("../assets/report.js");

/// Makes the report of a run.
///
/// # Errors
/// If records or decisions cannot be read.
pub fn report(run: &AuditedRun, options: ReportOptions) -> Result<AuditReport> {
    let ReportOptions { sample, seed, articles, reading } = options;
    let (all, _) = run.size();
    let mut chosen: Vec<usize> = (0..all).collect();
    chosen.sort_by_cached_key(|&number| (xxh3_64_with_seed(run.articles.all[number].doc.as_bytes(), seed), number));
    chosen.truncate(sample);
    let mut wanted = vec![false; all];
    for &number in &chosen {
        wanted[number] = true;
    }
    run.read_some_texts(articles, reading, Some(&wanted));
    let mut samples = Html::default();
    let (mut shown, mut missing, mut left_out) = (0, 0, 0);
    for &number in &chosen {
        let view = ArticleView::of(run, number, false)?;
        let mut one = Html::default();
        article::article(&mut one, run, number, &view);
        if samples.len() + one.len() > ROOM {
            left_out += 1;
            continue;
        }
        samples.raw(&one.into_string());
        shown += 1;
        missing += usize::from(view.state != TextState::Here);
    }
    let loaded = review::load_decisions(&review::decisions_of(run.path()))?;
    let verified = Verified::of(run, &loaded.decisions)?;
    let mut problems: Vec<String> = loaded.torn.iter().chain(&loaded.broken).map(ToString::to_string).collect();
    problems.extend(run.texts.progress().errors);
    let mut html = Html::default();
    head(&mut html, run);
    let figures = RunFigures::of(run);
    summary(&mut html, run, &figures, &verified);
    plots(&mut html, &figures, &verified);
    html.raw("<section class=\"samples\"><h2>Articles</h2><p class=\"note\">");
    html.number(shown).raw(" of ").number(all).raw(" articles, sampled at random with seed ");
    html.raw(&seed.to_string()).raw("; all figures above cover the whole run. ");
    if left_out > 0 {
        html.number(left_out).raw(" more did not fit. ");
    }
    if missing > 0 {
        html.number(missing).raw(" of them are shown without text, which was not found or has changed. ");
    }
    html.raw("</p>");
    filters(&mut html);
    html.raw(&samples.into_string());
    html.raw("<p id=\"none\" class=\"quiet\" hidden>No matches.</p></section></main><script>").raw(SCRIPT);
    html.raw("</script></body></html>\n");
    Ok(AuditReport { html: html.into_string(), shown, missing, left_out, problems })
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

fn head(html: &mut Html, run: &AuditedRun) {
    let name = run.name();
    html.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"");
    let (script, style) = (hash(SCRIPT), hash(STYLE));
    let policy =
        format!("default-src 'none'; script-src {script}; style-src {style}; base-uri 'none'; form-action 'none'");
    html.raw(&policy).raw("\"><meta name=\"referrer\" content=\"no-referrer\">");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>");
    html.text(&name).raw(" – whosaid report</title><style>").raw(STYLE).raw("</style></head><body><main>");
    html.raw("<header class=\"title\"><p class=\"quiet\">whosaid report</p><h1>")
        .text(&name)
        .raw("</h1><p class=\"quiet\">whosaid ");
    html.text(&run.about.recipe.version).raw(" · run of ").text(day_of(run.about.finished).as_str());
    for input in run.about.recipe.inputs.iter().take(4) {
        html.raw(" · ").text(&input.path);
    }
    if run.about.recipe.inputs.len() > 4 {
        html.raw(" and ").number(run.about.recipe.inputs.len() - 4).raw(" more inputs");
    }
    html.raw("</p></header>");
}

fn day_of(seconds: u64) -> String {
    crate::date::utc_millis(seconds * 1000).chars().take(10).collect()
}

fn summary(html: &mut Html, run: &AuditedRun, figures: &RunFigures<'_>, verified: &Verified) {
    let (articles, claims) = run.size();
    let percent = |part: usize| {
        if claims == 0 { "–".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / claims as f64) }
    };
    html.raw("<section><dl class=\"figures\">");
    let mut figure = |name: &str, value: &str, note: &str| {
        html.raw("<div><dt>")
            .raw(name)
            .raw("</dt><dd>")
            .raw(value)
            .raw("</dd><dd class=\"quiet\">")
            .text(note)
            .raw("</dd></div>");
    };
    figure(
        "Articles",
        &grouped(articles as u64),
        &format!("{} errors", run.about.counts.failed + run.about.counts.unread),
    );
    let each =
        if articles == 0 { String::new() } else { format!("{:.1} per article", claims as f64 / articles as f64) };
    figure("Claims", &grouped(claims as u64), &each);
    figure(
        "With a named speaker",
        &percent(figures.named),
        &format!("{} with an unnamed speaker", percent(figures.nameless)),
    );
    figure("Without a speaker", &percent(claims - figures.named - figures.nameless), "see the flags");
    let sure: usize = figures.confidence[9..].iter().sum();
    figure("Confidence 0.9 or higher", &percent(sure), "as estimated, not verified");
    match verified.judged.value().zip(verified.judged.interval()) {
        Some((share, (low, high))) => {
            let Rate { right, of } = verified.judged;
            let note = format!("{right} of {of} judgments; 95 %: {:.1}–{:.1} %", 100.0 * low, 100.0 * high);
            figure("Judged right", &format!("{:.1} %", 100.0 * share), &note);
        }
        None => figure("Judged right", "–", "no decisions yet"),
    }
    html.raw("</dl>");
    if verified.judged.of > 0 {
        html.raw("<p class=\"note\">Judged by ");
        for (at, annotator) in verified.annotators.iter().enumerate() {
            html.raw(if at > 0 { ", " } else { "" }).text(annotator);
        }
        html.raw("; ").number(verified.missed).raw(" missed claims marked, ").number(verified.complete);
        html.raw(" articles read to the end. Unless the claims were sampled at random, this share describes the claims looked at, not the run.</p>");
    }
    html.raw("</section>");
}

fn plots(html: &mut Html, figures: &RunFigures<'_>, verified: &Verified) {
    html.raw("<section class=\"plots\"><h2>Figures</h2>");
    let month = |&(month, count): &(u32, usize)| (format!("{}-{:02}", month / 100, month % 100), count);
    let months: Vec<_> = figures.months.iter().map(month).collect();
    let undated = if figures.undated > 0 {
        format!("{} claims of undated articles are not shown", figures.undated)
    } else {
        String::new()
    };
    plot::columns(html, "Claims over time, by month", &months, &undated);
    let tenth = |(at, &count): (usize, &usize)| (format!("{:.1}", at as f64 / 10.0), count);
    let confidence: Vec<_> = figures.confidence.iter().enumerate().map(tenth).collect();
    plot::columns(html, "Claims by confidence", &confidence, "");
    if verified.judged.of > 0 {
        plot::reliability(html, &verified.bands);
    }
    html.raw("<div class=\"columns\">");
    plot::bars(html, "Named speakers", &figures.speakers, 15);
    plot::bars(html, "Outlets", &figures.facets.outlet, 15);
    plot::bars(html, "Kinds", &figures.facets.kind, 5);
    plot::bars(html, "Cue classes", &figures.facets.class, 15);
    plot::bars(html, "Flags", &figures.facets.flag, 10);
    plot::bars(html, "Rules", &figures.facets.rule, 12);
    html.raw("</div></section>");
}

fn filters(html: &mut Html) {
    html.raw("<form class=\"filters\" role=\"search\" aria-label=\"Filter the articles below\">\
        <input type=\"search\" name=\"q\" placeholder=\"Search the articles below\" aria-label=\"Search the articles below\">\
        <select name=\"speaker\" aria-label=\"Speaker\"><option value=\"\">any speaker</option></select>\
        <select name=\"outlet\" aria-label=\"Outlet\"><option value=\"\">any outlet</option></select>\
        <select name=\"kind\" aria-label=\"Kind\"><option value=\"\">any kind</option></select>\
        <output class=\"quiet\"></output></form>");
}
