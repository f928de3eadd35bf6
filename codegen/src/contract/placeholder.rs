//! What the commands that draft a contract write where a person has to decide.

/// The doc of what Meta's files do not describe, in a draft.
pub const DRAFTED_DOC: &str = "To be written.";

/// The doc of what is taken over from Meta's files into a contract.
pub const ADDED_DOC: &str = "To be written: Meta's spec has it, and does not say what it is.";

/// The release of a drafted version whose date is not known.
pub const RELEASED: &str = "2000-01-01";

/// The source of what a draft needs and no source states.
pub const GUESS: &str = "guess";

/// Words that begin a doc which is not written yet.
const BEGINNINGS: [&str; 4] = ["to be written", "todo", "tbd", "fixme"];

/// Returns whether a doc is not written yet.
pub fn is_unwritten(doc: &str) -> bool {
    let doc = doc.trim().to_lowercase();
    let rest = BEGINNINGS.iter().find_map(|words| doc.strip_prefix(words));
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_write_is_a_placeholder() {
        for doc in [DRAFTED_DOC, ADDED_DOC, "TODO", "tbd: ask", " FIXME\n"] {
            assert!(is_unwritten(doc), "{doc}");
        }
        for doc in ["Todos of a Page.", "Messages that are to be written.", ""] {
            assert!(!is_unwritten(doc), "{doc}");
        }
    }
}
