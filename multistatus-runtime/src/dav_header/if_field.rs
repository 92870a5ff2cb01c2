//! `IfHeader`: the condition of a request, and the tokens that it submits (RFC 4918 section 10.4).

use std::{collections::HashMap, fmt};

use http::{HeaderMap, HeaderName};

use super::{HeaderError, LockToken, ResourceRef, field::set};
use crate::{etag::ETag, key::Key};

/// The field `If`: lists of conditions, of which one must be true, and the tokens that the client submits (RFC 4918 section
/// 10.4).
///
/// ```
/// use multistatus::{
///     Key,
///     http::HeaderMap,
///     webdav::{
///         ETag,
///         header::{IfHeader, LockToken, ResourceState},
///     },
/// };
///
/// let token = LockToken::new("urn:uuid:181d4fae-7d8c-11d0-a765-00a0c91e6bf2").unwrap();
/// let mut headers = HeaderMap::new();
/// headers.insert("If", format!("(<{token}> [\"v1\"]) ([\"v2\"])").parse().unwrap());
///
/// let field = IfHeader::parse(&headers)?.unwrap();
/// let request = Key::from("/files/a.txt");
/// field.evaluate(&request, None, |resource| {
///     assert_eq!(*resource, "/files/a.txt".into());
///     ResourceState { etag: ETag::strong("v2").ok(), tokens: vec![token.clone()] }
/// })?;
/// assert!(field.submits(&token));
/// # Ok::<(), multistatus::webdav::header::HeaderError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfHeader {
    pub(super) lists: Vec<IfList>,
}

/// One list of the field `If`: conditions that must all be true.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IfList {
    /// The resource whose state is compared; `None` for the resource of the request.
    pub resource: Option<ResourceRef>,
    /// The conditions.
    pub conditions: Vec<IfCondition>,
}

/// One condition of the field `If`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IfCondition {
    /// True for `Not`.
    pub negated: bool,
    /// What the resource must have.
    pub test: IfTest,
}

/// The state of a resource that a condition of the field `If` tests.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IfTest {
    /// The resource is locked with this token, or has this other state.
    Token(LockToken),
    /// The resource has this entity tag.
    ETag(ETag),
}

/// The state of a resource, as far as the field `If` can test it. The default is that of a resource that does not exist.
#[derive(Clone, Debug, Default)]
pub struct ResourceState {
    /// The entity tag.
    pub etag: Option<ETag>,
    /// The tokens of the locks that apply to the resource, also of those of a collection above it, and of its other states.
    pub tokens: Vec<LockToken>,
}

impl IfHeader {
    /// The name of the field.
    pub const NAME: HeaderName = HeaderName::from_static("if");

    /// Creates a field that submits a token, on the condition that the resource of the request is locked with it.
    pub fn with_token(token: LockToken) -> Self {
        let condition = IfCondition { negated: false, test: IfTest::Token(token) };
        Self { lists: vec![IfList { resource: None, conditions: vec![condition] }] }
    }

    /// Creates a field that submits a token for each of several resources, if at least one of them is locked with its token.
    pub fn with_tokens(tokens: impl IntoIterator<Item = (ResourceRef, LockToken)>) -> Self {
        let list = |(resource, token)| {
            let condition = IfCondition { negated: false, test: IfTest::Token(token) };
            IfList { resource: Some(resource), conditions: vec![condition] }
        };
        Self { lists: tokens.into_iter().map(list).collect() }
    }

    /// Returns the lists.
    pub fn lists(&self) -> &[IfList] {
        &self.lists
    }

    /// Tests the lists, until one is true (RFC 4918 section 10.4.3).
    ///
    /// `request` is the path of the request. `authority` is the host and port of this server, or `None` for any: a resource
    /// of another server has no state. `state` returns the state of a resource, and is called once for each. Entity tags are
    /// compared weakly (section 10.4.4).
    ///
    /// # Errors
    ///
    /// Returns [`HeaderError::NoListIsTrue`], which is a 412, if no list is true.
    pub fn evaluate(
        &self,
        request: &Key,
        authority: Option<&str>,
        mut state: impl FnMut(&Key) -> ResourceState,
    ) -> Result<(), HeaderError> {
        // The first one is that of a resource on another server.
        let mut states = vec![ResourceState::default()];
        let mut known: HashMap<&Key, usize> = HashMap::new();
        let mut last: Option<(&Key, usize)> = None;
        for list in &self.lists {
            let resource = list.resource.as_ref();
            let key = resource.map_or(request, ResourceRef::path);
            let position = match last {
                // Lists that follow one tag share its resource.
                Some((other, position)) if std::ptr::eq(other, key) => position,
                _ if resource.is_some_and(|resource| !resource.is_on(authority)) => 0,
                _ => *known.entry(key).or_insert_with(|| {
                    states.push(state(key));
                    states.len() - 1
                }),
            };
            last = Some((key, position));
            let is_true = |state: &ResourceState| list.conditions.iter().all(|condition| condition.is_true(state));
            if states.get(position).is_some_and(is_true) {
                return Ok(());
            }
        }
        Err(HeaderError::NoListIsTrue)
    }

    /// Returns each token that the client submits, with the resource whose list has it: `request`, or the one that the list
    /// names. A token is submitted by its presence, also in a list that is not true (RFC 4918 section 10.4.1).
    pub fn submitted<'f>(&'f self, request: &'f Key) -> impl Iterator<Item = (&'f Key, &'f LockToken)> {
        self.lists.iter().flat_map(move |list| {
            let key = list.resource.as_ref().map_or(request, ResourceRef::path);
            list.conditions.iter().filter_map(move |condition| condition.token().map(|token| (key, token)))
        })
    }

    /// True if the client submits the token, in any list.
    pub fn submits(&self, token: &LockToken) -> bool {
        self.lists.iter().flat_map(|list| &list.conditions).any(|condition| condition.token() == Some(token))
    }

    /// Sets the field, unless there is no list.
    pub fn insert(&self, headers: &mut HeaderMap) {
        if !self.lists.is_empty() {
            set(headers, Self::NAME, &self.to_string());
        }
    }
}

impl IfCondition {
    fn is_true(&self, state: &ResourceState) -> bool {
        let has = match &self.test {
            // No resource has this state (RFC 4918 section 10.4.8).
            IfTest::Token(token) if token.as_str() == "DAV:no-lock" => false,
            IfTest::Token(token) => state.tokens.contains(token),
            IfTest::ETag(tag) => state.etag.as_ref().is_some_and(|etag| etag.is_equivalent(tag)),
        };
        has != self.negated
    }

    fn token(&self) -> Option<&LockToken> {
        match &self.test {
            IfTest::Token(token) => Some(token),
            IfTest::ETag(_) => None,
        }
    }
}

/// Writes the value of the field.
impl fmt::Display for IfHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last = None;
        for (number, list) in self.lists.iter().enumerate() {
            if number > 0 {
                f.write_str(" ")?;
            }
            // A tag applies to all lists up to the next one.
            if let Some(resource) = list.resource.as_ref().filter(|resource| last != Some(*resource)) {
                write!(f, "<{resource}> ")?;
            }
            last = list.resource.as_ref();
            f.write_str("(")?;
            for (number, condition) in list.conditions.iter().enumerate() {
                let space = if number > 0 { " " } else { "" };
                let not = if condition.negated { "Not " } else { "" };
                match &condition.test {
                    IfTest::Token(token) => write!(f, "{space}{not}<{token}>")?,
                    IfTest::ETag(tag) => write!(f, "{space}{not}[{tag}]")?,
                }
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}
