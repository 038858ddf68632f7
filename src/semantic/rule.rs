//! Packs and rules.

use super::declare::{interval, text_of};
use super::expr::{Rows, Typer};
use super::ground::{Ground, twice};
use super::model::{self, Clause, Explain, ExprKind, Modality, Reading, SourceRef, Subject};
use super::say;
use super::{not_yet, wording::wording};
use crate::base::{Code, Diagnostic, Span, Text};
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{self, ClauseKind, Item, Words};
use crate::text;
use crate::value::Ty;
use hashbrown::HashMap;

/// Types the packs and rules of all files; every rule's id with its place.
pub(super) fn rules(
    files: &[&tree::File],
    ground: &mut Ground,
    problems: &mut Vec<Diagnostic>,
) -> HashMap<String, Span> {
    let mut ids: HashMap<String, Span> = HashMap::new();
    let mut packs: HashMap<String, Span> = HashMap::new();
    let mut made = Vec::new();
    let mut uses = Vec::new();
    for file in files {
        let pack = pack(file, &mut packs, ground, problems);
        let full = |name: &str| match pack {
            Some(place) => format!("{}/{name}", ground.model.packs[place].id),
            None => name.to_owned(),
        };
        for item in &file.items {
            match item {
                Item::Rule(tree) => {
                    let id = full(&tree.id.text);
                    if let Some(first) = ids.get(&id) {
                        problems.push(twice(&tree.id.text, Text::new("Regelen", "The rule"), tree.id.span, *first));
                        continue;
                    }
                    ids.insert(id.clone(), tree.id.span);
                    made.extend(Maker { ground, words: file.words, tree, problems }.make(id, pack));
                }
                Item::Test(test) => uses.push((&test.rule, full(&test.rule.text))),
                _ => {}
            }
        }
    }
    for (name, full) in uses {
        if !ids.contains_key(&full) && !ids.contains_key(&name.text) {
            problems.push(no_such_rule(name, &ids, ground));
        }
    }
    if made.len() < ids.len() && !problems.iter().any(Diagnostic::is_error) {
        // Whatever left a rule out has told why; should that ever fail, the run must not go on without the rule.
        let left_out = ids.iter().filter(|(id, _)| !made.iter().any(|rule| rule.id == **id));
        problems.extend(left_out.map(|(_, span)| not_yet(*span, Text::new("denne regelen", "this rule"))));
    }
    ground.model.rules = made;
    ids
}

/// The problem of a rule that is not declared. An id that lacks its pack is told with it.
pub(super) fn no_such_rule(name: &tree::Name, ids: &HashMap<String, Span>, ground: &Ground) -> Diagnostic {
    let told = &name.text;
    let problem = Diagnostic::error(
        Code::UnknownName,
        text!(nb: "Det finnes ingen regel `{told}`.", en: "There is no rule `{told}`."),
    )
    .at(name.span, Text::default());
    let mut whole: Vec<&String> = ids.keys().filter(|id| id.rsplit('/').next() == Some(told)).collect();
    whole.sort_unstable();
    if let Some(id) = whole.first() {
        return problem.help(say::did_you_mean(id));
    }
    let short = ids.keys().filter_map(|id| id.rsplit('/').next());
    match ground.suggest(told, ids.keys().map(String::as_str).chain(short)) {
        Some(help) => problem.help(help),
        None => problem.help(Text::new(
            "Skriv regelens navn, eller pakken og navnet: `pakke/regel`.",
            "Write the rule's name, or its pack and name: `pack/rule`.",
        )),
    }
}

