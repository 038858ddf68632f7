use super::*;
use crate::world::memory::Text as Held;

fn settled(bytes: &[u8], options: &Options) -> Result<Settled, Diagnostic> {
    settle("t.csv", Arc::new(Held(bytes.to_vec())), options)
}

fn latin(text: &str) -> Vec<u8> {
    WINDOWS_1252.encode(text).0.into_owned()
}

/// The text that is read of a file, and what was guessed.
fn read_as(bytes: &[u8], name: Option<&str>) -> Result<(String, Vec<String>), String> {
    let options = Options { encoding: name.map(str::to_string), ..Options::default() };
    let settled = settled(bytes, &options).map_err(|problem| problem.message.en)?;
    let raw = read("t.csv", &*settled.bytes, 0, settled.bytes.len()).expect("readable");
    let mut text = String::new();
    match settled.single {
        Some(single) => single.decode(&raw, &mut text).map_err(|at| format!("byte {at}"))?,
        None => text.push_str(&String::from_utf8(raw).map_err(|_| "UTF-8")?),
    }
    Ok((text, settled.guesses.into_iter().map(|guess| guess.message.en).collect()))
}

#[test]
fn windows_1252_is_guessed_and_the_guess_is_told_with_its_reason() {
    let text = "navn;vare\nÅse;Blåbærsyltetøy\n";
    let (read, guesses) = read_as(&latin(text), None).expect("clear");
    assert_eq!(read, text);
    assert_eq!(
        guesses,
        [
            "The file is not UTF-8, and was read as Windows-1252 (which includes ISO 8859-1): 4 bytes decided, among them \
          those in “Åse” on line 2"
        ]
    );
    assert_eq!(read_as(text.as_bytes(), None), Ok((text.to_string(), vec![])));
}

#[test]
fn one_letter_is_enough_and_may_come_late() {
    let text = format!("{}\nBlåbærsyltetøy\n", "abc;def\n".repeat(20_000));
    let (read, guesses) = read_as(&latin(&text), None).expect("clear");
    assert_eq!(read, text);
    assert!(guesses[0].contains("“Blåbærsyltetøy” on line 20002"), "{guesses:?}");
    assert_eq!(read_as(b"navn\nbl\xe5\n", None).map(|(text, _)| text), Ok("navn\nblå\n".into()));
}

#[test]
fn a_slip_in_utf8_makes_it_no_other_encoding() {
    let bytes = ["navn\nBlåbærsyltetøy\n".as_bytes(), b"bl\xe5\n"].concat();
    assert_eq!(read_as(&bytes, None), Err("UTF-8".into()));
}

#[test]
fn other_encodings_are_not_guessed() {
    // "Blåbærsyltetøy" in code page 850 and in Mac OS Roman.
    for bytes in [&b"navn\nBl\x86b\x91rsyltet\x9by\n"[..], b"navn\nBl\x8cb\xberyltet\xbfy\n"] {
        let problem = read_as(bytes, None).expect_err("unclear");
        assert!(problem.contains("not clear which encoding"), "{problem}");
    }
    let mac = read_as(b"navn\nBl\x8cb\xbersyltet\xbfy\n", Some("macintosh"));
    assert_eq!(mac, Ok(("navn\nBlåbærsyltetøy\n".into(), vec![])));
}

#[test]
fn pounds_and_dashes_are_no_letters_of_another_alphabet() {
    let text = "name;cost\nTrain – North;£1,234.5\nThe minister’s “new” ship;£12\n".repeat(40);
    let (read, guesses) = read_as(&latin(&text), None).expect("clear");
    assert_eq!(read, text);
    assert!(guesses[0].contains("Windows-1252"), "{guesses:?}");
    // "Школа;Москва" in windows-1251, and "Łódź" in windows-1250.
    let russian = encoding_rs::WINDOWS_1251.encode("имя;город\nШкола;Москва\n").0.into_owned();
    assert!(read_as(&russian, None).expect_err("unclear").contains("not clear which encoding"));
    let polish = encoding_rs::WINDOWS_1250.encode(&"nazwa\nŁódź, księgarnia, żółty\n".repeat(9)).0.into_owned();
    assert!(read_as(&polish, None).expect_err("unclear").contains("not clear which encoding"));
}

#[test]
fn utf16_is_read_by_its_mark_and_half_characters_are_errors() {
    let text = "navn;by\nÅse;Tromsø\n";
    for big in [false, true] {
        let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        let bytes: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(unit).collect();
        let (read, guesses) = read_as(&bytes, None).expect("UTF-16");
        assert_eq!((read.as_str(), guesses.len()), (text, 1));
        assert!(read_as(&bytes[..bytes.len() - 1], None).is_err(), "half a unit");
        let named = read_as(&bytes[2..], Some(if big { "utf-16be" } else { "utf-16le" }));
        assert_eq!(named.map(|(text, _)| text), Ok(text.to_string()));
    }
    assert!(read_as(b"\xff\xfea\0\x00\xd8b\0", None).expect_err("a lone surrogate").contains("Byte 4"));
}

#[test]
fn what_is_transcoded_keeps_within_its_budget() {
    let bytes: Vec<u8> = "\u{feff}abcdef".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (most, fits) in [(6, true), (5, false)] {
        let options = Options { limits: vec![(Limit::Memory, most)], ..Options::default() };
        assert_eq!(settled(&bytes, &options).is_ok(), fits, "{most}");
    }
}

#[test]
fn bytes_without_meaning_are_errors_and_a_wrong_name_is_told() {
    assert_eq!(read_as(b"navn\nbl\x81\n", Some("windows-1252")), Err("byte 7".into()));
    let options = Options { encoding: Some("windows-1252".into()), ..Options::default() };
    let settled = settled("navn\nblå\n".as_bytes(), &options).expect("as told");
    assert!(settled.notes[0].message.en.contains("seems to be UTF-8"), "{:?}", settled.notes);
    assert!(read_as(b"\xef\xbb\xbfa", Some("windows-1252")).is_err());
    assert_eq!(
        (named("latin1"), named("ISO-8859-1"), named("klingon")),
        (Some("windows-1252"), Some("windows-1252"), None)
    );
}
