//! What people decided about the claims of a run.
//!
//! ```text
//! decision: one judgment → log: the file of them → in_force: those that hold → reviewed: beside the run's claims
//!   → score: precision, recall and agreement, as rates with intervals (rate)
//! ```

pub mod rate;
pub mod score;

mod decision;
mod in_force;
mod log;
mod reviewed;

pub use decision::{Correction, DECISIONS_FILE, Decision, DecisionDraft, SpeakerName, Verdict, decisions_of};
pub use in_force::InForce;
pub use log::{DecisionLog, LoadedDecisions, load_decisions};
pub use reviewed::{Judged, Review, Reviewed};
