//! The command line: usage, messages, exit codes, `verify` and `diff`.

mod stored;
mod usage;
mod verify_diff;
