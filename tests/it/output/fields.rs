//! One description of a record: what cannot be derived from its types is compared with them here.

use arrow_schema::DataType;
use serde_json::Value;
use std::collections::BTreeSet;
use whosaid::claim::{ClaimKind, CueClass, Flag, SourceForm};
use whosaid::document::{Gender, GenderSource};
use whosaid::output::{POSTGRES_SCHEMA, SQLITE_SCHEMA, arrow_schema};
use whosaid::record::{RecordKind, json_schema};

/// The keys of a type in the schema, without those that every record begins with and the unit, which only JSON carries.
fn keys(schema: &Value, name: &str) -> BTreeSet<String> {
    let properties = schema["$defs"][name]["properties"].as_object().unwrap();
    let common = ["schema", "record", "offsets"];
    properties.keys().filter(|key| !common.contains(&key.as_str())).cloned().collect()
}

#[test]
fn every_key_of_a_record_is_a_column() {
    let schema = json_schema();
    for kind in RecordKind::ALL {
        let columns = arrow_schema(kind);
        let columns: BTreeSet<String> = columns.fields().iter().map(|field| field.name().clone()).collect();
        let missing: Vec<String> = keys(&schema, kind.as_str()).difference(&columns).cloned().collect();
        let expected: &[&str] = if kind == RecordKind::Article { &["duplicate_of"] } else { &[] };
        assert_eq!(missing, expected, "{}", kind.as_str());
    }
}

#[test]
fn every_key_of_a_speaker_is_a_column() {
    let schema = arrow_schema(RecordKind::Claim);
    let names = |kind: &DataType| -> BTreeSet<String> {
        let DataType::Struct(fields) = kind else { panic!("{kind}") };
        fields.iter().map(|field| field.name().clone()).collect()
    };
    let DataType::List(co_speaker) = schema.field_with_name("co_speakers").unwrap().data_type() else { panic!() };
    let expected = keys(&json_schema(), "speaker");
    assert_eq!(names(schema.field_with_name("speaker").unwrap().data_type()), expected);
    assert_eq!(names(co_speaker.data_type()), expected);
}

#[test]
fn both_databases_have_the_same_tables_and_columns() {
    let tables = |sql: &str| -> Vec<(String, Vec<String>)> {
        let create = |table: &str| {
            let (name, rest) = table.split_once('(').unwrap();
            let columns = rest.lines().skip(1).take_while(|line| !line.starts_with(')')).map(str::trim);
            let columns = columns.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            (name.trim().to_owned(), columns.filter_map(|line| line.split(' ').next()).map(str::to_owned).collect())
        };
        sql.split("\nCREATE TABLE ").skip(1).map(create).collect()
    };
    let (sqlite, postgres) = (tables(SQLITE_SCHEMA), tables(POSTGRES_SCHEMA));
    assert!(sqlite.len() >= 8, "{sqlite:?}");
    assert_eq!(sqlite, postgres);
    let claims = &sqlite.iter().find(|(name, _)| name == "claims").unwrap().1;
    for key in ["kind", "addressee", "occasion", "content", "negated", "confidence", "flags", "why"] {
        assert!(claims.iter().any(|column| column == key), "{key}");
    }
    let speakers = &sqlite.iter().find(|(name, _)| name == "claim_speakers").unwrap().1;
    for key in keys(&json_schema(), "speaker") {
        let place = match key.as_str() {
            // The entity, its spans, and what only the first speaker has.
            "id" => "speaker".to_owned(),
            "first" => continue,
            "for" | "confidence" => {
                assert!(claims.contains(&format!("speaker_{key}")), "{key}");
                continue;
            }
            key => key.to_owned(),
        };
        assert!(speakers.contains(&place), "{key}");
    }
}

#[test]
fn the_python_stub_has_every_key() {
    let schema = json_schema();
    let stub = include_str!("../../../python/whosaid/_whosaid.pyi");
    for (class, name) in [
        ("Claim", "claim"),
        ("Mention", "mention"),
        ("Sentence", "sentence"),
        ("Source", "source"),
        ("Cue", "cue"),
        ("Speaker", "speaker"),
        ("Principal", "principal"),
        ("Part", "part"),
        ("Span", "span"),
    ] {
        let body = stub.split_once(&format!("\nclass {class}:\n")).unwrap().1;
        let body = body.split_once("\n@final").map_or(body, |(body, _)| body);
        for key in keys(&schema, name) {
            let key = if ["class", "for"].contains(&&*key) { format!("{key}_") } else { key };
            assert!(body.contains(&format!("def {key}(self) -> ")), "{class}.{key}");
        }
    }
}

#[test]
fn the_closed_lists_of_the_schema_are_those_of_the_engine() {
    let schema = json_schema();
    let list = |name: &str, key: &str| -> Vec<String> {
        let property = &schema["$defs"][name]["properties"][key];
        let values = property["enum"].as_array().or(property["items"]["enum"].as_array()).unwrap();
        values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let kinds = [ClaimKind::Direct, ClaimKind::Mixed, ClaimKind::Indirect];
    assert_eq!(list("claim", "kind"), kinds.map(ClaimKind::as_str));
    assert_eq!(list("cue", "class"), CueClass::ALL.map(CueClass::as_str));
    let forms = [SourceForm::Name, SourceForm::Pronoun, SourceForm::Relative, SourceForm::Nominal];
    assert_eq!(list("source", "form"), forms.map(SourceForm::as_str));
    let flags = [
        Flag::NoSource,
        Flag::PronounUnresolved,
        Flag::NominalUnresolved,
        Flag::AmbiguousSpeaker,
        Flag::UnclosedQuote,
        Flag::InheritedSource,
        Flag::ByContext,
    ];
    assert_eq!(list("claim", "flags"), flags.map(Flag::as_str));
    assert_eq!(list("speaker", "gender"), [Gender::Female, Gender::Male].map(|gender| gender.as_str().unwrap()));
    assert_eq!(list("speaker", "gender_by"), GenderSource::ALL.map(GenderSource::as_str));
}
