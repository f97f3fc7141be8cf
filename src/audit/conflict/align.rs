//! Whether one quotation is contained in another, and how one became the other word by word.

/// Where a quotation is found in a longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Alignment {
    /// Words of the shorter that are replaced or missing in the longer, plus gaps where it skips words of the longer, however
    /// many.
    pub(super) cost: u32,
    /// First word in the longer.
    pub(super) start: u32,
    /// One past the last.
    pub(super) end: u32,
}

/// Rows of the alignment table, reused between searches.
#[derive(Debug, Default)]
pub(super) struct AlignmentRows {
    before: Vec<(u32, u32)>,
    row: Vec<(u32, u32)>,
}

/// Finds `short` in `long` with at most `limit` changes: the alignment of Sellers (1980), but a gap costs the same at any
/// length, because newspapers cut.
pub(super) fn find(short: &[u32], long: &[u32], limit: u32, rows: &mut AlignmentRows) -> Option<Alignment> {
    let columns = long.len() + 1;
    // Each cell: the cost, and where the path to it starts.
    rows.before.clear();
    rows.before.extend((0..columns as u32).map(|column| (0, column)));
    for (index, word) in short.iter().enumerate() {
        rows.row.clear();
        let mut best = (rows.before[0].0 + 1, rows.before[0].1);
        rows.row.push(best);
        // The cheapest path that skips words of the longer up to here.
        let mut gap = (u32::MAX - 1, 0);
        let last = index + 1 == short.len();
        let mut lowest = best.0;
        for column in 1..columns {
            let (cost, start) = rows.before[column - 1];
            gap = gap.min((best.0 + 1, best.1));
            best = (cost + u32::from(long[column - 1] != *word), start);
            let above = rows.before[column];
            if above.0 + 1 < best.0 {
                best = (above.0 + 1, above.1);
            }
            if !last && gap.0 < best.0 {
                best = gap;
            }
            lowest = lowest.min(best.0);
            rows.row.push(best);
        }
        if lowest > limit {
            return None;
        }
        std::mem::swap(&mut rows.before, &mut rows.row);
    }
    let cells = rows.before.iter().enumerate();
    let (end, &(cost, start)) = cells.min_by_key(|&(_, &(cost, _))| cost)?;
    (cost <= limit).then_some(Alignment { cost, start, end: end as u32 })
}

/// A step from one list of words to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DiffStep {
    /// The same word in both.
    Same,
    /// Another word.
    Replaced,
    /// A word of the first that the second does not have.
    Gone,
    /// A word of the second that the first does not have.
    New,
}

const OPEN: u32 = 3;
const EXTEND: u32 = 1;
const REPLACE: u32 = 5;

/// Larger tables are not filled: everything between the common start and end becomes one replacement.
const MAX_CELLS: usize = 32 << 20;

/// The cheapest steps from one list of words to another, where words removed or added together cost less than apart: the
/// alignment of Gotoh (1982).
pub(super) fn steps<T: PartialEq>(from: &[T], to: &[T]) -> Vec<DiffStep> {
    let head = from.iter().zip(to).take_while(|(one, other)| one == other).count();
    let (from, to) = (&from[head..], &to[head..]);
    let tail = from.iter().rev().zip(to.iter().rev()).take_while(|(one, other)| one == other).count();
    let (from, to) = (&from[..from.len() - tail], &to[..to.len() - tail]);
    let mut steps = vec![DiffStep::Same; head];
    steps.extend(between(from, to));
    steps.extend(std::iter::repeat_n(DiffStep::Same, tail));
    steps
}

fn between<T: PartialEq>(from: &[T], to: &[T]) -> Vec<DiffStep> {
    let (height, width) = (from.len(), to.len());
    if height == 0 || width == 0 || height.saturating_mul(width) > MAX_CELLS {
        let both = height.min(width);
        let gone = std::iter::repeat_n(DiffStep::Gone, height - both);
        return std::iter::repeat_n(DiffStep::Replaced, both)
            .chain(gone)
            .chain(std::iter::repeat_n(DiffStep::New, width - both))
            .collect();
    }
    let far = u32::MAX / 2;
    let columns = width + 1;
    // For each cell and each of the three steps into it, the step before: 0 both words, 1 gone, 2 new.
    let mut came = vec![[0_u8; 3]; (height + 1) * columns];
    let mut above: Vec<[u32; 3]> = Vec::with_capacity(columns);
    above.push([0, far, far]);
    for (column, came) in came.iter_mut().enumerate().take(columns).skip(1) {
        above.push([far, far, OPEN + column as u32 * EXTEND]);
        *came = [0, 0, if column > 1 { 2 } else { 0 }];
    }
    for line in 1..=height {
        let mut row = Vec::with_capacity(columns);
        row.push([far, OPEN + line as u32 * EXTEND, far]);
        came[line * columns] = [0, u8::from(line > 1), 0];
        for column in 1..columns {
            let cost = if from[line - 1] == to[column - 1] { 0 } else { REPLACE };
            let left: [u32; 3] = row[column - 1];
            let (both, both_from) = least(above[column - 1]);
            let (gone, gone_from) = least(opened(above[column], 1));
            let (new, new_from) = least(opened(left, 2));
            row.push([both + cost, gone + EXTEND, new + EXTEND]);
            came[line * columns + column] = [both_from, gone_from, new_from];
        }
        above = row;
    }
    let (mut line, mut column, mut way) = (height, width, least(above[width]).1);
    let mut steps = Vec::new();
    while line > 0 || column > 0 {
        let next = came[line * columns + column][way as usize];
        match way {
            0 => {
                (line, column) = (line - 1, column - 1);
                steps.push(if from[line] == to[column] { DiffStep::Same } else { DiffStep::Replaced });
            }
            1 => {
                line -= 1;
                steps.push(DiffStep::Gone);
            }
            _ => {
                column -= 1;
                steps.push(DiffStep::New);
            }
        }
        way = next;
    }
    steps.reverse();
    steps
}

