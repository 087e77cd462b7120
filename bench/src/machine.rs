//! What the figures were measured on.

use std::fs;

/// The machine, in a few words: its processor, the number of its cores, its memory.
pub fn description() -> String {
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = field("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    let gibibytes =
        memory.map_or("unknown".to_owned(), |kibibytes| format!("{:.0} GiB of", kibibytes / 1024.0 / 1024.0));
    format!("{model}, {cores} cores, {gibibytes} memory")
}

/// The value of the first line that begins with `name`.
fn field(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let (_, value) = text.lines().find(|line| line.starts_with(name))?.split_once(':')?;
    Some(value.trim().to_owned())
}
