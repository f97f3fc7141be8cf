//! What the repository promises about itself: its data, fixtures and licences.

mod fixtures;
mod gazetteers;
mod lexicons;
mod licences;
