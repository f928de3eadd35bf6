//! Names of fields and modifiers that the contract does not list.

use super::forbidden::is_secret;
use crate::error::Invalid;

/// Refuses a text that does not select a field that the contract lacks.
pub(super) fn check_other(name: &str) -> Result<(), Invalid> {
    let shown = name.escape_debug();
    let refuse = |why: &str| Err(Invalid::new(format!("field `{shown}` {why}")));
    match name {
        _ if name.contains(['{', '}', '(', ')', '.']) => {
            refuse("is an expansion, not a name; select it with `other_with`")
        }
        _ if name.contains(',') => refuse("is several names; call `other` once for each"),
        _ if !is_name(name) => refuse("is not a name of letters, digits and underscores"),
        _ if is_secret(name) => refuse(
            "is a secret, which the node would show; read it with `Graph::get` into a type \
             that hides it",
        ),
        _ => Ok(()),
    }
}

/// Refuses the name of a modifier.
pub(super) fn check_modifier(name: &str) -> Result<(), Invalid> {
    match is_name(name) {
        true => Ok(()),
        false => Err(Invalid::new(format!(
            "modifier `{}` is not a name of letters, digits and underscores",
            name.escape_debug()
        ))),
    }
}

/// Returns whether a text is the name of a field or a modifier.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_part)
}

pub(super) fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}
