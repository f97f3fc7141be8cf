//! Model files: a magic line, then everything in little-endian, compressed. Written by the trainer, read by [`Model::load`].

use super::lattice::Transitions;
use super::table::{LANES, Table};
use super::words::{Word, Words};
use super::{ClaimModel, CueModel, Model, Outline, RoleModel, TriggerModel, claim, cue, role};
use crate::error::{Error, Result};

/// Changes with every change of the format or of the features.
const MAGIC: &[u8] = b"whosaid-attribution/6\n";
/// Models are written once and read at every start: the smallest file is worth the time.
const LEVEL: i32 = 19;
/// No model is larger once unpacked; a damaged file must not ask for more memory.
const MOST_BYTES: usize = 64 << 20;

impl Model {
    /// Reads a model from the bytes of its file.
    ///
    /// # Errors
    /// Bytes that are no model of this version.
    pub fn load(bytes: &[u8]) -> Result<Self> {
        let bad = |cause: &str| Error::Input { path: "attribution model".into(), cause: cause.to_owned() };
        let packed = bytes.strip_prefix(MAGIC).ok_or_else(|| bad("not a model of this version"))?;
        let body = zstd::bulk::decompress(packed, MOST_BYTES).map_err(|_| bad("damaged"))?;
        let mut reader = Reader { left: &body };
        let model = reader.model().ok_or_else(|| bad("cut short"))?;
        if reader.left.is_empty() { Ok(model) } else { Err(bad("longer than it should be")) }
    }

    /// The bytes of the model's file.
    ///
    /// # Errors
    /// Never in practice: the compressor reports what it can.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut writer = Writer::default();
        writer.model(self);
        let packed = zstd::bulk::compress(&writer.out, LEVEL)
            .map_err(|source| Error::Output { target: "attribution model".to_owned(), source })?;
        Ok([MAGIC, &packed].concat())
    }
}

#[derive(Default)]
struct Writer {
    out: Vec<u8>,
}

impl Writer {
    fn u32(&mut self, value: u32) {
        self.out.extend(value.to_le_bytes());
    }

    fn f32(&mut self, value: f32) {
        self.out.extend(value.to_le_bytes());
    }

    fn u16(&mut self, value: u16) {
        self.out.extend(value.to_le_bytes());
    }

    fn model(&mut self, model: &Model) {
        self.words(&model.words);
        self.table(&model.trigger.weights, 1);
        self.u32(model.trigger.threshold as u32);
        self.outline(&model.cue.outline, 2);
        self.table(&model.cue.weights, 2);
        self.transitions(&model.cue.transitions);
        self.f32(model.cue.bias);
        self.outline(&model.role.outline, 4);
        self.table(&model.role.weights, 4);
        self.transitions(&model.role.transitions);
        self.table(&model.claim.weights, 2);
        for &number in &model.claim.numbers {
            self.f32(number);
        }
        self.f32(model.claim.intercept);
        self.f32(model.claim.threshold);
    }

    fn outline<const L: usize>(&mut self, outline: &Outline<L>, lanes: usize) {
        self.table(&outline.weights, lanes);
        self.transitions(&outline.transitions);
        self.f32(outline.slack);
    }

    fn words(&mut self, words: &Words) {
        let mut forms: Vec<(&u32, &Word)> = words.forms.iter().collect();
        forms.sort_unstable_by_key(|(form, _)| **form);
        self.u32(forms.len() as u32);
        // Column by column: like stands beside like, which packs better.
        for (form, _) in &forms {
            self.u32(**form);
        }
        for (_, word) in &forms {
            self.u32(word.lemma);
        }
        for (_, word) in &forms {
            self.u16(word.readings);
        }
        for (_, word) in &forms {
            self.out.push(word.class);
        }
        for (_, word) in &forms {
            self.out.push(word.tag);
        }
        for (_, word) in &forms {
            self.out.push(word.gate);
        }
        for side in 0..2 {
            for (_, word) in &forms {
                self.u16(word.clusters[side]);
            }
        }
        let mut endings: Vec<(&u32, &u8)> = words.endings.iter().collect();
        endings.sort_unstable();
        self.u32(endings.len() as u32);
        for (ending, &tag) in endings {
            self.u32(*ending);
            self.out.push(tag);
        }
        self.out.extend([words.number_tag, words.noun_tag]);
    }

