use std::fs;

use clap::{CommandFactory, FromArgMatches, Parser};

use super::*;

/// The flags, as the command line has them.
#[derive(Parser)]
#[command(no_binary_name = true)]
struct Flags {
    #[command(flatten)]
    settings: Settings,
}

fn flags(arguments: &[&str]) -> Settings {
    let matches = Flags::command().try_get_matches_from(arguments).expect("flags");
    Flags::from_arg_matches(&matches).expect("flags").settings
}

fn read(arguments: &[&str], variables: &[(&str, &str)], file: Option<&str>) -> Result<Config, String> {
    let folder = std::env::temp_dir().join(format!("sk-config-{:?}", std::thread::current().id()));
    fs::create_dir_all(&folder).expect("a folder");
    let path = file.map(|text| {
        let path = folder.join("settings.toml");
        fs::write(&path, text).expect("a file");
        path
    });
    let variables = variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let read = Config::read(flags(arguments), path, variables).map_err(|error| error.to_string());
    fs::remove_dir_all(folder).expect("the folder goes");
    read
}

fn port(config: Result<Config, String>) -> u16 {
    config.expect("settings").listen.port()
}

#[test]
fn the_flag_comes_before_the_variable_before_the_file_before_the_default() {
    let flag = ["--listen=127.0.0.1:1"];
    let variable = [("SK_LISTEN", "127.0.0.1:2")];
    let file = Some("listen = \"127.0.0.1:3\"");
    assert_eq!(port(read(&flag, &variable, file)), 1);
    assert_eq!(port(read(&[], &variable, file)), 2);
    assert_eq!(port(read(&[], &[], file)), 3);
    assert_eq!(port(read(&[], &[], None)), 8080);
    assert_eq!(port(read(&flag, &[], None)), 1);
}

#[test]
fn each_place_adds_to_the_others() {
    let config = read(
        &["--max-cost=7"],
        &[("SK_BODY_LIMIT", "1KiB"), ("SK_CORS_ORIGINS", "https://a.example,https://b.example"), ("HOME", "/")],
        Some("dev = true\nlog_format = \"json\"\nrequest_timeout = \"2s\"\nmax_depth = 9\nbody_limit = \"9MiB\""),
    )
    .expect("settings");
    assert_eq!(config.limits.cost, 7);
    assert_eq!((config.http.body_limit, config.limits.bytes), (1024, 1024));
    assert_eq!(config.http.cors_origins.len(), 2);
    assert!(config.dev);
    assert_eq!(config.log.format, LogFormat::Json);
    assert_eq!(config.http.request_timeout, Duration::from_secs(2));
    assert_eq!(config.limits.depth, 9);
}

#[test]
fn a_variable_and_an_empty_variable() {
    assert!(read(&[], &[("SK_DEV", "true")], None).expect("settings").dev);
    assert!(!read(&[], &[("SK_DEV", "")], Some("dev = false")).expect("settings").dev);
    assert!(!read(&["--dev=false"], &[("SK_DEV", "true")], None).expect("settings").dev);
}

