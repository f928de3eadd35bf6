//! Why a text is not YAML that a spec may have.

use granit_parser::ErrorKind;

/// Why a text cannot be read.
#[derive(Debug)]
pub(crate) struct ParseError {
    pub error: YamlError,
    /// Where the mistake begins.
    pub at: usize,
    /// Where reading stopped, if elsewhere.
    pub stopped: Option<usize>,
}

#[derive(Debug)]
pub(crate) enum YamlError {
    Syntax(ErrorKind),
    UnclosedQuote,
    /// A bracket or a brace that is not closed.
    Unclosed(char),
    /// A line with neither a key nor a place in the text above it.
    MissingColon,
    /// A colon in a text, or a key that is indented as part of one.
    StrayColon,
    /// Text behind a bracket or a brace that ended the value.
    BehindValue(char),
    SecondDocument,
    UnknownAlias,
    RecursiveAlias,
    TooManyCopies,
    TooDeep,
    /// An entry that is indented as none beside it.
    Indentation,
    /// A tag names a type that the value does not have.
    WrongTag,
    /// A tag that is not one of YAML's core schema.
    UnknownTag,
}
