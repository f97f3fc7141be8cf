//! The article among the JSON-LD of a page: alone, in a list, in an `@graph`, or as the main entity of something else. What it
//! refers to by `@id` is looked up.

use serde_json::Value;

/// The objects of all scripts of a page.
#[derive(Debug, Default)]
pub(super) struct LinkedData {
    objects: Vec<Value>,
}

/// Types of articles end with one of these; a page is better than nothing.
const ARTICLES: [&str; 4] = ["Article", "Posting", "Report", "Blog"];
const PAGES: [&str; 2] = ["WebPage", "ItemPage"];

/// How deep objects that may be articles are nested.
const MAX_DEPTH: u32 = 3;

/// The most objects that are kept, and the most names in a list that are looked up among them.
const MAX_OBJECTS: usize = 10_000;
const MAX_NAMES: usize = 100;

impl LinkedData {
    /// Reads the scripts; what is no JSON is left out.
    pub(super) fn parse(scripts: impl Iterator<Item = String>) -> Self {
        let mut data = Self::default();
        for script in scripts {
            if let Some(value) = json(&script) {
                data.add(value, 0);
            }
        }
        data
    }

    fn add(&mut self, value: Value, depth: u32) {
        match value {
            Value::Array(values) => values.into_iter().for_each(|value| self.add(value, depth)),
            Value::Object(mut object) if depth <= MAX_DEPTH && self.objects.len() < MAX_OBJECTS => {
                for key in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"] {
                    if let Some(inner) = object.get(key).filter(|inner| inner.is_object() || inner.is_array()) {
                        self.add(inner.clone(), depth + 1);
                    }
                }
                object.remove("@graph");
                self.objects.push(Value::Object(object));
            }
            _ => {}
        }
    }

    /// The article, or else the page.
    pub(super) fn article(&self) -> Option<&Value> {
        let of_type = |wanted: &[&str]| {
            let matches = |object: &&Value| types(object).any(|kind| wanted.iter().any(|end| kind.ends_with(end)));
            let all = || self.objects.iter().filter(matches);
            all().find(|object| object.get("datePublished").is_some()).or_else(|| all().next())
        };
        of_type(&ARTICLES).or_else(|| of_type(&PAGES).filter(|page| page.get("datePublished").is_some()))
    }

    /// True for an article that is several posts.
    pub(super) fn is_live_blog(article: &Value) -> bool {
        types(article).any(|kind| kind == "LiveBlogPosting")
    }

    /// The name in a value: of an object, of what it refers to, or of each in a list.
    pub(super) fn name(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(name) => Some(name.trim().to_owned()).filter(|name| !name.is_empty()),
            Value::Array(values) => {
                let names: Vec<String> = values.iter().take(MAX_NAMES).filter_map(|value| self.name(value)).collect();
                (!names.is_empty()).then(|| names.join(", "))
            }
            Value::Object(object) => match (object.get("name"), object.get("@id")) {
                (Some(name @ (Value::String(_) | Value::Array(_))), _) => self.name(name),
                (None, Some(id)) => {
                    let found = self.objects.iter().find(|other| other.get("@id") == Some(id))?;
                    self.name(found.get("name").filter(|name| name.is_string())?)
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// The types of an object, which may have several.
fn types(object: &Value) -> impl Iterator<Item = &str> {
    let kind = object.get("@type");
    let list = kind.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    kind.and_then(Value::as_str).into_iter().chain(list.iter().filter_map(Value::as_str))
}

/// The JSON of a script. Some have line breaks inside strings, or comments around everything.
fn json(script: &str) -> Option<Value> {
    let script = script.trim().trim_end_matches(';');
    let script = script.strip_prefix("<!--").map_or(script, |inner| inner.trim_end_matches("-->"));
    let script = script.trim().trim_start_matches("//").trim_start_matches("<![CDATA[");
    let script = script.trim_end().trim_end_matches("]]>").trim_end_matches("//").trim();
    let parsed = serde_json::from_str(script).ok();
    parsed.or_else(|| serde_json::from_str(&script.replace(|char: char| char.is_control(), " ")).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(scripts: &[&str]) -> Option<(Option<String>, Option<String>)> {
        let data = LinkedData::parse(scripts.iter().map(|script| (*script).to_owned()));
        let article = data.article()?;
        let name = |key: &str| data.name(article.get(key)?);
        Some((name("headline"), name("author")))
    }

    #[test]
    fn the_article_wherever_it_is() {
        let article = r#"{"@type": "NewsArticle", "headline": "Port reopens", "author": {"name": "Zoë Karlsson"}}"#;
        for script in [
            article.to_owned(),
            format!("[{{\"@type\": \"BreadcrumbList\"}}, {article}]"),
            format!("{{\"@graph\": [{{\"@type\": \"Organization\", \"name\": \"x\"}}, {article}]}}"),
            format!("{{\"@type\": \"WebPage\", \"mainEntity\": {article}}}"),
            format!("//<![CDATA[\n{article}\n//]]>"),
            article
                .replace("NewsArticle\"", "OpinionNewsArticle\"")
                .replace("{\"name\": \"Zoë Karlsson\"}", "[\"Zoë Karlsson\"]"),
            article
                .replace("\"NewsArticle\"", "[\"Article\", \"NewsArticle\"]")
                .replace("Port reopens", "Port\nreopens"),
        ] {
            let found = read(&["{broken", &script]);
            assert_eq!(found, Some((Some("Port reopens".into()), Some("Zoë Karlsson".into()))), "{script}");
        }
        let graph = r##"{"@graph": [{"@type": "Article", "headline": "Port reopens", "author": [{"@id": "#z"}, {"@id": "#a"}]},
            {"@type": "Person", "@id": "#a", "name": "Ada Voss"}, {"@type": "Person", "@id": "#z", "name": "Zoë Karlsson"}]}"##;
        assert_eq!(read(&[graph]).unwrap().1.as_deref(), Some("Zoë Karlsson, Ada Voss"));
        assert_eq!(read(&[r#"{"@type": "Organization", "name": "x"}"#, "1", "null"]), None);
    }
}
