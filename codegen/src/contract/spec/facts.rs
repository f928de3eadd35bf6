//! Every fact of the spec, one after the other.

use super::located::Located;
use super::{Availability, Provenance, Spec, Versioned};

/// Something that the spec states.
#[derive(Clone, Copy, Debug)]
pub struct Fact<'a> {
    /// What it is about, such as `field`.
    pub kind: &'static str,
    /// Name of it.
    pub name: &'a Located<String>,
    /// What it says.
    pub doc: &'a str,
    /// Where it comes from; `None` where it comes from where its owner does.
    pub source: Option<&'a Provenance>,
    /// Versions that it holds in, for facts that differ between versions.
    pub availability: Option<Availability<'a>>,
}

impl Spec {
    /// Every fact of the spec.
    pub fn facts(&self) -> Vec<Fact<'_>> {
        let mut facts = Facts(Vec::new());
        for (name, source) in self.sources.iter() {
            facts.add("source", name, &source.doc, None);
        }
        for (name, host) in self.hosts.iter() {
            facts.add("host", name, &host.doc, Some(&host.source));
        }
        for (name, param) in self.common_params.iter() {
            facts.add("parameter", name, &param.doc, Some(&param.source));
        }
        for (name, id) in self.ids.iter() {
            facts.add("id", name, &id.doc, Some(&id.source));
        }
        facts.add_operations(self);
        facts.add_enums(self);
        facts.add_types(self);
        for (name, header) in self.headers.iter() {
            facts.add("header", name, &header.doc, Some(&header.source));
        }
        for (name, codes) in self.errors.iter() {
            for code in &codes.0 {
                facts.add_versioned("error code", name, &code.doc, Some(&code.source), code);
                for (kind, cases) in code.cases() {
                    for (name, cases) in cases.iter() {
                        for one in &cases.0 {
                            facts.add_versioned(kind, name, &one.doc, Some(&one.source), one);
                        }
                    }
                }
            }
        }
        facts.0
    }
}

struct Facts<'a>(Vec<Fact<'a>>);

impl<'a> Facts<'a> {
    fn add(
        &mut self,
        kind: &'static str,
        name: &'a Located<String>,
        doc: &'a str,
        source: Option<&'a Provenance>,
    ) {
        self.0.push(Fact {
            kind,
            name,
            doc,
            source,
            availability: None,
        });
    }

    fn add_versioned(
        &mut self,
        kind: &'static str,
        name: &'a Located<String>,
        doc: &'a str,
        source: Option<&'a Provenance>,
        entry: &'a impl Versioned,
    ) {
        self.0.push(Fact {
            kind,
            name,
            doc,
            source,
            availability: Some(entry.availability()),
        });
    }

    fn add_operations(&mut self, spec: &'a Spec) {
        for (name, operation) in spec.operations.iter() {
            let source = Some(&operation.source);
            self.add_versioned("operation", name, &operation.doc, source, operation);
            for (name, param) in operation.path.iter() {
                self.add_versioned("parameter", name, &param.doc, Some(&param.source), param);
            }
            for (name, params) in operation.params.iter() {
                for param in &params.0 {
                    self.add_versioned("parameter", name, &param.doc, Some(&param.source), param);
                }
            }
            for (name, permission) in operation.permissions.iter() {
                self.add(
                    "permission",
                    name,
                    &permission.doc,
                    Some(&permission.source),
                );
            }
            for (kind, notes) in [
                ("limitation", &operation.limitations),
                ("note", &operation.notes),
                ("unsupported call", &operation.unsupported),
            ] {
                for (name, note) in notes.iter() {
                    self.add(kind, name, &note.doc, Some(&note.source));
                }
            }
        }
    }

    fn add_enums(&mut self, spec: &'a Spec) {
        for (name, entry) in spec.enums.iter() {
            self.add("enum", name, &entry.doc, Some(&entry.source));
            for (name, values) in entry.values.iter() {
                for value in &values.0 {
                    let source = value.0.source.as_ref();
                    self.add_versioned("value", name, &value.0.doc, source, value);
                }
            }
        }
    }

    fn add_types(&mut self, spec: &'a Spec) {
        for (name, entry) in spec.types.iter() {
            self.add_versioned("type", name, &entry.doc, Some(&entry.source), entry);
            for (name, fields) in entry.fields.iter() {
                for field in &fields.0 {
                    self.add_versioned("field", name, &field.doc, Some(&field.source), field);
                }
            }
        }
    }
}
