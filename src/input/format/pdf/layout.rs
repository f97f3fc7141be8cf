//! The text on the pages of a document: lines, without running heads and page numbers, as paragraphs.

use rustc_hash::{FxHashMap, FxHashSet};

/// A run of text on a page. Lengths are in points; y grows upward.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PdfSpan {
    pub(super) page: usize,
    pub(super) x: f32,
    pub(super) end_x: f32,
    /// Of the baseline.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) text: String,
}

/// How far apart two runs of one line are where there is a space, as a share of the font size; and where a column ends.
const SPACE: f32 = 0.15;
const COLUMN: f32 = 3.0;
/// How far baselines of one line may differ, as a share of the font size: superscripts, small capitals.
const BASELINE: f32 = 0.4;
/// Lines above and below the text of a page that may be its furniture.
const MARGIN_LINES: usize = 3;
/// How far a line is moved to the right where a paragraph begins, as a share of the font size; more is a table or a column.
const INDENT: f32 = 0.7;
const MAX_INDENT: f32 = 5.0;
/// How much larger the gap above a paragraph is than that between its lines.
const GAP: f32 = 1.3;
/// The part of a column that the last line of a paragraph leaves empty.
const EARLY: f32 = 0.2;
/// How much font sizes differ between a headline and the text.
const SIZES: f32 = 1.15;

/// The text of spans that are in reading order: paragraphs, separated by blank lines.
pub(super) fn text_of(spans: &[PdfSpan]) -> String {
    let mut lines = lines(spans);
    drop_furniture(&mut lines);
    paragraphs(&lines)
}

/// Joins the spans of each line.
fn lines(spans: &[PdfSpan]) -> Vec<PdfSpan> {
    let mut lines: Vec<PdfSpan> = Vec::new();
    for span in spans.iter().filter(|span| !span.text.is_empty()) {
        if let Some(line) = lines.last_mut()
            && line.page == span.page
            && (line.y - span.y).abs() < BASELINE * line.size.max(span.size)
            && (-line.size..COLUMN * line.size).contains(&(span.x - line.end_x))
        {
            if span.x - line.end_x > SPACE * span.size && !line.text.ends_with(' ') && !span.text.starts_with(' ') {
                line.text.push(' ');
            }
            line.text.push_str(&span.text);
            line.end_x = line.end_x.max(span.end_x);
            line.size = line.size.max(span.size);
        } else {
            lines.push(span.clone());
        }
    }
    for line in &mut lines {
        line.text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

/// Removes running heads and feet: lines at the top or bottom of a page that are also there on another page, apart from
/// numbers; and numbers alone.
fn drop_furniture(lines: &mut Vec<PdfSpan>) {
    let mut by_page: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (at, line) in lines.iter().enumerate() {
        by_page.entry(line.page).or_default().push(at);
    }
    // Height on the page and text, and the pages that have it.
    let mut repeated: FxHashMap<(i32, String), FxHashSet<usize>> = FxHashMap::default();
    let mut margins: Vec<usize> = Vec::new();
    for at_page in by_page.values_mut() {
        at_page.sort_by(|&one, &other| lines[other].y.total_cmp(&lines[one].y));
        let (top, bottom) = (at_page.iter().take(MARGIN_LINES), at_page.iter().rev().take(MARGIN_LINES));
        let mut here: Vec<usize> = top.chain(bottom).copied().collect();
        here.sort_unstable();
        here.dedup();
        for &at in &here {
            repeated.entry(place(&lines[at])).or_default().insert(lines[at].page);
        }
        margins.extend(here);
    }
    let mut kept: Vec<bool> = vec![true; lines.len()];
    for at in margins {
        let line = &lines[at];
        let number = !line.text.contains(char::is_alphabetic) && line.text.len() < 10;
        kept[at] = !number && repeated.get(&place(line)).is_none_or(|pages| pages.len() < 2);
    }
    let mut kept = kept.into_iter();
    lines.retain(|_| kept.next().unwrap_or(true));
}

/// What is the same of the furniture of every page.
fn place(line: &PdfSpan) -> (i32, String) {
    let text = line.text.chars().filter(|letter| !letter.is_numeric() && !letter.is_whitespace()).collect();
    (line.y.round() as i32 / 4, text)
}

/// Joins lines to paragraphs, and words that are broken across lines.
fn paragraphs(lines: &[PdfSpan]) -> String {
    let leading = leading(lines);
    let words: FxHashSet<&str> = lines.iter().flat_map(|line| line.text.split(' ')).map(bare).collect();
    let mut text = String::new();
    // The edges of the column so far.
    let (mut left, mut right) = (0.0_f32, 0.0_f32);
    for (at, line) in lines.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &lines[before]);
        let column = before.filter(|before| before.page == line.page && line.y < before.y && line.x < before.end_x);
        (left, right) = match column {
            Some(before) => (left.min(line.x), right.max(before.end_x)),
            None => (line.x, line.end_x),
        };
        let begins = match (before, column) {
            (None, _) => false,
            (Some(before), _) if before.size.max(line.size) > SIZES * before.size.min(line.size) => true,
            (Some(_), Some(before)) => begins_in_column(before, line, (left, right), leading),
            // A column or a page ends in the middle of a sentence, or it does not.
            (Some(before), None) => ends_sentence(&before.text),
        };
        if begins {
            text.push_str("\n\n");
        } else if before.is_some() && !rejoin(&mut text, &line.text, &words) {
            text.push(' ');
        }
        text.push_str(&line.text);
    }
    text
}

