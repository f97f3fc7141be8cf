//! Nothing is quadratic, however hostile the text: twice the text takes about twice the steps of work.
#![allow(clippy::print_stdout, reason = "the table of the suite")]

use crate::support::engine::resources;
use whosaid::Article;
use whosaid::pipeline::{Depth, annotate, steps, write_document};
use whosaid::record::{Emit, OffsetUnit};

/// Smallest size, in bytes. Above it are texts of two and four times as much. It is more than the longest sentence that is read,
/// which a bound on a look back may be as long as.
const SIZE: usize = 12 << 10;
/// Most steps for twice the text, as a multiple.
const MOST: f64 = 2.2;

/// Pieces that make hostile texts when they are repeated.
const PIECES: &[&str] = &[
    "(",
    ")",
    "“",
    "”",
    "\"",
    "'",
    "‘",
    "’ ",
    "''",
    "«",
    "\" ",
    " \"a",
    "‘a ",
    "’a",
    "a.b.c.d",
    "a.",
    ".",
    ". ",
    "...",
    "A",
    "A ",
    "Ann Lee ",
    "US ",
    "and and and ",
    "said ",
    "said that ",
    "he said, ",
    "was said by ",
    "according to ",
    "-",
    "- ",
    "1. ",
    "1) a ",
    "• ",
    "\n",
    "a\n",
    "A.\n\n",
    "“A\n\n",
    "@a",
    "http://",
    "a@",
    "#",
    "of the ",
    "Ministry of ",
    "Mr. ",
    "Putin, ",
    "🙂",
    "\u{301}",
    "\u{200d}",
    "東",
    "ก",
    "'s",
    "n't ",
    "The minister said he said ",
    "told reporters on ",
    "The minister told reporters that “it rained” and Ann Lee said so. ",
    "J. ",
    "Smith ",
    "Voss Inc. ",
    "Voss, a company, ",
    "Hurricane Ada ",
    "Georgia ",
    "the president of Georgia ",
    "no. 5 ",
    "“a”b",
    "a.\"B",
    "a.“B",
    "''a''",
    "\u{200b}",
    "a\u{200b}A\u{ad}",
    "the\n",
    "Voss\nsaid\n",
    "Ann Voss,\n",
    "<p>&quot;</p>",
    "Voss & ",
    "“Voss” (Voss) ",
    "I. II. ",
    "a\u{a0}",
];

/// A word that no list has, another one for each number.
fn word(number: usize) -> String {
    const CONSONANTS: &[u8] = b"bdfgklmnprstvz";
    const VOWELS: &[u8] = b"aeiou";
    let mut word = String::from("Q");
    let mut rest = number;
    for place in 0..6 {
        let letters = if place % 2 == 0 { VOWELS } else { CONSONANTS };
        word.push(char::from(letters[rest % letters.len()]));
        rest /= letters.len();
    }
    word
}

/// How a piece is made from its number, for texts without repetition.
type Piece = fn(usize) -> String;

/// Texts in which every piece is another one.
const DISTINCT: &[(&str, Piece)] = &[
    ("words", |number| word(number) + " "),
    ("sentences", |number| format!("{} left. ", word(number))),
    ("speakers", |number| format!("Ann {} said that it rained. ", word(number))),
    ("namesakes", |number| format!("{} Voss and Voss left. ", word(number))),
    ("one given name", |number| format!("Ann {} left, Ann said. ", word(number))),
    ("companies", |number| format!("{} Inc. and {} grew. ", word(number), word(number / 2))),
    ("agencies", |number| format!("the {} Peat Board (Q{number}) said so. ", word(number))),
    ("storms", |number| format!("Hurricane {} came. ", word(number))),
    ("lines", |number| format!("{}\n", word(number))),
    ("tags", |number| format!("<a{number} b='{number}'>")),
    ("numbers", |number| format!("{number}. ")),
];

/// The steps of annotating a text and writing its records, and how many annotations there are.
fn work(text: String) -> (u64, usize) {
    const EVERYTHING: Emit = Emit { articles: true, sentences: true, mentions: true, claims: true };
    let article = Article::new("t", text);
    let begun = steps();
    let doc = annotate(&article, resources(), Depth::Claims);
    let mut records = Vec::new();
    write_document(&doc, resources(), EVERYTHING, OffsetUnit::Utf16, &mut records);
    let annotations = doc.tokens.len() + doc.sentences.len() + doc.quotes.len() + doc.mentions.len() + doc.claims.len();
    // A byte that is written is work too.
    (steps() - begun + records.len() as u64 / 16, annotations)
}

/// What grows too fast: the name of the shape, its steps at each size.
fn excess(name: &str, text: impl Fn(usize) -> String) -> Option<String> {
    let [(one, few), (two, more), (four, many)] = [SIZE, 2 * SIZE, 4 * SIZE].map(|size| work(text(size)));
    assert!(one > 0, "{name:?}: no work was counted");
    println!("{name:40?} {one:>9} {two:>9} {four:>9} steps {few:>7} {more:>7} {many:>7} annotations");
    let fast = |less: f64, more: f64| more > less.mul_add(MOST, 400.0);
    let grows = fast(one as f64, two as f64) || fast(two as f64, four as f64);
    let swells = fast(few as f64, more as f64) || fast(more as f64, many as f64);
    (grows || swells).then(|| format!("{name:?}: {one}, {two}, {four} steps; {few}, {more}, {many} annotations"))
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "steps are counted in builds with debug assertions only")]
fn work_grows_as_the_text_does() {
    let repeated = PIECES.iter().filter_map(|piece| excess(piece, |size| piece.repeat(size / piece.len())));
    let distinct = DISTINCT.iter().filter_map(|(name, piece)| {
        excess(name, |size| {
            let mut text = String::new();
            let mut number = 0;
            while text.len() < size {
                text.push_str(&piece(number));
                number += 1;
            }
            text
        })
    });
    let quadratic: Vec<String> = repeated.chain(distinct).collect();
    assert!(quadratic.is_empty(), "more than {MOST} times the work for twice the text:\n{}", quadratic.join("\n"));
    assert!(PIECES.len() + DISTINCT.len() >= 45);
}

/// Texts in which some stage once had no look at the clock.
const SLOW: &[&str] =
    &["J. ", "Smith ", "Ann Lee ", "US ", "\"", "“A ", "a\n", "said ", ". ", "a@", "Voss said so. ", "<a b='c'>"];

/// The time limit holds in every stage: work ends soon after it, however hostile the text.
#[cfg(unix)]
#[test]
#[cfg_attr(not(debug_assertions), ignore = "steps are counted in builds with debug assertions only")]
fn the_time_limit_holds_in_every_stage() {
    use std::time::Duration;
    use whosaid::pipeline::{PipelineOptions, Workspace, records};
    let used = || {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    };
    let limit = Duration::from_millis(20);
    let options = PipelineOptions { time_limit: Some(limit), emit: Emit::ALL, ..PipelineOptions::default() };
    let _ = resources();
    let mut stopped = 0;
    for piece in SLOW {
        let article = Article::new("t", piece.repeat((900 << 10) / piece.len()));
        let mut workspace = Workspace::default();
        let begun = used();
        stopped += usize::from(records(&article, resources(), &options, &mut workspace).is_err());
        let used = used().saturating_sub(begun);
        // The text layer and the list of tokens have no look at the clock in the middle; here they are not optimized.
        assert!(used < limit + Duration::from_millis(900), "{piece:?} took {used:?}");
    }
    assert!(stopped > 3, "only {stopped} took longer than {limit:?}");
}
