//! Writes what is around the items: the members of the root.

use crate::{
    format::{
        Trailer,
        json::{string::name, trailer},
        text::output::Output,
    },
    json_shape::{
        JsonShape,
        members::{Container, RootMember},
    },
};

/// Writes what comes before the first item.
pub(super) fn start(shape: &JsonShape, out: &mut Output<'_>) {
    match shape.container {
        Container::Lines | Container::Alone => {}
        Container::Root => out.push_str("["),
        Container::Member(member) => list(shape, member, out),
        Container::Members(lists) => list(shape, lists.first().map_or("", |(member, _)| *member), out),
    }
}

/// Writes the constants of the root, and the name of the list.
fn list(shape: &JsonShape, member: &str, out: &mut Output<'_>) {
    out.push_str("{");
    for (member, value) in shape.root_members {
        if let RootMember::Json(json) = value {
            name(member, out);
            out.push_str(json);
            out.push_str(",");
        }
    }
    name(member, out);
    out.push_str("[");
}

/// Writes what comes after the last item of the first list. `further` are the items of the other lists.
pub(super) fn end(shape: &JsonShape, further: &[Vec<u8>], trailer: &Trailer<'_>, out: &mut Output<'_>) {
    match shape.container {
        Container::Root => out.push_str("]"),
        Container::Alone => {}
        Container::Lines if shape.summary.is_empty() => {}
        Container::Lines => {
            if shape.separated_lines && trailer.summary.total > 0 {
                out.push_str("\n");
            }
            trailer::members(trailer, "{", [shape.whole, shape.summary], out);
            out.push_str(if shape.separated_lines { "}" } else { "}\n" });
        }
        Container::Member(_) => after_lists(shape, trailer, out),
        Container::Members(lists) => {
            for (position, (member, _)) in lists.iter().skip(1).enumerate() {
                out.push_str("],");
                name(member, out);
                out.push_str("[");
                out.push(further.get(position).map_or(&[], |items| items));
            }
            after_lists(shape, trailer, out);
        }
    }
}

/// Ends the last list, and writes the counts, the description and the summary.
fn after_lists(shape: &JsonShape, trailer: &Trailer<'_>, out: &mut Output<'_>) {
    out.push_str("]");
    let summary = &trailer.summary;
    for (member, value) in shape.root_members {
        let count = match value {
            RootMember::Json(_) => continue,
            RootMember::Total => summary.total,
            RootMember::Succeeded => summary.succeeded,
            RootMember::Failed => summary.failed,
            RootMember::AnyFailed => {
                out.push_str(",");
                name(member, out);
                out.push_str(if summary.failed > 0 { "true" } else { "false" });
                continue;
            }
        };
        out.push_str(",");
        name(member, out);
        out.push_str(itoa::Buffer::new().format(count));
    }
    trailer::members(trailer, ",", [shape.whole, shape.summary], out);
    out.push_str("}");
}
