//! The gazetteer that the pipeline asks: one or several compiled ones, each a layer, as if they had been compiled together.
//! A later layer adds its names to those of an entity that an earlier one has, and what it says of the entity counts.

use super::entry::{GazetteerEntry, HeldRole};
use super::format::{MOST_LAYERS, Surface};
use super::{compiled::Compiled, trie::LOWER_BLOCKS};
use crate::document::EntryId;
use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;
use zerocopy::little_endian::U64;

/// Entities, their names, and the matcher that finds them.
#[derive(Debug)]
pub struct Gazetteer {
    pub(super) layers: Vec<Layer>,
    /// One bit per hash of a first token that is not capitalized, for all layers.
    pub(super) lower: Box<[u64; LOWER_BLOCKS]>,
    /// The surfaces of names that several layers have, by the hash of their tokens; one group for each spelling.
    pub(super) shared: FxHashMap<u64, Vec<Vec<Surface>>>,
    /// The entry of a later layer that replaces one of an earlier layer.
    replaced: FxHashMap<EntryId, EntryId>,
    /// The entry of an earlier layer for one of a later layer with the same id.
    earlier: FxHashMap<EntryId, EntryId>,
}

/// One compiled gazetteer among others.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) compiled: Compiled,
    /// Number of the first entity.
    first: u32,
    /// The surfaces with the numbers that their entities have among all layers; those of the first layer are used where
    /// they lie.
    renumbered: Option<Vec<Surface>>,
}

impl Layer {
    #[inline]
    pub(super) fn surfaces(&self) -> &[Surface] {
        self.renumbered.as_deref().unwrap_or_else(|| self.compiled.surfaces())
    }
}

impl Gazetteer {
    /// Puts layers together, the first at the bottom.
    ///
    /// # Errors
    /// More than 128 layers, more than four thousand million entities, or an entity that is of one type in one layer and of
    /// another in another.
    pub fn new(layers: Vec<Compiled>) -> Result<Self> {
        let mut all = Self {
            layers: Vec::with_capacity(layers.len()),
            lower: Box::new([0; LOWER_BLOCKS]),
            shared: FxHashMap::default(),
            replaced: FxHashMap::default(),
            earlier: FxHashMap::default(),
        };
        for compiled in layers {
            all.add(compiled)?;
        }
        all.share_names();
        Ok(all)
    }

