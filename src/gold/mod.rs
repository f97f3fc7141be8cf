//! Gold: what people marked in texts, read from the formats that they marked it in. Called by `eval` and `train`; the
//! pipeline never sees it.
//!
//! Every reader turns its own offsets into byte [`Span`]s of the text, so that nothing downstream counts in two units.

pub mod brat;
pub mod conllu;
pub mod iob2;
mod silver;
mod types;

pub use silver::read as read_names_tsv;
pub use types::{Attribution, GoldArticle, GoldName, NameClass, NamedText};
