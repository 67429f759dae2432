/** The detector and the hints in front of it. Samples are put together here, so that this file holds no token. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { countSecretHints, hasSecretHint, HINTS, UNUSED_RULES } from "../../../src/segment/secret_hints.ts";
import { loadSecretRules, makeDetector } from "../../../src/segment/secrets.ts";

const preset: unknown = await import("@secretlint/secretlint-rule-preset-recommend");
const detect = await loadSecretRules();

const a = (count: number): string => "aB3".repeat(Math.ceil(count / 3)).slice(0, count);
const letters = (count: number): string => "xY".repeat(count).slice(0, count);
const digits = (count: number): string => "7".repeat(count);
const hex = (count: number): string => "0f".repeat(count).slice(0, count);
const base64 = (count: number): string => `MI${a(count - 2)}`;
const pem = (kind: string, body: string): string =>
  `-----BEGIN ${kind}PRIVATE KEY-----\n${body}\n-----END ${kind}PRIVATE KEY-----\n`;
const onePassword = `ops_${
  btoa(JSON.stringify({ email: "a@b.c", muk: { k: a(60) }, secretKey: a(40), userAuth: { method: a(30) } }))
}`;

/** By rule: [path, text] that the rule reports. */
const SAMPLES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "1password": [["a.py", onePassword.replace(/=+$/, "")]],
  "anthropic": [["a.py", `key = "sk-ant-api03-${a(93)}AA"`]],
  "aws": [
    ["a.env", `AWS_SECRET_ACCESS_KEY=${a(40)}`],
    ["a.yml", `secret_access_key: ${a(40)}\n`],
    ["a.json", `{"SecretAccessKey" : "${a(40)}"}`],
  ],
  "cloudflare": [["a", `cfk_${a(40)}${hex(8)}`], ["a", `cfut_${a(40)}${hex(8)}`], [
    "a",
    `cfat_${a(40)}${hex(8)}`,
  ]],
  "databricks": [["a", `dapi${hex(32)}-2`]],
  "docker": [["a", `dckr_pat_${a(27)}`]],
  "figma": [["a", `figd_${a(40)}`]],
  "gcp": [["k.json", JSON.stringify({ private_key_id: "1", private_key: pem("", "x") })]],
  "github": [
    ...["ghp", "gho", "ghu", "ghs", "ghr"].map((kind) => ["a", `${kind}_${a(36)}`] as const),
    ["a", `github_pat_${a(82)}`],
    ["a", `ghs_${digits(6)}_${a(20)}-.${a(40)}.${a(40)}`],
  ],
  "gitlab": [["a", `glpat-${a(20)}`]],
  "grafana": [["a", `glc_${a(32)}==`], ["a", `glsa_${a(32)}_${hex(8)}`]],
  "groq": [["a", `gsk_${a(52)}`]],
  "hashicorp-vault": [["a", `hvs.${a(95)}`], ["a", `hvb.${a(138)}`], ["a", `hvr.${a(90)}`]],
  "huggingface": [["a", `hf_${letters(34)}`]],
  "linear": [["a", `lin_api_${a(40)}`]],
  "notion": [["a", `ntn_${digits(11)}${a(35)}`]],
  "npm": [
    ["a", `npm_${a(36)}`],
    ["package.json", `"https://${a(40)}:x-oauth-basic@github.com/a/b"`],
    ["x.npmrc", `//host/:_authToken=${a(36)}`],
  ],
  "openai": [["a", `sk-${a(20)}T3BlbkFJ${a(20)}`], ["a", `sk-proj-${a(74)}T3BlbkFJ${a(74)}`]],
  "privatekey": [
    ["a", pem("", base64(120))],
    ["a", pem("RSA ", base64(1600).replace(/(.{64})/g, "$1\n"))],
    ["a.json", JSON.stringify({ key: pem("EC ", base64(200)) })],
    ["a", pem("OPENSSH ", `b3BlbnNzaC1rZXktdjE${a(300)}`)],
  ],
  "sendgrid": [["a", `SG.${a(22)}.${a(43)}`]],
  "shopify": ["shppa", "shpca", "shpat", "shpss"].map((kind) => ["a", `${kind}_${a(32)}`] as const),
  "slack": [
    ...["xoxb", "xoxp", "xoxa", "xoxo", "xoxr", "xapp"].map((kind) =>
      ["a", `${kind}-1-${a(10)}-${a(20)}`] as const
    ),
    ["a", `https://hooks.slack.com/services/T${a(8)}/B${a(8)}/${a(24)}`],
    ["a", `https://HOOKS.slack.com/services/T${a(8)}/B${a(8)}/${a(24)}`],
  ],
  "stripe": ["sk_live", "sk_test", "rk_live", "rk_test"].map((kind) => ["a", `${kind}_${a(24)}`] as const),
  "tailscale": [["a", `tskey-auth-${a(12)}-${a(32)}`]],
  "vercel": ["vcp", "vci", "vca", "vcr", "vck"].map((kind) => ["a", `${kind}_${a(24)}`] as const),
};

