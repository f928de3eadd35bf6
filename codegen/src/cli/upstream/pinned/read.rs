//! Pinned facts to a [`MetaSpec`].

use std::collections::BTreeMap;

use crate::cli::upstream::meta_spec::{Call, Enum, MetaSpec, Node, Origin, Param, PinnedIn};
use crate::contract::diagnostic::{Place, Sources};
use crate::contract::spec::located::{Entries, Name};
use crate::contract::spec::{Pinned, PinnedCall, PinnedNode, Spec, VersionName};

/// Returns the pinned facts of a version; `None` if there are none.
pub fn meta_spec(spec: &Spec, sources: &Sources, version: VersionName) -> Option<MetaSpec> {
    let (name, pinned) = spec.meta_spec.find(&version.to_string())?;
    let file = Lines::of(sources, name.place);
    let nodes = pinned.nodes.iter();
    let nodes = nodes.map(|(name, node)| (name.value.clone(), file.node(name, node)));
    Some(MetaSpec {
        nodes: nodes.collect(),
        enums: file.enums(pinned),
        broken: BTreeMap::new(),
        origin: Origin::Pinned(PinnedIn {
            file: sources.name(name.place).to_owned(),
            line: file.line(name.place),
            covers: pinned
                .covers
                .iter()
                .map(|name| name.value.clone())
                .collect(),
        }),
    })
}

/// Offsets of the beginnings of the lines of a file.
struct Lines(Vec<usize>);

impl Lines {
    fn of(sources: &Sources, place: Place) -> Self {
        let text = sources.0[place.file].text.bytes().enumerate();
        let ends = text.filter(|(_, byte)| *byte == b'\n');
        Self(
            [0].into_iter()
                .chain(ends.map(|(end, _)| end + 1))
                .collect(),
        )
    }

    fn line(&self, place: Place) -> usize {
        self.0.partition_point(|start| *start <= place.start)
    }

    fn node(&self, name: &Name, node: &PinnedNode) -> Node {
        let edges = node.edges.iter();
        let edges = edges.map(|(edge, call)| self.call(Some(edge), call));
        let own = node.get.iter().map(|call| self.call(None, call));
        Node {
            line: self.line(name.place),
            fields: self.params(&node.fields, &[]),
            calls: edges.chain(own).collect(),
            defects: Vec::new(),
        }
    }

    fn call(&self, edge: Option<&Name>, call: &PinnedCall) -> Call {
        Call {
            method: "GET".to_owned(),
            endpoint: edge.map(|edge| edge.value.clone()),
            base_path: None,
            returns: call.returns.value.clone(),
            params: self.params(&call.params, &call.required),
            line: self.line(edge.unwrap_or(&call.returns).place),
        }
    }

    fn params(&self, types: &Entries<Name>, required: &[Name]) -> Vec<Param> {
        let params = types.iter().map(|(name, ty)| Param {
            name: name.value.clone(),
            ty: ty.value.clone(),
            required: required.iter().any(|known| known.value == name.value),
            line: self.line(name.place),
        });
        params.collect()
    }

    fn enums(&self, pinned: &Pinned) -> BTreeMap<String, Enum> {
        let enums = pinned.enums.iter().map(|(name, values)| {
            let line = |value: &Name| (value.value.clone(), self.line(value.place));
            let entry = Enum {
                values: values.iter().map(line).collect(),
                line: self.line(name.place),
                defects: Vec::new(),
            };
            (name.value.clone(), entry)
        });
        enums.collect()
    }
}
