//! The trait `Outcome`. Only `status` is required: by default, every other method returns nothing.

use std::{borrow::Cow, convert::Infallible, fmt, sync::Arc, time::Duration};

use http::StatusCode;
use serde::{Serializer, ser::SerializeMap};

use super::{
    condition::ConditionVisitor,
    context::ContextValue,
    header::HeaderVisitor,
    info::OutcomeInfo,
    propstat::{Property, Propstat},
    retry::Retry,
};
use crate::key::KeyRef;

/// The outcome of one item of a batch: its status, and what else a response of its own would have.
///
/// Derive it for an enum with one variant per outcome: see [`derive(Outcome)`](derive@crate::Outcome). Implement it by hand
/// if the outcome is only known at run time. Only [`status`](Outcome::status) is required.
///
/// The trait is used with generics, never as a trait object: text is written directly into the body, so encoding an
/// outcome allocates nothing. For a batch of mixed types, nest them with `#[outcome(transparent)]` or keep each as an
/// [`Item`](crate::Item).
///
/// ```
/// use std::fmt;
/// use multistatus::{MultiStatus, Outcome, StatusCode};
///
/// struct Uploaded { bytes: u64 }
///
/// impl Outcome for Uploaded {
///     fn status(&self) -> StatusCode {
///         StatusCode::CREATED
///     }
///
///     fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
///         write!(out, "{} bytes", self.bytes)
///     }
/// }
///
/// let mut result = MultiStatus::new();
/// result.push("/photos/1.jpg", Uploaded { bytes: 12 });
/// assert_eq!(result.summary().succeeded, 1);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no multi-status outcome",
    label = "does not implement `Outcome`",
    note = "if `{Self}` is yours, add `#[derive(Outcome)]` to it",
    note = "for a type from another crate give the status on the variant that holds it: `#[outcome(502)]`, `#[outcome(with = path)]` or `#[outcome(via = YourMapping)]`"
)]
pub trait Outcome {
    /// Static description of each variant: for documentation and OpenAPI.
    const OUTCOMES: &'static [OutcomeInfo] = &[];

    /// Returns the status that the item would have had as a response of its own (RFC 4918 section 13).
    ///
    /// An interim status (1xx) cannot be an outcome, and `207 Multi-Status` is not the status of one item. Formats write
    /// both as a 500 and log an error.
    fn status(&self) -> StatusCode;

