//! The text layer in tables: where tokens, paragraphs and sentences end, and which marks enclose a quotation.

use crate::support::cases::check;
use crate::support::engine::{sentences, tokens, with_document};
use std::fmt::Write as _;
use whosaid::pipeline::Depth;

/// A text, and its tokens separated by `|`.
const TOKENS: &[(&str, &str)] = &[
    // Contractions and possessives, curly and straight.
    ("don't", "do|n't"),
    ("don’t", "do|n’t"),
    ("Can't we?", "Ca|n't|we|?"),
    ("they'll we've I'm he'd you're", "they|'ll|we|'ve|I|'m|he|'d|you|'re"),
    ("Russia's Russia’s", "Russia|'s|Russia|’s"),
    ("NATO’S", "NATO|’S"),
    ("the nations’ leaders", "the|nations|’|leaders"),
    ("James' book", "James|'|book"),
    // Apostrophes inside names do not split them.
    ("O'Brien O’Brien", "O'Brien|O’Brien"),
    ("O’Brien’s", "O’Brien|’s"),
    ("L’Équipe", "L’Équipe"),
    ("D’Artagnan-Ruiz", "D’Artagnan|-|Ruiz"),
    // Abbreviations keep their period.
    ("U.S.-led", "U.S.|-|led"),
    ("Ph.D. a.m. J.K. Rowling", "Ph.D.|a.m.|J.K.|Rowling"),
    ("Mr. Smith", "Mr.|Smith"),
    ("Smith Jr.'s", "Smith|Jr.|'s"),
    ("the U.S.’s", "the|U.S.|’s"),
    ("Quillby ’s chief", "Quillby|’s|chief"),
    ("he ’sat", "he|’|sat"),
    ("Voss‘s mother", "Voss|‘s|mother"),
    ("Voss ‘so", "Voss|‘|so"),
    // Compounds are split, so that the names in them are tokens of their own.
    ("Russia-North Korea", "Russia|-|North|Korea"),
    ("Moscow–Pyongyang", "Moscow|–|Pyongyang"),
    ("yes—no -- never", "yes|—|no|--|never"),
    ("AT&T", "AT&T"),
    // Numbers.
    ("$1,000.50", "$|1,000.50"),
    ("5th 1990s", "5th|1990s"),
    ("3.5% of 10", "3.5|%|of|10"),
    ("in 2022.", "in|2022|."),
    // A clock time is split, although treebanks keep it whole.
    ("at 12:30", "at|12|:|30"),
    // Addresses are one token.
    ("see https://example.org/a?b=c now", "see|https://example.org/a?b=c|now"),
    ("write to a.b@example.org, please", "write|to|a.b@example.org|,|please"),
    // Terminals come in runs.
    ("What?! No... Well…", "What|?!|No|...|Well|…"),
    // Beyond ASCII.
    ("Zoë naïve Łódź", "Zoë|naïve|Łódź"),
    ("Yıldırım Şahinoğlu", "Yıldırım|Şahinoğlu"),
    ("go 🙂 now", "go|🙂|now"),
    ("قال الرئيس", "قال|الرئيس"),
    ("cafe\u{301} noir", "cafe\u{301}|noir"),
    ("co\u{ad}operate", "co\u{ad}operate"),
    // Hidden marks inside a word belong to it, others are no part of any.
    ("Vo\u{200b}ss Lu\u{200d}nd Mo\u{2060}ss", "Vo\u{200b}ss|Lu\u{200d}nd|Mo\u{2060}ss"),
    ("Voss\u{200b}Lund Voss\u{200b} said\u{ad}", "Voss|Lund|Voss|said"),
    ("She said no. It is no. 5, art. IV or no. I", "She|said|no|.|It|is|no.|5|,|art.|IV|or|no|.|I"),
    ("\u{202a}Voss\u{202c} said, \u{feff}No", "Voss|said|,|No"),
    ("OʼBrien, Lundʼs", "OʼBrien|,|Lund|ʼs"),
    ("Voss−Lund Voss－Lund", "Voss|−|Lund|Voss|－|Lund"),
    // All kinds of white space.
    ("Ludovica\u{a0}Fantinelli", "Ludovica|Fantinelli"),
    ("a\r\nb\rc\nd", "a|b|c|d"),
    ("a\u{2028}b\u{3000}c\td", "a|b|c|d"),
    ("", ""),
    (" \n\t ", ""),
];

#[test]
fn tokens_of_every_kind() {
    check(TOKENS.iter().copied(), |text| tokens(text).join("|"));
}

/// In scripts without spaces only a dictionary could find the words. Nothing is lost, whatever the tokens are.
#[test]
fn scripts_without_spaces_lose_nothing() {
    for text in ["習近平国家主席", "ประเทศไทย", "서울에서", "ひらがなとカタカナ"]
    {
        assert_eq!(tokens(text).concat(), text);
    }
}

