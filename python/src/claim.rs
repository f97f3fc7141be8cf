//! Claims, mentions and sentences as Python objects: views of the library's records, whose JSON is that of the command line.

use crate::parts::{Cue, Part, Source, Span, Speaker, real, shown, strings};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use std::sync::Arc;
use whosaid::record::{self, Record as _};

/// Reads JSON as Python does.
pub(crate) fn loads<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json,))
}

/// The line that a record is written as, without its line feed.
pub(crate) fn line(write: impl FnOnce(&mut Vec<u8>)) -> PyResult<String> {
    let mut out = Vec::new();
    write(&mut out);
    if out.last() == Some(&b'\n') {
        out.pop();
    }
    Ok(String::from_utf8(out)?)
}

pub(crate) fn broken(error: &serde_json::Error) -> PyErr {
    PyValueError::new_err(format!("no record of this kind: {error}"))
}

/// A class for a record, with what all of them have.
macro_rules! record {
    ($(#[$doc:meta])* $record:ident as $name:ident, { $($own:tt)* }) => {
        $(#[$doc])*
        #[pyclass(frozen, eq, module = "whosaid")]
        #[derive(Debug, PartialEq)]
        pub(crate) struct $name(pub(crate) Arc<record::$record<'static>>);

        #[pymethods]
        impl $name {
            $($own)*

            /// The record as the command line writes it, on one line.
            fn to_json(&self) -> PyResult<String> {
                line(|out| self.0.write(out))
            }

            /// The record as the command line writes it, as a dictionary.
            fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                loads(py, &self.to_json()?)
            }

            /// Reads a line that the command line, or `to_json`, has written.
            #[staticmethod]
            pub(crate) fn from_json(json: &str) -> PyResult<Self> {
                serde_json::from_str(json).map(|record| Self(Arc::new(record))).map_err(|error| broken(&error))
            }

            fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
                Ok((py.get_type::<Self>().getattr("from_json")?, (self.to_json()?,)))
            }

            fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
                PyString::new(py, &self.to_json()?).hash()
            }
        }
    };
}

record! {
    /// A claim: who said what, with the words that attribute it.
    ClaimRecord as Claim, {
        #[getter]
        fn id(&self) -> &str {
            &self.0.id
        }

        #[getter]
        fn doc(&self) -> &str {
            &self.0.doc
        }

        #[getter]
        fn kind(&self) -> &str {
            &self.0.kind
        }

        #[getter]
        fn source(&self) -> Option<Source> {
            self.0.source.as_ref().map(Source::from)
        }

        #[getter]
        fn speaker(&self) -> Option<Speaker> {
            self.0.speaker.as_ref().map(Speaker::from)
        }

        #[getter]
        fn co_speakers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
            PyTuple::new(py, self.0.co_speakers.iter().map(Speaker::from))
        }

        #[getter]
        fn cue(&self) -> Cue {
            Cue::from(&self.0.cue)
        }

        #[getter]
        fn addressee(&self) -> Option<Part> {
            self.0.addressee.as_ref().map(Part::from)
        }

        #[getter]
        fn occasion(&self) -> Option<Part> {
            self.0.occasion.as_ref().map(Part::from)
        }

        #[getter]
        fn content(&self) -> Part {
            Part::from(&self.0.content)
        }

        #[getter]
        fn sentence(&self) -> u32 {
            self.0.sentence
        }

        #[getter]
        fn paragraph(&self) -> u32 {
            self.0.paragraph
        }

        #[getter]
        fn negated(&self) -> bool {
            self.0.negated
        }

        #[getter]
        fn mentions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
            strings(py, self.0.mentions.iter().map(|id| &**id))
        }

        #[getter]
        fn confidence(&self) -> f64 {
            real(self.0.confidence)
        }

        #[getter]
        fn by(&self) -> &str {
            &self.0.by
        }

        #[getter]
        fn flags<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
            strings(py, self.0.flags.iter().map(|flag| &**flag))
        }

        #[getter]
        fn why<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
            let Some(why) = &self.0.why else { return Ok(None) };
            let json = serde_json::to_string(why).map_err(|error| broken(&error))?;
            loads(py, &json).map(Some)
        }

        fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
            let claim = &*self.0;
            let source = claim.source.as_ref().map(|source| &*source.text);
            let who = claim.speaker.as_ref().and_then(|speaker| speaker.name.as_deref()).or(source);
            let who = who.map_or_else(|| Ok("None".to_owned()), |who| shown(py, who))?;
            Ok(format!("Claim({who}, {}, {})", shown(py, &claim.cue.text)?, shown(py, &claim.content.text)?))
        }
    }
}

record! {
    /// A name in the text, and whom it stands for.
    MentionRecord as Mention, {
        #[getter]
        fn doc(&self) -> &str {
            &self.0.doc
        }

        #[getter]
        fn text(&self) -> &str {
            &self.0.text
        }

        #[getter]
        fn start(&self) -> u32 {
            self.0.place.start
        }

        #[getter]
        fn end(&self) -> u32 {
            self.0.place.end
        }

        #[getter]
        fn span(&self) -> Span {
            self.0.place.into()
        }

        #[getter]
        fn r#type(&self) -> &str {
            &self.0.kind
        }

        #[getter]
        fn entity(&self) -> Option<&str> {
            self.0.entity.as_deref()
        }

        #[getter]
        fn name(&self) -> Option<&str> {
            self.0.name.as_deref()
        }

        #[getter]
        fn form(&self) -> &str {
            &self.0.form
        }

        #[getter]
        fn confidence(&self) -> f64 {
            real(self.0.confidence)
        }

        #[getter]
        fn candidates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
            strings(py, self.0.candidates.iter().map(|id| &**id))
        }

        #[getter]
        fn by(&self) -> &str {
            &self.0.by
        }

        fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
            let mention = &*self.0;
            let entity = mention.entity.as_deref().map_or_else(|| Ok("None".to_owned()), |id| shown(py, id))?;
            let (text, place) = (shown(py, &mention.text)?, mention.place);
            Ok(format!("Mention({text}, {}:{}, entity={entity})", place.start, place.end))
        }
    }
}

record! {
    /// A sentence and its place.
    SentenceRecord as Sentence, {
        #[getter]
        fn doc(&self) -> &str {
            &self.0.doc
        }

        #[getter]
        fn index(&self) -> u32 {
            self.0.index
        }

        #[getter]
        fn paragraph(&self) -> u32 {
            self.0.paragraph
        }

        #[getter]
        fn start(&self) -> u32 {
            self.0.place.start
        }

        #[getter]
        fn end(&self) -> u32 {
            self.0.place.end
        }

        #[getter]
        fn span(&self) -> Span {
            self.0.place.into()
        }

        #[getter]
        fn text(&self) -> &str {
            &self.0.text
        }

        fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
            Ok(format!("Sentence({}, {})", self.0.index, shown(py, &self.0.text)?))
        }
    }
}
