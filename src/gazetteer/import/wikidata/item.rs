//! One entity of the dump. Properties: P31 class, P39 office with P580 and P582 its dates, P27 citizenship, P17 state, P21
//! gender, P1813 short name, P1549 demonym, P571 and P576 the dates of an organization.

use crate::document::{EntityKind, Gender};
use crate::error::{Error, Result};
use crate::gazetteer::import::draft::{EntityDraft, clean};
use crate::gazetteer::import::options::ImportOptions;
use crate::gazetteer::import::states::StateIndex;
use regex::bytes::Regex;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Around the id of an office in a row whose label is yet to be found.
pub(super) const MARK: char = '\u{2}';

#[derive(Deserialize)]
struct WikidataItem<'l> {
    #[serde(borrow)]
    id: Cow<'l, str>,
    #[serde(borrow)]
    labels: Option<&'l RawValue>,
    #[serde(borrow)]
    aliases: Option<&'l RawValue>,
    #[serde(default, borrow)]
    claims: ItemClaims<'l>,
}

#[derive(Deserialize)]
struct LabeledItem<'l> {
    #[serde(borrow)]
    id: Cow<'l, str>,
    #[serde(borrow)]
    labels: Option<&'l RawValue>,
}

/// An empty list where an entity has none.
#[derive(Deserialize, Default)]
#[serde(default)]
struct ItemClaims<'l> {
    #[serde(rename = "P31", borrow)]
    classes: Vec<Statement<'l>>,
    #[serde(rename = "P39", borrow)]
    offices: Vec<Statement<'l>>,
    #[serde(rename = "P27", borrow)]
    citizenships: Vec<Statement<'l>>,
    #[serde(rename = "P17", borrow)]
    states: Vec<Statement<'l>>,
    #[serde(rename = "P21", borrow)]
    genders: Vec<Statement<'l>>,
    #[serde(rename = "P1813", borrow)]
    short_names: Vec<Statement<'l>>,
    #[serde(rename = "P1549", borrow)]
    demonyms: Vec<Statement<'l>>,
    #[serde(rename = "P571", borrow)]
    beginnings: Vec<Statement<'l>>,
    #[serde(rename = "P576", borrow)]
    ends: Vec<Statement<'l>>,
}

#[derive(Deserialize)]
struct Statement<'l> {
    #[serde(borrow)]
    mainsnak: Snak<'l>,
    #[serde(borrow, default)]
    rank: Cow<'l, str>,
    #[serde(borrow, default)]
    qualifiers: Qualifiers<'l>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Qualifiers<'l> {
    #[serde(rename = "P580", borrow)]
    from: Vec<Snak<'l>>,
    #[serde(rename = "P582", borrow)]
    to: Vec<Snak<'l>>,
}

#[derive(Deserialize)]
struct Snak<'l> {
    #[serde(borrow)]
    datavalue: Option<DataValue<'l>>,
}

#[derive(Deserialize)]
struct DataValue<'l> {
    #[serde(borrow)]
    value: SnakValue<'l>,
}

/// What is wanted of the value of a property, whatever its type.
#[derive(Default)]
struct SnakValue<'l> {
    id: Cow<'l, str>,
    text: Cow<'l, str>,
    language: Cow<'l, str>,
    time: Cow<'l, str>,
    precision: u8,
}

impl<'de: 'l, 'l> Deserialize<'de> for SnakValue<'l> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SnakVisitor;
        impl<'de> Visitor<'de> for SnakVisitor {
            type Value = SnakValue<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or an object")
            }

            fn visit_str<E>(self, text: &str) -> Result<SnakValue<'de>, E> {
                Ok(SnakValue { text: Cow::Owned(text.to_owned()), ..SnakValue::default() })
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<SnakValue<'de>, M::Error> {
                let mut value = SnakValue::default();
                while let Some(JsonText(key)) = map.next_key()? {
                    match &*key {
                        "id" => value.id = map.next_value::<JsonText<'de>>()?.0,
                        "text" => value.text = map.next_value::<JsonText<'de>>()?.0,
                        "language" => value.language = map.next_value::<JsonText<'de>>()?.0,
                        "time" => value.time = map.next_value::<JsonText<'de>>()?.0,
                        "precision" => value.precision = map.next_value::<f64>()? as u8,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(value)
            }
        }
        deserializer.deserialize_any(SnakVisitor)
    }
}

/// A text, borrowed where it has no escapes.
#[derive(Deserialize)]
struct JsonText<'l>(#[serde(borrow)] Cow<'l, str>);

/// A row of the table, and the offices whose labels it lacks.
pub(super) struct ItemRow {
    pub(super) text: String,
    pub(super) offices: Vec<u64>,
}

/// Reads entities.
pub(super) struct ItemReader<'o> {
    classes: FxHashMap<String, EntityKind>,
    /// Matches the class of a wanted entity: lines without a match need not be parsed.
    wanted: Regex,
    language: &'o str,
    states: &'o StateIndex,
}

