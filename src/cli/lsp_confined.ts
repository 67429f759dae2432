/**
 * A program of its own, loaded before the bundled language server in that server's process: shows it neither what a link
 * leads to outside of the segment nor a file with credentials, since what it is shown it repeats in its answers.
 */
import { loadSecretCheck } from "../context/secret_check.ts";
import { confineReads, readablePlaces } from "../host/confined_reads.ts";

confineReads({ places: readablePlaces(), hides: await loadSecretCheck() });
