//! The gold next to the fixture articles quotes their text.

use crate::support::engine::fixture_articles;
use std::fs;
use std::path::Path;

/// The separator of the parts of a discontinuous cell.
const GAP: &str = " … ";

/// True if the parts of `cell` occur in `text`, in order.
fn occurs_in(text: &str, cell: &str) -> bool {
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
fn gold_claims_quote_the_articles() {
    let mut claims = 0;
    for path in fixture_articles() {
        let text = fs::read_to_string(&path).unwrap();
        let gold = path.with_extension("claims.tsv");
        let name = gold.file_name().unwrap().to_string_lossy().into_owned();
        let table = fs::read_to_string(&gold).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut lines = table.lines().enumerate();
        assert_eq!(lines.next().map(|(_, head)| head), Some("kind\tsource\tspeaker\tcue\tcontent"), "{name}");
        for (number, line) in lines.map(|(i, line)| (i + 1, line)) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [kind, source, speaker, cue, content] = cells[..] else { panic!("{name}:{number}: five columns") };
            assert!(occurs_in(&text, cue), "{name}:{number}: cue {cue:?}");
            assert!(occurs_in(&text, content), "{name}:{number}: content {content:?}");
            assert!(source.is_empty() || text.contains(source), "{name}:{number}: source {source:?}");
            assert_eq!(source.is_empty(), speaker.is_empty(), "{name}:{number}: a source and a speaker, or neither");
            let quoted = content.contains(['“', '‘', '«', '"', '\'']);
            match kind {
                // A quotation, or a part of someone else's quotation.
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

/// The fixtures contain the odd bytes that their README lists. An editor that normalizes line ends would lose them.
#[test]
fn odd_bytes_are_preserved() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let sport = fs::read_to_string(folder.join("articles/sport-relay.txt")).unwrap();
    assert_eq!(sport.matches("\r\n").count(), sport.matches('\n').count());
    assert!(sport.contains("\r\n") && sport.contains("Ludovica\u{a0}Fantinelli") && sport.contains('🏅'));
    assert!(std::str::from_utf8(&fs::read(folder.join("malformed/invalid-utf8.txt")).unwrap()).is_err());
    assert!(fs::read(folder.join("malformed/cut.jsonl.gz")).unwrap().starts_with(&[0x1f, 0x8b]));
}
