/**
 * A cheap test for texts in which a rule of the secret detector could find something: for each rule a pattern that
 * is found wherever the rule's own is. Decides nothing itself; secrets.ts runs the rules.
 * Invariant (tests/unit/segment/secrets_test.ts): whatever a rule finds, its hint finds, and no rule lacks one.
 */

/** Left out, and why: measured on 4,168 files of four Python projects, everything they report is an example. */
export const UNUSED_RULES: readonly string[] = [
  "basicauth", // 3 files of CPython's tests: http://user:pass@python.org
  "database-connection-string", // 24 pages of SQLAlchemy's documentation: postgresql://scott:tiger@localhost/test
  "filter-comments", // a comment in the file would switch the detector off
];

/** By the rule's name without `@secretlint/secretlint-rule-`. */
export const HINTS: Readonly<Record<string, string>> = {
  "1password": "ops_ey[\\w+/=]{100}",
  "anthropic": "sk-ant-api0",
  "aws": "(?:SECRET|[Ss]ecret)_?(?:ACCESS|[Aa]ccess)_?(?:KEY|[Kk]ey)[\"']?\\s*[:=]",
  "cloudflare": "cf(?:k|ut|at)_\\w{48}",
  "databricks": "dapi[A-Fa-f0-9]{32}",
  "docker": "dckr_pat_[\\w-]{27}",
  "figma": "figd_[\\w-]{40}",
  "gcp": '"private_key_id"',
  "github": "gh[pousr]_\\w{36}|ghs_\\d{1,20}_|github_pat_\\w{82}",
  "gitlab": "glpat-[\\w-]{20}",
  "grafana": "glc_[\\w+/]{32}|glsa_\\w{41}",
  "groq": "gsk_[a-zA-Z0-9]{52}",
  "hashicorp-vault": "hv[sbr]\\.[\\w-]{90}",
  "huggingface": "hf_[a-zA-Z]{34}",
  "linear": "lin_api_\\w{32}",
  "notion": "ntn_\\d{11}\\w{35}",
  "npm": "npm_\\w{36}|_authToken=[^$]|:x-oauth-basic@github",
  "openai": "T3BlbkFJ",
  "privatekey": "PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\\s\\\\]{100}",
  "sendgrid": "SG\\.\\w+\\.\\w",
  "shopify": "shp(?:pa|ca|at|ss)_\\w{32}",
  "slack": "xox[bpaor]-\\w|xapp-\\w|[hH][oO]{2}[kK][sS]\\.[sS][lL][aA][cC][kK]\\.[cC][oO][mM]/",
  "stripe": "[sr]k_(?:live|test)_\\w{24}",
  "tailscale": "tskey-[a-z]",
  "vercel": "vc[piark]_\\w{20}",
};

const ANY_HINT = new RegExp(Object.values(HINTS).join("|"));
const EVERY_HINT = new RegExp(ANY_HINT.source, "g");

/**
 * Whether the detector has to look at `text`. One pass at 200 MB/s: 0.15 s for the 31 MB of CPython's standard
 * library, where only the key files in its tests have one.
 */
export function hasSecretHint(text: string): boolean {
  return ANY_HINT.test(text);
}

/** How many hints `text` has, counted up to `limit`. */
export function countSecretHints(text: string, limit: number): number {
  let count = 0;
  EVERY_HINT.lastIndex = 0;
  while (count < limit && EVERY_HINT.test(text)) count++;
  return count;
}
