//! Writes the properties of one resource.

use http::StatusCode;

use super::{
    failures::Failures,
    plan::{PropertyPlan, PropertyStep},
};
use crate::{
    format::text::output::{Output, append},
    key::KeyRef,
    outcome::{Property, Propstat},
    panic_guard::guard,
    property::{ContentWriter, Properties, PropertyFailure, tag},
};

/// The code of the user that runs while properties are written, as the log names it.
const PROPERTY: &str = "the value of a property";

/// Writes the propstats of a resource (RFC 4918 section 9.1). `own` is its key. `minimal` leaves out absent properties (RFC
/// 8144 section 2.1).
#[inline(always)]
pub(super) fn write<P: Properties>(
    plan: &PropertyPlan,
    minimal: bool,
    resource: &P,
    own: Option<KeyRef<'_>>,
    out: &mut Output<'_>,
) {
    let mark = out.position();
    let mut failures = Failures::default();
    // One guard for all properties, and one for each if a property panics.
    let written = guard(PROPERTY, || values::<P, false>(plan, minimal, resource, &mut failures, out.reborrow()));
    let (end, found) = written.unwrap_or_else(|_| {
        failures = Failures::default();
        values_guarded(plan, minimal, resource, &mut failures, out.reborrow())
    });
    out.resume(end);
    // Each response has a propstat. An empty one with 200 says that the resource exists (RFC 8144 section 2.1).
    if found || failures.is_empty() {
        out.push_str("</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>");
    } else {
        out.truncate(mark);
    }
    if !failures.is_empty() {
        let end = failures.write(&plan.steps, own, out.reborrow());
        out.resume(end);
    }
}

/// Does the same as [`values`] with a guard for each property.
#[cold]
#[inline(never)]
fn values_guarded<P: Properties>(
    plan: &PropertyPlan,
    minimal: bool,
    resource: &P,
    failures: &mut Failures,
    out: Output<'_>,
) -> (usize, bool) {
    values::<P, true>(plan, minimal, resource, failures, out)
}

/// Writes the properties that succeeded. Returns the position behind, and true if there is one.
#[inline(always)]
fn values<P: Properties, const EACH_GUARDED: bool>(
    plan: &PropertyPlan,
    minimal: bool,
    resource: &P,
    failures: &mut Failures,
    mut out: Output<'_>,
) -> (usize, bool) {
    out.push_str("<D:propstat><D:prop>");
    let start = out.position();
    for (number, step) in plan.steps.iter().enumerate() {
        let mark = out.position();
        let result = if EACH_GUARDED {
            let result = guard(PROPERTY, || {
                let mut value = out.reborrow();
                (property(plan, step, resource, &mut value), value.position())
            });
            match result {
                Ok((result, end)) => {
                    out.resume(end);
                    result
                }
                Err(_) => Err(PropertyFailure::new(StatusCode::INTERNAL_SERVER_ERROR)),
            }
        } else {
            property(plan, step, resource, &mut out)
        };
        if let Err(failure) = result {
            out.truncate(mark);
            let absent = failure.status() == StatusCode::NOT_FOUND;
            if plan.names_only && !absent {
                // The property has a name all the same.
                step.empty.write(&mut out);
            } else if !absent || step.named && !minimal {
                failures.push(number, failure);
            }
        }
    }
    if plan.all_dead
        && let Some(dead) = resource.dead()
    {
        let end = others::<P>(plan, dead.iter(), out.reborrow());
        out.resume(end);
    }
    (out.position(), out.position() > start)
}

/// Writes one property.
#[inline(always)]
fn property<P: Properties>(
    plan: &PropertyPlan,
    step: &PropertyStep,
    resource: &P,
    out: &mut Output<'_>,
) -> Result<(), PropertyFailure> {
    let mark = out.position();
    let Some(position) = step.position else {
        let dead = resource.dead().and_then(|dead| dead.get(&step.name)).ok_or(PropertyFailure::ABSENT)?;
        out.push_str(&dead.xml);
        return Ok(());
    };
    step.start.write(out);
    let start = out.position();
    let mut content = ContentWriter::new(out.reborrow(), &step.name, step.prefix, mark);
    let result = resource.write(position, &mut content);
    let written = content.finish();
    out.resume(written.position);
    let is_empty = written.position == start && !written.closed;
    if is_empty || plan.names_only {
        out.truncate(mark);
        step.empty.write(out);
    } else if !written.closed {
        step.end.write(out);
    }
    match written.misuse {
        Some(misuse) if result.is_ok() => Err(misuse.failure()),
        _ => result,
    }
}

/// Writes the dead properties that no step asks for. Returns the position behind.
#[inline(never)]
fn others<'p, P: Properties>(
    plan: &PropertyPlan,
    dead: impl Iterator<Item = &'p Property>,
    mut out: Output<'_>,
) -> usize {
    for property in dead.filter(|property| is_other::<P>(plan, property)) {
        if plan.names_only {
            tag::empty(&property.namespace, &property.name, &mut out);
        } else {
            out.push_str(&property.xml);
        }
    }
    out.position()
}

/// True if neither a step asks for a dead property, nor the type declares it.
fn is_other<P: Properties>(plan: &PropertyPlan, property: &Property) -> bool {
    let (namespace, local) = (&*property.namespace, &*property.name);
    let declares = || P::PROPERTIES.iter().any(|info| info.name.is(namespace, local));
    !plan.has(namespace, local) && !declares()
}

/// Returns the properties that `allprop` lists, each as XML of its own, by their status.
pub(crate) fn propstats<P: Properties>(resource: &P) -> Vec<Propstat> {
    let plan = PropertyPlan::standalone::<P>();
    let mut ok = Propstat::new(Some(StatusCode::OK));
    let mut failed: Vec<(PropertyFailure, Propstat)> = Vec::new();
    for step in &plan.steps {
        let (mut xml, mut result) = (Vec::new(), Ok(()));
        let guarded = guard(PROPERTY, || {
            append(256, &mut xml, |out| {
                result = property(&plan, step, resource, out);
                if result.is_err() {
                    out.truncate(0);
                    step.empty.write(out);
                }
            });
        });
        if guarded.is_err() {
            result = Err(PropertyFailure::new(StatusCode::INTERNAL_SERVER_ERROR));
            xml = Vec::new();
            append(256, &mut xml, |out| step.empty.write(out));
        }
        let property = Property {
            namespace: step.name.namespace().into(),
            name: step.name.local().into(),
            xml: String::from_utf8(xml).unwrap_or_default().into(),
        };
        match result {
            Ok(()) => ok.properties.push(property),
            Err(failure) if failure.status() == StatusCode::NOT_FOUND => {}
            Err(failure) => match failed.iter_mut().find(|(known, _)| known.shares_propstat(&failure)) {
                Some((_, propstat)) => propstat.properties.push(property),
                None => {
                    let mut propstat = failure.to_propstat();
                    propstat.properties.push(property);
                    failed.push((failure, propstat));
                }
            },
        }
    }
    let dead = guard(PROPERTY, || resource.dead()).ok().flatten();
    ok.properties.extend(dead.into_iter().flatten().filter(|property| is_other::<P>(&plan, property)).cloned());
    let mut propstats: Vec<_> = failed.into_iter().map(|(_, propstat)| propstat).collect();
    if !ok.properties.is_empty() || propstats.is_empty() {
        propstats.insert(0, ok);
    }
    propstats
}
