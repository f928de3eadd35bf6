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
    use super::for_call;
    use crate::v26_0::{GetConversation, ListConversations, ListMyConversations};
    use crate::versions::V26_0;
    use crate::{GraphVersion, Request, hosts};

    fn names<R: Request>(host: &str, platform: Option<&str>) -> Vec<&'static str> {
        let permissions = for_call(R::PERMISSIONS, V26_0::hosts(), host, platform);
        permissions.iter().map(|one| one.name).collect()
    }

    #[test]
    fn permissions_are_filtered_by_host_and_platform() {
        for (host, platform, expected) in [
            (hosts::FACEBOOK, None, &["messenger"][..]),
            (hosts::FACEBOOK, Some("MESSENGER"), &["messenger"]),
            (hosts::FACEBOOK, Some("INSTAGRAM"), &["instagram"]),
            (hosts::INSTAGRAM, None, &["instagram_login"]),
            (hosts::INSTAGRAM, Some("instagram"), &["instagram_login"]),
            (hosts::INSTAGRAM, Some("MESSENGER"), &[]),
            ("http://127.0.0.1", None, &["messenger"]),
            (
                "http://127.0.0.1",
                Some("INSTAGRAM"),
                &["instagram", "instagram_login"],
            ),
        ] {
            let found = names::<ListConversations>(host, platform);
            assert_eq!(found, expected, "{host} {platform:?}");
        }
        assert_eq!(
            names::<ListMyConversations>(hosts::INSTAGRAM, None),
            ["instagram_login"]
        );
        assert!(names::<ListMyConversations>(hosts::FACEBOOK, None).is_empty());
        assert_eq!(
            names::<GetConversation>(hosts::FACEBOOK, None),
            ["messenger"]
        );
        assert!(names::<GetConversation>(hosts::INSTAGRAM, None).is_empty());
    }
}
