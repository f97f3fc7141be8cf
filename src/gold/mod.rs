//! Gold: what people marked in texts, read from the formats in which they marked it, for training and evaluation. The pipeline
//! never sees it.
//!
//! Every reader turns its own offsets into byte [`Span`](crate::span::Span)s of the text, so that nothing downstream counts in two units.

pub mod brat;
pub mod conllu;
pub mod iob2;
mod silver;
mod speakers;
mod types;

pub use silver::read as read_names_tsv;
pub use speakers::read as read_names_of_speakers;
pub use types::{Attribution, GoldArticle, GoldName, NameClass, NamedText};
