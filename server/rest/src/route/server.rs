//! `GET /server`: what runs here, for a client that has not signed in yet.

use crate::Amds;
use axum::{Json, extract::State};
use mobilelink_wire::Server;

pub(super) async fn describe(State(amds): State<Amds>) -> Json<Server> {
    let ports = amds.ports;
    Json(Server {
        product: "mobilelinkd".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        api: "v1".to_owned(),
        time: amds.phone.clock().now(),
        imap_port: ports.imap,
        smtp_port: ports.smtp,
        imaps_port: ports.imaps,
        smtps_port: ports.smtps,
    })
}
