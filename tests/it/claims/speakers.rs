//! The speakers of sources: tables of examples, and accuracy on gold sources, so that the resolver is measured without the
//! engine that finds sources.

use super::marked::{reading, resolve, resolve_marked};
use crate::support::cases::check;
use crate::support::corpora::corpus;
use crate::support::engine::resources;
use std::collections::BTreeMap;
use whosaid::attribution::reading::ClaimReading;
use whosaid::claim::Speaker;
use whosaid::eval::predicted::{Predicted, PredictedSpeaker};
use whosaid::eval::speaker::{GoldSpeaker, SpeakerVerdict, judge, read};
use whosaid::gold::{self, brat};
use whosaid::pipeline::{Depth, annotate};
use whosaid::{Article, Document, Span, TokenSpan};

/// What a case is about, a text with its sources in brackets and contents in braces (the cue is the word after the source), and
/// the speakers of the sources.
const SPEAKERS: &[(&str, &str, &str)] = &[
    ("short names", "Mary Quillfeather arrived. [Quillfeather] said no.", "Mary Quillfeather"),
    ("a spelling mistake", "Mary Quillfeather arrived. [Quilfeather] said no.", "Mary Quillfeather"),
    ("no person of that name", "Mary Quillfeather arrived. [Budenko’s neighbors] said no.", "(group)"),
    ("a title with of", "[Secretary of State Orla Quillfeather] said no.", "Orla Quillfeather"),
    ("a name in apposition", "[A lawyer for the port, Mary Quillfeather,] said no.", "Mary Quillfeather"),
    ("apposition with a title", "[Its chief, Secretary of State Mary Quillfeather,] said no.", "Mary Quillfeather"),
    ("apposition between dashes", "[Its chief — Mayor Mary Quillfeather —] said no.", "Mary Quillfeather"),
    ("two roles of one", "[The port’s lawyer and spokesman Mary Quillfeather] said no.", "Mary Quillfeather"),
    ("two roles of two", "[A lawyer and spokesman Mary Quillfeather] said no.", "(unnamed)"),
    ("several in apposition", "[Two analysts, Mary Quillfeather and Bob Marlow,] said no.", "(group)"),
    ("several are the owners", "[The Democrats’ candidate, Mary Quillfeather,] said no.", "Mary Quillfeather"),
    ("not of an aide", "Mary Quillfeather left. [Its chief, an aide of Mary Quillfeather,] said no.", "-"),
    ("a possessor is not the speaker", "[Fox News host Orla Quillfeather] said no.", "Orla Quillfeather"),
    ("an unknown relative", "Ted Quillfeather left. [Brennoch Quillfeather] said no.", "Brennoch Quillfeather"),
    (
        "a nickname in marks",
        "[Robert “Bo” O’Malley] said no. [O’Malley] said yes.",
        "Robert “Bo” O’Malley; Robert “Bo” O’Malley",
    ),
    ("signs before a name", "[🚢 (⚓) Mary Quillfeather] said no.", "Mary Quillfeather"),
    ("a title that no list has", "[The Quillmark group] said no.", "Quillmark"),
    ("an app", "[The Signal app] said no.", "Signal"),
    (
        "an organization by what it is called",
        "[Quillmark, an app for sailors,] said no. Ryanair cut flights. [The app] said yes.",
        "Quillmark; Quillmark",
    ),
    (
        "another body",
        "[Quillmark, a company,] said no. [The emergencies ministry] said yes.",
        "Quillmark; emergencies ministry",
    ),
    ("a name with a demonym", "[The British Quillmark Industry] said no.", "British Quillmark Industry"),
    ("a demonym and a title", "[The British prime minister] said no.", "(unnamed)"),
    (
        "a relation that the article names",
        "Ann’s father, Bob Marlow, left. It rained. It snowed. [Ann’s father] said no.",
        "Bob Marlow",
    ),
    (
        "the finance chief",
        "Finance director Bob Marlow met lawyer Ed Quillfeather. [The finance chief] said no.",
        "Bob Marlow",
    ),
    ("a state of the union", "[Texas] said no. [New York] said yes.", "Texas; New York"),
    ("an opener in a name", "[The watchdog Open Quillmark] said no.", "Open Quillmark"),
    (
        "an office before a comma",
        "The prime minister, Bob Marlow, left. It rained. It snowed. [The prime minister] said no.",
        "Bob Marlow",
    ),
    ("a paper", "The New York Times sued. [The paper] said no.", "The New York Times"),
    ("a body of a country", "[The country’s defense ministry] said no.", "defense ministry"),
    ("a region", "[The West] said no.", "-"),
    ("a spokesman of another body", "Harbor spokesman Bob Marlow left. [The NATO spokesman] said no.", "(unnamed)"),
    ("an account", "[One user, @tidewatch,] said no.", "@tidewatch"),
    (
        "he follows the speaker",
        "Ed Quillfeather and Bob Marlow met. [Marlow] said no. [He] said yes.",
        "Bob Marlow; Bob Marlow",
    ),
    ("she skips men", "Ann Lee met Bob Marlow. [She] said no.", "Ann Lee"),
    ("the subject before the object", "Ed Quillfeather met Bob Marlow. [He] said no.", "Ed Quillfeather"),
    ("not after a preposition", "Ed Quillfeather ran. Against Bob Marlow in 2012, [he] said no.", "Ed Quillfeather"),
    ("not in the quotation", "Ed Quillfeather left. {“Bob Marlow is my friend,”} [he] said.", "Ed Quillfeather"),
    ("not in the content", "[Ann Lee] said no. {Orla Marlow was late}, [she] said.", "Ann Lee; Ann Lee"),
    ("over quotations", "[Ann Lee] said no. “One. Two. Three. Four. Five. Six.” [She] said yes.", "Ann Lee; Ann Lee"),
    (
        "an owner in the subject",
        "Bob Marlow left. Ed Quillfeather’s plans have failed. [He] said no.",
        "Ed Quillfeather",
    ),
    ("two men and no subject", "There were Ed Quillfeather and Bob Marlow. They left. [He] said no.", "-"),
    ("no person of that gender", "Ann Lee left. [He] said no.", "-"),
    ("his", "Ed Quillfeather kept [his] promise.", "Ed Quillfeather"),
    ("they", "[Residents] said no. [They] said yes.", "(group); (group)"),
    (
        "it",
        "[The World Health Organization] said no. [It] said yes.",
        "World Health Organization; World Health Organization",
    ),
    ("who, a person", "Ann Lee, [who] said no, left.", "Ann Lee"),
    ("who, a predicate", "Ann Lee is a lawyer [who] said no.", "Ann Lee"),
    ("who, several", "Voters in the port, [who] said no, left.", "(group)"),
    ("I in a quotation", "[Ann Lee] said, {“[I] think so.”}", "Ann Lee; Ann Lee"),
    ("we in a quotation", "{“[We] think so,”} [Ann Lee] said.", "Ann Lee; Ann Lee"),
    ("I outside", "[I] think so.", "-"),
    (
        "he in a quotation is not the speaker",
        "Bob Marlow left. [Ed Quillfeather] said, {“[He] thinks so.”}",
        "Ed Quillfeather; Bob Marlow",
    ),
    (
        "an office",
        "Republican presidential nominee Ed Quillfeather met Gov. Bob Marlow. [The GOP candidate] said no. [The governor] said yes.",
        "Ed Quillfeather; Bob Marlow",
    ),
    (
        "another rank is another office",
        "Republican vice presidential nominee Ed Quillfeather left. [The Republican presidential nominee] said no.",
        "-",
    ),
    ("another party", "Republican nominee Ed Quillfeather left. [The Democratic nominee] said no.", "-"),
    ("a place behind a party", "Sen. Ann Lee, D-Ohio, left. [The Democrat] said no.", "Ann Lee"),
    ("two of the same office", "Sen. Ann Lee met Sen. Orla Marlow. [The senator] said no.", "-"),
    ("a relation", "Ed Quillfeather and his wife, Ann Lee, left. [His wife] said no.", "Ann Lee"),
    ("at the top, named below", "[A judge] has said no. Judge Ann Lee wrote the ruling.", "Ann Lee"),
    ("a campaign", "[Ann Lee’s campaign] said no. [The Lee campaign] said yes.", "Lee campaign; Lee campaign"),
    ("her campaign", "Ann Lee left. [Her campaign] said no. [The campaign] said yes.", "Lee campaign; Lee campaign"),
    ("police of a place", "[Port Ellen police] said no.", "Port Ellen police"),
    ("police", "[Police] said no.", "(group)"),
    (
        "a body by its word",
        "The Ministry of Lost Umbrellas opened. [The ministry] said no.",
        "Ministry of Lost Umbrellas",
    ),
    (
        "the agency",
        "[The World Health Organization] said no. [The agency] said yes.",
        "World Health Organization; World Health Organization",
    ),
    (
        "an author",
        "[A report by the World Health Organization] said no. [The report] said yes.",
        "(document); (document)",
    ),
    ("no author", "[The report] said no.", "(document)"),
    ("a report about a state", "[A report on Russia] said no.", "(document)"),
    ("people of a state", "[Many Americans] said no.", "(group)"),
    ("counted", "[Six in 10 voters] said no. [About two-thirds] said yes.", "(group); (group)"),
    ("unnamed", "[A senior official] said no.", "(unnamed)"),
    ("an unknown organization", "[Quillby] said no.", "Quillby"),
    ("an unknown organization of two words", "The road is shut. [Great Quillby] said no.", "Great Quillby"),
    ("an organization by its apposition", "According to [Quillby, an app that tracks drivers,] pay fell.", "Quillby"),
    ("a person by an apposition", "[Brennoch Maulver, a journalist in Port Ellen,] said no.", "Brennoch Maulver"),
    ("a noun after an unknown name", "[The Quillby newspaper] said no.", "Quillby"),
    ("a noun before an unknown name", "[Market research firm Quillby] said no.", "Quillby"),
    ("a noun after a known name", "[TASS news agency] said no.", "TASS"),
    ("not a title", "[The Justice Minister] said no.", "-"),
    ("not a number", "[Twenty per cent of pupils] said no.", "-"),
    ("not plural initials", "[Other MPs] said no.", "(group)"),
    ("a hyphenated office", "[Quillby editor-in-chief Mary Quillfeather] said no.", "Mary Quillfeather"),
    ("an office and what it is of", "[The director of technology Mary Quillfeather] said no.", "Mary Quillfeather"),
    ("two offices of one", "[Deputy chairman and chief executive Sir Ed Quillfeather] said no.", "Ed Quillfeather"),
    ("not whom the office supports", "[Supporters of Mr. Bob Marlow] said no.", "(group)"),
    ("a government", "[The French government] said no.", "France"),
    ("a government with of", "[The government of Samoa] said no.", "Samoa"),
    ("the government of the only state", "France voted. [The government] said no.", "France"),
    ("a public body", "[China’s commerce ministry] said no.", "China’s commerce ministry"),
    ("a public body with of", "[The parliament of Samoa] said no.", "parliament of Samoa"),
    ("one public body of many", "[A Samoan court] said no.", "-"),
    ("one court of many", "[Scottish court] said no.", "-"),
    ("a body of a body", "[The U.N. health agency] said no.", "-"),
    ("a body of a body, as its own", "[The UN’s weather agency] said no.", "-"),
    ("an agency by its seat alone", "[The Geneva-based agency] said no.", "-"),
    ("many of a state", "[Many Chinese] said no.", "(group)"),
    ("ordinary people of a state", "Now [ordinary Chinese] said no.", "(group)"),
    ("one of a state", "[A Chinese] said no.", "(unnamed)"),
    ("one of a state by age", "Ada Quill, 46, left. [The 46-year-old South African] said no.", "Ada Quill"),
    ("an administration", "Barack Obama left. [The Obama administration] said no.", "United States"),
    (
        "the head of another body",
        "Ada Quill, head of the Port Ellen Council, left. [The head of NATO] said no.",
        "(unnamed)",
    ),
    (
        "the head of that body",
        "Ada Quill, head of the Port Ellen Council, left. [The head of the council] said no.",
        "Ada Quill",
    ),
    (
        "an office without an article",
        "Ada Quill, Labour Party leader, left. Then [Labour Party leader] said no.",
        "Ada Quill",
    ),
    ("another party", "Ada Quill, Labour Party leader, left. Then [Liberal Party leader] said no.", "(unnamed)"),
    ("no organization by one of its words", "The Deferred Action Council met. [The mayor’s action] said no.", "-"),
    ("officials of two", "[Red Cross and ambulance officials] said no.", "(group)"),
    ("a body and others", "[Ryanair and other airlines] said no.", "Ryanair"),
    ("a seat before a name", "[Port Ellen, Ohio-based Quillby] said no.", "Quillby"),
    ("police with an owner", "[Port Ellen police] said no.", "Port Ellen police"),
    ("police without one", "[Police] said no.", "(group)"),
    ("an affiliate", "[CNN affiliate Quillby] said no.", "Quillby"),
    ("an organization in apposition", "[One news site, Quillby,] said no.", "Quillby"),
    ("the airline", "Ryanair cut flights. [The airline] said no.", "Ryanair"),
    ("people who are described by two names", "[Chinese and U.S. experts] said no.", "(group)"),
    ("somebody and others", "Ann Lee left. [Ann Lee and her lawyers] said no.", "Ann Lee"),
    ("he after an unnamed man", "[A spokesman] said no. [He] said yes.", "(unnamed); (unnamed)"),
    ("a man described before who", "Bob Marlow, a farmer, [who] said no, left.", "Bob Marlow"),
    ("he after an unnamed man", "[A spokesman for Ed Quillfeather] said no. [He] said yes.", "(unnamed); (unnamed)"),
    (
        "he before an unnamed man",
        "Ed Quillfeather, [a former aide] said, was ill. [He] said yes.",
        "(unnamed); Ed Quillfeather",
    ),
    (
        "he and others",
        "[Ed Quillfeather] said no. [He and other officials] said yes.",
        "Ed Quillfeather; Ed Quillfeather",
    ),
    ("they, the subject before", "[Quillby] said no. Officers searched it. [They] said yes.", "Quillby; (group)"),
    ("they in a clause", "[Quillby] said no. While officers are waiting, [they] said yes.", "Quillby; (group)"),
    (
        "whoever was asked",
        "[Ed Quillfeather] asked Bob Marlow why. {“It rained,”} [he] said.",
        "Ed Quillfeather; Bob Marlow",
    ),
    (
        "whoever asked for it",
        "[Ed Quillfeather] asked Bob Marlow to leave. [He] said no.",
        "Ed Quillfeather; Ed Quillfeather",
    ),
    ("a man who is not named", "Ed Quillfeather left. A man shot at police. [He] said no.", "-"),
    (
        "who, an organization",
        "It was reported by the World Health Organization, [who] said no.",
        "World Health Organization",
    ),
    ("who, not the employer", "Ann Lee of the World Health Organization, [who] said no, left.", "Ann Lee"),
    ("who, after an age", "Ann Lee, 34, [who] said no, left.", "Ann Lee"),
    ("who, after brackets", "Ann Lee (left) [who] said no, left.", "Ann Lee"),
    ("the singer", "[Ann Lee] said no. [The singer] said yes.", "Ann Lee; Ann Lee"),
    ("the singer and guitarist", "[Ann Lee] said no. [The singer and guitarist] said yes.", "Ann Lee; Ann Lee"),
    ("the singer after two people", "Ann Lee met Orla Marlow. [The singer] said no.", "-"),
    ("a singer without a name", "[A singer] said no. Ann Lee left. [The singer] said yes.", "(unnamed); -"),
    ("a victim", "[Ann Lee] said no. [The victim] said yes.", "Ann Lee; -"),
    ("an age", "Ann Lee, 34, met Orla Marlow, 50. [The 34-year-old] said no.", "Ann Lee"),
    ("an age before", "Ann Lee left. [The 34-year-old] said no.", "Ann Lee"),
    ("the latter", "Ann Lee met Orla Marlow. [The latter] said no.", "Orla Marlow"),
    ("not the former one", "Former minister Ann Lee met Minister Orla Marlow. [The minister] said no.", "Orla Marlow"),
    ("an office in a headline", "[Governor] resigns\n\nGov. Bob Marlow has resigned.", "Bob Marlow"),
    ("an owner in a headline", "[Ann’s Father] wants more", "-"),
    ("a head of state", "[Former military head of state Ann Lee] said no.", "Ann Lee"),
    ("an adjective of one role", "[Another author, civil and mechanical engineer Ann Lee,] said no.", "Ann Lee"),
    ("brackets in a title", "[Member of parliament (MP) Ann Lee] said no.", "Ann Lee"),
    ("an employer behind a name", "[Mike Marlow, from Quill Software, which sells umbrellas,] said no.", "Mike Marlow"),
    (
        "brackets behind an employer",
        "[The general secretary of the RMT union (National Union of Rail, Maritime and Transport Workers), Mick Quill,] said no.",
        "Mick Quill",
    ),
    ("an office of a state", "[Current Prime Minister of India Ada Quill] said no.", "Ada Quill"),
    ("an office for two subjects", "[Former minister for Peat and Tides Ada Quill] said no.", "Ada Quill"),
    ("an office for a subject that ends titles", "[Former minister for Health Ada Quill] said no.", "Ada Quill"),
    ("whoever speaks for an office", "[A spokesman for Chancellor Ada Quill] said no.", "(unnamed)"),
    ("a sister", "[His sister, Sanaa Quill,] said no.", "Sanaa Quill"),
];

