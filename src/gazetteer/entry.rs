//! What a gazetteer says of an entity, read from its row when it is asked for.

use super::format::TableColumns;
use super::tsv::items;
use crate::document::{EntityKind, Gender};
use memchr::memchr_iter;
use std::str::from_utf8;

/// A row of a gazetteer.
#[derive(Debug, Clone, Copy)]
pub struct GazetteerEntry<'g> {
    /// Person, state or organization.
    pub kind: EntityKind,
    /// Of a person, where it is known.
    pub gender: Gender,
    /// 0 to 9: how likely news means this entity by a name that others have too.
    pub weight: u8,
    /// The whole row. Only the cells that are asked for are checked to be text: rows are long, and asked often.
    pub(super) row: &'g [u8],
    pub(super) columns: &'g TableColumns,
}

static NO_COLUMNS: TableColumns = TableColumns::NONE;

impl<'g> GazetteerEntry<'g> {
    /// Says nothing.
    pub(super) const NONE: Self =
        Self { kind: EntityKind::Person, gender: Gender::Unknown, weight: 0, row: &[], columns: &NO_COLUMNS };

    /// The stable id: "wd/Q7747", "state/ru".
    #[must_use]
    pub fn id(&self) -> &'g str {
        self.cell(self.columns.id)
    }

    /// The canonical name.
    #[must_use]
    pub fn name(&self) -> &'g str {
        self.cell(self.columns.canonical)
    }

    /// Id of the state it belongs to; a state belongs to itself.
    #[must_use]
    pub fn state(&self) -> Option<&'g str> {
        let column = if self.kind == EntityKind::State { Some(self.columns.id) } else { self.columns.state };
        column.map(|column| self.cell(column)).filter(|state| !state.is_empty())
    }

    /// The offices, newest first, each with its dates: "Foreign Minister [2013-01-12..]".
    pub fn roles(&self) -> impl Iterator<Item = HeldRole<'g>> + use<'g> {
        let cell = self.columns.roles.map_or("", |column| self.cell(column));
        items(cell).map(HeldRole::parse)
    }

    /// The cell of any column; empty where the table lacks the column.
    #[must_use]
    pub fn get(&self, column: &str) -> &'g str {
        self.columns.find(column).map_or("", |column| self.cell(column))
    }

    /// The items of a list cell.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &'g str> + use<'g> {
        items(self.get(column))
    }

    fn cell(&self, column: usize) -> &'g str {
        let mut start = 0;
        let mut tabs = memchr_iter(b'\t', self.row);
        if let Some(before) = column.checked_sub(1) {
            match tabs.nth(before) {
                Some(tab) => start = tab + 1,
                None => return "",
            }
        }
        let end = tabs.next().unwrap_or(self.row.len());
        from_utf8(&self.row[start..end]).unwrap_or_default()
    }
}

/// An office and when it was held; dates are ISO 8601, possibly truncated, empty where not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldRole<'g> {
    /// "Foreign Minister".
    pub title: &'g str,
    /// First day.
    pub from: &'g str,
    /// Last day; empty means "no end known", not "today".
    pub to: &'g str,
}

impl<'g> HeldRole<'g> {
    /// True if the office is known to have begun by `date` (ISO 8601) and not known to have ended before it.
    #[must_use]
    pub fn held_on(&self, date: &str) -> bool {
        let begun = !self.from.is_empty() && self.from <= date;
        let over = !self.to.is_empty() && self.to < &date[..self.to.len().min(date.len())];
        begun && !over
    }

    pub(super) fn parse(cell: &'g str) -> Self {
        let plain = Self { title: cell, from: "", to: "" };
        let Some((title, dates)) = cell.strip_suffix(']').and_then(|rest| rest.rsplit_once(" [")) else { return plain };
        dates.split_once("..").map_or(plain, |(from, to)| Self { title, from, to })
    }
}