/// True where a paragraph begins in a column with these edges: after a gap, with an indent, or after a line that ends early.
fn begins_in_column(before: &PdfSpan, line: &PdfSpan, (left, right): (f32, f32), leading: f32) -> bool {
    let size = line.size.max(1.0);
    let indent = line.x - left;
    let indented = indent > INDENT * size && indent < MAX_INDENT * size && line.x > before.x + INDENT * size;
    let early = ends_sentence(&before.text) && before.end_x < right - EARLY * (right - left);
    (before.y - line.y) / size > GAP * leading || indented || early
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['”', '"', '’', '\'', ')']).ends_with(['.', '!', '?', ':', ';'])
}

/// The usual distance of lines, in font sizes: the middle one.
fn leading(lines: &[PdfSpan]) -> f32 {
    let mut gaps: Vec<f32> = lines
        .windows(2)
        .filter(|pair| pair[0].page == pair[1].page && pair[1].y < pair[0].y)
        .map(|pair| (pair[0].y - pair[1].y) / pair[1].size.max(1.0))
        .filter(|gap| *gap < 3.0)
        .collect();
    // A few lines say nothing.
    if gaps.len() < 4 {
        return 1.2;
    }
    gaps.sort_by(f32::total_cmp);
    gaps[gaps.len() / 2]
}

/// Removes the hyphen at the end of a text whose last word goes on in the next line. A compound whose hyphen is in the middle
/// of a line elsewhere keeps it.
fn rejoin(text: &mut String, next: &str, words: &FxHashSet<&str>) -> bool {
    let hyphen = text.chars().next_back().filter(|last| matches!(last, '-' | '\u{2010}' | '\u{ad}'));
    let Some(hyphen) = hyphen else { return false };
    let stem = &text[..text.len() - hyphen.len_utf8()];
    if !stem.ends_with(char::is_alphabetic) || !next.starts_with(char::is_alphanumeric) {
        return false;
    }
    let first = stem.rsplit(' ').next().unwrap_or_default();
    let compound = format!("{}-{}", bare(first), bare(next.split(' ').next().unwrap_or_default()));
    if hyphen == '\u{ad}' || next.starts_with(char::is_lowercase) && !words.contains(&*compound) {
        text.truncate(stem.len());
    }
    true
}

