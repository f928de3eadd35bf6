//! Whether callers who had the permissions of a call are refused.

use std::collections::BTreeSet;

use super::comparer::{Comparer, Versions};
use super::element_kind::ElementKind;
use crate::contract::path::Path;
use crate::contract::{Operation, Permission};

/// Calls of an operation that permissions tell apart.
#[derive(Clone, Copy)]
struct Calls<'a> {
    /// Short name of the host.
    host: &'a str,
    /// Value of the parameter `platform`, if it is given.
    platform: Option<&'a str>,
}

impl<'a> Comparer<'a, '_> {
    /// Whether a permission that was added, changed or removed has callers refused: those of
    /// a call that required none, or those whose permissions no longer suffice.
    pub(super) fn refuses(&self, permission: &Path) -> bool {
        let Some((old, new)) = self.owner(permission) else {
            return true;
        };
        let name = permission.keys().last().copied().unwrap_or_default();
        let old_permissions = old.permissions.iter().map(|one| self.renamed_to(old, one));
        let old_permissions: Vec<_> = old_permissions.collect();
        let mut calls = self.calls(&old_permissions, old, new).into_iter();
        calls.any(|calls| {
            let before = Permission::for_call(&old_permissions, calls.host, calls.platform);
            let now = Permission::for_call(&new.permissions, calls.host, calls.platform);
            let mut all = before.iter().chain(&now);
            all.any(|one| one.name == name) && is_refused(&before, &now)
        })
    }

    /// The operation of a permission, on both sides.
    pub(super) fn owner(&self, permission: &Path) -> Option<(&'a Operation, &'a Operation)> {
        let Versions { base, head } = self.compared?;
        let new = head.operation(permission.keys().get(1)?)?;
        let mut operations = base.operations.iter();
        let old = operations.find(|old| self.renames.operation(&old.name) == new.name)?;
        Some((old, new))
    }

    /// A permission of the base, with the names of the head.
    fn renamed_to(&self, owner: &Operation, permission: &Permission) -> Permission {
        let host = permission.host.as_deref();
        let platform = permission.platform.as_deref();
        Permission {
            host: host.map(|host| self.renames.host(host).to_owned()),
            platform: platform.map(|value| self.renames.platform(owner, value).to_owned()),
            ..permission.clone()
        }
    }

    /// The calls that both sides serve.
    fn calls<'c>(
        &self,
        old_permissions: &'c [Permission],
        old: &Operation,
        new: &'c Operation,
    ) -> Vec<Calls<'c>> {
        let permissions = old_permissions.iter().chain(&new.permissions);
        let named = permissions.filter_map(|one| one.platform.as_deref());
        let named: BTreeSet<_> = named.collect();
        // Without the parameter, and with a value that no permission names.
        let mut platforms = vec![None, Some("")];
        platforms.extend(named.into_iter().map(Some));
        let was_served = |host: &&String| {
            let mut hosts = old.hosts.iter();
            hosts.any(|old| self.renames.host(old) == host.as_str())
        };
        let hosts = new.hosts.iter().filter(was_served);
        let calls = hosts.flat_map(|host| {
            let platforms = platforms.iter();
            platforms.map(move |platform| Calls {
                host,
                platform: *platform,
            })
        });
        calls.collect()
    }
}

/// The kind of a permission that was added or removed. It is one of several that suffice if
/// nobody has to get it once it is added, or if some lack the others once it is removed.
pub(super) fn kind(refuses: bool, added: bool) -> ElementKind {
    match refuses == added {
        true => ElementKind::Permission,
        false => ElementKind::OtherPermission,
    }
}

/// Whether callers with one of some permissions lack all that are needed now.
fn is_refused(before: &[&Permission], now: &[&Permission]) -> bool {
    let is_enough = |had: &&Permission| now.iter().any(|needed| suffices(had, needed));
    match (before, now) {
        (_, []) => false,
        ([], _) => true,
        _ => !before.iter().all(is_enough),
    }
}

/// Whether callers with one permission have all that another one asks for.
fn suffices(had: &Permission, needed: &Permission) -> bool {
    let has_task = needed.tasks.is_empty()
        || (!had.tasks.is_empty() && had.tasks.iter().all(|task| needed.tasks.contains(task)));
    let mut scopes = needed.scopes.iter();
    had.token == needed.token && has_task && scopes.all(|scope| had.scopes.contains(scope))
}
