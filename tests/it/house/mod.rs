//! What the repository promises about itself: its data, fixtures and licences.

mod architecture;
mod fixtures;
mod gazetteers;
mod imports;
mod hidden;
mod lexicons;
mod licences;
