//! `FollowTheMoney` entities, one JSON object per line, as OpenSanctions publishes them (`entities.ftm.json`,
//! `targets.nested.json`): `id`, `schema`, `properties` of lists. Schemas other than people and organizations
//! (addresses, ownerships, passports) are skipped and counted.

use super::draft::{EntityDraft, TableWriter};
use super::{open::ListInput, options::ImportOptions};
use crate::document::{EntityKind, Gender};
use crate::error::Result;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct FtmEntity {
    id: String,
    schema: String,
    #[serde(default)]
    caption: String,
    #[serde(default)]
    properties: FxHashMap<String, Vec<Value>>,
}

impl FtmEntity {
    /// The texts of a property; nested entities are none.
    fn texts(&self, property: &str) -> impl Iterator<Item = &str> {
        self.properties.get(property).into_iter().flatten().filter_map(Value::as_str)
    }

    fn first(&self, property: &str) -> &str {
        self.texts(property).next().unwrap_or_default()
    }
}

pub(super) fn read(input: ListInput, options: &ImportOptions<'_>, table: &mut TableWriter<'_>) -> Result<()> {
    let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
    for line in input.texts() {
        let (line, number) = line?;
        match serde_json::from_str::<FtmEntity>(&line) {
            Ok(entity) => match options.types.get("ftm", &entity.schema) {
                Some(kind) => table.push(draft(&entity, kind, options), number)?,
                None => *left_out.entry(entity.schema).or_default() += 1,
            },
            Err(error) => table.wrong(number, format!("not an entity: {error}")),
        }
    }
    for (schema, count) in left_out {
        table.note(&format!("skipped {count} entities of schema {schema}"));
    }
    Ok(())
}

fn draft(entity: &FtmEntity, kind: EntityKind, options: &ImportOptions<'_>) -> EntityDraft {
    let wikidata = Some(entity.first("wikidataId")).filter(|id| !id.is_empty()).unwrap_or(&entity.id);
    let wikidata = if is_wikidata(wikidata) { wikidata } else { "" };
    let mut draft = EntityDraft {
        // The same ids as in our own gazetteers, so that one person of both is one.
        id: if wikidata.is_empty() { format!("ftm/{}", entity.id) } else { format!("wd/{wikidata}") },
        kind: Some(kind),
        wikidata: wikidata.to_owned(),
        ..EntityDraft::default()
    };
    let caption = Some(entity.caption.as_str()).filter(|caption| entity.texts("name").any(|name| name == *caption));
    // Weak aliases are left out on purpose: "Mohammed".
    for name in caption.into_iter().chain(entity.texts("name")).chain(entity.texts("alias")) {
        let whole = kind != EntityKind::Person || name.contains(' ');
        if whole || draft.canonical.is_empty() {
            draft.also_called(name);
        }
    }
    draft.acronyms.extend(entity.texts("abbreviation").map(str::to_owned));
    draft.gender = match entity.first("gender") {
        "female" => Gender::Female,
        "male" => Gender::Male,
        _ => Gender::Unknown,
    };
    draft.roles.extend(entity.texts("position").map(|position| position.replace('|', "/")));
    let countries = ["citizenship", "nationality", "country", "jurisdiction", "mainCountry"];
    let state = countries.iter().flat_map(|property| entity.texts(property)).find_map(|code| options.states.find(code));
    state.unwrap_or_default().clone_into(&mut draft.state);
    if kind == EntityKind::Organization {
        entity.first("incorporationDate").clone_into(&mut draft.valid_from);
        entity.first("dissolutionDate").clone_into(&mut draft.valid_to);
    }
    draft
}

/// "Q7747".
fn is_wikidata(id: &str) -> bool {
    id.strip_prefix('Q').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}
