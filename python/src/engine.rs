//! What is loaded once, and the calls from Python.

use crate::article::{Article, Articles};
use crate::errors::{article_error, error_fields, failed, input_error, load_error};
use crate::items;
use crate::queue::{ArticleFeed, Chunk, WorkQueue};
use crate::tables::{Batches, table};
use arrow_array::RecordBatchReader as _;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_pyarrow::FromPyArrow;
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use whosaid::claim::{ClassSet, CueClass};
use whosaid::document::EntityKind;
use whosaid::input::rows::{ArrowRows, RecordOrigin};
use whosaid::input::{FieldName, InputReader, KeptFields, ReadOptions as Reading};
use whosaid::output::{FailedArticle, record_batch};
use whosaid::pipeline::{self, PipelineOptions, Workspace};
use whosaid::record::{Emit, ErrorRecord, Explain, RecordKind, Records};
use whosaid::resources::{GazetteerOptions, ModelChoice, ResourceOptions};
use whosaid::{Resources, article};

/// Bytes of text per chunk: few if single articles are returned, more for tables.
const CHUNK_OF_ARTICLES: usize = 64 << 10;
const CHUNK_OF_TABLES: usize = 512 << 10;

/// Gazetteers, models, options and threads.
#[pyclass(frozen, module = "whosaid._whosaid")]
pub(crate) struct Engine {
    core: Arc<Core>,
    reading: Reading,
    threads: NonZeroUsize,
    /// The pool and the process it belongs to: a forked process has none of its threads.
    pool: Mutex<Option<(u32, Arc<ThreadPool>)>>,
    problems: Vec<(String, u64, String)>,
}

struct Core {
    resources: Resources,
    options: PipelineOptions,
}

