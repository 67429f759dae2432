/**
 * Which paths are left out for their name alone: places where credentials are kept by convention. Says nothing
 * about content (secrets.ts does). Sources: the default file names of the programs named below, and the lists of
 * GitHub's gitignore templates. Invariant: a template that holds no secret (`.env.example`) is not in the list.
 */

const FILE_NAMES: ReadonlySet<string> = new Set([
  // package managers and version control
  ".npmrc",
  ".yarnrc",
  ".pypirc",
  ".netrc",
  "_netrc",
  ".git-credentials",
  ".gem_credentials",
  // databases
  ".pgpass",
  "pgpass.conf",
  ".my.cnf",
  ".mylogin.cnf",
  // web servers, containers, clusters, infrastructure
  ".htpasswd",
  ".dockercfg",
  ".dockerconfigjson",
  "kubeconfig",
  ".terraformrc",
  "terraform.rc",
  ".vault-token",
  ".vault_pass",
  ".vault_pass.txt",
  // clouds
  ".boto",
  ".s3cfg",
  ".passwd-s3fs",
  "rclone.conf",
  "credentials.json",
  "client_secret.json",
  "client_secrets.json",
  "application_default_credentials.json",
  "service-account.json",
  "service_account.json",
  "serviceaccountkey.json",
  // applications
  "master.key",
  "secrets.json",
  "secrets.toml",
  "secrets.yaml",
  "secrets.yml",
  ".envrc",
  // OpenSSH's default key names
  "id_rsa",
  "id_dsa",
  "id_ecdsa",
  "id_ecdsa_sk",
  "id_ed25519",
  "id_ed25519_sk",
]);

/** Files that are secret only in the folder where their program looks for them. */
const IN_FOLDERS: ReadonlySet<string> = new Set([
  ".aws/config",
  ".aws/credentials",
  ".docker/config.json",
  ".kube/config",
]);

const FOLDER_NAMES: ReadonlySet<string> = new Set([".ssh", ".gnupg", ".password-store"]);

/** Private keys, key stores, password data bases, and Terraform's state, which holds every value in plain text. */
const EXTENSIONS: ReadonlySet<string> = new Set([
  ".pem",
  ".key",
  ".p8",
  ".p12",
  ".pfx",
  ".pkcs12",
  ".jks",
  ".jceks",
  ".bks",
  ".keystore",
  ".ppk",
  ".kdb",
  ".kdbx",
  ".agekey",
  ".tfstate",
]);

const DOTENV = /^\.env(?:$|[._-])/;
const DOTENV_TEMPLATE = /[._-](?:example|sample|template|tmpl|dist|defaults?)$/;

/** Extensions that no name above has, so that the walk decides at once for nearly every file. */
const CODE_EXTENSIONS: ReadonlySet<string> = new Set([
  ...[".c", ".cc", ".cpp", ".cs", ".css", ".go", ".h", ".html", ".java", ".js", ".jsx", ".kt", ".md", ".mjs"],
  ...[".php", ".py", ".pyi", ".rb", ".rs", ".rst", ".scss", ".sh", ".svg", ".swift", ".ts", ".tsx", ".vue"],
]);

/** Whether `path` (relative, `/`-separated) names a file where credentials are kept. Case does not matter. */
export function isSecretFile(path: string): boolean {
  const slash = path.lastIndexOf("/");
  const dot = path.lastIndexOf(".");
  if (dot > slash + 1 && CODE_EXTENSIONS.has(path.slice(dot))) return path.startsWith(".env", slash + 1);
  const lower = path.toLowerCase();
  const name = lower.slice(slash + 1);
  if (FILE_NAMES.has(name) || EXTENSIONS.has(name.slice(name.lastIndexOf(".")))) return true;
  if (name.startsWith(".env") && DOTENV.test(name)) return !DOTENV_TEMPLATE.test(name);
  return name.endsWith(".tfstate.backup") ||
    IN_FOLDERS.has(lower.slice(lower.lastIndexOf("/", slash - 1) + 1));
}

/** Whether a folder of this name holds nothing but credentials. */
export function isSecretFolder(name: string): boolean {
  return FOLDER_NAMES.has(name.toLowerCase());
}
