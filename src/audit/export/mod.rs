//! Claims in the formats of other tools, as the run has them or as people corrected them.
//!
//! Every format is written article by article from the text that the claims were found in, which is read again
//! and must still have the same hash.

mod brat;
mod claim;
mod csv;
mod label_studio;
mod run;
mod spacy;
mod target;
mod w3c;

pub use claim::ExportClaim;
pub use run::{ExportSummary, export};
pub use target::{Export, ExportFormat};
