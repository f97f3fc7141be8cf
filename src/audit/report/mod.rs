//! `whosaid audit report`
