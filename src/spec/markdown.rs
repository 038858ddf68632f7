//! A Markdown file as sections with fenced blocks. Headings are those with `#`; what else Markdown has is prose.

use crate::base::Text;
use crate::text;

/// A heading and what stands under it, up to the next heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading's text; empty for what stands before the first heading.
    pub title: String,
    /// 1 for `#`; 0 for what stands before the first heading.
    pub level: usize,
    pub line: u32,
    /// The section that this one stands in.
    pub parent: Option<usize>,
    pub blocks: Vec<Block>,
}

/// A fenced block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The words behind the fence.
    pub info: Vec<String>,
    /// The line of the fence.
    pub line: u32,
    pub text: String,
}

/// Something that Markdown would overlook and a test must not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    pub line: u32,
    pub message: Text,
}

/// Cuts a file into sections; the first is what stands before any heading.
pub fn sections(text: &str) -> (Vec<Section>, Vec<Slip>) {
    let mut all = vec![Section { line: 1, ..Section::default() }];
    let mut slips = Vec::new();
    let mut open: Option<(Fence, Block)> = None;
    for (number, line) in (1u32..).zip(text.split('\n')) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if let Some((fence, block)) = &mut open {
            if !fence.closes(line) {
                block.text.push_str(line);
                block.text.push('\n');
                continue;
            }
            if let (Some((_, block)), Some(section)) = (open.take(), all.last_mut()) {
                section.blocks.push(block);
            }
        } else if let Some((fence, info)) = Fence::open(line) {
            let info = info.split_whitespace().map(str::to_string).collect();
            open = Some((fence, Block { info, line: number, text: String::new() }));
        } else if let Some((level, title)) = heading(line) {
            let parent = all.iter().rposition(|section| section.level < level);
            all.push(Section { title: title.to_string(), level, line: number, parent, blocks: Vec::new() });
        }
    }
    if let Some((_, block)) = open {
        let message = text!(nb: "Blokken lukkes aldri.", en: "The block is never closed.");
        slips.push(Slip { line: block.line, message });
    }
    (all, slips)
}

struct Fence {
    sign: char,
    length: usize,
}

impl Fence {
    fn open(line: &str) -> Option<(Fence, &str)> {
        let (sign, length, rest) = fence(line)?;
        // Between backticks on one line is code in prose.
        (!(sign == '`' && rest.contains('`'))).then_some((Fence { sign, length }, rest))
    }

    fn closes(&self, line: &str) -> bool {
        fence(line)
            .is_some_and(|(sign, length, rest)| sign == self.sign && length >= self.length && rest.trim().is_empty())
    }
}

/// The sign and length of a fence, and what stands behind it.
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let inner = line.trim_start_matches(' ');
    let sign = inner.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let rest = inner.trim_start_matches(sign);
    let length = inner.len() - rest.len();
    (line.len() - inner.len() <= 3 && length >= 3).then_some((sign, length, rest))
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    let title = rest.strip_prefix(' ')?;
    (1..=6).contains(&level).then(|| (level, title.trim().trim_end_matches('#').trim_end()))
}
