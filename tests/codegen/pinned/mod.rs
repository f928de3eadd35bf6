//! Facts of Meta's spec that the contract pins.

mod breaking;
mod command;
mod comparing;
mod files;
mod ours;
mod writing;