impl Core {
    fn records(
        &self,
        article: &article::Article,
        emit: Emit,
        workspace: &mut Workspace,
    ) -> Result<Records<'static>, FailedArticle> {
        let options = PipelineOptions { emit, ..self.options };
        pipeline::records(article, &self.resources, &options, workspace)
            .map_err(|error| FailedArticle { doc: Some(article.id.clone()), failure: ErrorRecord::of(&error) })
    }

    /// Processes all articles of a chunk.
    fn process(
        &self,
        chunk: Chunk,
        emit: Emit,
        then: &mut dyn FnMut(Result<(String, Records<'static>), FailedArticle>),
    ) {
        let mut workspace = Workspace::default();
        chunk.read(&mut |read| {
            then(match read {
                Ok(article) => self.records(&article, emit, &mut workspace).map(|records| (article.text, records)),
                Err(refused) => Err(failed(&refused)),
            });
        });
    }
}

thread_local! {
    /// For single articles.
    static WORKSPACE: RefCell<Workspace> = RefCell::default();
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (
        *, gazetteers, add, gazetteer_type, model, name_model, bias, said, classes, explain, jobs, max_time,
        max_article, fields
    ))]
    #[allow(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn new(
        py: Python<'_>,
        gazetteers: Option<PathBuf>,
        add: Vec<PathBuf>,
        gazetteer_type: Option<&str>,
        model: Option<PathBuf>,
        name_model: Option<PathBuf>,
        bias: f32,
        said: bool,
        classes: Vec<String>,
        explain: &str,
        jobs: Option<usize>,
        max_time: f64,
        max_article: usize,
        fields: Vec<(String, String)>,
    ) -> PyResult<Self> {
        let wrong = |cause: String| PyValueError::new_err(cause);
        if !(-3.0..=3.0).contains(&bias) {
            return Err(wrong(format!("precision_recall must be from -3 to 3, not {bias}")));
        }
        let kind = match gazetteer_type {
            None => None,
            Some("person") => Some(EntityKind::Person),
            Some("state") => Some(EntityKind::State),
            Some("organization") => Some(EntityKind::Organization),
            Some(other) => {
                return Err(wrong(format!("gazetteer_type must be person, state or organization, not {other:?}")));
            }
        };
        let classes = match classes.as_slice() {
            [] if said => ClassSet::SAID,
            [] => ClassSet::ALL,
            _ if said => return Err(wrong("either said or classes".to_owned())),
            names => {
                let class = |name: &String| CueClass::parse(name).ok_or_else(|| wrong(format!("no class: {name:?}")));
                ClassSet::of(&names.iter().map(class).collect::<PyResult<Vec<_>>>()?)
            }
        };
        let explain = match explain {
            "no" => Explain::No,
            "sentence" => Explain::Sentence,
            "features" => Explain::Features,
            other => return Err(wrong(format!("explain must be True, False or \"features\", not {other:?}"))),
        };
        let threads = match jobs {
            None => PipelineOptions::default().jobs,
            Some(jobs) => NonZeroUsize::new(jobs).ok_or_else(|| wrong("jobs must be at least 1".to_owned()))?,
        };
        let fields = fields.iter().map(|(what, name)| format!("{what}={name}").parse::<FieldName>());
        let fields = fields.collect::<Result<Vec<_>, _>>().map_err(wrong)?;
        let budget = Duration::try_from_secs_f64(max_time).map_err(|error| wrong(format!("max_time: {error}")))?;
        let options = ResourceOptions {
            gazetteers: GazetteerOptions { replace: gazetteers, add, kind },
            model: model.map_or(ModelChoice::Embedded, ModelChoice::File),
            names: match name_model {
                None => ModelChoice::Embedded,
                Some(path) if path.as_os_str() == "none" => ModelChoice::None,
                Some(path) => ModelChoice::File(path),
            },
            without_claims: false,
            bias,
        };
        let (resources, problems) = py.detach(|| Resources::load(&options)).map_err(|error| load_error(&error))?;
        let options = PipelineOptions { classes, explain, time_limit: Some(budget), ..PipelineOptions::default() };
        Ok(Self {
            core: Arc::new(Core { resources, options }),
            // Offsets count into the caller's own strings.
            reading: Reading { max_article, fields, mend: false, keep: KeptFields::None, ..Reading::default() },
            threads,
            pool: Mutex::default(),
            problems: problems.iter().map(error_fields).collect(),
        })
    }

    /// Rows of gazetteers that cannot be used, as file, line and cause.
    #[getter]
    fn problems(&self) -> Vec<(String, u64, String)> {
        self.problems.clone()
    }

    /// Hashes of the gazetteers and of the model.
    #[getter]
    fn fingerprint(&self) -> (&str, &str) {
        let fingerprint = &self.core.resources.fingerprint;
        (&fingerprint.gazetteers, &fingerprint.model)
    }

    #[staticmethod]
    fn is_article(item: &Bound<'_, PyAny>) -> bool {
        items::is_article(item)
    }

    /// One article.
    fn one(&self, py: Python<'_>, item: &Bound<'_, PyAny>, emit: Vec<String>) -> PyResult<Article> {
        let emit = kinds(&emit)?;
        let article = items::article(item, &origin("-".to_owned(), "text".to_owned(), false), 1, &self.reading)
            .map_err(|refused| article_error(failed(&refused)))?;
        let records = py.detach(|| {
            WORKSPACE.with(|workspace| match workspace.try_borrow_mut() {
                Ok(mut workspace) => self.core.records(&article, emit, &mut workspace),
                Err(_) => self.core.records(&article, emit, &mut Workspace::default()),
            })
        });
        records.map(|records| Article::new(article.text, records, emit)).map_err(article_error)
    }

    /// Articles, one after another.
    fn many(&self, items: &Bound<'_, PyAny>, emit: Vec<String>, raises: bool) -> PyResult<Articles> {
        let feed = self.items(items, origin("-".to_owned(), "text".to_owned(), false))?;
        self.articles(feed, kinds(&emit)?, raises)
    }

    /// The articles of files, folders and patterns.
    fn files(&self, inputs: Vec<PathBuf>, emit: Vec<String>, raises: bool) -> PyResult<Articles> {
        // As the command line reads them: the texts are not the caller's.
        let reading = Reading { mend: true, keep: KeptFields::All, ..self.reading.clone() };
        let feed = ArticleFeed::Files(Box::new(InputReader::new(inputs, reading)));
        self.articles(feed, kinds(&emit)?, raises)
    }

    /// The records of articles as tables. The articles may be rows of an Arrow table.
    fn tables(
        &self,
        data: &Bound<'_, PyAny>,
        tables: Vec<String>,
        path: String,
        stem: String,
        ids_required: bool,
    ) -> PyResult<Batches> {
        let tables = tables.iter().map(|name| table(name)).collect::<PyResult<Vec<RecordKind>>>()?;
        let has = |table| tables.contains(&table);
        let emit = Emit {
            articles: has(RecordKind::Article),
            sentences: has(RecordKind::Sentence),
            mentions: has(RecordKind::Mention),
            // An article may fail in the last stage.
            claims: has(RecordKind::Claim) || has(RecordKind::Error),
        };
        let core = Arc::clone(&self.core);
        let work = move |chunk: Chunk| {
            let (mut documents, mut errors) = (Vec::new(), Vec::new());
            core.process(chunk, emit, &mut |one| match one {
                Ok((_, records)) => documents.push(records),
                Err(failed) => errors.push(failed),
            });
            let batches =
                tables.iter().map(|&kind| record_batch(kind, &documents, &errors)).collect::<Result<Vec<_>, _>>();
            batches.map(|batches| (batches, errors)).map_err(|error| error.to_string())
        };
        let origin = origin(path, stem, ids_required);
        let feed = if data.hasattr("__arrow_c_stream__")? {
            let reader = RecordBatchStreamReader::from_pyarrow_bound(data)?;
            let rows =
                ArrowRows::new(&reader.schema(), origin, self.reading.clone()).map_err(|error| input_error(&error))?;
            ArticleFeed::Table { reader: Box::new(reader), rows: Arc::new(rows), batch: None, number: 0 }
        } else {
            self.items(data, origin)?
        };
        Ok(Batches::new(WorkQueue::new(feed, CHUNK_OF_TABLES, self.pool()?, work)))
    }
}

