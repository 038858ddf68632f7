//! Pages cut into what the tests of the documents need: fenced blocks with their headings, and links.

/// A fenced block of a page.
pub struct Block {
    /// What stands behind the fence: `krav K0203`.
    pub info: String,
    pub text: String,
    /// The line of the fence, from 1.
    pub line: usize,
    /// The number of second-level headings above it.
    pub section: usize,
}

/// The fenced blocks of a page, in order.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut section = 0;
    let mut lines = page.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        section += usize::from(line.starts_with("## "));
        let Some(fence) = ["```", "~~~"].into_iter().find(|fence| line.starts_with(fence)) else { continue };
        let info = line.trim_start_matches(fence);
        let inside: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != fence).collect();
        let text = inside.iter().map(|line| format!("{line}\n")).collect();
        found.push(Block { info: info.trim().to_string(), text, line: at + 1, section });
    }
    found
}

/// The targets of links, with their lines; what stands in code is no link.
pub fn links(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (at, line) in page.lines().enumerate() {
        fenced ^= line.starts_with("```");
        if fenced || line.starts_with("```") {
            continue;
        }
        let prose: String = line.split('`').step_by(2).collect();
        let targets = prose.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        found.extend(targets.map(|target| (at + 1, target.to_string())));
    }
    found
}

/// The anchor of each heading, as the forges make it.
pub fn anchors(page: &str) -> Vec<String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    let anchor = |line: &str| {
        let text = line.trim_start_matches('#').trim().to_lowercase();
        let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(anchor).collect()
}

/// Whether some output is what a block shows: line by line, where a line `[…]` stands for any lines.
pub fn shows(shown: &str, output: &str) -> bool {
    let output: Vec<&str> = output.trim_end().lines().map(str::trim_end).collect();
    let shown: Vec<&str> = shown.trim_end().lines().map(str::trim_end).collect();
    let mut parts = shown.split(|line| *line == "[…]");
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = output.strip_prefix(first) else { return false };
    let mut parts: Vec<&[&str]> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = (0..=rest.len()).find(|&at| rest[at..].starts_with(part)) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[test]
fn skipped_lines_are_skipped() {
    assert!(shows("a\n[…]\nd\n", "a\nb\nc\nd\n"));
    assert!(shows("[…]\nb\n[…]", "a\nb\nc"));
    assert!(shows("a\nb", "a\nb\n"));
    assert!(!shows("a", "a\nb"));
    assert!(!shows("a\n[…]\nc", "a\nb"));
    assert!(!shows("[…]\nb\n[…]\na\n[…]", "a\nb"));
}
