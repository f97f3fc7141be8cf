//! An article with its records as a Python object, and the iterator over many.

use crate::claim::{Claim, Mention, Sentence, broken, line, loads};
use crate::errors::article_error;
use crate::parts::shown;
use crate::queue::WorkQueue;
use pyo3::exceptions::{PyAttributeError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use std::sync::{Arc, Mutex};
use std::vec::IntoIter;
use whosaid::output::FailedArticle;
use whosaid::record::{self, Emit, Record as _, Records};

/// An article, and what was found in it.
#[pyclass(frozen, module = "whosaid")]
pub(crate) struct Article {
    text: String,
    record: record::ArticleRecord<'static>,
    claims: Vec<Arc<record::ClaimRecord<'static>>>,
    mentions: Vec<Arc<record::MentionRecord<'static>>>,
    sentences: Vec<Arc<record::SentenceRecord<'static>>>,
    emit: Emit,
}

impl Article {
    pub(crate) fn new(text: String, records: Records<'static>, emit: Emit) -> Self {
        Self {
            text,
            record: records.article,
            claims: records.claims.into_iter().map(Arc::new).collect(),
            mentions: records.mentions.into_iter().map(Arc::new).collect(),
            sentences: records.sentences.into_iter().map(Arc::new).collect(),
            emit,
        }
    }

    /// Raises for records that were not emitted: an empty list would mean that there are none.
    fn check(was_emitted: bool, what: &str) -> PyResult<()> {
        if was_emitted {
            return Ok(());
        }
        let cause = format!("{what} were not emitted: use Extractor(emit=[…, \"{what}\"])");
        Err(PyAttributeError::new_err(cause))
    }

    fn write(&self, emit: Emit, out: &mut Vec<u8>) {
        if emit.articles {
            self.record.write(out);
        }
        self.sentences.iter().for_each(|sentence| sentence.write(out));
        self.mentions.iter().for_each(|mention| mention.write(out));
        self.claims.iter().for_each(|claim| claim.write(out));
    }
}

#[pymethods]
impl Article {
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    #[getter]
    fn doc(&self) -> &str {
        &self.record.doc
    }

    #[getter]
    fn title(&self) -> Option<&str> {
        self.record.title.as_deref()
    }

    #[getter]
    fn date(&self) -> Option<&str> {
        self.record.date.as_deref()
    }

    #[getter]
    fn outlet(&self) -> Option<&str> {
        self.record.outlet.as_deref()
    }

    #[getter]
    fn url(&self) -> Option<&str> {
        self.record.url.as_deref()
    }

    #[getter]
    fn author(&self) -> Option<&str> {
        self.record.author.as_deref()
    }

    /// The fields of the article's record that are none of the others, as a dictionary.
    #[getter]
    fn meta<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        loads(py, self.record.meta.as_json().unwrap_or("{}"))
    }

    #[getter]
    fn language(&self) -> Option<&str> {
        self.record.language.as_deref()
    }

    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.record.warnings.iter().map(|warning| &**warning))
    }

    #[getter]
    fn claims<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        Self::check(self.emit.claims, "claims")?;
        PyTuple::new(py, self.claims.iter().map(|claim| Claim(Arc::clone(claim))))
    }

    #[getter]
    fn mentions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        Self::check(self.emit.mentions, "mentions")?;
        PyTuple::new(py, self.mentions.iter().map(|mention| Mention(Arc::clone(mention))))
    }

    #[getter]
    fn sentences<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        Self::check(self.emit.sentences, "sentences")?;
        PyTuple::new(py, self.sentences.iter().map(|sentence| Sentence(Arc::clone(sentence))))
    }

    /// The article record as the command line writes it, as a dictionary.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        // Its counts are unknown if the last stage did not run.
        Self::check(self.emit.articles || self.emit.claims, "articles")?;
        loads(py, &line(|out| self.record.write(out))?)
    }

    /// The emitted records as the command line writes them, each on a line ended by a line feed.
    fn to_jsonl(&self) -> PyResult<String> {
        let mut out = Vec::new();
        self.write(self.emit, &mut out);
        Ok(String::from_utf8(out)?)
    }

    /// The same records as dictionaries.
    fn records<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for line in self.to_jsonl()?.lines() {
            list.append(loads(py, line)?)?;
        }
        Ok(list)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let counts = [
            (self.emit.claims, self.claims.len(), "claims"),
            (self.emit.mentions, self.mentions.len(), "mentions"),
            (self.emit.sentences, self.sentences.len(), "sentences"),
        ];
        let counts: Vec<String> =
            counts.iter().filter(|(was, ..)| *was).map(|(_, count, what)| format!(", {count} {what}")).collect();
        let (doc, length) = (shown(py, &self.record.doc)?, self.record.code_points);
        Ok(format!("Article({doc}, {length} characters{})", counts.concat()))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String, [bool; 4], String))> {
        let mut out = Vec::new();
        self.write(Emit { articles: true, ..self.emit }, &mut out);
        let Emit { articles, sentences, mentions, claims } = self.emit;
        let emit = [articles, sentences, mentions, claims];
        Ok((py.get_type::<Self>().getattr("_restore")?, (self.text.clone(), emit, String::from_utf8(out)?)))
    }

    /// For pickles.
    #[staticmethod]
    #[pyo3(name = "_restore")]
    fn restore(text: String, emit: [bool; 4], lines: &str) -> PyResult<Self> {
        let [articles, sentences, mentions, claims] = emit;
        let emit = Emit { articles, sentences, mentions, claims };
        let mut lines = lines.lines();
        let first = lines.next().ok_or_else(|| PyValueError::new_err("no article record"))?;
        let record = serde_json::from_str(first).map_err(|error| broken(&error))?;
        let mut article = Self { text, record, claims: vec![], mentions: vec![], sentences: vec![], emit };
        for line in lines {
            let value: serde_json::Value = serde_json::from_str(line).map_err(|error| broken(&error))?;
            match value["record"].as_str() {
                Some("claim") => article.claims.push(Claim::from_json(line)?.0),
                Some("mention") => article.mentions.push(Mention::from_json(line)?.0),
                _ => article.sentences.push(Sentence::from_json(line)?.0),
            }
        }
        Ok(article)
    }
}

