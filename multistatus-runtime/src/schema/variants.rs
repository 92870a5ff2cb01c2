//! `OutcomeSchema`: the variants of an outcome, with the types that their static descriptions cannot name.

use std::{any::type_name, time::Duration};

use http::StatusCode;
use serde_json::Value;

use super::{example::example_of, generator::SchemaOf};
use crate::outcome::{OutcomeInfo, Retry};

/// An outcome that can be documented: each of its variants with the types of its body and its extension members.
///
/// `#[outcome(schema(utoipa))]` and `#[outcome(schema(schemars))]` implement it for the generator of that feature.
/// Implement it by hand for an outcome that is not derived:
///
/// ```
/// use multistatus::{Outcome, OutcomeInfo, StatusCode};
/// use multistatus::schema::{OutcomeSchema, SchemaOf, Variants};
///
/// struct Uploaded { bytes: u64 }
///
/// impl Outcome for Uploaded {
///     const OUTCOMES: &'static [OutcomeInfo] = &[{
///         let mut info = OutcomeInfo::new("Uploaded");
///         info.status = Some(StatusCode::CREATED);
///         info
///     }];
///
///     fn status(&self) -> StatusCode {
///         StatusCode::CREATED
///     }
///
///     fn body<S: serde::Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
///         serializer.serialize_u64(self.bytes).map(Some)
///     }
/// }
///
/// impl<G: SchemaOf<u64>> OutcomeSchema<G> for Uploaded {
///     fn variants(variants: &mut Variants<'_, G>) {
///         variants.own(&Self::OUTCOMES[0]).body::<u64>();
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no schema of its outcomes",
    label = "does not implement `OutcomeSchema`",
    note = "if `{Self}` is yours, add `schema(utoipa)` or `schema(schemars)` to its `#[outcome(...)]`"
)]
pub trait OutcomeSchema<G> {
    /// Adds each variant to `variants`.
    fn variants(variants: &mut Variants<'_, G>);
}

/// Collects the variants of an outcome: see [`OutcomeSchema`], which shows an example.
///
/// A variant begins with its static description. The methods for types add to the variant that was added last.
#[derive(Debug)]
pub struct Variants<'g, G> {
    generator: &'g mut G,
    collected: Vec<VariantSchema>,
    /// The names of the types whose variants are being added: a type may contain itself.
    adding: Vec<&'static str>,
}

/// What is known of one variant.
#[derive(Clone, Debug)]
pub(crate) struct VariantSchema {
    pub(crate) info: OutcomeInfo,
    pub(crate) undeclared: Undeclared,
    pub(crate) body: Option<MemberSchema>,
    pub(crate) extensions: Vec<(&'static str, MemberSchema)>,
}

impl VariantSchema {
    /// True if a failure with this status may be sent again.
    pub(crate) fn is_retryable(&self, status: StatusCode) -> bool {
        let waits = self.info.headers.iter().any(|name| name.eq_ignore_ascii_case("Retry-After"));
        let retry = self.info.retry.unwrap_or_else(|| Retry::of(status, waits.then_some(Duration::ZERO)));
        retry != Retry::Never
    }
}

/// The parts that a variant does not declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undeclared {
    /// There are none.
    Absent,
    /// They come from a value of which nothing is known.
    Unknown,
    /// They come from such a value, and `opaque` hides all but the problem type.
    Hidden,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(crate) struct MemberSchema {
    pub(crate) schema: Value,
    /// A value that the schema accepts, if one is known.
    pub(crate) example: Option<Value>,
    /// True if the member is always there.
    pub(crate) required: bool,
}

impl<'g, G> Variants<'g, G> {
    pub(crate) fn of<O: OutcomeSchema<G> + ?Sized>(generator: &'g mut G) -> Vec<VariantSchema> {
        let mut variants = Self { generator, collected: Vec::new(), adding: Vec::new() };
        variants.all_of::<O>();
        variants.collected
    }

