//! Every word of the language, once, in each keyword set. What else krav calls these words reads them here.

use super::tree::Words;
use hashbrown::HashMap;
use std::sync::LazyLock;

impl Words {
    pub const ALL: [Words; 3] = [Words::En, Words::Nb, Words::Nn];

    /// `en`, `nb` or `nn`, as the first line of a file names the set.
    pub fn code(self) -> &'static str {
        match self {
            Words::En => "en",
            Words::Nb => "nb",
            Words::Nn => "nn",
        }
    }

    pub fn from_code(code: &str) -> Option<Words> {
        Words::ALL.into_iter().find(|words| words.code() == code)
    }
}

/// Where a word is a keyword. The same word may be a name everywhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The first line of a file.
    Header,
    /// At the margin: begins an item.
    Item,
    /// Begins a line of a pack, of a rule, of a waiver, of a table.
    Pack,
    Rule,
    Waiver,
    Table,
    /// Inside a line, between its parts.
    Inner,
    SourceKind,
    Type,
    Modifier,
    Operator,
    /// Before a bracket.
    Aggregate,
    /// Behind a number.
    Scale,
    Verdict,
}

/// A keyword, its places, and its words in every set; the first word of a set is the one that is shown and printed.
#[derive(Debug)]
pub struct Entry {
    pub keyword: Keyword,
    pub places: &'static [Place],
    words: [&'static [&'static str]; 3],
}

macro_rules! lexicon {
    ($( $name:ident [$($place:ident)*] [$($en:literal)*] [$($nb:literal)*] [$($nn:literal)*] )*) => {
        /// A keyword, whatever the set.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Keyword { $( $name, )* }

        /// Every keyword of the language.
        pub static LEXICON: &[Entry] = &[ $( Entry {
            keyword: Keyword::$name,
            places: &[ $( Place::$place, )* ],
            words: [&[ $( $en, )* ], &[ $( $nb, )* ], &[ $( $nn, )* ]],
        }, )* ];
    };
}

