//! Plots as SVG, drawn with attributes and classes only: the report's policy forbids inline styles.

use super::html::Html;
use crate::audit::review::rate::Rate;
use std::fmt::Write as _;

/// Horizontal bars with names and numbers, `most` of them; the rest are summed up.
pub(super) fn bars(html: &mut Html, title: &str, all: &[(&str, u32)], most: usize) {
    html.raw("<figure><figcaption>").text(title).raw("</figcaption>");
    if all.is_empty() {
        html.raw("<p class=\"quiet\">none</p></figure>");
        return;
    }
    let top = all.iter().map(|&(_, count)| count).max().unwrap_or(1).max(1);
    html.raw("<table class=\"bars\">");
    for (name, count) in all.iter().take(most) {
        let width = 100.0 * f64::from(*count) / f64::from(top);
        html.raw("<tr><th scope=\"row\"><span class=\"name\">").text(name).raw("</span></th><td class=\"bar\">");
        html.raw(&format!("<svg viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{width:.2}\" height=\"8\"/></svg>"));
        html.raw("</td><td class=\"num\">").number(*count as usize).raw("</td></tr>");
    }
    html.raw("</table>");
    if all.len() > most {
        let rest: u32 = all[most..].iter().map(|&(_, count)| count).sum();
        html.raw("<p class=\"quiet\">and ")
            .number(all.len() - most)
            .raw(" more with ")
            .number(rest as usize)
            .raw(" claims</p>");
    }
    html.raw("</figure>");
}

/// Most column labels: more do not fit on a narrow screen.
const NAMED: usize = 6;
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 180.0;
/// Room for "100 %" in the size that labels have on a narrow screen.
const LEFT: f64 = 62.0;
/// Room for half a label below the last column.
const RIGHT: f64 = 20.0;
const BOTTOM: f64 = 24.0;
const TOP: f64 = 10.0;

/// Columns, some of them labeled below.
pub(super) fn columns(html: &mut Html, title: &str, all: &[(String, usize)], note: &str) {
    html.raw("<figure class=\"wide\"><figcaption>").text(title).raw("</figcaption>");
    let top = all.iter().map(|&(_, count)| count).max().unwrap_or(0);
    if top == 0 {
        html.raw("<p class=\"quiet\">none</p></figure>");
        return;
    }
    let step = (WIDTH - LEFT - RIGHT) / all.len().max(6) as f64;
    let plot = HEIGHT - BOTTOM - TOP;
    let mut svg = open(title);
    axis(&mut svg, &[(0.0, "0".to_owned()), (1.0, short(top))]);
    let mut path = String::new();
    for (at, (_, count)) in all.iter().enumerate().filter(|(_, (_, count))| *count > 0) {
        let height = plot * *count as f64 / top as f64;
        let (x, width) = (LEFT + at as f64 * step + step * 0.12, step * 0.76);
        let _ = write!(path, "M{x:.1} {:.1}v-{height:.1}h{width:.1}v{height:.1}z", HEIGHT - BOTTOM);
    }
    let _ = write!(svg, "<path class=\"fill\" d=\"{path}\"/>");
    for at in (0..all.len()).step_by(all.len().div_ceil(NAMED)) {
        let x = LEFT + (at as f64 + 0.5) * step;
        let _ = write!(svg, "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>", HEIGHT - 7.0, all[at].0);
    }
    svg.push_str("</svg>");
    html.raw(&svg);
    if !note.is_empty() {
        html.raw("<p class=\"quiet\">").text(note).raw("</p>");
    }
    html.raw("</figure>");
}

/// The share judged right by tenth of confidence, with its interval; a calibrated engine is on the dotted line.
pub(super) fn reliability(html: &mut Html, bands: &[Rate; 10]) {
    let title = "Confidence against verified precision";
    html.raw("<figure class=\"wide\"><figcaption>").raw(title).raw("</figcaption>");
    let mut svg = open(title);
    axis(&mut svg, &[(0.0, "0 %".to_owned()), (0.5, "50 %".to_owned()), (1.0, "100 %".to_owned())]);
    let x = |share: f64| LEFT + share * (WIDTH - LEFT - RIGHT);
    let y = |share: f64| TOP + (1.0 - share) * (HEIGHT - BOTTOM - TOP);
    let _ = write!(svg, "<path class=\"ideal\" d=\"M{:.1} {:.1}L{:.1} {:.1}\"/>", x(0.0), y(0.0), x(1.0), y(1.0));
    for edge in (0..=10).step_by(2) {
        let place = x(f64::from(edge) / 10.0);
        let _ = write!(
            svg,
            "<text x=\"{place:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{:.1}</text>",
            HEIGHT - 7.0,
            f64::from(edge) / 10.0
        );
    }
    for (at, rate) in bands.iter().enumerate() {
        let middle = x((at as f64 + 0.5) / 10.0);
        let (Some(share), Some((low, high))) = (rate.value(), rate.interval()) else { continue };
        let (low, high) = (y(low), y(high));
        // There is no room after the last band.
        let (offset, anchor) = if at + 1 < bands.len() { (8.0, "start") } else { (-8.0, "end") };
        let _ = write!(
            svg,
            "<path class=\"interval\" d=\"M{middle:.1} {low:.1}V{high:.1}\"/><circle class=\"fill\" cx=\"{middle:.1}\" cy=\"{:.1}\" r=\"4\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}/{}</text>",
            y(share),
            middle + offset,
            y(share) + 4.0,
            rate.right,
            rate.of
        );
    }
    svg.push_str("</svg>");
    html.raw(&svg).raw("<p class=\"quiet\">The share of claims judged right in each confidence band, with 95 % Wilson intervals. A perfectly calibrated engine would be on the dotted line.</p></figure>");
}

fn open(title: &str) -> String {
    format!("<svg class=\"plot\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{title}\">")
}

fn axis(svg: &mut String, ticks: &[(f64, String)]) {
    for (share, label) in ticks {
        let y = TOP + (1.0 - share) * (HEIGHT - BOTTOM - TOP);
        let _ = write!(
            svg,
            "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            WIDTH - RIGHT,
            LEFT - 6.0,
            y + 4.0
        );
    }
}

fn short(number: usize) -> String {
    match number {
        0..10_000 => number.to_string(),
        10_000..10_000_000 => format!("{} k", number / 1000),
        _ => format!("{} M", number / 1_000_000),
    }
}
