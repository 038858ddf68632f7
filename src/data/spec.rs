//! How the cells of a column are to be read: the part of a field's declaration that a decoder needs.

use crate::value::CodesId;
use hashbrown::HashMap;
use std::sync::Arc;

/// How the cells of one column are decoded.
#[derive(Clone, Debug)]
pub struct FieldSpec {
    pub ty: CellType,
    /// Tokens that mean *not stated*, beside blank; compared after trimming and without case. One that ends with `*`
    /// stands for every text that begins like it.
    pub not_stated: Vec<String>,
    /// Tokens that mean *not relevant*.
    pub not_relevant: Vec<String>,
    /// Between the elements of a list.
    pub separator: Option<String>,
    /// A blank list is the empty list, a known value.
    pub blank_means_none: bool,
    /// Words that mean yes and no in a boolean column, beside the usual ones.
    pub yes: Vec<String>,
    pub no: Vec<String>,
    /// A blank boolean is no, a known value.
    pub blank_means_no: bool,
    /// A date or number pattern (`dd.MM.yyyy`); the usual ones when absent.
    pub format: Option<String>,
    /// How many digits a code has: shorter ones get back the zeros that a spreadsheet took from them. 0: no code.
    pub width: usize,
}

/// What a cell holds.
#[derive(Clone, Debug)]
pub enum CellType {
    Bool,
    Int,
    Decimal,
    Date,
    Text,
    Code(CodeIndex),
    List(Box<CellType>),
}

/// The words of a code list: every code and every label, with the entry's number.
#[derive(Clone, Debug)]
pub struct CodeIndex {
    pub list: CodesId,
    /// Keys are NFC, trimmed and folded to lower case.
    pub words: Arc<HashMap<String, u16>>,
}

impl FieldSpec {
    /// A plain column of a type.
    pub fn plain(ty: CellType) -> FieldSpec {
        FieldSpec {
            ty,
            not_stated: Vec::new(),
            not_relevant: Vec::new(),
            separator: None,
            blank_means_none: false,
            yes: Vec::new(),
            no: Vec::new(),
            blank_means_no: false,
            format: None,
            width: 0,
        }
    }
}
