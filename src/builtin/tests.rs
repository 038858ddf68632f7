use super::*;

/// A value of an example, read by hand: this room stands beside the parser, not on it.
#[derive(Debug, Clone, PartialEq)]
enum Word {
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Date(Date),
    Text(String),
    Regex(String),
}

impl Word {
    fn read(text: &str) -> Word {
        let text = text.trim();
        let quoted = |mark: char| text.strip_prefix(mark).and_then(|t| t.strip_suffix(mark)).map(str::to_owned);
        if let Some(text) = quoted('"') {
            return Word::Text(text);
        }
        if let Some(text) = quoted('/') {
            return Word::Regex(text);
        }
        match text {
            "yes" => return Word::Bool(true),
            "no" => return Word::Bool(false),
            _ => {}
        }
        if let Some(date) = Date::parse_iso(text) {
            return Word::Date(date);
        }
        let number = Decimal::parse(text).unwrap_or_else(|| panic!("{text}: not a value"));
        number.to_int().map_or(Word::Decimal(number), Word::Int)
    }

    fn arg(&self) -> Arg<'_> {
        match self {
            Word::Int(n) => Arg::Int(*n),
            Word::Decimal(d) => Arg::Decimal(*d),
            Word::Date(d) => Arg::Date(*d),
            Word::Text(t) => Arg::Text(t),
            other => panic!("{other:?}: not an argument"),
        }
    }
}

fn call(name: &str, args: &[Word]) -> Result<Word, Missing> {
    let function = &ALL[find(name, 0).unwrap_or_else(|| panic!("no function {name}"))];
    Ok(match (&function.kernel, args) {
        (Kernel::Scalar(kernel), _) => match kernel(&args.iter().map(Word::arg).collect::<Vec<_>>())? {
            Out::Bool(b) => Word::Bool(b),
            Out::Int(n) => Word::Int(n),
            Out::Decimal(d) => d.to_int().map_or(Word::Decimal(d), Word::Int),
            Out::Date(d) => Word::Date(d),
            Out::Text(t) => Word::Text(t),
        },
        (Kernel::Asks(holds), [Word::Text(text)]) => Word::Bool(holds(text.as_bytes())),
        (Kernel::Matches, [Word::Text(text), Word::Regex(re)]) => {
            Word::Bool(Pattern::new(re).expect("a good expression").matches(text))
        }
        (Kernel::Length, [Word::Text(text)]) => Word::Int(text.chars().count() as i64),
        (Kernel::Coalesce, [first, ..]) => first.clone(),
        _ => panic!("{name}: bad arguments {args:?}"),
    })
}

/// `name(arguments) = value`
fn hold(example: &str) {
    let (left, right) = example.rsplit_once(" = ").expect("an equation");
    let (name, args) = left.split_once('(').expect("a call");
    let args = args.strip_suffix(')').expect("a bracket");
    let args: Vec<Word> = args.split(", ").map(Word::read).collect();
    assert_eq!(call(name, &args), Ok(Word::read(right)), "{example}");
}

#[test]
fn every_example_holds_and_names_its_function() {
    for function in ALL {
        assert!(function.example.starts_with(&format!("{}(", function.names[0])), "{}", function.example);
        hold(function.example);
        let (least, most) = function.arity();
        assert!(1 <= least && least <= most);
    }
}

#[test]
fn names_are_unique_in_each_set_of_words() {
    for words in 0..3 {
        for (place, function) in ALL.iter().enumerate() {
            assert_eq!(find(function.names[words], words), Some(place));
        }
    }
    assert_eq!(find("lengde", 0), None);
    assert_eq!(find("lengde", 7), None);
}

fn valid(name: &str, text: &str) -> bool {
    call(name, &[Word::Text(text.to_owned())]) == Ok(Word::Bool(true))
}

#[test]
fn organisation_numbers() {
    // municipalities (SSB, KLASS) and synthetic agencies (Digdir, RegVil)
    for real in ["817263992", "820710592", "974760673", "310075728", "211747412", "313436764"] {
        assert!(valid("valid_orgnr", real), "{real}");
        let mut last = real.as_bytes()[8] - b'0';
        for _ in 0..9 {
            last = (last + 1) % 10;
            assert!(!valid("valid_orgnr", &format!("{}{last}", &real[..8])), "{real}");
        }
    }
    // 10 is no control digit, so no number begins like this
    assert!((0..10).all(|last| !valid("valid_orgnr", &format!("10000030{last}"))));
    for bad in
        ["", "81726399", "8172639921", "817 263 992", "NO817263992", "８１７２６３９９２", "000000000", "81726399２"]
    {
        assert!(!valid("valid_orgnr", bad), "{bad}");
    }
}

