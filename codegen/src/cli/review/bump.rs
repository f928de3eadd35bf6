//! The SemVer bump of the library's version.

use crate::contract::diff::{Bump, Change};

/// Returns the largest bump that a change requires.
pub(super) fn of(changes: &[Change]) -> Bump {
    let bumps = changes.iter().map(|change| change.rule.bump);
    bumps.max().unwrap_or(Bump::None)
}

/// Returns a sentence with the lowest version of the next release.
pub(super) fn release(bump: Bump, version: &str) -> Option<String> {
    let next = next(bump, version)?;
    let rule = match (
        version.starts_with("0.") && !version.starts_with("0.0."),
        bump,
    ) {
        (false, _) => "",
        (true, Bump::Major) => ": before 1.0 a breaking release raises the second number",
        (true, _) => ": before 1.0 only a breaking release raises the second number",
    };
    Some(format!(
        "The release after {version} is then at least {next}{rule}."
    ))
}

/// Returns the next version under Cargo's rules: the first number other than 0
/// is the major version.
fn next(bump: Bump, version: &str) -> Option<String> {
    let mut numbers = version.split('.').map(|number| number.parse::<u64>().ok());
    let numbers = [numbers.next()??, numbers.next()??, numbers.next()??];
    let first = numbers.iter().position(|number| *number != 0).unwrap_or(2);
    let step = match bump {
        Bump::None => return None,
        Bump::Patch => 2,
        Bump::Minor => first + 1,
        Bump::Major => first,
    };
    let step = step.min(2);
    let raised = numbers.into_iter().enumerate().map(|(index, number)| {
        let number = match index.cmp(&step) {
            std::cmp::Ordering::Less => number,
            std::cmp::Ordering::Equal => number + 1,
            std::cmp::Ordering::Greater => 0,
        };
        number.to_string()
    });
    Some(raised.collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_version_is_the_one_that_cargo_would_not_mix_up() {
        let cases = [
            ("1.2.3", Bump::Major, "2.0.0"),
            ("1.2.3", Bump::Minor, "1.3.0"),
            ("1.2.3", Bump::Patch, "1.2.4"),
            ("0.1.5", Bump::Major, "0.2.0"),
            ("0.1.5", Bump::Minor, "0.1.6"),
            ("0.1.5", Bump::Patch, "0.1.6"),
            ("0.0.5", Bump::Major, "0.0.6"),
            ("0.0.5", Bump::Minor, "0.0.6"),
        ];
        for (version, bump, expected) in cases {
            assert_eq!(
                next(bump, version).as_deref(),
                Some(expected),
                "{version} {bump:?}"
            );
        }
        assert_eq!(next(Bump::None, "1.0.0"), None);
        assert_eq!(next(Bump::Major, "1.0.0-rc.1"), None);
    }

    #[test]
    fn the_release_is_told_in_words() {
        let release = |bump, version| release(bump, version).unwrap_or_default();
        assert_eq!(
            release(Bump::Minor, "1.4.2"),
            "The release after 1.4.2 is then at least 1.5.0."
        );
        assert_eq!(
            release(Bump::Major, "0.1.0"),
            "The release after 0.1.0 is then at least 0.2.0: before 1.0 a breaking release raises \
             the second number."
        );
        assert!(release(Bump::Patch, "0.1.0").contains("at least 0.1.1: before 1.0 only"));
        assert_eq!(release(Bump::None, "0.1.0"), "");
    }
}