/// A text, and its sentences. A `text` alone is one sentence.
const SENTENCES: &[(&str, &[&str])] = &[
    ("It rained. We left.", &["It rained.", "We left."]),
    // Abbreviations and initials.
    ("Mr. Smith met Dr. Jones. They spoke.", &["Mr. Smith met Dr. Jones.", "They spoke."]),
    ("J. K. Rowling wrote it. It sold.", &["J. K. Rowling wrote it.", "It sold."]),
    ("He lives in the U.S. The house is small.", &["He lives in the U.S.", "The house is small."]),
    ("The U.S. Senate voted.", &["The U.S. Senate voted."]),
    ("See No. 5 for more.", &["See No. 5 for more."]),
    ("He left at 5 p.m. on Monday.", &["He left at 5 p.m. on Monday."]),
    ("On Jan. 5 it snowed.", &["On Jan. 5 it snowed."]),
    ("It cost $3.50. That is cheap.", &["It cost $3.50.", "That is cheap."]),
    ("They met in Peatville, D.C. Afterwards they left.", &["They met in Peatville, D.C.", "Afterwards they left."]),
    ("He lives on St. James St. The house is old.", &["He lives on St. James St.", "The house is old."]),
    ("They live on Oak Dr. Their dog barks.", &["They live on Oak Dr.", "Their dog barks."]),
    ("She met Dr. Voss in St. Brendan.", &["She met Dr. Voss in St. Brendan."]),
    ("See Voss et al. (US 2012/0179503) for more.", &["See Voss et al. (US 2012/0179503) for more."]),
    ("It is in the U.S. (The rest is not.)", &["It is in the U.S.", "(The rest is not.)"]),
    ("TARN, N.C. (AP) -- It rained.", &["TARN, N.C. (AP) -- It rained."]),
    ("ST. BRENDAN, Minn. (AP) — It rained.", &["ST. BRENDAN, Minn. (AP) — It rained."]),
    ("He read it (Phil. 4:8) aloud.", &["He read it (Phil. 4:8) aloud."]),
    ("It is in Matt. 5:3 too.", &["It is in Matt. 5:3 too."]),
    ("As Fig. A shows, Art. IV holds.", &["As Fig. A shows, Art. IV holds."]),
    ("The coat is a size S. Fits well.", &["The coat is a size S.", "Fits well."]),
    ("Oranges have vitamin C. Plan B. failed.", &["Oranges have vitamin C.", "Plan B. failed."]),
    ("It was written by J. Voss for us.", &["It was written by J. Voss for us."]),
    ("Peat PLC said no. AT&T said yes.", &["Peat PLC said no.", "AT&T said yes."]),
    ("They said no. “We left,” she said.", &["They said no.", "“We left,” she said."]),
    ("She said no. “\u{200b}We left,\u{200b}” she said.", &["She said no.", "“\u{200b}We left,\u{200b}” she said."]),
    ("She loves art. Museums are full.", &["She loves art.", "Museums are full."]),
    ("It is in art. 5, no. 7 and fig. 2.", &["It is in art. 5, no. 7 and fig. 2."]),
    ("The U.S. “Peat Wars” program ended.", &["The U.S. “Peat Wars” program ended."]),
    ("Robert J. “Bo” Voss left.", &["Robert J. “Bo” Voss left."]),
    // A space is missing.
    ("It is shut, she said.The rest is open.", &["It is shut, she said.", "The rest is open."]),
    ("It ended on Friday.“We left,” she said.", &["It ended on Friday.", "“We left,” she said."]),
    (
        "“We left,” she said.“But we paid.”Later it rained.",
        &["“We left,” she said.", "“But we paid.”", "Later it rained."],
    ),
    (
        "\"We left,\" she said.\"But we paid.\"Later it rained.",
        &["\"We left,\" she said.", "\"But we paid.\"", "Later it rained."],
    ),
    ("\"It rained. We left.\"She said so.", &["\"It rained.", "We left.\"", "She said so."]),
    ("We pay at Peat.Com and use Node.Js now.", &["We pay at Peat.Com and use Node.Js now."]),
    ("It took a year.Example.com said so.", &["It took a year.", "Example.com said so."]),
    // Quotations.
    ("“Why?” Rudenko asked.", &["“Why?” Rudenko asked."]),
    ("“Why?” he asked.", &["“Why?” he asked."]),
    ("“It rained. We left,” she said.", &["“It rained.", "We left,” she said."]),
    ("She said: “It rained.” Then she left.", &["She said: “It rained.”", "Then she left."]),
    ("\"It rained.\" \"We left.\"", &["\"It rained.\"", "\"We left.\""]),
    ("(It rained.) We left.", &["(It rained.)", "We left."]),
    // Ellipses.
    ("Well … perhaps.", &["Well … perhaps."]),
    ("He paused... and left.", &["He paused... and left."]),
    // Paragraphs.
    ("A headline without a stop\n\nIt rained.", &["A headline without a stop", "It rained."]),
    ("First line\nSecond line\nThird", &["First line", "Second line", "Third"]),
    // A sentence that is broken across lines.
    (
        "The committee said on Monday that it would\nmeet again in the spring.",
        &["The committee said on Monday that it would\nmeet again in the spring."],
    ),
    // The same in short or indented lines.
    ("The mayor, said Emmanuel\nLund, had met\nthe\nboard.", &["The mayor, said Emmanuel\nLund, had met\nthe\nboard."]),
    ("   “It is a shame,”\n   Ann Voss\n   said.", &["“It is a shame,”\n   Ann Voss\n   said."]),
    ("Ann Voss said\nno", &["Ann Voss said\nno"]),
    (
        "The head of the\nPeat Board left. The\nTarn Board stayed.",
        &["The head of the\nPeat Board left.", "The\nTarn Board stayed."],
    ),
    // Headings, bylines and lists are not.
    ("Peat Board Meets\nby Ann Voss\nThe board met.", &["Peat Board Meets", "by Ann Voss", "The board met."]),
    ("Ann Voss\nBob Lund\nCy Dent", &["Ann Voss", "Bob Lund", "Cy Dent"]),
    ("Bread\nmilk\neggs", &["Bread", "milk", "eggs"]),
    ("Photo\nsource: Ann Voss.", &["Photo", "source: Ann Voss."]),
    ("Whom She Lived With\nThe novel is long.", &["Whom She Lived With", "The novel is long."]),
    // Lists.
    ("1. Bread 2. Milk 3. Eggs", &["1. Bread", "2. Milk", "3. Eggs"]),
    ("• Bread • Milk", &["• Bread", "• Milk"]),
    ("", &[]),
];