/// The date of an article, a text like those above, and the speakers.
const IN_OFFICE: &[(&str, &str, &str)] = &[
    ("2016-05-03", "[The Russian foreign minister] said no.", "Sergei Lavrov"),
    ("2016-05-03", "[Russia’s foreign minister] said no. [He] said it twice.", "Sergei Lavrov; Sergei Lavrov"),
    ("2014-05-03", "[The president of France, who came late,] said no.", "François Hollande"),
    ("2010-05-03", "[The secretary of state] said no.", "Hillary Clinton"),
    ("2005-05-03", "[President Bush] said no.", "George W. Bush"),
    // A holder that the article itself names comes first.
    ("2016-05-03", "French President Ada Voss arrived. [The French president] said no.", "Ada Voss"),
    // No date, an incomplete date, another office, the day of a handover, no state, a city.
    ("", "[The Russian foreign minister] said no.", "(unnamed)"),
    ("2016", "[The Russian foreign minister] said no.", "(unnamed)"),
    ("2016-05-03", "[The former Russian foreign minister] said no.", "(unnamed)"),
    ("2016-05-03", "[The deputy Russian foreign minister] said no.", "(unnamed)"),
    ("2017-01-20", "[The U.S. president] said no.", "-"),
    ("2016-05-03", "[The foreign minister] said no.", "-"),
    ("2016-05-03", "[The Washington secretary of state] said no.", "-"),
];