lexicon! {
    Language        [Header]        ["language"]            ["språk"]                     ["språk"]

    Pack            [Item]          ["pack"]                ["pakke"]                     ["pakke"]
    Table           [Item]          ["table"]               ["tabell"]                    ["tabell"]
    Codes           [Item]          ["codes"]               ["koder"]                     ["kodar"]
    Term            [Item]          ["term"]                ["begrep"]                    ["omgrep"]
    Rule            [Item]          ["rule"]                ["regel"]                     ["regel"]
    Waiver          [Item]          ["waiver"]              ["unntak"]                    ["unntak"]
    Test            [Item]          ["test"]                ["prøve"]                     ["prøve"]

    Version         [Pack]          ["version" "edition"]   ["utgave"]                    ["utgåve"]
    Source          [Pack Rule]     ["source"]              ["kilde"]                     ["kjelde"]
    InForce         [Pack Rule]     ["in force"]            ["i kraft"]                   ["i kraft"]
    Reading         [Rule]          ["reading"]             ["tolkning"]                  ["tolking"]
    ForEach         [Rule]          ["for each" "for every"] ["for hver" "for hvert"]      ["for kvar" "for kvart"]
    ForRegistry     [Rule]          ["for the registry"]    ["for registeret"]            ["for registeret"]
    When            [Rule]          ["when"]                ["når"]                       ["når"]
    Unless          [Rule]          ["unless"]              ["med mindre"]                ["med mindre"]
    Must            [Rule]          ["must"]                ["skal"]                      ["skal"]
    Should          [Rule]          ["should"]              ["bør"]                       ["bør"]
    Explain         [Rule]          ["or explain"]          ["eller forklar"]             ["eller forklar"]
    Message         [Rule]          ["message"]             ["melding"]                   ["melding"]
    Advice          [Rule]          ["advice"]              ["råd"]                       ["råd"]
    JudgedAt        [Rule]          ["judged at"]           ["vurderes per"]              ["vurderast per"]
    Until           [Waiver]        ["until"]               ["til og med" "til"]          ["til og med" "til"]
    Because         [Waiver]        ["because"]             ["fordi"]                     ["fordi"]
    ApprovedBy      [Waiver]        ["approved by"]         ["godkjent av"]               ["godkjend av"]
    Valid           [Table]         ["valid"]               ["gyldig"]                    ["gyldig"]

    From            [Inner]         ["from"]                ["fra"]                       ["frå"]
    To              [Inner]         ["to"]                  ["til"]                       ["til"]
    Means           [Inner]         ["means"]               ["betyr"]                     ["tyder"]
    Section         [Inner]         ["section"]             ["punkt"]                     ["punkt"]
    Of              [Inner]         ["of"]                  ["av"]                        ["av"]
    For             [Inner]         ["for"]                 ["for"]                       ["for"]
    OnDate          [Inner]         ["as of"]               ["på"]                        ["på"]

    Law             [SourceKind]    ["law"]                 ["lov"]                       ["lov"]
    Regulation      [SourceKind]    ["regulation"]          ["forskrift"]                 ["forskrift"]
    Circular        [SourceKind]    ["circular"]            ["rundskriv"]                 ["rundskriv"]
    Recommendation  [SourceKind]    ["recommendation"]      ["anbefaling"]                ["tilråding"]
    Standard        [SourceKind]    ["standard"]            ["standard"]                  ["standard"]
    Internal        [SourceKind]    ["internal"]            ["intern"]                    ["intern"]

    Text            [Type]          ["text"]                ["tekst"]                     ["tekst"]
    Integer         [Type]          ["integer"]             ["heltall"]                   ["heiltal"]
    Decimal         [Type]          ["decimal"]             ["desimal"]                   ["desimal"]
    Boolean         [Type]          ["boolean"]             ["boolsk"]                    ["boolsk"]
    Date            [Type]          ["date"]                ["dato"]                      ["dato"]
    ListOf          [Type]          ["list of"]             ["liste av"]                  ["liste av"]

    Key             [Modifier Table] ["key"]                ["nøkkel"]                    ["nøkkel"]
    Required        [Modifier]      ["required"]            ["påkrevd"]                   ["påkravd"]
    Unique          [Modifier]      ["unique"]              ["unik"]                      ["unik"]
    Column          [Modifier]      ["column"]              ["kolonne"]                   ["kolonne"]
    NotStated       [Modifier]      ["not stated"]          ["ikke oppgitt"]              ["ikkje oppgitt"]
    NotRelevant     [Modifier]      ["not relevant"]        ["ikke relevant"]             ["ikkje relevant"]
    SeparatedBy     [Modifier]      ["separated by"]        ["skilt med"]                 ["skild med"]
    BlankMeansNone  [Modifier]      ["blank means none"]    ["blank betyr ingen"]         ["blank tyder ingen"]
    YesIs           [Modifier]      ["yes is"]              ["ja er"]                     ["ja er"]
    NoIs            [Modifier]      ["no is"]               ["nei er"]                    ["nei er"]
    BlankMeansNo    [Modifier]      ["blank means no"]      ["blank betyr nei"]           ["blank tyder nei"]
    Matches         [Modifier]      ["matches"]             ["mønster" "matches"]         ["mønster" "matches"]
    Between         [Modifier]      ["between"]             ["mellom" "between"]          ["mellom" "between"]
    Format          [Modifier]      ["format"]              ["format"]                    ["format"]
    Unit            [Modifier]      ["unit"]                ["enhet" "unit"]              ["eining" "unit"]
    Width           [Modifier]      ["width"]               ["bredde" "width"]            ["breidd" "width"]

    And             [Operator]      ["and"]                 ["og"]                        ["og"]
    Or              [Operator]      ["or"]                  ["eller"]                     ["eller"]
    Not             [Operator]      ["not"]                 ["ikke"]                      ["ikkje"]
    In              [Operator]      ["in"]                  ["i"]                         ["i"]
    NotIn           [Operator]      ["not in"]              ["ikke i"]                    ["ikkje i"]
    Has             [Operator]      ["has"]                 ["har"]                       ["har"]
    Where           [Operator]      ["where"]               ["der"]                       ["der"]
    As              [Operator]      ["as"]                  ["som"]                       ["som"]
    Is              [Operator]      ["is"]                  ["er"]                        ["er"]
    IsGiven         [Operator]      ["is given"]            ["er oppgitt"]                ["er oppgitt"]
    IsMissing       [Operator]      ["is missing" "is not given"] ["mangler" "er ikke oppgitt"] ["manglar" "er ikkje oppgitt"]
    IsNotRelevant   [Operator]      ["is not relevant"]     ["er ikke relevant"]          ["er ikkje relevant"]
    At              [Operator]      ["at"]                  ["per" "at"]                  ["per" "at"]
    Yes             [Operator]      ["yes"]                 ["ja"]                        ["ja"]
    No              [Operator]      ["no"]                  ["nei"]                       ["nei"]
    This            [Operator]      ["this"]                ["denne"]                     ["denne"]
    AsOf            [Operator]      ["as of"]               ["måledato"]                  ["måledato"]

    Exists          [Aggregate]     ["exists"]              ["finnes"]                    ["finst"]
    Every           [Aggregate]     ["every"]               ["alle"]                      ["alle"]
    Count           [Aggregate]     ["count"]               ["antall"]                    ["talet"]
    Sum             [Aggregate]     ["sum"]                 ["sum"]                       ["sum"]
    Min             [Aggregate]     ["min"]                 ["minste"]                    ["minste"]
    Max             [Aggregate]     ["max"]                 ["største"]                   ["største"]
    Mean            [Aggregate]     ["mean"]                ["snitt"]                     ["snitt"]
    Share           [Aggregate]     ["share"]               ["andel"]                     ["andel"]

    Thousand        [Scale]         ["thousand"]            ["tusen"]                     ["tusen"]
    Million         [Scale]         ["million" "millions"]  ["millioner" "million"]       ["millionar" "million"]
    Billion         [Scale]         ["billion" "billions"]  ["milliarder" "milliard"]     ["milliardar" "milliard"]

    Met             [Verdict]       ["met"]                 ["oppfylt"]                   ["oppfylt"]
    Violated        [Verdict]       ["violated"]            ["brudd"]                     ["brot"]
    Explained       [Verdict]       ["explained"]           ["forklart"]                  ["forklart"]
    Waived          [Verdict]       ["waived"]              ["unntatt"]                   ["unnateke"]
    Unknown         [Verdict]       ["unknown"]             ["uavklart"]                  ["uavklart"]
    NotApplicable   [Verdict]       ["not applicable"]      ["ikke relevant"]             ["ikkje relevant"]
    NotInForce      [Verdict]       ["not in force"]        ["ikke i kraft"]              ["ikkje i kraft"]
}

