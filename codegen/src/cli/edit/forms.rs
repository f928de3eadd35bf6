//! Conversions between the forms of an entry: only a doc or a map, one entry or
//! a list of entries for some versions. The text is moved unchanged.

use super::text::Text;
use crate::contract::yaml::{Entry, Node, Shape, Value, is_plain};

/// Returns the text with a doc converted to a map with `doc`.
pub(super) fn to_map(text: &Text, entry: &Entry, flow: bool) -> String {
    let doc = &entry.value;
    let raw = &text.text[doc.span.clone()];
    let colon = text.after_colon(entry);
    if flow || fits_flow(text, doc) {
        return text.splice(colon..entry.end, &format!(" {{ doc: {raw} }}"));
    }
    let indent = text.column(entry.key.span.start) + 2;
    let moved = shifted(raw, 2);
    text.splice(colon..entry.end, &format!("\n{:indent$}doc: {moved}", ""))
}

/// Returns the text with a map that has only `doc` converted to the doc.
pub(super) fn to_doc(text: &Text, entry: &Entry) -> String {
    let [doc] = entry.value.entries() else {
        return text.text.clone();
    };
    let raw = &text.text[doc.value.span.clone()];
    let moved = if entry.value.is_flow() {
        raw.to_owned()
    } else {
        shifted(raw, -2)
    };
    text.splice(text.after_colon(entry)..entry.end, &format!(" {moved}"))
}

/// Returns the text with an entry converted to a list of it.
pub(super) fn to_list(text: &Text, entry: &Entry, flow: bool) -> String {
    let indent = text.column(entry.key.span.start);
    let node = &entry.value;
    let raw = &text.text[node.span.clone()];
    if flow {
        return text.splice(node.span.clone(), &format!("[{raw}]"));
    }
    let margin = " ".repeat(indent + 2);
    let column = text.column(node.span.start);
    let below = node.is_map() && !node.is_flow();
    let inner = if below || !node.is_map() {
        column
    } else {
        column + 2
    };
    let by = offset(if below { indent + 4 } else { indent + 6 }, inner);
    if below {
        let start = text.line_start(node.span.start);
        let item = format!("{margin}- {}", shifted(raw, by));
        return text.splice(start..entry.end, &item);
    }
    let by = if node.is_map() { by } else { 2 };
    let item = format!("\n{margin}- {}", shifted(raw, by));
    text.splice(text.after_colon(entry)..entry.end, &item)
}

/// Returns the text with a list of one entry converted to the entry; `None` if
/// a comment would be lost.
pub(super) fn from_list(text: &Text, entry: &Entry) -> Option<String> {
    let [item] = entry.value.items() else {
        return None;
    };
    let raw = &text.text[item.span.clone()];
    let colon = text.after_colon(entry);
    let indent = text.column(entry.key.span.start);
    let column = text.column(item.span.start);
    let name = text.column(colon) + 1;
    if text.text[colon..item.span.start].contains('#') {
        return None;
    }
    if entry.value.is_flow() {
        return Some(text.splice(entry.value.span.clone(), raw));
    }
    if item.is_map() && !item.is_flow() {
        let moved = shifted(raw, offset(indent + 2, column));
        let margin = " ".repeat(indent + 2);
        return Some(text.splice(colon..entry.end, &format!("\n{margin}{moved}")));
    }
    let by = if item.is_map() {
        offset(name, column)
    } else {
        -2
    };
    Some(text.splice(colon..entry.end, &format!(" {}", shifted(raw, by))))
}

/// Returns the text with an item inserted at an index of a list.
pub(super) fn insert_item(text: &Text, list: &Node, index: usize, value: &Value) -> String {
    let items = list.items();
    let Some(beside) = items.get(index.saturating_sub(1)) else {
        let whole = Value::List(vec![value.clone()]).in_flow();
        return text.splice(list.span.clone(), &whole);
    };
    let (start, end) = (beside.span.start, beside.span.end);
    if list.is_flow() {
        return match index {
            0 => text.splice(start..start, &format!("{}, ", value.in_flow())),
            _ => text.splice(end..end, &format!(", {}", value.in_flow())),
        };
    }
    let indent = text.column(list.span.start);
    let spread = beside.is_map() && !beside.is_flow();
    let item = value.as_item(indent, spread);
    let (end, dash) = (text.line_end(end), text.dash(beside));
    match index {
        0 if text.begins_line(dash) => {
            let head = text.head(dash, None);
            text.splice(head..head, &format!("{:indent$}{item}\n", ""))
        }
        0 => text.splice(dash..dash, &format!("{item}\n{:indent$}", "")),
        _ => text.splice(end..end, &format!("\n{:indent$}{item}", "")),
    }
}

/// Returns whether a scalar may be moved into braces unchanged.
fn fits_flow(text: &Text, node: &Node) -> bool {
    let raw = &text.text[node.span.clone()];
    match &node.shape {
        Shape::Scalar {
            text, plain: true, ..
        } => raw == text && is_plain(raw, true),
        Shape::Scalar { .. } => raw.starts_with(['"', '\'']) && !raw.contains('\n'),
        _ => false,
    }
}

fn offset(to: usize, from: usize) -> isize {
    to as isize - from as isize
}

/// Changes the indent of all lines but the first.
fn shifted(lines: &str, by: isize) -> String {
    let mut shifted = String::with_capacity(lines.len());
    for (index, line) in lines.split_inclusive('\n').enumerate() {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        if index == 0 || line.trim().is_empty() {
            shifted.push_str(line);
            continue;
        }
        shifted.push_str(&" ".repeat(spaces.saturating_add_signed(by)));
        shifted.push_str(&line[spaces..]);
    }
    shifted
}
