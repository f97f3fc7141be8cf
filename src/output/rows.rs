//! Records as rows of the tables, in the order of their columns: the same for every database.

use super::sql::{EntityKeys, RowKeys, json, next_key, real, referred, spans, why, without_nul};
use crate::date::iso_day;
use crate::record::{ArticleRecord, ClaimRecord, EntityRecord, MentionRecord, Records, SentenceRecord};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// A value in a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SqlValue<'r> {
    Null,
    Integer(i64),
    Real(f64),
    Boolean(bool),
    Text(Cow<'r, str>),
}

macro_rules! sql_values {
    ($($type:ty: $value:ident => $made:expr;)*) => {$(
        impl<'r> From<$type> for SqlValue<'r> {
            fn from($value: $type) -> Self {
                $made
            }
        }
    )*};
}
sql_values! {
    i64: value => Self::Integer(value);
    u64: value => Self::Integer(value as i64);
    u32: value => Self::Integer(value.into());
    bool: value => Self::Boolean(value);
    f32: value => Self::Real(real(value));
    &'r str: value => Self::Text(Cow::Borrowed(value));
    String: value => Self::Text(Cow::Owned(value));
    Cow<'r, str>: value => Self::Text(value);
}

impl<'r, T: Into<SqlValue<'r>>> From<Option<T>> for SqlValue<'r> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Hands `insert` the rows of an article, which gets `key`, each with the name of its table, and after those that it refers
/// to. `known` are the keys of entities in gazetteers.
pub(super) fn insert_article<E>(
    records: &Records<'static>,
    run: i64,
    key: i64,
    keys: &mut RowKeys,
    known: &mut FxHashMap<String, i64>,
    mut insert: impl FnMut(&'static str, &[SqlValue<'_>]) -> Result<(), E>,
) -> Result<(), E> {
    insert("articles", &article(key, run, &records.article))?;
    let mut entities = EntityKeys::default();
    for one in referred(records) {
        let number = if let Some(&number) = known.get(&*one.id) {
            number
        } else {
            let number = next_key(&mut keys.entity);
            insert("entities", &entity(number, one.is_local().then_some(key), one))?;
            if !one.is_local() {
                known.insert(one.id.clone().into_owned(), number);
            }
            number
        };
        entities.insert(&one.id, number);
    }
    for one in &records.sentences {
        insert("sentences", &sentence(key, one))?;
    }
    for (number, one) in (0..).zip(&records.mentions) {
        insert("mentions", &mention(key, number, one, &entities))?;
    }
    for one in &records.claims {
        let number = next_key(&mut keys.claim);
        insert("claims", &claim(number, key, one, &entities))?;
        for row in speakers(number, one, &entities) {
            insert("claim_speakers", &row)?;
        }
        for (part, span, place) in spans(one) {
            let row = [number.into(), part.into(), (span as i64).into(), place.start.into(), place.end.into()];
            insert("claim_spans", &row)?;
        }
        for entity in one.mentions.iter().filter_map(|id| entities.get(&**id)) {
            insert("claim_mentions", &[number.into(), (*entity).into()])?;
        }
    }
    Ok(())
}

/// A row of `articles`.
fn article<'r>(key: i64, run: i64, one: &'r ArticleRecord<'static>) -> [SqlValue<'r>; 24] {
    [
        key.into(),
        (&*one.doc).into(),
        one.title.as_deref().into(),
        one.date.as_deref().into(),
        one.date.as_deref().and_then(iso_day).into(),
        one.outlet.as_deref().into(),
        one.url.as_deref().into(),
        one.author.as_deref().into(),
        one.meta.as_json().map(without_nul).into(),
        one.language.as_deref().into(),
        one.text_hash.as_str().into(),
        one.bytes.into(),
        one.code_points.into(),
        (&*one.encoding).into(),
        one.replacements.into(),
        one.paragraphs.into(),
        one.sentences.into(),
        one.quotes.into(),
        one.mentions.into(),
        one.entities.into(),
        one.claims.into(),
        json(&one.warnings).into(),
        one.duplicate_of.as_deref().into(),
        run.into(),
    ]
}

