//! A document in memory: texts, lists and maps, each with its bytes in the file. A node may stand in several places (an
//! alias), so that little text cannot become many nodes.

use crate::base::Text;
use crate::data::read::json::MARK;
use crate::data::read::{Limit, Options};
use crate::text;

/// A node, by its number.
pub type Id = u32;

#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Its bytes in the file.
    pub span: (u32, u32),
    pub kind: Kind,
    /// Nodes in it, aliases followed, and levels of them.
    weight: u32,
    depth: u32,
}

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Null,
    /// A range of `Doc::texts`.
    Text(u32, u32),
    /// A range of `Doc::items`.
    List(u32, u32),
    /// A range of `Doc::members`.
    Map(u32, u32),
}

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    key: (u32, u32),
    /// Where the key stands in the file.
    pub at: u32,
    pub value: Id,
}

#[derive(Default)]
pub struct Doc {
    nodes: Vec<Node>,
    texts: String,
    items: Vec<Id>,
    members: Vec<Member>,
    /// Documents of the file, one behind the other.
    pub roots: Vec<Id>,
}

impl Doc {
    pub fn node(&self, id: Id) -> Node {
        self.nodes[id as usize]
    }

    pub fn items(&self, id: Id) -> &[Id] {
        match self.node(id).kind {
            Kind::List(from, until) => &self.items[from as usize..until as usize],
            _ => &[],
        }
    }

    pub fn members(&self, id: Id) -> &[Member] {
        match self.node(id).kind {
            Kind::Map(from, until) => &self.members[from as usize..until as usize],
            _ => &[],
        }
    }

    /// The text of a node that is one; empty otherwise.
    pub fn text(&self, id: Id) -> &str {
        match self.node(id).kind {
            Kind::Text(from, until) => &self.texts[from as usize..until as usize],
            _ => "",
        }
    }

    pub fn key(&self, member: &Member) -> &str {
        &self.texts[member.key.0 as usize..member.key.1 as usize]
    }

    pub fn is_map(&self, id: Id) -> bool {
        matches!(self.node(id).kind, Kind::Map(..))
    }

    pub fn is_list(&self, id: Id) -> bool {
        matches!(self.node(id).kind, Kind::List(..))
    }

    /// Whether a node is a list with at least one record in it, at any depth of lists.
    pub fn holds_records(&self, id: Id) -> bool {
        self.items(id).iter().any(|&item| self.is_map(item))
    }
}

/// What keeps a document from being read, and at which byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    pub at: u32,
    pub kind: WrongKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum WrongKind {
    /// It is not well formed; to follow “Invalid …: ”.
    Syntax(Text),
    Over(Limit),
    /// A key stands twice; where it stood first.
    Duplicate {
        key: String,
        first: u32,
    },
}

/// Nodes that each use of an alias may stand for, taken over all of them.
const A_USE: u64 = 1000;

/// Bytes that a node takes, with its place in a list.
const NODE: u64 = 32;

/// Room that there always is.
const LEAST: u64 = 16 << 20;

/// Bytes that the nodes of texts of some length may take: what is held together stays below two and a half times the
/// budget, where the text itself is held twice for a while.
fn room(options: &Options, length: u64) -> u64 {
    (options.limit(Limit::Memory) / 2).saturating_mul(5).saturating_sub(length.saturating_mul(2)).max(LEAST)
}

/// Whether the documents of one table, of so many bytes of text, have too many nodes together.
pub fn too_many<'d>(docs: impl Iterator<Item = &'d Doc>, options: &Options, length: u64) -> bool {
    let nodes: u64 = docs.map(|doc| doc.nodes.len() as u64).sum();
    nodes.saturating_mul(NODE) > room(options, length)
}

/// Builds a document from events, under budgets that are held before anything is added.
pub struct Builder {
    pub doc: Doc,
    stack: Vec<Frame>,
    depth: u64,
    nodes: u64,
    /// Nodes that there is room for.
    memory: u64,
    aliases: u64,
    uses: u64,
    /// Nodes that aliases stand for.
    stood_for: u64,
}

enum Frame {
    List { start: u32, items: Vec<Id> },
    Map { start: u32, members: Vec<Member>, key: Option<((u32, u32), u32)> },
}

impl Builder {
    /// For a text of so many bytes.
    pub fn new(options: &Options, length: usize) -> Builder {
        let memory = room(options, length as u64) / NODE;
        Builder {
            memory,
            doc: Doc::default(),
            stack: Vec::new(),
            depth: options.limit(Limit::Depth),
            nodes: options.limit(Limit::Cells),
            aliases: options.limit(Limit::Aliases),
            uses: 0,
            stood_for: 0,
        }
    }

