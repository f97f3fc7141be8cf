//! How sure a speaker is right. Data: `gazetteers/lexicons/speaker-confidence.tsv`.

use super::resolver::{Resolved, SpeakerResolver};
use crate::claim::Speaker;
use crate::gazetteer::speaker_confidence::SpeakerKnown;

impl SpeakerResolver<'_, '_> {
    /// The share of speakers that are right among those found as this one was, 0 to 1; 0 where it is open.
    pub(super) fn confidence(&self, resolved: &Resolved) -> f32 {
        let (Some(form), Some(speaker)) = (resolved.form, &resolved.speaker) else { return 0.0 };
        let (kind, known) = match speaker {
            Speaker::Group => ("group", SpeakerKnown::None),
            Speaker::Unnamed if resolved.unsure => ("unnamed", SpeakerKnown::Unsure),
            Speaker::Unnamed => ("unnamed", SpeakerKnown::None),
            Speaker::Document => ("document", SpeakerKnown::None),
            Speaker::Entity { entity, .. } => {
                let entity = self.entity(*entity);
                let known = match entity.entry {
                    _ if !resolved.co_speakers.is_empty() => SpeakerKnown::Joint,
                    _ if resolved.unsure => SpeakerKnown::Unsure,
                    Some(_) => SpeakerKnown::Listed,
                    None if entity.name.contains(' ') => SpeakerKnown::Local,
                    None => SpeakerKnown::Short,
                };
                (entity.kind.as_str(), known)
            }
        };
        self.doc.lexicons.speaker_confidence.get(form.as_str(), kind, known)
    }
}