/// A word without the punctuation around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of 10 points on a page; of the width that its text has.
    fn line(page: usize, x: f32, y: f32, text: &str) -> PdfSpan {
        PdfSpan { page, x, end_x: x + 5.0 * text.chars().count() as f32, y, size: 10.0, text: text.to_owned() }
    }

    #[test]
    fn runs_of_a_line() {
        let mut second = line(0, 76.0, 700.5, "open,");
        let spans = [line(0, 50.0, 700.0, "The "), line(0, 70.0, 700.0, "p"), second.clone()];
        assert_eq!(text_of(&spans), "The popen,");
        second.x = 80.0;
        assert_eq!(text_of(&[line(0, 50.0, 700.0, "Port"), second]), "Port open,");
        // The next column is not the same line.
        let columns = [line(0, 50.0, 700.0, "It is dry and"), line(0, 300.0, 700.0, "it is late.")];
        assert_eq!(text_of(&columns), "It is dry and it is late.");
    }

    #[test]
    fn words_across_lines() {
        for (first, second, expected) in [
            ("The har-", "bor is open.", "The harbor is open."),
            ("The har\u{ad}", "bor is open.", "The harbor is open."),
            ("A long-term plan, a long-", "term plan.", "A long-term plan, a long-term plan."),
            ("Ms. Voss-", "Lund spoke.", "Ms. Voss-Lund spoke."),
            ("It rained -", "a lot.", "It rained - a lot."),
            ("Covid-", "19 came.", "Covid-19 came."),
            ("The port", "is open.", "The port is open."),
        ] {
            assert_eq!(text_of(&[line(0, 50.0, 700.0, first), line(0, 50.0, 688.0, second)]), expected);
        }
    }

    #[test]
    fn paragraphs_begin_after_a_gap_or_an_early_end_or_with_an_indent() {
        let long = "harbor master is glad that it is.";
        for (second, indent, gap, begins) in [
            (long, 0.0, 0.0, false),
            (long, 0.0, 8.0, true),
            (long, 12.0, 0.0, true),
            ("master is glad.", 0.0, 0.0, true),
            ("master is", 0.0, 0.0, false),
        ] {
            let text = text_of(&[
                line(0, 50.0, 700.0, "The port is open, and the harbor"),
                line(0, 50.0, 688.0, second),
                line(0, 50.0 + indent, 676.0 - gap, "“It is late,” she said"),
                line(0, 50.0, 664.0 - gap, "on Monday."),
            ]);
            let between = if begins { "\n\n" } else { " " };
            let expected =
                format!("The port is open, and the harbor {second}{between}“It is late,” she said on Monday.");
            assert_eq!(text, expected, "{indent} {gap}");
        }
        let mut headline = line(0, 50.0, 730.0, "Port reopens");
        headline.size = 18.0;
        assert_eq!(text_of(&[headline, line(0, 50.0, 712.0, "It is late.")]), "Port reopens\n\nIt is late.");
    }

    #[test]
    fn a_sentence_goes_on_in_the_next_column_and_page() {
        let spans = [
            line(0, 50.0, 700.0, "The port is open,"),
            line(0, 50.0, 100.0, "the harbor master"),
            line(0, 300.0, 700.0, "said on Monday."),
            line(1, 50.0, 700.0, "It was late."),
        ];
        let text = text_of(&spans);
        assert!(text.ends_with("the harbor master said on Monday.\n\nIt was late."), "{text}");
    }

    #[test]
    fn furniture_is_left_out() {
        let pages = |page: usize, body: &str| {
            vec![
                line(page, 50.0, 800.0, "Tide Times 7 November"),
                line(page, 50.0, 700.0, body),
                line(page, 50.0, 688.0, "It is said every day."),
                line(page, 50.0, 676.0, &format!("They were {} then.", page + 40)),
                line(page, 50.0, 30.0, &format!("Page {} of 2", page + 1)),
                line(page, 300.0, 20.0, &format!("– {} –", page + 1)),
            ]
        };
        let mut spans = pages(0, "The port is open.");
        let mut second = pages(1, "The port is shut.");
        // A sentence of the text, at another height.
        second[2].y = 500.0;
        second[3].y = 480.0;
        spans.extend(second);
        let text = text_of(&spans);
        for gone in ["Tide Times", "Page", "–"] {
            assert!(!text.contains(gone), "{text}");
        }
        for kept in ["The port is open.", "The port is shut.", "They were 40 then.", "They were 41 then."] {
            assert!(text.contains(kept), "{text}");
        }
    }
}