function ruleNames(): string[] {
  assert(typeof preset === "object" && preset !== null && "rules" in preset && Array.isArray(preset.rules));
  return preset.rules.map((rule) => String(rule.meta.id).replace("@secretlint/secretlint-rule-", ""));
}

Deno.test("every rule of the preset is either hinted at or left out on purpose", () => {
  assertEquals([...Object.keys(HINTS), ...UNUSED_RULES].sort(), ruleNames().sort());
  assertEquals(Object.keys(SAMPLES).sort(), Object.keys(HINTS).sort());
});

for (const [rule, samples] of Object.entries(SAMPLES)) {
  Deno.test(`finds what the rule ${rule} finds, and has a hint of it`, () => {
    for (const [path, sample] of samples) {
      const text = path.endsWith(".json") ? sample : `before ${sample} after\n`;
      assert(new RegExp(HINTS[rule] ?? "").test(text), `no hint: ${sample}`);
      assert(detect(path, text), `not found: ${sample}`);
      if (!path.endsWith(".json")) {
        assert(detect(path, `é${"x\n".repeat(500)}${sample}`), `not found later on`);
      }
    }
  });
}

Deno.test("text about secrets is not a secret", () => {
  const texts = [
    "password = getpass()\nurl = 'http://user:pass@python.org'\n",
    "engine = create_engine('postgresql://scott:tiger@localhost/test')",
    "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n",
    "hf_model = load(npm_config, sk_test, ghp_stats)\n",
    "",
  ];
  for (const text of texts) assertEquals(detect("a.py", text), false, text);
  assertEquals(texts.filter(hasSecretHint).length, 1);
});

Deno.test("a comment in the file cannot switch the detector off", () => {
  assert(detect("a.py", `# secretlint-disable\nk = "ghp_${a(36)}"\n`));
});

Deno.test("the rules get no extension that makes one of them open the file", () => {
  const seen: string[] = [];
  const create = () => ({ file: ({ ext }: { ext: string }) => void seen.push(ext) });
  const detector = makeDetector({ rules: [{ meta: { id: "x" }, create }] });
  for (const path of ["key.p12", "a.json", "a.py", "Makefile"]) detector(path, "");
  assertEquals(seen, ["", ".json", "", ""]);
  assertEquals(detect("x.json", "{ not JSON"), false);
});

Deno.test("a text that is all hints is held to be secret without running the rules", () => {
  const flood = "ghs_1_ ".repeat(300);
  assertEquals(countSecretHints(flood, 257), 257);
  assert(detect("a.py", flood));
  assertEquals(detect("a.py", "ghs_1_ ".repeat(10)), false);
});

Deno.test("a preset of another shape is an error, never a detector that finds nothing", () => {
  const rule = { meta: { id: "x" }, create: () => ({ file: () => {} }) };
  assertEquals(makeDetector({ rules: [rule] })("a", "b"), false);
  const broken = [{}, null, { rules: [] }, { rules: [{ ...rule, meta: {} }] }, {
    rules: [{ ...rule, create: 1 }],
  }];
  for (const preset of [...broken, { rules: [{ ...rule, create: () => ({}) }] }]) {
    assertThrows(() => makeDetector(preset), Error);
  }
});
