/** Values that build.mjs writes into the bundles. */
declare const __RUNTIME__: import("./messages").Runtime;
/** Text of the worker's bundle. */
declare const __WORKER__: string;
