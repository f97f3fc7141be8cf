//! Stage 2: candidates aligned to gold, training data, and the jackknife.

use super::corpus::{FOLDS, Target, Text};
use super::crf::{self, Data, Fit};
use crate::attribution::engine::between;
use crate::attribution::engine::claim::Candidate;
use crate::attribution::engine::role::{self, Frame, label};
use crate::attribution::engine::sink::Keys;
use crate::attribution::engine::window::{self, Cue};
use crate::attribution::engine::{RoleModel, Scratch, mark_landmarks};
use rayon::prelude::*;

/// A feature must occur this often.
const CUT: u32 = 3;
/// Table rows, as a logarithm.
const BITS: u32 = 20;
/// A gold cue that stage 1 missed is longer than this only if something lies between its parts.
const LONGEST_CUE: u32 = 6;

/// For each cue, the gold attribution whose cue it fits best, one to one.
pub(super) fn align(cues: &[Cue], targets: &[Target]) -> Vec<Option<usize>> {
    let mut pairs = Vec::new();
    for (c, cue) in cues.iter().enumerate() {
        for (t, target) in targets.iter().enumerate() {
            let shared: u32 =
                target.cue.iter().map(|run| run.end.min(cue.end).saturating_sub(run.start.max(cue.start))).sum();
            if shared > 0 {
                let all = target.cue.iter().map(|run| run.end - run.start).sum::<u32>() + cue.end - cue.start - shared;
                pairs.push((f64::from(shared) / f64::from(all), c, t));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut aligned = vec![None; cues.len()];
    let mut used = vec![false; targets.len()];
    for (_, c, t) in pairs {
        if aligned[c].is_none() && !used[t] {
            aligned[c] = Some(t);
            used[t] = true;
        }
    }
    aligned
}

/// Gathers the windows of all cues that are right, and of the gold cues that stage 1 missed.
pub(super) fn gather(texts: &[Text], cues: &[Vec<Cue>]) -> Data {
    let parts = texts
        .par_iter()
        .zip(cues)
        .map(|(text, cues)| {
            let mut data = Data::default();
            let mut landmarks = Vec::new();
            let mut between = Vec::new();
            mark_landmarks(&text.page, cues, &mut landmarks);
            let aligned = align(cues, &text.targets);
            let mut pairs: Vec<(Cue, usize)> =
                cues.iter().zip(&aligned).filter_map(|(cue, target)| Some((*cue, (*target)?))).collect();
            for (index, target) in text.targets.iter().enumerate() {
                if !aligned.contains(&Some(index)) {
                    let (start, mut end) = (target.cue[0].start, target.cue[target.cue.len() - 1].end);
                    if end - start > LONGEST_CUE {
                        end = target.cue[0].end;
                    }
                    pairs.push((Cue { start, end, probability: 0.0 }, index));
                }
            }
            for (cue, target) in pairs {
                let window = window::window(&text.page, cue);
                between::walk(&text.page, cue, &window, &landmarks, &mut between);
                let frame = Frame::new(&text.page, cue, window.clone(), &between);
                let labels = labels(&text.targets[target], window.start as u32..window.end as u32);
                for (index, label) in window.zip(labels) {
                    let label = if cue.tokens().contains(&index) { label::OUTSIDE } else { label };
                    frame.features(index, Keys(|key| data.feature(key)));
                    data.token(label);
                }
                data.sequence(text.fold);
            }
            data
        })
        .collect();
    Data::finish(parts, CUT, BITS)
}

fn labels(target: &Target, window: std::ops::Range<u32>) -> Vec<u8> {
    let mut labels = vec![label::OUTSIDE; window.len()];
    let roles = [
        (&target.content, label::BEGIN_CONTENT, label::IN_CONTENT),
        (&target.source, label::BEGIN_SOURCE, label::IN_SOURCE),
    ];
    for (runs, begin, inside) in roles {
        for run in runs {
            for index in run.start.max(window.start)..run.end.min(window.end) {
                labels[(index - window.start) as usize] = if index == run.start { begin } else { inside };
            }
        }
    }
    // A run cut by the window's edge or by the other role still needs a beginning.
    let mut previous = label::OUTSIDE;
    for label in &mut labels {
        if !role::MAY_FOLLOW[usize::from(previous)][usize::from(*label)] {
            *label -= 1;
        }
        previous = *label;
    }
    labels
}

/// Fits stage 2 without fold `held_out`.
pub(super) fn fit(data: &Data, held_out: Option<usize>, options: Fit, most: usize) -> RoleModel {
    let fitted = crf::fit::<{ label::COUNT }, 4, 1>(data, role::MAY_FOLLOW, held_out, options);
    RoleModel { weights: crf::quantise(&fitted, data, most, 1), transitions: fitted.transitions }
}

/// What stage 2 makes of every cue of every text, by a model that has not seen its fold.
pub(super) fn jackknife(
    texts: &[Text],
    cues: &[Vec<Cue>],
    data: &Data,
    options: Fit,
    most: usize,
) -> Vec<Vec<Candidate>> {
    let models: Vec<RoleModel> = (0..FOLDS).into_par_iter().map(|fold| fit(data, Some(fold), options, most)).collect();
    texts
        .par_iter()
        .zip(cues)
        .map(|(text, cues)| models[text.fold].read(&text.page, cues, &mut Scratch::default()))
        .collect()
}
