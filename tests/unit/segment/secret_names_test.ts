import { assertEquals } from "@std/assert";
import { isSecretFile, isSecretFolder } from "../../../src/segment/secret_names.ts";

Deno.test("names by which programs know their credentials are secret, in any folder and case", () => {
  const secret = [
    ...[".env", ".env.local", ".env.production", ".env_old", "a/b/.ENV", ".envrc", ".env.js", ".env.ts"],
    ...[
      "id_rsa",
      "deploy/id_ed25519",
      "server.pem",
      "tls/server.KEY",
      "a.p12",
      "a.pfx",
      "release.keystore",
      "a.jks",
    ],
    ...[".npmrc", ".netrc", "_netrc", ".pypirc", ".pgpass", ".git-credentials", ".htpasswd", ".dockercfg"],
    ...[".aws/credentials", "home/.aws/config", ".docker/config.json", ".kube/config", "kubeconfig"],
    ...[
      "credentials.json",
      "client_secret.json",
      "secrets.yaml",
      "config/secrets.yml",
      ".streamlit/secrets.toml",
    ],
    ...[
      "config/master.key",
      "terraform.tfstate",
      "terraform.tfstate.backup",
      "vault.kdbx",
      "key.ppk",
      "AuthKey_1.p8",
    ],
  ];
  for (const path of secret) assertEquals(isSecretFile(path), true, path);
});

Deno.test("templates, public halves and code about credentials are not", () => {
  const open = [
    ...[
      ".env.example",
      ".env.sample",
      ".env.template",
      "a/.env.dist",
      ".env.defaults",
      ".environment",
      "env.py",
    ],
    ...[
      "id_rsa.pub",
      "keys.py",
      "secrets.py",
      "credentials.ts",
      "src/pem.go",
      "monkey",
      "key",
      "pem",
      ".key.md",
    ],
    ...["config", "aws/config", "docker/config.json", "kube/config", "credentials/x.py", "settings.json", ""],
  ];
  for (const path of open) assertEquals(isSecretFile(path), false, path);
});

Deno.test("folders that hold nothing else are secret as a whole", () => {
  assertEquals([".ssh", ".GNUPG", ".password-store"].map(isSecretFolder), [true, true, true]);
  assertEquals(["ssh", ".aws", "secrets"].map(isSecretFolder), [false, false, false]);
});
