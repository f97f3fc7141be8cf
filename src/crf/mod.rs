//! Linear-chain CRFs as they are used when articles are read: features to keys ([`hash`], [`sink`]), keys to weights ([`table`]),
//! weights to labels ([`lattice`]), and the parts of model files. [`crate::train`]
//! fits them.

#![allow(clippy::needless_range_loop, reason = "labels index several arrays at once")]

pub mod bio;
pub(crate) mod file;
pub mod hash;
pub mod lattice;
pub mod sink;
pub mod table;