impl Engine {
    /// The articles of a feed, processed on all threads.
    fn articles(&self, feed: ArticleFeed, emit: Emit, raises: bool) -> PyResult<Articles> {
        let core = Arc::clone(&self.core);
        let work = move |chunk: Chunk| {
            let mut done = Vec::new();
            core.process(chunk, emit, &mut |one| {
                done.push(one.map(|(text, records)| Article::new(text, records, emit)));
            });
            done
        };
        Ok(Articles::new(WorkQueue::new(feed, CHUNK_OF_ARTICLES, self.pool()?, work), raises))
    }

    fn items(&self, items: &Bound<'_, PyAny>, origin: RecordOrigin) -> PyResult<ArticleFeed> {
        let items = items.try_iter()?.unbind();
        Ok(ArticleFeed::Items { items, origin, options: self.reading.clone(), number: 0, failed: None })
    }

    /// The threads, started on first use.
    fn pool(&self) -> PyResult<Arc<ThreadPool>> {
        let process = std::process::id();
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((owner, pool)) = &*pool
            && *owner == process
        {
            return Ok(Arc::clone(pool));
        }
        let new = ThreadPoolBuilder::new()
            .num_threads(self.threads.get())
            .thread_name(|index| format!("whosaid-{index}"))
            // Whoever waits for the result is told.
            .panic_handler(|_| ())
            .build()
            .map_err(|error| PyOSError::new_err(format!("cannot start the worker threads: {error}")))?;
        let new = Arc::new(new);
        if let Some((_, others)) = pool.replace((process, Arc::clone(&new))) {
            // Its threads are in the parent of this fork and cannot be ended here.
            std::mem::forget(others);
        }
        Ok(new)
    }
}

fn origin(path: String, stem: String, ids_required: bool) -> RecordOrigin {
    RecordOrigin { path, stem, ids_required }
}

fn kinds(names: &[String]) -> PyResult<Emit> {
    let mut emit = Emit::default();
    for name in names {
        match table(name)? {
            RecordKind::Claim => emit.claims = true,
            RecordKind::Mention => emit.mentions = true,
            RecordKind::Sentence => emit.sentences = true,
            RecordKind::Article => emit.articles = true,
            RecordKind::Error => {
                return Err(PyValueError::new_err(
                    "errors cannot be emitted by extract: they take the place of their articles",
                ));
            }
        }
    }
    Ok(emit)
}
