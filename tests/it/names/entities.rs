//! Who is named where, in tables: short forms, titles, ambiguous names, and words that only look like names.

use crate::support::cases::check;
use crate::support::engine::mentions;
use std::fs;
use whosaid::pipeline::{Depth, annotate};
use whosaid::resources::{GazetteerOptions, ResourceOptions, Resources};
use whosaid::{Article, Span};

/// What a case is about, a text, and its mentions as `text = type: name of the entity`, separated by `; `. The entity is `?`
/// where none was chosen.
const NAMES: &[(&str, &str, &str)] = &[
    (
        "short form after the full name",
        "Andrey Rudenko arrived. Rudenko’s car waited.",
        "Andrey Rudenko = person: Andrey Rudenko; Rudenko = person: Andrey Rudenko",
    ),
    (
        "title and state before a name",
        "Russian Deputy Foreign Minister Andrey Rudenko arrived.",
        "Russian = state: Russia; Andrey Rudenko = person: Andrey Rudenko",
    ),
    (
        "a title of several words, the first of which is a family name too",
        "House Majority Leader Mary Harding arrived. Harding sat.",
        "Mary Harding = person: Mary Harding; Harding = person: Mary Harding",
    ),
    (
        "a hyphen in a given name, and compounds of names",
        "Sui-Lee Wee arrived. A Quillmark-Lee deal failed.",
        "Sui-Lee Wee = person: Sui-Lee Wee",
    ),
    (
        "the first of two family names, and a middle name",
        "Luis Guillermo Quillar Rivera arrived. Mr. Quillar sat.",
        "Luis Guillermo Quillar Rivera = person: Luis Guillermo Quillar Rivera; \
         Quillar = person: Luis Guillermo Quillar Rivera",
    ),
    ("an unknown person by a title", "Mr. Quillfeather arrived.", "Quillfeather = person: Quillfeather"),
    (
        "an unknown person by a given name",
        "Mary Quillfeather arrived. Quillfeather sat.",
        "Mary Quillfeather = person: Mary Quillfeather; Quillfeather = person: Mary Quillfeather",
    ),
    (
        "demonyms and possessives",
        "Germany’s chancellor met French farmers and Russians.",
        "Germany = state: Germany; French = state: France; Russians = state: Russia",
    ),
    ("a seat of power", "Pyongyang and the Kremlin agreed.", "Pyongyang = state: North Korea; Kremlin = state: Russia"),
    ("a state and a pronoun", "The US let us go.", "US = state: United States"),
    ("an organization and a pronoun", "The WHO asked who came.", "WHO = organization: World Health Organization"),
    ("a peninsula is not a state", "Storms hit the Korean Peninsula.", ""),
    (
        "states in a compound",
        "Russia-North Korea trade is U.S.-led.",
        "Russia = state: Russia; North Korea = state: North Korea; U.S. = state: United States",
    ),
    (
        "an organization named after a state",
        "The Bank of England raised rates.",
        "Bank of England = organization: Bank of England",
    ),
    ("the state of that name", "He flew to Jordan on Monday.", "Jordan = state: Jordan"),
    (
        "an unknown organization by its head, and its acronym in brackets",
        "The Ministry of Lost Umbrellas (MLU) opened. The MLU is small.",
        "Ministry of Lost Umbrellas = organization: Ministry of Lost Umbrellas; MLU = organization: Ministry of Lost Umbrellas; MLU = organization: Ministry of Lost Umbrellas",
    ),
    ("the very end of the text", "They met Vladimir Putin", "Vladimir Putin = person: Vladimir Putin"),
    ("nothing but a name", "Russia", "Russia = state: Russia"),
    ("no names at all", "The tide was high on Monday.", ""),
    ("", "", ""),
    (
        "two people with one surname leave it open",
        "Mary Quillfeather and John Quillfeather arrived. Quillfeather sat.",
        "Mary Quillfeather = person: Mary Quillfeather; John Quillfeather = person: John Quillfeather; Quillfeather = person: ?",
    ),
    (
        "a title tells them apart",
        "Mary Quillfeather and John Quillfeather arrived. Mrs. Quillfeather sat.",
        "Mary Quillfeather = person: Mary Quillfeather; John Quillfeather = person: John Quillfeather; Quillfeather = person: Mary Quillfeather",
    ),
    (
        "a person named like a state",
        "Michael Jordan flew in. Jordan is tall.",
        "Michael Jordan = person: Michael Jordan; Jordan = person: Michael Jordan",
    ),
    ("a title at the start of a sentence", "President Budenko on Monday left.", "Budenko = person: Budenko"),
    (
        "a title that is a given name too",
        "Police found Sheikh Omar Quillfeather.",
        "Omar Quillfeather = person: Omar Quillfeather",
    ),
    ("whose the administration is", "It was the Bush administration.", "Bush = person: Bush"),
    ("a storm is not a person", "Hurricane Rita came. On Monday Rita went.", ""),
    (
        "initials",
        "The tired council also nominated A. Mary Quillfeather. The council without further ado nominated K Budenkov.",
        "A. Mary Quillfeather = person: A. Mary Quillfeather; K Budenkov = person: K Budenkov",
    ),
    ("the family name first", "Kowalski, Andrey. Letters from the port.", "Kowalski, Andrey = person: Andrey Kowalski"),
    ("a list is not a name", "Present were Budenko, Andrey, and the dog.", "Andrey = person: Andrey"),
    (
        "an organization called by its first word",
        "The mine belongs to Walter Energy Corporation. On Monday the miners heard from Walter.",
        "Walter Energy Corporation = organization: Walter Energy Corporation; Walter = organization: Walter Energy Corporation",
    ),
    (
        "where a school lies",
        "She teaches at Tidewater University on Long Island.",
        "Tidewater University = organization: Tidewater University",
    ),
    ("a mountain and a county", "They saw Mt. Everest and St. Lucie.", ""),
    ("a broadcaster", "It was on Russia Today.", "Russia Today = organization: Russia Today"),
    ("a team of a city", "The Charlotte Panthers lost.", "Charlotte Panthers = organization: Charlotte Panthers"),
    (
        "places named after people are not persons",
        "They crossed the Ross Sea. The drill stood in Ross Sea, and Ross Ice Shelf cracked.",
        "",
    ),
    (
        "an article and a name",
        "The John Quillfeather campaign began. It went to the Orla Budenko Bridge.",
        "John Quillfeather = person: John Quillfeather",
    ),
    (
        "a center named after a person",
        "We met at Johnson Space Center.",
        "Johnson Space Center = organization: Johnson Space Center",
    ),
    (
        "after an office and a comma",
        "And the head of the dairy, Hoop Scheffer, he has explained it.",
        "Hoop Scheffer = person: Hoop Scheffer",
    ),
    (
        "an organization described by the phrase after it",
        "It belonged to Patriot Peat, one of the county’s largest peat companies, which left. Mr. Budenko said the Patriot deal was fair, and that Patriot Peat was seeking it.",
        "Patriot Peat = organization: Patriot Peat; Budenko = person: Budenko; Patriot = organization: Patriot Peat; Patriot Peat = organization: Patriot Peat",
    ),
    (
        "an organization and a man of the same name",
        "It belonged to Quillfeather, a peat company. Mr. Quillfeather sold it.",
        "Quillfeather = organization: Quillfeather; Quillfeather = person: Quillfeather",
    ),
    (
        "a parenthesis is not an apposition",
        "Orla Budenko, the company said, was hired. They met Mary Quillfeather, a lawyer, and left.",
        "Orla Budenko = person: Orla Budenko; Mary Quillfeather = person: Mary Quillfeather",
    ),
    (
        "who speaks in a transcript",
        "Mary Quillfeather met the mayor.\n\nQUILLFEATHER: The port is fine.\n\nNOTE: It is closed.",
        "Mary Quillfeather = person: Mary Quillfeather; QUILLFEATHER = person: Mary Quillfeather",
    ),
    ("a first author", "The map is by Kowalski et al. and old.", "Kowalski = person: Kowalski"),
];

