//! Splits Rust source into code, comments and literals, so that a check looks only where its rule applies.
//! Never parses further than that.

/// What a piece of source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// Code outside comments and literals.
    Code,
    /// A comment that is no documentation.
    Comment,
    /// A `///` or `//!` comment.
    Doc,
    /// A string, byte string or character.
    Literal,
}

/// A run of source of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    /// Line on which it begins, from 1.
    pub(crate) line: usize,
    /// What it is.
    pub(crate) kind: PieceKind,
    /// Its text, delimiters included.
    pub(crate) text: &'a str,
}

/// Splits source into pieces; joined in order they are the source.
pub(crate) fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (source, 1);
    let mut code_len = 0;
    while !tail(rest, code_len).is_empty() {
        let at = tail(rest, code_len);
        let before = rest
            .get(..code_len)
            .and_then(|code| code.chars().next_back());
        let Some((kind, len)) = opening(at, before) else {
            code_len += at.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        for (kind, len) in [(PieceKind::Code, code_len), (kind, len)] {
            let (text, after) = rest.split_at_checked(len).unwrap_or((rest, ""));
            if !text.is_empty() {
                found.push(Piece { line, kind, text });
                line += text.matches('\n').count();
            }
            rest = after;
        }
        code_len = 0;
    }
    if !rest.is_empty() {
        let kind = PieceKind::Code;
        found.push(Piece {
            line,
            kind,
            text: rest,
        });
    }
    found
}

/// The lines of all pieces of one kind, each with its number.
pub(crate) fn lines_of(source: &str, kind: PieceKind) -> Vec<(usize, &str)> {
    pieces(source)
        .into_iter()
        .filter(|piece| piece.kind == kind)
        .flat_map(|piece| {
            let numbers = piece.line..;
            numbers.zip(piece.text.lines())
        })
        .collect()
}

fn tail(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or_default()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The comment or literal that begins here and its length; `before` is the character of code before it.
fn opening(at: &str, before: Option<char>) -> Option<(PieceKind, usize)> {
    if at.starts_with("//") {
        let len = at.find('\n').unwrap_or(at.len());
        let doc = (at.starts_with("///") && !at.starts_with("////")) || at.starts_with("//!");
        let kind = if doc {
            PieceKind::Doc
        } else {
            PieceKind::Comment
        };
        return Some((kind, len));
    }
    if at.starts_with("/*") {
        return Some((PieceKind::Comment, block_len(at)));
    }
    literal_len(at, before).map(|len| (PieceKind::Literal, len))
}

fn block_len(at: &str) -> usize {
    let mut depth = 0_usize;
    let mut len = 0;
    while len < at.len() {
        let here = tail(at, len);
        if here.starts_with("/*") {
            depth += 1;
            len += 2;
        } else if here.starts_with("*/") {
            depth = depth.saturating_sub(1);
            len += 2;
            if depth == 0 {
                return len;
            }
        } else {
            len += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    at.len()
}

fn literal_len(at: &str, before: Option<char>) -> Option<usize> {
    let prefix = if before.is_some_and(is_word) {
        0
    } else {
        at.find(|c: char| !matches!(c, 'b' | 'c' | 'r'))
            .unwrap_or(0)
    };
    let body = tail(at, prefix);
    if at.get(..prefix).is_some_and(|marks| marks.contains('r')) {
        let hashes = body.find(|c| c != '#')?;
        if tail(body, hashes).starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let inner = tail(body, hashes + 1);
            let len = inner.find(&end).map_or(inner.len(), |at| at + end.len());
            return Some(prefix + hashes + 1 + len);
        }
        return None;
    }
    match body.chars().next()? {
        '"' => Some(prefix + quoted_len(body, '"')),
        '\'' => char_len(body).map(|len| prefix + len),
        _ => None,
    }
}

fn quoted_len(body: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices().skip(1) {
        if !escaped && c == quote {
            return at + c.len_utf8();
        }
        escaped = !escaped && c == '\\';
    }
    body.len()
}

/// The length of a character literal, or nothing when the quote opens a lifetime.
fn char_len(body: &str) -> Option<usize> {
    let mut chars = body.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        return Some(quoted_len(body, '\''));
    }
    let (at, second) = chars.next()?;
    (second == '\'').then_some(at + 1)
}

#[cfg(test)]
mod tests;
