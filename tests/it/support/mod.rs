//! What the tests share: the loaded engine, the binary, servers, databases and made-up data.

pub(crate) mod binary;
pub(crate) mod cases;
pub(crate) mod client;
pub(crate) mod corpora;
pub(crate) mod databases;
pub(crate) mod engine;
#[cfg(target_os = "linux")]
pub(crate) mod faults;
pub(crate) mod generate;
#[cfg(target_os = "linux")]
pub(crate) mod peak;
pub(crate) mod planted;
pub(crate) mod synthetic;
