//! Paths of fields, as `BadRequest` has them (`items[3].quantity`), and JSON pointers (RFC 6901).

/// Returns the path of a pointer. `None` if the text is not a pointer.
pub(super) fn of_pointer(pointer: &str) -> Option<String> {
    let mut path = String::new();
    let Some(tokens) = pointer.strip_prefix('/') else { return pointer.is_empty().then_some(path) };
    for token in tokens.split('/') {
        if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit()) {
            path.extend(["[", token, "]"]);
            continue;
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&token.replace("~1", "/").replace("~0", "~"));
    }
    Some(path)
}

/// Returns the pointer of a path. A name that contains a dot or a bracket cannot be told from two names.
pub(super) fn to_pointer(path: &str) -> String {
    let names = path.split(['.', '[', ']']).filter(|name| !name.is_empty());
    names.map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_becomes_a_path_and_a_pointer_again() {
        for (pointer, path) in [
            ("", ""),
            ("/quantity", "quantity"),
            ("/lines/3/price", "lines[3].price"),
            ("/3/quantity", "[3].quantity"),
            ("/matrix/0/1", "matrix[0][1]"),
            ("/a~1b/c~0d", "a/b.c~d"),
        ] {
            assert_eq!(of_pointer(pointer).as_deref(), Some(path), "{pointer}");
            assert_eq!(to_pointer(path), pointer, "{path}");
        }
        assert_eq!(of_pointer("quantity"), None);
    }
}