    fn table(&mut self, table: &Table, lanes: usize) {
        let entries = table.entries();
        self.f32(table.scale);
        self.u32(table.bits());
        self.u32(entries.len() as u32);
        // Keys ascend, so their differences are small.
        let mut last = 0;
        for (key, _) in &entries {
            let mut step = key - last;
            last = *key;
            while step >= 0x80 {
                self.out.push(step as u8 | 0x80);
                step >>= 7;
            }
            self.out.push(step as u8);
        }
        for lane in 0..lanes {
            self.out.extend(entries.iter().map(|(_, weights)| weights[lane] as u8));
        }
    }

    fn transitions<const L: usize>(&mut self, transitions: &Transitions<L>) {
        for &score in transitions.scores.as_flattened() {
            self.f32(score);
        }
    }
}

struct Reader<'b> {
    left: &'b [u8],
}

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, left) = self.left.split_at_checked(count)?;
        self.left = left;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes)
    }

    fn f32(&mut self) -> Option<f32> {
        self.u32().map(f32::from_bits)
    }

    fn u16s(&mut self, count: usize) -> Option<Vec<u16>> {
        let bytes = self.take(count.checked_mul(2)?)?;
        Some(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect())
    }

    fn u32s(&mut self, count: usize) -> Option<Vec<u32>> {
        let bytes = self.take(count.checked_mul(4)?)?;
        Some(bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect())
    }

    fn model(&mut self) -> Option<Model> {
        let words = self.words()?;
        let trigger = TriggerModel { weights: self.table(1)?, threshold: self.u32()? as i32 };
        let cue = CueModel {
            outline: self.outline(2, cue::MAY_FOLLOW)?,
            weights: self.table(2)?,
            transitions: self.transitions(cue::MAY_FOLLOW)?,
            bias: self.f32()?,
        };
        let role = RoleModel {
            outline: self.outline(4, role::MAY_FOLLOW)?,
            weights: self.table(4)?,
            transitions: self.transitions(role::MAY_FOLLOW)?,
        };
        let weights = self.table(2)?;
        let mut numbers = [0.0; claim::NUMBERS];
        for number in &mut numbers {
            *number = self.f32()?;
        }
        let claim = ClaimModel { weights, numbers, intercept: self.f32()?, threshold: self.f32()? };
        Some(Model { words, trigger, cue, role, claim })
    }

    fn outline<const L: usize>(&mut self, lanes: usize, allowed: [[bool; L]; L]) -> Option<Outline<L>> {
        Some(Outline { weights: self.table(lanes)?, transitions: self.transitions(allowed)?, slack: self.f32()? })
    }

    fn words(&mut self) -> Option<Words> {
        let count = self.u32()? as usize;
        let forms = self.u32s(count)?;
        let lemmas = self.u32s(count)?;
        let readings = self.u16s(count)?;
        let (classes, tags, gates) = (self.take(count)?, self.take(count)?, self.take(count)?);
        let (fine, coarse) = (self.u16s(count)?, self.u16s(count)?);
        let mut words = Words::default();
        words.forms.reserve(count);
        for (index, &form) in forms.iter().enumerate() {
            let word = Word {
                lemma: lemmas[index],
                readings: readings[index],
                class: classes[index],
                tag: tags[index],
                gate: gates[index],
                clusters: [fine[index], coarse[index]],
            };
            words.forms.insert(form, word);
        }
        for _ in 0..self.u32()? {
            let ending = self.u32()?;
            words.endings.insert(ending, self.u8()?);
        }
        (words.number_tag, words.noun_tag) = (self.u8()?, self.u8()?);
        Some(words)
    }

    fn table(&mut self, lanes: usize) -> Option<Table> {
        let scale = self.f32()?;
        let bits = self.u32()?;
        let count = self.u32()? as usize;
        let mut entries = Vec::with_capacity(count.min(1 << 20));
        let mut key = 0_u32;
        for _ in 0..count {
            let (mut step, mut shift) = (0_u32, 0);
            loop {
                let byte = self.u8()?;
                step |= u32::from(byte & 0x7f).checked_shl(shift)?;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            key = key.checked_add(step).filter(|key| key >> super::hash::KEY_BITS == 0)?;
            entries.push((key, [0; LANES]));
        }
        for lane in 0..lanes {
            for (entry, &byte) in entries.iter_mut().zip(self.take(count)?) {
                entry.1[lane] = byte as i8;
            }
        }
        Some(Table::new(scale, bits, &entries))
    }

    fn transitions<const L: usize>(&mut self, allowed: [[bool; L]; L]) -> Option<Transitions<L>> {
        let mut transitions = Transitions::new(allowed);
        for score in transitions.scores.as_flattened_mut() {
            *score = self.f32()?;
        }
        Some(transitions)
    }
}