#[test]
fn numbers_of_municipalities_and_accounts() {
    for good in ["0301", "1103", "4601", "2100"] {
        assert!(valid("valid_kommunenr", good), "{good}");
    }
    for bad in ["301", "00301", "0001", "03 01", "031a", "٠٣٠١", ""] {
        assert!(!valid("valid_kommunenr", bad), "{bad}");
    }
    for good in ["12345678903", "86011117947"] {
        assert!(valid("valid_kontonr", good), "{good}");
    }
    for bad in ["12345678902", "1234.56.78903", "00000000000", "1234567890", "123456789033"] {
        assert!(!valid("valid_kontonr", bad), "{bad}");
    }
}

/// Made-up numbers: the date and the individual digits with their control digits, if they have any.
fn person(nine: &str) -> Option<String> {
    (0..100).map(|control| format!("{nine}{control:02}")).find(|number| valid("valid_fnr", number))
}

#[test]
fn identity_numbers() {
    assert!(valid("valid_fnr", "01010750160"));
    let some = |starts: &str| (0..10).any(|i| person(&format!("{starts}{i}")).is_some());
    assert!(some("29020050"), "2000 was a leap year");
    assert!(!some("29020030"), "1900 was not");
    assert!(some("01018550"), "1885");
    assert!(!some("01014550"), "neither 1845 nor 2045");
    assert!(some("01014590"), "1945");
    assert!(some("41010750"), "a D-number");
    assert!(!some("32010750"), "no 32nd of January");
    assert!(!some("01810750"), "synthetic");
    assert!(!some("01410750"), "synthetic");
    for bad in ["01010750161", "0101075016", "010107 50160", "00000000000", ""] {
        assert!(!valid("valid_fnr", bad), "{bad}");
    }
}

#[test]
fn addresses() {
    for good in [
        "https://www.ks.no",
        "http://regjeringen.no/no/dokumenter/h-717/id2569983/?q=1#a",
        "HTTPS://blåbær.no:8443/æ%20ø",
        "https://192.168.1.10/x",
    ] {
        assert!(valid("valid_url", good), "{good}");
    }
    for bad in [
        "www.ks.no",
        "ftp://ks.no",
        "https://",
        "https://ks",
        "https://ks..no",
        "https://-ks.no",
        "https://ks.no/a b",
        "https://ks.no:0",
        "https://ks.no:99999",
        "https://ks.no:+1",
        "https://ola@ks.no",
        "https://1.2.3.400",
        "https://ks.no/%2",
        "https://ks.no/%æ",
        "https://ks.no/#a#b",
        " https://ks.no",
        "https://ks.no, https://nav.no",
    ] {
        assert!(!valid("valid_url", bad), "{bad}");
    }
    for good in ["post@ks.no", "ola.nordmann+ks@dep.no", "01909498089@testmail.no", "a@blåbær.no"] {
        assert!(valid("valid_email", good), "{good}");
    }
    for bad in [
        "",
        "@ks.no",
        "ola@",
        "ola@ks",
        "ola nordmann@ks.no",
        "ola@@ks.no",
        ".ola@ks.no",
        "o..a@ks.no",
        "å@ks.no",
        "a@ks.no.",
    ] {
        assert!(!valid("valid_email", bad), "{bad}");
    }
}

#[test]
fn what_has_no_answer_is_missing() {
    let date = |text: &str| Word::read(text);
    assert_eq!(call("add_months", &[date("2016-01-31"), Word::Int(1)]), Err(Missing::NoResult));
    assert_eq!(call("add_months", &[date("2016-01-31"), Word::Int(i64::MAX)]), Err(Missing::NoResult));
    assert_eq!(call("abs", &[Word::Int(i64::MIN)]), Err(Missing::Overflow));
    assert_eq!(call("round", &[Word::Int(5), Word::Int(-1)]), Err(Missing::NoResult));
    hold("round(2.5) = 3");
    hold("round(-2.5) = -3");
    hold("round(7) = 7");
    hold("days_between(2018-01-02, 2017-12-30) = -3");
}

#[test]
fn the_whole_text_must_match() {
    let matches = |re: &str, text: &str| Pattern::new(re).map(|pattern| pattern.matches(text));
    assert_eq!(matches("a|ab", "ab"), Ok(true));
    assert_eq!(matches("a|b", "ab"), Ok(false));
    assert_eq!(matches("a", "a\n"), Ok(false));
    assert_eq!(matches("(?m)^a$", "b\na"), Ok(false));
    assert_eq!(matches("(?x)a # a letter", "a"), Ok(true));
    assert_eq!(matches("(?i)ÅS", "ås"), Ok(true));
    assert_eq!(matches(r"[\p{L} \w-]{2,60}", "Øvre Eiker"), Ok(true));
    for bad in ["a)(b", "(", "a{1000}{1000}{1000}", r"(a)\1", "(?=a)", "[z-a]"] {
        let told = matches(bad, "").expect_err(bad);
        assert!(!told.contains('\n') && !told.is_empty(), "{told}");
    }
}