/// A row of `entities`.
fn entity<'r>(key: i64, article: Option<i64>, one: &'r EntityRecord<'static>) -> [SqlValue<'r>; 5] {
    [key.into(), (&*one.id).into(), article.into(), (&*one.name).into(), (&*one.kind).into()]
}

/// A row of `sentences`.
fn sentence<'r>(article: i64, one: &'r SentenceRecord<'static>) -> [SqlValue<'r>; 6] {
    [
        article.into(),
        one.index.into(),
        one.paragraph.into(),
        one.place.start.into(),
        one.place.end.into(),
        (&*one.text).into(),
    ]
}

/// A row of `mentions`.
fn mention<'r>(
    article: i64,
    number: i64,
    one: &'r MentionRecord<'static>,
    keys: &EntityKeys<'_>,
) -> [SqlValue<'r>; 11] {
    [
        article.into(),
        number.into(),
        one.place.start.into(),
        one.place.end.into(),
        (&*one.text).into(),
        (&*one.kind).into(),
        (&*one.form).into(),
        one.entity.as_deref().and_then(|id| keys.get(id).copied()).into(),
        one.confidence.into(),
        json(&one.candidates).into(),
        (&*one.by).into(),
    ]
}

/// A row of `claims`.
fn claim<'r>(key: i64, article: i64, one: &'r ClaimRecord<'static>, keys: &EntityKeys<'_>) -> [SqlValue<'r>; 27] {
    let (source, speaker) = (one.source.as_ref(), one.speaker.as_ref());
    [
        key.into(),
        one.id.as_str().into(),
        article.into(),
        (&*one.kind).into(),
        source.map(|source| &*source.text).into(),
        source.and_then(|source| source.form.as_deref()).into(),
        speaker.and_then(|speaker| keys.get(speaker.id.as_deref()?).copied()).into(),
        speaker.map(|speaker| &*speaker.kind).into(),
        speaker.and_then(|speaker| speaker.role.as_deref()).into(),
        speaker.and_then(|speaker| speaker.state.as_deref()).into(),
        speaker.and_then(|speaker| speaker.gender.as_deref()).into(),
        speaker.and_then(|speaker| speaker.gender_by.as_deref()).into(),
        one.on_behalf().and_then(|principal| keys.get(&*principal.id).copied()).into(),
        speaker.and_then(|speaker| speaker.confidence).into(),
        (&*one.cue.text).into(),
        (&*one.cue.lemma).into(),
        (&*one.cue.class).into(),
        one.addressee.as_ref().map(|part| &*part.text).into(),
        one.occasion.as_ref().map(|part| &*part.text).into(),
        (&*one.content.text).into(),
        one.sentence.into(),
        one.paragraph.into(),
        one.negated.into(),
        one.confidence.into(),
        (&*one.by).into(),
        json(&one.flags).into(),
        why(one).into(),
    ]
}

/// The rows of `claim_speakers`: everybody who says a claim, in order.
fn speakers<'r>(
    claim: i64,
    one: &'r ClaimRecord<'static>,
    keys: &EntityKeys<'_>,
) -> impl Iterator<Item = [SqlValue<'r>; 9]> {
    (0_i64..).zip(one.speakers()).map(move |(position, speaker)| {
        [
            claim.into(),
            position.into(),
            speaker.id.as_deref().and_then(|id| keys.get(id).copied()).into(),
            (&*speaker.kind).into(),
            speaker.name.as_deref().filter(|_| speaker.id.is_none()).into(),
            speaker.role.as_deref().into(),
            speaker.state.as_deref().into(),
            speaker.gender.as_deref().into(),
            speaker.gender_by.as_deref().into(),
        ]
    })
}
