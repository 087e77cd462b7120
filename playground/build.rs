//! Builds the page where Node.js and npm are present, and writes what it consists of as Rust. It never ends the build of the
//! program: where the page cannot be built, there is none, and the warning says why.

use std::{
    env,
    ffi::OsStr,
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What the page is made of. Only when something of it changes is the page built anew.
const SOURCES: [&str; 7] = ["build", "build.mjs", "build.rs", "package-lock.json", "package.json", "questions", "src"];

fn main() {
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names the folder"));
    let built = out.join("page");
    if let Err(reason) = build(&built) {
        println!(
            "cargo:warning=the program is built without its playground (touch playground/build.mjs to try again): {reason}"
        );
        watch_for_programs();
        _ = fs::remove_dir_all(&built);
    }
    let text = listed(&built).expect("what was built can be read");
    fs::write(out.join("page.rs"), text).expect("the folder can be written to");
}

/// Node.js may come later: the page is built when it does.
fn watch_for_programs() {
    println!("cargo:rerun-if-env-changed=PATH");
    for folder in env::split_paths(&env::var_os("PATH").unwrap_or_default()).filter(|folder| folder.is_dir()) {
        println!("cargo:rerun-if-changed={}", folder.display());
    }
}

/// Builds the page into the folder.
fn build(into: &Path) -> Result<(), String> {
    let is_here = |program: &str| quiet(program).arg("--version").status().is_ok_and(|status| status.success());
    if !is_here("node") || !is_here(NPM) {
        return Err("it needs Node.js 18 or later, with npm".to_owned());
    }
    if !is_installed() {
        run(Command::new(NPM).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).args(IMPATIENT))?;
    }
    run(Command::new("node").arg("build.mjs").arg(into))
}

/// Where the registry cannot be reached, that is soon plain.
const IMPATIENT: [&str; 2] = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"];

/// What npm is called.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Whether the packages are those of the lockfile: npm leaves a copy of it beside them.
fn is_installed() -> bool {
    let changed = |path: &str| fs::metadata(path).and_then(|data| data.modified()).ok();
    match (changed("package-lock.json"), changed("node_modules/.package-lock.json")) {
        (Some(wanted), Some(present)) => wanted <= present,
        _ => false,
    }
}

fn quiet(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs a step of the build; what it complained of comes back in one line.
fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{name}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = told.lines().map(str::trim).filter(|line| !line.is_empty()).take(5).collect();
    Err(format!("{name}: {}", lines.join("; ")))
}

/// The page and its files, as Rust.
fn listed(built: &Path) -> io::Result<String> {
    let page = built.join("index.html");
    if !page.is_file() {
        return Ok("const PAGE: Option<&str> = None;\nconst ASSETS: &[Asset] = &[];\n".to_owned());
    }
    let mut text = format!("const PAGE: Option<&str> = Some(include_str!({page:?}));\nconst ASSETS: &[Asset] = &[\n");
    let mut files: Vec<PathBuf> =
        fs::read_dir(built.join("assets"))?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.sort();
    for file in files.iter().filter(|file| file.extension() != Some(OsStr::new("br"))) {
        let name = file.file_name().unwrap_or_default();
        let mut packed = file.clone().into_os_string();
        packed.push(".br");
        let packed = Path::new(&packed);
        let packed = if packed.is_file() { format!("Some(include_bytes!({packed:?}))") } else { "None".to_owned() };
        _ = writeln!(text, "    Asset {{ name: {name:?}, content: include_bytes!({file:?}), packed: {packed} }},");
    }
    text.push_str("];\n");
    Ok(text)
}
