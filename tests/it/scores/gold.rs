//! Gold formats are read as their makers meant them.

use crate::support::binary::Folder;
use crate::support::corpora::corpus;
use std::fmt::Write as _;
use std::path::Path;
use whosaid::gazetteer::Lexicons;
use whosaid::gold::{NameClass, brat, conllu, iob2};
use whosaid::{Error, Span};

const TEXT: &str = "Zoë said: “Yes,”\nand “no.”\n";
const ANN: &str = "T1\tSource 0 3\tZoë\nT2\tCue 4 9\tsaid:\nT3\tContent 10 16;21 26\t“Yes,” “no.”\nT4\tAttribution 4 9\tsaid:\n\
                   E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3 \n";

#[test]
fn code_points_become_bytes_and_pieces_stay_apart() {
    let dir = Folder::with(&[("a.txt", TEXT), ("a.ann", ANN)]);
    let (corpus, errors) = brat::read_dir(dir.path()).unwrap();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(corpus.warnings, brat::BratWarnings::default());
    let [article] = &corpus.articles[..] else { panic!("one article") };
    let [attribution] = article.first() else { panic!("one attribution") };
    let of = |spans: &[Span]| spans.iter().map(|span| span.of(&article.text)).collect::<Vec<_>>();
    assert_eq!(of(&attribution.source), ["Zoë"]);
    assert_eq!(of(&attribution.cue), ["said:"]);
    assert_eq!(of(&attribution.content), ["“Yes,”", "“no.”"]);
}

#[test]
fn annotators_of_a_text_come_in_the_order_of_their_files() {
    let one = "T1\tCue 4 8\tsaid\nE1\tAttribution:T1 Cue:T1\n";
    let dir = Folder::with(&[
        ("text/a.txt", TEXT),
        ("text/a_b.txt", TEXT),
        ("text/unread.txt", TEXT),
        ("attributions/a_ffff.ann", one),
        ("attributions/a_0000.ann", ANN),
        ("attributions/a_b_1111.ann", one),
        ("attributions/a_b.ann", ""),
    ]);
    let (corpus, errors) = brat::read_dir(dir.path()).unwrap();
    assert!(errors.is_empty(), "{errors:?}");
    let names: Vec<_> = corpus.articles.iter().map(|article| (article.id.as_str(), &article.names[..])).collect();
    assert_eq!(
        names,
        [("a", &["0000".to_owned(), "ffff".to_owned()][..]), ("a_b", &[String::new(), "1111".to_owned()])]
    );
    assert_eq!(corpus.articles[0].first()[0].content.len(), 2, "0000 is the first annotator");
    assert_eq!(corpus.warnings.unannotated, 1);
}

#[test]
fn faults_are_counted_and_the_rest_survives() {
    let ann = "T1\tCue 4 9\tsaid:\nT2\tContent 10 26\t“Yes,”\nand “no.”\n\nT3\tSource 0 3\tZoe\n#1\tAnnotatorNotes T1\tsure?\n\
               A1\tMark T1\nE1\tAttribution:T1 Cue:T1 Content:T2 Source:T3 Content2:T9\nE2\tAttribution:T1 Source:T3\n";
    let dir = Folder::with(&[("a.txt", TEXT), ("a.ann", ann)]);
    let (corpus, errors) = brat::read_dir(dir.path()).unwrap();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(corpus.articles[0].first().len(), 1);
    let expected = brat::BratWarnings { text_differs: 1, dangling: 1, empty: 1, stray_newlines: 1, unannotated: 0 };
    assert_eq!(corpus.warnings, expected);
}

#[test]
fn unusable_lines_are_named_with_file_and_line() {
    let ann = "T1\tCue 4 9\tsaid:\nE1\tAttribution:T1 Cue:T1\nT2\tContent ten 26\tx\nT3\tContent 10 99\tx\nT4\tContent\nE2\tCue T1\nnothing\n";
    let dir = Folder::with(&[("a.txt", TEXT), ("a.ann", ann), ("b.ann", "")]);
    let (corpus, errors) = brat::read_dir(dir.path()).unwrap();
    assert_eq!(corpus.articles[0].first().len(), 1, "the good lines are used");
    let mut lines: Vec<usize> = errors
        .iter()
        .filter_map(|error| match error {
            Error::Data { path, line, .. } if path.ends_with("a.ann") => Some(*line),
            _ => None,
        })
        .collect();
    lines.sort_unstable();
    assert_eq!(lines, [3, 4, 5, 6, 7], "{errors:?}");
    assert!(errors.iter().any(|error| error.to_string().ends_with("b.ann: no text of this name")), "{errors:?}");
}

#[test]
fn a_folder_without_gold_is_an_error() {
    let dir = Folder::with(&[("a.txt", TEXT)]);
    let error = brat::read_dir(dir.path()).unwrap_err();
    assert!(error.to_string().contains("no annotated text"), "{error}");
}

