//! The file of the attribution model. Written by the trainer, read by [`Model::load`].

use super::model::{ClaimModel, CueModel, Model, Outline, RoleModel, TriggerModel};
use super::words::{WordForm, WordTable};
use super::{claim, cue, role};
use crate::crf::file::{ModelReader, ModelWriter, pack, unpack};
use crate::error::Result;

/// Changes with every change of the format or of the features.
const MAGIC: &[u8] = b"whosaid-attribution/8\n";

impl Model {
    /// Reads a model from the bytes of its file.
    ///
    /// # Errors
    /// Bytes that are no model of this version.
    pub fn load(bytes: &[u8]) -> Result<Self> {
        unpack("attribution model", MAGIC, bytes, read_model)
    }

    /// The bytes of the model's file.
    ///
    /// # Errors
    /// Never in practice: the compressor reports what it can.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        pack("attribution model", MAGIC, |out| write_model(out, self))
    }
}

fn write_model(out: &mut ModelWriter, model: &Model) {
    write_words(out, &model.words);
    out.table(&model.trigger.weights);
    out.u32(model.trigger.threshold as u32);
    write_outline(out, &model.cue.outline);
    out.table(&model.cue.weights);
    out.transitions(&model.cue.transitions);
    out.f32(model.cue.bias);
    write_outline(out, &model.role.outline);
    out.table(&model.role.weights);
    out.transitions(&model.role.transitions);
    out.table(&model.claim.weights);
    for &number in &model.claim.numbers {
        out.f32(number);
    }
    out.f32(model.claim.intercept);
    out.f32(model.claim.threshold);
}

fn write_outline<const L: usize>(out: &mut ModelWriter, outline: &Outline<L>) {
    out.transitions(&outline.transitions);
    out.f32(outline.slack);
}

fn write_words(out: &mut ModelWriter, words: &WordTable) {
    let mut forms: Vec<(&u32, &WordForm)> = words.forms.iter().collect();
    forms.sort_unstable_by_key(|(form, _)| **form);
    out.u32(forms.len() as u32);
    // Column by column: like is beside like, which packs better.
    for (form, _) in &forms {
        out.u32(**form);
    }
    for (_, word) in &forms {
        out.u32(word.lemma);
    }
    for (_, word) in &forms {
        out.u16(word.readings);
    }
    for (_, word) in &forms {
        out.out.push(word.class);
    }
    for (_, word) in &forms {
        out.out.push(word.tag);
    }
    for (_, word) in &forms {
        out.out.push(word.gate);
    }
    for side in 0..2 {
        for (_, word) in &forms {
            out.u16(word.clusters[side]);
        }
    }
    for side in 0..2 {
        for (_, word) in &forms {
            out.u16(word.senses[side]);
        }
    }
    let mut endings: Vec<(&u32, &u8)> = words.endings.iter().collect();
    endings.sort_unstable();
    out.u32(endings.len() as u32);
    for (ending, &tag) in endings {
        out.u32(*ending);
        out.out.push(tag);
    }
    out.out.extend([words.number_tag, words.noun_tag]);
}

fn read_model(reader: &mut ModelReader<'_>) -> Option<Model> {
    let words = read_words(reader)?;
    let trigger = TriggerModel { weights: reader.table()?, threshold: reader.u32()? as i32 };
    let cue = CueModel {
        outline: read_outline(reader, cue::MAY_FOLLOW)?,
        weights: reader.table()?,
        transitions: reader.transitions(cue::MAY_FOLLOW)?,
        bias: reader.f32()?,
    };
    let role = RoleModel {
        outline: read_outline(reader, role::MAY_FOLLOW)?,
        weights: reader.table()?,
        transitions: reader.transitions(role::MAY_FOLLOW)?,
    };
    let weights = reader.table()?;
    let mut numbers = [0.0; claim::NUMBERS];
    for number in &mut numbers {
        *number = reader.f32()?;
    }
    let claim = ClaimModel { weights, numbers, intercept: reader.f32()?, threshold: reader.f32()? };
    Some(Model { words, trigger, cue, role, claim })
}

fn read_outline<const L: usize>(reader: &mut ModelReader<'_>, allowed: [[bool; L]; L]) -> Option<Outline<L>> {
    Some(Outline { transitions: reader.transitions(allowed)?, slack: reader.f32()? })
}

fn read_words(reader: &mut ModelReader<'_>) -> Option<WordTable> {
    let count = reader.u32()? as usize;
    let forms = reader.u32s(count)?;
    let lemmas = reader.u32s(count)?;
    let readings = reader.u16s(count)?;
    let (classes, tags, gates) = (reader.take(count)?, reader.take(count)?, reader.take(count)?);
    let (fine, coarse) = (reader.u16s(count)?, reader.u16s(count)?);
    let senses = (reader.u16s(count)?, reader.u16s(count)?);
    let mut words = WordTable::default();
    words.forms.reserve(count);
    for (index, &form) in forms.iter().enumerate() {
        let word = WordForm {
            lemma: lemmas[index],
            readings: readings[index],
            class: classes[index],
            tag: tags[index],
            gate: gates[index],
            clusters: [fine[index], coarse[index]],
            senses: [senses.0[index], senses.1[index]],
        };
        words.forms.insert(form, word);
    }
    for _ in 0..reader.u32()? {
        let ending = reader.u32()?;
        words.endings.insert(ending, reader.u8()?);
    }
    (words.number_tag, words.noun_tag) = (reader.u8()?, reader.u8()?);
    Some(words)
}
