//! Invented names and an invented dump, of any size and always the same. Used by the tests and by `benches/names.rs`.

#![allow(dead_code, unreachable_pub, reason = "the tests and the benchmarks each use a part")]

use std::fmt::Write as _;
use std::io::{self, Write};

const SYLLABLES: [&str; 16] =
    ["ba", "ru", "den", "ko", "li", "san", "mor", "ta", "vel", "or", "ni", "ka", "pet", "zu", "ham", "gra"];

/// "Baruden Kolisan", a different one for each number below sixteen million.
pub fn name(number: usize) -> String {
    let word = |mut number: usize| {
        let mut word = String::new();
        for _ in 0..3 {
            word.push_str(SYLLABLES[number % SYLLABLES.len()]);
            number /= SYLLABLES.len();
        }
        let first = word.remove(0).to_ascii_uppercase();
        format!("{first}{word}")
    };
    // Each family name has its own given names, which no two numbers share.
    format!("{} {}", word(number / 4096 * 7919 + number), word(number))
}

/// A gazetteer with this many people.
pub fn table(count: usize) -> String {
    let mut table = String::from("id\ttype\tcanonical\n");
    for number in 0..count {
        writeln!(table, "x/{number}\tperson\t{}", name(number)).expect("a string takes everything");
    }
    table
}

/// Languages that each entity of the dump has labels in.
const LANGUAGES: [&str; 24] = [
    "ar", "bn", "ca", "cs", "da", "de", "en", "es", "fa", "fi", "fr", "he", "hu", "id", "it", "ja", "ko", "nl", "pl",
    "pt", "ru", "sv", "uk", "zh",
];

/// A dump shaped like Wikidata's, of at least so many bytes: of ten entities, three are people, one is an organization, one
/// an office and the rest are scholarly articles. Returns their number and that of the people and organizations.
pub fn dump(out: &mut impl Write, bytes: u64) -> io::Result<(usize, usize)> {
    let (mut written, mut entities, mut wanted) = (0_u64, 0_usize, 0);
    out.write_all(b"[\n")?;
    // A multiple of ten, so that every office exists.
    while written < bytes || !entities.is_multiple_of(10) {
        let entity = entity(entities);
        let comma: &[u8] = if entities == 0 { b"" } else { b",\n" };
        out.write_all(comma)?;
        out.write_all(entity.as_bytes())?;
        written += entity.len() as u64 + comma.len() as u64;
        wanted += usize::from(matches!(entities % 10, 0..4));
        entities += 1;
    }
    out.write_all(b"\n]\n")?;
    Ok((entities, wanted))
}

/// One line of the dump.
fn entity(number: usize) -> String {
    let claims = match number % 10 {
        0..3 => {
            // Half of the offices come after the people who hold them.
            let office = if number % 20 < 10 { number / 10 * 10 + 4 } else { number / 1000 * 1000 + 4 };
            let gender = if number.is_multiple_of(2) { "Q6581097" } else { "Q6581072" };
            let dates = r#","qualifiers":{"P580":[TIME1],"P582":[TIME2]},"qualifiers-order":["P580","P582"]"#
                .replace("TIME1", &snak("P580", &time("+2013-01-12T00:00:00Z")))
                .replace("TIME2", &snak("P582", &time("+2017-05-14T00:00:00Z")));
            [
                claim("P31", &item("Q5"), ""),
                claim("P21", &item(gender), ""),
                claim("P27", &item("Q30"), ""),
                claim("P39", &item(&format!("Q{office}")), &dates),
                claim("P569", &time("+1957-03-02T00:00:00Z"), ""),
            ]
            .join(",")
        }
        3 => [claim("P31", &item("Q4830453"), ""), claim("P17", &item("Q183"), "")].join(","),
        4 => claim("P31", &item("Q4164871"), ""),
        _ => {
            let authors: Vec<_> =
                (0..6).map(|author| claim("P50", &item(&format!("Q{}", number + author)), "")).collect();
            format!("{},{}", claim("P31", &item("Q13442814"), ""), authors.join(","))
        }
    };
    let label = if number % 10 == 4 { format!("minister number {number}") } else { name(number) };
    let texts = |text: &str| {
        let one = |language: &&str| format!(r#""{language}":{{"language":"{language}","value":"{text}"}}"#);
        LANGUAGES.iter().map(one).collect::<Vec<_>>().join(",")
    };
    let aliases =
        format!(r#"{{"en":[{{"language":"en","value":"{} Jr."}},{{"language":"en","value":"Sir"}}]}}"#, name(number));
    format!(
        r#"{{"type":"item","id":"Q{number}","labels":{{{}}},"descriptions":{{{}}},"aliases":{aliases},"claims":{{{claims}}},"sitelinks":{{"enwiki":{{"site":"enwiki","title":"{label}","badges":[]}}}},"lastrevid":{number}}}"#,
        texts(&label),
        texts("something that was made for a measurement and is found nowhere else"),
    )
}

fn item(id: &str) -> String {
    let digits = &id[1..];
    format!(r#"{{"value":{{"entity-type":"item","numeric-id":{digits},"id":"{id}"}},"type":"wikibase-entityid"}}"#)
}

fn time(time: &str) -> String {
    format!(
        r#"{{"value":{{"time":"{time}","timezone":0,"before":0,"after":0,"precision":11,"calendarmodel":"http://www.wikidata.org/entity/Q1985727"}},"type":"time"}}"#
    )
}

fn snak(property: &str, value: &str) -> String {
    format!(
        r#"{{"snaktype":"value","property":"{property}","hash":"0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f","datavalue":{value}}}"#
    )
}

/// A property with one statement.
fn claim(property: &str, value: &str, qualifiers: &str) -> String {
    let snak = snak(property, value);
    format!(
        r#""{property}":[{{"mainsnak":{snak},"type":"statement"{qualifiers},"id":"Q1$0000-1111","rank":"normal","references":[{{"hash":"1f1f1f1f","snaks":{{"P248":[{snak}]}},"snaks-order":["P248"]}}]}}]"#
    )
}