#[test]
fn what_is_no_setting_is_refused_in_one_line() {
    for (variables, file, expected) in [
        (vec![("SK_LISTNE", "x")], None, "SK_LISTNE is no setting; did you mean SK_LISTEN?"),
        (vec![("SK_XYZZY", "x")], None, "SK_XYZZY is no setting"),
        (vec![("SK_LISTEN", "here")], None, "SK_LISTEN: invalid socket address syntax"),
        (vec![("SK_DEV", "perhaps")], None, "SK_DEV: this value is not possible (possible: true, false)"),
        (vec![("SK_MAX_COST", "0")], None, "SK_MAX_COST: number would be zero for non-zero type"),
        (
            vec![("SK_REQUEST_TIMEOUT", "10")],
            None,
            "SK_REQUEST_TIMEOUT: expected a time such as 500ms, 10s, 5m, 8h or 7d",
        ),
        (
            vec![("SK_DATABASE_URL", "mysql://u:secret@h/d")],
            None,
            "SK_DATABASE_URL: expected an address that begins with sqlite:// or postgres://",
        ),
        (vec![("SK_LOG", "api=nonsense=x")], None, "log: error parsing level filter"),
        (vec![], Some("\nlistne = 1"), "settings.toml, line 2: `listne` is no setting; did you mean listen?"),
        (
            vec![],
            Some("body_limit = \"many\""),
            "settings.toml, line 1: expected a size such as 65536, 256KiB, 1MiB or 1GiB",
        ),
        (vec![("SK_PUBLIC_URL", "https://a.example/api")], None, "SK_PUBLIC_URL: expected an address such as https://"),
        (vec![("SK_ISSUERS", "[{}]")], None, "SK_ISSUERS: missing field `url`"),
        (
            vec![],
            Some(
                "[[issuers]]\nurl = 'https://a.example'\naudiences = ['api']\norganisation = 'o'\nalgorithms = ['HS256']",
            ),
            "settings.toml, line 5: unknown variant `HS256`",
        ),
        (
            vec![],
            Some("[[issuers]]\nurl = 'https://a.example'\naudiences = []\norganisation = 'o'"),
            "issuer https://a.example: `audiences` must name at least one audience",
        ),
        (
            vec![(
                "SK_ISSUERS",
                r#"[{"url": "https://a", "audiences": ["a"], "organisation": "o"}, {"url": "https://a", "audiences": ["a"], "organisation": "o"}]"#,
            )],
            None,
            "issuer https://a: it is there twice",
        ),
        (vec![], Some("max_cost = -1"), "settings.toml, line 1: invalid value"),
        (vec![], Some("max_cost = "), "settings.toml, line 1: "),
        (
            vec![("SK_CONFIG", "/no/such/file.toml")],
            None,
            "cannot read the settings file /no/such/file.toml: No such file",
        ),
        (
            vec![("SK_DEV", "true"), ("SK_TRUSTED_PROXIES", "10.0.0.0/8")],
            None,
            "--dev lets anybody sign in and therefore cannot be beside trusted_proxies: leave one of the two out",
        ),
        (vec![("SK_DEV", "true"), ("SK_PUBLIC_URL", "https://api.example.org")], None, "cannot be beside a public_url"),
        (
            vec![("SK_DEV", "true")],
            Some("[[issuers]]\nurl = 'https://a.example'\naudiences = ['api']\norganisation = 'o'"),
            "cannot be beside issuers",
        ),
        (
            vec![("SK_DEV", "true"), ("SK_LISTEN", "0.0.0.0:1")],
            None,
            "--dev lets anybody sign in and therefore listens on a loopback address only, not on 0.0.0.0:1",
        ),
    ] {
        let error = read(&[], &variables, file).expect_err(expected);
        assert!(error.contains(expected), "{error:?} should say {expected:?}");
        assert!(!error.contains('\n') && !error.contains("secret"), "{error:?}");
    }
}

/// What the program is that is started without a command.
fn bare(arguments: &[&str], variables: &[(&str, &str)]) -> Result<bool, String> {
    let variables = variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let read = Config::read_without_command(flags(arguments), None, variables);
    read.map(|config| config.dev).map_err(|error| error.to_string())
}

#[test]
fn what_is_not_said_to_be_for_development_is_so_only_where_nothing_says_otherwise() {
    assert_eq!(bare(&[], &[("HOME", "/")]), Ok(true));
    assert_eq!(bare(&["--listen=127.0.0.1:1", "--database-url=sqlite://x.db"], &[]), Ok(true));
    assert_eq!(bare(&["--dev"], &[("SK_LOG", "debug")]), Ok(true));
    assert_eq!(bare(&[], &[("SK_DEV", "true"), ("SK_LISTEN", "127.0.0.1:1")]), Ok(true));
    assert_eq!(bare(&["--dev=false"], &[]), Ok(false));
    for (arguments, variables, named) in [
        (vec![], vec![("SK_LISTEN", "127.0.0.1:1")], "SK_LISTEN"),
        (vec![], vec![("SK_LOG_FORMAT", "json")], "SK_LOG_FORMAT"),
        (vec!["--database-url=postgres://h/d"], vec![], "database_url"),
        (vec!["--public-url=https://a.example"], vec![], "public_url"),
        (vec!["--listen=0.0.0.0:1"], vec![], "listen"),
        (vec!["--trusted-proxies=10.0.0.1"], vec![], "trusted_proxies"),
    ] {
        let said = bare(&arguments, &variables).expect_err(named);
        let expected = format!(
            "neither a command nor --dev is given, and {named} is set: give the command serve, or --dev for development"
        );
        assert_eq!(said, expected);
    }
}

