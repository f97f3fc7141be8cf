//! Clusters of words that are used in like contexts, made from running text alone by the exchange algorithm (Kneser and Ney
//! 1993; Martin, Liermann and Ney 1998): each word in turn moves to the class that makes a bigram model of the classes most
//! probable.

use rustc_hash::FxHashMap;

/// A word must occur this often to have a cluster.
const MIN_COUNT: u32 = 4;
const ROUNDS: usize = 6;

/// Cuts the words of `texts` into `classes` clusters; the text is a sequence of word codes per document. Clusters are numbered from 1; rarer words
/// have none.
pub(super) fn exchange(texts: &[Vec<u32>], classes: usize) -> FxHashMap<u32, u16> {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for &word in texts.iter().flatten() {
        *counts.entry(word).or_default() += 1;
    }
    let mut words: Vec<(u32, u32)> = counts.into_iter().filter(|(_, count)| *count >= MIN_COUNT).collect();
    words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let number: FxHashMap<u32, usize> = words.iter().enumerate().map(|(index, (word, _))| (*word, index)).collect();
    if words.len() <= classes {
        return words.iter().enumerate().map(|(index, (word, _))| (*word, index as u16 + 1)).collect();
    }
    let bigrams = Bigrams::new(texts, &number, words.len());

    // The most frequent words begin in a class each, the others are dealt out.
    let mut class: Vec<usize> = (0..words.len()).map(|word| word % classes).collect();
    let mut model = ClusterModel::new(&bigrams, &class, classes);
    let mut right = vec![0.0; classes];
    let mut left = vec![0.0; classes];
    for _ in 0..ROUNDS {
        let mut moved = 0;
        for word in 0..words.len() {
            let from = class[word];
            // Classes of the neighbors, each once.
            let (mut after, mut before) = (Vec::new(), Vec::new());
            for &(next, count) in &bigrams.after[word] {
                let c = class[next as usize];
                if right[c] == 0.0 {
                    after.push(c);
                }
                right[c] += f64::from(count);
            }
            for &(previous, count) in &bigrams.before[word] {
                let c = class[previous as usize];
                if left[c] == 0.0 {
                    before.push(c);
                }
                left[c] += f64::from(count);
            }
            let total = f64::from(words[word].1);
            model.change(from, total, -1.0, (&after, &right), (&before, &left));
            let mut best = (f64::MIN, from);
            for to in 0..classes {
                let gain = model.gain(to, total, (&after, &right), (&before, &left));
                if gain > best.0 {
                    best = (gain, to);
                }
            }
            model.change(best.1, total, 1.0, (&after, &right), (&before, &left));
            moved += usize::from(best.1 != from);
            class[word] = best.1;
            for &c in &after {
                right[c] = 0.0;
            }
            for &c in &before {
                left[c] = 0.0;
            }
        }
        log::debug!("clusters: {moved} of {} words moved", words.len());
        if moved * 200 < words.len() {
            break;
        }
    }
    words.iter().zip(class).map(|((word, _), class)| (*word, class as u16 + 1)).collect()
}

/// Which words follow which, and how often. A word beside itself is left out: it would move with both.
struct Bigrams {
    after: Vec<Vec<(u32, u32)>>,
    before: Vec<Vec<(u32, u32)>>,
}

impl Bigrams {
    fn new(texts: &[Vec<u32>], number: &FxHashMap<u32, usize>, words: usize) -> Self {
        let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        for text in texts {
            for pair in text.windows(2) {
                if let (Some(&a), Some(&b)) = (number.get(&pair[0]), number.get(&pair[1]))
                    && a != b
                {
                    *pairs.entry((a as u32, b as u32)).or_default() += 1;
                }
            }
        }
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_unstable();
        let mut bigrams = Self { after: vec![Vec::new(); words], before: vec![Vec::new(); words] };
        for ((a, b), count) in pairs {
            bigrams.after[a as usize].push((b, count));
            bigrams.before[b as usize].push((a, count));
        }
        bigrams
    }
}

/// Counts of classes.
struct ClusterModel {
    classes: usize,
    pairs: Vec<f64>,
    totals: Vec<f64>,
    weights: Weights,
}

/// `n ln n` of small counts, which most are.
struct Weights(Vec<f64>);

impl Weights {
    fn new() -> Self {
        Self((0..1 << 14).map(|n| if n == 0 { 0.0 } else { f64::from(n) * f64::from(n).ln() }).collect())
    }

    #[inline]
    fn of(&self, count: f64) -> f64 {
        self.0.get(count as usize).copied().unwrap_or_else(|| count * count.ln())
    }
}

type Neighbours<'a> = (&'a [usize], &'a [f64]);

impl ClusterModel {
    fn new(bigrams: &Bigrams, class: &[usize], classes: usize) -> Self {
        let mut model =
            Self { classes, pairs: vec![0.0; classes * classes], totals: vec![0.0; classes], weights: Weights::new() };
        for (word, after) in bigrams.after.iter().enumerate() {
            for &(next, count) in after {
                model.pairs[class[word] * classes + class[next as usize]] += f64::from(count);
            }
        }
        for (word, &class) in class.iter().enumerate() {
            let count: u32 = bigrams.after[word].iter().map(|(_, count)| count).sum();
            model.totals[class] += f64::from(count);
        }
        model
    }

    /// Takes a word with these neighbors out of a class (`sign` −1) or puts it in (+1).
    fn change(&mut self, class: usize, total: f64, sign: f64, after: Neighbours<'_>, before: Neighbours<'_>) {
        for &c in after.0 {
            self.pairs[class * self.classes + c] += sign * after.1[c];
        }
        for &c in before.0 {
            self.pairs[c * self.classes + class] += sign * before.1[c];
        }
        self.totals[class] += sign * total;
    }

    /// What putting the word into a class is worth.
    fn gain(&self, class: usize, total: f64, after: Neighbours<'_>, before: Neighbours<'_>) -> f64 {
        let weight = |count: f64| self.weights.of(count);
        let mut gain = 0.0;
        for &c in after.0 {
            let count = self.pairs[class * self.classes + c];
            gain += weight(count + after.1[c]) - weight(count);
        }
        for &c in before.0 {
            let count = self.pairs[c * self.classes + class];
            gain += weight(count + before.1[c]) - weight(count);
        }
        let count = self.totals[class].max(0.0);
        gain - 2.0 * (weight(count + total) - weight(count))
    }
}