const CONLLU: &str = "\
# newdoc id = d1
# newpar id = d1-p1
# sent_id = d1-1
# text = I don't, yet.
1\tI\tI\tPRON\tPRP\t_\t3\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
2\tdo\tdo\tAUX\tVBP\t_\t0\troot\t_\t_
3\tn't\tnot\tPART\tRB\t_\t2\tadvmod\t_\t_
4\t,\t,\tPUNCT\t,\t_\t2\tpunct\t_\t_
4.1\tsee\tsee\tVERB\tVB\t_\t_\t_\t_\t_
5\tyet\tyet\tADV\tRB\t_\t2\tadvmod\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\tSpaceAfter=No

# sent_id = d1-2
# text = Zoë Blé of Le Mans
1\tZoë\tZoë\tPROPN\tNNP\t_\t0\troot\t_\tEntity=(1-person-new-nnnnn-cf1-1,2-sgl-Zo%C3%AB
2\tBlé\tBlé\tPROPN\tNNP\t_\t1\tflat\t_\t_
3\tof\tof\tADP\tIN\t_\t4\tcase\t_\t_
4-5\tLe\t_\t_\t_\t_\t_\t_\t_\t_
4\tLa\tle\tPROPN\tNNP\t_\t1\tnmod\t_\tEntity=(2-place-new-nnnnn-cf2-1-sgl
5\tLe\tle\tPROPN\tNNP\t_\t4\tflat\t_\t_
6\tMans\tMans\tPROPN\tNNP\t_\t4\tflat\t_\tEntity=2)1)

# newpar
# sent_id = d1-3
# text = End
1\tEnd\tend\tNOUN\tNN\t_\t0\troot\t_\tEntity=(3-event-new-nnnnn-cf1-1-sgl)

# newdoc id = d2
# text = New
1\tNew\tnew\tADJ\tJJ\t_\t0\troot\t_\t_
";

#[test]
fn running_text_is_rebuilt_with_exact_places() {
    let documents = conllu::parse(CONLLU, Path::new("t.conllu")).unwrap();
    assert_eq!(documents.len(), 2);
    let doc = &documents[0];
    assert_eq!(doc.text, "I don't, yet.Zoë Blé of Le Mans\n\nEnd");
    let sentences: Vec<_> = doc.sentences.iter().map(|s| (s.span.of(&doc.text), s.paragraph)).collect();
    assert_eq!(sentences, [("I don't, yet.", 0), ("Zoë Blé of Le Mans", 0), ("End", 1)]);
    let words: Vec<_> = doc.words.iter().map(|word| word.span.of(&doc.text)).collect();
    assert_eq!(words, ["I", "do", "n't", ",", "yet", ".", "Zoë", "Blé", "of", "Le", "Le", "Mans", "End"]);
    let entities: Vec<_> =
        doc.entities.iter().map(|e| (e.kind.as_str(), e.span.of(&doc.text), e.minimal.len())).collect();
    assert_eq!(entities, [("place", "Le Mans", 1), ("person", "Zoë Blé of Le Mans", 2), ("event", "End", 1)]);
    assert_eq!(doc.entities[1].identity.as_deref(), Some("Zo%C3%AB"));
    assert_eq!((documents[1].id.as_str(), documents[1].text.as_str()), ("d2", "New"));

    let names = &whosaid::eval::names::of_treebank(&documents, &Lexicons::embedded().unwrap())[0].names;
    let names: Vec<_> = names.iter().map(|name| (name.class, name.span.of(&doc.text))).collect();
    assert_eq!(names, [(NameClass::Person, "Zoë Blé"), (NameClass::Place, "Le Mans")]);
}

#[test]
fn a_treebank_names_whom_it_names() {
    // Form, class of word, head, relation, marks.
    let name_of = |words: &[[&str; 5]]| {
        let mut source = "# newdoc id = d\n# sent_id = d-1\n".to_owned();
        for (index, [form, class, head, relation, marks]) in words.iter().enumerate() {
            let xpos = if *class == "PROPN" { "NNP" } else { "NN" };
            writeln!(source, "{}\t{form}\t_\t{class}\t{xpos}\t_\t{head}\t{relation}\t_\t{marks}", index + 1).unwrap();
        }
        let documents = conllu::parse(&source, Path::new("t.conllu")).unwrap();
        let names = &whosaid::eval::names::of_treebank(&documents, &Lexicons::embedded().unwrap())[0].names;
        let persons = names.iter().filter(|name| name.class == NameClass::Person);
        persons.map(|name| name.span.of(&documents[0].text).to_owned()).collect::<Vec<_>>().join("; ")
    };
    let governor = [
        ["Governor", "PROPN", "0", "root", "Entity=(1-person-new-x-cf1-1,3-sgl"],
        ["of", "ADP", "3", "case", "_"],
        ["Ruritania", "PROPN", "1", "nmod", "Entity=(2-place-new-x-cf1-1-sgl)1)"],
    ];
    assert_eq!(name_of(&governor), "", "the place of an office is nobody");
    let inverted = [
        ["Voss", "PROPN", "0", "root", "Entity=(1-person-new-x-cf1-1-sgl"],
        [",", "PUNCT", "3", "punct", "_"],
        ["Ada", "PROPN", "1", "flat", "Entity=1)"],
    ];
    assert_eq!(name_of(&inverted), "Voss , Ada");
    let hyphen = [
        ["V", "PROPN", "0", "root", "Entity=(1-person-new-x-cf1-1-sgl|SpaceAfter=No"],
        ["-", "PUNCT", "3", "punct", "SpaceAfter=No"],
        ["Lo", "PROPN", "1", "flat", "Entity=1)"],
    ];
    assert_eq!(name_of(&hyphen), "V-Lo");
    let school = [
        ["professor", "NOUN", "0", "root", "Entity=(1-person-new-x-cf1-1,4,5-sgl"],
        ["at", "ADP", "3", "case", "_"],
        ["Tidewater", "PROPN", "1", "nmod", "_"],
        ["Ada", "PROPN", "1", "appos", "_"],
        ["Voss", "PROPN", "4", "flat", "Entity=1)"],
    ];
    assert_eq!(name_of(&school), "Ada Voss");
}

