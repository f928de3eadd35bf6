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
    use serde::Deserialize;

    use super::{Permission, for_call};

    const HOSTS: &[&str] = &["https://people.example", "https://professionals.example"];

    const TEXT: Permission = Permission::new("text", "Page", &[], &[])
        .host(HOSTS[0])
        .platform("TEXT", true);
    const PICTURE: Permission = Permission::new("picture", "Page", &[], &[])
        .host(HOSTS[0])
        .platform("PICTURE", false);
    const LOGIN: Permission = Permission::new("login", "User", &[], &[])
        .host(HOSTS[1])
        .platform("PICTURE", false);

    fn names(all: &'static [Permission], host: &str, platform: Option<&str>) -> Vec<&'static str> {
        let permissions = for_call(all, HOSTS, host, platform);
        permissions.iter().map(|one| one.name).collect()
    }

    /// Some permissions, and those of them that apply to calls.
    #[derive(Deserialize)]
    #[serde(bound(deserialize = "'de: 'static"))]
    struct Case {
        permissions: Vec<Stated>,
        calls: Vec<(&'static str, Option<&'static str>, Vec<&'static str>)>,
    }

    #[derive(Deserialize)]
    struct Stated {
        name: &'static str,
        host: Option<&'static str>,
        platform: Option<&'static str>,
        #[serde(default)]
        default: bool,
    }

    impl Stated {
        fn permission(&self) -> Permission {
            let permission = Permission {
                host: self.host,
                ..Permission::new(self.name, "Page", &[], &[])
            };
            match self.platform {
                Some(platform) => permission.platform(platform, self.default),
                None => permission,
            }
        }
    }

    /// The generator, which says whom a change refuses, is tested with the same cases.
    #[test]
    fn permissions_apply_by_host_and_platform() {
        let cases = include_str!("permission_cases.json");
        let cases: Vec<Case> = serde_json::from_str(cases).expect("they are JSON");
        for Case { permissions, calls } in cases {
            let permissions: Vec<_> = permissions.iter().map(Stated::permission).collect();
            let permissions = permissions.leak();
            for (host, platform, expected) in calls {
                let found = names(permissions, host, platform);
                assert_eq!(found, expected, "{host} {platform:?} of {permissions:?}");
            }
        }
    }

    #[test]
    fn a_host_that_is_not_in_the_contract_may_be_any() {
        let all = &[TEXT, PICTURE, LOGIN];
        let proxy = "http://127.0.0.1";
        assert_eq!(names(all, proxy, None), ["text"]);
        assert_eq!(names(all, proxy, Some("PICTURE")), ["picture", "login"]);
        assert_eq!(names(&[PICTURE, LOGIN], proxy, None), ["picture", "login"]);
    }
}
