/** The named environment variables, and nothing else of the environment. */
import type { EnvironmentName } from "./permissions.ts";

export interface Environment {
  /** "" when the variable is unset, or may not be read. */
  get(name: EnvironmentName): string;
}

export const denoEnvironment: Environment = {
  get: (name) => {
    const state = Deno.permissions.querySync({ name: "env", variable: name }).state;
    return state === "granted" ? Deno.env.get(name) ?? "" : "";
  },
};