/// Known mistakes, with the right answers. A row that comes out right belongs in [`NAMES`].
const KNOWN_WRONG: &[(&str, &str, &str)] = &[(
    "a headline in capitals",
    "PUTIN MEETS KIM JONG UN IN NORTH KOREA\n\nVladimir Putin arrived.",
    "PUTIN = person: Vladimir Putin; KIM JONG UN = person: Kim Jong Un; NORTH KOREA = state: North Korea; Vladimir Putin = person: Vladimir Putin",
)];

fn tagged(text: &str) -> String {
    let one = |(surface, kind, name): (String, &str, String)| format!("{surface} = {kind}: {name}");
    mentions(text).into_iter().map(one).collect::<Vec<_>>().join("; ")
}

#[test]
fn known_mistakes_are_still_made() {
    for (what, text, wanted) in KNOWN_WRONG {
        assert_ne!(tagged(text), *wanted, "{what}: this is right now, so move the row to NAMES");
    }
}

#[test]
fn names_and_their_entities() {
    check(NAMES.iter().map(|&(what, text, expected)| ((what, text), expected)), |(_, text)| tagged(text));
}

#[test]
fn an_added_row_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("own.tsv");
    let text = "Zorblax Umbrella Works grew. ZUW sells umbrellas, zuw does not.";
    let found = |options: &GazetteerOptions| {
        let (resources, problems) =
            Resources::load(&ResourceOptions { gazetteers: options.clone(), ..ResourceOptions::default() }).unwrap();
        assert!(problems.is_empty(), "{problems:?}");
        let article = Article::new("t", text);
        let doc = annotate(&article, &resources, Depth::Entities);
        let own = doc.mentions.iter().filter(|m| m.entity.is_some_and(|e| doc.entities[e as usize].id == "own/zuw"));
        own.map(|mention| mention.span).collect::<Vec<Span>>()
    };
    assert!(found(&GazetteerOptions::default()).is_empty());

    let header = "id\ttype\tcanonical\taliases\tacronyms\n";
    fs::write(&path, format!("{header}own/zuw\torganization\tZorblax Umbrella Works\t\tZUW\n")).unwrap();
    let expected = [Span::new(0, 22), Span::new(29, 32)];
    assert_eq!(found(&GazetteerOptions { add: vec![path], ..GazetteerOptions::default() }), expected);
    let replaced = GazetteerOptions { replace: Some(dir.path().to_owned()), ..GazetteerOptions::default() };
    assert_eq!(found(&replaced), expected);
}

