//! Who is named where, and the lists that say so.

mod entities;
mod lists;
mod states;
