//! What the repository promises about itself: its data, fixtures and licences.

mod architecture;
mod fixtures;
mod gazetteers;
mod hidden;
mod imports;
mod lexicons;
mod licences;
