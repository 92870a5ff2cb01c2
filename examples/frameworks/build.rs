//! Compiles the messages of the example `tonic`. The other programs have none.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "tonic")]
    {
        println!("cargo::rerun-if-changed=tonic/proto");
        let descriptors = protox::compile(["orders.proto"], ["tonic/proto"])?;
        let messages = tonic_prost_build::configure().extern_path(".google.rpc.Status", "::tonic_types::Status");
        messages.compile_fds(descriptors)?;
    }
    Ok(())
}
