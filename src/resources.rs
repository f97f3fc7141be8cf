//! Everything that is loaded once and shared by all workers. The roof of the library: the stages borrow what they need from
//! here and do not know this module.

use crate::attribution::AttributionNeeds;
use crate::attribution::engine::Model;
use crate::entity::EntityNeeds;
use crate::entity::name_model::{NameModel, code_of_info};
use crate::error::{Error, Result};
use crate::gazetteer::load::EntityLists;
pub use crate::gazetteer::load::GazetteerOptions;
use crate::gazetteer::{Gazetteer, Lexicons};
use crate::side_by_side::both;
use std::fs;
use std::path::PathBuf;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Gazetteers, lexicons and models.
#[derive(Debug)]
pub struct Resources {
    /// Entities and their names.
    pub gazetteer: Gazetteer,
    /// Word lists.
    pub lexicons: Lexicons,
    /// The attribution model, which finds claims; `None` only with [`ModelChoice::None`] or [`ResourceOptions::without_claims`].
    pub model: Option<Model>,
    /// The name model; `None` only with [`ModelChoice::None`].
    pub names: Option<NameModel>,
    /// What the lexicons know of each word, encoded for the name model and indexed by [`WordId`](crate::document::WordId).
    pub name_codes: Vec<u32>,
    /// Identifies what was loaded.
    pub fingerprint: Fingerprint,
}

/// Hashes (XXH3, 128 bits, hexadecimal) of what was loaded. Two runs with equal fingerprints used the same data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Of the gazetteers and lexicons.
    pub gazetteers: String,
    /// Of the attribution model, then of the name model; empty without a model.
    pub model: String,
}

/// What to load.
#[derive(Debug, Default, Clone)]
pub struct ResourceOptions {
    /// Which gazetteers.
    pub gazetteers: GazetteerOptions,
    /// Which attribution model.
    pub model: ModelChoice,
    /// Which name model.
    pub names: ModelChoice,
    /// True if nobody will ask for claims: the built-in attribution model is not unpacked, which takes a third of the time. The
    /// fingerprint is the same.
    pub without_claims: bool,
    /// Trades precision for recall, in log odds: 0 is the balance the attribution model was trained for, negative values give
    /// fewer and surer claims. See [`Model::bias`].
    pub bias: f32,
}

/// Which model to load.
#[derive(Debug, Default, Clone)]
pub enum ModelChoice {
    /// The built-in one.
    #[default]
    Embedded,
    /// The one in this file, written by `whosaid train` (name models with `--names`).
    File(PathBuf),
    /// None. Without an attribution model there are no claims; without a name model, names come from gazetteers and rules alone.
    None,
}

/// The built-in attribution model.
const MODEL: &[u8] = include_bytes!("../models/attribution.bin");
/// The built-in name model.
const NAMES: &[u8] = include_bytes!("../models/names.bin");

impl Resources {
    /// Loads the built-in resources, changed as `options` say. Rows that cannot be used are returned alongside as one
    /// [`Error::Data`] each; the rest of their file is loaded.
    ///
    /// # Errors
    /// A file or folder that cannot be read, or is not a gazetteer.
    pub fn load(options: &ResourceOptions) -> Result<(Self, Vec<Error>)> {
        let models = || {
            let attribution = match options.model {
                ModelChoice::Embedded if options.without_claims => (None, hash(MODEL)),
                _ => load_model(&options.model, MODEL, Model::load)?,
            };
            Ok::<_, Error>((attribution, load_model(&options.names, NAMES, NameModel::load)?))
        };
        // The models take half as long as everything else and depend on none of it.
        let (words, models) = both(|| load_words(&options.gazetteers), models);
        let ((mut model, mut model_hash), (names, names_hash)) = models?;
        if let Some(model) = &mut model {
            model.bias(options.bias);
        }
        let (gazetteer, lexicons, problems, hash) = words?;
        model_hash.push_str(&names_hash);
        let name_codes = lexicons.vocabulary.infos().iter().map(code_of_info).collect();
        let fingerprint = Fingerprint { gazetteers: hash, model: model_hash };
        Ok((Self { gazetteer, lexicons, model, names, name_codes, fingerprint }, problems))
    }
}

impl Resources {
    /// What [`entity::annotate`](crate::entity::annotate) needs.
    pub fn entity_needs(&self) -> EntityNeeds<'_> {
        let Self { gazetteer, lexicons, names, name_codes, .. } = self;
        EntityNeeds { gazetteer, lexicons, name_model: names.as_ref(), name_codes }
    }

    /// What [`attribution::annotate`](crate::attribution::annotate) needs; `None` without a model.
    pub fn attribution_needs(&self) -> Option<AttributionNeeds<'_>> {
        let Self { gazetteer, lexicons, model, .. } = self;
        model.as_ref().map(|model| AttributionNeeds { model, lexicons, gazetteer })
    }
}

fn hash(model: &[u8]) -> String {
    format!("{:032x}", xxh3_128(model))
}

/// A model and its hash.
fn load_model<M>(
    choice: &ModelChoice,
    embedded: &[u8],
    load: impl Fn(&[u8]) -> Result<M>,
) -> Result<(Option<M>, String)> {
    Ok(match choice {
        ModelChoice::Embedded => (Some(load(embedded)?), hash(embedded)),
        ModelChoice::File(path) => {
            let bytes = fs::read(path).map_err(|error| Error::io(path, error))?;
            (Some(load(&bytes).map_err(|error| error.in_file(path))?), hash(&bytes))
        }
        ModelChoice::None => (None, String::new()),
    })
}

/// The gazetteer and the lexicons, their problems and their hash.
fn load_words(options: &GazetteerOptions) -> Result<(Gazetteer, Lexicons, Vec<Error>, String)> {
    let lists = EntityLists::read(options)?;
    // Checksums of large lists take as long as loading the lexicons.
    let (lexicons, checked) = both(Lexicons::embedded, || lists.check());
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
