//! The shipped attribution model and the recipe that makes it.

use crate::support::binary::Folder;
use crate::support::corpora::corpus;
use std::fs;
use whosaid::attribution::engine::Model;
use whosaid::resources::{ResourceOptions, Resources};
use whosaid::train::{self, TrainingCorpus, TrainingRecipe};

const MODEL: &[u8] = include_bytes!("../../../models/attribution.bin");
const CARD: &str = include_str!("../../../models/MODEL_CARD.md");

/// The limit for the model file.
const MOST_BYTES: usize = 4_000_000;

fn resources() -> Resources {
    Resources::load(&ResourceOptions::default()).unwrap().0
}

#[test]
fn the_shipped_model_loads_and_is_small() {
    let model = Model::load(MODEL).unwrap();
    assert!(model.words.forms.len() > 10_000, "{} forms", model.words.forms.len());
    assert!(MODEL.len() < MOST_BYTES, "{} bytes", MODEL.len());
    assert_eq!(model.to_bytes().unwrap(), MODEL, "writing what was read gives the same bytes");
}

#[test]
fn damaged_models_are_refused() {
    assert!(Model::load(b"").is_err());
    assert!(Model::load(b"whosaid-attribution/0\n").is_err(), "another version");
    assert!(Model::load(&MODEL[..MODEL.len() / 2]).is_err(), "cut short");
    let mut changed = MODEL.to_vec();
    changed.truncate(MODEL.len() - 1);
    assert!(Model::load(&changed).is_err());
}

#[test]
#[ignore = "needs the corpora of WHOSAID_SHARED"]
fn the_shipped_model_reproduces_the_scores_on_its_card() {
    let cells = |line: &'static str| line.split('|').map(str::trim).collect::<Vec<_>>();
    let header = cells(CARD.lines().find(|line| line.starts_with("| |")).unwrap());
    for folder in ["world/dev", "polnear/dev"] {
        let (dev, _) = TrainingCorpus::read(&corpus(folder)).unwrap();
        let scores = train::score(&dev, &resources(), &Model::load(MODEL).unwrap());
        let rows = train::score_rows(&scores);
        assert!(rows.len() > 10);
        let column = header.iter().position(|cell| cell.starts_with(&format!("dev: {folder} "))).expect(folder);
        for (name, f1) in rows {
            let row = cells(CARD.lines().find(|line| line.starts_with(&format!("| {name} |"))).expect(&name));
            assert_eq!(row[column], f1, "{name} of {folder}");
        }
    }
}

/// A few texts of our own, each with one claim; `names` vary so that there is something to learn.
fn tiny() -> Folder {
    let names = ["Ada Voss", "Ben Okoro", "Cleo Marsh", "Dan Iversen", "Eve Tanaka", "Finn Adler", "Gia Moreno"];
    let cues = ["said", "warned", "argued", "said", "said", "warned", "argued"];
    let mut files = Vec::new();
    for (index, (name, cue)) in names.iter().zip(cues).enumerate() {
        let content = "that the bridge would be closed until spring";
        let text = format!("The council met late. {name} {cue} {content}. Nobody left early.\n");
        let source = text.find(name).unwrap();
        let at = text.find(cue).unwrap();
        let said = text.find(content).unwrap();
        let ann = format!(
            "T1\tSource {source} {}\t{name}\nT2\tCue {at} {}\t{cue}\nT3\tContent {said} {}\t{content}\nE1\tAttribution:T2 Source:T1 Cue:T2 Content:T3\n",
            source + name.len(),
            at + cue.len(),
            said + content.len(),
        );
        files.push((format!("t{index}.txt"), text));
        files.push((format!("t{index}.ann"), ann));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Folder::with(&files)
}

#[test]
fn training_twice_gives_the_same_bytes_and_another_seed_others() {
    let dir = tiny();
    let resources = resources();
    let (corpus, errors) = TrainingCorpus::read(dir.path()).unwrap();
    assert!(errors.is_empty(), "{errors:?}");
    let train = |seed| {
        let recipe = TrainingRecipe { seed, ..TrainingRecipe::default() };
        train::run(&corpus, None, &resources, &recipe).unwrap().model.to_bytes().unwrap()
    };
    let first = train(1);
    assert_eq!(first, train(1));
    assert_ne!(first, train(2));
    Model::load(&first).unwrap();
}

#[test]
fn several_folders_each_have_figures_of_their_own_and_a_weight_on_the_card() {
    let (first, second, out) = (tiny(), tiny(), Folder::with(&[]));
    let weighted = format!("{}=2.5", second.path().display());
    let folder = first.path().display().to_string();
    let train = |more: &[&str]| {
        let ran = out.run(&[&["train", "--train", &folder, "-o", "m.bin"], more].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        (fs::read(out.path().join("m.bin")).unwrap(), out.read("MODEL_CARD.md"))
    };
    let (both, card) = train(&["--train", &weighted, "--dev", &folder]);
    for (folder, weight) in [(first.path(), "1"), (second.path(), "2.5")] {
        let name = folder.iter().rev().take(2).map(|name| name.to_string_lossy()).collect::<Vec<_>>();
        let name = format!("{}/{}", name[1], name[0]);
        assert!(card.contains(&format!("- attributions: 7 texts of {name}, weight {weight}\n")), "{card}");
        assert!(card.contains(&format!(" cross-validation: {name} |")), "{card}");
    }
    assert_eq!(card.matches(" dev: ").count(), 1);
    let unweighted = second.path().display().to_string();
    assert_ne!(train(&["--train", &unweighted]).0, both, "weights matter");
}

#[test]
fn silver_teaches_but_is_neither_scored_nor_called_gold() {
    let (gold, silver, out) = (tiny(), tiny(), Folder::with(&[]));
    let train = |more: &[&str]| {
        let gold = gold.path().display().to_string();
        let ran = out.run(&[&["train", "--train", &gold, "-o", "m.bin"], more].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        (fs::read(out.path().join("m.bin")).unwrap(), out.read("MODEL_CARD.md"))
    };
    let (without, _) = train(&[]);
    let (with, card) = train(&["--silver", &format!("{}=0.5", silver.path().display())]);
    assert_ne!(with, without);
    assert!(card.contains("which teach everything but the claim classifier: 7 texts of "), "{card}");
    assert!(card.contains(", weight 0.5\n"), "{card}");
    assert_eq!(card.matches(" cross-validation: ").count(), 1, "{card}");
    let candidates = card.lines().skip_while(|line| !line.starts_with("| confidence from")).skip(2);
    let candidates = candidates.filter_map(|line| line.split('|').nth(4)?.trim().parse::<usize>().ok());
    let candidates: usize = candidates.sum();
    assert!((1..=7).contains(&candidates), "silver is not among the candidates: {card}");
}