    /// The hash of each layer's names and rows, the first at the bottom.
    pub fn hashes(&self) -> impl Iterator<Item = u64> + use<'_> {
        self.layers.iter().map(|layer| layer.compiled.hash())
    }

    fn add(&mut self, compiled: Compiled) -> Result<()> {
        let many = |cause: &str| Error::Input { path: compiled.path().to_owned(), cause: cause.to_owned() };
        let number = self.layers.len();
        if number == MOST_LAYERS {
            return Err(many("too many gazetteers; compile some of them into one"));
        }
        let first = u32::try_from(self.len()).ok();
        let fits = |first: &u32| first.checked_add(compiled.entries().len() as u32).is_some_and(|end| end < u32::MAX);
        let first = first.filter(fits).ok_or_else(|| many("too many entities for one run"))?;
        for (all, bits) in self.lower.iter_mut().zip(compiled.lower()) {
            *all |= bits.get();
        }
        self.layers.push(Layer { compiled, first, renumbered: None });
        for lower in 0..number {
            self.share_ids(lower, number)?;
        }
        if number > 0 {
            let surfaces = self.layers[number].compiled.surfaces().iter();
            let renumbered = surfaces.map(|surface| {
                let entry = match surface.entry() {
                    EntryId::PLACE => EntryId::PLACE,
                    EntryId(entry) => self.earlier_of(EntryId(first.saturating_add(entry))),
                };
                surface.in_layer(number, entry)
            });
            self.layers[number].renumbered = Some(renumbered.collect());
        }
        Ok(())
    }

    fn earlier_of(&self, entry: EntryId) -> EntryId {
        if self.earlier.is_empty() { entry } else { self.earlier.get(&entry).copied().unwrap_or(entry) }
    }

    /// Finds the entities that two layers have.
    fn share_ids(&mut self, lower: usize, upper: usize) -> Result<()> {
        let (below, above) = (&self.layers[lower], &self.layers[upper]);
        let mut found = Vec::new();
        common(below.compiled.ids(), above.compiled.ids(), |low, high| {
            let entry = |layer: &Layer, at: usize| {
                let owner = layer.compiled.owners().get(at)?.get();
                Some(EntryId(layer.first.saturating_add(owner)))
            };
            if let (Some(low), Some(high)) = (entry(below, low), entry(above, high)) {
                found.push((low, high));
            }
        });
        for (low, high) in found {
            let (Some(old), Some(new)) = (self.at(low), self.at(high)) else { continue };
            if old.id() != new.id() {
                continue;
            }
            if old.kind != new.kind {
                let cause = format!(
                    "{} has the type {} here, but {} in {}",
                    new.id(),
                    new.kind.as_str(),
                    old.kind.as_str(),
                    self.layers[lower].compiled.path().display()
                );
                return Err(Error::Input { path: self.layers[upper].compiled.path().to_owned(), cause });
            }
            let low = self.earlier_of(low);
            self.earlier.insert(high, low);
            self.replaced.insert(low, high);
        }
        Ok(())
    }

    /// Gathers the surfaces of names that two layers have.
    fn share_names(&mut self) {
        let mut both = Vec::new();
        for (upper, above) in self.layers.iter().enumerate() {
            for below in &self.layers[..upper] {
                let keys = below.compiled.keys();
                common(keys, above.compiled.keys(), |low, _| both.push(keys[low]));
            }
        }
        both.sort_unstable();
        both.dedup();
        for key in both {
            let of_layer = |layer: &Layer| {
                let keys = layer.compiled.keys();
                let from = keys.partition_point(|other| other.get() < key.get());
                let count = keys[from..].iter().take_while(|&&other| other == key).count();
                layer.surfaces().get(from..from + count).unwrap_or_default().to_vec()
            };
            let mut surfaces: Vec<Surface> = self.layers.iter().flat_map(of_layer).collect();
            surfaces.sort_by_key(|surface| (self.surface_text(surface), surface.entry()));
            surfaces.dedup_by_key(|surface| (self.surface_text(surface), surface.entry()));
            let groups = surfaces.chunk_by(|a, b| self.surface_text(a) == self.surface_text(b)).map(<[_]>::to_vec);
            let groups = groups.collect();
            self.shared.insert(key.get(), groups);
        }
    }

    /// The row of an entry itself, even if a later layer replaces it.
    fn at(&self, EntryId(id): EntryId) -> Option<GazetteerEntry<'_>> {
        let layer = self.layers.iter().rev().find(|layer| layer.first <= id)?;
        let raw = *layer.compiled.entries().get((id - layer.first) as usize)?;
        let (row, columns) = layer.compiled.row(raw)?;
        Some(GazetteerEntry { kind: raw.kind(), gender: raw.gender(), weight: raw.weight(), row, columns })
    }

    /// The row of an entry of this gazetteer; an empty one for any other.
    pub fn entry(&self, id: EntryId) -> GazetteerEntry<'_> {
        let latest = if self.replaced.is_empty() { id } else { self.replaced.get(&id).copied().unwrap_or(id) };
        self.at(latest).unwrap_or(GazetteerEntry::NONE)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.layers.iter().map(|layer| layer.compiled.entries().len()).sum()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of names.
    pub fn names(&self) -> usize {
        self.layers.iter().map(|layer| layer.compiled.surfaces().len()).sum()
    }

    /// The stable id: "wd/Q7747", "state/ru".
    pub fn id(&self, entry: EntryId) -> &str {
        self.entry(entry).id()
    }

    /// The canonical name.
    pub fn name(&self, entry: EntryId) -> &str {
        self.entry(entry).name()
    }

    /// Id of the state it belongs to; a state belongs to itself.
    pub fn state(&self, entry: EntryId) -> Option<&str> {
        self.entry(entry).state()
    }

    /// The offices, newest first, each with its dates: "Foreign Minister [2013-01-12..]".
    pub fn roles(&self, entry: EntryId) -> impl Iterator<Item = HeldRole<'_>> {
        self.entry(entry).roles()
    }

    /// The entity with this id.
    pub fn by_id(&self, id: &str) -> Option<EntryId> {
        let hash = xxh3_64(id.as_bytes());
        self.layers.iter().find_map(|layer| {
            let at = layer.compiled.ids().partition_point(|other| other.get() < hash);
            let owner = layer.compiled.owners().get(at)?.get();
            let entry = EntryId(layer.first.checked_add(owner)?);
            self.at(entry).filter(|row| row.id() == id).map(|_| entry)
        })
    }

    /// Every entity once, in the order of the layers and their rows.
    pub fn entries(&self) -> impl Iterator<Item = EntryId> + '_ {
        (0..self.len() as u32).map(EntryId).filter(|entry| !self.earlier.contains_key(entry))
    }

    /// Every surface of every layer.
    pub fn surfaces(&self) -> impl Iterator<Item = &Surface> {
        self.layers.iter().flat_map(Layer::surfaces)
    }

    /// How a surface is written.
    pub fn surface_text(&self, surface: &Surface) -> &str {
        self.layers.get(surface.layer()).map_or("", |layer| layer.compiled.text(surface.place()))
    }

    /// The file that a surface comes from.
    pub fn file_of(&self, surface: &Surface) -> &Path {
        self.layers.get(surface.layer()).map_or(Path::new(""), |layer| layer.compiled.path())
    }
}

/// Calls `found` with the first positions of every item that two ascending lists share. It walks the shorter list and
/// searches the longer one for each item, from where the last one was found.
fn common(a: &[U64], b: &[U64], mut found: impl FnMut(usize, usize)) {
    let swapped = a.len() > b.len();
    let (short, long) = if swapped { (b, a) } else { (a, b) };
    let mut at = 0;
    for (index, item) in short.iter().enumerate() {
        if index > 0 && short[index - 1] == *item {
            continue;
        }
        let mut step = 1;
        while at + step < long.len() && long[at + step].get() < item.get() {
            step *= 2;
        }
        let end = (at + step + 1).min(long.len());
        at += long[at..end].partition_point(|other| other.get() < item.get());
        if long.get(at) == Some(item) {
            if swapped { found(at, index) } else { found(index, at) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_items_are_found_whichever_list_is_longer() {
        let list = |items: &[u64]| items.iter().copied().map(U64::new).collect::<Vec<_>>();
        let long = list(&[1, 2, 2, 5, 8, 9, 12, 40, 41, 41, 90]);
        let short = list(&[0, 2, 2, 9, 41, 90, 91]);
        let mut pairs = Vec::new();
        common(&short, &long, |a, b| pairs.push((a, b)));
        assert_eq!(pairs, [(1, 1), (3, 5), (4, 8), (5, 10)]);
        let mut swapped = Vec::new();
        common(&long, &short, |a, b| swapped.push((b, a)));
        assert_eq!(swapped, pairs);
        common(&[], &long, |_, _| panic!("nothing is in an empty list"));
    }
}
