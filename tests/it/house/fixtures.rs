//! The gold beside the fixture articles is made of their own text.

use std::fs;
use std::path::{Path, PathBuf};

/// What stands between the parts of a discontinuous cell.
const GAP: &str = " … ";

fn articles() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    assert!(paths.len() >= 10, "only {} articles", paths.len());
    paths
}

/// True if every part of `cell` stands in `text`, in order.
fn stands_in(text: &str, cell: &str) -> bool {
    let mut rest = text;
    cell.split(GAP).all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            !part.is_empty()
        }
        None => false,
    })
}

#[test]
fn gold_claims_are_the_articles_own_words() {
    let mut claims = 0;
    for path in articles() {
        let text = fs::read_to_string(&path).unwrap();
        let gold = path.with_extension("claims.tsv");
        let name = gold.file_name().unwrap().to_string_lossy().into_owned();
        let table = fs::read_to_string(&gold).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut lines = table.lines().enumerate();
        assert_eq!(lines.next().map(|(_, head)| head), Some("kind\tsource\tspeaker\tcue\tcontent"), "{name}");
        for (number, line) in lines.map(|(i, line)| (i + 1, line)) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [kind, source, speaker, cue, content] = cells[..] else { panic!("{name}:{number}: five columns") };
            assert!(stands_in(&text, cue), "{name}:{number}: cue {cue:?}");
            assert!(stands_in(&text, content), "{name}:{number}: content {content:?}");
            assert!(source.is_empty() || text.contains(source), "{name}:{number}: source {source:?}");
            assert_eq!(source.is_empty(), speaker.is_empty(), "{name}:{number}: a source and a speaker, or neither");
            let quoted = content.contains(['“', '‘', '«', '"', '\'']);
            match kind {
                // Quoted by itself, or said inside what someone else is quoted with.
                "direct" => assert!(
                    content.starts_with(['“', '‘', '«', '"']) || table.matches(content).count() > 1,
                    "{name}:{number}: {content:?}"
                ),
                "mixed" => assert!(quoted, "{name}:{number}: nothing quoted in {content:?}"),
                "indirect" => assert!(!content.contains(['“', '«', '"']), "{name}:{number}: quoted: {content:?}"),
                other => panic!("{name}:{number}: kind {other:?}"),
            }
            claims += 1;
        }
    }
    assert!(claims >= 100, "only {claims} claims");
}

/// The articles hold what their README says they are for; an editor that normalises line ends would undo it.
#[test]
fn odd_bytes_have_survived() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let sport = fs::read_to_string(folder.join("articles/sport-relay.txt")).unwrap();
    assert_eq!(sport.matches("\r\n").count(), sport.matches('\n').count());
    assert!(sport.contains("\r\n") && sport.contains("Ludovica\u{a0}Fantinelli") && sport.contains('🏅'));
    assert!(std::str::from_utf8(&fs::read(folder.join("malformed/invalid-utf8.txt")).unwrap()).is_err());
    assert!(fs::read(folder.join("malformed/cut.jsonl.gz")).unwrap().starts_with(&[0x1f, 0x8b]));
}
