//! Damaged inputs in every container: bytes flipped, removed, or copied from elsewhere. Each is read or reported, without a
//! panic, in bounded time and memory, and whatever text arrives is processed to the end. `WHOSAID_FUZZ=400` is the number for
//! each container (default 40), `WHOSAID_FUZZ_SEED` the seed.

use crate::support::binary::Folder;
use crate::support::engine::resources;
use crate::support::generate::{self, Made, Random};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use whosaid::input::{InputReader, ReadEvent, ReadOptions};
use whosaid::pipeline::{PipelineOptions, Workspace, records};
use whosaid::record::Emit;

const ARTICLES: usize = 5;

/// Counts the log messages: an empty file is not an error but is logged.
struct Heard;

static WARNINGS: AtomicUsize = AtomicUsize::new(0);

impl log::Log for Heard {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            WARNINGS.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn flush(&self) {}
}

/// The time limit for a damaged input of a few kilobytes, generous enough for a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

/// The most memory that may be held for one at a time, in bytes, where nothing else runs in this process.
#[cfg(target_os = "linux")]
const MOST_MEMORY: u64 = 400 << 20;

struct Container {
    name: &'static str,
    content: Vec<u8>,
    /// True if a record that gets lost by one flipped byte must be reported. Archives pass over other files, and web archives
    /// other responses, so that a flipped byte in a name or a header may take an article out of sight.
    strict: bool,
}

fn containers(all: &[Made]) -> Vec<Container> {
    let files = || -> Vec<(String, Vec<u8>)> {
        all.iter().map(|made| (format!("{}.txt", made.id), made.text().into_bytes())).collect()
    };
    let plain = |name, content| Container { name, content, strict: true };
    let loose = |name, content| Container { name, content, strict: false };
    let mut containers = vec![
        plain("a.jsonl", generate::jsonl(all)),
        plain("a.json", generate::json_array(all)),
        plain("pretty.json", generate::json_pretty(all)),
        plain("a.csv", generate::csv(all)),
        plain("a.tsv", generate::tsv(all)),
        plain("nitf.xml", all.iter().flat_map(generate::nitf).collect()),
        plain("newsml.xml", generate::newsml(all)),
        plain("rcv1.xml", all.iter().flat_map(generate::rcv1).collect()),
        plain("a.sgml", generate::gigaword(all)),
        plain("a.jsonl.gz", generate::gzip(&generate::jsonl(all))),
        plain("a.jsonl.zst", generate::zstd(&generate::jsonl(all))),
        plain("a.jsonl.bz2", generate::bzip2(&generate::jsonl(all))),
        plain("list.json", generate::json_list(all)),
        plain("feed.xml", generate::rss(all)),
        // A flipped byte may take the line away that begins an article.
        loose("nexis.txt", generate::nexis(all)),
        loose("wide.jsonl", generate::utf16(&generate::jsonl(all))),
        loose("wide.txt", generate::utf16(all[0].text().as_bytes())),
        loose("a.docx", generate::docx(&all[0])),
        loose("a.arc", generate::arc(all)),
        loose("lines.zip", generate::zip(&[("a.jsonl".to_owned(), generate::jsonl(all))])),
        loose("a.tar.gz", generate::gzip(&generate::tar(&files()))),
        loose("a.txt", all[0].text().into_bytes()),
        loose("a.html", generate::html(&all[0])),
        loose("a.zip", generate::zip(&files())),
        loose("a.tar", generate::tar(&files())),
        loose("a.warc", generate::warc(all)),
        loose("a.warc.gz", generate::warc_gz(all)),
    ];
    #[cfg(feature = "parquet")]
    containers.push(loose("a.parquet", generate::parquet(all)));
    containers
}