impl<'o> ItemReader<'o> {
    pub(super) fn new(options: &'o ImportOptions<'_>) -> Result<Self> {
        let classes = options.types.of("wikidata");
        let mut names: Vec<&str> = classes.keys().map(String::as_str).collect();
        names.sort_unstable();
        let pattern = format!("\"(?:{})\"", names.iter().map(|name| regex::escape(name)).collect::<Vec<_>>().join("|"));
        let wanted = Regex::new(&pattern).map_err(|error| Error::Input {
            path: "classes".into(),
            cause: format!("cannot search for them: {error}"),
        })?;
        Ok(Self { classes, wanted, language: &options.language, states: options.states })
    }

    /// The row of an entity; `None` if it is of no wanted class or has no name in the language.
    pub(super) fn row(&self, line: &[u8]) -> Result<Option<ItemRow>, String> {
        if matches!(line, b"" | b"[" | b"]") || !self.wanted.is_match(line) {
            return Ok(None);
        }
        let item: WikidataItem<'_> = serde_json::from_slice(line).map_err(|error| format!("not an entity: {error}"))?;
        let kinds = current(&item.claims.classes).filter_map(|value| self.classes.get(&*value.id));
        let Some(&kind) = kinds.min() else { return Ok(None) };
        let Some(name) = self.label_of(item.labels) else { return Ok(None) };
        let (draft, offices) = self.draft(&item, kind, &name);
        Ok(Some(ItemRow { text: draft.row()?, offices }))
    }

    fn draft(&self, item: &WikidataItem<'_>, kind: EntityKind, name: &str) -> (EntityDraft, Vec<u64>) {
        let claims = &item.claims;
        let mut draft = EntityDraft {
            id: self.states.find(&item.id).map_or_else(|| format!("wd/{}", item.id), str::to_owned),
            kind: Some(kind),
            wikidata: item.id.clone().into_owned(),
            ..EntityDraft::default()
        };
        draft.also_called(&plain(name));
        let short = current(&claims.short_names).filter(|value| [self.language, "mul"].contains(&&*value.language));
        let short = short.map(|value| value.text.clone().into_owned());
        for alias in self.aliases_of(item.aliases).into_iter().chain(short) {
            let alias = clean(&plain(&alias));
            if is_acronym(&alias) && kind != EntityKind::Person {
                draft.acronyms.push(alias);
            } else if kind != EntityKind::Person || alias.contains(' ') {
                draft.also_called(&alias);
            }
        }
        let mut offices = Vec::new();
        match kind {
            EntityKind::Person => {
                draft.gender = match best(&claims.genders).map_or("", |value| &value.id) {
                    "Q6581072" | "Q1052281" => Gender::Female,
                    "Q6581097" | "Q2449503" => Gender::Male,
                    _ => Gender::Unknown,
                };
                (draft.roles, offices) = roles(&claims.offices);
                draft.state = self.state(best(&claims.citizenships));
            }
            EntityKind::State => {
                let demonyms = current(&claims.demonyms).filter(|value| value.language == self.language);
                draft.demonyms = demonyms.map(|value| plain(&value.text)).collect();
            }
            EntityKind::Organization => draft.state = self.state(best(&claims.states)),
        }
        if kind != EntityKind::Person {
            draft.valid_from = best(&claims.beginnings).map(date).unwrap_or_default();
            draft.valid_to = best(&claims.ends).map(date).unwrap_or_default();
        }
        (draft, offices)
    }

    fn state(&self, value: Option<&SnakValue<'_>>) -> String {
        let Some(value) = value.filter(|value| !value.id.is_empty()) else { return String::new() };
        self.states.find(&value.id).map_or_else(|| format!("wd/{}", value.id), str::to_owned)
    }

    /// The number and label of an entity, if it is wanted.
    pub(super) fn label(&self, line: &[u8], wanted: &FxHashSet<u64>) -> Option<(u64, String)> {
        // As the dumps write it; another order of keys costs time only.
        let ours = line.strip_prefix(b"{\"type\":\"item\",\"id\":\"Q");
        if let Some(rest) = ours {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let number = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
            if !wanted.contains(&number) {
                return None;
            }
        }
        let item: LabeledItem<'_> = serde_json::from_slice(line).ok()?;
        let number = number(&item.id).filter(|number| wanted.contains(number))?;
        let label = clean(&plain(&self.label_of(item.labels)?)).replace('|', "/");
        (!label.is_empty()).then_some((number, label))
    }

    fn label_of(&self, labels: Option<&RawValue>) -> Option<String> {
        let mut found = self.of_language(labels?);
        found.sort_by_key(|(default, _)| *default);
        found.into_iter().next().map(|(_, label)| label)
    }

