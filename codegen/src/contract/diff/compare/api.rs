//! What holds for all versions, and which versions there are.

use super::log::Log;
use super::pairing::{Paired, by_key};
use super::renames::{Renames, ids, sources};
use crate::contract::diff::findings::Findings;
use crate::contract::diff::rules::api::{
    HEADER_ADDED, HEADER_REMOVED, HEADER_TYPE_CHANGED, HOST_ADDED, HOST_REMOVED, HOST_URL_CHANGED,
};
use crate::contract::diff::rules::enums::{ID_ADDED, ID_REMOVED, ID_RENAMED};
use crate::contract::diff::rules::provenance::{
    SOURCE_ADDED, SOURCE_CERTAINTY_CHANGED, SOURCE_REMOVED, SOURCE_RENAMED, SOURCE_URL_CHANGED,
};
use crate::contract::diff::rules::versions::{
    VERSION_ADDED, VERSION_DATES_CHANGED, VERSION_REMOVED,
};
use crate::contract::diff::subject::Subject;
use crate::contract::spec::Certainty;
use crate::contract::spec::VersionName;
use crate::contract::{Contract, Contracts, Header, Host, Id, Source};

/// Compares what the contracts hold beside what each version has of its own.
pub(in crate::contract::diff) fn whole(
    base: &Contracts,
    head: &Contracts,
    versions: &[VersionName],
    findings: &mut Findings,
) {
    let Contracts {
        title,
        doc,
        sources: _,
        hosts: _,
        ids: _,
        headers: _,
        versions: _,
    } = base;
    let mut log = Log {
        findings,
        versions: versions.to_vec(),
        renames: Renames::of_all(base, head),
    };
    let api = Subject::api();
    log.words(&api, "title", title, &head.title);
    log.doc(&api, doc, &head.doc);
    compare_sources(base, head, &mut log);
    compare_hosts(base, head, &mut log);
    compare_ids(base, head, &mut log);
    compare_headers(base, head, &mut log);
    compare_versions(base, head, &mut log);
}

fn compare_versions(base: &Contracts, head: &Contracts, log: &mut Log<'_>) {
    for pair in by_key(&base.versions, &head.versions, |one| one.version) {
        let (Paired::Both(version, _)
        | Paired::Renamed(version, _)
        | Paired::Gone(version)
        | Paired::New(version)) = pair;
        let version = version.version;
        log.versions = vec![version];
        let subject = Subject::new("versions", version);
        match pair {
            Paired::New(new) => {
                let message = format!("`{version}` is new, released on {}.", new.released);
                log.came(&VERSION_ADDED, &subject, message);
            }
            Paired::Gone(_) => {
                log.gone(&VERSION_REMOVED, &subject, format!("`{version}` is gone."))
            }
            Paired::Both(old, new) | Paired::Renamed(old, new) => dates(&subject, old, new, log),
        }
    }
}

fn dates(subject: &Subject, base: &Contract, head: &Contract, log: &mut Log<'_>) {
    // What a version has of its own is compared by itself.
    let Contract {
        version,
        released,
        expires,
        source,
        operations: _,
        enums: _,
        types: _,
        errors: _,
    } = base;
    if *released != head.released {
        let message = format!(
            "`{version}` was released on {}, the contract had {released}.",
            head.released
        );
        log.key(&VERSION_DATES_CHANGED, subject, "released", message);
    }
    let message = match (expires, head.expires) {
        (before, now) if *before == now => None,
        (Some(before), Some(now)) => Some(format!("ends on {now}, the contract had {before}")),
        (None, Some(now)) => Some(format!("ends on {now}, which was not announced")),
        (before, None) => {
            let before = before.map_or(String::new(), |before| format!(", it was {before}"));
            Some(format!("has no announced end{before}"))
        }
    };
    if let Some(message) = message {
        let message = format!("`{version}` {message}.");
        log.key(&VERSION_DATES_CHANGED, subject, "expires", message);
    }
    log.source(subject, source, &head.source);
}

