//! The values of options that are decided automatically unless the user decides.

use clap::ValueEnum;

/// When to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}
