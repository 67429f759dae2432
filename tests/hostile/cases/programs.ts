/** Configuration and programs in the repository that tools like this one have obeyed or run. */
import { type HostileCase, link, program, shell, write } from "../case.ts";

const RUN = "run anything of the repository";

export const PROGRAM_CASES: readonly HostileCase[] = [
  {
    name: "git's fsmonitor, hooks and filters",
    mustNot: RUN,
    make: (place) => {
      for (const hook of ["post-checkout", "post-index-change", "pre-commit"]) {
        program(place, `.git/hooks/${hook}`);
      }
      const run = `touch ${place.marked}`;
      write(
        place,
        ".git/config",
        `[core]\n\tfsmonitor = "${run}"\n\tpager = "${run}"\n\tsshCommand = "${run}"\n[filter "x"]\n\tclean = "${run}"\n`,
      );
      write(place, ".gitattributes", "* filter=x\n");
    },
  },
  {
    name: "programs named like tools",
    mustNot: RUN,
    make: (place) => {
      for (
        const name of ["git", "python", "python3", "node", "deno", "npx", "pyright-langserver", "sh", "env"]
      ) {
        program(place, name);
        program(place, `bin/${name}`);
        program(place, `node_modules/.bin/${name}`);
        program(place, `.venv/bin/${name}`);
      }
    },
  },
  {
    name: "interpreters in project files",
    mustNot: RUN,
    make: (place) => {
      program(place, "evil");
      const venv = { venvPath: ".", venv: "env", pythonPath: "./evil", python: { pythonPath: "./evil" } };
      write(place, "pyrightconfig.json", JSON.stringify(venv));
      write(
        place,
        "pyproject.toml",
        '[tool.pyright]\nvenvPath = "."\nvenv = "env"\n[tool.basedpyright]\npythonPath = "./evil"\n',
      );
      write(
        place,
        ".vscode/settings.json",
        '{"python.defaultInterpreterPath":"./evil","python.pythonPath":"./evil"}',
      );
      write(place, ".python-version", "../../evil\n");
      program(place, "env/bin/python");
    },
  },
  {
    name: "settings of the language server that point outside",
    mustNot: "have it read there",
    make: (place) => {
      const up = "../outside";
      write(
        place,
        "pyrightconfig.json",
        JSON.stringify({
          extends: `${up}/secret.py`,
          include: [".", up],
          extraPaths: [up, place.outside, "bomb.egg"],
          stubPath: up,
          typeshedPath: place.outside,
          venvPath: up,
          venv: "sub",
          executionEnvironments: [{ root: up }, { root: ".", extraPaths: [place.outside] }],
        }),
      );
      link(place, "inner", place.outside);
      write(place, "use.py", `import secret\nfrom inner import secret as linked\n${"secret.x; linked.x\n"}`);
      write(place, "up.pth", `${place.outside}\n`);
    },
    talk: [
      ["lsp", "hover", "use.py:3:1", "--timeout-ms", "5000", "--json"],
      ["lsp", "definition", "use.py:3:13", "--timeout-ms", "5000", "--json"],
      ["lsp", "diagnostics", "use.py", "--timeout-ms", "5000", "--json"],
    ],
  },
  {
    name: "Python that is imported at start",
    mustNot: RUN,
    make: (place) => {
      for (const name of ["sitecustomize", "usercustomize", "json", "os", "encodings", "site"]) {
        write(place, `${name}.py`, `open(${JSON.stringify(place.marked)}, "w")\n`);
      }
      write(place, "evil.pth", `import os; open(${JSON.stringify(place.marked)}, "w")\n`);
    },
  },
  {
    name: "deno.json, package.json, .npmrc",
    mustNot: "be read by the runtime as its own configuration",
    make: (place) => {
      const run = `touch ${place.marked}`;
      const imports = {
        "web-tree-sitter": "./evil.js",
        "@std/cli/parse-args": "./evil.js",
        ignore: "./evil.js",
      };
      write(place, "deno.json", JSON.stringify({ tasks: { ctx: run }, imports, nodeModulesDir: "manual" }));
      write(
        place,
        "package.json",
        JSON.stringify({ scripts: { preinstall: run, ctx: run }, dependencies: { ignore: "0" } }),
      );
      write(place, ".npmrc", "registry=http://127.0.0.1:9/\n");
      write(place, ".env", `NODE_OPTIONS=--require ./evil.js\nDENO_DIR=.\n`);
      write(place, "evil.js", `Deno.writeTextFileSync(${JSON.stringify(place.marked)}, "")\n`);
      for (const name of ["ignore", "web-tree-sitter"]) {
        write(place, `node_modules/${name}/index.js`, "throw 1\n");
      }
    },
  },
  {
    name: "a grammar of the repository's own",
    mustNot: "be loaded",
    make: (place) => {
      write(place, "tree-sitter-python.wasm", Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
      write(place, "grammars/python/definitions.json", "{}\n");
      write(place, "grammars/python/manifest.json", '{"package":"evil"}\n');
    },
  },
  {
    name: "tsconfig plugins and linter configuration",
    mustNot: RUN,
    make: (place) => {
      write(
        place,
        "tsconfig.json",
        '{"compilerOptions":{"plugins":[{"name":"./evil.js"}]},"extends":"../../outside/secret.py"}',
      );
      write(place, ".secretlintrc.json", '{"rules":[{"id":"./evil.js"}]}');
      write(place, "evil.js", `require("fs").writeFileSync(${JSON.stringify(place.marked)}, "")\n`);
      write(place, "app.ts", "export function app(): void {}\n");
    },
  },
  {
    name: "a submodule and a nested repository",
    mustNot: RUN,
    make: (place) =>
      shell(
        place,
        `mkdir -p nested/.git/hooks; printf '#!/bin/sh\\ntouch "$marked"\\n' > nested/.git/hooks/post-checkout
         printf '[core]\\n\\tfsmonitor = touch %s\\n' "$marked" > nested/.git/config
         printf '[submodule "x"]\\n\\tpath = x\\n\\turl = ext::sh -c touch\\n' > .gitmodules`,
      ),
  },
];
