//! What is to be computed: the columns to read, one expression graph for all rules, lookups, groups, and what each
//! rule asks of them. Knows nothing of files, threads or words.

mod checks;
pub mod graph;
mod lower;
mod specs;
pub mod thresholds;
mod waivers;
mod words;
pub mod written;

use crate::base::Span;
use crate::data::FieldSpec;
pub use crate::semantic::checks::CheckKind;
use crate::semantic::model::{Clause, Expr, Interval, Modality, Model, Piece, Rule, Subject, Wording};
use crate::syntax::tree::Words;
use crate::value::{TableId, Ty};
use graph::{Frame, Graph, Grouping, NodeId, Op};
use lower::{Lowering, Place};
pub use waivers::{WaiverEntry, WaiverSet};
use written::Trail;
pub use written::{RuleWritten, Written};

/// The rules of a run as one computation.
#[derive(Clone, Debug)]
pub struct Plan {
    pub graph: Graph,
    /// How each field of each table is decoded, by table and field.
    pub specs: Vec<Vec<FieldSpec>>,
    /// The codes of every code list.
    pub codes: Vec<Vec<String>>,
    /// The key fields of every table.
    pub keys: Vec<Vec<usize>>,
    /// Checks of fields first, then rules, in the order of the model.
    pub judgements: Vec<Judgement>,
    /// Waivers, those of one judgement together.
    pub waivers: Vec<WaiverSet>,
    /// What rows are counted by besides rules, by table.
    pub by: Vec<Option<NodeId>>,
}

/// One thing that subjects are judged by.
#[derive(Clone, Debug)]
pub struct Judgement {
    pub origin: Origin,
    pub modality: Modality,
    pub frame: Frame,
    /// `when` and not `unless`; always when absent.
    pub applies: Option<NodeId>,
    pub duty: NodeId,
    /// The clauses behind `applies` (an `unless` negated) and `duty`, with their places in the rule file.
    pub guards: Vec<(NodeId, Span)>,
    pub duties: Vec<(NodeId, Span)>,
    /// Whether an explanation is accepted.
    pub explain: Option<NodeId>,
    pub in_force: Interval,
    /// The record's date that the interval is held against; the measuring date when absent.
    pub judged_at: Option<NodeId>,
    /// Equals among the rows decide, not the row alone: the node of each key field.
    pub unique: Option<Vec<NodeId>>,
    /// From and to when a row is valid: equals are twins only while both are.
    pub valid: Option<[NodeId; 2]>,
    /// Place in [`Plan::waivers`].
    pub waivers: Option<usize>,
    pub message: Option<Template>,
    pub advice: Option<Template>,
}

/// Where a judgement comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A rule, by its place in the model.
    Rule(usize),
    /// A modifier of a field.
    Check { table: TableId, field: usize, kind: CheckKind },
}

/// A message by language: texts, and nodes over the subject.
#[derive(Clone, Debug)]
pub struct Template(pub Vec<(Words, Vec<TemplatePiece>)>);

#[derive(Clone, Debug)]
pub enum TemplatePiece {
    Text(String),
    Slot(NodeId),
}

/// Lowers a model to its plan. The model must have come out of an analysis without errors.
pub fn lower(model: &Model) -> Plan {
    lower_by(model, &[])
}

/// [`lower()`], with expressions over tables that their rows are counted by as well.
pub fn lower_by(model: &Model, by: &[(TableId, Expr)]) -> Plan {
    let mut lowering = Lowering::new(model);
    let mut nodes = vec![None; model.tables.len()];
    for (table, expr) in by {
        nodes[table.0 as usize] = Some(lowering.expr(expr, Place::of(Frame::Table(*table))));
    }
    let mut judgements = checks::lower(&mut lowering);
    for (place, rule) in model.rules.iter().enumerate() {
        judgements.push(rule_judgement(&mut lowering, place, rule));
    }
    plan(lowering, judgements, nodes)
}

/// The clauses of a rule as they are written, with the nodes that they are in the plan of [`lower()`].
pub fn written(model: &Model, place: usize) -> RuleWritten {
    let mut lowering = Lowering::new(model);
    checks::lower(&mut lowering);
    // The same nodes get the same numbers only in the same order.
    for (earlier, rule) in model.rules.iter().enumerate().take(place) {
        rule_judgement(&mut lowering, earlier, rule);
    }
    let Some(rule) = model.rules.get(place) else { return RuleWritten::default() };
    lowering.trail = Some(Trail::default());
    let mut written = RuleWritten::default();
    lower_rule_parts(&mut lowering, place, rule, &mut written);
    written
}