/// The costs plus that of opening a gap, except for the step that continues one.
fn opened(costs: [u32; 3], way: usize) -> [u32; 3] {
    std::array::from_fn(|index| costs[index] + if index == way { 0 } else { OPEN })
}

fn least(costs: [u32; 3]) -> (u32, u8) {
    let mut best = (costs[0], 0);
    for way in [1, 2] {
        if costs[way as usize] < best.0 {
            best = (costs[way as usize], way);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<u32> {
        text.split(' ').map(|word| xxhash_rust::xxh3::xxh3_64(word.as_bytes()) as u32).collect()
    }

    fn found(short: &str, long: &str, limit: u32) -> Option<(u32, u32, u32)> {
        let found = find(&numbers(short), &numbers(long), limit, &mut AlignmentRows::default());
        found.map(|found| (found.cost, found.start, found.end))
    }

    #[test]
    fn quotes_in_quotes() {
        let long = "a b c d e f g h i j";
        assert_eq!(found("a b c d e f g h i j", long, 0), Some((0, 0, 10)));
        assert_eq!(found("c d e f", long, 0), Some((0, 2, 6)));
        assert_eq!(found("a b c h i j", long, 0), None);
        assert_eq!(found("a b c h i j", long, 1), Some((1, 0, 10)), "one cut, of any length");
        assert_eq!(found("c d x f g", long, 1), Some((1, 2, 7)));
        assert_eq!(found("c d x e f", long, 1), Some((1, 2, 6)));
        assert_eq!(found("c d x y z", long, 2), None);
    }

    fn drawn(from: &str, to: &str) -> String {
        let (from, to): (Vec<_>, Vec<_>) = (from.split(' ').collect(), to.split(' ').collect());
        let mark = |step: &DiffStep| match step {
            DiffStep::Same => '=',
            DiffStep::Replaced => 'x',
            DiffStep::Gone => '-',
            DiffStep::New => '+',
        };
        steps(&from, &to).iter().map(mark).collect()
    }

    #[test]
    fn word_by_word() {
        assert_eq!(drawn("a b c", "a b c"), "===");
        assert_eq!(drawn("a b c d", "a x c d"), "=x==");
        assert_eq!(drawn("a b c d", "c d"), "--==");
        assert_eq!(drawn("a b c d", "a b"), "==--");
        assert_eq!(drawn("a b c d e f", "a e f"), "=---==");
        assert_eq!(drawn("a b", "a c d b"), "=++=");
        assert_eq!(drawn("we do not want it now", "we want it"), "=--==-");
        // The "the" inside the cut does not count as kept.
        assert_eq!(drawn("we saw the end of the war and of the plague then", "we saw the plague then"), "===-------==");
    }

    #[test]
    fn steps_turn_one_list_into_the_other() {
        let words = ["a", "b", "c"];
        let list = |mut seed: usize, length: usize| {
            let mut list = Vec::new();
            for _ in 0..length {
                seed = (seed * 1_103_515_245 + 12345) & 0x7fff_ffff;
                list.push(words[seed / 1000 % 3]);
            }
            list
        };
        for seed in 0..500 {
            let (from, to) = (list(seed, seed % 9), list(seed + 7919, seed / 3 % 9));
            let (mut old, mut new) = (from.iter(), to.iter());
            for step in steps(&from, &to) {
                match step {
                    DiffStep::Same => assert_eq!(old.next(), new.next()),
                    DiffStep::Replaced => assert_ne!(old.next(), new.next()),
                    DiffStep::Gone => assert!(old.next().is_some()),
                    DiffStep::New => assert!(new.next().is_some()),
                }
            }
            assert_eq!((old.next(), new.next()), (None, None), "{from:?} {to:?}");
        }
    }
}
