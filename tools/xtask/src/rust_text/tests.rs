//! Cases of splitting Rust source. Never reads a file.

use super::{PieceKind, lines_of, pieces};

fn kinds(source: &str) -> Vec<(PieceKind, &str)> {
    pieces(source)
        .into_iter()
        .map(|piece| (piece.kind, piece.text))
        .collect()
}

#[test]
fn joined_pieces_are_the_source() {
    let source = include_str!("../rust_text.rs");
    let joined: String = pieces(source).into_iter().map(|piece| piece.text).collect();
    assert_eq!(joined, source);
}

#[test]
fn comments_and_literals_are_told_from_code() {
    use PieceKind::{Code, Comment, Doc, Literal};
    assert_eq!(
        kinds("/// doc\nlet a = \"// \\\" no\"; // why\n"),
        [
            (Doc, "/// doc"),
            (Code, "\nlet a = "),
            (Literal, "\"// \\\" no\""),
            (Code, "; "),
            (Comment, "// why"),
            (Code, "\n"),
        ]
    );
    assert_eq!(
        kinds("f(r#\"a\"b\"#, b'x', '\\'')"),
        [
            (Code, "f("),
            (Literal, "r#\"a\"b\"#"),
            (Code, ", "),
            (Literal, "b'x'"),
            (Code, ", "),
            (Literal, "'\\''"),
            (Code, ")"),
        ]
    );
}

#[test]
fn lifetimes_and_raw_names_stay_code() {
    assert_eq!(
        kinds("fn f<'a>(r#type: &'a str)"),
        [(PieceKind::Code, "fn f<'a>(r#type: &'a str)")]
    );
    assert_eq!(
        kinds("/* a /* b */ c */x"),
        [
            (PieceKind::Comment, "/* a /* b */ c */"),
            (PieceKind::Code, "x")
        ]
    );
}

#[test]
fn lines_keep_their_numbers() {
    let source = "a\n// one\nb \"x\ny\"\n// two\n";
    assert_eq!(
        lines_of(source, PieceKind::Comment),
        [(2, "// one"), (5, "// two")]
    );
}
