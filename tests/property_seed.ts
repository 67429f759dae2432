/**
 * fast-check with one seed for all properties, so that a run of the tests means the same everywhere and every time.
 * `CTX_TEST_SEED=N` takes another, `CTX_TEST_SEED=random` a new one each run: what is found then becomes a case.
 */
import fc from "fast-check";

const wanted = Deno.env.get("CTX_TEST_SEED") ?? "1";
fc.configureGlobal(wanted === "random" ? {} : { seed: Number(wanted) });

export default fc;
