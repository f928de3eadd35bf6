//! The certificate that the settings ask for.

use std::path::Path;

use page_conversations::simulator::Tls;

use super::problem::Problem;
use super::settings::TlsSettings;

/// Returns the certificate to use; `None` without TLS.
pub fn of(settings: &TlsSettings) -> Result<Option<Tls>, Problem> {
    if let (Some(certificate), Some(key)) = (&settings.tls_certificate, &settings.tls_key) {
        return Ok(Some(Tls::from_pem(read(certificate)?, read(key)?)));
    }
    let names = settings.tls_name.iter();
    Ok(settings
        .tls
        .then(|| names.fold(Tls::self_signed(), |tls, name| tls.name(name))))
}

fn read(path: &Path) -> Result<String, Problem> {
    std::fs::read_to_string(path).map_err(|error| Problem::unreadable(path, &error))
}
