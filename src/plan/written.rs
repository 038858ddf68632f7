//! The clauses of rules as they are written, each part with the node that it became: what an explanation walks.

use super::graph::NodeId;
use crate::base::Span;

/// A part of a clause, and the parts that it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub span: Span,
    pub node: NodeId,
    /// Parts over the same row. What stands over other rows (behind a reference, inside an aggregate) is not taken apart.
    pub children: Vec<Written>,
}

/// The clauses of a rule.
#[derive(Clone, Debug, Default)]
pub struct RuleWritten {
    pub when: Vec<Written>,
    pub unless: Vec<Written>,
    pub duties: Vec<Written>,
    /// The field of the explanation, and what is asked of it.
    pub explain: Vec<Written>,
}

/// Follows a lowering, and remembers what became of what.
#[derive(Debug)]
pub struct Trail {
    open: Vec<Vec<Written>>,
}

impl Default for Trail {
    fn default() -> Trail {
        Trail { open: vec![Vec::new()] }
    }
}

impl Trail {
    pub fn enter(&mut self) {
        self.open.push(Vec::new());
    }

    /// Ends a part. One that was lowered in two steps is one part.
    pub fn leave(&mut self, span: Span, node: NodeId, apart: bool) {
        let mut children = self.open.pop().unwrap_or_default();
        if let [only] = children.as_mut_slice()
            && only.span == span
        {
            children = std::mem::take(&mut only.children);
        }
        if !apart {
            children.clear();
        }
        if let Some(outer) = self.open.last_mut() {
            outer.push(Written { span, node, children });
        }
    }

    /// What was written since the last time.
    pub fn take(&mut self) -> Vec<Written> {
        self.open.last_mut().map(std::mem::take).unwrap_or_default()
    }
}
