//! JSON with line breaks, as Graph writes it for `pretty=1`.

/// What a level is indented by.
const INDENT: &str = "   ";

/// Returns JSON without spaces with one member on a line.
pub(crate) fn of_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0;
    let mut is_in_text = false;
    let mut is_escaped = false;
    let mut previous = '\0';
    for letter in text.chars() {
        if is_in_text {
            out.push(letter);
            is_in_text = is_escaped || letter != '"';
            is_escaped = !is_escaped && letter == '\\';
            previous = letter;
            continue;
        }
        // What is empty stays on its line.
        let is_empty = matches!((previous, letter), ('{', '}') | ('[', ']'));
        if matches!(letter, '}' | ']') {
            depth -= usize::from(depth > 0);
        }
        if !is_empty && (matches!(letter, '}' | ']') || matches!(previous, '{' | '[')) {
            break_line(&mut out, depth);
        }
        out.push(letter);
        match letter {
            '"' => is_in_text = true,
            '{' | '[' => depth += 1,
            ',' => break_line(&mut out, depth),
            ':' => out.push(' '),
            _ => {}
        }
        previous = letter;
    }
    out
}

fn break_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&INDENT.repeat(depth));
}
