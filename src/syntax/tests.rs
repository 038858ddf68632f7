use super::{Parsed, parse};
use crate::base::{FileId, Source};

const NB: &str = include_str!("tests/nb.krav");
const NN: &str = include_str!("tests/nn.krav");
const EN: &str = include_str!("tests/en.krav");

fn read(text: &str) -> Parsed {
    parse(&Source::new(FileId(0), "test.krav", text))
}

/// Every problem as `line:column code message | label | help`, in Norwegian or English.
fn told(text: &str, nb: bool) -> Vec<String> {
    let source = Source::new(FileId(0), "test.krav", text);
    let pick = |text: &crate::base::Text| if nb { text.nb.clone() } else { text.en.clone() };
    let tell = |problem: crate::base::Diagnostic| {
        let label = problem.labels.first().expect("every problem has a place");
        let crate::base::At::Rule(span) = label.at else { panic!("a place in the rule file") };
        let (line, column) = source.line_column(span.start);
        let marked = source.slice(span).to_owned();
        let help: Vec<String> = problem.help.iter().map(pick).collect();
        assert!(!help.is_empty(), "no remedy: {}", problem.message.en);
        format!(
            "{line}:{column} {} [{marked}] {} | {} | {}",
            problem.code.id(),
            pick(&problem.message),
            pick(&label.text),
            help.join(" ")
        )
    };
    parse(&source).problems.into_iter().map(tell).collect()
}

#[test]
fn the_worked_example_reads_in_every_keyword_set() {
    for text in [NB, NN, EN] {
        assert_eq!(told(text, true), Vec::<String>::new());
        assert_eq!(read(text).file.items.len(), 17);
    }
}