    /// Whether the next text is a key.
    pub fn wants_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame::Map { key: None, .. }))
    }

    pub fn is_closed(&self) -> bool {
        self.stack.is_empty()
    }

    pub fn begin_list(&mut self, start: u32) -> Result<(), Wrong> {
        self.stack.push(Frame::List { start, items: Vec::new() });
        self.check_depth(start, 0)
    }

    pub fn begin_map(&mut self, start: u32) -> Result<(), Wrong> {
        self.stack.push(Frame::Map { start, members: Vec::new(), key: None });
        self.check_depth(start, 0)
    }

    fn check_depth(&self, at: u32, inner: u32) -> Result<(), Wrong> {
        if self.stack.len() as u64 + u64::from(inner) > self.depth {
            return Err(Wrong { at, kind: WrongKind::Over(Limit::Depth) });
        }
        Ok(())
    }

    pub fn key(&mut self, text: &str, at: u32) -> Result<(), Wrong> {
        let range = self.store(text, at)?;
        if let Some(Frame::Map { key, .. }) = self.stack.last_mut() {
            *key = Some((range, at));
        }
        Ok(())
    }

    fn store(&mut self, text: &str, at: u32) -> Result<(u32, u32), Wrong> {
        if text.contains([MARK as char, '\u{1e}', '\0']) {
            let what = text!(
                nb: "tegnene U+0000, U+001E og U+001F kan ikke stå i en tekst",
                en: "the characters U+0000, U+001E and U+001F cannot stand in a text",
            );
            return Err(Wrong { at, kind: WrongKind::Syntax(what) });
        }
        let from = self.doc.texts.len();
        self.doc.texts.push_str(text);
        match u32::try_from(self.doc.texts.len()) {
            Ok(until) => Ok((from as u32, until)),
            Err(_) => Err(Wrong { at, kind: WrongKind::Over(Limit::Memory) }),
        }
    }

    /// Adds a text, or nothing at all.
    pub fn scalar(&mut self, text: Option<&str>, span: (u32, u32)) -> Result<Id, Wrong> {
        let kind = match text {
            None => Kind::Null,
            Some(text) => {
                let (from, until) = self.store(text, span.0)?;
                Kind::Text(from, until)
            }
        };
        self.node(Node { span, kind, weight: 1, depth: 0 })
    }

    /// Ends the list or map that was begun last.
    pub fn end(&mut self, until: u32) -> Result<Id, Wrong> {
        let (start, kind, children): (u32, Kind, Vec<Id>) = match self.stack.pop() {
            Some(Frame::List { start, items }) => {
                let from = self.doc.items.len() as u32;
                self.doc.items.extend_from_slice(&items);
                (start, Kind::List(from, self.doc.items.len() as u32), items)
            }
            Some(Frame::Map { start, members, .. }) => {
                self.unique(&members)?;
                let from = self.doc.members.len() as u32;
                self.doc.members.extend_from_slice(&members);
                let values = members.iter().map(|member| member.value).collect();
                (start, Kind::Map(from, self.doc.members.len() as u32), values)
            }
            None => (until, Kind::Null, Vec::new()),
        };
        let of = |id: &Id| self.doc.node(*id);
        let weight = children.iter().fold(1u32, |sum, id| sum.saturating_add(of(id).weight));
        let depth = children.iter().map(|id| of(id).depth).max().unwrap_or(0) + 1;
        self.node(Node { span: (start, until.max(start)), kind, weight, depth })
    }

    /// A node that was built before stands here too.
    pub fn alias(&mut self, target: Id, at: u32) -> Result<(), Wrong> {
        let Node { weight, depth, .. } = self.doc.node(target);
        self.uses += 1;
        self.stood_for += u64::from(weight);
        if self.uses > self.aliases || self.stood_for > self.aliases.saturating_mul(A_USE) {
            return Err(Wrong { at, kind: WrongKind::Over(Limit::Aliases) });
        }
        self.check_depth(at, depth)?;
        self.place(target);
        Ok(())
    }

    fn node(&mut self, node: Node) -> Result<Id, Wrong> {
        if self.doc.nodes.len() as u64 >= self.memory {
            return Err(Wrong { at: node.span.0, kind: WrongKind::Over(Limit::Memory) });
        }
        if self.doc.nodes.len() as u64 >= self.nodes {
            return Err(Wrong { at: node.span.0, kind: WrongKind::Over(Limit::Cells) });
        }
        self.doc.nodes.push(node);
        let id = self.doc.nodes.len() as Id - 1;
        self.place(id);
        Ok(id)
    }

    fn place(&mut self, id: Id) {
        match self.stack.last_mut() {
            Some(Frame::List { items, .. }) => items.push(id),
            Some(Frame::Map { members, key, .. }) => {
                if let Some((key, at)) = key.take() {
                    members.push(Member { key, at, value: id });
                }
            }
            None => self.doc.roots.push(id),
        }
    }

    fn unique(&self, members: &[Member]) -> Result<(), Wrong> {
        let mut order: Vec<&Member> = members.iter().collect();
        order.sort_by_key(|member| (self.doc.key(member), member.at));
        match order.windows(2).find(|pair| self.doc.key(pair[0]) == self.doc.key(pair[1])) {
            None => Ok(()),
            Some(pair) => {
                let kind = WrongKind::Duplicate { key: self.doc.key(pair[0]).to_owned(), first: pair[0].at };
                Err(Wrong { at: pair[1].at, kind })
            }
        }
    }
}
