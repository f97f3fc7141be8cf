//! Damaged inputs in every container: bytes flipped, removed, or copied from elsewhere. Each is read or reported, without a
//! panic and in bounded time. `WHOSAID_FUZZ=2000` is the number for each container (default 40), `WHOSAID_FUZZ_SEED` the seed.

use crate::support::binary::Folder;
use crate::support::generate::{self, Made, Random};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use whosaid::input::{InputReader, ReadEvent, ReadOptions};

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

#[test]
fn damaged_inputs_are_read_or_reported() {
    log::set_logger(&Heard).unwrap();
    log::set_max_level(log::LevelFilter::Warn);
    let count = number("WHOSAID_FUZZ", 40);
    let seed = number("WHOSAID_FUZZ_SEED", 1);
    let containers = containers(&generate::articles(seed, ARTICLES));
    let dir = Folder::new();
    for (index, container) in containers.iter().enumerate() {
        for round in 0..count {
            let mut random = Random::new(seed ^ (round << 8) ^ index as u64);
            let mut content = container.content.clone();
            let other = &containers[random.below(containers.len())].content;
            let flipped = damage(&mut content, other, &mut random);
            let name = format!("{} in round {round} of seed {seed}", container.name);
            let path = dir.write(container.name, &content);
            let begun = Instant::now();
            let warnings = WARNINGS.load(Ordering::Relaxed);
            let (mut articles, mut said) = (0, Vec::new());
            let options = ReadOptions { max_article: 1 << 20, ..ReadOptions::default() };
            for read in InputReader::new(vec![path], options).articles() {
                match read {
                    ReadEvent::Article(article) => {
                        articles += 1;
                        assert!(!article.id.is_empty(), "{name}");
                    }
                    ReadEvent::Failed(error) => said.push(error.to_string()),
                    ReadEvent::Warned(warning) => said.push(warning.to_string()),
                }
            }
            assert!(begun.elapsed() < LONGEST, "{name} took {:?}", begun.elapsed());
            if WARNINGS.load(Ordering::Relaxed) > warnings {
                said.push("a warning on the log".to_owned());
            }
            assert!(
                articles > 0 || !said.is_empty() || content.is_empty(),
                "{name}: nothing was read and nothing reported"
            );
            if container.strict && flipped {
                assert!(articles >= ARTICLES || !said.is_empty(), "{name}: {articles} articles and nothing reported");
            }
        }
    }
}
