//! The page of each diagnostic code, as it stands in `docs/codes/`: what `krav explain` shows.

use crate::base::{Code, Lang};

macro_rules! pages {
    ($( $name:ident $id:literal )*) => {
        /// The page of a code, in Markdown, in every language. A code without a page does not compile.
        pub fn page(code: Code) -> &'static str {
            match code { $( Code::$name => include_str!(concat!("../../docs/codes/", $id, ".md")), )* }
        }
    };
}

pages! {
    UnexpectedText "K0101"
    ForeignKeyword "K0102"
    ForeignOperator "K0103"
    UnclosedText "K0104"
    TooDeep "K0105"
    BadNumber "K0106"
    BadDate "K0107"
    BadRegex "K0108"
    MisplacedClause "K0109"
    UnknownLanguage "K0110"
    RuleFileEncoding "K0111"
    UnclosedBracket "K0112"
    DateForm "K0113"
    ChainedComparison "K0114"
    UnknownName "K0201"
    DuplicateName "K0202"
    TypeMismatch "K0203"
    UnknownCode "K0204"
    UnknownTable "K0205"
    UnknownType "K0206"
    UnknownFunction "K0207"
    WrongArguments "K0208"
    Cycle "K0209"
    UntiedAggregate "K0210"
    NotACondition "K0211"
    MissingClause "K0212"
    MixedModality "K0213"
    DuplicateClause "K0214"
    NoKey "K0215"
    UnusableModifier "K0216"
    EmptyInterval "K0217"
    UnknownPlaceholder "K0218"
    MissingValueUse "K0219"
    ConstantCondition "K0220"
    OutOfScope "K0221"
    AmbiguousName "K0222"
    NotYetSupported "K0223"
    TooMuch "K0224"
    CannotRead "K0301"
    UnknownFormat "K0302"
    NotUtf8 "K0303"
    RaggedRow "K0304"
    OpenQuote "K0305"
    DuplicateHeading "K0306"
    MissingColumn "K0307"
    NoHeader "K0308"
    BadJson "K0309"
    DuplicateJsonKey "K0310"
    NotATable "K0311"
    TooLarge "K0312"
    NulByte "K0313"
    AmbiguousColumn "K0314"
    FormatGuess "K0315"
    RestoredZeros "K0316" UnequalHeadings "K0317"
    BadWorkbook "K0330" ChoosePart "K0331" UncomputedFormula "K0332" CellErrors "K0333" MergedCells "K0334"
    BadYaml "K0335" BadDatabase "K0336" BadParquet "K0337"
    UnknownConfigKey "K0401"
    BadConfig "K0402"
    UnboundTable "K0403"
    UnboundFile "K0404"
    NoRules "K0405"
    NoRows "K0406"
    UnknownCodePage "K0407"
    CannotWrite "K0408"
    BadArgument "K0409"
    NothingChecked "K0410"
    NoSuchPath "K0411"
    BadReport "K0501"
    OtherBasis "K0502"
    UnknownRule "K0503"
    UnknownKey "K0504"
    BadStore "K0505"
    VagueWord "K0601"
    MustOnRecommendation "K0602"
    ShouldOnLaw "K0603"
    TitleModality "K0604"
    VacuousRule "K0605"
    NegatedUnknown "K0606"
    UncertainEquality "K0607"
    ComputedEquality "K0608"
    MissingLanguage "K0609"
    NoMessage "K0610"
    MessageWithoutSubject "K0611"
    SupersededEdition "K0612"
    OverlappingEditions "K0613"
    UnusedTerm "K0614"
    UnusedTable "K0615"
    UnusedColumn "K0616"
    UnusedCodes "K0617"
    UntestedRule "K0618"
    SettledCondition "K0619"
    IdleDuty "K0620"
    DuplicateRule "K0621"
    ConfusableLetters "K0622"
    HiddenCharacter "K0623"
    DoubleNegation "K0624"
    BooleanComparison "K0625"
    SingleItemList "K0626"
    RedundantModifier "K0627"
    IdlePattern "K0628"
    SourceWithoutSection "K0629"
    WeakExplanation "K0630"
    UnknownAllow "K0631"
}

/// The heading over a language's part of a page.
fn heading(lang: Lang) -> &'static str {
    match lang {
        Lang::Nb => "\n## Bokmål\n",
        Lang::En => "\n## English\n",
    }
}

/// The part of a code's page that is in a language, without its heading.
pub fn section(code: Code, lang: Lang) -> &'static str {
    let page = page(code);
    let start = page.find(heading(lang)).map_or(0, |at| at + heading(lang).len());
    let rest = &page[start..];
    let end = rest.find("\n## ").unwrap_or(rest.len());
    rest[..end].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_headed_by_its_code_and_titles_and_has_every_language() {
        for code in Code::ALL {
            let (id, title) = (code.id(), code.title());
            assert_eq!(page(*code).lines().next(), Some(format!("# {id}: {} / {}", title.nb, title.en).as_str()));
            for (lang, parts) in [
                (Lang::Nb, ["### Hva det betyr\n", "### Eksempel\n", "### Hva du gjør\n"]),
                (Lang::En, ["### What it means\n", "### Example\n", "### What to do\n"]),
            ] {
                let section = section(*code, lang);
                for part in parts {
                    assert!(section.contains(part), "{id} {}: {part}", lang.code());
                }
                assert_eq!(section.matches("```").count() % 2, 0, "{id}: a fence is open");
            }
        }
    }

    #[test]
    fn every_page_in_the_folder_is_of_a_code() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/codes");
        let entries = std::fs::read_dir(folder).expect("the folder of pages stands in the repository");
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let known = name == "README.md" || Code::ALL.iter().any(|code| format!("{}.md", code.id()) == name);
            assert!(known, "{name} is no code's page");
        }
    }
}
