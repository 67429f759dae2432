/** Credentials of the common kinds, by name and by content. None of them is real: each holds the canary. */
import { type HostileCase, link, write } from "../case.ts";

const CANARY = "canarysecret91bd";
const SHOWN = "be shown, recorded or indexed";

/** Put together here, so that no scanner takes this file for a leak. */
function token(prefix: string, letters: string): string {
  return `${prefix}${letters}`;
}

const LETTERS = "Zk3vQ9xT7mB2nL5pR8wY1cF6hJ4dS0gAeUiO";

export const SECRET_CASES: readonly HostileCase[] = [
  {
    name: "secrets by name",
    mustNot: SHOWN,
    secrets: [CANARY],
    make: (place) => {
      for (
        const path of [
          ".env",
          ".env.production",
          "deep/er/.env.local",
          ".npmrc",
          ".netrc",
          ".pypirc",
          ".pgpass",
          ".git-credentials",
          "id_rsa",
          "keys/id_ed25519",
          "server.pem",
          "server.key",
          "store.p12",
          "vault.kdbx",
          ".aws/credentials",
          ".ssh/config",
          ".docker/config.json",
          ".kube/config",
          "secrets.yaml",
          "credentials.json",
          "service-account.json",
          ".ENV",
          "terraform.tfvars",
          "terraform.tfstate",
          ".htpasswd",
        ]
      ) write(place, path, `password = ${CANARY}\n`);
      write(place, ".gitignore", "!.env\n!id_rsa\n");
      link(place, "innocent.py", ".env");
    },
    commands: [
      ["get", ".env", "id_rsa", ".aws/credentials", "innocent.py", "./.env", "deep/../.env", "--json"],
      ["search", CANARY, "--json", "--telemetry", "off"], // or the question itself would be recorded
      ["ast", "skeleton", ".env", "--json"],
    ],
  },
  {
    name: "secrets by content",
    mustNot: SHOWN,
    secrets: [CANARY, LETTERS.slice(4, 20)],
    make: (place) => {
      const begin = "-----BEGIN RSA PRIVATE " + "KEY-----";
      const end = "-----END RSA PRIVATE " + "KEY-----";
      const lines = `MIIEpAIBAAKCAQEA${LETTERS.repeat(40)}`.replace(/(.{64})/g, "$1\n");
      const texts: Record<string, string> = {
        "aws.py": `aws_secret_access_key = "${
          token("", LETTERS + "Abcd")
        }" # ${CANARY}\naws_access_key_id = "${token("AKIA", "Q3EGRZ7XK2LMN4PW")}"\n`,
        "github.py": `TOKEN = "${token("ghp_", LETTERS)}"  # ${CANARY}\n`,
        "slack.js": `const t = "${
          token("xoxb-", "123456789012-1234567890123-" + LETTERS.slice(0, 24))
        }"; // ${CANARY}\n`,
        "npm.md": `//registry/:_authToken=${token("npm_", LETTERS)} ${CANARY}\n`,
        "gcp.json": JSON.stringify({
          private_key_id: "1",
          private_key: `${begin}\n${lines}${end}\n`,
          note: CANARY,
        }),
        "stripe.ts": `export const k = "${token("sk_live_", LETTERS.slice(0, 24))}"; // ${CANARY}\n`,
        "openai.toml": `# ${CANARY}\nkey = "${
          token("sk-", LETTERS.slice(0, 20) + "T3Blbk" + "FJ" + LETTERS.slice(4, 24))
        }"\n`,
        "anthropic.rs": `const K: &str = "${
          token("sk-ant-api03-", LETTERS.repeat(3).slice(0, 93) + "AA")
        }"; // ${CANARY}\n`,
        "gitlab.yml": `token: ${token("glpat-", LETTERS.slice(0, 20))} # ${CANARY}\n`,
        "sendgrid.rb": `K = "${
          token("SG.", LETTERS.slice(0, 22) + "." + LETTERS.repeat(2).slice(0, 43))
        }" # ${CANARY}\n`,
        "vault.go": `var t = "${token("hvs.", LETTERS.repeat(3).slice(0, 95))}" // ${CANARY}\n`,
        "hook.py": `U = "https://hooks.slack.${token("com/services/T", LETTERS.slice(0, 8))}/B${
          LETTERS.slice(0, 8)
        }/${LETTERS.slice(0, 24)}"  # ${CANARY}\n`,
        "use.py": "import github\nfrom github import TOKEN\n\nprint(TOKEN)\nTOKEN.missing\n",
        "key.txt": `${CANARY}\n${begin}\n${lines}\n${end}\n`,
      };
      for (const [path, text] of Object.entries(texts)) write(place, path, text);
    },
    commands: [
      ["search", CANARY, "--json", "--telemetry", "off"], // or the question itself would be recorded
      ["get", "aws.py", "github.py", "key.txt", "--mode", "raw", "--json"],
      ["ast", "symbols", "--json"],
    ],
    talk: [
      ["lsp", "hover", "use.py:4:7", "--timeout-ms", "5000", "--json"],
      ["lsp", "hover", "github.py:1:1", "--timeout-ms", "5000", "--json"],
      ["lsp", "diagnostics", "use.py", "--timeout-ms", "5000", "--json"],
      ["lsp", "diagnostics", "github.py", "--timeout-ms", "5000", "--json"],
    ],
  },
];
