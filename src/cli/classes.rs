//! The options that say which claims are wanted.

use super::choice::choice;
use crate::claim::{ClassSet, CueClass};
use clap::Args;

#[derive(Debug, Clone, Args)]
pub(super) struct ClassArgs {
    /// Only what was said or written: no beliefs, feelings, knowledge, intentions or evidence. Short for --classes
    /// statement,question,denial,promise,demand,criticism,praise,prediction,according-to
    #[arg(long, conflicts_with = "classes")]
    said: bool,
    /// Only claims of these classes, by what their cue means; the summary counts what was left out [default: all]
    #[arg(long, value_delimiter = ',', value_name = "CLASSES",
        value_parser = choice(CueClass::ALL.map(|class| (class.as_str(), class))))]
    classes: Vec<CueClass>,
}

impl ClassArgs {
    pub(super) fn wanted(&self) -> ClassSet {
        match self.classes.as_slice() {
            _ if self.said => ClassSet::SAID,
            [] => ClassSet::ALL,
            classes => ClassSet::of(classes),
        }
    }
}

/// The classes, as on the command line.
pub(super) fn listed(classes: ClassSet) -> String {
    classes.iter().map(CueClass::as_str).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory as _, FromArgMatches as _, Parser};

    #[derive(Parser)]
    struct Only {
        #[command(flatten)]
        classes: ClassArgs,
    }

    #[test]
    fn said_is_short_for_the_classes_that_its_help_lists() {
        let wanted = |given: &str| {
            let matches = Only::command().try_get_matches_from(["whosaid"].into_iter().chain(given.split_whitespace()));
            matches.and_then(|matches| Only::from_arg_matches(&matches)).map(|only| listed(only.classes.wanted()))
        };
        let help = Only::command().render_long_help().to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        let said = wanted("--said").unwrap();
        assert!(help.contains(&format!("--classes {said}")), "{help}");
        assert_eq!(wanted(&format!("--classes {said}")).unwrap(), said);
        assert_eq!(wanted("--classes denial --classes belief,denial").unwrap(), "denial,belief");
        assert_eq!(wanted("").unwrap(), listed(ClassSet::ALL));
        assert!(wanted("--said --classes denial").is_err() && wanted("--classes rumor").is_err());
    }
}
