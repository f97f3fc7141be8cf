//! Options with a closed list of values.

use crate::record::Explain;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

/// A parser of values by their names.
pub(super) fn choice<T: Copy + Send + Sync + 'static>(
    choices: impl IntoIterator<Item = (&'static str, T)>,
) -> impl TypedValueParser<Value = T> {
    let choices: Vec<(&str, T)> = choices.into_iter().collect();
    PossibleValuesParser::new(choices.iter().map(|(name, _)| *name)).try_map(move |given| {
        let found = choices.iter().find(|(name, _)| *name == given);
        found.map(|(_, value)| *value).ok_or("not one of the possible values")
    })
}

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct ExplainArgs {
    /// Explain why each claim was extracted, in a sentence; with =features, also by the features with the largest weights
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "sentence",
        value_parser = choice([("sentence", Explain::Sentence), ("features", Explain::Features)]))]
    explain: Option<Explain>,
}

impl ExplainArgs {
    pub(super) fn wanted(self) -> Explain {
        self.explain.unwrap_or_default()
    }
}

/// When to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}
