/**
 * What a file is for: source, or something that stands beside the sources. By its path, and by whether it says that it was
 * generated. Pure. Does not know how much less that counts (src/search/rank.ts). Invariant: a file has one role, the
 * first that fits.
 */

export const ROLES = [
  "source",
  "test",
  "example",
  "document",
  "record",
  "data",
  "vendored",
  "generated",
] as const;
export type Role = typeof ROLES[number];

interface RoleRule {
  readonly role: Role;
  readonly path: RegExp;
  /** Stems that ask for such files. */
  readonly words: readonly string[];
}

const RULES: readonly RoleRule[] = [
  {
    role: "generated",
    path:
      /(^|\/)(dist|build|out|node_modules|generated|__generated__|priv\/static|__snapshots__|single_include)\/|_pb2\.pyi?$|\.pb\.(go|cc|h)$|[._]generated\.\w+$|\.(designer|g)\.cs$|(^|\/)zz_generated[^/]*$|\.min\.\w+$|\.lock$|\.snap$|(^|\/)package-lock\.json$/i,
    words: ["dist", "build", "generat", "lock", "snapshot"],
  },
  {
    role: "vendored",
    // What is a name for own code further down (deps, external) is one for others' at the top.
    path:
      /(^|\/)(_?vendor(ed)?|third[-_]?party|3rd[-_]?party|externs?|externals|bower_components|site-packages|pods|carthage)\/|^(deps|external|subprojects|bundled)\//i,
    words: ["vendor", "third"],
  },
  {
    role: "test",
    path:
      /(^|\/)(tests?|testing|specs?|__tests__|__mocks__|testdata|test-?fixtures|test-data|fixtures?|e2e|t)\/|[._-]tests?\/|(^|\/)(test_[^/]*|conftest|[^/]*_(tests?|spec))\.\w+$|[.-](test|spec)\.\w+$/i,
    words: ["test", "spec", "fixtur", "conftest", "pytest", "unittest"],
  },
  {
    role: "record",
    path:
      /(^|\/)(changelog|changes|history|news|release|releases|releasenotes|release-notes|whatsnew|newsfragments|changelog\.d|authors|contributors|thanks|credits)(\/|[^/]*$)/i,
    words: ["changelog", "releas", "author", "contributor"],
  },
  {
    role: "example",
    path: /(^|\/)(examples?|samples?|demos?|tutorials?|benchmarks?|bench|docs_src|scripts|tools|contrib)\//i,
    words: ["exampl", "sampl", "demo", "tutorial", "benchmark", "bench", "script", "tool"],
  },
  {
    role: "document",
    path: /(^|\/)(docs?|documentation)\/|\.(md|mdx|rst|adoc|txt|tex|html?|[1-9](\.(prebuilt|in))?)$/i,
    words: ["doc", "document", "readm", "guid", "explain"],
  },
  {
    role: "data",
    path:
      /\.(jsonc?|ya?ml|toml|ini|cfg|conf|csv|tsv|xml|svg|po|pot|properties|plist|in|typed|diff|patch|ipynb)$|(^|\/)[^/.]*$|(^|\/)\.[^/]*$/i,
    words: ["json", "yaml", "yml", "toml", "ini", "csv", "xml", "svg", "makefil", "dockerfil", "licens"],
  },
];

/** `jvmTest/`, `AppTests/`, `ReaderTest.kt`: tests too, where a capital tells them from the latest. */
const CAPITAL_TEST =
  /[a-z0-9](?:Tests?\/|(?:Tests?|TestCase|Spec|Suite)\.(?:cc|cpp|cs|groovy|java|kts?|php|scala|swift)$)/;

/** All rules in one, since most files are sources: one look instead of seven. */
const ANY_RULE = new RegExp(RULES.map(({ path }) => path.source).join("|"), "i");

/** The role of the file at `path`; `isGenerated`: whether its text says so (generated.ts). */
export function roleOf({ path, isGenerated }: { path: string; isGenerated: boolean }): Role {
  if (isGenerated) return "generated";
  if (!ANY_RULE.test(path)) return CAPITAL_TEST.test(path) ? "test" : "source";
  return RULES.find((rule) => rule.path.test(path))?.role ?? "source";
}

/** The roles that a query with these stems asks for by name. */
export function rolesAskedFor(words: ReadonlySet<string>): ReadonlySet<Role> {
  return new Set(RULES.filter((rule) => rule.words.some((word) => words.has(word))).map(({ role }) => role));
}