fn speakers_of(marked: &str) -> String {
    speakers_on("", marked)
}

fn speakers_on(date: &str, marked: &str) -> String {
    let speakers = resolve_marked(date, marked);
    speakers.iter().map(|speaker| speaker.name.as_str()).collect::<Vec<_>>().join("; ")
}

#[test]
fn sources_and_their_speakers() {
    let rows = SPEAKERS.iter();
    let cases = rows.flat_map(|&(what, text, expected)| {
        [text.to_owned(), format!("The tide was high.\n\n{text}")].map(|text| ((what, text), expected))
    });
    check(cases, |(_, text)| speakers_of(text));
}

#[test]
fn the_date_selects_the_holder_of_an_office() {
    check(IN_OFFICE.iter().map(|&(date, text, expected)| ((date, text), expected)), |(date, text)| {
        speakers_on(date, text)
    });
}

/// Pieces that sources and their surroundings are made of.
const PIECES: &[&str] = &[
    "“", "”", "'", "’s", "\"", ",", ".", "\n\n", "(", ")", "-", "@lee", "Ann", "Lee", "Quillfeather", "Mr.", "Sen.",
    "the", "his", "I", "he", "she", "they", "it", "who", "which", "campaign", "police", "report", "by", "of", "and",
    "agency", "Republican", "nominee", "Americans", "Russia", "FBI", "is", "said", "six", "in", "10", "é", "RT",
    "Trump",
];

