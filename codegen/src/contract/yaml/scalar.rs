//! The values of scalars, and which texts need quotes.

/// The value of a scalar in YAML's core schema.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Text,
}

impl Scalar {
    /// Returns the value of a scalar without quotes.
    pub(super) fn of(text: &str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Self::Null,
            "true" | "True" | "TRUE" => return Self::Bool(true),
            "false" | "False" | "FALSE" => return Self::Bool(false),
            _ => {}
        }
        let (sign, rest) = match text.strip_prefix(['+', '-']) {
            Some(rest) => (&text[..1], rest),
            None => ("", text),
        };
        if !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return Self::Text;
        }
        if let Some(magnitude) = whole(rest) {
            return match (sign, magnitude) {
                ("-", magnitude) => 0_i64
                    .checked_sub_unsigned(magnitude)
                    .map_or(Self::Float(-(magnitude as f64)), Self::Int),
                _ => Self::UInt(magnitude),
            };
        }
        match (sign, rest) {
            ("-", ".inf" | ".Inf" | ".INF") => Self::Float(f64::NEG_INFINITY),
            (_, ".inf" | ".Inf" | ".INF") => Self::Float(f64::INFINITY),
            (_, ".nan" | ".NaN" | ".NAN") => Self::Float(f64::NAN),
            _ => text.parse().map_or(Self::Text, Self::Float),
        }
    }
}

/// A whole number without its sign.
fn whole(text: &str) -> Option<u64> {
    let radix = |prefix: &str| text.strip_prefix(prefix);
    let (radix, digits) = match (radix("0x"), radix("0o")) {
        (Some(digits), _) => (16, digits),
        (_, Some(digits)) => (8, digits),
        _ => (10, text),
    };
    let digit = digits.starts_with(|c: char| c.is_ascii_alphanumeric());
    let zeros = radix == 10 && digits.len() > 1 && digits.starts_with('0');
    match digit && !zeros {
        true => u64::from_str_radix(digits, radix).ok(),
        false => None,
    }
}

/// Words that are no text in some version of YAML.
const WORDS: [&str; 10] = [
    "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n",
];

/// Returns whether every version of YAML reads the characters as this text
/// without quotes: inside of braces and brackets if `flow`, else outside.
pub(crate) fn is_plain(text: &str, flow: bool) -> bool {
    let indicator = |c: char| "-?:,[]{}#&*!|>'\"%@`".contains(c);
    let special = |c: char| c.is_control() || c == '\u{FEFF}' || (flow && ",[]{}".contains(c));
    !(text.is_empty()
        || text.trim() != text
        || text.starts_with(indicator)
        || text.contains(special)
        || text.contains(": ")
        || text.ends_with(':')
        || text.contains(" #")
        || text.starts_with("---")
        || text.starts_with("...")
        || has_other_type(text))
}

fn has_other_type(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let digits = lower.trim_start_matches(['+', '.']);
    let radix = ["0x", "0o", "0b"]
        .iter()
        .any(|start| digits.starts_with(start));
    // `parse` reads `inf` and `nan` as numbers too.
    let number = digits.replace('_', "").parse::<f64>().is_ok() || radix;
    WORDS.contains(&lower.as_str()) || number
}
