//! `mobilelinkd site`: the companies on this server.

use super::{DataFolder, open_beside};
use crate::{
    Problem,
    cli::{Place, SiteCommand},
};
use server_domain::sites::SiteName;

pub(super) async fn run(place: Place, command: SiteCommand) -> Result<(), Problem> {
    let folder = match command {
        SiteCommand::Add { .. } => DataFolder::MayBeNew,
        SiteCommand::List => DataFolder::MustExist,
    };
    let phone = open_beside(&place, folder).await?;
    let administration = phone.administration();
    match command {
        SiteCommand::Add { name, display_name, mail_domain } => {
            let name: SiteName = name.parse()?;
            let mail_domain: SiteName =
                mail_domain.as_deref().map_or_else(|| Ok(name.clone()), str::parse)?;
            let display_name = display_name.unwrap_or_else(|| name.to_string());
            let site = administration.add_site(&name, &display_name, mail_domain.as_str()).await?;
            anstream::println!("Added {}; its people log in as NAME@{}.", site.display_name, site.name);
        }
        SiteCommand::List => {
            anstream::println!("{:<28} {:<28} {:<28} PEOPLE", "SITE", "NAME", "MAIL DOMAIN");
            for site in administration.sites().await? {
                let people = administration.people(site.id).await?.len();
                let (name, shown, domain) = (site.name.as_str(), site.display_name, site.mail_domain);
                anstream::println!("{name:<28} {shown:<28} {domain:<28} {people}");
            }
        }
    }
    phone.close().await;
    Ok(())
}