/// Rows of a gazetteer as `id, type, canonical, acronyms, weight, roles, state`.
const NAMESAKES: &str = "id\ttype\tcanonical\tacronyms\tweight\troles\tstate
own/body\torganization\tZorblax Umbrella Works\tZUW\t2\tcompany\tstate/xa
own/famous\tperson\tAda Voss\t\t9\tPresident\tstate/xa
own/minister\tperson\tOdo Brandt\t\t4\tMinister of Health\tstate/xa
own/obscure\tperson\tAda Voss\t\t1\tstate Senator\tstate/xa
own/senator\tperson\tIda Quill\t\t1\tstate Senator\tstate/xa
state/xa\tstate\tXandia\t\t\t\t
";

/// A text, and the entities of its mentions.
const EVIDENCE: &[(&str, &str, &str)] = &[
    ("the better-known namesake", "Ada Voss arrived.", "own/famous"),
    ("a legislator by name alone", "Ida Quill arrived in Xandia.", "local/ida-quill state/xa"),
    ("a legislator by name and office", "State Sen. Ida Quill arrived in Xandia.", "own/senator state/xa"),
    ("a legislator with another office", "Dr. Ida Quill, a plumber, arrived in Xandia.", "local/ida-quill state/xa"),
    ("a minister without the state", "Odo Brandt arrived.", "local/odo-brandt"),
    ("a minister in the state", "Odo Brandt arrived in Xandia.", "own/minister state/xa"),
    ("the acronym of a small organization", "ZUW grew.", ""),
    ("and the same after its name", "Zorblax Umbrella Works grew. ZUW sells.", "own/body own/body"),
];

#[test]
fn weight_state_and_office_choose_among_namesakes() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("own.tsv"), NAMESAKES).unwrap();
    let gazetteers = GazetteerOptions { replace: Some(dir.path().to_owned()), ..GazetteerOptions::default() };
    let (resources, problems) = Resources::load(&ResourceOptions { gazetteers, ..ResourceOptions::default() }).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    check(EVIDENCE.iter().map(|&(what, text, expected)| ((what, text), expected)), |(_, text)| {
        let article = Article::new("t", *text);
        let doc = annotate(&article, &resources, Depth::Entities);
        let ids = doc.mentions.iter().filter_map(|mention| Some(doc.entities[mention.entity? as usize].id.as_str()));
        ids.collect::<Vec<_>>().join(" ")
    });
}
