/**
 * Which of the two forms an executable gets, and why: decided from what was asked for and what is at hand. Pure: looks
 * at nothing and makes nothing. Invariant: another form than the one asked for is never chosen, and where nothing was
 * asked for, the reason against `deno compile` is said.
 */

/** The targets of `deno compile` (Deno 2.9.6). */
export const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
] as const;
export type Target = typeof TARGETS[number];

export const FORMS = ["auto", "compile", "self-extracting"] as const;
export type WantedForm = typeof FORMS[number];

/** Where Deno's runtime for compiled programs comes from. */
export type CompileRuntime =
  | { readonly kind: "named"; readonly path: string }
  | { readonly kind: "cached"; readonly path: string }
  /** Allowed by the user; `deno compile` gets it itself. */
  | { readonly kind: "download" };

export interface Circumstances {
  readonly form: string;
  /** "" for this machine's. */
  readonly target: string;
  /** This machine's, as Deno names it. */
  readonly here: string;
  /** The reason why there is none, in words, where there is none. */
  readonly runtime: CompileRuntime | string;
}

export type Choice =
  | { readonly kind: "compile"; readonly target: string; readonly runtime: CompileRuntime }
  /** `why`: against `deno compile`; "" where this form was asked for. */
  | { readonly kind: "self-extracting"; readonly why: string }
  | Refusal;

export interface Refusal {
  readonly kind: "refused";
  readonly code: "bad-value" | "runtime-missing" | "other-system";
  readonly message: string;
  readonly hint: string;
  /** As those of `ctx`: 2 for usage, 3 for what cannot be done here. */
  readonly exit: 2 | 3;
}

function refuse(code: Refusal["code"], message: string, hint: string): Refusal {
  return { kind: "refused", code, message, hint, exit: code === "bad-value" ? 2 : 3 };
}

export function chooseForm({ form, target: wanted, here, runtime }: Circumstances): Choice {
  if (!(FORMS as readonly string[]).includes(form)) {
    return refuse(
      "bad-value",
      `there is no form ${JSON.stringify(form)}`,
      `--form takes ${FORMS.join(", ")}`,
    );
  }
  const target = wanted === "" ? here : wanted;
  if (target !== here && !(TARGETS as readonly string[]).includes(target)) {
    const hint = `--target takes ${TARGETS.join(", ")}`;
    return refuse("bad-value", `there is no target ${JSON.stringify(target)}`, hint);
  }
  const isForeign = target !== here;
  const mayExtract = !isForeign && !target.includes("windows");
  if (form === "self-extracting") {
    if (mayExtract) return { kind: "self-extracting", why: "" };
    const why = isForeign
      ? `the runtime that it would hold is that of ${here}`
      : "it begins with a shell script";
    const hint = isForeign ? `run it on ${target}, or leave out --form` : "leave out --form";
    return refuse("other-system", `could not make the self-extracting form for ${target}: ${why}`, hint);
  }
  if (typeof runtime !== "string") return { kind: "compile", target, runtime };
  if (form === "auto" && mayExtract) return { kind: "self-extracting", why: runtime };
  return refuse(
    "runtime-missing",
    `could not compile for ${target}: ${runtime}`,
    `--download lets deno compile get it, or set DENORT_BIN to Deno's denort for ${target}`,
  );
}
