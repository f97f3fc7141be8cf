//! What the examples of a rule are: each rule carries texts that it reads and texts that it leaves alone.

/// A text, and all its claims as `source | cue | content`, separated by `; `.
pub type RuleExample = (&'static str, &'static str);
