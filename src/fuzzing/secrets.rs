//! Secrets in the forms in which servers repeat them.

/// Ways to write a character of a secret.
const FORMS: [fn(char) -> String; 8] = [
    |c| c.to_string(),
    |c| format!("%{:02x}", u32::from(c)),
    |c| format!("%25{:02X}", u32::from(c)),
    |c| format!("\\u{:04X}", u32::from(c)),
    |c| format!("\\u0025{:02x}", u32::from(c)),
    |c| match c.is_ascii_alphanumeric() {
        true => c.to_string(),
        false => format!("\\{c}"),
    },
    |c| format!("&#{};", u32::from(c)),
    |c| format!("%26%23x{:x}%3B", u32::from(c)),
];

/// Returns a secret in one form, or with the forms mixed if there is no form of that number.
pub(super) fn written(secret: &str, form: usize) -> String {
    let characters = secret.chars().enumerate();
    let characters = characters.map(|(place, c)| match FORMS.get(form) {
        Some(write) => write(c),
        None => FORMS[(place + form) % FORMS.len()](c),
    });
    characters.collect()
}

/// Returns a text whose `$t` is replaced by a token and `$s` by an app secret, in the form of
/// the digit that follows; and what was written into it.
pub(super) fn filled(text: &str, token: &str, secret: &str) -> (String, Vec<String>) {
    let mut parts = text.split('$');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    let mut all = Vec::new();
    for part in parts {
        let mut characters = part.chars();
        let name = characters.next();
        let form = characters.next().and_then(|digit| digit.to_digit(10));
        let chosen = match name {
            Some('t') => token,
            Some('s') => secret,
            _ => "",
        };
        match form {
            Some(form) if !chosen.is_empty() => {
                let written = written(chosen, form as usize);
                filled.push_str(&written);
                filled.push_str(characters.as_str());
                all.push(written);
            }
            _ => {
                filled.push('$');
                filled.push_str(part);
            }
        }
    }
    (filled, all)
}

/// Returns whether a text could be a token or an app secret.
pub(super) fn is_secret(text: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || "|/_-.=:".contains(c);
    text.chars().all(part)
}

/// Fails if a text contains a secret in a form in which it was written.
pub(super) fn assert_absent(written: &[String], text: &str) {
    for secret in written {
        assert!(!text.contains(secret.as_str()), "{secret:?} in {text:?}");
    }
}
