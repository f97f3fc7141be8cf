//! Linking: makes one entity of all its names in the article, and fills `doc.mentions` and `doc.entities`. First the names
//! that are complete, by their id in the gazetteer or their words (`full`); then the short forms, "Rudenko" after "Andrey
//! Rudenko" and "FSB" after "Federal Security Service (FSB)" (`short`). `choose` picks the entry of the gazetteer,
//! `bearer` the person of the article with a family name.

mod bearer;
mod choose;
mod full;
mod fullest;
mod linker;
mod organization;
mod short;
mod state;

use super::found::TaggedNames;
use super::needs::EntityNeeds;
use crate::document::{Document, Entity, Mention};
use crate::gazetteer::LexicalView;
use linker::Linker;
use std::mem;

/// Fills `doc.mentions` and `doc.entities` from the names that were found.
pub fn link(doc: &mut Document<'_>, tagged: &TaggedNames<'_>, needs: &EntityNeeds<'_>) {
    let (mentions, entities) = (mem::take(&mut doc.mentions), mem::take(&mut doc.entities));
    let mut linker =
        Linker::new(LexicalView { doc, lexicons: needs.lexicons }, needs.gazetteer, &tagged.names, mentions, entities);
    linker.full_names(&tagged.names);
    linker.short_forms(&tagged.names, &tagged.loose);
    linker.show_fullest_names();
    let Linker { mut mentions, mut entities, .. } = linker;
    order(&mut mentions, &mut entities);
    doc.mentions = mentions;
    doc.entities = entities;
}

/// Renumbers the entities in order of their first mention.
fn order(mentions: &mut [Mention], entities: &mut Vec<Entity>) {
    let mut place: Vec<Option<u32>> = vec![None; entities.len()];
    let mut next = 0;
    for mention in mentions.iter_mut() {
        if let Some(entity) = &mut mention.entity {
            let place = &mut place[*entity as usize];
            *entity = *place.get_or_insert_with(|| {
                next += 1;
                next - 1
            });
        }
    }
    if place.iter().zip(0..).all(|(place, index)| *place == Some(index)) {
        return;
    }
    let mut placed: Vec<(u32, Entity)> =
        place.into_iter().zip(entities.drain(..)).filter_map(|(place, entity)| Some((place?, entity))).collect();
    placed.sort_unstable_by_key(|(place, _)| *place);
    entities.extend(placed.into_iter().map(|(_, entity)| entity));
}
