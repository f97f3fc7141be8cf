//! Everything that is loaded once and shared by all workers.

use crate::attribution::engine::Model;
use crate::error::{Error, Result};
use crate::gazetteer::name_rules::blocking;
use crate::gazetteer::{Compiled, Gazetteer, Lexicons, Source, compile};
use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

/// Gazetteers, lexicons and the attribution model.
#[derive(Debug)]
pub struct Resources {
    /// Entities and their names.
    pub gazetteer: Gazetteer,
    /// Word lists.
    pub lexicons: Lexicons,
    /// The trained engine that finds claims; `None` only where [`ModelChoice::None`] was asked for.
    pub model: Option<Model>,
}

/// What to load.
#[derive(Debug, Default, Clone)]
pub struct Options {
    /// Which gazetteers.
    pub gazetteers: GazetteerOptions,
    /// Which attribution model.
    pub model: ModelChoice,
    /// How the model leans between precision and recall, in log odds: 0 as trained, below it fewer and surer claims, above it
    /// more. See [`Model::lean`].
    pub leaning: f32,
}

/// Which attribution model to load.
#[derive(Debug, Default, Clone)]
pub enum ModelChoice {
    /// The one that is built into the program.
    #[default]
    Embedded,
    /// The one in this file, made by `whosaid train`.
    File(PathBuf),
    /// None: for work that ends at entities, such as training. No claims are found.
    None,
}

/// Which gazetteers to load.
#[derive(Debug, Default, Clone)]
pub struct GazetteerOptions {
    /// A folder of `*.tsv` that replaces the embedded entities.
    pub replace: Option<PathBuf>,
    /// Files that extend them.
    pub add: Vec<PathBuf>,
}

/// The entities that are built into the program, compiled by its build script.
static ENTITIES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/entities.names"));

/// The attribution model that is built into the program.
const MODEL: &[u8] = include_bytes!("../models/attribution.bin");

impl Resources {
    /// The embedded gazetteers and lexicons, as `options` change them. Rows that cannot be used are returned beside the
    /// resources, one [`Error::Data`] each; the rest of their file is loaded.
    ///
    /// # Errors
    /// A file or folder that cannot be read, or that is no gazetteer at all.
    pub fn load(options: &Options) -> Result<(Self, Vec<Error>)> {
        // The model takes as long as a half of the rest and needs nothing of it: it is loaded beside.
        let (model, words) = thread::scope(|scope| {
            let model = thread::Builder::new().spawn_scoped(scope, || load_model(&options.model));
            let words = load_words(&options.gazetteers);
            let model = match model {
                Ok(running) => running.join().unwrap_or_else(|panic| resume_unwind(panic)),
                // No thread to be had.
                Err(_) => load_model(&options.model),
            };
            (model, words)
        });
        let mut model = model?;
        if let Some(model) = &mut model {
            model.lean(options.leaning);
        }
        let (gazetteer, lexicons, problems) = words?;
        Ok((Self { gazetteer, lexicons, model }, problems))
    }
}

fn load_model(choice: &ModelChoice) -> Result<Option<Model>> {
    Ok(match choice {
        ModelChoice::Embedded => Some(Model::load(MODEL)?),
        ModelChoice::File(path) => {
            let bytes = fs::read(path).map_err(|error| Error::io(path, error))?;
            Some(Model::load(&bytes).map_err(|error| error.in_file(path))?)
        }
        ModelChoice::None => None,
    })
}

fn load_words(options: &GazetteerOptions) -> Result<(Gazetteer, Lexicons, Vec<Error>)> {
    let lexicons = Lexicons::embedded()?;
    let mut own = Vec::new();
    if let Some(folder) = &options.replace {
        for path in tables_in(folder)? {
            own.push((read(&path)?, path));
        }
    }
    for path in &options.add {
        own.push((read(path)?, path.clone()));
    }
    let mut layers = Vec::new();
    if options.replace.is_none() {
        layers.push(Compiled::embedded(Path::new("the built-in gazetteers"), ENTITIES)?);
    }
    let mut problems = Vec::new();
    if !own.is_empty() {
        let sources: Vec<Source<'_>> =
            own.iter().map(|(table, path)| Source { path, table, lines: None, origin: None }).collect();
        // The built-in entities have the places already.
        let places = if layers.is_empty() { blocking(&lexicons.places) } else { Vec::new() };
        let (bytes, broken) = compile(&sources, &places, &lexicons.name_rules())?;
        layers.push(Compiled::from_bytes(&own[0].1, bytes)?);
        problems = broken;
    }
    Ok((Gazetteer::new(layers)?, lexicons, problems))
}

/// The `*.tsv` files directly in `folder`, by name.
fn tables_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for item in fs::read_dir(folder).map_err(|error| Error::io(folder, error))? {
        let path = item.map_err(|error| Error::io(folder, error))?.path();
        if path.extension().is_some_and(|extension| extension == "tsv") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(Error::Input { path: folder.to_owned(), cause: "no *.tsv gazetteer in this folder".to_owned() });
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Error::io(path, error))
}
