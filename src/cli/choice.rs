//! Options with a closed list of values.

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};

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

/// When to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}
