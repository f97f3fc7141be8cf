//! Records as Arrow tables.

use crate::article::busy;
use crate::errors::article_error;
use crate::queue::WorkQueue;
use arrow_array::RecordBatch;
use arrow_pyarrow::{IntoPyArrow, ToPyArrow};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use std::sync::Mutex;
use whosaid::output::{FailedArticle, arrow_schema};
use whosaid::record::RecordKind;

/// The record type of a table.
pub(crate) fn table(name: &str) -> PyResult<RecordKind> {
    let names = || RecordKind::ALL.map(RecordKind::plural).join(", ");
    let found = RecordKind::ALL.into_iter().find(|kind| kind.plural() == name);
    found.ok_or_else(|| PyValueError::new_err(format!("{name:?} is not one of {}", names())))
}

/// The columns of a table, as a `pyarrow.Schema`.
#[pyfunction]
pub(crate) fn schema<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    arrow_schema(table(name)?).to_pyarrow(py)
}

/// A batch for each requested table, and the failures.
pub(crate) type TableResults = Result<(Vec<RecordBatch>, Vec<FailedArticle>), String>;

/// For each chunk of articles, a tuple of the batches of all tables and one of the errors.
#[pyclass(frozen, module = "whosaid")]
pub(crate) struct Batches(Mutex<WorkQueue<TableResults>>);

impl Batches {
    pub(crate) fn new(queue: WorkQueue<TableResults>) -> Self {
        Self(Mutex::new(queue))
    }
}

#[pymethods]
impl Batches {
    fn __iter__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<(Bound<'py, PyTuple>, Bound<'py, PyTuple>)>> {
        let next = self.0.try_lock().map_err(|_| busy())?.next(py)?;
        let Some(done) = next else { return Ok(None) };
        let (batches, failed) = done.map_err(PyRuntimeError::new_err)?;
        let batches: Vec<Bound<'py, PyAny>> =
            batches.into_iter().map(|batch| batch.into_pyarrow(py)).collect::<PyResult<_>>()?;
        let errors: Vec<_> = failed.into_iter().map(|failed| article_error(failed).into_value(py)).collect();
        Ok(Some((PyTuple::new(py, batches)?, PyTuple::new(py, errors)?)))
    }
}