/// The pack of a file.
fn pack(
    file: &tree::File,
    packs: &mut HashMap<String, Span>,
    ground: &mut Ground,
    problems: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let mut found: Option<(usize, Span)> = None;
    for item in &file.items {
        let Item::Pack(tree) = item else { continue };
        if let Some((_, first)) = found {
            problems.push(
                Diagnostic::error(
                    Code::DuplicateClause,
                    Text::new("En fil kan bare ha én pakke.", "A file can only have one pack."),
                )
                .at(tree.id.span, Text::default())
                .at(first, Text::new("den første", "the first"))
                .help(Text::new("Legg den andre pakken i en egen fil.", "Put the other pack in a file of its own.")),
            );
            continue;
        }
        if let Some(first) = packs.get(&tree.id.text) {
            problems.push(twice(&tree.id.text, Text::new("Pakken", "The pack"), tree.id.span, *first));
        }
        packs.entry(tree.id.text.clone()).or_insert(tree.id.span);
        let in_force = interval(tree.in_force.as_ref(), problems);
        found = Some((ground.model.packs.len(), tree.id.span));
        ground.model.packs.push(model::Pack {
            id: tree.id.text.clone(),
            title: text_of(&tree.title),
            edition: tree.edition.as_ref().map(|edition| edition.text.clone()).unwrap_or_default(),
            sources: tree.sources.iter().map(source).collect(),
            in_force,
            span: tree.span,
        });
    }
    found.map(|(place, _)| place)
}

fn source(tree: &tree::SourceRef) -> SourceRef {
    SourceRef {
        kind: tree.kind,
        work: tree.work.text.clone(),
        section: tree.section.as_ref().map(|text| text.text.clone()),
        url: tree.url.as_ref().map(|text| text.text.clone()),
    }
}

/// Makes one rule.
struct Maker<'a, 'g> {
    ground: &'a Ground<'g>,
    words: Words,
    tree: &'a tree::Rule,
    problems: &'a mut Vec<Diagnostic>,
}

