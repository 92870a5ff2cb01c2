//! A resource with one property, and the responses of a body in short.

use multistatus::{
    Response,
    webdav::{ContentWriter, Properties, PropertyFailure, PropertyInfo, names},
};

use crate::text;

/// A resource whose entity tag is `"1"`.
pub(crate) struct Member;

impl Properties for Member {
    const PROPERTIES: &'static [PropertyInfo] = &[PropertyInfo::live(names::GETETAG)];

    fn write(&self, _: usize, content: &mut ContentWriter<'_>) -> Result<(), PropertyFailure> {
        content.text("\"1\"");
        Ok(())
    }
}

/// Returns the href of each response of a body, and its status; `propstat` if it has properties.
pub(crate) async fn responses(response: Response) -> Vec<String> {
    let body = text(response).await;
    let between = |text: &str, open: &str| Some(text.split_once(open)?.1.split_once('<')?.0.to_owned());
    let line = |response: &str| {
        let (response, _) = response.split_once("</D:response>").unwrap();
        let status = between(response, "<D:status>HTTP/1.1 ").unwrap();
        let form = if response.contains("<D:propstat>") { "propstat" } else { &status[..3] };
        format!("{} {form}", between(response, "<D:href>").unwrap())
    };
    body.split("<D:response>").skip(1).map(line).collect()
}