#[test]
fn a_treebank_that_is_not_its_text_is_refused() {
    for (from, to, line) in
        [("# text = End", "# text = Enx", 28), ("3\tof\tof\tADP", "3\tof\tADP", 18), ("=2)1)", "=7)", 22)]
    {
        let source = CONLLU.replace(from, to);
        let error = conllu::parse(&source, Path::new("t.conllu")).unwrap_err().to_string();
        assert!(error.starts_with(&format!("t.conllu:{line}: ")), "{error}");
    }
}

#[test]
fn names_of_both_column_styles() {
    let uner = "# newdoc id = a\n# text = In Tampa Bay, Ann's.\n1\tIn\tO\t-\t-\n2\tTampa\tB-LOC\t-\tx\n3\tBay\tI-LOC\t-\tx\n4\t,\tO\t-\t-\n\
                5\tAnn\tB-PER\t-\tx\n6\t's\tO\t-\t-\n7\t.\tO\t-\t-\n\n# text = Bo\n1\tBo\tB-PER\t-\t-\n";
    let conll = "-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG\nUS NNP I-NP B-LOC\nDutch JJ I-NP B-MISC\n";
    let read = |source| {
        let texts = iob2::parse(source, Path::new("t")).unwrap();
        assert_eq!(texts.len(), 1);
        let names = texts[0].names.iter().map(|name| (name.class.as_str(), name.span.of(&texts[0].text).to_owned()));
        names.collect::<Vec<_>>()
    };
    let owned = |list: &[(&'static str, &str)]| list.iter().map(|(c, t)| (*c, (*t).to_owned())).collect::<Vec<_>>();
    assert_eq!(read(uner), owned(&[("LOC", "Tampa Bay"), ("PER", "Ann"), ("PER", "Bo")]));
    assert_eq!(read(conll), owned(&[("ORG", "EU"), ("LOC", "US")]));
    let error = iob2::parse("1\tIn\n", Path::new("t")).unwrap_err().to_string();
    assert!(error.starts_with("t:1: "), "{error}");
}

#[test]
#[ignore = "needs the corpora of WHOSAID_SHARED"]
fn polnear_is_read_whole() {
    let root = corpus("polnear");
    for (part, documents, attributions, annotations) in [("dev", 84, 2192, 94), ("train", 840, 19834, 919)] {
        let (corpus, errors) = brat::read_dir(&root.join(part)).unwrap();
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(corpus.warnings.text_differs, 0, "every annotation covers the text that it says it covers");
        let firsts: usize = corpus.articles.iter().map(|article| article.first().len()).sum();
        let all: usize = corpus.articles.iter().map(|article| article.annotators.len()).sum();
        assert_eq!((corpus.articles.len(), firsts, all), (documents, attributions, annotations), "{part}");
    }
}

#[test]
#[ignore = "needs the corpora of WHOSAID_SHARED"]
fn treebanks_are_rebuilt_as_their_text() {
    let root = corpus("treebanks");
    for (file, documents, sentences) in [("ewt-dev", 318, 2001), ("gum-open", 84, 3871)] {
        let read = conllu::read(&root.join(format!("{file}.conllu"))).unwrap();
        let count: usize = read.iter().map(|doc| doc.sentences.len()).sum();
        assert_eq!((read.len(), count), (documents, sentences), "{file}");
        let mut forms = String::new();
        for doc in &read {
            for pair in doc.words.windows(2) {
                assert!(pair[0].span <= pair[1].span, "{file} {}: words in text order", doc.id);
            }
            for word in doc.words.iter().filter(|word| word.span.of(&doc.text) != word.form) {
                let _ = writeln!(forms, "{} {:?} {}", doc.id, word.span.of(&doc.text), word.form);
            }
        }
        // Only words of multiword tokens that do not add up have another place than their form.
        assert!(forms.lines().count() < 60, "{file}:\n{forms}");
    }
}