#[test]
fn any_tokens_may_be_a_source() {
    let mut state = 7_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut resolved = 0;
    for _ in 0..400 {
        let text: Vec<&str> = (0..40).map(|_| PIECES[random(PIECES.len())]).collect();
        let text = text.join([" ", ""][usize::from(random(6) == 0)]);
        let article = Article::new("t", text.as_str());
        let doc = annotate(&article, resources(), Depth::Entities);
        let count = doc.tokens.len();
        let readings: Vec<ClaimReading> = (0..count)
            .map(|start| {
                let source = TokenSpan::new(start, (start + 1 + random(6)).min(count));
                let content = random(count);
                reading(source, source, vec![TokenSpan::new(content, (content + 1 + random(8)).min(count))])
            })
            .collect();
        let (speakers, added) = resolve(&doc, &readings);
        let entities = doc.entities.len() + added.len();
        for one in &speakers {
            if let Some(Speaker::Entity { entity, .. }) = one.speaker {
                assert!((entity as usize) < entities, "{text:?}");
                resolved += 1;
            }
        }
    }
    assert!(resolved > 1000, "only {resolved}");
}

/// The least share of right speakers for gold sources of each form, in percent. A little below the measured values. Of the names,
/// 3 in 100 are documents, which are called what the article calls them, while this gold has who issued them.
const RIGHT: [(&str, f64); 3] = [("name", 93.0), ("nominal", 83.5), ("pronoun", 90.0)];