/// The plan of one rule alone, without the checks of tables: what a test of it needs.
pub fn lower_rule(model: &Model, place: usize) -> Plan {
    let mut lowering = Lowering::new(model);
    let judgements = model.rules.get(place).map(|rule| rule_judgement(&mut lowering, place, rule));
    plan(lowering, judgements.into_iter().collect(), vec![None; model.tables.len()])
}

fn plan(mut lowering: Lowering, mut judgements: Vec<Judgement>, by: Vec<Option<NodeId>>) -> Plan {
    let waivers = waivers::lower(&mut lowering, &mut judgements);
    let mut graph = lowering.graph;
    graph.words = words::find(&graph, &judgements, &waivers, &by);
    graph.thresholds = thresholds::find(&graph);
    let (specs, codes) = (specs::of(lowering.model), specs::codes(lowering.model));
    let keys = lowering.model.tables.iter().map(|table| table.key.clone()).collect();
    Plan { graph, specs, codes, keys, judgements, waivers, by }
}

fn rule_judgement(lowering: &mut Lowering, place: usize, rule: &Rule) -> Judgement {
    lower_rule_parts(lowering, place, rule, &mut RuleWritten::default())
}

fn lower_rule_parts(lowering: &mut Lowering, place: usize, rule: &Rule, written: &mut RuleWritten) -> Judgement {
    let frame = subject_frame(lowering, &rule.subject);
    let at = Place::of(frame);
    taken(lowering);
    let mut guards = clauses(lowering, &rule.when, at);
    written.when = taken(lowering);
    for (node, span) in clauses(lowering, &rule.unless, at) {
        guards.push((lowering.graph.truth(frame, Op::Not(node)), span));
    }
    written.unless = taken(lowering);
    let duties = clauses(lowering, &rule.duties, at);
    written.duties = taken(lowering);
    let nodes = |clauses: &[(NodeId, Span)]| clauses.iter().map(|(node, _)| *node).collect::<Vec<_>>();
    let applies = (!guards.is_empty()).then(|| lowering.graph.all(frame, nodes(&guards)));
    let duty = lowering.graph.all(frame, nodes(&duties));
    let explain = rule.explain.as_ref().map(|explain| {
        let field = lowering.expr(&explain.field, at);
        let given = lowering.graph.truth(frame, Op::IsGiven(field));
        let accepted = explain.when.as_ref().map(|when| lowering.expr(when, at));
        lowering.graph.all(frame, [given].into_iter().chain(accepted).collect())
    });
    written.explain = taken(lowering);
    let judged_at = rule.judged_at.as_ref().map(|date| lowering.expr(date, at));
    Judgement {
        origin: Origin::Rule(place),
        modality: rule.modality,
        frame,
        applies,
        duty,
        guards,
        duties,
        explain,
        in_force: rule.in_force,
        judged_at,
        unique: None,
        valid: None,
        waivers: None,
        message: rule.message.as_ref().map(|wording| template(lowering, wording, at)),
        advice: rule.advice.as_ref().map(|wording| template(lowering, wording, at)),
    }
}

/// What was written since the last time, where it is remembered.
fn taken(lowering: &mut Lowering) -> Vec<Written> {
    lowering.trail.as_mut().map(Trail::take).unwrap_or_default()
}

fn subject_frame(lowering: &mut Lowering, subject: &Subject) -> Frame {
    match subject {
        Subject::Rows(table) => Frame::Table(*table),
        Subject::Registry => Frame::Registry,
        Subject::Groups { table, path } => {
            let key = lowering.expr(path, Place::of(Frame::Table(*table)));
            Frame::Groups(lowering.graph.grouping(Grouping { table: *table, key }))
        }
    }
}

fn clauses(lowering: &mut Lowering, clauses: &[Clause], at: Place) -> Vec<(NodeId, Span)> {
    clauses.iter().map(|clause| (lowering.expr(&clause.expr, at), clause.span)).collect()
}

fn template(lowering: &mut Lowering, wording: &Wording, at: Place) -> Template {
    let pieces = |lowering: &mut Lowering, pieces: &[Piece]| {
        let lower = |piece: &Piece| match piece {
            Piece::Text(text) => TemplatePiece::Text(text.clone()),
            Piece::Slot(expr) => TemplatePiece::Slot(lowering.expr(expr, at)),
        };
        pieces.iter().map(lower).collect()
    };
    Template(wording.0.iter().map(|(words, text)| (*words, pieces(lowering, text))).collect())
}

impl Plan {
    /// The type of a node's values.
    pub fn ty(&self, node: NodeId) -> &Ty {
        &self.graph.node(node).ty
    }
}
