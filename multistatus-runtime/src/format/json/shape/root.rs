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
    if !shape.omits_empty_lists {
        open(member, out);
    }
}

/// Opens the first list of a shape that leaves empty lists out.
pub(super) fn open_first(shape: &JsonShape, out: &mut Output<'_>) {
    if let Container::Members([(member, _), ..]) = shape.container {
        open(member, out);
    }
}

fn open(member: &str, out: &mut Output<'_>) {
    name(member, out);
    out.push_str("[");
}

/// Writes what comes after the last item of the first list, if it `has_first`. `further` are the items of the other lists.
pub(super) fn end(
    shape: &JsonShape,
    has_first: bool,
    further: &[Vec<u8>],
    trailer: &Trailer<'_>,
    out: &mut Output<'_>,
) {
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
            let mut is_open = has_first || !shape.omits_empty_lists;
            for (position, (member, _)) in lists.iter().skip(1).enumerate() {
                let items = further.get(position).map_or(&[][..], |items| items);
                if shape.omits_empty_lists && items.is_empty() {
                    continue;
                }
                out.push_str(if is_open { "]," } else { "" });
                open(member, out);
                out.push(items);
                is_open = true;
            }
            if !is_open {
                open_first(shape, out);
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