    fn aliases_of(&self, aliases: Option<&RawValue>) -> Vec<String> {
        let found = aliases.map(|aliases| self.of_language(aliases)).unwrap_or_default();
        found.into_iter().map(|(_, alias)| alias).collect()
    }

    /// The texts of the language, and those that are the same in all languages (`true`).
    fn of_language(&self, texts: &RawValue) -> Vec<(bool, String)> {
        let mut found = Vec::new();
        // Anything but a map of languages has no texts; where there are none, it is an empty list.
        let languages = Languages { wanted: self.language, found: &mut found };
        let _ = serde_json::Deserializer::from_str(texts.get()).deserialize_any(languages);
        found
    }
}

/// Collects the texts of one language from a map of languages to a text or a list of texts.
struct Languages<'f> {
    wanted: &'f str,
    found: &'f mut Vec<(bool, String)>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum LanguageTexts {
    One { value: String },
    Many(Vec<One>),
}

#[derive(Deserialize)]
struct One {
    value: String,
}

impl<'de> Visitor<'de> for Languages<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of languages")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<(), S::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(JsonText(language)) = map.next_key()? {
            let everywhere = language == "mul";
            if !everywhere && language != self.wanted {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            match map.next_value()? {
                LanguageTexts::One { value } => self.found.push((everywhere, value)),
                LanguageTexts::Many(all) => self.found.extend(all.into_iter().map(|one| (everywhere, one.value))),
            }
        }
        Ok(())
    }
}

/// The values of the statements that are not deprecated.
fn current<'s, 'l>(statements: &'s [Statement<'l>]) -> impl Iterator<Item = &'s SnakValue<'l>> {
    let statements = statements.iter().filter(|statement| statement.rank != "deprecated");
    statements.filter_map(|statement| Some(&statement.mainsnak.datavalue.as_ref()?.value))
}

/// The value of the preferred statement, or the first one.
fn best<'s, 'l>(statements: &'s [Statement<'l>]) -> Option<&'s SnakValue<'l>> {
    let preferred = statements.iter().find(|statement| statement.rank == "preferred");
    let value = preferred.and_then(|statement| Some(&statement.mainsnak.datavalue.as_ref()?.value));
    value.or_else(|| current(statements).next())
}

/// The offices with their dates, newest first, their labels yet to be found.
fn roles(statements: &[Statement<'_>]) -> (Vec<String>, Vec<u64>) {
    let mut offices: Vec<(String, String, u64)> = Vec::new();
    for statement in statements.iter().filter(|statement| statement.rank != "deprecated") {
        let Some(office) = statement.mainsnak.datavalue.as_ref().and_then(|data| number(&data.value.id)) else {
            continue;
        };
        let of = |snaks: &[Snak<'_>]| {
            snaks.iter().find_map(|snak| Some(date(&snak.datavalue.as_ref()?.value))).unwrap_or_default()
        };
        offices.push((of(&statement.qualifiers.from), of(&statement.qualifiers.to), office));
    }
    offices.sort_by(|a, b| b.0.cmp(&a.0));
    let role = |(from, to, office): &(String, String, u64)| {
        let dates = if from.is_empty() && to.is_empty() { String::new() } else { format!(" [{from}..{to}]") };
        format!("{MARK}{office}{MARK}{dates}")
    };
    (offices.iter().map(role).collect(), offices.iter().map(|(_, _, office)| *office).collect())
}

/// "+2013-01-12T00:00:00Z" as far as it is precise; empty for decades, centuries and years before Christ.
fn date(value: &SnakValue<'_>) -> String {
    let Some(time) = value.time.strip_prefix('+') else { return String::new() };
    let length = match value.precision {
        9 => 4,
        10 => 7,
        11.. => 10,
        _ => 0,
    };
    time.get(..length).unwrap_or_default().to_owned()
}

/// "Q30185" → 30185.
fn number(id: &str) -> Option<u64> {
    id.strip_prefix('Q')?.parse().ok()
}

/// Without [`MARK`] and without anything that separates names.
fn plain(text: &str) -> String {
    text.replace([MARK, '|', '\t', '\n', '\r'], " ")
}

/// "NATO", "U.S.": to be matched with its exact case.
fn is_acronym(name: &str) -> bool {
    let letters = name.chars().filter(|letter| letter.is_alphabetic()).count();
    (2..=8).contains(&letters) && !name.contains(' ') && !name.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_long_as_they_are_precise() {
        let date =
            |time: &'static str, precision| date(&SnakValue { time: time.into(), precision, ..SnakValue::default() });
        assert_eq!(date("+2013-01-12T00:00:00Z", 11), "2013-01-12");
        assert_eq!(date("+2013-01-00T00:00:00Z", 10), "2013-01");
        assert_eq!(date("+2013-00-00T00:00:00Z", 9), "2013");
        assert_eq!(date("+2010-00-00T00:00:00Z", 8), "");
        assert_eq!(date("-0044-03-15T00:00:00Z", 11), "");
    }
}
