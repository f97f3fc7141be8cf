//! What each feature of the engine sees: its template by name, by the number that the trained file knows it by, and in the
//! words of `--explain`.
//!
//! Words that a feature holds are added after its text ("the word: said"). "class" is one of the engine's coarse word classes,
//! "the next" a word to the right. All of a role's features hold the side of the cue too, as do those of a content.

use crate::crf::sink::Template;

/// Declares templates: name, number, text.
macro_rules! templates {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $number:literal $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = $text] $variant = $number,)*
        }

        #[cfg(test)]
        impl $name {
            const TEXTS: &[&str] = &[$($text,)*];
        }

        impl Template for $name {
            #[inline]
            fn number(self) -> u32 {
                self as u32
            }

            fn text(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

templates! {
    /// Of stage 0: whether a word may be a cue.
    TriggerTemplate {
        WordAndQuoting = 601 "the word and its quotation state",
        WordAndClassesBeside = 602 "the word and the classes beside it",
        WordAndNext = 603 "the word and the next",
        WordBeforeAndClass = 605 "the word before and the class of the word",
        NextWordAndClass = 606 "the next word and the class of the word",
        LemmaAndClassesOfTwoNext = 608 "the dictionary form and the classes of the two next words",
        TagsBesideAndClass = 609 "the parts of speech of the word and beside it, and its class",
        DistancesToSaying = 611 "the distances to the verbs of saying on both sides",
        EndingAndCluster = 612 "its last three letters and its coarse cluster",
        WordAndClassesOfTwoBefore = 616 "the word and the classes of the two words before",
        SenseAndNext = 621 "what kind of cue it can be and the next word",
        KindAndTagsBeside = 622 "the meaning it can have as a cue and the parts of speech beside it",
    }
}

templates! {
    /// Of stage 1: whether a cue begins at the word.
    CueTemplate {
        LastThreeLetters = 4 "its last three letters",
        QuotingHereAndBeside = 7 "the quotation state here and beside it",
        WordNearby = 8 "a word near by",
        ClassesOfWordBeforeAndOfWord = 10 "the classes of the word before and of the word",
        ClassesOfWordAndOfNext = 11 "the classes of the word and of the next",
        ClassesOfWordAndOfThoseBeside = 12 "the classes of the word and of those beside it",
        ClassesOfTwoBefore = 13 "the classes of the two words before",
        ClassesOfTwoNext = 14 "the classes of the two next words",
        WordBeforeAndWord = 15 "the word before and the word",
        WordAndNext = 16 "the word and the next",
        WordAndQuoting = 17 "the word and its quotation state",
        WordBeforeAndQuoting = 18 "the word before and the quotation state",
        SayingBefore = 20 "the nearest verb of saying before it",
        SayingAfter = 22 "the nearest verb of saying after it",
        DistancesToSaying = 26 "the distances to the verbs of saying on both sides",
        HowMuchOfSentenceQuoted = 27 "how much of the sentence is quoted",
        DistanceToSayingBeforeAndClasses = 29 "the distance to the verb of saying before it, and classes",
        DistanceToSayingAfterAndClasses = 30 "the distance to the verb of saying after it, and classes",
        Readings = 41 "the possible parts of speech",
        TagsOfWordBeforeAndOfWord = 42 "the parts of speech of the word before and of the word",
        TagsOfWordAndOfNext = 43 "the parts of speech of the word and of the next",
        TagsOfTwoBefore = 48 "the parts of speech of the two words before",
        WordAndTagsOfTwoNext = 52 "the word and the parts of speech of the two next words",
        WordAndTagsOfTwoBefore = 53 "the word and the parts of speech of the two words before",
        FineClusterOfWord = 60 "the fine cluster of the word",
        FineClusterOfWordNearby = 61 "the fine cluster of a word near by",
        FineClusterOfWordAndNext = 63 "the fine cluster of the word and the next",
        FineClusterOfWordAndOfThoseBeside = 64 "the fine cluster of the word and of those beside it",
        FineClusterOfWordAndClassesBeside = 65 "the fine cluster of the word, and the classes beside it",
        FineClusterOfWordAndWordBefore = 67 "the fine cluster of the word, and the word before",
        ClassesOfThreeWordsBeforeAndOfWord = 73 "the classes of the three words before and of the word",
        WordAndQuotationOrCommaAhead = 82 "the word, and a quotation or comma ahead",
        FirstWordBetweenMarksAndClassOfWord = 90 "the first word between marks, and the class of the word",
        MarksOnBothSidesAndClassOfWord = 91 "the marks on both sides and the class of the word",
        FirstClassesBetweenMarksAndClassOfWord = 93 "the first classes between marks, and the class of the word",
        ClassesThatBeginNextStretchButOne = 97 "the classes that begin the next stretch but one",
        OwnQuotation = 102 "the quotation that it stands in",
        QuotationThatClosesBeforeAndWord = 106 "a quotation that closes before, and the word",
        Lemma = 120 "the dictionary form",
        WordBeforeAndLemma = 122 "the word before and the dictionary form",
        LemmaAndClassesOfTwoNext = 123 "the dictionary form and the classes of the two next words",
        LemmaAndClassesOfTwoBefore = 124 "the dictionary form and the classes of the two words before",
        LemmaOfWordBeforeAndClasses = 125 "the dictionary form of the word before, and classes",
        Sense = 130 "what kind of cue it can be",
        Meaning = 131 "the meaning it can have as a cue",
        SenseAndClassesBeside = 133 "what kind of cue it can be, and the classes beside it",
        SenseAndNext = 134 "what kind of cue it can be, and the next word",
        MeaningAndWordBefore = 135 "the meaning it can have as a cue, and the word before",
        MeaningAndClassesOfTwoNext = 136 "the meaning it can have as a cue, and the classes of the two next words",
        MeaningsNearby = 138 "what a word near by can mean as a cue",
        LemmaAndTagsBeside = 126 "the dictionary form and the parts of speech beside it",
        CoarseClusterOfWord = 760 "the coarse cluster of the word",
        CoarseClusterOfWordBeforeAndWord = 762 "the coarse cluster of the word before and the word",
        CoarseClusterOfWordAndNextWord = 766 "the coarse cluster of the word, and the next word",
    }
}

templates! {
    /// Of stage 2: whether source or content begins at the word.
    RoleTemplate {
        SenseAndQuotations = 500 "what kind of cue it is, and quotations beside it",
        SenseAndClassesBesideCue = 501 "what kind of cue it is, and the classes beside it",
        SenseAndDistance = 502 "what kind of cue it is, and the distance to it",
        SenseAndOpenersPassed = 503 "what kind of cue it is, and which openers were passed",
        SenseClassesAfterAndDistance = 504 "what kind of cue it is, the classes behind it and the distance",
        WordOfCue = 199 "a word of the cue",
        Word = 202 "the word",
        ClassOfWord = 203 "the class of the word",
        ShapeOfWord = 204 "the shape of the word",
        LastThreeLetters = 205 "its last three letters",
        QuotingAndMarksUpToCue = 207 "the quotation states and marks up to the cue",
        WordNearby = 208 "a word near by",
        ClassOfWordNearby = 209 "the class of a word near by",
        ClassesOfWordBeforeAndOfWord = 210 "the classes of the word before and of the word",
        ClassesOfWordAndOfNext = 211 "the classes of the word and of the next",
        ClassesOfWordAndOfThoseBeside = 212 "the classes of the word and of those beside it",
        WordBeforeAndWord = 213 "the word before and the word",
        WordAndNext = 214 "the word and the next",
        DistanceToCueAndHead = 216 "the distance to the cue and its head",
        HeadAndQuotations = 217 "the head of the cue, and quotations",
        PlaceOfCueAndDistanceTo = 219 "the place of the cue and the distance to it",
        WordAfterCue = 220 "the word behind the cue",
        WordAfterCueAndDistance = 221 "the word behind the cue, and the distance",
        WordBeforeCue = 222 "the word before the cue",
        WordBeforeCueAndDistance = 223 "the word before the cue, and the distance",
        ClassesAfterCueAndDistance = 224 "the classes behind the cue, and the distance",
        ClassesBeforeCueAndDistance = 225 "the classes before the cue, and the distance",
        HeadAndClassesBesideCue = 226 "the head of the cue and the classes beside the cue",
        ClassesAroundCueAndQuoting = 227 "the classes around the cue and the quotation state",
        CommasUpToCueAndClassOfWord = 228 "the commas up to the cue and the class of the word",
        CommasUpToCueAndDistance = 229 "the commas up to the cue and the distance",
        VerbsUpToCue = 230 "the verbs up to the cue",
        OtherCuesUpToCueAndQuoting = 231 "the other cues between here and the cue, and the quotation state",
        OtherCuesAndCommasUpToCue = 232 "the other cues and commas between here and the cue",
        SubordinatorsUpToCue = 233 "the subordinators up to the cue",
        CommasAndMarksUpToCueAndPlace = 234 "the commas and marks up to the cue, and its place",
        ClassesFromHereToCue = 235 "the classes from here to the cue",
        ClassesFromHereToCueAndHead = 236 "the classes from here to the cue, and its head",
        PlaceInSentence = 237 "the place in the sentence",
        QuotedOrNotAndSameOfCue = 238 "quoted or not, and the same of the cue",
        ClassesOfCueWordsAndQuoting = 239 "the classes of the cue's words and the quotation state",
        DistancesToSaying = 240 "the distances to the verbs of saying on both sides",
        CommasUpToCueAndClasses = 241 "the commas up to the cue, and classes",
        MarksToCueAndHowStretchBegins = 250 "how many marks away the cue is, and how the stretch begins",
        MarksToCueAndWhich = 251 "how many marks away the cue is, and which",
        MarksToCueAndFirstWordAfterMark = 252 "how many marks away the cue is, and the first word behind the mark",
        FirstWordOfStretchAndHead = 253 "the first word of the stretch and the head of the cue",
        MarksOnBothSidesAndLengthBetween = 254 "the marks on both sides and the length between",
        NextMarkAndPlaceOfCue = 255 "the next mark and the place of the cue",
        MarkQuotingAndDepthOfBrackets = 256 "the mark, the quotation state and the depth of brackets",
        ClassCommasAndDepthOfBrackets = 257 "the class, the commas and the depth of brackets",
        MarkAndHowNextStretchBegins = 258 "the mark and how the next stretch begins",
        MarkAndFirstWordAfter = 259 "the mark and the first word behind it",
        MarkFirstWordAfterAndHead = 260 "the mark, the first word behind it and the head of the cue",
        MarkAndVerbsAfter = 261 "the mark and the verbs behind it",
        MarkCommasAndHowNextStretchBegins = 262 "the mark, the commas and how the next stretch begins",
        MarkAndNextClasses = 263 "the mark and the next classes",
        MarkAndNextTags = 264 "the mark and the next parts of speech",
        MarkBeforeAndHowStretchBegins = 265 "the mark before, and how the stretch begins",
        MarkBeforeAndWord = 266 "the mark before and the word",
        MarkBeforeAndNextClasses = 267 "the mark before and the next classes",
        MarkBeforeWordAndHead = 268 "the mark before, the word and the head of the cue",
        OpenersPassed = 280 "whether \"that\", \"to\", \"of\" or \"as\" behind the cue is passed",
        HeadAndIfThatPassed = 281 "the head of the cue, and whether \"that\" is passed",
        HeadAndIfToPassed = 282 "the head of the cue, and whether \"to\" is passed",
        HeadAndIfOfPassed = 283 "the head of the cue, and whether \"of\" is passed",
        HeadAndIfAsPassed = 284 "the head of the cue, and whether \"as\" is passed",
        HeadAndOpenersPassed = 285 "the head of the cue, and which opening words are passed",
        ClassAfterCueAndThatOrToPassed = 286 "the class behind the cue, and whether \"that\" or \"to\" is passed",
        WordAfterCueDistanceAndThatOrToPassed = 287 "the word behind the cue, the distance, and whether \"that\" or \"to\" is passed",
        DistanceAndWhereThatStands = 288 "the distance, and where \"that\" stands",
        HeadClassesAfterAndDistance = 289 "the head of the cue, the classes behind it and the distance",
        HeadWordAfterAndDistance = 290 "the head of the cue, the word behind it and the distance",
        IfThatPassedAndCommas = 291 "whether \"that\" is passed, and the commas",
        DistanceToNextCue = 300 "the distance to the next other cue",
        DistanceToNextCueAndThatCue = 301 "the distance to the next other cue, and that cue",
        DistanceToNextCueAndQuoting = 302 "the distance to the next other cue, and the quotation states",
        DistanceToNextCueAndCommas = 303 "the distance to the next other cue, and the commas",
        ClassesUpToNextOtherCue = 304 "the classes up to the next other cue",
        ClassesUpToNextOtherCueAndOfWordBefore = 305 "the classes up to the next other cue and of the word before",
        ClassesUpToNextOtherCueAndHead = 306 "the classes up to the next other cue, and the head of the cue",
        NoOtherCueAfter = 307 "no other cue after it",
        DistanceToPreviousCue = 308 "the distance to the other cue before",
        DistanceToPreviousCueAndThatCue = 309 "the distance to the other cue before, and that cue",
        DistanceToPreviousCueAndCommas = 310 "the distance to the other cue before, and the commas",
        MarksToPreviousCue = 311 "how many marks away the other cue before is",
        OnWhichSidesOtherCuesStand = 312 "on which sides other cues stand",
        QuotationsToCue = 320 "how many quotations away the cue is",
        OwnQuotationAndMarksUpToCue = 321 "the quotation it stands in, and the marks up to the cue",
        OwnQuotationAndHead = 322 "the quotation it stands in, and the head of the cue",
        OwnQuotationAndPlaceOfCue = 323 "the quotation it stands in, and the place of the cue",
        QuotationOfCue = 325 "the quotation of the cue",
        SentencesToCueAndQuotations = 326 "how many sentences away the cue is, and quotations",
        Tag = 340 "the part of speech",
        TagOfWordNearby = 341 "the part of speech of a word near by",
        TagsOfWordBeforeAndOfWord = 342 "the parts of speech of the word before and of the word",
        TagsOfWordAndOfNext = 343 "the parts of speech of the word and of the next",
        TagsOfWordAndOfThoseBeside = 344 "the parts of speech of the word and of those beside it",
        TagAndDistanceToCue = 345 "the part of speech and the distance to the cue",
        TagAfterCueAndDistance = 346 "the part of speech behind the cue, and the distance",
        TagBeforeCueAndDistance = 347 "the part of speech before the cue, and the distance",
        TagAndHead = 348 "the part of speech and the head of the cue",
        Readings = 349 "the possible parts of speech",
        TagsFromHereToCue = 350 "the parts of speech from here to the cue",
        ProbabilityOfCueAndDistanceTo = 381 "the probability of the cue and the distance to it",
        ProbabilityOfCueAndClassOfWord = 382 "the probability of the cue and the class of the word",
        ThirdWordBefore = 410 "the third word before",
        ThirdWordAfter = 411 "the third word after",
        TwoNextWords = 413 "the two next words",
        TwoWordsBeforeNearerFirst = 414 "the two words before, the nearer first",
        TagsFromWordOn = 415 "the parts of speech from the word on",
        TagsUpToWord = 416 "the parts of speech up to the word",
        WordAndTagsOfTwoNext = 417 "the word and the parts of speech of the two next words",
        WordAndTagsOfTwoBefore = 418 "the word and the parts of speech of the two words before",
        TagAndNextWord = 419 "the part of speech and the next word",
        WordBeforeAndTag = 420 "the word before and the part of speech",
        FineClusterOfWord = 460 "the fine cluster of the word",
        FineClusterOfWordBeside = 461 "the fine cluster of a word beside it",
        FineClusterOfWordBeforeAndWord = 462 "the fine cluster of the word before and the word",
        FineClusterOfWordAndNext = 463 "the fine cluster of the word and the next",
        CoarseClusterOfWord = 1160 "the coarse cluster of the word",
        CoarseClusterOfWordBeside = 1161 "the coarse cluster of a word beside it",
        CoarseClusterOfWordBeforeAndWord = 1162 "the coarse cluster of the word before and the word",
        CoarseClusterOfWordAndNext = 1163 "the coarse cluster of the word and the next",
    }
}

templates! {
    /// Of the classifier: whether cue, source and content are a claim.
    ClaimTemplate {
        Cue = 0 "the cue",
        Head = 1 "the head of the cue",
        FirstWordOfCue = 2 "the first word of the cue",
        LastWordOfCue = 3 "the last word of the cue",
        WordAfterCue = 4 "the word behind the cue",
        SecondWordAfterCue = 5 "the second word behind the cue",
        WordBeforeCue = 6 "the word before the cue",
        SecondWordBeforeCue = 7 "the second word before the cue",
        HeadAndWordAfter = 8 "the head of the cue and the word behind it",
        HeadAndWordBefore = 9 "the head of the cue and the word before it",
        HeadAndClassesAfter = 10 "the head of the cue and the classes behind it",
        HeadAndClassesBefore = 11 "the head of the cue and the classes before it",
        QuotingOfCueAndBeside = 12 "the quotation state of the cue and beside it",
        HeadAndQuoting = 13 "the head of the cue and its quotation state",
        LengthOfCue = 14 "the length of the cue",
        TagsOfCueAndBeside = 15 "the parts of speech of the cue and beside it",
        TagsAfterCue = 16 "the parts of speech behind the cue",
        TagsBeforeCue = 17 "the parts of speech before the cue",
        HeadAndTagsBeside = 18 "the head of the cue and the parts of speech beside it",
        ClassesOfCueWords = 19 "the classes of the cue's words",
        ClassesOfCueWordsAndOfNext = 20 "the classes of the cue's words and of the next",
        EndingOfCueAndClassOfNextWord = 21 "the ending of the cue and the class of the next word",
        OrderOfSourceCueAndContent = 30 "the order of source, cue and content",
        OrderOfSourceCueAndContentAndHead = 31 "the order of source, cue and content, and the head of the cue",
        HowManyPartsSourceAndContentHave = 32 "how many parts source and content have",
        HeadAndIfThereSource = 33 "the head of the cue, and whether there is a source",
        ClassesBetweenPartsOfContent = 34 "the classes between the parts of the content",
        WordsBetweenPartsOfContent = 35 "the words between the parts of the content",
        LengthOfSource = 40 "the length of the source",
        FirstWordOfSource = 41 "the first word of the source",
        LastWordOfSource = 42 "the last word of the source",
        WordBeforeSource = 43 "the word before the source",
        WordAfterSource = 44 "the word behind the source",
        ClassesAtSourcesEndsAndLength = 45 "the classes at the source's ends and its length",
        ClassesWhereSourceBegins = 46 "the classes where the source begins",
        ClassesWhereSourceEnds = 47 "the classes where the source ends",
        ClassesBetweenSourceAndCue = 48 "the classes between source and cue",
        DistanceBetweenSourceAndCue = 49 "the distance between source and cue",
        SourceClasses = 50 "the classes of the source's words",
        CommasInSource = 51 "the commas in the source",
        QuotingOfSourceAndCue = 52 "the quotation states of source and cue",
        FirstSourceClassAndHead = 53 "the class of the source's first word and the head of the cue",
        ConjunctionsAndPrepositionsInSource = 54 "the conjunctions and prepositions in the source",
        LastSourceWordKindsAndHead = 55 "the source's last word by class and part of speech, and the head of the cue",
        LengthOfContent = 60 "the length of the content",
        LengthOfContentAndHead = 61 "the length of the content and the head of the cue",
        FirstWordOfContent = 62 "the first word of the content",
        FirstWordOfContentAndHead = 63 "the first word of the content and the head of the cue",
        LastWordOfContent = 64 "the last word of the content",
        WordBeforeContent = 65 "the word before the content",
        WordAfterContent = 66 "the word behind the content",
        TwoWordsAfterContent = 67 "the two words behind the content",
        ClassesWhereContentEnds = 68 "the classes where the content ends",
        ClassesWhereContentBegins = 69 "the classes where the content begins",
        FirstClassesOfContent = 70 "the first classes of the content",
        IfContentBeginsAndEndsWithSentence = 71 "whether the content begins and ends with a sentence",
        QuoteMarksInContentAndAtEnds = 72 "the quotation marks in the content and at its ends",
        HowMuchOfContentQuoted = 73 "how much of the content is quoted",
        CommasInContentAndWordAfter = 74 "the commas in the content and the word behind it",
        BracketsInContent = 75 "the brackets in the content",
        HowManySentencesContent = 76 "how many sentences the content has",
        VerbsInContentAndHead = 77 "the verbs in the content and the head of the cue",
        VerbsInContentAndLength = 78 "the verbs in the content and its length",
        ClassesBetweenCueAndContent = 79 "the classes between cue and content",
        ClassesBetweenCueAndContentAndHead = 80 "the classes between cue and content, and the head of the cue",
        DistanceBetweenCueAndContent = 81 "the distance between cue and content",
        FirstWordsBetweenCueAndContent = 82 "the first words between cue and content",
        HowMuchOfSentenceLeftAndWordAfterContent = 83 "how much of the sentence is left, and the word behind the content",
        VerbsAfterContentAndWordAfter = 84 "the verbs behind the content, and the word behind it",
        TagsWhereContentEnds = 85 "the parts of speech where the content ends",
        TagsWhereContentBegins = 86 "the parts of speech where the content begins",
        AnotherCueInContent = 90 "another cue in the content",
        AnotherCueInContentAndIfSource = 91 "another cue in the content, and whether its source is",
        AnotherCueInContentAndHeadOfThisOne = 92 "another cue in the content, and the head of this one",
        AnotherCueInContentAndIfContent = 93 "another cue in the content, and whether its content is",
        OtherCueInContent = 94 "the other cue in the content",
        WhereInContentOtherCueStands = 95 "where in the content the other cue stands",
        SourceOfOtherCueInContent = 96 "another cue's source in the content",
        AnotherCueOrSourceRightAfterContent = 97 "another cue or its source right behind the content",
        Sense = 100 "what kind of cue it is",
        SenseAndWordAfter = 101 "what kind of cue it is, and the word behind it",
        SenseAndClassesAfter = 102 "what kind of cue it is, and the classes behind it",
        SenseAndOrder = 103 "what kind of cue it is, and the order of source, cue and content",
        SenseAndTagsBeside = 104 "what kind of cue it is, and the parts of speech beside it",
        SenseAndFirstWordOfContent = 105 "what kind of cue it is, and the first word of the content",
        CueStandsInContentOfAnother = 98 "the cue stands in the content of another",
        HowManyOtherCuesContent = 99 "how many other cues the content has",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_template_has_a_text_of_its_own() {
        for texts in [TriggerTemplate::TEXTS, CueTemplate::TEXTS, RoleTemplate::TEXTS, ClaimTemplate::TEXTS] {
            assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len());
        }
    }
}
