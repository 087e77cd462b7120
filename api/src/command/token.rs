//! `token`

use api::{auth::development::sign_in, config::Config, policy::Role};
use clap::Args;

use super::failure::Failure;

/// Whom the token is for.
#[derive(Args)]
pub struct Options {
    /// The role: MEMBER, REPRESENTATIVE, BOARD_MEMBER, PROCESS_SUPPORT, PORTFOLIO_MANAGER, COMMUNICATOR, ANALYST,
    /// PARTNER_SYSTEM or ADMINISTRATOR; the token is for the person of the first content who plays it
    #[arg(long, value_name = "ROLE")]
    role: Role,
}

/// Signs in at the server that listens at --listen, and prints the token, and nothing else.
pub async fn run(config: &Config, options: Options) -> Result<(), Failure> {
    println!("{}", sign_in(config.listen, options.role).await.map_err(eyre::Report::from)?);
    Ok(())
}
