//! Every diagnostic code of krav: its number and its title in every language.
//! `K01xx` the text of a rule file, `K02xx` names and types, `K03xx` registries, `K04xx` use and configuration,
//! `K05xx` the run, `K06xx` lints. The page of each stands in `docs/codes/`.

use super::Text;

macro_rules! codes {
    ($( $name:ident $id:literal $nb:literal $en:literal )*) => {
        /// What kind of problem a diagnostic tells of. Stable: a number is never used again for something else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $( #[doc = $en] $name, )* }

        impl Code {
            /// Every code, in the order of numbers.
            pub const ALL: &[Code] = &[ $( Code::$name, )* ];

            /// The number as people write it: `K0201`.
            pub fn id(self) -> &'static str {
                match self { $( Code::$name => $id, )* }
            }

            pub fn title(self) -> Text {
                match self { $( Code::$name => Text::new($nb, $en), )* }
            }
        }
    };
}

codes! {
    UnexpectedText      "K0101" "Noe annet var ventet her" "Something else was expected here"
    ForeignKeyword      "K0102" "Ordet hører til et annet ordsett" "The word belongs to another set of keywords"
    ForeignOperator     "K0103" "Tegnet finnes ikke i krav" "The sign does not exist in krav"
    UnclosedText        "K0104" "Tekst uten avsluttende anførselstegn" "Text without a closing quotation mark"
    TooDeep             "K0105" "For mange nivåer av parenteser" "Too many levels of brackets"
    BadNumber           "K0106" "Tallet kan ikke leses" "The number cannot be read"
    BadDate             "K0107" "Datoen finnes ikke" "The date does not exist"
    BadRegex            "K0108" "Ugyldig regulært uttrykk" "Invalid regular expression"
    MisplacedClause     "K0109" "Linjen står utenfor regelen eller tabellen sin" "The line stands outside its rule or table"
    UnknownLanguage     "K0110" "Ukjent språk på første linje" "Unknown language on the first line"
    RuleFileEncoding    "K0111" "Regelfilen er ikke UTF-8" "The rule file is not UTF-8"
    UnclosedBracket     "K0112" "Parentes uten make" "Bracket without a partner"
    DateForm            "K0113" "Datoen er skrevet på en annen måte" "The date is written in another way"
    ChainedComparison   "K0114" "Sammenligninger på rad" "Comparisons in a row"

    UnknownName         "K0201" "Ukjent navn" "Unknown name"
    DuplicateName       "K0202" "Samme navn to ganger" "The same name twice"
    TypeMismatch        "K0203" "Typene passer ikke sammen" "The types do not fit"
    UnknownCode         "K0204" "Ukjent kode" "Unknown code"
    UnknownTable        "K0205" "Ukjent tabell" "Unknown table"
    UnknownType         "K0206" "Ukjent type" "Unknown type"
    UnknownFunction     "K0207" "Ukjent funksjon" "Unknown function"
    WrongArguments      "K0208" "Feil antall eller slag argumenter" "Wrong number or kind of arguments"
    Cycle               "K0209" "Begrepene definerer hverandre i ring" "The terms define each other in a circle"
    UntiedAggregate     "K0210" "Samlingen er ikke knyttet til raden" "The aggregate is not tied to the row"
    NotACondition       "K0211" "Ikke en betingelse" "Not a condition"
    MissingClause       "K0212" "Regelen mangler en linje" "The rule lacks a line"
    MixedModality       "K0213" "Skal og bør i samme regel" "Must and should in one rule"
    DuplicateClause     "K0214" "Linjen står to ganger" "The line stands twice"
    NoKey               "K0215" "Tabellen mangler nøkkel" "The table has no key"
    UnusableModifier    "K0216" "Egenskapen passer ikke til typen" "The modifier does not fit the type"
    EmptyInterval       "K0217" "Perioden slutter før den begynner" "The period ends before it begins"
    UnknownPlaceholder  "K0218" "Ukjent plassholder i melding" "Unknown placeholder in a message"
    MissingValueUse     "K0219" "Sammenligning med manglende verdi" "Comparison with a missing value"
    ConstantCondition   "K0220" "Betingelsen er alltid den samme" "The condition is always the same"
    OutOfScope          "K0221" "Navnet finnes ikke her" "The name does not exist here"
    AmbiguousName       "K0222" "Navnet kan bety flere ting" "The name may mean several things"
    NotYetSupported     "K0223" "Støttes ikke ennå" "Not supported yet"
    TooMuch             "K0224" "Uttrykket blir for stort" "The expression becomes too large"

    CannotRead          "K0301" "Filen kan ikke leses" "The file cannot be read"
    UnknownFormat       "K0302" "Ukjent filformat" "Unknown file format"
    NotUtf8             "K0303" "Tegn som ikke kan leses" "Characters that cannot be read"
    RaggedRow           "K0304" "Raden har feil antall celler" "The row has the wrong number of cells"
    OpenQuote           "K0305" "Anførselstegn uten slutt" "Quotation mark without an end"
    DuplicateHeading    "K0306" "Samme overskrift to ganger" "The same heading twice"
    MissingColumn       "K0307" "Kolonnen mangler" "The column is missing"
    NoHeader            "K0308" "Filen har ingen overskriftsrad" "The file has no heading row"
    BadJson             "K0309" "Ugyldig JSON" "Invalid JSON"
    DuplicateJsonKey    "K0310" "Samme JSON-nøkkel to ganger" "The same JSON key twice"
    NotATable           "K0311" "Innholdet er ikke en tabell" "The content is not a table"
    TooLarge            "K0312" "Over en grense" "Over a limit"
    NulByte             "K0313" "Nullbyte i filen" "NUL byte in the file"
    AmbiguousColumn     "K0314" "Flere kolonner passer" "Several columns fit"
    FormatGuess         "K0315" "Slik ble filen lest" "How the file was read"
    RestoredZeros       "K0316" "Ledende nuller er satt tilbake" "Leading zeros were put back"
    UnequalHeadings     "K0317" "Filene har ulike overskrifter" "The files have different headings"
    BadWorkbook         "K0330" "Arbeidsboken kan ikke leses" "The workbook cannot be read"
    ChoosePart          "K0331" "Filen har flere tabeller" "The file has several tables"
    UncomputedFormula   "K0332" "Formler uten sikker verdi" "Formulas without a sure value"
    CellErrors          "K0333" "Celler med feil" "Cells with errors"
    MergedCells         "K0334" "Flettede celler" "Merged cells"
    BadYaml             "K0335" "Ugyldig YAML" "Invalid YAML"
    BadDatabase         "K0336" "Databasen kan ikke leses" "The database cannot be read"
    BadParquet          "K0337" "Parquet-filen kan ikke leses" "The Parquet file cannot be read"

    UnknownConfigKey    "K0401" "Ukjent nøkkel i krav.toml" "Unknown key in krav.toml"
    BadConfig           "K0402" "krav.toml kan ikke leses" "krav.toml cannot be read"
    UnboundTable        "K0403" "Tabellen har ingen fil" "The table has no file"
    UnboundFile         "K0404" "Filen hører ikke til noen tabell" "The file belongs to no table"
    NoRules             "K0405" "Ingen regler å prøve" "No rules to check"
    NoRows              "K0406" "Ingen rader å prøve" "No rows to check"
    UnknownCodePage     "K0407" "Ukjent diagnosekode" "Unknown diagnostic code"
    CannotWrite         "K0408" "Resultatet kan ikke skrives" "The result cannot be written"
    BadArgument         "K0409" "Ugyldig valg" "Invalid option"
    NothingChecked      "K0410" "Ingenting ble prøvd" "Nothing was checked"
    NoSuchPath          "K0411" "Filen eller mappen finnes ikke" "The file or folder does not exist"

    BadReport           "K0501" "Ikke en rapport fra krav" "Not a report of krav's"
    OtherBasis          "K0502" "Rapporten hviler på noe annet" "The report rests on something else"
    UnknownRule         "K0503" "Ukjent regel" "Unknown rule"
    UnknownKey          "K0504" "Ukjent nøkkel" "Unknown key"
    BadStore            "K0505" "Resultatfilen kan ikke brukes" "The file of results cannot be used"

    VagueWord             "K0601" "Vagt ord uten tolkning" "Vague word without a reading"
    MustOnRecommendation  "K0602" "Skal på en anbefaling" "Must on a recommendation"
    ShouldOnLaw           "K0603" "Bør på en lov" "Should on a law"
    TitleModality         "K0604" "Tittelen sier noe annet enn regelen" "The title says something else than the rule"
    VacuousRule           "K0605" "Regelen gjelder ingen i registeret" "The rule applies to none of the registry"
    NegatedUnknown        "K0606" "Nektelse av noe som kan mangle" "Negation of something that may be missing"
    UncertainEquality     "K0607" "Likhet med et antall som kan være åpent" "Equality with a number that may be open"
    ComputedEquality      "K0608" "Likhet med noe som er regnet ut" "Equality with something computed"
    MissingLanguage       "K0609" "Tekst som mangler et språk" "Text that lacks a language"
    NoMessage             "K0610" "Regel uten melding" "Rule without a message"
    MessageWithoutSubject "K0611" "Meldingen sier ikke hvem den gjelder" "The message does not say whom it concerns"
    SupersededEdition     "K0612" "Utgaven er avløst, men fortsatt i kraft" "The edition is superseded, yet in force"
    OverlappingEditions   "K0613" "To utgaver i kraft samtidig" "Two editions in force at once"
    UnusedTerm            "K0614" "Begrepet brukes ikke" "The term is not used"
    UnusedTable           "K0615" "Tabellen brukes ikke" "The table is not used"
    UnusedColumn          "K0616" "Kolonnen brukes ikke" "The column is not used"
    UnusedCodes           "K0617" "Kodelisten brukes ikke" "The code list is not used"
    UntestedRule          "K0618" "Regel uten prøve" "Rule without a test"
    SettledCondition      "K0619" "Betingelsen er avgjort på forhånd" "The condition is settled beforehand"
    IdleDuty              "K0620" "Kravet er avgjort av utvalget" "The duty is settled by the selection"
    DuplicateRule         "K0621" "To regler krever det samme" "Two rules ask the same"
    ConfusableLetters     "K0622" "Bokstaver fra to alfabeter" "Letters of two alphabets"
    HiddenCharacter       "K0623" "Usynlig tegn" "Invisible character"
    DoubleNegation        "K0624" "Dobbel nektelse" "Double negation"
    BooleanComparison     "K0625" "Sammenligning med ja eller nei" "Comparison with yes or no"
    SingleItemList        "K0626" "Liste med ett ledd" "List with one item"
    RedundantModifier     "K0627" "Egenskap som nøkkelen alt gir" "Modifier that the key already gives"
    IdlePattern           "K0628" "Mønster som alt passer med" "Pattern that everything matches"
    SourceWithoutSection  "K0629" "Kilde uten sted" "Source without a place"
    WeakExplanation       "K0630" "Forklaring uten krav" "Explanation without demands"
    UnknownAllow          "K0631" "Ukjent sjekk i en kommentar" "Unknown lint in a comment"
}
