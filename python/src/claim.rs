//! Claims, mentions and sentences as Python objects: views of the library's records, with the same JSON as the command line.

use crate::parts::{Cue, Part, Source, Span, Speaker, real, shown, strings};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use std::sync::Arc;
use whosaid::record::{self, Record as _};

/// Reads JSON with Python's `json` module.
pub(crate) fn loads<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json,))
}

/// A record as a line of JSON, without the line feed.
pub(crate) fn line(write: impl FnOnce(&mut Vec<u8>)) -> PyResult<String> {
    let mut out = Vec::new();
    write(&mut out);
    if out.last() == Some(&b'\n') {
        out.pop();
    }
    Ok(String::from_utf8(out)?)
}

pub(crate) fn broken(error: &serde_json::Error) -> PyErr {
    PyValueError::new_err(format!("not a record of this type: {error}"))
}

/// Defines the class of a record: getters of the listed fields, what is particular to it, and the methods that all have.
macro_rules! record {
    (
        $(#[$doc:meta])* $name:ident: $record:ident,
        text: [$($text:ident),*], optional: [$($optional:ident),*], number: [$($number:ident),*], list: [$($list:ident),*],
        span: [$($span:ident),*],
        { $($own:tt)* }
    ) => {
        $(#[$doc])*
        #[pyclass(frozen, eq, module = "whosaid")]
        #[derive(Debug, PartialEq)]
        pub(crate) struct $name(pub(crate) Arc<record::$record<'static>>);

        #[pymethods]
        impl $name {
            $(
                #[getter]
                fn $text(&self) -> &str {
                    &self.0.$text
                }
            )*

            $(
                #[getter]
                fn $optional(&self) -> Option<&str> {
                    self.0.$optional.as_deref()
                }
            )*

            $(
                #[getter]
                fn $number(&self) -> u32 {
                    self.0.$number
                }
            )*

            $(
                #[getter]
                fn $list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
                    strings(py, self.0.$list.iter().map(|text| &**text))
                }
            )*

            $(
                #[getter]
                fn start(&self) -> u32 {
                    self.0.$span.start
                }

                #[getter]
                fn end(&self) -> u32 {
                    self.0.$span.end
                }

                #[getter]
                fn span(&self) -> Span {
                    self.0.$span.into()
                }
            )*

            $($own)*

            /// The record as the command line writes it, on one line.
            fn to_json(&self) -> PyResult<String> {
                line(|out| self.0.write(out))
            }

            /// The record as the command line writes it, as a dictionary.
            fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                loads(py, &self.to_json()?)
            }

            /// Reads a line written by the command line or `to_json`.
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
    /// A claim: who said what, and the words that attribute it.
    Claim: ClaimRecord,
    text: [id, doc, kind, by], optional: [], number: [sentence, paragraph], list: [mentions, flags], span: [],
    {
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
        fn negated(&self) -> bool {
            self.0.negated
        }

        #[getter]
        fn confidence(&self) -> f64 {
            real(self.0.confidence)
        }

        #[getter]
        fn why<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
            let Some(why) = &self.0.why else { return Ok(None) };
            loads(py, &serde_json::to_string(why).map_err(|error| broken(&error))?).map(Some)
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
    /// A name in the text, and the entity it stands for.
    Mention: MentionRecord,
    text: [doc, text, form, by], optional: [entity, name], number: [], list: [candidates], span: [place],
    {
        #[getter]
        fn r#type(&self) -> &str {
            &self.0.kind
        }

        #[getter]
        fn confidence(&self) -> f64 {
            real(self.0.confidence)
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
    /// A sentence and its span.
    Sentence: SentenceRecord,
    text: [doc, text], optional: [], number: [index, paragraph], list: [], span: [place],
    {
        fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
            Ok(format!("Sentence({}, {})", self.0.index, shown(py, &self.0.text)?))
        }
    }
}
