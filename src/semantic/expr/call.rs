//! Calls of built-in functions.

use super::{Typer, made};
use crate::base::{Code, Diagnostic, Span, Text};
use crate::builtin::{self, Builtin, Param, Pattern, ResultTy};
use crate::semantic::model::{Expr, ExprKind};
use crate::semantic::say::did_you_mean;
use crate::semantic::walk::is_constant;
use crate::syntax::lexicon::Keyword;
use crate::syntax::tree::{self, Name, Words};
use crate::text;
use crate::value::{Ty, Value};

/// A function's name in the words of a file, by its English name.
pub(super) fn name_of(english: &'static str, words: Words) -> &'static str {
    builtin::find(english, Words::En as usize).map_or(english, |place| builtin::ALL[place].names[words as usize])
}

impl Typer<'_, '_> {
    pub(super) fn call(&mut self, name: &Name, arguments: &[tree::Expr], span: Span) -> Option<Expr> {
        let Some(place) = builtin::find(&name.text, self.words as usize) else {
            self.unknown_function(name);
            for argument in arguments.iter().filter(|argument| !matches!(argument.kind, tree::ExprKind::Regex(_))) {
                self.infer(argument, None);
            }
            return None;
        };
        let function = &builtin::ALL[place];
        let (least, most) = function.arity();
        if !(least..=most).contains(&arguments.len()) {
            self.wrong_number(function, arguments.len(), span);
            return None;
        }
        let mut typed: Vec<Expr> = Vec::with_capacity(arguments.len());
        let mut whole = true;
        for (tree, param) in arguments.iter().zip(function.params) {
            match self.argument(function, *param, tree, typed.first()) {
                Some(expr) => typed.push(expr),
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
        let ty = match &function.result {
            ResultTy::Is(ty) => ty.clone(),
            ResultTy::Same => {
                let decimal = typed.iter().any(|expr| expr.ty == Ty::Decimal);
                let first = typed.first()?.ty.clone();
                if first == Ty::Int && decimal && function.params[0] == Param::Any { Ty::Decimal } else { first }
            }
        };
        let unit = match &function.result {
            ResultTy::Same => typed.iter().find_map(|expr| expr.unit.clone()),
            ResultTy::Is(_) => None,
        };
        let call = Expr { unit, ..made(ExprKind::Call(place, typed), ty, span) };
        Some(if call.ty == Ty::Bool { self.unless_constant(call) } else { call })
    }

    fn argument(&mut self, function: &Builtin, param: Param, tree: &tree::Expr, first: Option<&Expr>) -> Option<Expr> {
        if let tree::ExprKind::Regex(text) = &tree.kind {
            if param != Param::Regex {
                let wanted = wanted(param);
                self.wrong_argument(
                    function,
                    tree.span,
                    &Text::new("et regulært uttrykk", "a regular expression"),
                    wanted,
                );
                return None;
            }
            if let Err(told) = Pattern::check(text) {
                self.tell(bad_regex(tree.span, &told));
                return None;
            }
            return Some(made(ExprKind::Const(Value::Text(text.as_str().into())), Ty::Text, tree.span));
        }
        let expected = if param == Param::Any { first.map(|first| &first.ty) } else { None };
        let expr = self.infer(tree, expected)?;
        let fits = match param {
            Param::Text => expr.ty == Ty::Text,
            Param::Int => expr.ty == Ty::Int,
            Param::Number => matches!(expr.ty, Ty::Int | Ty::Decimal),
            Param::Date => expr.ty == Ty::Date,
            Param::TextOrList => matches!(expr.ty, Ty::Text | Ty::List(_)),
            Param::Any => match first {
                Some(first) => return self.like_the_first(first, expr),
                None => true,
            },
            Param::Regex => false,
        };
        if !fits {
            let given = self.describe(&expr.ty);
            self.wrong_argument(function, expr.span, &given, wanted(param));
            return None;
        }
        Some(expr)
    }

    fn like_the_first(&mut self, first: &Expr, expr: Expr) -> Option<Expr> {
        let number = |ty: &Ty| matches!(ty, Ty::Int | Ty::Decimal);
        if first.ty == expr.ty || (number(&first.ty) && number(&expr.ty)) {
            let (mut first, mut expr) = (first.clone(), expr);
            if !is_constant(&first) && is_constant(&expr) || first.unit == expr.unit {
                return self.fit_units(&mut first, &mut expr).then_some(expr);
            }
            let unit = first.unit.clone();
            let fits = self.fit_units(&mut first, &mut expr);
            return (fits && first.unit == unit).then_some(expr);
        }
        self.mismatch(first, &expr);
        None
    }

    fn wrong_argument(&mut self, function: &Builtin, span: Span, given: &Text, wanted: Text) {
        let name = function.names[self.words as usize];
        let (Text { nb, en }, given_nb, given_en) = (wanted, &given.nb, &given.en);
        let mut problem = Diagnostic::error(
            Code::WrongArguments,
            text!(
                nb: "`{name}` vil ha {nb} her, men dette er {given_nb}.",
                en: "`{name}` wants {en} here, but this is {given_en}."
            ),
        )
        .at(span, text!(nb: "dette er {given_nb}", en: "this is {given_en}"));
        if given_en.starts_with("a reference") {
            problem = problem.help(Text::new(
                "Les feltet du mener gjennom henvisningen, som `virksomhet.navn`.",
                "Read the field that you mean through the reference, as `agency.name`.",
            ));
        }
        let example = self.example(function);
        self.tell(problem.help(example));
    }

    fn wrong_number(&mut self, function: &Builtin, given: usize, span: Span) {
        let name = function.names[self.words as usize];
        let (least, most) = function.arity();
        let wanted = match (least, most) {
            (1, 1) => Text::new("ett argument", "one argument"),
            (a, b) if a == b => text!(nb: "{a} argumenter", en: "{a} arguments"),
            (a, b) => text!(nb: "{a} til {b} argumenter", en: "{a} to {b} arguments"),
        };
        let Text { nb, en } = wanted;
        let example = self.example(function);
        self.tell(
            Diagnostic::error(
                Code::WrongArguments,
                text!(nb: "`{name}` tar {nb}, men får {given}.", en: "`{name}` takes {en}, but gets {given}."),
            )
            .at(span, Text::default())
            .help(example),
        );
    }

    /// The function's example, with its name as this file writes it.
    fn example(&self, function: &Builtin) -> Text {
        let [english, ..] = function.names;
        let mut example = function.example.replacen(english, function.names[self.words as usize], 1);
        if let Some(call) = example.strip_suffix("= yes") {
            example = format!("{call}= {}", self.word(Keyword::Yes));
        }
        text!(nb: "Eksempel: `{example}`.", en: "Example: `{example}`.")
    }

    fn unknown_function(&mut self, name: &Name) {
        let told = &name.text;
        let mut problem = Diagnostic::error(
            Code::UnknownFunction,
            text!(nb: "Det finnes ingen funksjon `{told}`.", en: "There is no function `{told}`."),
        )
        .at(name.span, Text::default());
        let known = builtin::ALL.iter().find(|function| function.names.contains(&told.as_str()));
        problem = match known {
            Some(function) => {
                let right = function.names[self.words as usize];
                problem.help(text!(
                    nb: "I denne filens ord heter den `{right}`.",
                    en: "In the words of this file it is called `{right}`."
                ))
            }
            None if is_choice(told) => {
                let word = self.word(Keyword::When);
                problem.help(text!(
                    nb: "Skriv hvem regelen gjelder på en linje for seg, `{word} …`; to tilfeller er to regler.",
                    en: "Write whom the rule applies to on a line of its own, `{word} …`; two cases are two rules."
                ))
            }
            None => {
                let names = || builtin::ALL.iter().map(|function| function.names[self.words as usize]);
                match self.ground.nearest(told, names()) {
                    Some(near) => problem.help(did_you_mean(&near)),
                    None => {
                        let all = names().collect::<Vec<_>>().join(", ");
                        problem.help(text!(nb: "Funksjonene er: {all}.", en: "The functions are: {all}."))
                    }
                }
            }
        };
        self.tell(problem);
    }
}

/// Whether a name is what spreadsheets and programs call a choice between two values.
fn is_choice(name: &str) -> bool {
    ["if", "iif", "ifs", "hvis", "viss", "dersom", "case"].contains(&name.to_lowercase().as_str())
}

fn wanted(param: Param) -> Text {
    match param {
        Param::Text => Text::new("en tekst", "a text"),
        Param::Int => Text::new("et heltall", "an integer"),
        Param::Number => Text::new("et tall", "a number"),
        Param::Date => Text::new("en dato", "a date"),
        Param::TextOrList => Text::new("en tekst eller en liste", "a text or a list"),
        Param::Any => Text::new("en verdi", "a value"),
        Param::Regex => Text::new("et regulært uttrykk, `/…/`,", "a regular expression, `/…/`,"),
    }
}

/// A regular expression that cannot be read.
pub(in crate::semantic) fn bad_regex(span: Span, told: &str) -> Diagnostic {
    Diagnostic::error(
        Code::BadRegex,
        text!(
            nb: "Det regulære uttrykket kan ikke leses: {told}.",
            en: "The regular expression cannot be read: {told}."
        ),
    )
    .at(span, Text::default())
    .help(Text::new(
        "Sett `\\` foran tegn som skal stå for seg selv: `\\. \\( \\) \\[ \\] \\+ \\* \\?`.",
        "Put `\\` before signs that stand for themselves: `\\. \\( \\) \\[ \\] \\+ \\* \\?`.",
    ))
}
