//! The statistical name model: a small CRF over stretches of capitals that decides which of them name people and
//! organizations where neither a gazetteer nor a rule is sure. What the rules found is among its features, and it must not
//! change sure names of the gazetteer. Fitted by `whosaid train --names` on gold and silver names.

mod features;
mod labels;
mod model;
mod tags;

pub use features::{NameView, code_of_info, stretches};
pub use labels::{MAY_FOLLOW, label, label_in};
pub use model::{NameModel, NameModelBuffers};
pub use tags::NameTags;
