//! The trait `Properties`: the properties of one resource.

use std::sync::Arc;

use super::{ContentWriter, DeadProperties, PropertyFailure, PropertyInfo, XmlElement};

/// The properties of one resource.
///
/// Derive it for a struct with one field per property. Implement it by hand if the properties are only known at run time, as
/// the example of [`PropertyXml`](super::PropertyXml) does.
///
/// A property is named by its position in [`PROPERTIES`](Self::PROPERTIES), so that nothing is looked up by name for each
/// resource.
#[diagnostic::on_unimplemented(
    message = "`{Self}` declares no properties",
    label = "does not implement `Properties`",
    note = "write `#[derive(multistatus::webdav::Properties)]` on the struct, and `#[property(\"...\")]` on its fields"
)]
pub trait Properties {
    /// The properties that every resource of this type may have, in the order in which `allprop` lists them.
    const PROPERTIES: &'static [PropertyInfo];

    /// Writes the content of a property.
    ///
    /// # Errors
    ///
    /// Returns the failure of the property: [`PropertyFailure::ABSENT`] if this resource does not have it.
    fn write(&self, position: usize, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure>;

    /// Returns the dead properties besides those of [`PROPERTIES`](Self::PROPERTIES).
    fn dead(&self) -> Option<&DeadProperties> {
        None
    }

    /// Sets a property, for PROPPATCH. Not called for a protected one.
    ///
    /// # Errors
    ///
    /// Returns the failure of the change. The resource is then unchanged.
    fn set(&mut self, position: usize, value: &XmlElement) -> Result<(), PropertyFailure> {
        let _ = (position, value);
        Err(PropertyFailure::protected())
    }

    /// Removes a property, for PROPPATCH. Not called for a protected one. Removing an absent one succeeds (RFC 4918 section
    /// 14.23).
    ///
    /// # Errors
    ///
    /// Returns the failure of the change. The resource is then unchanged.
    fn remove(&mut self, position: usize) -> Result<(), PropertyFailure> {
        let _ = position;
        Err(PropertyFailure::protected())
    }

    /// Returns the dead properties, to change them; `None` if the resource keeps none, so that a client cannot set any.
    fn dead_mut(&mut self) -> Option<&mut DeadProperties> {
        None
    }
}

macro_rules! shared {
    ($($pointer:ty),+) => {$(
        /// The same properties, to read only.
        impl<P: Properties> Properties for $pointer {
            const PROPERTIES: &'static [PropertyInfo] = P::PROPERTIES;

            #[inline]
            fn write(&self, position: usize, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
                (**self).write(position, content)
            }

            #[inline]
            fn dead(&self) -> Option<&DeadProperties> {
                (**self).dead()
            }
        }
    )+};
}
shared!(&P, Arc<P>);