#[test]
fn sentences_of_every_kind() {
    check(SENTENCES.iter().copied(), |text| sentences(text));
}

/// Texts, and how many paragraphs they have.
#[test]
fn paragraphs_are_counted() {
    let wrapped = "The committee said on Monday that it would meet again\nin the spring, when the ice on the river has gone and\n\
                   the boats can reach the town. Nobody expected that\nthe mayor would come, but he did, and he brought a\n\
                   letter from the minister.\n\nThe end.";
    let list = "Bread\nMilk\nEggs and ham\nButter\nSalt\nFlour";
    let cases = [
        ("", 0),
        ("one", 1),
        ("one\n\ntwo", 2),
        ("one\r\n\r\ntwo", 2),
        ("one\rtwo", 2),
        ("one\n \t\ntwo", 2),
        ("\n\none\n\n\n\ntwo\n", 2),
        (wrapped, 2),
        (list, 6),
    ];
    check(cases, |text| with_document(text, Depth::Text, |doc| doc.paragraphs.len()));
}

/// Each text, with carets under the quotations, one line for each.
fn drawn(texts: &[&str]) -> String {
    let mut out = String::new();
    for text in texts {
        with_document(text, Depth::Text, |doc| {
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                writeln!(out, "  {}", line.trim_end_matches('\n')).unwrap();
                for quote in &doc.quotes {
                    let from = (quote.span.start as usize).max(start);
                    let to = (quote.span.end as usize).min(start + line.trim_end().len());
                    if from >= to {
                        continue;
                    }
                    let (before, under) = (text[start..from].chars().count(), text[from..to].chars().count());
                    let mut notes = vec![format!("depth {}", quote.depth)];
                    notes.extend((!quote.closed).then(|| "unclosed".to_owned()));
                    notes.extend(quote.continues.then(|| "continues".to_owned()));
                    writeln!(out, "  {}{} {}", " ".repeat(before), "^".repeat(under), notes.join(", ")).unwrap();
                }
                start += line.len();
            }
        });
        out.push('\n');
    }
    out
}

#[test]
fn quotations_of_every_style() {
    insta::assert_snapshot!(drawn(&[
        "“It rained,” she said. “We left.”",
        "\"It rained,\" she said. \"We left.\"",
        "``It rained,'' she said. ''We left.''",
        "« La facture arrive », he said.",
        "»Es regnet«, sagte er.",
        "„Es regnet“, sagte er. „Wir gehen.”",
        "‘It rained,’ she said. 'We left.'",
        "“He told me ‘never’ and left,” she said.",
        "‘He told me “never” and left,’ she said.",
        "\"He told me 'never' and left,\" she said.",
    ]));
}

#[test]
fn apostrophes_are_no_quotations() {
    insta::assert_snapshot!(drawn(&[
        "the nations’ leaders and the states' governors",
        "’Twas the ’90s, rock ’n’ roll and O’Brien’s don’t",
        "'Tis the '90s, rock 'n' roll and O'Brien's don't",
        "He is 6'2\" tall and she is 5'11\".",
        "‘The nations’ leaders met,’ she said.",
        "‘I don’t know,’ he said.",
        "“The ’90s were the nations’ best,” he said.",
        "She left 's-Tarn. Click the ''apply'' button. 'Twas a cold night in the '90s, said Ann Voss. Rock 'n' roll is back.",
    ]));
}

#[test]
fn quotations_left_open() {
    insta::assert_snapshot!(drawn(&[
        "“It rained, she said.\n\nWe left.",
        "“It rained.\n\n“We left.\n\n“We came back,” she said.",
        "“It rained.\n\nWe left,” she said.",
        "It rained,” she said.",
        "It rained,\" she said. \"We left.\"",
        "“It “rained,” she said.",
        "” “ ” \" ‘ ’",
        "“",
    ]));
}
