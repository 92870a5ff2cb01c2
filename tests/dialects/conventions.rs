//! The conventions that the tests of conformance go through. A new convention is one more row.

use multistatus::{Reader, dialect, read::JsonShape};

/// A convention, and how to spell its parts.
#[derive(Clone, Copy)]
pub(crate) struct Convention {
    pub(crate) name: &'static str,
    /// The constants of the module `dialect` that this row is about.
    pub(crate) constants: &'static [&'static str],
    /// `None` for one that is detected.
    pub(crate) shape: Option<JsonShape>,
    pub(crate) layout: Layout,
    /// The text between two items.
    separator: &'static str,
    /// An item that succeeded, with `KEY` in place of its key or `INDEX` in place of its index. Empty if it follows from the status.
    pub(crate) success: &'static str,
    /// An item that failed.
    pub(crate) failure: &'static str,
    /// `None` if items have no status, or only a boolean.
    pub(crate) status: Option<StatusMember>,
    /// True if a body with a member `errors` consists of items that failed.
    pub(crate) lists_errors: bool,
}

/// The position of the items in a body: the texts around them.
#[derive(Clone, Copy)]
pub(crate) enum Layout {
    List([&'static str; 2]),
    /// Before the successes, between them and the failures, and behind those.
    Split([&'static str; 3]),
    /// Successes are not listed.
    Failures([&'static str; 2]),
    /// An object keyed by id.
    Map,
    Lines(&'static str),
}

/// The member with the status.
#[derive(Clone, Copy)]
pub(crate) struct StatusMember {
    /// The text before and behind the members of the status, with `KEY` in place of the key.
    pub(crate) item: [&'static str; 2],
    /// The member, up to its value.
    pub(crate) member: &'static str,
    /// The member of the index, up to its value, if the convention has one.
    pub(crate) index: Option<&'static str>,
    /// True if an item without a status has the success that its list implies.
    pub(crate) implies_success: bool,
    /// True if `true` and `false` are statuses.
    pub(crate) has_booleans: bool,
}

const STATUS: StatusMember = StatusMember {
    item: [r#"{"id":"KEY""#, "}"],
    member: r#""status":"#,
    index: None,
    implies_success: false,
    has_booleans: true,
};

const DEFAULT: Convention = Convention {
    name: "detected",
    constants: &[],
    shape: None,
    layout: Layout::List([r#"{"responses":["#, "]}"]),
    separator: ",",
    success: "",
    failure: "",
    status: Some(StatusMember { index: Some(r#""index":"#), ..STATUS }),
    lists_errors: false,
};

/// A convention without a status of the exact kind.
const CODED: Convention = Convention { status: None, ..DEFAULT };

const RECORDS: JsonShape =
    JsonShape::lists(&[("Records", Some(200))]).id("Id").index("n").status("ErrorCode").error(&["ErrorMessage"]);
const NESTED: JsonShape = JsonShape::lists(&[("done", Some(200))]).id("id").index("at/n").status("error/code");
const CODE: JsonShape = JsonShape::list("value").id("key").status("ok").code("code");
const ROOT: JsonShape = JsonShape::root().index("n").status("Status");
const LINES: JsonShape = JsonShape::lines().id("id").index("n").status("status");

pub(crate) const CONVENTIONS: &[Convention] = &[
    DEFAULT,
    Convention { name: "default", shape: Some(JsonShape::MULTISTATUS), ..DEFAULT },
    Convention {
        name: "default, general path",
        status: Some(StatusMember { item: [r#"{ "id":"KEY""#, "}"], index: Some(r#""index":"#), ..STATUS }),
        ..DEFAULT
    },
    Convention {
        name: "lines",
        shape: Some(JsonShape::JSON_LINES),
        layout: Layout::Lines("{\"summary\":{}}"),
        ..DEFAULT
    },
    Convention {
        name: "a list that implies a success",
        shape: Some(RECORDS),
        layout: Layout::List([r#"{"Records":["#, "]}"]),
        status: Some(StatusMember {
            item: [r#"{"Id":"KEY""#, "}"],
            member: r#""ErrorCode":"#,
            index: Some(r#""n":"#),
            implies_success: true,
            has_booleans: false,
        }),
        ..DEFAULT
    },
    Convention {
        name: "a path in a list that implies a success",
        shape: Some(NESTED),
        layout: Layout::List([r#"{"done":["#, "]}"]),
        status: Some(StatusMember {
            item: [r#"{"id":"KEY","error":{"x":0"#, "}}"],
            member: r#""code":"#,
            has_booleans: false,
            ..STATUS
        }),
        ..DEFAULT
    },
    Convention {
        name: "a member for the code",
        shape: Some(CODE),
        layout: Layout::List([r#"{"value":["#, "]}"]),
        status: Some(StatusMember {
            item: [r#"{"key":"KEY""#, "}"],
            member: r#""code":"#,
            has_booleans: false,
            ..STATUS
        }),
        ..DEFAULT
    },
    Convention {
        name: "a map",
        shape: Some(ROOT),
        layout: Layout::Map,
        status: Some(StatusMember {
            item: [r#"{"x":0"#, "}"],
            member: r#""Status":"#,
            index: Some(r#""n":"#),
            ..STATUS
        }),
        ..DEFAULT
    },
    Convention {
        name: "lines without a summary",
        shape: Some(LINES),
        layout: Layout::Lines(""),
        status: Some(StatusMember { index: Some(r#""n":"#), ..STATUS }),
        ..DEFAULT
    },
    Convention { name: "Graph", constants: &["GRAPH"], shape: Some(dialect::GRAPH), status: Some(STATUS), ..DEFAULT },
    Convention {
        name: "Zalando",
        constants: &["ZALANDO"],
        shape: Some(dialect::ZALANDO),
        layout: Layout::List([r#"{"items":["#, "]}"]),
        status: Some(STATUS),
        ..DEFAULT
    },
    Convention {
        name: "Azure AI Search",
        constants: &["AZURE_SEARCH"],
        shape: Some(dialect::AZURE_SEARCH),
        layout: Layout::List([r#"{"value":["#, "]}"]),
        status: Some(StatusMember {
            item: [r#"{"key":"KEY","status":true"#, "}"],
            member: r#""statusCode":"#,
            index: None,
            has_booleans: false,
            implies_success: true,
        }),
        ..DEFAULT
    },
    Convention {
        name: "Salesforce Composite",
        constants: &["SALESFORCE"],
        shape: Some(dialect::SALESFORCE),
        layout: Layout::List([r#"{"compositeResponse":["#, "]}"]),
        status: Some(StatusMember { item: [r#"{"referenceId":"KEY""#, "}"], member: r#""httpStatusCode":"#, ..STATUS }),
        ..DEFAULT
    },
    Convention {
        name: "Salesforce Composite Batch",
        constants: &["SALESFORCE_BATCH"],
        shape: Some(dialect::SALESFORCE_BATCH),
        layout: Layout::List([r#"{"results":["#, "]}"]),
        status: Some(StatusMember { item: [r#"{"result":null"#, "}"], member: r#""statusCode":"#, ..STATUS }),
        ..DEFAULT
    },
    Convention {
        name: "Salesforce collections",
        constants: &["SALESFORCE_COLLECTIONS"],
        shape: Some(dialect::SALESFORCE_COLLECTIONS),
        layout: Layout::List(["[", "]"]),
        success: r#"{"id":"1","success":true,"errors":[]}"#,
        failure: r#"{"success":false,"errors":[{"statusCode":"NOT_FOUND","message":"x","fields":[]}]}"#,
        ..CODED
    },
    Convention {
        name: "OpenAI",
        constants: &["OPENAI_BATCH"],
        shape: Some(dialect::OPENAI_BATCH),
        layout: Layout::Lines(""),
        status: Some(StatusMember {
            item: [r#"{"custom_id":"KEY","response":{"request_id":"r""#, "}}"],
            member: r#""status_code":"#,
            ..STATUS
        }),
        ..DEFAULT
    },
    Convention {
        name: "SQS",
        constants: &["SQS"],
        shape: Some(dialect::SQS),
        layout: Layout::Split([r#"{"Successful":["#, r#"],"Failed":["#, "]}"]),
        success: r#"{"Id":"KEY","MessageId":"m"}"#,
        failure: r#"{"Id":"KEY","SenderFault":false,"Code":"InternalError"}"#,
        ..CODED
    },
    Convention {
        name: "Kinesis",
        constants: &["KINESIS"],
        shape: Some(dialect::KINESIS),
        layout: Layout::List([r#"{"Records":["#, "]}"]),
        success: r#"{"SequenceNumber":"1","ShardId":"s"}"#,
        failure: r#"{"ErrorCode":"InternalFailure","ErrorMessage":"x"}"#,
        ..CODED
    },
    Convention {
        name: "Firehose",
        constants: &["FIREHOSE"],
        shape: Some(dialect::FIREHOSE),
        layout: Layout::List([r#"{"RequestResponses":["#, "]}"]),
        success: r#"{"RecordId":"1"}"#,
        failure: r#"{"ErrorCode":"InternalFailure","ErrorMessage":"x"}"#,
        ..CODED
    },
    Convention {
        name: "EventBridge",
        constants: &["EVENTBRIDGE"],
        shape: Some(dialect::EVENTBRIDGE),
        layout: Layout::List([r#"{"Entries":["#, "]}"]),
        success: r#"{"EventId":"1"}"#,
        failure: r#"{"ErrorCode":"InternalFailure","ErrorMessage":"x"}"#,
        ..CODED
    },
    Convention {
        name: "Lambda",
        constants: &["LAMBDA"],
        shape: Some(dialect::LAMBDA),
        layout: Layout::Failures([r#"{"batchItemFailures":["#, "]}"]),
        failure: r#"{"itemIdentifier":"KEY"}"#,
        ..CODED
    },
    Convention {
        name: "HubSpot",
        constants: &["HUBSPOT"],
        shape: Some(dialect::HUBSPOT),
        layout: Layout::Split([r#"{"status":"COMPLETE","results":["#, r#"],"errors":["#, "]}"]),
        success: r#"{"id":"1","objectWriteTraceId":"KEY","properties":{}}"#,
        failure: r#"{"status":"error","category":"CONFLICT","context":{"objectWriteTraceId":["KEY"]}}"#,
        lists_errors: true,
        ..CODED
    },
    Convention {
        name: "Cosmos DB",
        constants: &["COSMOS"],
        shape: Some(dialect::COSMOS),
        layout: Layout::List(["[", "]"]),
        status: Some(StatusMember { item: [r#"{"requestCharge":0"#, "}"], member: r#""statusCode":"#, ..STATUS }),
        ..DEFAULT
    },
    Convention {
        name: "SCIM",
        constants: &["SCIM"],
        shape: Some(*dialect::SCIM.shape()),
        layout: Layout::List([r#"{"schemas":[],"Operations":["#, "]}"]),
        status: Some(StatusMember { item: [r#"{"method":"DELETE","bulkId":"KEY""#, "}"], ..STATUS }),
        ..DEFAULT
    },
    Convention {
        name: "Elasticsearch",
        constants: &["ELASTIC", "OPENSEARCH"],
        shape: Some(*dialect::ELASTIC.shape()),
        layout: Layout::List([r#"{"took":0,"items":["#, "]}"]),
        status: Some(StatusMember { item: [r#"{"index":{"_id":"KEY""#, "}}"], ..STATUS }),
        ..DEFAULT
    },
    Convention {
        name: "FHIR",
        constants: &["FHIR", "FHIR_TRANSACTION"],
        shape: Some(*dialect::FHIR.shape()),
        layout: Layout::List([r#"{"resourceType":"Bundle","type":"batch-response","entry":["#, "]}"]),
        status: Some(StatusMember { item: [r#"{"response":{"x":0"#, "}}"], ..STATUS }),
        ..DEFAULT
    },
    Convention {
        name: "JSON-RPC",
        constants: &["JSON_RPC"],
        shape: Some(*dialect::JSON_RPC.shape()),
        layout: Layout::List(["[", "]"]),
        success: r#"{"jsonrpc":"2.0","result":{},"id":"KEY"}"#,
        failure: r#"{"jsonrpc":"2.0","error":{"code":-32603,"message":"x"},"id":"KEY"}"#,
        ..CODED
    },
    Convention {
        name: "JSON:API",
        constants: &["JSON_API"],
        shape: Some(*dialect::JSON_API.shape()),
        layout: Layout::Split([r#"{"atomic:results":["#, r#"],"errors":["#, "]}"]),
        success: r#"{"data":{}}"#,
        failure: r#"{"status":"409","source":{"pointer":"/atomic:operations/1"}}"#,
        lists_errors: true,
        ..CODED
    },
    Convention {
        name: "OData",
        constants: &["ODATA"],
        shape: Some(*dialect::ODATA.shape()),
        status: Some(STATUS),
        ..DEFAULT
    },
    Convention {
        name: "Kinto",
        constants: &["KINTO"],
        shape: Some(*dialect::KINTO.shape()),
        status: Some(StatusMember { item: [r#"{"path":"/v1/x""#, "}"], ..STATUS }),
        ..DEFAULT
    },
    Convention {
        name: "Nakadi",
        constants: &["NAKADI"],
        shape: Some(dialect::NAKADI),
        layout: Layout::List(["[", "]"]),
        status: Some(StatusMember { item: [r#"{"eid":"KEY""#, "}"], member: r#""publishing_status":"#, ..STATUS }),
        ..DEFAULT
    },
    Convention {
        name: "Typesense",
        constants: &["TYPESENSE"],
        shape: Some(dialect::TYPESENSE),
        layout: Layout::Lines(""),
        success: r#"{"success":true}"#,
        failure: r#"{"success":false,"error":"x","code":400}"#,
        ..CODED
    },
    Convention {
        name: "BigQuery",
        constants: &["BIGQUERY"],
        shape: Some(dialect::BIGQUERY),
        layout: Layout::Failures([r#"{"kind":"bigquery#tableDataInsertAllResponse","insertErrors":["#, "]}"]),
        failure: r#"{"index":INDEX,"errors":[{"reason":"invalid","location":"","message":"x"}]}"#,
        ..CODED
    },
    Convention {
        name: "Anthropic",
        constants: &["ANTHROPIC_BATCH"],
        shape: Some(dialect::ANTHROPIC_BATCH),
        layout: Layout::Lines(""),
        status: Some(StatusMember {
            item: [r#"{"custom_id":"KEY","result":{"message":{}"#, "}}"],
            member: r#""type":"#,
            ..STATUS
        }),
        ..DEFAULT
    },
    Convention {
        name: "S3",
        constants: &["S3"],
        layout: Layout::List([r#"<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"#, "</DeleteResult>"]),
        separator: "",
        success: "<Deleted><Key>KEY</Key></Deleted>",
        failure: "<Error><Key>KEY</Key><Code>AccessDenied</Code><Message>x</Message></Error>",
        ..CODED
    },
    Convention {
        name: "SNS",
        constants: &["SNS"],
        layout: Layout::Split([
            r#"<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Successful>"#,
            "</Successful><Failed>",
            "</Failed></PublishBatchResult></PublishBatchResponse>",
        ]),
        separator: "",
        success: "<member><Id>KEY</Id><MessageId>m</MessageId></member>",
        failure: "<member><Id>KEY</Id><Code>InternalError</Code><Message>x</Message><SenderFault>false</SenderFault></member>",
        ..CODED
    },
    Convention {
        name: "multipart",
        constants: &["GOOGLE", "AZURE_BLOB", "ODATA_4_0"],
        layout: Layout::List(["", "--b--\r\n"]),
        separator: "",
        success: "--b\r\nContent-Type: application/http\r\nContent-ID: <response-KEY>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n",
        failure: "--b\r\nContent-Type: application/http\r\nContent-ID: <response-KEY>\r\n\r\nHTTP/1.1 503 Service Unavailable\r\n\r\n\r\n",
        ..CODED
    },
];

impl Convention {
    pub(crate) fn reader(&self) -> Reader {
        match self.shape {
            Some(shape) => Reader::new().shape(shape),
            None => Reader::new(),
        }
    }

    /// True if items have keys, so that their order does not matter.
    pub(crate) fn has_keys(&self) -> bool {
        matches!(self.layout, Layout::Map) || ["KEY", "INDEX"].iter().any(|name| self.item_text(false).contains(name))
    }

    /// True if successes are not listed.
    pub(crate) fn lists_failures(&self) -> bool {
        matches!(self.layout, Layout::Failures(_))
    }

    /// Returns an item. The index of the key `a` is 0.
    fn item(&self, key: &str, succeeded: bool) -> String {
        let index = key.bytes().next().unwrap_or_default() - b'a';
        self.item_text(succeeded).replace("KEY", key).replace("INDEX", &index.to_string())
    }

    fn item_text(&self, succeeded: bool) -> String {
        match (self.status, succeeded) {
            (Some(status), true) if self.success.is_empty() => status.item_with(&[status.spelled("200")]),
            (Some(status), false) if self.failure.is_empty() => status.item_with(&[status.spelled("503")]),
            (_, true) => self.success.to_owned(),
            (_, false) => self.failure.to_owned(),
        }
    }

    /// Returns a body with these items.
    pub(crate) fn body(&self, items: &[(&str, bool)]) -> String {
        let spelled: Vec<_> =
            items.iter().map(|(key, succeeded)| (*key, *succeeded, self.item(key, *succeeded))).collect();
        self.around(&spelled)
    }

    /// Returns a body with one item, which has the key `a` and these members of the status.
    pub(crate) fn body_with(&self, status: StatusMember, members: &[String]) -> String {
        self.around(&[("a", true, status.item_with(members).replace("KEY", "a"))])
    }

    fn around(&self, items: &[(&str, bool, String)]) -> String {
        let list = |wanted: Option<bool>| {
            let wanted = items.iter().filter(|(_, succeeded, _)| wanted.is_none_or(|wanted| wanted == *succeeded));
            wanted.map(|(.., item)| &**item).collect::<Vec<_>>().join(self.separator)
        };
        match self.layout {
            Layout::List([start, end]) => format!("{start}{}{end}", list(None)),
            Layout::Split([start, middle, end]) => {
                format!("{start}{}{middle}{}{end}", list(Some(true)), list(Some(false)))
            }
            Layout::Failures([start, end]) => format!("{start}{}{end}", list(Some(false))),
            Layout::Map => {
                let members: Vec<_> = items.iter().map(|(key, _, item)| format!("\"{key}\":{item}")).collect();
                format!("{{{}}}", members.join(","))
            }
            Layout::Lines(last) => {
                items.iter().map(|(.., item)| format!("{item}\n")).chain([last.to_owned()]).collect()
            }
        }
    }
}

impl StatusMember {
    /// Returns the member with a value.
    pub(crate) fn spelled(&self, value: &str) -> String {
        format!("{}{value}", self.member)
    }

    /// Returns the same member with an escape in its name.
    pub(crate) fn escaped(&self, value: &str) -> String {
        let name = self.member.trim_start_matches('"');
        let first = name.chars().next().expect("a name");
        format!("\"\\u{:04x}{}{value}", u32::from(first), &name[1..])
    }

    fn item_with(&self, members: &[String]) -> String {
        let [open, close] = self.item;
        let members: String = members.iter().map(|member| format!(",{member}")).collect();
        format!("{open}{members}{close}")
    }
}