impl<'a> Maker<'a, '_> {
    fn make(mut self, id: String, pack: Option<usize>) -> Option<model::Rule> {
        let before = self.problems.len();
        self.single_lines();
        let modality = self.modality();
        self.needs_source();
        let in_force = self.in_force(pack);
        let (subject, rows) = self.subject().unzip();
        let rows = rows?;
        let when = self.conditions(&rows, |kind| if let ClauseKind::When(expr) = kind { Some(expr) } else { None });
        let unless = self.conditions(&rows, |kind| if let ClauseKind::Unless(expr) = kind { Some(expr) } else { None });
        let duties = self.conditions(&rows, |kind| match kind {
            ClauseKind::Must(expr) | ClauseKind::Should(expr) => Some(expr),
            _ => None,
        });
        let explain = self.explain(&rows);
        let judged_at = self.judged_at(&rows);
        let message = self.first(|kind| if let ClauseKind::Message(texts) = kind { Some(texts) } else { None });
        let message = message.map(|texts| wording(texts, self.ground, self.words, &rows, self.problems));
        let advice = self.first(|kind| if let ClauseKind::Advice(texts) = kind { Some(texts) } else { None });
        let advice = advice.map(|texts| wording(texts, self.ground, self.words, &rows, self.problems));
        let (when, unless, duties, explain, judged_at) = (when?, unless?, duties?, explain?, judged_at?);
        if self.problems[before..].iter().any(Diagnostic::is_error) {
            return None;
        }
        Some(model::Rule {
            id,
            pack,
            title: text_of(&self.tree.title),
            modality: modality?,
            sources: self.all(|kind| if let ClauseKind::Source(from) = kind { Some(source(from)) } else { None }),
            readings: self.all(|kind| match kind {
                ClauseKind::Reading { word, meaning } => {
                    Some(Reading { word: word.text.clone(), meaning: meaning.text.clone() })
                }
                _ => None,
            }),
            subject: subject?,
            when,
            unless,
            duties,
            explain,
            in_force,
            judged_at,
            message: message.filter(|message| !message.0.is_empty()),
            advice: advice.filter(|advice| !advice.0.is_empty()),
            span: self.tree.span,
            id_span: self.tree.id.span,
        })
    }

    fn all<T>(&self, pick: impl Fn(&'a ClauseKind) -> Option<T>) -> Vec<T> {
        self.tree.clauses.iter().filter_map(|clause| pick(&clause.kind)).collect()
    }

    fn first<T>(&self, pick: impl Fn(&'a ClauseKind) -> Option<T>) -> Option<T> {
        self.tree.clauses.iter().find_map(|clause| pick(&clause.kind))
    }

    fn typer(&mut self, rows: &Rows) -> Typer<'_, '_> {
        Typer::new(self.ground, self.words, self.problems, rows.clone())
    }

    /// The conditions of one kind of line; `None` when one of them is wrong.
    fn conditions(
        &mut self,
        rows: &Rows,
        pick: impl Fn(&'a ClauseKind) -> Option<&'a tree::Expr>,
    ) -> Option<Vec<Clause>> {
        let lines: Vec<(&tree::Expr, Span)> =
            self.tree.clauses.iter().filter_map(|clause| Some((pick(&clause.kind)?, clause.span))).collect();
        let mut typer = self.typer(rows);
        let typed: Vec<Option<Clause>> =
            lines.into_iter().map(|(tree, span)| Some(Clause { expr: typer.condition(tree)?, span })).collect();
        typed.into_iter().collect()
    }

    /// Lines that a rule has one of.
    fn single_lines(&mut self) {
        let mut seen: [Option<Span>; 6] = [None; 6];
        for clause in &self.tree.clauses {
            let place = match &clause.kind {
                ClauseKind::ForEach { .. } | ClauseKind::ForRegistry => 0,
                ClauseKind::Explain { .. } => 1,
                ClauseKind::Message(_) => 2,
                ClauseKind::Advice(_) => 3,
                ClauseKind::InForce(_) => 4,
                ClauseKind::JudgedAt(_) => 5,
                _ => continue,
            };
            let Some(first) = seen[place] else {
                seen[place] = Some(clause.span);
                continue;
            };
            let help = match place {
                0 => Text::new(
                    "En regel gjelder én slags rader; del den i to.",
                    "A rule is for one kind of rows; split it in two.",
                ),
                2 | 3 => Text::new(
                    "Skriv språkene på samme linje: `nb «…» en «…»`.",
                    "Write the languages on one line: `nb \"…\" en \"…\"`.",
                ),
                _ => Text::new("Stryk den ene.", "Delete one of them."),
            };
            self.problems.push(
                Diagnostic::error(
                    Code::DuplicateClause,
                    Text::new("Regelen kan bare ha én slik linje.", "The rule can only have one such line."),
                )
                .at(clause.span, Text::default())
                .at(first, Text::new("den første", "the first"))
                .help(help),
            );
        }
    }

    fn lacks(&mut self, what: Text, help: Text) {
        if self.ground.is_torn(self.tree.span) {
            return; // it may stand on the line that could not be read
        }
        let (Text { nb, en }, id) = (what, &self.tree.id.text);
        self.problems.push(
            Diagnostic::error(
                Code::MissingClause,
                text!(nb: "Regelen {id} mangler {nb}.", en: "The rule {id} lacks {en}."),
            )
            .at(self.tree.id.span, Text::default())
            .help(help),
        );
    }

    fn modality(&mut self) -> Option<Modality> {
        let (must, should) = (Keyword::Must.word(self.words), Keyword::Should.word(self.words));
        let find = |wanted: fn(&ClauseKind) -> bool| {
            self.tree.clauses.iter().find(|clause| wanted(&clause.kind)).map(|clause| clause.span)
        };
        let musts = find(|kind| matches!(kind, ClauseKind::Must(_)));
        let shoulds = find(|kind| matches!(kind, ClauseKind::Should(_)));
        match (musts, shoulds) {
            (Some(_), None) => Some(Modality::Must),
            (None, Some(_)) => Some(Modality::Should),
            (None, None) => {
                self.lacks(
                    text!(nb: "en linje med `{must}` eller `{should}`", en: "a line with `{must}` or `{should}`"),
                    text!(
                        nb: "Skriv hva som kreves: `{must} …`, eller hva som anbefales: `{should} …`.",
                        en: "Write what is required: `{must} …`, or what is recommended: `{should} …`."
                    ),
                );
                None
            }
            (Some(a), Some(b)) => {
                let id = &self.tree.id.text;
                self.problems.push(
                    Diagnostic::error(
                        Code::MixedModality,
                        text!(
                            nb: "Regelen {id} har både krav (`{must}`) og anbefaling (`{should}`).",
                            en: "The rule {id} has both a requirement (`{must}`) and a recommendation (`{should}`)."
                        ),
                    )
                    .at(b, Text::default())
                    .at(a, Text::default())
                    .help(text!(
                        nb: "Del den i to regler med samme kilde og utvalg: `{id}` med `{must}`, og `{id}-anbefalt` med `{should}`.",
                        en: "Split it into two rules with the same source and selection: `{id}` with `{must}`, and `{id}-recommended` with `{should}`."
                    )),
                );
                None
            }
        }
    }

    fn needs_source(&mut self) {
        if self.first(|kind| matches!(kind, ClauseKind::Source(_)).then_some(())).is_some() {
            return;
        }
        let word = Keyword::Source.word(self.words);
        let kind = match self.words {
            Words::En => "circular \"H-7/17\"",
            Words::Nb | Words::Nn => "rundskriv «H-7/17»",
        };
        self.lacks(
            Text::new("kilde", "a source"),
            text!(
                nb: "Skriv hvor kravet står, som `{word} {kind}`. Egne krav har kilden `intern` (`internal`).",
                en: "Write where the requirement stands, as `{word} {kind}`. Requirements of one's own have the kind `internal` (`intern`)."
            ),
        );
    }

    /// The rule's interval, cut to its pack's.
    fn in_force(&mut self, pack: Option<usize>) -> model::Interval {
        let tree = self.first(|kind| if let ClauseKind::InForce(tree) = kind { Some(tree) } else { None });
        let before = self.problems.len();
        let own = interval(tree, self.problems);
        let Some(pack) = pack.map(|place| &self.ground.model.packs[place]) else { return own };
        let cut = model::Interval {
            from: own.from.max(pack.in_force.from),
            to: match (own.to, pack.in_force.to) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        };
        let told = self.problems.len() > before || tree.is_none();
        if let (Some(from), Some(to), false) = (cut.from, cut.to, told)
            && from > to
        {
            let at = tree.map_or(self.tree.id.span, |tree| tree.span);
            self.problems.push(
                Diagnostic::error(
                    Code::EmptyInterval,
                    Text::new(
                        "Regelen er aldri i kraft: perioden ligger utenfor pakkens.",
                        "The rule is never in force: its period lies outside its pack's.",
                    ),
                )
                .at(at, Text::default())
                .at(pack.span, Text::new("pakken", "the pack"))
                .help(Text::new(
                    "Rett perioden til regelen eller pakken.",
                    "Correct the period of the rule or of the pack.",
                )),
            );
        }
        cut
    }

    fn subject(&mut self) -> Option<(Subject, Rows)> {
        let found = self.first(|kind| match kind {
            ClauseKind::ForEach { path, table } => Some(Some((path, table))),
            ClauseKind::ForRegistry => Some(None),
            _ => None,
        });
        let Some(found) = found else {
            let each = Keyword::ForEach.word(self.words);
            self.lacks(
                Text::new("hva den gjelder", "what it is for"),
                text!(nb: "Skriv `{each} tabell` øverst i regelen.", en: "Write `{each} table` at the top of the rule."),
            );
            return None;
        };
        let Some((path, table)) = found else { return Some((Subject::Registry, Rows::Registry)) };
        let (first, last) = (path.first()?, path.last()?);
        let Some(table) = table else {
            if path.len() > 1 && !self.ground.broken.contains(&first.text) {
                let (each, is_in) = (Keyword::ForEach.word(self.words), Keyword::In.word(self.words));
                let told = path.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
                self.problems.push(
                    Diagnostic::error(
                        Code::UnknownTable,
                        text!(nb: "Det finnes ingen tabell `{told}`.", en: "There is no table `{told}`."),
                    )
                    .at(first.span.to(last.span), Text::default())
                    .help(text!(
                        nb: "For grupper av rader, si hvilken tabell de står i: `{each} {told} {is_in} tabell`.",
                        en: "For groups of rows, say which table they are in: `{each} {told} {is_in} table`."
                    )),
                );
                return None;
            }
            let table = self.ground.table(first, self.problems)?;
            return Some((Subject::Rows(table), Rows::Table(table)));
        };
        let table = self.ground.table(table, self.problems)?;
        let key = self.typer(&Rows::Table(table)).path(path, first.span.to(last.span), None)?;
        if matches!(key.ty, Ty::List(_)) {
            let Text { nb, en } = say::describe(&key.ty, &self.ground.model);
            self.problems.push(
                Diagnostic::error(
                    Code::TypeMismatch,
                    text!(nb: "Rader kan ikke grupperes etter {nb}.", en: "Rows cannot be grouped by {en}."),
                )
                .at(key.span, Text::default())
                .help(Text::new("Velg et felt med én verdi.", "Choose a field with one value.")),
            );
            return None;
        }
        let names = path.iter().map(|name| name.text.clone()).collect();
        let rows = Rows::Group { table, path: names, ty: key.ty.clone() };
        Some((Subject::Groups { table, path: key }, rows))
    }

    /// The outer `None` when it is wrong.
    fn explain(&mut self, rows: &Rows) -> Option<Option<Explain>> {
        let found = self.tree.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Explain { field, when } => Some((field, when, clause.span)),
            _ => None,
        });
        let Some((field, when, span)) = found else { return Some(None) };
        let mut typer = self.typer(rows);
        let typed = typer.infer(field, None);
        let when = when.as_ref().map(|tree| typer.condition(tree));
        let typed = typed?;
        if !matches!(typed.kind, ExprKind::Field(..)) || typed.ty != Ty::Text {
            let Text { nb, en } = say::describe(&typed.ty, &self.ground.model);
            self.problems.push(
                Diagnostic::error(
                    Code::TypeMismatch,
                    text!(
                        nb: "Forklaringen må stå i et tekstfelt i raden, men dette er {nb}.",
                        en: "The explanation must stand in a text field of the row, but this is {en}."
                    ),
                )
                .at(typed.span, Text::default())
                .help(Text::new(
                    "Nevn feltet som forklaringen skrives i, ikke en kode eller et begrep.",
                    "Name the field that the explanation is written in, not a code or a term.",
                )),
            );
            return None;
        }
        let when = match when {
            None => None,
            Some(typed) => Some(typed?),
        };
        Some(Some(Explain { field: typed, when, span }))
    }

    fn judged_at(&mut self, rows: &Rows) -> Option<Option<model::Expr>> {
        let found = self.first(|kind| if let ClauseKind::JudgedAt(expr) = kind { Some(expr) } else { None });
        let Some(tree) = found else { return Some(None) };
        let date = self.typer(rows).infer(tree, None)?;
        if date.ty != Ty::Date {
            let Text { nb, en } = say::describe(&date.ty, &self.ground.model);
            self.problems.push(
                Diagnostic::error(
                    Code::TypeMismatch,
                    text!(nb: "Her må det stå en dato, men dette er {nb}.", en: "A date must stand here, but this is {en}."),
                )
                .at(date.span, Text::default())
                .help(Text::new("Nevn et datofelt i raden.", "Name a date field of the row.")),
            );
            return None;
        }
        Some(Some(date))
    }
}