/// The token range of a source or cue; of one in several pieces, the first.
fn whole(doc: &Document<'_>, spans: &[Span]) -> TokenSpan {
    let tokens = |span: Span| TokenSpan::new(doc.token_at(span.start), doc.token_at(span.end - 1) + 1);
    let (first, last) = (tokens(spans[0]), tokens(spans[spans.len() - 1]));
    // Pieces far apart are annotation errors.
    if last.end() - first.start() < 25 { first.with_end(last.end()) } else { first }
}

/// Resolves the gold sources of one article.
fn resolve_gold(article: &gold::GoldArticle) -> Vec<Predicted> {
    let input = Article::new(article.id.as_str(), article.text.as_str());
    let mut doc = annotate(&input, resources(), Depth::Entities);
    let mut attributions: Vec<_> =
        article.first().iter().filter(|one| !one.source.is_empty() && !one.cue.is_empty()).collect();
    attributions.sort_by_key(|one| one.cue[0].start);
    let readings: Vec<ClaimReading> = attributions
        .iter()
        .map(|one| {
            let content = one.content.iter().map(|&span| whole(&doc, &[span])).collect();
            reading(whole(&doc, &one.source), whole(&doc, &one.cue), content)
        })
        .collect();
    let (resolved, added) = resolve(&doc, &readings);
    doc.entities.extend(added);
    let speaker = |speaker: &Speaker| match speaker {
        Speaker::Entity { entity, first } => {
            let entity = &doc.entities[*entity as usize];
            PredictedSpeaker {
                kind: entity.kind.as_str().to_owned(),
                name: Some(entity.name.clone()),
                first: Some(*first),
            }
        }
        other => PredictedSpeaker { kind: format!("{other:?}").to_lowercase(), name: None, first: None },
    };
    let pairs = attributions.iter().zip(&resolved);
    pairs
        .map(|(&one, resolved)| Predicted {
            spans: one.clone(),
            // A document is called what the article calls it.
            speaker: resolved.speaker.as_ref().map(speaker).map(|speaker| PredictedSpeaker {
                name: resolved.document().map(|span| span.of(doc.text()).to_owned()).or(speaker.name.clone()),
                ..speaker
            }),
            co_speakers: resolved.co_speakers.iter().map(speaker).collect(),
            ..Predicted::default()
        })
        .collect()
}

