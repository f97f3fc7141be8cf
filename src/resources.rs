//! Everything that is loaded once and shared by all workers.

use crate::attribution::engine::Model;
use crate::entity::EntityNeeds;
use crate::entity::name_model::{NameModel, code_of_info};
use crate::error::{Error, Result};
use crate::gazetteer::load::EntityLists;
pub use crate::gazetteer::load::GazetteerOptions;
use crate::gazetteer::{Gazetteer, Lexicons};
use std::fs;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Gazetteers, lexicons and the attribution model.
#[derive(Debug)]
pub struct Resources {
    /// Entities and their names.
    pub gazetteer: Gazetteer,
    /// Word lists.
    pub lexicons: Lexicons,
    /// The trained engine that finds claims; `None` only where [`ModelChoice::None`] was asked for.
    pub model: Option<Model>,
    /// The trained model of names; `None` only where [`ModelChoice::None`] was asked for.
    pub names: Option<NameModel>,
    /// What the lexicons say of each word as the name model sees it, by [`WordId`](crate::document::WordId).
    pub name_codes: Vec<u32>,
    /// Which of them these are.
    pub fingerprint: Fingerprint,
}

/// Hashes (XXH3, 128 bits, hexadecimal) of what was loaded, so that a run can tell whether another was made with the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Of the gazetteers and lexicons.
    pub gazetteers: String,
    /// Of the attribution model and the name model, one behind the other; empty where there is none.
    pub model: String,
}

/// What to load.
#[derive(Debug, Default, Clone)]
pub struct Options {
    /// Which gazetteers.
    pub gazetteers: GazetteerOptions,
    /// Which attribution model.
    pub model: ModelChoice,
    /// Which name model.
    pub names: ModelChoice,
    /// How the attribution model leans between precision and recall, in log odds: 0 as trained, below it fewer and surer claims, above it
    /// more. See [`Model::bias`].
    pub leaning: f32,
}

/// Which model to load.
#[derive(Debug, Default, Clone)]
pub enum ModelChoice {
    /// The one that is built into the program.
    #[default]
    Embedded,
    /// The one in this file, made by `whosaid train`, for names with `--names`.
    File(PathBuf),
    /// None. Without an attribution model no claims are found; without a name model, the names that gazetteers and rules find.
    None,
}

/// The attribution model that is built into the program.
const MODEL: &[u8] = include_bytes!("../models/attribution.bin");
/// The name model that is built into the program.
const NAMES: &[u8] = include_bytes!("../models/names.bin");

impl Resources {
    /// The embedded gazetteers and lexicons, as `options` change them. Rows that cannot be used are returned beside the
    /// resources, one [`Error::Data`] each; the rest of their file is loaded.
    ///
    /// # Errors
    /// A file or folder that cannot be read, or that is no gazetteer at all.
    pub fn load(options: &Options) -> Result<(Self, Vec<Error>)> {
        // The model takes as long as a half of the rest and needs nothing of it: it is loaded beside.
        let (model, words) = thread::scope(|scope| {
            let attribution = || load_model(&options.model, MODEL, Model::load);
            let model = thread::Builder::new().spawn_scoped(scope, attribution);
            let words = load_words(&options.gazetteers);
            let model = match model {
                Ok(running) => running.join().unwrap_or_else(|panic| resume_unwind(panic)),
                // No thread to be had.
                Err(_) => attribution(),
            };
            (model, words)
        });
        let (mut model, mut model_hash) = model?;
        if let Some(model) = &mut model {
            model.bias(options.leaning);
        }
        let (gazetteer, lexicons, problems, hash) = words?;
        let (names, names_hash) = load_model(&options.names, NAMES, NameModel::load)?;
        model_hash.push_str(&names_hash);
        let name_codes = lexicons.vocabulary.infos().iter().map(code_of_info).collect();
        let fingerprint = Fingerprint { gazetteers: hash, model: model_hash };
        Ok((Self { gazetteer, lexicons, model, names, name_codes, fingerprint }, problems))
    }
}

impl Resources {
    /// What the entity stage needs of them.
    #[must_use]
    pub fn entity_needs(&self) -> EntityNeeds<'_> {
        let Self { gazetteer, lexicons, names, name_codes, .. } = self;
        EntityNeeds { gazetteer, lexicons, name_model: names.as_ref(), name_codes }
    }
}

/// A model and its hash.
fn load_model<M>(
    choice: &ModelChoice,
    embedded: &[u8],
    load: impl Fn(&[u8]) -> Result<M>,
) -> Result<(Option<M>, String)> {
    let hash = |bytes: &[u8]| format!("{:032x}", xxh3_128(bytes));
    Ok(match choice {
        ModelChoice::Embedded => (Some(load(embedded)?), hash(embedded)),
        ModelChoice::File(path) => {
            let bytes = fs::read(path).map_err(|error| Error::io(path, error))?;
            (Some(load(&bytes).map_err(|error| error.in_file(path))?), hash(&bytes))
        }
        ModelChoice::None => (None, String::new()),
    })
}

/// The gazetteer and the lexicons, what is wrong with them, and their hash.
fn load_words(options: &GazetteerOptions) -> Result<(Gazetteer, Lexicons, Vec<Error>, String)> {
    let lists = EntityLists::read(options)?;
    // The checksums of large lists take as long as the lexicons.
    let (lexicons, checked) = thread::scope(|scope| {
        let checked = thread::Builder::new().spawn_scoped(scope, || lists.check());
        let lexicons = Lexicons::embedded();
        let checked = match checked {
            Ok(running) => running.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => lists.check(),
        };
        (lexicons, checked)
    });
    let (lexicons, ()) = (lexicons?, checked?);
    let (gazetteer, problems) = lists.assemble(&lexicons)?;
    let mut hasher = Xxh3::new();
    for text in Lexicons::texts() {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    for hash in gazetteer.hashes() {
        hasher.update(&hash.to_le_bytes());
    }
    Ok((gazetteer, lexicons, problems, format!("{:032x}", hasher.digest128())))
}
