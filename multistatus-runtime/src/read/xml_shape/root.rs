//! Finds the name of the root element, to choose the parser.

use crate::tokens::xml::WHITE;

/// Returns the local name of the root element.
///
/// # Errors
///
/// Returns an error if the text ends before the name does, and more text follows.
pub(crate) fn root_name(text: &str, last: bool) -> Result<Option<&str>, Unfinished> {
    const SKIPPED: [[&str; 2]; 2] = [["<?", "?>"], ["<!--", "-->"]];
    let unfinished = if last { Ok(None) } else { Err(Unfinished) };
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(WHITE);
        if rest.is_empty() || rest.len() < SKIPPED[1][0].len() && SKIPPED.iter().any(|[open, _]| open.starts_with(rest))
        {
            return unfinished;
        }
        let Some([open, close]) = SKIPPED.iter().find(|[open, _]| rest.starts_with(open)) else { break };
        let inside = rest.get(open.len()..).unwrap_or_default();
        let Some((_, behind)) = inside.split_once(close) else { return unfinished };
        rest = behind;
    }
    let Some(name) = rest.strip_prefix('<') else { return Ok(None) };
    match name.find([' ', '\t', '\r', '\n', '>', '/']) {
        Some(end) => {
            let name = name.get(..end).unwrap_or_default();
            Ok(Some(name.rsplit_once(':').map_or(name, |(_, local)| local)))
        }
        None => unfinished,
    }
}

/// The text ends before the name of the root does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unfinished;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_behind_the_prologue() {
        for (text, name) in [
            ("<?xml version='1.0'?>\n<!-- <b> --><s:DeleteResult xmlns:s=''>", "DeleteResult"),
            ("<DeleteResult/>", "DeleteResult"),
            ("<a>", "a"),
            ("<!DOCTYPE html>", "!DOCTYPE"),
        ] {
            assert_eq!(root_name(text, false), Ok(Some(name)), "{text}");
        }
        for text in ["", "<", "<!", "<!--", "<?xml", "<Delete", " "] {
            assert_eq!(root_name(text, false), Err(Unfinished), "{text}");
            assert_eq!(root_name(text, true), Ok(None), "{text}");
        }
    }
}
