//! Error codes.

use crate::contract::diagnostic::{Diagnostic, Place};
use crate::contract::spec::located::{Located, Name};

pub fn invalid_code(code: &Name) -> Diagnostic {
    Diagnostic::new(format!("invalid error code `{}`", **code))
        .at(code.place, "")
        .help(format!(
            "write a whole number other than 0, up to {}",
            i64::MAX
        ))
}

pub fn code_and_subcode(code: &Name, subcode: &Name) -> Diagnostic {
    Diagnostic::new(format!("`{}` is both a code and a subcode", **subcode))
        .at(subcode.place, "a subcode here")
        .at(code.place, "a code here")
        .help("remove one of the two: Graph sends it as the other")
}

pub fn useless_token(token: Place) -> Diagnostic {
    Diagnostic::new("`token` has no effect with this `advice`")
        .at(token, "")
        .help("write `advice: use_token`, or remove `token`")
}

pub fn empty_token(token: Place) -> Diagnostic {
    Diagnostic::new("the kind of access token is empty")
        .at(token, "no text")
        .help("write the kind that is needed, such as `Page`")
}

pub fn misspelt_token(token: &Name, meant: &str) -> Diagnostic {
    Diagnostic::new(format!("unknown kind of access token `{}`", **token))
        .at(token.place, "")
        .help(format!("did you mean `{meant}`?"))
}

pub fn empty_range(code: &Name, through: &Located<i64>) -> Diagnostic {
    Diagnostic::new(format!(
        "the range of error codes from `{}` is empty",
        **code
    ))
    .at(through.place, "not greater than the first code")
    .help("write the last code of the range, or remove `through`")
}

pub fn ranges_overlap(
    (first, through): (i64, &Located<i64>),
    (other, other_through): (i64, &Located<i64>),
) -> Diagnostic {
    let message = format!("the ranges of error codes from `{other}` and from `{first}` overlap");
    Diagnostic::new(message)
        .at(through.place, "this range")
        .at(other_through.place, "and this range")
        .help("end one before the other begins")
}

pub fn invalid_message_text(text: &Name) -> Diagnostic {
    Diagnostic::new(format!("invalid message text `{}`", **text))
        .at(text.place, "")
        .help("write words of the message, in lower case and without backticks")
}

pub fn same_constant(name: &Name, first: &Name) -> Diagnostic {
    Diagnostic::new(format!(
        "the names `{}` and `{}` become the same constant",
        **first, **name
    ))
    .at(name.place, "this name")
    .at(first.place, "also a name of this error")
    .help("write both alike")
}

pub fn same_name(name: &Name, code: &Name, first: &Name) -> Diagnostic {
    let message = format!(
        "the error codes `{}` and `{}` have the same name",
        **first, **code
    );
    Diagnostic::new(message)
        .at(name.place, "this name")
        .at(first.place, "also the name of this code")
        .help("name each code after its meaning")
}
