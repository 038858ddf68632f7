//! The difference of two lists of lines.

use crate::report::tested::Line;

/// More comparisons than this are not made: everything expected is shown, then everything found.
const MOST: usize = 4_000_000;

/// What was expected against what was found; `same` says whether two lines agree. Empty when all of them do.
pub fn diff(wanted: &[String], found: &[String], same: impl Fn(&str, &str) -> bool) -> Vec<Line> {
    if wanted.len() == found.len() && wanted.iter().zip(found).all(|(a, b)| same(a, b)) {
        return Vec::new();
    }
    let columns = found.len() + 1;
    if wanted.len().saturating_mul(columns) > MOST {
        let lost = wanted.iter().cloned().map(Line::Wanted);
        return lost.chain(found.iter().cloned().map(Line::Found)).collect();
    }
    // The longest common list of every tail of the two.
    let mut longest = vec![0u32; (wanted.len() + 1) * columns];
    for i in (0..wanted.len()).rev() {
        for j in (0..found.len()).rev() {
            longest[i * columns + j] = if same(&wanted[i], &found[j]) {
                longest[(i + 1) * columns + j + 1] + 1
            } else {
                longest[(i + 1) * columns + j].max(longest[i * columns + j + 1])
            };
        }
    }
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    while i < wanted.len() || j < found.len() {
        let both = i < wanted.len() && j < found.len();
        if both && same(&wanted[i], &found[j]) {
            lines.push(Line::Same(found[j].clone()));
            (i, j) = (i + 1, j + 1);
        } else if j == found.len() || i < wanted.len() && longest[(i + 1) * columns + j] >= longest[i * columns + j + 1]
        {
            lines.push(Line::Wanted(wanted[i].clone()));
            i += 1;
        } else {
            lines.push(Line::Found(found[j].clone()));
            j += 1;
        }
    }
    lines
}