impl Entry {
    /// The word of a set that is shown and printed.
    pub fn word(&self, words: Words) -> &'static str {
        self.words[words as usize].first().copied().unwrap_or_default()
    }

    /// Every word of a set that is understood.
    pub fn all(&self, words: Words) -> &'static [&'static str] {
        self.words[words as usize]
    }

    pub fn stands(&self, place: Place) -> bool {
        self.places.contains(&place)
    }
}

impl Keyword {
    pub fn entry(self) -> &'static Entry {
        // The enum and the table are made by the same lines, in the same order.
        &LEXICON[self as usize]
    }

    /// The word of a set that is shown and printed.
    pub fn word(self, words: Words) -> &'static str {
        self.entry().word(words)
    }
}

/// A keyword found at the beginning of a text.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    pub entry: &'static Entry,
    /// How many bytes of the text it takes.
    pub len: usize,
    /// The form found, as the table has it.
    pub form: &'static str,
}

/// First word of a form → the forms that begin with it, longest first.
type Index = HashMap<&'static str, Vec<(&'static Entry, &'static str)>>;

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index::new();
    for entry in LEXICON {
        for form in entry.words.iter().copied().flatten().copied() {
            let first = form.split(' ').next().unwrap_or(form);
            let forms = index.entry(first).or_default();
            if !forms.iter().any(|(known, f)| std::ptr::eq(*known, entry) && *f == form) {
                forms.push((entry, form));
            }
        }
    }
    index.values_mut().for_each(|forms| forms.sort_by_key(|(_, form)| std::cmp::Reverse(form.len())));
    index
});

/// The longest keyword of a place that a text begins with, of any set. It ends where a word ends.
pub fn at_start(text: &str, place: Place) -> Option<Hit> {
    at_start_where(text, |entry| entry.stands(place))
}

/// As [`at_start`], of any place that the caller wants.
pub fn at_start_where(text: &str, wanted: impl Fn(&Entry) -> bool) -> Option<Hit> {
    let first = &text[..word_len(text)];
    let forms = if first.is_ascii() { INDEX.get(first)? } else { INDEX.get(super::names::nfc(first).as_ref())? };
    forms.iter().find_map(|&(entry, form)| {
        let len = if wanted(entry) { form_len(text, form)? } else { return None };
        Some(Hit { entry, len, form })
    })
}

/// The keyword that a text is, blanks between its words counting as one.
pub fn whole(text: &str, place: Place) -> Option<Hit> {
    at_start(text, place).filter(|hit| hit.len == text.len())
}

/// The words of a place in one set, for "did you mean" and "expected".
pub fn words_of(place: Place, words: Words) -> impl Iterator<Item = &'static str> {
    LEXICON.iter().filter(move |entry| entry.stands(place)).map(move |entry| entry.word(words))
}

/// How many bytes of a text are its first word: letters, digits, `_`, and hyphens between them.
pub fn word_len(text: &str) -> usize {
    let mut end = run_len(text);
    while end > 0 && text[end..].starts_with('-') {
        match run_len(&text[end + 1..]) {
            0 => break,
            more => end += 1 + more,
        }
    }
    end
}

/// How many bytes of a text are letters, digits and `_`.
fn run_len(text: &str) -> usize {
    let ascii = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    if text.as_bytes().get(ascii).is_none_or(u8::is_ascii) {
        return ascii;
    }
    text[ascii..].find(|c| !is_word(c)).map_or(text.len(), |more| ascii + more)
}

/// Whether a character may stand inside a word (combining marks included: a text may be in NFD).
pub fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || c == '_'
        || !c.is_ascii() && (c.is_alphanumeric() || ('\u{300}'..'\u{370}').contains(&c))
}

/// How many bytes of a text spell the form, with any blanks where the form has one.
fn form_len(text: &str, form: &str) -> Option<usize> {
    let mut rest = text;
    for (i, part) in form.split(' ').enumerate() {
        if i > 0 {
            let trimmed = rest.trim_start_matches([' ', '\t', '\u{a0}']);
            if trimmed.len() == rest.len() {
                return None;
            }
            rest = trimmed;
        }
        let word = &rest[..word_len(rest)];
        if word != part && super::names::nfc(word) != part {
            return None;
        }
        rest = &rest[word.len()..];
    }
    Some(text.len() - rest.len())
}
