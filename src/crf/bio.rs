//! Labels that mark where things begin and continue (BIO): 0 is outside, and each kind of thing has an odd label for its first
//! token and the even one after it for the others.

/// Which label may follow which: a thing continues only after its first token or another of its tokens.
#[must_use]
pub const fn may_follow<const L: usize>() -> [[bool; L]; L] {
    let mut allowed = [[true; L]; L];
    let mut from = 0;
    while from < L {
        let mut to = 2;
        while to < L {
            allowed[from][to] = from == to || from + 1 == to;
            to += 2;
        }
        from += 1;
    }
    allowed
}

#[cfg(test)]
mod tests {
    use super::may_follow;

    #[test]
    fn things_continue_only_after_themselves() {
        let allowed = may_follow::<5>();
        let after = |label: usize| allowed[label].map(u8::from);
        assert_eq!(after(0), [1, 1, 0, 1, 0]);
        assert_eq!((after(1), after(2)), ([1, 1, 1, 1, 0], [1, 1, 1, 1, 0]));
        assert_eq!((after(3), after(4)), ([1, 1, 0, 1, 1], [1, 1, 0, 1, 1]));
    }
}