    fn add(&mut self, info: &OutcomeInfo, undeclared: Undeclared) -> &mut Self {
        self.collected.push(VariantSchema { info: *info, undeclared, body: None, extensions: Vec::new() });
        self
    }

    /// Adds a variant that has only the parts of its static description, and those added next.
    pub fn own(&mut self, info: &OutcomeInfo) -> &mut Self {
        self.add(info, Undeclared::Absent)
    }

    /// Adds a variant whose other parts come from a value of which nothing is known, as with `via`.
    pub fn foreign(&mut self, info: &OutcomeInfo) -> &mut Self {
        self.add(info, Undeclared::Unknown)
    }

    /// Adds a variant that is `opaque`, and takes its status and its problem type from a value of which nothing is known.
    pub fn hidden(&mut self, info: &OutcomeInfo) -> &mut Self {
        self.add(info, Undeclared::Hidden)
    }

    /// Adds the variants of the inner outcome of a `transparent` variant.
    pub fn inner<O: OutcomeSchema<G> + ?Sized>(&mut self, info: &OutcomeInfo) -> &mut Self {
        let first = self.collected.len();
        self.all_of::<O>();
        for variant in self.collected.iter_mut().skip(first) {
            variant.info.retry = info.retry.or(variant.info.retry);
            if variant.info.docs.is_empty() {
                variant.info.docs = info.docs;
            }
        }
        self
    }

    /// Adds the variants of a type, unless they are being added.
    pub(crate) fn all_of<O: OutcomeSchema<G> + ?Sized>(&mut self) {
        let name = type_name::<O>();
        if !self.adding.contains(&name) {
            self.adding.push(name);
            O::variants(self);
            self.adding.pop();
        }
    }

    /// Sets the type of the body of the variant added last. It always has one.
    pub fn body<T: ?Sized>(&mut self) -> &mut Self
    where
        G: SchemaOf<T>,
    {
        let body = self.of_type::<T>(true);
        self.set_body(body)
    }

    /// Sets the type of the body that the variant added last may have.
    pub fn optional_body<T: ?Sized>(&mut self) -> &mut Self
    where
        G: SchemaOf<T>,
    {
        let body = self.of_type::<T>(false);
        self.set_body(body)
    }

    /// Adds an extension member of the problem to the variant added last. It always has the member.
    pub fn extension<T: ?Sized>(&mut self, name: &'static str) -> &mut Self
    where
        G: SchemaOf<T>,
    {
        let member = self.of_type::<T>(true);
        self.member(name, member)
    }

    /// Adds an extension member of the problem that the variant added last may have.
    pub fn optional_extension<T: ?Sized>(&mut self, name: &'static str) -> &mut Self
    where
        G: SchemaOf<T>,
    {
        let member = self.of_type::<T>(false);
        self.member(name, member)
    }

    fn of_type<T: ?Sized>(&mut self, required: bool) -> MemberSchema
    where
        G: SchemaOf<T>,
    {
        let schema = SchemaOf::<T>::schema_of(self.generator);
        let example = example_of(&schema, &|reference| SchemaOf::<T>::definition(self.generator, reference));
        MemberSchema { schema, example, required }
    }

    fn set_body(&mut self, body: MemberSchema) -> &mut Self {
        if let Some(variant) = self.collected.last_mut() {
            variant.body = Some(body);
        }
        self
    }

    /// Adds an extension member. An earlier member of its name, and those of every problem, take precedence, as in a body.
    pub(crate) fn member(&mut self, name: &'static str, member: MemberSchema) -> &mut Self {
        let Some(variant) = self.collected.last_mut() else { return self };
        let of_problem = matches!(name, "type" | "title" | "status" | "detail" | "instance")
            || name == "conditions" && !variant.info.conditions.is_empty();
        if !of_problem && variant.extensions.iter().all(|(earlier, _)| *earlier != name) {
            variant.extensions.push((name, member));
        }
        self
    }
}
