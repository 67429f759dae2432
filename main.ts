/** Entry point. */
export {};
