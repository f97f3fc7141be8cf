//! The library's errors as exceptions, which `whosaid/_errors.py` defines.

use pyo3::import_exception;
use pyo3::prelude::*;
use whosaid::input::rows::RefusedRecord;
use whosaid::output::FailedArticle;
use whosaid::record::ErrorRecord;

import_exception!(whosaid._errors, ArticleError);
import_exception!(whosaid._errors, LoadError);
import_exception!(whosaid._errors, InputError);

/// The failure of an article.
pub(crate) fn failed(refused: &RefusedRecord) -> FailedArticle {
    FailedArticle { doc: refused.doc.clone(), failure: ErrorRecord::of(&refused.error) }
}

/// The failure of an article as an exception.
pub(crate) fn article_error(failed: FailedArticle) -> PyErr {
    let ErrorRecord { path, line, cause } = failed.failure;
    ArticleError::new_err((path.into_owned(), line, cause.into_owned(), failed.doc))
}

/// A gazetteer or model that cannot be loaded.
pub(crate) fn load_error(error: &whosaid::Error) -> PyErr {
    let (path, line, cause) = error_fields(error);
    LoadError::new_err((path, line, cause))
}

/// A table that cannot be read.
pub(crate) fn input_error(error: &whosaid::Error) -> PyErr {
    let (path, line, cause) = error_fields(error);
    InputError::new_err((path, line, cause))
}

/// File, line (0 for the whole file) and cause.
pub(crate) fn error_fields(error: &whosaid::Error) -> (String, u64, String) {
    if let whosaid::Error::Data { path, line, cause } = error {
        return (path.to_string_lossy().into_owned(), *line as u64, cause.clone());
    }
    let ErrorRecord { path, line, cause } = ErrorRecord::of(error);
    (path.into_owned(), line, cause.into_owned())
}
