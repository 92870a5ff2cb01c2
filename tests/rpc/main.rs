//! Batches behind gRPC and AWS Lambda, whose responses are no HTTP responses.

mod grpc;
mod lambda;
