/**
 * Compares outlines of TypeScript and JavaScript files with the TypeScript compiler's own syntax tree.
 *
 *   deno run -A tests/bench/typescript_oracle.ts ROOT... [--limit 20]
 *
 * Prints recall and precision on (path, qualified name, line of the name, last line). Exit status 1 below 0.999.
 */
import { parseArgs } from "@std/cli/parse-args";
import ts from "typescript";
import { indexLines } from "../../src/model/line_index.ts";
import { languageOfPath } from "../../src/syntax/languages.ts";
import { outlineOf } from "../outline_of.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";

const EXTENSIONS = /\.(?:[cm]?[jt]s|[jt]sx)$/;

function filesBelow(root: string): string[] {
  const out: string[] = [];
  for (const entry of Deno.readDirSync(root)) {
    const path = `${root}/${entry.name}`;
    if (entry.isDirectory && entry.name !== "node_modules" && entry.name !== ".git") {
      out.push(...filesBelow(path));
    } else if (entry.isFile && EXTENSIONS.test(entry.name) && !/\.min\.js$/.test(entry.name)) out.push(path);
  }
  return out.sort();
}

type FunctionLike = ts.FunctionExpression | ts.ArrowFunction;

function isFunctionValue(node: ts.Node | undefined): node is FunctionLike {
  return node !== undefined && (ts.isFunctionExpression(node) || ts.isArrowFunction(node));
}

/** What the outline counts as definitions, told again in the compiler's terms. */
export function expectedDefinitions(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const index = indexLines(text);
  const out: string[] = [];
  const dropped = new Set(["module", "exports", "prototype", "this"]);

  const nameText = (name: ts.Node): string => {
    const own = name.getText(source);
    return (ts.isStringLiteralLike(name) ? own.slice(1, -1) : own).replace(/\s+/g, "");
  };
  const add = (prefix: string, name: string, nameAt: ts.Node | number, node: ts.Node): void => {
    const start = typeof nameAt === "number" ? nameAt : nameAt.getStart(source);
    const end = index.lineAt(Math.max(node.getEnd() - 1, 0));
    out.push(`${prefix}${name} ${index.lineAt(start)} ${end}`);
  };
  const all = (node: ts.Node, prefix: string, place: Place): void =>
    ts.forEachChild(node, (child) => visit(child, prefix, place));
  const binding = (name: ts.BindingName, found: (id: ts.Identifier) => void): void => {
    if (ts.isIdentifier(name)) found(name);
    else for (const one of name.elements) if (ts.isBindingElement(one)) binding(one.name, found);
  };
  const leftName = (left: ts.Expression): string[] | null => {
    if (ts.isIdentifier(left)) return [left.text];
    if (ts.isPropertyAccessExpression(left)) return [...qualifier(left.expression), left.name.text];
    return null;
  };
  const qualifier = (left: ts.Expression): string[] => {
    if (ts.isIdentifier(left)) return dropped.has(left.text) ? [] : [left.text];
    if (ts.isPropertyAccessExpression(left)) {
      return [...qualifier(left.expression), ...(dropped.has(left.name.text) ? [] : [left.name.text])];
    }
    return [];
  };

  type Place = "module" | "block" | "function" | "class" | "interface" | "members" | "object";
  const visit = (node: ts.Node, prefix: string, place: Place): void => {
    if (ts.isFunctionDeclaration(node)) {
      const name = node.name?.text ?? "default";
      add(prefix, name, node.name ?? node, node);
      return all(node, `${prefix}${name}.`, "function");
    }
    if (ts.isClassDeclaration(node)) {
      const name = node.name?.text ?? "default";
      add(prefix, name, node.name ?? node, node);
      return all(node, `${prefix}${name}.`, "class");
    }
    if (ts.isInterfaceDeclaration(node)) {
      add(prefix, node.name.text, node.name, node);
      return all(node, `${prefix}${node.name.text}.`, "interface");
    }
    if (ts.isTypeAliasDeclaration(node)) {
      add(prefix, node.name.text, node.name, node);
      if (ts.isTypeLiteralNode(node.type)) all(node.type, `${prefix}${node.name.text}.`, "interface");
      return;
    }
    if (ts.isEnumDeclaration(node)) {
      add(prefix, node.name.text, node.name, node);
      for (const one of node.members) add(`${prefix}${node.name.text}.`, nameText(one.name), one.name, one);
      return;
    }
    if (ts.isModuleDeclaration(node)) {
      if (node.flags & ts.NodeFlags.GlobalAugmentation) return all(node, prefix, place);
      const names = [nameText(node.name)];
      let body = node.body;
      while (body !== undefined && ts.isModuleDeclaration(body)) {
        names.push(nameText(body.name));
        body = body.body;
      }
      add(prefix, names.join("."), node.name, node);
      if (body !== undefined) all(body, `${prefix}${names.join(".")}.`, "module");
      return;
    }
    if (ts.isConstructorDeclaration(node)) {
      add(prefix, "constructor", node.getStart(source), node);
      return all(node, `${prefix}constructor.`, "function");
    }
    if (ts.isMethodDeclaration(node) || ts.isGetAccessor(node) || ts.isSetAccessor(node)) {
      if (place !== "class" && place !== "members" && place !== "interface") {
        return all(node, prefix, "function");
      }
      const name = nameText(node.name);
      add(prefix, name, node.name, node);
      return all(node, `${prefix}${name}.`, "function");
    }
    if (ts.isPropertyDeclaration(node)) {
      const name = nameText(node.name);
      add(prefix, name, node.name, node);
      return node.initializer && visit(node.initializer, `${prefix}${name}.`, "function");
    }
    if (ts.isMethodSignature(node) || ts.isPropertySignature(node)) {
      if (place === "interface") add(prefix, nameText(node.name), node.name, node);
      return;
    }
    if (ts.isPropertyAssignment(node)) {
      const name = nameText(node.name);
      if (place === "members" && isFunctionValue(node.initializer)) {
        add(prefix, name, node.name, node);
        return all(node.initializer, `${prefix}${name}.`, "function");
      }
      return visit(node.initializer, prefix, place === "members" ? "object" : place);
    }
    if (ts.isVariableDeclaration(node)) {
      const value = node.initializer;
      if (isFunctionValue(value) || (value && ts.isClassExpression(value))) {
        binding(node.name, (id) => add(prefix, id.text, id, node));
        const inner = ts.isIdentifier(node.name) ? `${prefix}${node.name.text}.` : prefix;
        return all(value, inner, isFunctionValue(value) ? "function" : "class");
      }
      const named: string[] = [];
      if (place === "module" && !ts.isCatchClause(node.parent)) {
        binding(node.name, (id) => {
          named.push(id.text);
          add(prefix, id.text, id, node);
        });
      }
      const inner = named.length === 1 ? `${prefix}${named[0]}.` : prefix;
      if (value === undefined) return;
      if (place === "module" && ts.isObjectLiteralExpression(value)) return all(value, inner, "members");
      return visit(value, inner, place === "module" ? "block" : place);
    }
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const names = leftName(node.left);
      const value = node.right;
      const last = ts.isPropertyAccessExpression(node.left) ? node.left.name : node.left;
      if (names !== null && (isFunctionValue(value) || ts.isClassExpression(value))) {
        add(prefix, names.join("."), last, node);
        return all(value, `${prefix}${names.join(".")}.`, isFunctionValue(value) ? "function" : "class");
      }
      if (names?.at(-1) === "exports" && place === "module" && ts.isObjectLiteralExpression(value)) {
        add(prefix, names.join("."), last, node);
        return all(value, `${prefix}${names.join(".")}.`, "members");
      }
      return all(node, prefix, place);
    }
    if (ts.isExportAssignment(node) && isFunctionValue(node.expression) && !node.isExportEquals) {
      add(prefix, "default", node.expression, node);
      return all(node.expression, `${prefix}default.`, "function");
    }
    if (isFunctionValue(node)) return all(node, prefix, "function");
    if (ts.isClassExpression(node)) return all(node, prefix, "class");
    if (ts.isObjectLiteralExpression(node)) return all(node, prefix, "object");
    if (isBlockStatement(node)) return all(node, prefix, "block");
    if (ts.isClassStaticBlockDeclaration(node)) return all(node, prefix, "block");
    if (ts.isTypeNode(node)) return;
    return all(node, prefix, place);
  };
  all(source, "", "module");
  return out;
}