/// With `WHOSAID_SHOW_SPEAKERS=1`, every wrong speaker is printed to standard error.
#[test]
#[ignore = "needs the corpora of WHOSAID_SHARED"]
fn speakers_of_gold_sources() {
    let (root, people) = (corpus("polnear/dev"), corpus("polnear/speakers-dev.jsonl"));
    let (corpus, errors) = brat::read_dir(&root).unwrap();
    assert!(errors.is_empty(), "{errors:?}");
    let texts = corpus.articles.iter().map(|article| (article.id.as_str(), article.text.as_str())).collect();
    let people = read(&people, &texts).unwrap();
    let show = std::env::var_os("WHOSAID_SHOW_SPEAKERS").is_some();
    // Form to all, right, left open, wrong.
    let mut tallies: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for article in &corpus.articles {
        let Some(gold) = people.get(&article.id) else { continue };
        let predicted = resolve_gold(article);
        for one in gold {
            let form = match one.form.as_str() {
                "pronoun" => "pronoun",
                "nominal" | "relative" => "nominal",
                _ => "name",
            };
            let mine = predicted.iter().find(|claim| claim.spans.source == one.source && claim.spans.cue == one.cue);
            let mine = mine.unwrap_or_else(|| panic!("{}: no attribution at {:?}", article.id, one.cue));
            let verdict = judge(std::slice::from_ref(mine), one);
            let tally = tallies.entry(form).or_default();
            tally[0] += 1;
            match verdict {
                SpeakerVerdict::Right => tally[1] += 1,
                SpeakerVerdict::Open => tally[2] += 1,
                _ => tally[3] += 1,
            }
            if show && verdict != SpeakerVerdict::Right {
                show_one(article, one, mine, verdict);
            }
        }
    }
    for (form, least) in RIGHT {
        let [all, right, open, wrong] = tallies[form];
        let share = 100.0 * right as f64 / all as f64;
        eprintln!("{form}: {share:.1} % of {all} right, {open} left open, {wrong} wrong");
        assert!(share >= least, "{form}: {share:.1} %");
    }
}

fn show_one(article: &gold::GoldArticle, gold: &GoldSpeaker, mine: &Predicted, verdict: SpeakerVerdict) {
    let shown = |spans: &[Span]| crate::support::engine::shown(&article.text, spans);
    let name = mine.speaker.as_ref().map(|speaker| speaker.name.as_ref().unwrap_or(&speaker.kind));
    eprintln!(
        "{} {verdict:?} {}: {} | {}\n    gold {} {:?}, got {name:?}",
        article.id,
        gold.form,
        shown(&gold.source),
        shown(&gold.cue),
        gold.kind,
        gold.names
    );
}