#[test]
fn the_default_that_the_help_tells_is_the_one_that_holds() {
    let nothing = read(&[], &[], None).expect("settings");
    let mut told = 0;
    for flag in Flags::command().get_arguments() {
        let help = flag.get_help().expect("a description").to_string();
        let Some((_, default)) = help.split_once("[default: ") else { continue };
        let argument = format!("--{}={}", flag.get_long().expect("a flag"), default.trim_end_matches(']'));
        let same = read(&[&argument], &[], None).expect("settings");
        assert_eq!(format!("{same:?}"), format!("{nothing:?}"), "{argument}");
        told += 1;
    }
    assert!(told >= 20, "{told}");
}

#[test]
fn every_flag_names_its_variable() {
    for flag in Flags::command().get_arguments().cloned().map(documented) {
        let variable = format!("[env: SK_{}]", flag.get_id().as_str().to_uppercase());
        assert!(flag.get_help().expect("a description").to_string().contains(&variable), "{variable}");
    }
}

#[test]
fn the_development_key_lies_beside_the_database() {
    let key = |arguments: &[&str]| read(arguments, &[], None).expect("settings").dev_key;
    assert_eq!(key(&[]), Path::new("data/development-key.pem"));
    assert_eq!(key(&["--database-url=sqlite:///var/lib/x.db"]), Path::new("/var/lib/development-key.pem"));
    assert_eq!(key(&["--database-url=postgres://h/d"]), Path::new("data/development-key.pem"));
    assert_eq!(key(&["--dev-key=k.pem"]), Path::new("k.pem"));
}

#[test]
fn documents_lie_beside_the_database() {
    let place = |arguments: &[&str]| read(arguments, &[], None).expect("settings").documents.place.to_string();
    assert_eq!(place(&[]), "data/documents");
    assert_eq!(place(&["--database-url=sqlite:///var/lib/x.db"]), "/var/lib/documents");
    assert_eq!(place(&["--database-url=postgres://h/d"]), "data/documents");
    assert_eq!(place(&["--documents=s3://bucket/prefix"]), "s3://bucket/prefix");
}

#[test]
fn what_may_be_uploaded_is_a_setting() {
    let types = read(&[], &[("SK_DOCUMENT_TYPES", "text/plain,video/mp4")], None).expect("settings").documents.types;
    assert_eq!(types.iter().map(DocumentType::as_str).collect::<Vec<_>>(), ["text/plain", "video/mp4"]);
    let refused = read(&[], &[], Some("document_types = ['PDF']")).expect_err("no media type");
    assert!(refused.contains("expected a media type such as application/pdf"), "{refused}");
}

#[test]
fn proxies_are_trusted_by_their_networks() {
    let config =
        read(&["--rate-limit=7"], &[("SK_TRUSTED_PROXIES", "10.0.0.0/8,::1")], Some("rate_limit_anonymous = 0"));
    let config = config.expect("settings");
    assert_eq!(config.rate_limit, RateLimit { signed_in: 7, anonymous: 0 });
    let trusted = |address: &str| {
        let address = address.parse().expect("an address");
        config.http.trusted_proxies.iter().any(|network| network.contains(address))
    };
    assert!(trusted("10.1.2.3") && trusted("::1") && !trusted("192.0.2.1"));
    let refused = read(&[], &[], Some("trusted_proxies = ['proxy.example.org']")).expect_err("no network");
    assert!(refused.contains("expected an address or a network"), "{refused}");
}