fn compare_sources(base: &Contracts, head: &Contracts, log: &mut Log<'_>) {
    for pair in sources(base, head) {
        let subject = |source: &Source| Subject::new("sources", &source.name);
        let (old, new) = match pair {
            Paired::New(new) => {
                let subject = subject(new);
                log.came(&SOURCE_ADDED, &subject, format!("`{subject}` is new."));
                continue;
            }
            Paired::Gone(old) => {
                let subject = subject(old);
                log.gone(&SOURCE_REMOVED, &subject, format!("`{subject}` is gone."));
                continue;
            }
            Paired::Renamed(old, new) => {
                log.renamed(&SOURCE_RENAMED, &subject(old), &subject(new), &new.name);
                continue;
            }
            Paired::Both(old, new) => (old, new),
        };
        let subject = subject(new);
        let Source {
            name: _,
            doc,
            certainty,
            url,
        } = old;
        log.doc(&subject, doc, &new.doc);
        if *certainty != new.certainty {
            let (before, now) = (words(*certainty), words(new.certainty));
            let message = format!("What comes from `{subject}` is {now}, it was {before}.");
            log.key(&SOURCE_CERTAINTY_CHANGED, &subject, "certainty", message);
        }
        if *url != new.url {
            let said = |url: &Option<String>| url.clone().unwrap_or("nowhere stated".to_owned());
            let (before, now) = (said(url), said(&new.url));
            let message = format!("`{subject}` is read at {now}, it was at {before}.");
            log.key(&SOURCE_URL_CHANGED, &subject, "url", message);
        }
    }
}

fn words(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Documented => "documented",
        Certainty::Observed => "observed",
        Certainty::Inferred => "inferred",
    }
}

fn compare_hosts(base: &Contracts, head: &Contracts, log: &mut Log<'_>) {
    for pair in by_key(&base.hosts, &head.hosts, |host| host.name.as_str()) {
        let subject = |host: &Host| Subject::new("hosts", &host.name);
        match pair {
            Paired::New(new) => {
                let subject = subject(new);
                log.came(
                    &HOST_ADDED,
                    &subject,
                    format!("`{subject}` is new, {}.", new.url),
                );
            }
            Paired::Gone(old) => {
                let subject = subject(old);
                log.gone(&HOST_REMOVED, &subject, format!("`{subject}` is gone."));
            }
            Paired::Both(old, new) | Paired::Renamed(old, new) => {
                let subject = subject(new);
                let Host {
                    name: _,
                    url,
                    doc,
                    source,
                } = old;
                if *url != new.url {
                    let message = format!("`{subject}` is {}, it was {url}.", new.url);
                    log.key(&HOST_URL_CHANGED, &subject, "url", message);
                }
                log.doc(&subject, doc, &new.doc);
                log.source(&subject, source, &new.source);
            }
        }
    }
}

fn compare_ids(base: &Contracts, head: &Contracts, log: &mut Log<'_>) {
    for pair in ids(base, head) {
        let subject = |id: &Id| Subject::new("ids", &id.name);
        let (old, new) = match pair {
            Paired::New(new) => {
                let subject = subject(new);
                log.came(&ID_ADDED, &subject, format!("`{subject}` is new."));
                continue;
            }
            Paired::Gone(old) => {
                let subject = subject(old);
                log.gone(&ID_REMOVED, &subject, format!("`{subject}` is gone."));
                continue;
            }
            Paired::Renamed(old, new) => {
                log.renamed(&ID_RENAMED, &subject(old), &subject(new), &new.name);
                (old, new)
            }
            Paired::Both(old, new) => {
                log.doc(&subject(new), &old.doc, &new.doc);
                (old, new)
            }
        };
        let Id {
            name: _,
            doc: _,
            source,
        } = old;
        log.source(&subject(new), source, &new.source);
    }
}

fn compare_headers(base: &Contracts, head: &Contracts, log: &mut Log<'_>) {
    for pair in by_key(&base.headers, &head.headers, |header| header.name.as_str()) {
        let subject = |header: &Header| Subject::new("headers", &header.name);
        match pair {
            Paired::New(new) => {
                let subject = subject(new);
                log.came(&HEADER_ADDED, &subject, format!("`{subject}` is new."));
            }
            Paired::Gone(old) => {
                let subject = subject(old);
                log.gone(&HEADER_REMOVED, &subject, format!("`{subject}` is gone."));
            }
            Paired::Both(old, new) | Paired::Renamed(old, new) => {
                let subject = subject(new);
                let Header {
                    name: _,
                    ty,
                    doc,
                    source,
                } = old;
                if *ty != new.ty {
                    let message = format!("`{subject}` has type `{}`, it had `{ty}`.", new.ty);
                    log.key(&HEADER_TYPE_CHANGED, &subject, "type", message);
                }
                log.doc(&subject, doc, &new.doc);
                log.source(&subject, source, &new.source);
            }
        }
    }
}
