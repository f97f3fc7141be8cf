//! The parts of a claim as Python objects. Offsets count code points, as Python's do.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use std::hash::{Hash, Hasher};
use whosaid::record::{self, Offset};

/// A half-open span of an article's text: `text[span.start:span.end]`.
#[pyclass(frozen, eq, hash, skip_from_py_object, module = "whosaid")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Span {
    /// First character.
    #[pyo3(get)]
    start: u32,
    /// One past the last.
    #[pyo3(get)]
    end: u32,
}

#[pymethods]
impl Span {
    fn __repr__(&self) -> String {
        format!("Span({}, {})", self.start, self.end)
    }

    fn __len__(&self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("start", self.start)?;
        dict.set_item("end", self.end)?;
        Ok(dict)
    }
}

impl From<Offset> for Span {
    fn from(Offset { start, end }: Offset) -> Self {
        Self { start, end }
    }
}

/// The `repr` of a text.
pub(crate) fn shown(py: Python<'_>, text: &str) -> PyResult<String> {
    Ok(PyString::new(py, text).repr()?.to_string())
}

/// The 64-bit number with the same shortest decimal form.
pub(crate) fn real(number: f32) -> f64 {
    number.to_string().parse().unwrap_or_else(|_| f64::from(number))
}

pub(crate) fn strings<'py, 't>(
    py: Python<'py>,
    texts: impl ExactSizeIterator<Item = &'t str>,
) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, texts)
}

/// Defines the class of a text with its spans, and further texts.
macro_rules! part {
    ($(#[$doc:meta])* $name:ident { $($field:ident $key:literal),* }) => {
        $(#[$doc])*
        #[pyclass(frozen, eq, hash, module = "whosaid")]
        #[derive(Debug, PartialEq, Eq, Hash)]
        pub(crate) struct $name {
            pub(crate) text: String,
            pub(crate) spans: Vec<Span>,
            $(pub(crate) $field: Option<String>,)*
        }

        #[pymethods]
        impl $name {
            #[getter]
            fn text(&self) -> &str {
                &self.text
            }

            #[getter]
            fn spans<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
                PyTuple::new(py, self.spans.iter().copied())
            }

            #[getter]
            fn start(&self) -> u32 {
                self.spans.first().map_or(0, |span| span.start)
            }

            #[getter]
            fn end(&self) -> u32 {
                self.spans.last().map_or(0, |span| span.end)
            }

            $(
                #[getter]
                fn $field(&self) -> Option<&str> {
                    self.$field.as_deref()
                }
            )*

            fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
                let dict = PyDict::new(py);
                dict.set_item("text", &self.text)?;
                let spans = PyList::empty(py);
                for span in &self.spans {
                    spans.append(span.to_dict(py)?)?;
                }
                dict.set_item("spans", spans)?;
                $(dict.set_item($key, self.$field.as_deref())?;)*
                Ok(dict)
            }

            fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
                let spans: Vec<String> = self.spans.iter().map(|span| format!("{}:{}", span.start, span.end)).collect();
                #[allow(unused_mut, reason = "not every class has further texts")]
                let mut more = String::new();
                $(
                    if let Some(value) = &self.$field {
                        more.push_str(&format!(", {}={}", stringify!($field), shown(py, value)?));
                    }
                )*
                Ok(format!("{}({}, {}{more})", stringify!($name), shown(py, &self.text)?, spans.join(" ")))
            }
        }
    };
}

part! {
    /// A part of a claim: what was said, to whom, or when and where.
    ///
    /// `text` is the texts of `spans`, joined by a space. `start` and `end` are those of the first and the last span: with one
    /// span, `article.text[part.start:part.end]` equals `text`; with several, it includes the words between them, often the cue.
    Part {}
}

part! {
    /// Who is said to have said it, as written. `form` is name, pronoun, relative or nominal.
    Source { form "form" }
}

part! {
    /// The words that attribute, with their dictionary form and meaning: `class_` is statement, question, denial, promise…
    Cue { lemma "lemma", class_ "class" }
}

impl From<&record::PartRecord<'static>> for Part {
    fn from(part: &record::PartRecord<'static>) -> Self {
        Self { text: part.text.to_string(), spans: places(&part.spans) }
    }
}

impl From<&record::SourceRecord<'static>> for Source {
    fn from(source: &record::SourceRecord<'static>) -> Self {
        let form = source.form.as_deref().map(str::to_owned);
        Self { text: source.text.to_string(), spans: places(&source.spans), form }
    }
}

