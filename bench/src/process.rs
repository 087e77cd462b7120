//! What processes use, as Linux tells it under `/proc`.

use std::fs;

use eyre::{Result, WrapErr, eyre};

use crate::record::Memory;

/// Linux shows processor time in hundredths of a second to every program, whatever its own clock does.
const TICKS: f64 = 100.0;

/// Processor times at a moment, in seconds.
#[derive(Clone, Copy)]
pub struct Usage {
    /// The server's.
    pub server: f64,
    /// The database's, where it is a server of its own.
    pub database: Option<f64>,
    /// This program's.
    pub client: f64,
    /// Of the whole machine.
    pub machine: f64,
}

/// Whose use is looked at.
#[derive(Clone, Copy)]
pub struct Watched {
    /// The server's process.
    pub server: u32,
    /// The database's first process; the others are its children.
    pub database: Option<u32>,
}

impl Watched {
    /// The processor times by now.
    pub fn usage(self) -> Result<Usage> {
        Ok(Usage {
            server: of_process(self.server)?,
            database: self.database.map(of_family).transpose()?,
            client: of_process(std::process::id())?,
            machine: of_machine()?,
        })
    }
}

/// The memory of a process.
pub fn memory(process: u32) -> Result<Memory> {
    let path = format!("/proc/{process}/status");
    let status = fs::read_to_string(&path).wrap_err(path)?;
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse().ok());
        number.ok_or_else(|| eyre!("the system does not say how much memory a process has"))
    };
    Ok(Memory { resident: of("VmRSS:")?, peak: of("VmHWM:")? })
}

/// What stands after the name in `/proc/PID/stat`; the name may hold anything. The first is field 3 of proc(5).
fn fields(process: u32) -> Result<Vec<String>> {
    let path = format!("/proc/{process}/stat");
    let stat = fs::read_to_string(&path).wrap_err(path)?;
    let (_, after) = stat.rsplit_once(')').ok_or_else(|| eyre!("the system's account of a process is cut off"))?;
    Ok(after.split_whitespace().map(str::to_owned).collect())
}

/// The sum of the fields with these numbers of proc(5).
fn seconds(fields: &[String], numbers: &[usize]) -> f64 {
    let ticks = numbers.iter().filter_map(|number| fields.get(number - 3)?.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS
}

/// The processor time of a process by now, in seconds.
pub fn of_process(process: u32) -> Result<f64> {
    Ok(seconds(&fields(process)?, &[14, 15]))
}

/// A process, its children, and those that it had.
fn of_family(process: u32) -> Result<f64> {
    let own = seconds(&fields(process)?, &[14, 15, 16, 17]);
    let parent = process.to_string();
    let mut children = 0.0;
    for entry in fs::read_dir("/proc")? {
        let Ok(child) = entry?.file_name().to_string_lossy().parse() else { continue };
        // It may have ended since.
        let Ok(fields) = fields(child) else { continue };
        if fields.get(1) == Some(&parent) {
            children += seconds(&fields, &[14, 15]);
        }
    }
    Ok(own + children)
}

/// All but idle time, waiting for disks included in that.
fn of_machine() -> Result<f64> {
    let stat = fs::read_to_string("/proc/stat").wrap_err("/proc/stat")?;
    let line = stat.lines().next().unwrap_or_default();
    let times: Vec<f64> = line.split_whitespace().skip(1).filter_map(|ticks| ticks.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal; guests are counted in user
    let busy = times.iter().take(8).enumerate().filter(|(place, _)| ![3, 4].contains(place));
    Ok(busy.map(|(_, ticks)| ticks).sum::<f64>() / TICKS)
}
