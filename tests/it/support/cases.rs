//! Tables of cases.

use std::fmt::{Debug, Write as _};

/// Runs every case of a table. Panics once, with all cases whose outcome is not the expected one.
#[track_caller]
pub(crate) fn check<Case: Debug, Expected: Debug, Outcome: Debug + PartialEq<Expected>>(
    cases: impl IntoIterator<Item = (Case, Expected)>,
    run: impl Fn(&Case) -> Outcome,
) {
    let (mut count, mut wrong) = (0, String::new());
    for (case, expected) in cases {
        let got = run(&case);
        if got != expected {
            writeln!(wrong, "  {case:?}\n    expected {expected:?}\n    got      {got:?}").unwrap();
        }
        count += 1;
    }
    assert!(count > 0, "the table is empty");
    assert!(wrong.is_empty(), "\n{wrong}");
}