function isBlockStatement(node: ts.Node): boolean {
  return ts.isIfStatement(node) || ts.isIterationStatement(node, false) || ts.isTryStatement(node) ||
    ts.isSwitchStatement(node);
}

export interface TypeScriptResult {
  readonly files: number;
  readonly expected: number;
  readonly found: number;
  readonly matched: number;
  readonly differences: readonly string[];
  readonly errorFiles: readonly string[];
}

export async function compareWithTypeScript(paths: readonly string[]): Promise<TypeScriptResult> {
  let expected = 0;
  let found = 0;
  let matched = 0;
  const differences: string[] = [];
  const errorFiles: string[] = [];
  for (const path of paths) {
    const text = Deno.readTextFileSync(path);
    const outcome = await loadGrammar(languageOfPath(path));
    if (!outcome.ok) throw new Error(outcome.reason);
    const outline = outlineOf(outcome.grammar, text);
    if (outline.errorLines.length > 0) errorFiles.push(`${path}:${outline.errorLines[0]}`);
    const index = indexLines(text);
    const left = new Map<string, number>();
    for (const one of outline.definitions) {
      const end = text.slice(0, one.span.end).trimEnd().length;
      const key = `${one.qualname} ${index.lineAt(one.nameSpan.start)} ${index.lineAt(Math.max(end - 1, 0))}`;
      left.set(key, (left.get(key) ?? 0) + 1);
    }
    const wanted = expectedDefinitions(path, text);
    expected += wanted.length;
    found += outline.definitions.length;
    for (const key of wanted) {
      const count = left.get(key) ?? 0;
      if (count > 0) {
        matched++;
        left.set(key, count - 1);
      } else differences.push(`- ${path}: ${key}`);
    }
    for (const [key, count] of left) if (count > 0) differences.push(`+ ${path}: ${key}`);
  }
  return { files: paths.length, expected, found, matched, differences, errorFiles };
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, { string: ["limit"] });
  const result = await compareWithTypeScript(args._.flatMap((root) => filesBelow(String(root))));
  const limit = Number(args["limit"] ?? 20);
  const recall = result.matched / result.expected;
  const precision = result.matched / result.found;
  const lines = [
    `files ${result.files}, definitions ${result.expected}, found ${result.found}, matched ${result.matched}`,
    `recall ${recall.toFixed(6)} precision ${precision.toFixed(6)}`,
    ...result.differences.slice(0, limit),
    `files with an error node: ${result.errorFiles.length}`,
    ...result.errorFiles.slice(0, limit),
  ];
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  Deno.exit(recall < 0.999 || precision < 0.999 ? 1 : 0);
}
