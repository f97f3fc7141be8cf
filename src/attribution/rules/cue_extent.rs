//! "said Tuesday", "said in a statement": a bare weekday and an occasion right after a verb of saying belong to its cue.

use super::context::RuleContext;
use super::example::RuleExample;
use crate::attribution::cue;
use crate::attribution::reading::ClaimReading;
use crate::claim::Rule;

pub(super) const EXAMPLES: &[RuleExample] = &[
    ("“The harbor needs a wall,” Ann Lee said Tuesday.", "Ann Lee | said Tuesday | “The harbor needs a wall,”"),
    (
        "Ann Lee said in a written statement that the harbor needs a wall.",
        "Ann Lee | said in a written statement | that the harbor needs a wall",
    ),
    ("Ann Lee said on Tuesday that the harbor needs a wall.", "Ann Lee | said | that the harbor needs a wall"),
    ("Ann Lee said Tuesday’s storm was the worst.", "Ann Lee | said | Tuesday’s storm was the worst"),
];

/// Carries the cues of the engine on.
pub(super) fn apply(context: &RuleContext<'_, '_>, found: &mut [ClaimReading]) {
    for reading in found.iter_mut().filter(|reading| matches!(reading.by, Rule::Engine | Rule::ContinuedQuote)) {
        reading.cue = reading.cue.with_end(cue::extent(context.0, reading));
    }
}
