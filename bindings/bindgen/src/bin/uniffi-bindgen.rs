//! uniffi's generator for Kotlin and Python, of the version that the library is built with.

fn main() {
    uniffi::uniffi_bindgen_main();
}