    /// Returns the key of the item, if the outcome holds it. A key that is given beside the outcome takes precedence.
    fn href(&self) -> Option<KeyRef<'_>> {
        None
    }

    /// Writes the text for a person. If nothing is written, there is no description.
    ///
    /// DAV XML has it as `responsedescription`. JSON has it as `detail` of the problem, or as the member `description` of
    /// an item that did not fail.
    ///
    /// # Errors
    ///
    /// Returns an error if `out` or a `Display` fails. The format then omits the whole description and logs the error.
    fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
        let _ = out;
        Ok(())
    }

    /// Passes each header field of the item to `visitor`.
    fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
        let _ = visitor;
    }

    /// Passes each precondition or postcondition that failed (RFC 4918 section 16) to `visitor`.
    fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
        let _ = visitor;
    }

    /// Returns the problem type, a URI reference (RFC 9457 section 3.1.1). `None` is `about:blank`.
    fn problem_type(&self) -> Option<&str> {
        None
    }

    /// Returns the title of the problem type (RFC 9457 section 3.1.3). `None` is the reason phrase of the status.
    fn title(&self) -> Option<&str> {
        None
    }

    /// Returns the URI reference that names this occurrence of the problem (RFC 9457 section 3.1.5), such as the id that the
    /// log has. A client gets it, also from an `opaque` variant.
    fn instance(&self) -> Option<KeyRef<'_>> {
        None
    }

    /// Writes the extension members of the problem (RFC 9457 section 3.2) as entries of `members`.
    ///
    /// The problem has the members `type`, `title`, `status`, `detail` and, if there are any, `instance` and `conditions`
    /// already. A format drops and logs an entry with one of these names, or with the name of an earlier entry.
    ///
    /// # Errors
    ///
    /// Returns an error if the `Serialize` of a member fails. The format then omits all members and logs the error.
    fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
        let _ = members;
        Ok(())
    }

    /// Serializes the body of the item, if it has one. On a success it is the representation; on a failure it replaces the
    /// problem.
    ///
    /// # Errors
    ///
    /// Returns an error if the `Serialize` of the body fails. The format then omits the body and logs the error.
    fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
        let _ = serializer;
        Ok(None)
    }

    /// Returns the error code that the outcome has in a dialect, which is named by its key in `#[outcome(code(KEY = ".."))]`.
    /// `None` leaves it to the status.
    ///
    /// ```
    /// use multistatus::{Outcome, StatusCode};
    ///
    /// struct NameTaken;
    ///
    /// impl Outcome for NameTaken {
    ///     fn status(&self) -> StatusCode {
    ///         StatusCode::CONFLICT
    ///     }
    ///
    ///     fn error_code(&self, dialect: &str) -> Option<&str> {
    ///         match dialect {
    ///             "scim" => Some("uniqueness"),
    ///             _ => None,
    ///         }
    ///     }
    /// }
    /// # assert_eq!(NameTaken.error_code("scim"), Some("uniqueness"));
    /// ```
    #[inline]
    fn error_code(&self, dialect: &str) -> Option<&str> {
        let _ = dialect;
        None
    }

    /// Returns the retry class of a failed item. `None` leaves it to the status: see [`Retry::of`].
    fn retry(&self) -> Option<Retry> {
        None
    }

    /// Returns the time to wait before the item is sent again.
    ///
    /// It becomes the field `Retry-After` (RFC 9110 section 10.2.3), which counts whole seconds: fractions are rounded up.
    fn retry_after(&self) -> Option<Duration> {
        None
    }

    /// Returns the properties of the item by their status (RFC 4918 section 14.22).
    ///
    /// DAV XML writes them instead of the status if both agree, so that neither hides a failure of the other. JSON writes
    /// both.
    #[inline]
    fn propstats(&self) -> Cow<'_, [Propstat]> {
        Cow::Borrowed(&[])
    }

    /// Returns the elements that an extension of WebDAV adds to a `response` (RFC 4918 section 17). Only DAV XML can write
    /// them.
    #[inline]
    fn elements(&self) -> Cow<'_, [Property]> {
        Cow::Borrowed(&[])
    }

    /// Returns the language of the description (`xml:lang`), if it is known. Only DAV XML can write it.
    #[inline]
    fn language(&self) -> Option<&str> {
        None
    }

    /// Returns what the context of the item supplies under a name: see [`InContext`](crate::outcome::InContext).
    #[doc(hidden)]
    #[inline]
    fn context(&self, name: &str) -> Option<ContextValue<'_>> {
        let _ = name;
        None
    }

    /// True if the items after this one are unknown, so that the multi-status is incomplete.
    #[doc(hidden)]
    fn ends_incomplete(&self) -> bool {
        false
    }

    /// Passes what only the log gets to `log`: the text that an `opaque` variant hides, and each error that led to this
    /// outcome, the outermost first.
    ///
    /// An item with a status of 500 and up is logged once, with its description and these texts, by its batch or by the
    /// response that it is part of. A text that repeats an earlier one is left out. Nothing of this is sent.
    ///
    /// The derive passes on the `Display` of the type itself and of its fields without a role, each with the chain of its
    /// [`source`](std::error::Error::source)s, if they implement [`Error`](std::error::Error), or are a pointer to an
    /// error, as `Box<dyn Error>` and `anyhow::Error` are, or an `Option` of one. Fields of other types are not logged,
    /// because they may be secret, except those that the text of an `opaque` variant names, and the only field of such a
    /// variant if it implements `Display`. `Debug` is never used.
    ///
    /// ```
    /// use std::fmt;
    /// use multistatus::{Outcome, StatusCode};
    ///
    /// struct Unreachable { host: String }
    ///
    /// impl Outcome for Unreachable {
    ///     fn status(&self) -> StatusCode {
    ///         StatusCode::BAD_GATEWAY
    ///     }
    ///
    ///     fn causes(&self, log: &mut dyn FnMut(&dyn fmt::Display)) {
    ///         log(&format_args!("cannot reach {}", self.host));
    ///     }
    /// }
    /// # Unreachable { host: "db-3".into() }.causes(&mut |cause| assert_eq!(cause.to_string(), "cannot reach db-3"));
    /// ```
    fn causes(&self, log: &mut dyn FnMut(&dyn fmt::Display)) {
        let _ = log;
    }

    /// True if a failure was logged before, so that a response does not log it again. The outcomes of a batch were.
    fn is_logged(&self) -> bool {
        false
    }

    /// Returns a serializable view of this outcome alone: an item of the default JSON.
    ///
    /// ```
    /// use multistatus::{Outcome, StatusCode};
    ///
    /// let view = serde_json::to_value(StatusCode::NO_CONTENT.json()).unwrap();
    /// assert_eq!(view, serde_json::json!({"status": 204}));
    /// ```
    fn json(&self) -> JsonView<'_, Self> {
        JsonView { outcome: self }
    }
}

/// The serializable view of one outcome on its own: what [`Outcome::json`](crate::Outcome::json) returns.
///
/// It has the members of an item of the default JSON, without `id` and `index`. A part whose `Display` or `Serialize` fails
/// is left out, and logged, as it is in a body.
#[derive(Debug)]
pub struct JsonView<'a, O: ?Sized> {
    pub(crate) outcome: &'a O,
}

/// A status is an outcome without further parts.
impl Outcome for StatusCode {
    fn status(&self) -> StatusCode {
        *self
    }
}

/// Allows `Result<T, Infallible>` as an outcome.
impl Outcome for Infallible {
    fn status(&self) -> StatusCode {
        match *self {}
    }
}