/// Damages a content. True if bytes were changed only in place.
fn damage(content: &mut Vec<u8>, other: &[u8], random: &mut Random) -> bool {
    match random.below(4) {
        0 | 1 => {
            for _ in 0..=random.below(3) {
                let at = random.below(content.len());
                content[at] ^= 1 << random.below(8);
            }
            true
        }
        2 => {
            // The end is missing, or part of the middle.
            let from = random.below(content.len());
            let to = if random.below(2) == 0 { content.len() } else { from + random.below(content.len() - from) };
            content.drain(from..to);
            false
        }
        _ => {
            let start = random.below(other.len());
            let end = start + random.below(other.len() - start).min(4000);
            let at = random.below(content.len());
            content.splice(at..at, other[start..end].iter().copied());
            false
        }
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// What came of reading a file.
#[derive(Default)]
struct ReadResult {
    texts: Vec<String>,
    articles: usize,
    /// Errors, warnings and messages on the log.
    said: Vec<String>,
}

fn read(path: std::path::PathBuf, name: &str) -> ReadResult {
    let warnings = WARNINGS.load(Ordering::Relaxed);
    let mut result = ReadResult::default();
    let options = ReadOptions { max_article: 1 << 20, ..ReadOptions::default() };
    for read in InputReader::new(vec![path], options).articles() {
        match read {
            ReadEvent::Article(article) => {
                assert!(!article.id.is_empty(), "{name}");
                result.articles += 1;
                result.texts.push(article.text);
            }
            ReadEvent::Failed(error) => result.said.push(error.to_string()),
            ReadEvent::Warned(warning) => result.said.push(warning.to_string()),
        }
    }
    if WARNINGS.load(Ordering::Relaxed) > warnings {
        result.said.push("a warning on the log".to_owned());
    }
    result
}

/// Finds all there is in a text that has arrived damaged.
fn process(text: &str, workspace: &mut Workspace, name: &str) {
    let article = whosaid::Article::new("t", text);
    let options = PipelineOptions { emit: Emit::ALL, ..PipelineOptions::default() };
    if let Err(error) = records(&article, resources(), &options, workspace) {
        let error = error.to_string();
        assert!(!error.contains("bug in whosaid"), "{name}: {error}");
    }
}

#[test]
fn damaged_inputs_are_read_or_reported() {
    log::set_logger(&Heard).unwrap();
    log::set_max_level(log::LevelFilter::Warn);
    let alone = std::env::var("WHOSAID_FUZZ").is_ok();
    let (count, seed) = (number("WHOSAID_FUZZ", 40), number("WHOSAID_FUZZ_SEED", 1));
    let containers = containers(&generate::articles(seed, ARTICLES));
    let dir = Folder::new();
    let mut workspace = Workspace::default();
    let (mut all, mut most, mut slowest) = (0_u64, 0, Duration::ZERO);
    for (index, container) in containers.iter().enumerate() {
        let whole = read(dir.write(container.name, &container.content), container.name);
        assert!(whole.articles > 0 && whole.said.len() < 2, "{}: {:?}", container.name, whole.said);
        let mut known: BTreeSet<String> = whole.texts.into_iter().collect();
        for round in 0..count {
            let mut random = Random::new(seed ^ (round << 8) ^ index as u64);
            let mut content = container.content.clone();
            let other = &containers[random.below(containers.len())].content;
            let flipped = damage(&mut content, other, &mut random);
            let name = format!("{} in round {round} of seed {seed}", container.name);
            let path = dir.write(container.name, &content);
            #[cfg(target_os = "linux")]
            let peak = alone.then(crate::support::peak::MemoryPeak::start);
            let begun = Instant::now();
            let ReadResult { texts, articles, said } = read(path, &name);
            assert!(
                articles > 0 || !said.is_empty() || content.is_empty(),
                "{name}: nothing was read and nothing reported"
            );
            if container.strict && flipped {
                assert!(articles >= ARTICLES || !said.is_empty(), "{name}: {articles} articles and nothing reported");
            }
            // One new text of each is enough, unless there is time.
            for text in texts.into_iter().filter(|text| known.insert(text.clone())).take(if alone { 9 } else { 1 }) {
                process(&text, &mut workspace, &name);
            }
            assert!(begun.elapsed() < LONGEST, "{name} took {:?}", begun.elapsed());
            slowest = slowest.max(begun.elapsed());
            #[cfg(target_os = "linux")]
            if let Some(peak) = peak {
                assert!(peak.bytes() < MOST_MEMORY, "{name}: {} bytes", peak.bytes());
                most = most.max(peak.bytes());
            }
            all += 1;
        }
    }
    eprintln!("{all} damaged inputs in {} containers: {} MB and {slowest:?} at most", containers.len(), most >> 20);
}
