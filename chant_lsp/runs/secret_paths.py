"""Files that hold secrets, told by their names: an agent never reads and never writes them, whoever is asked.

By name, because looking into them would be the very thing that must not happen. The list errs on the side of caution
where a name is used for nothing else, and leaves alone what is made to be shown (`.env.example`).
"""

from __future__ import annotations

from fnmatch import fnmatchcase

_FOLDERS = {
    ".git": "git's own folder",
    ".ssh": "keys of SSH",
    ".gnupg": "keys of GnuPG",
    ".gpg": "keys of GnuPG",
    ".password-store": "passwords of `pass`",
    ".aws": "credentials of AWS",
    ".azure": "credentials of Azure",
    ".kube": "credentials of Kubernetes",
    ".terraform.d": "credentials of Terraform",
}
"""Whole folders, by name."""

_NAMES = {
    ".env": "environment variables, which hold secrets",
    ".env.*": "environment variables, which hold secrets",
    "*.env": "environment variables, which hold secrets",
    ".envrc": "environment variables, which hold secrets",
    ".netrc": "passwords of hosts",
    "_netrc": "passwords of hosts",
    ".npmrc": "tokens of npm",
    ".yarnrc.yml": "tokens of Yarn",
    ".pypirc": "tokens of PyPI",
    ".git-credentials": "passwords of git",
    ".pgpass": "passwords of PostgreSQL",
    ".my.cnf": "passwords of MySQL",
    ".htpasswd": "passwords of a web server",
    ".vault-token": "a token of Vault",
    ".dockercfg": "credentials of Docker",
    "id_rsa*": "a private key",
    "id_dsa*": "a private key",
    "id_ecdsa*": "a private key",
    "id_ed25519*": "a private key",
    "*.pem": "a key or a certificate",
    "*.key": "a private key",
    "*.ppk": "a private key",
    "*.p8": "a private key",
    "*.p12": "a keystore",
    "*.pfx": "a keystore",
    "*.jks": "a keystore",
    "*.keystore": "a keystore",
    "*.kdbx": "a password safe",
    "*.asc": "a key of GnuPG",
    "*.gpg": "something encrypted for one person",
    "secring.*": "keys of GnuPG",
    "credentials": "credentials",
    "credentials.json": "credentials",
    "credentials.y*ml": "credentials",
    "credentials.toml": "credentials",
    "credentials.ini": "credentials",
    "credentials.xml": "credentials",
    "credentials.csv": "credentials",
    "*_credentials.json": "credentials",
    "*-credentials.json": "credentials",
    "service-account*.json": "credentials of a service",
    "client_secret*.json": "credentials of a service",
    "secrets": "secrets",
    "secrets.json": "secrets",
    "secrets.yaml": "secrets",
    "secrets.yml": "secrets",
    "secrets.toml": "secrets",
    "*.tfstate": "the state of Terraform, which holds secrets",
    "*.tfvars": "variables of Terraform, which hold secrets",
    "terraform.rc": "credentials of Terraform",
    ".terraformrc": "credentials of Terraform",
    "master.key": "a private key",
}
"""Files, by name; `*` stands for anything."""

_PATHS = {
    "*.docker/config.json": "credentials of Docker",
    "*.config/gcloud/*": "credentials of Google Cloud",
    "*.config/gh/*": "tokens of a forge",
    "*.config/glab*/*": "tokens of a forge",
    "*proc/*/environ": "environment variables of a process",
}
"""Files whose name alone says nothing, by their whole path."""

_SHOWN = ("example", "sample", "template", "dist", "defaults", "schema")
"""Endings of files that are made to be copied: `.env.example`, `credentials.sample.json`."""

_PUBLIC = ("*.pub", "*.crt", "*.cer")


def secret_reason(path: str) -> str:
    """What kind of secret a path looks like, in a few words; '' when it looks like none.

    Shape: any path, links followed by the caller; letter case makes no difference.
    """
    *folders, name = path.replace("\\", "/").lower().strip("/").split("/")
    for folder in folders:
        if folder in _FOLDERS:
            return _FOLDERS[folder]
    if name in _FOLDERS:
        return _FOLDERS[name]
    if any(fnmatchcase(name, pattern) for pattern in _PUBLIC) or any(part in _SHOWN for part in name.split(".")[1:]):
        return ""
    whole = "/".join([*folders, name])
    by_path = (reason for pattern, reason in _PATHS.items() if fnmatchcase(whole, pattern))
    by_name = (reason for pattern, reason in _NAMES.items() if fnmatchcase(name, pattern))
    return next(by_path, None) or next(by_name, "")