/// Implements each method of `Outcome` by calling the same method on the value that a pattern binds.
macro_rules! forward {
    ($inner:ident: $($outcome:ident in $pattern:pat),+) => {
        $crate::outcome::forward_parts!($inner: $($outcome in $pattern),+);

        #[inline]
        fn instance(&self) -> Option<KeyRef<'_>> {
            match self { $($pattern => $outcome::instance($inner)),+ }
        }

        fn is_logged(&self) -> bool {
            match self { $($pattern => $outcome::is_logged($inner)),+ }
        }

        #[inline]
        fn context(&self, name: &str) -> Option<$crate::outcome::ContextValue<'_>> {
            match self { $($pattern => $outcome::context($inner, name)),+ }
        }
    };
}
pub(crate) use forward;

/// Does the same for each method but `instance`, `is_logged` and `context`, which a wrapper may decide itself.
macro_rules! forward_parts {
    ($inner:ident: $($outcome:ident in $pattern:pat),+) => {
        $crate::outcome::forward_most_parts!($inner: $($outcome in $pattern),+);

        #[inline]
        fn headers<V: HeaderVisitor + ?Sized>(&self, visitor: &mut V) {
            match self { $($pattern => $outcome::headers($inner, visitor)),+ }
        }
        #[inline]
        fn error_code(&self, dialect: &str) -> Option<&str> {
            match self { $($pattern => $outcome::error_code($inner, dialect)),+ }
        }
    };
}
pub(crate) use forward_parts;

/// Does the same as `forward_parts` for each method but `headers` and `error_code`.
macro_rules! forward_most_parts {
    ($inner:ident: $($outcome:ident in $pattern:pat),+) => {
        #[inline]
        fn status(&self) -> StatusCode {
            match self { $($pattern => $outcome::status($inner)),+ }
        }
        #[inline]
        fn href(&self) -> Option<KeyRef<'_>> {
            match self { $($pattern => $outcome::href($inner)),+ }
        }
        // Formats, logs and batches call it, so that its inlining must not depend on how many do.
        #[inline(always)]
        fn description<W: fmt::Write + ?Sized>(&self, out: &mut W) -> fmt::Result {
            match self { $($pattern => $outcome::description($inner, out)),+ }
        }
        #[inline]
        fn conditions<V: ConditionVisitor + ?Sized>(&self, visitor: &mut V) {
            match self { $($pattern => $outcome::conditions($inner, visitor)),+ }
        }
        #[inline]
        fn problem_type(&self) -> Option<&str> {
            match self { $($pattern => $outcome::problem_type($inner)),+ }
        }
        #[inline]
        fn title(&self) -> Option<&str> {
            match self { $($pattern => $outcome::title($inner)),+ }
        }
        #[inline]
        fn extensions<M: SerializeMap>(&self, members: &mut M) -> Result<(), M::Error> {
            match self { $($pattern => $outcome::extensions($inner, members)),+ }
        }
        #[inline]
        fn body<S: Serializer>(&self, serializer: S) -> Result<Option<S::Ok>, S::Error> {
            match self { $($pattern => $outcome::body($inner, serializer)),+ }
        }
        #[inline]
        fn ends_incomplete(&self) -> bool {
            match self { $($pattern => $outcome::ends_incomplete($inner)),+ }
        }
        #[inline]
        fn retry(&self) -> Option<Retry> {
            match self { $($pattern => $outcome::retry($inner)),+ }
        }
        #[inline]
        fn retry_after(&self) -> Option<Duration> {
            match self { $($pattern => $outcome::retry_after($inner)),+ }
        }
        #[inline]
        fn propstats(&self) -> Cow<'_, [Propstat]> {
            match self { $($pattern => $outcome::propstats($inner)),+ }
        }
        #[inline]
        fn elements(&self) -> Cow<'_, [Property]> {
            match self { $($pattern => $outcome::elements($inner)),+ }
        }
        #[inline]
        fn language(&self) -> Option<&str> {
            match self { $($pattern => $outcome::language($inner)),+ }
        }
        fn causes(&self, log: &mut dyn FnMut(&dyn fmt::Display)) {
            match self { $($pattern => $outcome::causes($inner, log)),+ }
        }
    };
}
pub(crate) use forward_most_parts;

impl<O: Outcome + ?Sized> Outcome for &O {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;
    forward!(inner: O in inner);
}

impl<O: Outcome + ?Sized> Outcome for Box<O> {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;
    forward!(inner: O in inner);
}

impl<O: Outcome + ?Sized> Outcome for Arc<O> {
    const OUTCOMES: &'static [OutcomeInfo] = O::OUTCOMES;
    forward!(inner: O in inner);
}

/// A `Result` is an outcome if both of its sides are.
impl<T: Outcome, E: Outcome> Outcome for Result<T, E> {
    const OUTCOMES: &'static [OutcomeInfo] =
        &[OutcomeInfo::nested("Ok", || T::OUTCOMES), OutcomeInfo::nested("Err", || E::OUTCOMES)];
    forward!(inner: T in Ok(inner), E in Err(inner));
}
