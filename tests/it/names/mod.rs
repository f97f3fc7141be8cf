//! Who is named where, and the lists that say so.

mod across;
mod entities;
mod lists;
mod states;
