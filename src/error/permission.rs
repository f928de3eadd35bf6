//! Permissions that calls need.

/// Permissions that allow a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Permission {
    /// Name in the contract, such as `messenger`.
    pub name: &'static str,
    /// Kind of access token, such as `Page`.
    pub token: &'static str,
    /// Base URL of the host that it applies to; `None` for all hosts.
    pub host: Option<&'static str>,
    /// Value of the parameter `platform` that it applies to; `None` for all platforms.
    pub platform: Option<&'static str>,
    /// Tasks on the Page, of which the person needs one.
    pub tasks: &'static [&'static str],
    /// Permissions that the person has to grant.
    pub scopes: &'static [&'static str],
    /// Whether it applies to calls without the parameter `platform`.
    is_default: bool,
}

impl Permission {
    /// Creates a permission for all hosts and platforms.
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        token: &'static str,
        tasks: &'static [&'static str],
        scopes: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            token,
            host: None,
            platform: None,
            tasks,
            scopes,
            is_default: false,
        }
    }

    /// Restricts it to a host.
    #[doc(hidden)]
    pub const fn host(mut self, url: &'static str) -> Self {
        self.host = Some(url);
        self
    }

    /// Restricts it to a platform, which may be the default one.
    #[doc(hidden)]
    pub const fn platform(mut self, platform: &'static str, is_default: bool) -> Self {
        self.platform = Some(platform);
        self.is_default = is_default;
        self
    }
}

/// Returns the permissions that apply to a call.
///
/// A host that is not in the contract, such as a proxy, may stand for any of its hosts.
/// A call without a platform uses the default one, if the contract states one.
pub(crate) fn for_call(
    all: &'static [Permission],
    known_hosts: &[&str],
    host: &str,
    platform: Option<&str>,
) -> Vec<Permission> {
    let known = known_hosts.contains(&host);
    let mut left: Vec<_> = all.to_vec();
    left.retain(|one| !known || one.host.is_none_or(|own| own == host));
    match platform {
        // Graph accepts the names in any case.
        Some(asked) => left.retain(|one| {
            one.platform
                .is_none_or(|own| own.eq_ignore_ascii_case(asked))
        }),
        None if left.iter().any(|one| one.is_default) => {
            left.retain(|one| one.platform.is_none() || one.is_default);
        }
        None => {}
    }
    left
}

#[cfg(test)]
mod tests {
    use super::{Permission, for_call};

    const PEOPLE: &str = "https://people.example";
    const PROFESSIONALS: &str = "https://professionals.example";
    const HOSTS: &[&str] = &[PEOPLE, PROFESSIONALS];

    const TEXT: Permission = Permission::new("text", "Page", &[], &[])
        .host(PEOPLE)
        .platform("TEXT", true);
    const PICTURE: Permission = Permission::new("picture", "Page", &[], &[])
        .host(PEOPLE)
        .platform("PICTURE", false);
    const LOGIN: Permission = Permission::new("login", "User", &[], &[])
        .host(PROFESSIONALS)
        .platform("PICTURE", false);
    const ANY: Permission = Permission::new("any", "User", &[], &[]);

    fn names(all: &'static [Permission], host: &str, platform: Option<&str>) -> Vec<&'static str> {
        let permissions = for_call(all, HOSTS, host, platform);
        permissions.iter().map(|one| one.name).collect()
    }

    #[test]
    fn permissions_are_filtered_by_host_and_platform() {
        for (host, platform, expected) in [
            (PEOPLE, None, &["text"][..]),
            (PEOPLE, Some("TEXT"), &["text"]),
            (PEOPLE, Some("picture"), &["picture"]),
            (PEOPLE, Some("OTHER"), &[]),
            (PROFESSIONALS, None, &["login"]),
            (PROFESSIONALS, Some("Picture"), &["login"]),
            (PROFESSIONALS, Some("TEXT"), &[]),
            ("http://127.0.0.1", None, &["text"]),
            ("http://127.0.0.1", Some("PICTURE"), &["picture", "login"]),
        ] {
            let found = names(&[TEXT, PICTURE, LOGIN], host, platform);
            assert_eq!(found, expected, "{host} {platform:?}");
        }
    }

    #[test]
    fn a_permission_without_host_and_platform_applies_to_all_calls() {
        assert_eq!(names(&[ANY, TEXT], PEOPLE, None), ["any", "text"]);
        assert_eq!(names(&[ANY, TEXT], PEOPLE, Some("PICTURE")), ["any"]);
        assert_eq!(names(&[ANY, TEXT], PROFESSIONALS, None), ["any"]);
    }

    #[test]
    fn without_a_default_platform_all_apply() {
        let found = names(&[PICTURE, LOGIN, ANY], "http://127.0.0.1", None);
        assert_eq!(found, ["picture", "login", "any"]);
    }
}
