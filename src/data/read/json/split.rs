//! Where the records of a JSON file begin and end: found by brackets and quotation marks, before anything is read.

use super::Form;
use std::ops::Range;

/// How far the splitting has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Before the array.
    Start,
    /// Behind `[`: a record or the end.
    First,
    /// Behind a comma: a record.
    Comma,
    /// Behind a record.
    After,
    /// Behind the array.
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A record, and where to go on.
    Record { start: usize, end: usize, state: State },
    /// Nothing more; everything up to here is used.
    End { at: usize, state: State },
    /// The text ends within something that begins here.
    Incomplete { at: usize, state: State },
    /// Something else was expected.
    Fault { at: usize, expected: &'static str },
}

/// The next record at or after `at`. `last` tells that the text goes to the end of the file.
pub fn next(text: &[u8], at: usize, form: Form, state: State, last: bool) -> Next {
    match form {
        Form::Lines => next_line(text, at, last),
        Form::Array => next_element(text, at, state, last),
    }
}

fn next_line(text: &[u8], mut at: usize, last: bool) -> Next {
    loop {
        let rest = &text[at..];
        let (length, whole) = match memchr::memchr(b'\n', rest) {
            Some(length) => (length, true),
            None => (rest.len(), last),
        };
        if !whole {
            return Next::Incomplete { at, state: State::After };
        }
        let line = &rest[..length];
        if let Some(first) = line.iter().position(|b| !is_blank(*b)) {
            let end = line.iter().rposition(|b| !is_blank(*b)).map_or(first, |i| i + 1);
            return Next::Record { start: at + first, end: at + end, state: State::After };
        }
        if length == rest.len() {
            return Next::End { at: text.len(), state: State::Done };
        }
        at += length + 1;
    }
}

fn next_element(text: &[u8], mut at: usize, mut state: State, last: bool) -> Next {
    loop {
        at += text[at..].iter().take_while(|b| is_blank(**b)).count();
        let Some(&byte) = text.get(at) else {
            return match state {
                State::Done => Next::End { at, state },
                _ if !last => Next::End { at, state },
                State::Start => Next::Fault { at, expected: "[" },
                _ => Next::Fault { at, expected: "]" },
            };
        };
        state = match (state, byte) {
            (State::Start, b'[') => State::First,
            (State::Start, _) => return Next::Fault { at, expected: "[" },
            (State::First | State::After, b']') => State::Done,
            (State::After, b',') => State::Comma,
            (State::After, _) => return Next::Fault { at, expected: "," },
            (State::Done, _) => return Next::Fault { at, expected: "" },
            (State::First | State::Comma, b',' | b']' | b'}' | b':') => return Next::Fault { at, expected: "{" },
            (State::First | State::Comma, _) => {
                return match value_end(text, at, last) {
                    Some(end) => Next::Record { start: at, end, state: State::After },
                    None => Next::Incomplete { at, state },
                };
            }
        };
        at += 1;
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Just behind the value that begins here. A wrong one may end anywhere: it is read more closely later.
fn value_end(text: &[u8], start: usize, last: bool) -> Option<usize> {
    let (mut at, mut depth) = (start, 0usize);
    loop {
        match text.get(at) {
            None => return last.then_some(text.len()),
            Some(b'"') => at = string_end(text, at).or(last.then_some(text.len()))?,
            Some(b'{' | b'[') => {
                depth += 1;
                at += 1;
            }
            Some(b'}' | b']') if depth > 0 => {
                depth -= 1;
                at += 1;
            }
            Some(b',' | b']' | b'}') if depth == 0 => return Some(at.max(start + 1)),
            Some(byte) if depth == 0 && is_blank(*byte) => return Some(at),
            Some(_) => at += 1,
        }
        if depth == 0 && matches!(text.get(at.wrapping_sub(1)), Some(b'}' | b']' | b'"')) {
            return Some(at);
        }
    }
}

fn string_end(text: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The bytes of an element of an array, by its number from 0; `None` for what is no array, or has fewer.
pub fn element(array: &[u8], number: usize) -> Option<Range<usize>> {
    let (first, mut depth, mut seen, mut quoted, mut escaped) = (array.first()?, 0usize, 0usize, false, false);
    let mut start = (*first == b'[').then_some(1)?;
    for (at, &byte) in array.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b',' | b']' if depth == 1 => {
                if seen == number {
                    let blank = |byte: &&u8| byte.is_ascii_whitespace();
                    let lead = array[start..at].iter().take_while(blank).count();
                    let tail = array[start + lead..at].iter().rev().take_while(blank).count();
                    return Some(start + lead..at - tail).filter(|range| !range.is_empty());
                }
                (seen, start) = (seen + 1, at + 1);
                depth -= usize::from(byte == b']');
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::element;

    #[test]
    fn an_element_of_an_array_is_found_by_its_number() {
        let array = br#"[ "a,]\"" , {"x": [1, 2]} ,3 ]"#;
        let text = |number| element(array, number).map(|range| std::str::from_utf8(&array[range]).expect("UTF-8"));
        let expected = [Some(r#""a,]\"""#), Some(r#"{"x": [1, 2]}"#), Some("3"), None];
        assert_eq!([text(0), text(1), text(2), text(3)], expected);
        assert_eq!((element(b"[]", 0), element(b"7", 0), element(b"", 0)), (None, None, None));
    }
}
