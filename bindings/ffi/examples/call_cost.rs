//! What a call of the SDK costs without a binding, to compare those with: `call_cost [host:port]`.
//!
//! With an address it signs in there as alice and reads her messages; without one it uses the demo.

use mobilelink_client::{DemoOptions, Folder, LinkError, LinkOptions, MobileLink, ServerSettings};
use std::{future::Future, time::Instant};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let link = match std::env::args().nth(1).as_deref().and_then(|address| address.rsplit_once(':')) {
        Some((host, port)) => {
            MobileLink::live(ServerSettings::new(host, port.parse()?), LinkOptions::default()).await?
        }
        None => MobileLink::demo(DemoOptions::default()).await?,
    };
    link.sign_in("alice", "mobile-link-demo".into()).await?;
    link.ready().await;

    for _ in 0..10_000 {
        std::hint::black_box(link.state());
    }
    let start = Instant::now();
    for _ in 0..100_000 {
        std::hint::black_box(link.state());
    }
    println!("state()      {:9.3} µs a call", start.elapsed().as_secs_f64() * 1e6 / 100_000.0);
    measured("ready()     ", 20_000, || async {
        link.ready().await;
        Ok(())
    })
    .await?;
    measured("presence()  ", 5_000, || async { link.presence().await.map(drop) }).await?;
    let messages = link.voicemails(Folder::Inbox).await?.len();
    measured(&format!("{messages} messages"), 50, || async {
        link.voicemails(Folder::Inbox).await.map(drop)
    })
    .await?;
    Ok(())
}

/// The mean of many calls, one after the other, in the best of ten rounds: other programs run as well.
async fn measured<F>(what: &str, times: u32, call: impl Fn() -> F) -> Result<(), LinkError>
where
    F: Future<Output = Result<(), LinkError>>,
{
    let mut best = f64::INFINITY;
    for _ in 0..10 {
        let start = Instant::now();
        for _ in 0..times / 10 {
            call().await?;
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{what} {:9.3} µs a call", best * 1e7 / f64::from(times));
    Ok(())
}
