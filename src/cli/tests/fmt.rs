//! `krav fmt`: what is written, shown and refused.

use super::*;

const SLOPPY: &str = "språk nb\ntabell t\n id tekst,nøkkel\n navn tekst # navnet\n";
const TIDY: &str = "språk nb\n\ntabell t\n  id    tekst, nøkkel\n  navn  tekst  # navnet\n";

fn text(world: &Memory, path: &str) -> String {
    String::from_utf8(world.read(path).expect("a file")).expect("UTF-8")
}

#[test]
fn files_are_written_in_place_and_only_where_they_change() {
    let world = Memory::new().file("r/a.krav", SLOPPY).file("r/b/c.krav", TIDY).file("r/x.txt", "språk");
    let (code, out, err) = krav(&world, &["fmt", "r"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "r/a.krav\n1 of 2 files changed.\n", ""));
    assert_eq!((text(&world, "r/a.krav").as_str(), text(&world, "r/x.txt").as_str()), (TIDY, "språk"));
    assert_eq!(krav(&world, &["fmt", "--lang", "nb"]).1, "0 av 2 filer er endret.\n");
    let (code, ..) = krav(&world, &["fmt", "r/a.krav", "--language", "en"]);
    let english = "language en\n\ntable t\n  id    text, key\n  navn  text  # navnet\n";
    assert_eq!((code, text(&world, "r/a.krav").as_str()), (0, english));
    krav(&world, &["fmt", "r/a.krav", "--language", "nb"]);
    assert_eq!(text(&world, "r/a.krav"), TIDY);
}

#[test]
fn a_check_writes_nothing_and_tells_what_would_change() {
    let world = Memory::new().file("a.krav", SLOPPY);
    let (code, out, err) = krav(&world, &["fmt", "--check"]);
    assert_eq!((code, err.as_str(), text(&world, "a.krav").as_str()), (1, "", SLOPPY));
    insta::assert_snapshot!(out);
    krav(&world, &["fmt"]);
    assert_eq!(krav(&world, &["fmt", "--check"]).0, 0);
    assert_eq!(krav(&world, &["fmt", "--check", "--language", "nn"]).0, 1);
}

#[test]
fn standard_input_goes_to_standard_output() {
    for line in [&["fmt", "-"][..], &["fmt", "--stdin"]] {
        let world = Memory::new().input(SLOPPY);
        assert_eq!(krav(&world, line), (0, TIDY.to_string(), String::new()));
    }
    let world = Memory::new().input(SLOPPY);
    assert_eq!(krav(&world, &["fmt", "-", "--check"]).0, 1);
    let (code, out, err) = krav(&Memory::new().input(b"\xff"), &["fmt", "-"]);
    assert!(code == 2 && out.is_empty() && err.contains("K0111"), "{err}");
}

#[test]
fn what_cannot_be_read_is_refused_and_the_rest_is_written() {
    let broken = "språk nb\nregel r\n  skal a =\n";
    let world = Memory::new().file("a.krav", SLOPPY).file("b.krav", broken);
    let (code, out, err) = krav(&world, &["fmt"]);
    assert_eq!((code, out.as_str()), (2, "a.krav\n"));
    assert!(err.contains("b.krav"), "{err}");
    assert_eq!((text(&world, "a.krav").as_str(), text(&world, "b.krav").as_str()), (TIDY, broken));
    for line in [&["fmt", "missing"][..], &["fmt", "a.krav", "--stdin"], &["fmt", "--language", "sv"]] {
        let (code, out, _) = krav(&world, line);
        assert_eq!((code, out.as_str()), (2, ""), "{line:?}");
    }
    assert_eq!(krav(&Memory::new().file("x.csv", "a"), &["fmt"]).0, 2);
}
