//! What decides the bytes of a run, so that only a run that would write the same can resume it or add to it.

use crate::input::Listing;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What decides the bytes of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// Version of the program.
    pub version: String,
    /// Hash of the gazetteers and lexicons.
    pub gazetteers: String,
    /// Hash of the attribution model.
    pub model: String,
    /// Options that change records, by their name on the command line.
    pub options: BTreeMap<String, String>,
    /// The inputs.
    pub inputs: Vec<Listing>,
    /// Which part of the inputs, as `i/n`; all where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
}

impl Recipe {
    /// The key of a Parquet file's metadata that has the recipe of its run, as JSON.
    #[cfg(feature = "parquet")]
    pub(crate) const PARQUET_KEY: &str = "whosaid.recipe";

    /// Why this run does not make the records that `before` makes of the same article; `None` where it does.
    pub fn method_differs_from(&self, before: &Self) -> Option<String> {
        if self.version != before.version {
            return Some(format!("it was made by whosaid {}, and this is {}", before.version, self.version));
        }
        for (what, now, then) in
            [("other gazetteers", &self.gazetteers, &before.gazetteers), ("another model", &self.model, &before.model)]
        {
            if now != then {
                return Some(format!("it was made with {what}"));
            }
        }
        let names = before.options.keys().chain(self.options.keys());
        names.into_iter().find_map(|name| {
            let (then, now) = (before.options.get(name), self.options.get(name));
            let shown = |value: Option<&String>| value.map_or("not set", String::as_str).to_owned();
            (then != now).then(|| format!("--{name} was {} and is {} now", shown(then), shown(now)))
        })
    }

    /// Why this run does not write the bytes that `before` writes; `None` where it does.
    pub fn differs_from(&self, before: &Self) -> Option<String> {
        if let Some(why) = self.method_differs_from(before) {
            return Some(why);
        }
        let paths = |recipe: &Self| recipe.inputs.iter().map(|input| input.path.clone()).collect::<Vec<_>>();
        if paths(self) != paths(before) {
            return Some(format!("its inputs were {}", paths(before).join(" ")));
        }
        if let Some((now, then)) = self.inputs.iter().zip(&before.inputs).find(|(now, then)| now != then) {
            return Some(format!("{} has changed since: {}", then.path, now.change_since(then)));
        }
        let part = |shard: &Option<String>| shard.clone().unwrap_or_else(|| "all of it".to_owned());
        (self.shard != before.shard).then(|| format!("it was shard {}, not {}", part(&before.shard), part(&self.shard)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named() {
        let before = Recipe { version: "1".into(), model: "m".into(), gazetteers: "g".into(), ..Recipe::default() };
        assert_eq!(before.differs_from(&before), None);
        let now = |change: &dyn Fn(&mut Recipe)| {
            let mut now = before.clone();
            change(&mut now);
            now.differs_from(&before).unwrap()
        };
        assert_eq!(now(&|now| now.version = "2".into()), "it was made by whosaid 1, and this is 2");
        assert_eq!(now(&|now| now.model = "n".into()), "it was made with another model");
        assert_eq!(now(&|now| now.gazetteers = "h".into()), "it was made with other gazetteers");
        let emit = now(&|now| drop(now.options.insert("emit".into(), "claims".into())));
        assert_eq!(emit, "--emit was not set and is claims now");
        assert_eq!(now(&|now| now.shard = Some("1/2".into())), "it was shard all of it, not 1/2");
        assert_eq!(now(&|now| now.inputs.push(Listing::default())), "its inputs were ");
    }
}
