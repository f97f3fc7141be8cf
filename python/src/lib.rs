//! The native half of the Python package `whosaid`: loading, threads, and the records as objects. What users call is in
//! `python/whosaid/`, which wraps this.
//!
//! | to change | go to |
//! |---|---|
//! | how a dictionary becomes an article | `items.rs` |
//! | threads, order, how much is in flight | `queue.rs` |
//! | what is loaded, and the calls from Python | `engine.rs` |
//! | articles and Arrow tables as results | `article.rs`, `tables.rs` |
//! | claims and their parts as objects | `claim.rs`, `parts.rs` |

mod article;
mod claim;
mod engine;
mod errors;
mod items;
mod parts;
mod queue;
mod tables;

use pyo3::prelude::*;

/// The same as the command line's. The feature in `Cargo.toml` is for libraries loaded at run time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[pymodule]
mod _whosaid {
    use super::PyResult;
    use pyo3::prelude::*;
    use std::ffi::OsString;

    #[pymodule_export]
    use super::article::{Article, Articles};
    #[pymodule_export]
    use super::claim::{Claim, Mention, Sentence};
    #[pymodule_export]
    use super::engine::Engine;
    #[pymodule_export]
    use super::parts::{Cue, Part, Principal, Source, Span, Speaker};
    #[pymodule_export]
    use super::tables::{Batches, schema};

    /// The command line program, with `arguments` starting with its name. Returns the exit code; can be called once.
    #[pyfunction]
    fn command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
        py.detach(|| whosaid::cli::main(arguments))
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        whosaid::pipeline::keep_panics_quiet();
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("FIELDS", super::items::field_names(module.py())?)
    }
}