/// The articles in input order, each an `Article` or an `ArticleError`.
#[pyclass(frozen, module = "whosaid")]
pub(crate) struct Articles {
    state: Mutex<IteratorState>,
    /// True to raise the first error, false to return it.
    raises: bool,
}

pub(crate) type ArticleResults = Vec<Result<Article, FailedArticle>>;

struct IteratorState {
    queue: WorkQueue<ArticleResults>,
    ready: IntoIter<Result<Article, FailedArticle>>,
}

impl Articles {
    pub(crate) fn new(queue: WorkQueue<ArticleResults>, raises: bool) -> Self {
        Self { state: Mutex::new(IteratorState { queue, ready: Vec::new().into_iter() }), raises }
    }
}

#[pymethods]
impl Articles {
    fn __iter__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let mut state = self.state.try_lock().map_err(|_| busy())?;
        loop {
            match state.ready.next() {
                Some(Ok(article)) => return Ok(Some(Py::new(py, article)?.into_any())),
                Some(Err(failed)) if self.raises => return Err(article_error(failed)),
                Some(Err(failed)) => return Ok(Some(article_error(failed).into_value(py).into_any())),
                None => match state.queue.next(py)? {
                    Some(done) => state.ready = done.into_iter(),
                    None => return Ok(None),
                },
            }
        }
    }
}

/// An iterator can be used by one thread at a time, like Python's generators.
pub(crate) fn busy() -> PyErr {
    PyRuntimeError::new_err("another thread is waiting for this iterator's next item")
}
