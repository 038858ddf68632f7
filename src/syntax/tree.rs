//! The tree of a rule file: what stands there, with its places, before any name is looked up.

use crate::base::Span;
use crate::value::{Date, Decimal, Verdict};

/// The set of keywords that a file is written with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Words {
    #[default]
    En,
    Nb,
    Nn,
}

/// A rule file. Items that could not be read are left out (a problem tells of each).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    pub words: Words,
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Pack(Pack),
    Codes(Codes),
    Table(Table),
    Term(Term),
    Rule(Rule),
    Waiver(Waiver),
    Test(Test),
}

/// An identifier, NFC, without its backticks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// A text literal, NFC, without its quotation marks (the span has them).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Str {
    pub text: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Pack {
    pub id: Name,
    pub title: Option<Str>,
    /// `edition 1.0.0`, as written.
    pub edition: Option<Name>,
    pub sources: Vec<SourceRef>,
    pub in_force: Option<Interval>,
    /// Lines that begin with `##` above the item, without the marks.
    pub doc: String,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceKind {
    Law,
    Regulation,
    Circular,
    Recommendation,
    Standard,
    Internal,
}

/// `source circular "H-7/17" section "3.4" <https://…>`.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRef {
    pub kind: SourceKind,
    pub work: Str,
    pub section: Option<Str>,
    pub url: Option<Str>,
    pub span: Span,
}

/// `in force from A to B`, both ends inclusive, either open.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    pub from: Option<(Date, Span)>,
    pub to: Option<(Date, Span)>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Codes {
    pub name: Name,
    pub title: Option<Str>,
    pub entries: Vec<CodeEntry>,
    pub doc: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CodeEntry {
    pub name: Name,
    pub labels: Vec<Str>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub name: Name,
    /// `table fjoråret of tiltak`: a second edition of another table; it has no fields of its own.
    pub of: Option<Name>,
    pub title: Option<Str>,
    pub fields: Vec<Field>,
    /// `key (a, b)` on a line of its own.
    pub key: Option<(Vec<Name>, Span)>,
    /// `valid gyldig_fra to gyldig_til`.
    pub valid: Option<(Name, Name)>,
    pub doc: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    pub name: Name,
    pub ty: TypeRef,
    pub modifiers: Vec<Modifier>,
    pub doc: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TypeRef {
    pub kind: TypeKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    /// A code list or a table.
    Named(Name),
    List(Box<TypeRef>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Modifier {
    pub kind: ModifierKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ModifierKind {
    Key,
    Required,
    Unique,
    /// `column "heading" | "older heading"`.
    Column(Vec<Str>),
    NotStated(Vec<Str>),
    NotRelevant(Vec<Str>),
    SeparatedBy(Str),
    BlankMeansNone,
    /// `yes is "x"`, `no is "-"`.
    YesIs(Vec<Str>),
    NoIs(Vec<Str>),
    BlankMeansNo,
    /// `matches /re/`: the expression without its slashes.
    Matches(Str),
    Between(Expr, Expr),
    Format(Str),
    Unit(Str),
    /// `width 4`.
    Width(u32),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub name: Name,
    pub table: Name,
    pub expr: Expr,
    pub doc: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub id: Name,
    pub title: Option<Str>,
    pub clauses: Vec<Clause>,
    pub doc: String,
    pub span: Span,
}

/// One line of a rule; the span runs from its keyword to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    pub kind: ClauseKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ClauseKind {
    Source(SourceRef),
    Reading {
        word: Str,
        meaning: Str,
    },
    /// `for each T`: a path of one name and no table. `for each PATH in T`: groups.
    ForEach {
        path: Vec<Name>,
        table: Option<Name>,
    },
    ForRegistry,
    When(Expr),
    Unless(Expr),
    Must(Expr),
    Should(Expr),
    /// `or explain FIELD, when CONDITION`.
    Explain {
        field: Expr,
        when: Option<Expr>,
    },
    Message(Vec<Localized>),
    Advice(Vec<Localized>),
    InForce(Interval),
    JudgedAt(Expr),
}

/// A text in one language (`nb "…"`), or in the file's own when none is named.
#[derive(Clone, Debug, PartialEq)]
pub struct Localized {
    pub language: Option<Words>,
    pub text: Str,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `10`, `2.5`, `90 %` (0.9 with `percent`), `10 million` (multiplied out), `10 mill. kr` (unit kept as written).
    Number {
        value: Decimal,
        percent: bool,
        unit: Option<Str>,
    },
    Date(Date),
    Text(String),
    Bool(bool),
    /// `/…/`, only as an argument of `matches`.
    Regex(String),
    This,
    AsOf,
    /// `berører`, `virksomhet.departement`, `denne.hele` (without the `denne`, marked), `x.dato`.
    Path {
        names: Vec<Name>,
        this: bool,
    },
    List(Vec<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
        op_span: Span,
    },
    /// `x in [a, b]`; `not` for `x not in […]`.
    In {
        item: Box<Expr>,
        list: Box<Expr>,
        not: bool,
    },
    Has {
        list: Box<Expr>,
        item: Box<Expr>,
    },
    Is {
        of: Box<Expr>,
        what: IsWhat,
    },
    Call {
        name: Name,
        arguments: Vec<Expr>,
    },
    Aggregate(Box<Aggregate>),
    /// `kommune at oppstart`.
    At {
        of: Box<Expr>,
        date: Box<Expr>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    And,
    Or,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Add,
    Sub,
    Mul,
    Div,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IsWhat {
    Given,
    Missing,
    NotRelevant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AggregateKind {
    Exists,
    Every,
    Count,
    Sum,
    Min,
    Max,
    Mean,
    Share,
}

/// `share(T as x where C: D)`; what is absent is `None`. `over` is empty in `count(where C)` over a group's own rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    pub kind: AggregateKind,
    /// `T` or `T.field` (or, in a group rule, a field of the group's rows).
    pub over: Vec<Name>,
    pub alias: Option<Name>,
    pub condition: Option<Expr>,
    pub that: Option<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Waiver {
    pub rule: Name,
    /// The subject's key values, as written.
    pub keys: Vec<Expr>,
    pub until: Option<(Date, Span)>,
    pub because: Option<Str>,
    pub approved_by: Option<Str>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    pub rule: Name,
    pub as_of: Option<(Date, Span)>,
    pub rows: Vec<TestRow>,
    pub span: Span,
}

/// `tiltak { id: "A", berører: hele } -> oppfylt`.
#[derive(Clone, Debug, PartialEq)]
pub struct TestRow {
    pub table: Name,
    pub fields: Vec<(Name, Expr)>,
    pub expect: Option<(Verdict, Span)>,
    pub span: Span,
}
