//! Optional content: which layers the file switches off.

use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier};
use hayro_syntax::page::Resources;
use hayro_syntax::xref::XRef;
use std::collections::BTreeSet;

/// The layers that are not shown when the file is opened.
#[derive(Debug, Default)]
pub(super) struct Layers {
    hidden: BTreeSet<ObjectIdentifier>,
}

impl Layers {
    /// From the catalog.
    pub(super) fn of(xref: &XRef) -> Self {
        let properties = xref
            .has_optional_content_groups()
            .then(|| xref.get::<Dict<'_>>(xref.root_id()))
            .flatten()
            .and_then(|catalog| catalog.get::<Dict<'_>>("OCProperties"));
        let Some(properties) = properties else { return Self::default() };
        let Some(config) = properties.get::<Dict<'_>>("D") else { return Self::default() };
        let mut hidden = BTreeSet::new();
        if config.get::<Name<'_>>("BaseState").is_some_and(|state| &*state == b"OFF") {
            hidden.extend(references(&properties, "OCGs"));
        }
        for shown in references(&config, "ON") {
            hidden.remove(&shown);
        }
        hidden.extend(references(&config, "OFF"));
        Self { hidden }
    }

    /// Whether content marked with the named property list is switched off.
    pub(super) fn hides_property(&self, resources: &Resources<'_>, name: &[u8]) -> bool {
        !self.hidden.is_empty() && self.hides_entry(&resources.properties, name)
    }

    /// Whether an XObject is switched off.
    pub(super) fn hides_object(&self, dict: &Dict<'_>) -> bool {
        !self.hidden.is_empty() && dict.contains_key("OC") && self.hides_entry(dict, b"OC")
    }

    fn hides_entry(&self, dict: &Dict<'_>, key: &[u8]) -> bool {
        let group = dict.get::<Dict<'_>>(key).unwrap_or_default();
        if group.get::<Name<'_>>("Type").is_some_and(|kind| &*kind == b"OCMD") {
            return self.hides_membership(&group);
        }
        dict.get_ref(key).is_some_and(|id| self.hidden.contains(&id.into()))
    }

    /// A membership names several layers and how many of them must be on.
    fn hides_membership(&self, membership: &Dict<'_>) -> bool {
        let mut groups = references(membership, "OCGs");
        groups.extend(membership.get_ref("OCGs").map(ObjectIdentifier::from));
        if groups.is_empty() {
            return false;
        }
        let is_hidden = |id: &ObjectIdentifier| self.hidden.contains(id);
        let shown = match membership.get::<Name<'_>>("P").as_deref() {
            Some(b"AllOn") => !groups.iter().any(is_hidden),
            Some(b"AnyOff") => groups.iter().any(is_hidden),
            Some(b"AllOff") => groups.iter().all(is_hidden),
            _ => !groups.iter().all(is_hidden),
        };
        !shown
    }
}

fn references(dict: &Dict<'_>, key: &str) -> Vec<ObjectIdentifier> {
    dict.get::<Array<'_>>(key)
        .map(|array| array.raw_iter().filter_map(|item| item.as_obj_ref().map(Into::into)).collect())
        .unwrap_or_default()
}