impl From<&record::CueRecord<'static>> for Cue {
    fn from(cue: &record::CueRecord<'static>) -> Self {
        let (lemma, class_) = (Some(cue.lemma.to_string()), Some(cue.class.to_string()));
        Self { text: cue.text.to_string(), spans: places(&cue.spans), lemma, class_ }
    }
}

fn places(spans: &[Offset]) -> Vec<Span> {
    spans.iter().copied().map(Span::from).collect()
}

/// Who the source stands for, or one of several. `type` is person, state, organization, group, unnamed or document. `for_` is
/// whom they speak for, or who issued the document. The other attributes are `None` for those without a name; `first` is where
/// the article gives the full name.
#[pyclass(frozen, eq, hash, module = "whosaid")]
#[derive(Debug, PartialEq)]
pub(crate) struct Speaker {
    #[pyo3(get)]
    id: Option<String>,
    #[pyo3(get)]
    name: Option<String>,
    #[pyo3(get)]
    r#type: String,
    #[pyo3(get)]
    role: Option<String>,
    #[pyo3(get)]
    state: Option<String>,
    #[pyo3(get)]
    first: Option<Span>,
    #[pyo3(get)]
    for_: Option<Principal>,
    #[pyo3(get)]
    confidence: Option<f64>,
    #[pyo3(get)]
    gender: Option<String>,
    #[pyo3(get)]
    gender_by: Option<String>,
}

// A confidence comes from JSON, which has no NaN.
impl Eq for Speaker {}

impl Hash for Speaker {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        (&self.id, &self.name, &self.r#type, &self.first, &self.for_).hash(hasher);
    }
}

#[pymethods]
impl Speaker {
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        let r#type = Some(&self.r#type);
        for (key, value) in [
            ("id", self.id.as_ref()),
            ("name", self.name.as_ref()),
            ("type", r#type),
            ("role", self.role.as_ref()),
            ("state", self.state.as_ref()),
            ("gender", self.gender.as_ref()),
            ("gender_by", self.gender_by.as_ref()),
        ] {
            if let Some(value) = value {
                dict.set_item(key, value)?;
            }
        }
        if let Some(first) = &self.first {
            dict.set_item("first", first.to_dict(py)?)?;
        }
        if let Some(principal) = &self.for_ {
            dict.set_item("for", principal.to_dict(py)?)?;
        }
        if let Some(confidence) = self.confidence {
            dict.set_item("confidence", confidence)?;
        }
        Ok(dict)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        match &self.name {
            Some(name) => Ok(format!("Speaker({}, type={})", shown(py, name)?, shown(py, &self.r#type)?)),
            None => Ok(format!("Speaker(type={})", shown(py, &self.r#type)?)),
        }
    }
}

impl From<&record::SpeakerRecord<'static>> for Speaker {
    fn from(speaker: &record::SpeakerRecord<'static>) -> Self {
        let owned = |text: &Option<record::RecordText<'static>>| text.as_deref().map(str::to_owned);
        Self {
            id: owned(&speaker.id),
            name: owned(&speaker.name),
            r#type: speaker.kind.to_string(),
            role: owned(&speaker.role),
            state: owned(&speaker.state),
            first: speaker.first.map(Span::from),
            for_: speaker.on_behalf.as_ref().map(Principal::from),
            confidence: speaker.confidence.map(real),
            gender: owned(&speaker.gender),
            gender_by: owned(&speaker.gender_by),
        }
    }
}

/// The person, state or organization for which somebody speaks.
#[pyclass(frozen, eq, hash, skip_from_py_object, module = "whosaid")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Principal {
    #[pyo3(get)]
    id: String,
    #[pyo3(get)]
    name: String,
    #[pyo3(get)]
    r#type: String,
}

#[pymethods]
impl Principal {
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (key, value) in [("id", &self.id), ("name", &self.name), ("type", &self.r#type)] {
            dict.set_item(key, value)?;
        }
        Ok(dict)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Principal({}, type={})", shown(py, &self.name)?, shown(py, &self.r#type)?))
    }
}

impl From<&record::PrincipalRecord<'static>> for Principal {
    fn from(principal: &record::PrincipalRecord<'static>) -> Self {
        Self { id: principal.id.to_string(), name: principal.name.to_string(), r#type: principal.kind.to_string() }
    }
}
